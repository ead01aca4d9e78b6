//! A database key under a passphrase that somebody types after each power-up.
//!
//! Argon2id makes a guess on a stolen disk dear; the growing wait makes one at the kiosk slow.
//! The number of wrong tries is written *before* a try, so that pulling the plug saves nobody one.

use std::path::Path;

use argon2::{Algorithm, Argon2, Params, Version};
use codes::Crypto;
use zeroize::Zeroizing;

use crate::{
    error::CustodyError,
    files,
    wrap::{self, WRAPPED_BYTES},
};

/// The fewest characters of a passphrase.
pub const PASSPHRASE_CHARACTERS_MIN: usize = 10;
const MEMORY_KIB: u32 = 64 * 1_024;
const PASSES: u32 = 3;
const MAGIC: &[u8; 4] = b"YJW1";
const SALT_BYTES: usize = 16;
const WAIT_FIRST_MS: u64 = 1_000;
const WAIT_MAX_MS: u64 = 15 * 60 * 1_000;

/// Wraps a key: `"YJW1" | salt 16 | nonce 12 | key 32 | tag 16`.
pub(crate) fn wrap_key(
    key: &[u8; 32],
    passphrase: &str,
    crypto: &dyn Crypto,
) -> Result<Vec<u8>, CustodyError> {
    if passphrase.chars().count() < PASSPHRASE_CHARACTERS_MIN {
        return Err(CustodyError::ShortPassphrase);
    }
    let mut salt = [0; SALT_BYTES];
    crypto.random(&mut salt);
    let wrapped = wrap::wrap(&*stretch(passphrase, &salt)?, MAGIC, key, crypto);
    Ok([MAGIC.as_slice(), &salt, &wrapped].concat())
}

/// Unwraps the key in a file, counting the wrong tries in a file beside it.
pub(crate) fn unwrap_key(
    file: &Path,
    passphrase: &str,
) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
    let bytes = files::read(file)?.ok_or(CustodyError::Missing)?;
    let (salt, wrapped) = parts(&bytes).ok_or(CustodyError::Damaged)?;
    let tries = wrong_tries(file)?.saturating_add(1);
    files::write(&tries_file(file), tries.to_string().as_bytes())?;
    match wrap::unwrap(&*stretch(passphrase, salt)?, MAGIC, wrapped) {
        Some(key) => {
            files::remove(&tries_file(file))?;
            Ok(key)
        }
        None => Err(CustodyError::WrongPassphrase {
            wait_ms: wait_after(tries),
        }),
    }
}

/// Returns how long the next try has to wait, in milliseconds since the last one or the start.
pub(crate) fn wait_ms(file: &Path) -> Result<u64, CustodyError> {
    Ok(wait_after(wrong_tries(file)?))
}

/// 1 s after the first wrong try, doubling to a quarter of an hour.
fn wait_after(tries: u32) -> u64 {
    match tries.checked_sub(1) {
        None => 0,
        Some(doublings) => 2_u64
            .saturating_pow(doublings)
            .saturating_mul(WAIT_FIRST_MS)
            .min(WAIT_MAX_MS),
    }
}

/// A damaged count is no reason to be quicker.
fn wrong_tries(file: &Path) -> Result<u32, CustodyError> {
    let Some(bytes) = files::read(&tries_file(file))? else {
        return Ok(0);
    };
    let text = std::str::from_utf8(&bytes).unwrap_or_default();
    Ok(text.parse().unwrap_or(u32::MAX))
}

/// Returns the file that counts the wrong tries at another file.
pub(crate) fn tries_file(file: &Path) -> std::path::PathBuf {
    file.with_added_extension("tries")
}

fn parts(bytes: &[u8]) -> Option<(&[u8; SALT_BYTES], &[u8; WRAPPED_BYTES])> {
    let (salt, wrapped) = bytes
        .strip_prefix(MAGIC)?
        .split_first_chunk::<SALT_BYTES>()?;
    Some((salt, wrapped.try_into().ok()?))
}

fn stretch(passphrase: &str, salt: &[u8; SALT_BYTES]) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
    let mut key = Zeroizing::new([0; 32]);
    let params = Params::new(MEMORY_KIB, PASSES, 1, Some(32)).expect("constants within the bounds");
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(passphrase.as_bytes(), salt, key.as_mut())
        // Only a passphrase of four gigabytes or a machine without memory gets here.
        .map_err(|_| CustodyError::Io)?;
    Ok(key)
}

#[cfg(test)]
mod tests {
    use codes::SeededCrypto;
    use tempfile::TempDir;

    use super::*;

    const PASSPHRASE: &str = "榕树下的海风与渔船2026";

    #[test]
    fn only_the_passphrase_gives_the_key() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kiosk.key.pass");
        let wrapped = wrap_key(&[9; 32], PASSPHRASE, &SeededCrypto::new(1)).unwrap();
        files::write(&file, &wrapped).unwrap();
        assert_eq!(*unwrap_key(&file, PASSPHRASE).unwrap(), [9; 32]);
        let waits: Vec<u64> = (0..3)
            .map(|_| match unwrap_key(&file, "another passphrase") {
                Err(CustodyError::WrongPassphrase { wait_ms }) => wait_ms,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(waits, [1_000, 2_000, 4_000]);
        assert_eq!(wait_ms(&file), Ok(4_000), "a restart waits as long");
        assert_eq!(*unwrap_key(&file, PASSPHRASE).unwrap(), [9; 32]);
        assert_eq!(wait_ms(&file), Ok(0));
    }

    #[test]
    fn a_short_passphrase_is_refused_before_it_is_used() {
        let refused = wrap_key(&[9; 32], "九个字符还不够长吗", &SeededCrypto::new(1));
        assert_eq!(refused, Err(CustodyError::ShortPassphrase));
    }

    #[test]
    fn waits_grow_to_a_quarter_of_an_hour() {
        let waits = [0, 1, 2, 10, 11, 64, u32::MAX].map(wait_after);
        assert_eq!(waits, [0, 1_000, 2_000, 512_000, 900_000, 900_000, 900_000]);
    }

    #[test]
    fn damaged_files_are_no_passphrase_matter() {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("kiosk.key.pass");
        assert_eq!(unwrap_key(&file, PASSPHRASE), Err(CustodyError::Missing));
        let wrapped = wrap_key(&[9; 32], PASSPHRASE, &SeededCrypto::new(1)).unwrap();
        for bytes in [&wrapped[1..], &wrapped[..79], b""] {
            files::write(&file, bytes).unwrap();
            assert_eq!(unwrap_key(&file, PASSPHRASE), Err(CustodyError::Damaged));
        }
        assert_eq!(wait_ms(&file), Ok(0), "nothing was tried");
        files::write(&tries_file(&file), b"x").unwrap();
        assert_eq!(wait_ms(&file), Ok(WAIT_MAX_MS));
    }
}
