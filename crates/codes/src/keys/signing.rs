//! Signing keys of three algorithms behind two opaque types.

use std::fmt;

use ed25519_dalek::Signer as _;
use p256::{
    ecdsa::{self, signature::Verifier as _},
    elliptic_curve::sec1::ToSec1Point as _,
};
use sm2::dsa;
use zeroize::Zeroizing;

use super::{Algorithm, KeyError, Kid};
use crate::crypto::{Crypto, CryptoError};

/// The distinguishing id that GB/T 32918 and every other implementation use by default.
const SM2_ID: &str = "1234567812345678";

/// A private signing key, or the name of one that lives in a module; wiped when dropped.
#[derive(Clone)]
pub struct SigningKey {
    secret: Secret,
    public: VerifyingKey,
}

#[derive(Clone)]
enum Secret {
    Ed25519(Box<ed25519_dalek::SigningKey>),
    Es256(p256::SecretKey),
    Sm2(sm2::SecretKey),
    /// Only a module can sign with it.
    Held,
}

impl SigningKey {
    /// Makes a new Ed25519 key.
    pub fn generate(crypto: &dyn Crypto) -> Self {
        let mut seed = Zeroizing::new([0; 32]);
        crypto.random(seed.as_mut());
        Self::from_bytes(&seed)
    }

    /// Makes a new key of an algorithm.
    pub fn generate_with(algorithm: Algorithm, crypto: &dyn Crypto) -> Self {
        loop {
            let mut secret = Zeroizing::new([0; 32]);
            crypto.random(secret.as_mut());
            // Numbers beyond the order of the curve are drawn again; that happens once in 2^32.
            if let Ok(key) = Self::from_secret(algorithm, &secret) {
                return key;
            }
        }
    }

    /// Takes the 32 bytes of RFC 8032; every value is an Ed25519 key.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        let secret = ed25519_dalek::SigningKey::from_bytes(bytes);
        let public = VerifyingKey(Point::Ed25519(secret.verifying_key()));
        Self {
            secret: Secret::Ed25519(Box::new(secret)),
            public,
        }
    }

    /// Takes the 32 secret bytes of a key; a scalar must lie within the order of its curve.
    pub fn from_secret(algorithm: Algorithm, bytes: &[u8; 32]) -> Result<Self, KeyError> {
        match algorithm {
            Algorithm::Ed25519 => Ok(Self::from_bytes(bytes)),
            Algorithm::Es256 => {
                let secret = p256::SecretKey::from_slice(bytes).map_err(|_| KeyError)?;
                let public = VerifyingKey(Point::Es256(secret.public_key().into()));
                Ok(Self {
                    secret: Secret::Es256(secret),
                    public,
                })
            }
            Algorithm::Sm2 => {
                let secret = sm2::SecretKey::from_slice(bytes).map_err(|_| KeyError)?;
                let public = VerifyingKey(Point::Sm2(secret.public_key()));
                Ok(Self {
                    secret: Secret::Sm2(secret),
                    public,
                })
            }
        }
    }

    /// Names a key whose private half lives in a module; a provider that knows it can sign.
    pub fn held(public: VerifyingKey) -> Self {
        Self {
            secret: Secret::Held,
            public,
        }
    }

    /// Returns the secret bytes to code that stores them sealed; none if a module holds them.
    pub fn to_secret(&self) -> Option<Zeroizing<[u8; 32]>> {
        match &self.secret {
            Secret::Ed25519(key) => Some(Zeroizing::new(key.to_bytes())),
            Secret::Es256(key) => Some(Zeroizing::new(key.to_bytes().into())),
            Secret::Sm2(key) => Some(Zeroizing::new(key.to_bytes().into())),
            Secret::Held => None,
        }
    }

    /// Returns the algorithm.
    pub fn algorithm(&self) -> Algorithm {
        self.public.algorithm()
    }

    /// Returns the public half.
    pub fn verifying_key(&self) -> VerifyingKey {
        self.public
    }

    /// Returns the name of the public half.
    pub fn kid(&self) -> Kid {
        self.public.kid()
    }

    /// Signs in software; a key of a module cannot.
    pub(crate) fn sign(&self, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        match &self.secret {
            Secret::Ed25519(key) => Ok(key.sign(message).to_bytes()),
            Secret::Es256(key) => {
                let signature: ecdsa::Signature = ecdsa::SigningKey::from(key)
                    .try_sign(message)
                    .map_err(|_| CryptoError::Sign)?;
                Ok(signature.normalize_s().to_bytes().into())
            }
            Secret::Sm2(key) => {
                let signature: dsa::Signature = dsa::SigningKey::new(SM2_ID, key)
                    .and_then(|key| key.try_sign(message))
                    .map_err(|_| CryptoError::Sign)?;
                Ok(signature.to_bytes().into())
            }
            Secret::Held => Err(CryptoError::Sign),
        }
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SigningKey({:?})", self.kid())
    }
}

/// A public signing key.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct VerifyingKey(Point);

#[derive(Clone, Copy, PartialEq, Eq)]
enum Point {
    Ed25519(ed25519_dalek::VerifyingKey),
    Es256(ecdsa::VerifyingKey),
    Sm2(sm2::PublicKey),
}

impl VerifyingKey {
    /// Reads a public Ed25519 key, refusing bytes that are no point, one of small order, or a second
    /// spelling of one.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, KeyError> {
        let key = ed25519_dalek::VerifyingKey::from_bytes(bytes).map_err(|_| KeyError)?;
        if key.is_weak() || key.to_edwards().compress().to_bytes() != *bytes {
            Err(KeyError)
        } else {
            Ok(Self(Point::Ed25519(key)))
        }
    }

    /// Reads a public key: 32 bytes of Ed25519, or 33 of a compressed point; nothing else.
    pub fn from_public(algorithm: Algorithm, bytes: &[u8]) -> Result<Self, KeyError> {
        if algorithm == Algorithm::Ed25519 {
            return Self::from_bytes(bytes.try_into().map_err(|_| KeyError)?);
        }
        // SEC 1 readers know further heads of the same length; one key has one spelling here.
        if bytes.len() != 33 || !matches!(bytes.first(), Some(2 | 3)) {
            return Err(KeyError);
        }
        let point = if algorithm == Algorithm::Es256 {
            Point::Es256(ecdsa::VerifyingKey::from_sec1_bytes(bytes).map_err(|_| KeyError)?)
        } else {
            Point::Sm2(sm2::PublicKey::from_sec1_bytes(bytes).map_err(|_| KeyError)?)
        };
        Ok(Self(point))
    }

    /// Returns the 32 bytes of Ed25519, or the 33 of a compressed point.
    pub fn public_bytes(&self) -> Vec<u8> {
        match &self.0 {
            Point::Ed25519(key) => key.to_bytes().to_vec(),
            Point::Es256(key) => key.to_sec1_point(true).as_bytes().to_vec(),
            Point::Sm2(key) => key.to_sec1_point(true).as_bytes().to_vec(),
        }
    }

    /// Returns the 32 bytes of a key that is known to be Ed25519; it is a bug to ask another one.
    pub fn to_bytes(&self) -> [u8; 32] {
        match &self.0 {
            Point::Ed25519(key) => Some(key.to_bytes()),
            Point::Es256(_) | Point::Sm2(_) => None,
        }
        .expect("only code that made or checked an Ed25519 key asks for its 32 bytes")
    }

    /// Returns the stored form: the 32 bytes of Ed25519, else one byte (1 ES256, 2 SM2) and the 33.
    pub fn to_tagged(&self) -> Vec<u8> {
        let tag: &[u8] = match self.algorithm() {
            Algorithm::Ed25519 => &[],
            Algorithm::Es256 => &[1],
            Algorithm::Sm2 => &[2],
        };
        [tag, &self.public_bytes()].concat()
    }

    /// Reads the stored form.
    pub fn from_tagged(bytes: &[u8]) -> Result<Self, KeyError> {
        if bytes.len() == 32 {
            return Self::from_public(Algorithm::Ed25519, bytes);
        }
        match bytes.split_first() {
            Some((1, point)) => Self::from_public(Algorithm::Es256, point),
            Some((2, point)) => Self::from_public(Algorithm::Sm2, point),
            _ => Err(KeyError),
        }
    }

    /// Returns the algorithm, the only one under which this key accepts anything.
    pub fn algorithm(&self) -> Algorithm {
        match self.0 {
            Point::Ed25519(_) => Algorithm::Ed25519,
            Point::Es256(_) => Algorithm::Es256,
            Point::Sm2(_) => Algorithm::Sm2,
        }
    }

    /// Returns the name of the key.
    pub fn kid(&self) -> Kid {
        let public = self.public_bytes();
        match self.0 {
            Point::Ed25519(_) | Point::Es256(_) => Kid::of(&public),
            Point::Sm2(_) => Kid::of_sm2(&public),
        }
    }

    /// Tells whether the signature over the message is by this key (strict rules, one encoding).
    pub fn verifies(&self, message: &[u8], signature: &[u8; 64]) -> bool {
        match &self.0 {
            Point::Ed25519(key) => {
                let signature = ed25519_dalek::Signature::from_bytes(signature);
                key.verify_strict(message, &signature).is_ok()
            }
            Point::Es256(key) => ecdsa::Signature::from_slice(signature)
                .is_ok_and(|s| s.normalize_s() == s && key.verify(message, &s).is_ok()),
            Point::Sm2(key) => dsa::VerifyingKey::new(SM2_ID, *key)
                .and_then(|key| key.verify(message, &dsa::Signature::from_slice(signature)?))
                .is_ok(),
        }
    }
}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "VerifyingKey({:?})", self.kid())
    }
}

/// Brings an ES256 signature (r, then s) of a module into the only form that is accepted.
pub fn low_s(signature: &[u8; 64]) -> Result<[u8; 64], CryptoError> {
    let signature = ecdsa::Signature::from_slice(signature).map_err(|_| CryptoError::Module)?;
    Ok(signature.normalize_s().to_bytes().into())
}
