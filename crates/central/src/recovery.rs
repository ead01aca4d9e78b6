//! The centre's half of a recovery: two administrators together open the key of a kiosk's memory
//! for the machine that took its place (trust.md 3.2).
//!
//! The recovery key is divided by exclusive or: one share is random, the other is the key under
//! it. Each alone is noise, whatever one can compute; no order, no arithmetic of our own; and the
//! whole key exists only in this process while an answer is sealed. Two keys that must both be used
//! would do as well, but every kiosk would have to seal twice.

use codes::{Crypto, Kid, Sealed, SealingPublic, SealingSecret};
use data_encoding::HEXLOWER;
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

const FILE_MAGIC: &[u8; 4] = b"YJR1";
const REQUEST_MAGIC: &[u8; 4] = b"YJQ1";
const ANSWER_MAGIC: &[u8; 4] = b"YJA1";
const KEY_INFO: &[u8] = b"yj1/recovery/key";
const ANSWER_INFO: &[u8] = b"yj1/recovery/answer\0";
const REQUEST_NAME: &[u8] = b"yj1/recovery/request\0";
const SHARE_WORD: &str = "recovery-share";
const KEY_BYTES: usize = 32;
const SEALED_KEY_BYTES: usize = KEY_BYTES + 16;
const KIOSK_BYTES_MAX: usize = 64;
/// 80 bits: whoever exchanges the request on its way has as long as he likes to search.
const CHARACTER_BYTES: usize = 10;

/// Why a recovery is refused; the same files are never accepted later.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum RecoveryError {
    /// The bytes are no file of this kind.
    #[error("this is no recovery file of this kind")]
    Malformed,
    /// The shares are not two of the same key, or the file was sealed to another.
    #[error("the shares do not open this file")]
    Shares,
    /// The characters are those of another request.
    #[error("the technician reads other characters: this is another request")]
    Characters,
    /// The answer cannot be sealed.
    #[error("nothing can be sealed to the key in this request")]
    Seal,
}

/// Which signing key a kiosk has from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeviceKey {
    /// The one that was approved.
    Registered,
    /// A new one in software.
    Ed25519([u8; 32]),
    /// A new one in a security module, as a compressed point.
    Es256([u8; 33]),
}

/// What a technician brings: the sealed key of the memory, and a fresh key for the answer.
#[derive(Debug, Clone)]
pub(crate) struct Request {
    /// Whether the new keys lie in a security module that measures the start.
    pub(crate) assured: bool,
    /// The signing key from now on.
    pub(crate) device: DeviceKey,
    /// Name of the kiosk, bound by the seal.
    pub(crate) kiosk: String,
    answer_to: SealingPublic,
    to: Kid,
    sealed: Sealed,
    hash: [u8; 32],
    characters: String,
}

impl Request {
    /// Reads `"YJQ1" | assurance 1 | algorithm 1 | public key 0, 32 or 33 | answer key 32 | file`.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, RecoveryError> {
        let mut rest = Rest(bytes);
        rest.magic(REQUEST_MAGIC)?;
        let [assurance, algorithm] = rest.take()?;
        let device = match algorithm {
            0 => DeviceKey::Registered,
            1 => DeviceKey::Ed25519(rest.take()?),
            2 => DeviceKey::Es256(rest.take()?),
            _ => return Err(RecoveryError::Malformed),
        };
        let assured = match assurance {
            1 => true,
            2 => false,
            _ => return Err(RecoveryError::Malformed),
        };
        let answer_to = SealingPublic::from_bytes(&rest.take()?);
        rest.magic(FILE_MAGIC)?;
        let (to, enc) = (Kid(rest.take()?), rest.take()?);
        let ct = rest.take::<SEALED_KEY_BYTES>()?.to_vec();
        let kiosk = rest.0;
        if kiosk.is_empty() || kiosk.len() > KIOSK_BYTES_MAX {
            return Err(RecoveryError::Malformed);
        }
        let named = Sha256::new()
            .chain_update(REQUEST_NAME)
            .chain_update(bytes)
            .finalize();
        Ok(Self {
            assured,
            device,
            kiosk: String::from_utf8(kiosk.to_vec()).map_err(|_| RecoveryError::Malformed)?,
            answer_to,
            to,
            sealed: Sealed { enc, ct },
            hash: Sha256::digest(bytes).into(),
            characters: symbols(named.get(..CHARACTER_BYTES).expect("a hash has 32 bytes")),
        })
    }

    /// Returns the name of the key that opens it.
    pub(crate) fn to(&self) -> Kid {
        self.to
    }

    /// Holds the request against the characters that the technician reads out.
    pub(crate) fn compare(&self, read_out: &str) -> Result<(), RecoveryError> {
        let typed = read_out.chars().filter(|c| c.is_ascii_alphanumeric());
        let typed: String = typed.map(|c| c.to_ascii_uppercase()).collect();
        if typed == self.characters {
            Ok(())
        } else {
            Err(RecoveryError::Characters)
        }
    }

    /// Opens the key of the memory and seals it to the machine that asked:
    /// `"YJA1" | SHA-256 of the request 32 | enc 32 | ct`.
    pub(crate) fn answer(
        &self,
        recovery: &SealingSecret,
        certificate: Option<&str>,
        crypto: &dyn Crypto,
    ) -> Result<Vec<u8>, RecoveryError> {
        if recovery.kid() != self.to {
            return Err(RecoveryError::Shares);
        }
        let kiosk = self.kiosk.as_bytes();
        let key = crypto
            .open(recovery, KEY_INFO, kiosk, &self.sealed)
            .map_err(|_| RecoveryError::Shares)?;
        if key.len() != KEY_BYTES {
            return Err(RecoveryError::Malformed);
        }
        let mut plain = Zeroizing::new(key.to_vec());
        plain.extend_from_slice(certificate.unwrap_or_default().as_bytes());
        let info = [ANSWER_INFO, &self.hash].concat();
        let sealed = crypto
            .seal(&self.answer_to, &info, kiosk, &plain)
            .map_err(|_| RecoveryError::Seal)?;
        Ok([ANSWER_MAGIC.as_slice(), &self.hash, &sealed.enc, &sealed.ct].concat())
    }
}

/// Divides a key: `recovery-share NUMBER KID HEX`, one line for each of two administrators.
pub(crate) fn divide(key: &SealingSecret, crypto: &dyn Crypto) -> [Zeroizing<String>; 2] {
    let mut noise = Zeroizing::new([0; KEY_BYTES]);
    crypto.random(noise.as_mut());
    let under = under(&key.to_bytes(), &noise);
    let kid = HEXLOWER.encode(&key.kid().0);
    let line = |number: u8, share: &[u8]| {
        let hex = Zeroizing::new(HEXLOWER.encode(share));
        Zeroizing::new(format!("{SHARE_WORD} {number} {kid} {}\n", *hex))
    };
    [line(1, noise.as_ref()), line(2, under.as_ref())]
}

/// Puts the shares of a key together, from files that may hold those of older keys too; two of
/// one kind, or of different keys, are refused.
pub(crate) fn join(one: &str, other: &str, kid: Kid) -> Result<SealingSecret, RecoveryError> {
    let (first, second) = (Share::find(one, kid)?, Share::find(other, kid)?);
    if first.number == second.number {
        return Err(RecoveryError::Shares);
    }
    let key = SealingSecret::from_bytes(&under(&first.bytes, &second.bytes));
    if key.kid() == first.kid {
        Ok(key)
    } else {
        Err(RecoveryError::Shares)
    }
}

struct Share {
    number: u8,
    kid: Kid,
    bytes: Zeroizing<[u8; KEY_BYTES]>,
}

impl Share {
    fn find(text: &str, kid: Kid) -> Result<Self, RecoveryError> {
        let shares: Vec<Self> = text.lines().map(Self::read).collect::<Result<_, _>>()?;
        let found = shares.into_iter().find(|share| share.kid == kid);
        found.ok_or(RecoveryError::Shares)
    }

    fn read(text: &str) -> Result<Self, RecoveryError> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let [SHARE_WORD, number, kid, hex] = words.as_slice() else {
            return Err(RecoveryError::Malformed);
        };
        let bytes = HEXLOWER.decode(hex.as_bytes()).map(Zeroizing::new);
        let kid = HEXLOWER.decode(kid.as_bytes()).ok();
        let kid = kid.and_then(|kid| kid.try_into().ok());
        Ok(Self {
            number: match *number {
                "1" => 1,
                "2" => 2,
                _ => return Err(RecoveryError::Malformed),
            },
            kid: Kid(kid.ok_or(RecoveryError::Malformed)?),
            bytes: bytes
                .ok()
                .and_then(|bytes| <[u8; KEY_BYTES]>::try_from(bytes.as_slice()).ok())
                .map(Zeroizing::new)
                .ok_or(RecoveryError::Malformed)?,
        })
    }
}

fn under(key: &[u8; KEY_BYTES], noise: &[u8; KEY_BYTES]) -> Zeroizing<[u8; KEY_BYTES]> {
    let mut sum = Zeroizing::new(*key);
    for (byte, other) in sum.iter_mut().zip(noise) {
        *byte ^= other;
    }
    sum
}

/// Base32 as people read it aloud (Crockford), without its groups.
fn symbols(bytes: &[u8]) -> String {
    const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let symbol = |bits: u64, place: u32| {
        let index = usize::try_from(bits >> (5 * place) & 31).expect("five bits");
        char::from(*SYMBOLS.get(index).expect("there are 32 symbols"))
    };
    let fives = bytes.chunks(5).map(|five| {
        let all = five.iter();
        all.fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte))
    });
    fives
        .flat_map(|bits| (0..8).rev().map(move |place| symbol(bits, place)))
        .collect()
}

/// What is left to read of a file.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], RecoveryError> {
        let split = self.0.split_first_chunk::<N>();
        let (head, rest) = split.ok_or(RecoveryError::Malformed)?;
        self.0 = rest;
        Ok(*head)
    }

    fn magic(&mut self, magic: &[u8; 4]) -> Result<(), RecoveryError> {
        if self.take::<4>()? == *magic {
            Ok(())
        } else {
            Err(RecoveryError::Malformed)
        }
    }
}

#[cfg(test)]
mod tests;
