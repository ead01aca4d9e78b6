//! Keys as files hold them: JSON with hexadecimal digits, readable by their owner only.

use std::path::Path;

use codes::{Algorithm, Crypto, SealingSecret, SigningKey, VerifyingKey};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::AuthorityError;
use crate::files;

/// A private key and the time in which it may issue.
#[derive(Clone)]
pub struct IssuingKey {
    /// The key.
    pub key: SigningKey,
    /// It issues from, in seconds since 1970.
    pub from_s: u64,
    /// It issues until, in seconds since 1970; what it issued goes on verifying.
    pub until_s: u64,
}

impl IssuingKey {
    /// Draws a key that issues for so many seconds from now.
    pub(super) fn draw(algorithm: Algorithm, now_s: u64, life_s: u64, crypto: &dyn Crypto) -> Self {
        Self {
            key: SigningKey::generate_with(algorithm, crypto),
            from_s: now_s,
            until_s: now_s + life_s,
        }
    }
}

/// A signing key in a file.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct StoredSigning {
    algorithm: String,
    secret: String,
    from_s: u64,
    until_s: u64,
}

impl StoredSigning {
    pub(super) fn of(issuing: &IssuingKey) -> Self {
        let secret = issuing.key.to_secret();
        let secret = secret.expect("keys of files live in memory, not in a module");
        Self {
            algorithm: issuing.key.algorithm().name().to_owned(),
            secret: HEXLOWER.encode(secret.as_ref()),
            from_s: issuing.from_s,
            until_s: issuing.until_s,
        }
    }

    pub(super) fn key(&self) -> Result<IssuingKey, AuthorityError> {
        let algorithm = Algorithm::from_name(&self.algorithm).ok_or(AuthorityError::Damaged)?;
        let secret = unhex(&self.secret)?;
        Ok(IssuingKey {
            key: SigningKey::from_secret(algorithm, &secret)
                .map_err(|_| AuthorityError::Damaged)?,
            from_s: self.from_s,
            until_s: self.until_s,
        })
    }
}

/// Reads a list of keys, the newest first.
pub(super) fn keys(stored: &[StoredSigning]) -> Result<Vec<IssuingKey>, AuthorityError> {
    if stored.is_empty() {
        return Err(AuthorityError::Damaged);
    }
    stored.iter().map(StoredSigning::key).collect()
}

/// A key that opens what was sealed, in a file.
#[derive(Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
pub(super) struct StoredSealing {
    secret: String,
    from_s: u64,
}

impl StoredSealing {
    pub(super) fn of((secret, from_s): &(SealingSecret, u64)) -> Self {
        Self {
            secret: HEXLOWER.encode(secret.to_bytes().as_ref()),
            from_s: *from_s,
        }
    }

    pub(super) fn key(&self) -> Result<(SealingSecret, u64), AuthorityError> {
        let secret = unhex(&self.secret)?;
        Ok((SealingSecret::from_bytes(&secret), self.from_s))
    }
}

/// Returns a public key as a line of `roots.txt` holds it.
pub(super) fn public_text(key: &VerifyingKey) -> String {
    HEXLOWER.encode(&key.to_tagged())
}

/// Reads what `public_text` wrote.
pub(super) fn public_key(text: &str) -> Result<VerifyingKey, AuthorityError> {
    let tagged = HEXLOWER.decode(text.as_bytes());
    let tagged = tagged.map_err(|_| AuthorityError::Damaged)?;
    VerifyingKey::from_tagged(&tagged).map_err(|_| AuthorityError::Damaged)
}

/// Reads 32 bytes.
pub(super) fn unhex(text: &str) -> Result<Zeroizing<[u8; 32]>, AuthorityError> {
    let bytes = HEXLOWER.decode(text.as_bytes()).map(Zeroizing::new);
    bytes
        .ok()
        .and_then(|bytes| <[u8; 32]>::try_from(bytes.as_slice()).ok())
        .map(Zeroizing::new)
        .ok_or(AuthorityError::Damaged)
}

/// Reads a private file of keys in a folder that only its owner may enter.
pub(super) fn read<T: DeserializeOwned>(path: &Path) -> Result<T, AuthorityError> {
    files::check_private_folder(path.parent().ok_or(AuthorityError::Io)?)?;
    let text = Zeroizing::new(files::read_private(path)?);
    serde_json::from_slice(&text).map_err(|_| AuthorityError::Damaged)
}

/// Writes a private file of keys, making its folder.
pub(super) fn write<T: Serialize>(path: &Path, keys: &T) -> Result<(), AuthorityError> {
    let text = Zeroizing::new(serde_json::to_vec_pretty(keys).expect("strings are always JSON"));
    files::create_private_folder(path.parent().ok_or(AuthorityError::Io)?)?;
    Ok(files::write_private(path, &text)?)
}
