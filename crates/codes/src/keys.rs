//! Keys: Ed25519 for signatures, X25519 for sealing, and the short names of both.

use std::fmt;

use ed25519_dalek::Signer as _;
use hpke::{Deserializable as _, Kem as _, Serializable as _, kem::X25519HkdfSha256};
use sha2::{Digest as _, Sha256};
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

use crate::crypto::Crypto;

/// Bytes that are no key of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are no usable public key")]
pub struct KeyError;

/// The short name of a public key: the first 8 bytes of its SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 8]);

impl Kid {
    pub(crate) fn of(public: &[u8; 32]) -> Self {
        let digest = Sha256::digest(public);
        let (head, _) = digest
            .split_first_chunk::<8>()
            .expect("SHA-256 has 32 bytes");
        Self(*head)
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

/// A private Ed25519 key; its bytes are wiped when it is dropped.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// Makes a new key.
    pub fn generate(crypto: &dyn Crypto) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        crypto.random(seed.as_mut());
        Self::from_bytes(&seed)
    }

    /// Takes the 32 bytes of RFC 8032; every value is a key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(ed25519_dalek::SigningKey::from_bytes(bytes))
    }

    /// Returns the secret bytes to code that stores them sealed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0.to_bytes())
    }

    /// Returns the public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        VerifyingKey(self.0.verifying_key())
    }

    /// Returns the name of the public half.
    pub fn kid(&self) -> Kid {
        self.verifying_key().kid()
    }

    pub(crate) fn sign(&self, message: &[u8]) -> [u8; 64] {
        self.0.sign(message).to_bytes()
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?})", self.kid())
    }
}

/// A public Ed25519 key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(ed25519_dalek::VerifyingKey);

impl VerifyingKey {
    /// Reads a public key, refusing bytes that are no point of the curve or one of small order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError)?;
        if key.is_weak() {
            Err(KeyError)
        } else {
            Ok(Self(key))
        }
    }

    /// Returns the 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Returns the name of the key.
    pub fn kid(&self) -> Kid {
        Kid::of(self.0.as_bytes())
    }

    /// Tells whether the signature over the message is by this key (strict rules, one encoding).
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).is_ok()
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({:?})", self.kid())
    }
}

/// A private X25519 key that opens what was sealed to its public half.
#[derive(Clone, ZeroizeOnDrop)]
pub struct SealingSecret([u8; 32]);

impl SealingSecret {
    /// Makes a new key.
    pub fn generate(crypto: &dyn Crypto) -> Self {
        let mut bytes = [0; 32];
        crypto.random(&mut bytes);
        let secret = Self(bytes);
        bytes.zeroize();
        secret
    }

    /// Takes the 32 bytes; every value is a key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Returns the secret bytes to code that stores them sealed.
    pub fn to_bytes(&self) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(self.0)
    }

    /// Returns the public half.
    pub fn public(&self) -> SealingPublic {
        SealingPublic(
            X25519HkdfSha256::sk_to_pk(&self.private())
                .to_bytes()
                .into(),
        )
    }

    /// Returns the name of the public half.
    pub fn kid(&self) -> Kid {
        self.public().kid()
    }

    pub(crate) fn private(&self) -> <X25519HkdfSha256 as hpke::Kem>::PrivateKey {
        <X25519HkdfSha256 as hpke::Kem>::PrivateKey::from_bytes(&self.0)
            .expect("any 32 bytes are an X25519 key")
    }
}

impl fmt::Debug for SealingSecret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingSecret({:?})", self.kid())
    }
}

/// A public X25519 key to which things are sealed.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct SealingPublic([u8; 32]);

impl SealingPublic {
    /// Takes the 32 bytes; a useless point is refused when something is sealed to it.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Returns the 32 bytes.
    pub fn to_bytes(&self) -> [u8; 32] {
        self.0
    }

    /// Returns the name of the key.
    pub fn kid(&self) -> Kid {
        Kid::of(&self.0)
    }
}

impl fmt::Debug for SealingPublic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SealingPublic({:?})", self.kid())
    }
}
