//! A secret under a passphrase: Argon2id makes a key of it, and the secret is sealed to that key.

use argon2::{Algorithm, Argon2, Params, Version};
use codes::{Crypto, Sealed, SealingSecret};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{AuthorityError, stored::unhex};

/// As the passphrase of a kiosk without a TPM (trust.md 3.2): about half a second a guess.
const MEMORY_KIB: u32 = 64 * 1024;
const PASSES: u32 = 3;
/// A shorter one would be guessed.
const CHARACTERS_MIN: usize = 10;
const PURPOSE: &[u8] = b"yj1/root";

/// A wrapped secret in a file.
#[derive(Serialize, Deserialize)]
pub(super) struct Wrapped {
    salt: String,
    enc: String,
    ct: String,
}

impl Wrapped {
    /// Wraps 32 bytes; `about` is what they belong to.
    pub(super) fn seal(
        secret: &[u8; 32],
        passphrase: &str,
        about: &[u8],
        crypto: &dyn Crypto,
    ) -> Result<Self, AuthorityError> {
        if passphrase.chars().count() < CHARACTERS_MIN {
            return Err(AuthorityError::WeakPassphrase);
        }
        let mut salt = [0; 32];
        crypto.random(&mut salt);
        let key = stretch(passphrase, &salt);
        let sealed = crypto
            .seal(&key.public(), PURPOSE, about, secret)
            .map_err(|_| AuthorityError::Sign)?;
        Ok(Self {
            salt: HEXLOWER.encode(&salt),
            enc: HEXLOWER.encode(&sealed.enc),
            ct: HEXLOWER.encode(&sealed.ct),
        })
    }

    /// Opens what `seal` wrapped.
    pub(super) fn open(
        &self,
        passphrase: &str,
        about: &[u8],
        crypto: &dyn Crypto,
    ) -> Result<Zeroizing<[u8; 32]>, AuthorityError> {
        let key = stretch(passphrase, &*unhex(&self.salt)?);
        let ct = HEXLOWER.decode(self.ct.as_bytes());
        let sealed = Sealed {
            enc: *unhex(&self.enc)?,
            ct: ct.map_err(|_| AuthorityError::Damaged)?,
        };
        let plain = crypto
            .open(&key, PURPOSE, about, &sealed)
            .map_err(|_| AuthorityError::Passphrase)?;
        let secret = <[u8; 32]>::try_from(plain.as_slice());
        secret
            .map(Zeroizing::new)
            .map_err(|_| AuthorityError::Damaged)
    }
}

fn stretch(passphrase: &str, salt: &[u8; 32]) -> SealingSecret {
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).expect("constant and within bounds");
    let mut out = Zeroizing::new([0; 32]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, out.as_mut())
        .expect("a salt and an output of 32 bytes are within bounds");
    SealingSecret::from_bytes(&out)
}
