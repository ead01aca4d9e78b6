//! Keys: for signatures, for sealing, and the short names of both.

mod signing;

use std::fmt;

use hpke::{Deserializable as _, Kem as _, Serializable as _, kem::X25519HkdfSha256};
use sha2::{Digest as _, Sha256};
use sm3::Sm3;
use zeroize::{Zeroize as _, ZeroizeOnDrop, Zeroizing};

pub use signing::{SigningKey, VerifyingKey, low_s};

use crate::crypto::Crypto;

/// The signature algorithms of trust.md 1.3; a key has one, and a message must name the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032), COSE number -19.
    Ed25519,
    /// ECDSA on P-256 with SHA-256 and a low S, COSE number -9.
    Es256,
    /// SM2 with SM3 and the default distinguishing id (GB/T 32918), private COSE number -65602.
    Sm2,
}

impl Algorithm {
    /// All algorithms.
    pub const ALL: [Self; 3] = [Self::Ed25519, Self::Es256, Self::Sm2];

    /// Returns the COSE number.
    pub fn number(self) -> i64 {
        match self {
            Self::Ed25519 => -19,
            Self::Es256 => -9,
            Self::Sm2 => -65_602,
        }
    }

    /// Finds an algorithm by its COSE number; EdDSA (-8) and ES256 (-7) leave the curve open.
    pub fn from_number(number: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.number() == number)
    }

    /// Returns the word for lists and command lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ed25519 => "ed25519",
            Self::Es256 => "es256",
            Self::Sm2 => "sm2",
        }
    }

    /// Finds an algorithm by its word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.name() == name)
    }
}

/// Bytes that are no key of this kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the bytes are no usable public key")]
pub struct KeyError;

/// The short name of a public key: the first 8 bytes of its SHA-256, of its SM3 for SM2.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Kid(pub [u8; 8]);

impl Kid {
    pub(crate) fn of(public: &[u8]) -> Self {
        Self::head(Sha256::digest(public).into())
    }

    pub(crate) fn of_sm2(public: &[u8]) -> Self {
        Self::head(Sm3::digest(public).into())
    }

    fn head(digest: [u8; 32]) -> Self {
        let (head, _) = digest
            .split_first_chunk::<8>()
            .expect("a digest has 32 bytes");
        Self(*head)
    }
}

impl fmt::Debug for Kid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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
