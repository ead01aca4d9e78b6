//! The one door to randomness, signatures and sealing, so that a certified module can take its place.

use std::sync::atomic::{AtomicU64, Ordering};

use hpke::{
    Deserializable as _, OpModeR, OpModeS, Serializable as _, aead::ChaCha20Poly1305,
    kdf::HkdfSha256, kem::X25519HkdfSha256, rand_core,
};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::keys::{SealingPublic, SealingSecret, SigningKey};

/// Why something could not be signed, sealed or opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CryptoError {
    /// The public key cannot be sealed to.
    #[error("cannot seal to this key")]
    Seal,
    /// Another key, other circumstances, or altered bytes.
    #[error("cannot open: another key, another purpose or altered bytes")]
    Open,
    /// This provider has no way to sign with this key.
    #[error("cannot sign with this key")]
    Sign,
    /// The module that holds the key does not answer, or answers with nonsense.
    #[error("the module that holds the key failed")]
    Module,
}

impl CryptoError {
    /// Tells whether the same call may succeed later: only a module may recover.
    pub fn can_retry(self) -> bool {
        self == Self::Module
    }
}

/// Something sealed to a public key: the encapsulated key and the ciphertext with its tag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// Encapsulated X25519 key.
    pub enc: [u8; 32],
    /// Ciphertext and tag.
    pub ct: Vec<u8>,
}

/// What private keys and randomness are used for; providers differ in where the keys live.
///
/// A provider for a module gets [`SigningKey::held`] keys and finds its own by their kid: TPM 2.0
/// for ES256; for an SM profile that is to be assessed, a certified module by GM/T 0018 (SDF) or
/// GM/T 0016 (SKF). Whatever a module returns for ES256 goes through [`crate::low_s`].
pub trait Crypto: Send + Sync {
    /// Fills the buffer with unpredictable bytes.
    fn random(&self, out: &mut [u8]);

    /// Signs with the algorithm of the key; ES256 with a low S, SM2 under the default id.
    fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<[u8; 64], CryptoError>;

    /// Seals with HPKE-Base (X25519-HKDF-SHA256, HKDF-SHA256, ChaCha20-Poly1305).
    fn seal(
        &self,
        to: &SealingPublic,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Sealed, CryptoError>;

    /// Opens what `seal` sealed, given the same `info` and `aad`.
    fn open(
        &self,
        key: &SealingSecret,
        info: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError>;
}

/// The provider in software: randomness of the operating system, keys in memory.
#[derive(Debug, Clone, Copy, Default)]
pub struct SoftwareCrypto;

/// A provider whose randomness repeats with its seed: for golden files and the towns of tests.
///
/// Never for keys of a real authority: whoever knows the seed knows the keys.
#[derive(Debug)]
pub struct SeededCrypto {
    seed: u64,
    drawn: AtomicU64,
}

impl SeededCrypto {
    /// Starts the sequence of this seed.
    pub fn new(seed: u64) -> Self {
        Self {
            seed,
            drawn: AtomicU64::new(0),
        }
    }
}

impl Crypto for SoftwareCrypto {
    fn random(&self, out: &mut [u8]) {
        getrandom::fill(out).expect("the operating system always has randomness after boot");
    }

    fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        key.sign(message)
    }

    fn seal(
        &self,
        to: &SealingPublic,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Sealed, CryptoError> {
        seal(self, to, info, aad, plain)
    }

    fn open(
        &self,
        key: &SealingSecret,
        info: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        open(key, info, aad, sealed)
    }
}

impl Crypto for SeededCrypto {
    fn random(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let count = self.drawn.fetch_add(1, Ordering::Relaxed);
            let mut block = Sha256::new();
            block.update(b"seeded");
            block.update(self.seed.to_be_bytes());
            block.update(count.to_be_bytes());
            for (to, from) in chunk.iter_mut().zip(block.finalize()) {
                *to = from;
            }
        }
    }

    fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        key.sign(message)
    }

    fn seal(
        &self,
        to: &SealingPublic,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Sealed, CryptoError> {
        seal(self, to, info, aad, plain)
    }

    fn open(
        &self,
        key: &SealingSecret,
        info: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        open(key, info, aad, sealed)
    }
}

fn seal(
    crypto: &dyn Crypto,
    to: &SealingPublic,
    info: &[u8],
    aad: &[u8],
    plain: &[u8],
) -> Result<Sealed, CryptoError> {
    let public = <X25519HkdfSha256 as hpke::Kem>::PublicKey::from_bytes(&to.to_bytes())
        .map_err(|_| CryptoError::Seal)?;
    let (enc, ct) =
        hpke::single_shot_seal_with_rng::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
            &OpModeS::Base,
            &public,
            info,
            plain,
            aad,
            &mut Draw(crypto),
        )
        .map_err(|_| CryptoError::Seal)?;
    Ok(Sealed {
        enc: enc.to_bytes().into(),
        ct,
    })
}

fn open(
    key: &SealingSecret,
    info: &[u8],
    aad: &[u8],
    sealed: &Sealed,
) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
    let enc = <X25519HkdfSha256 as hpke::Kem>::EncappedKey::from_bytes(&sealed.enc)
        .map_err(|_| CryptoError::Open)?;
    hpke::single_shot_open::<ChaCha20Poly1305, HkdfSha256, X25519HkdfSha256>(
        &OpModeR::Base,
        &key.private(),
        &enc,
        info,
        &sealed.ct,
        aad,
    )
    .map(Zeroizing::new)
    .map_err(|_| CryptoError::Open)
}

/// Lends the randomness of a provider to HPKE, which would otherwise ask the system itself.
struct Draw<'a>(&'a dyn Crypto);

impl rand_core::TryRng for Draw<'_> {
    type Error = rand_core::Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.0.random(&mut bytes);
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.0.random(&mut bytes);
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, out: &mut [u8]) -> Result<(), Self::Error> {
        self.0.random(out);
        Ok(())
    }
}

impl rand_core::TryCryptoRng for Draw<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sealed_things_open_only_as_sealed() {
        let crypto = SeededCrypto::new(1);
        let secret = SealingSecret::generate(&crypto);
        let other = SealingSecret::generate(&crypto);
        let sealed = crypto
            .seal(&secret.public(), b"info", b"aad", b"plain")
            .unwrap();
        let opened = SoftwareCrypto
            .open(&secret, b"info", b"aad", &sealed)
            .unwrap();
        assert_eq!(opened.as_slice(), b"plain");

        let refused = |key: &SealingSecret, info: &[u8], aad: &[u8], sealed: &Sealed| {
            assert_eq!(
                SoftwareCrypto.open(key, info, aad, sealed),
                Err(CryptoError::Open)
            );
        };
        refused(&other, b"info", b"aad", &sealed);
        refused(&secret, b"other", b"aad", &sealed);
        refused(&secret, b"info", b"other", &sealed);
        let mut altered = sealed.clone();
        altered.ct[0] ^= 1;
        refused(&secret, b"info", b"aad", &altered);
        let mut altered = sealed.clone();
        altered.enc[0] ^= 1;
        refused(&secret, b"info", b"aad", &altered);
        refused(
            &secret,
            b"info",
            b"aad",
            &Sealed {
                enc: [0; 32],
                ct: sealed.ct,
            },
        );
    }

    #[test]
    fn a_useless_public_key_is_refused() {
        let zero = SealingPublic::from_bytes(&[0; 32]);
        assert_eq!(
            SoftwareCrypto.seal(&zero, b"", b"", b""),
            Err(CryptoError::Seal)
        );
    }

    #[test]
    fn a_seed_repeats_and_seeds_differ() {
        let draw = |seed| {
            let crypto = SeededCrypto::new(seed);
            let mut out = [0; 80];
            crypto.random(&mut out);
            out
        };
        assert_eq!(draw(1), draw(1));
        assert_ne!(draw(1), draw(2));
        assert_ne!(draw(1)[..32], draw(1)[32..64]);
    }

    #[test]
    fn secrets_do_not_print() {
        let crypto = SeededCrypto::new(3);
        let key = SigningKey::from_bytes(&[0xab; 32]);
        assert!(!format!("{key:?}").contains("abab"));
        let secret = SealingSecret::generate(&crypto);
        let printed = format!("{secret:?}");
        assert!(printed.len() < 40, "{printed}");
    }
}
