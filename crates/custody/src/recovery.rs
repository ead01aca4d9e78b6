//! The way back to a database whose key the machine no longer gives: three files, two of which
//! travel. Their bytes are frozen; docs/decisions/0009 says what each is for.
//!
//! The centre's half is written against `codes` alone, so this module has both directions of
//! every file and shares only bytes with it.

use codes::{Crypto, Kid, SealingPublic, SealingSecret};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::characters;

const FILE_MAGIC: &[u8; 4] = b"YJR1";
const REQUEST_MAGIC: &[u8; 4] = b"YJQ1";
const ANSWER_MAGIC: &[u8; 4] = b"YJA1";
const KEY_INFO: &[u8] = b"yj1/recovery/key";
const ANSWER_INFO: &[u8] = b"yj1/recovery/answer\0";
const REQUEST_NAME: &[u8] = b"yj1/recovery/request\0";
const KEY_BYTES: usize = 32;
/// A sealed key is the key and a tag of 16 bytes.
const SEALED_KEY_BYTES: usize = KEY_BYTES + 16;
const KIOSK_BYTES_MAX: usize = 64;
const ANSWER_BYTES_MAX: usize = 4_096;
/// 80 bits: whoever exchanges the request on its way has as long as he likes to search.
const CHARACTER_BYTES: usize = 10;

/// Why a file of the recovery is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum RecoveryError {
    /// The bytes are no such file.
    #[error("the file is no recovery file of this kind")]
    Malformed,
    /// The file belongs to another kiosk, request or key, or was altered.
    #[error("the file belongs to another kiosk or request, or was altered")]
    Other,
    /// The key of the centre cannot be sealed to.
    #[error("nothing can be sealed to this key")]
    Seal,
}

impl RecoveryError {
    /// Tells whether the same file may be accepted later: never.
    pub fn can_retry(self) -> bool {
        false
    }
}

/// The database key, sealed to the centre's recovery key: `dbkey.recovery`, beside the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryFile {
    /// The centre's key that opens it.
    pub to: Kid,
    /// Name of the kiosk, bound by the seal.
    pub kiosk: String,
    enc: [u8; 32],
    ct: [u8; SEALED_KEY_BYTES],
}

impl RecoveryFile {
    /// Seals a database key. At most 64 bytes name a kiosk.
    pub fn seal(
        kiosk: &str,
        key: &[u8; 32],
        to: &SealingPublic,
        crypto: &dyn Crypto,
    ) -> Result<Self, RecoveryError> {
        check_kiosk(kiosk.as_bytes())?;
        let sealed = crypto
            .seal(to, KEY_INFO, kiosk.as_bytes(), key)
            .map_err(|_| RecoveryError::Seal)?;
        Ok(Self {
            to: to.kid(),
            kiosk: kiosk.to_owned(),
            enc: sealed.enc,
            ct: sealed.ct.try_into().map_err(|_| RecoveryError::Seal)?,
        })
    }

    /// Opens the key: the centre's half.
    pub fn open(
        &self,
        secret: &SealingSecret,
        crypto: &dyn Crypto,
    ) -> Result<Zeroizing<[u8; 32]>, RecoveryError> {
        let sealed = codes::Sealed {
            enc: self.enc,
            ct: self.ct.to_vec(),
        };
        let plain = crypto
            .open(secret, KEY_INFO, self.kiosk.as_bytes(), &sealed)
            .map_err(|_| RecoveryError::Other)?;
        key_of(&plain)
    }

    /// `"YJR1" | kid 8 | enc 32 | ct 48 | kiosk id 1..=64`.
    pub fn encode(&self) -> Vec<u8> {
        [
            FILE_MAGIC,
            self.to.0.as_slice(),
            &self.enc,
            &self.ct,
            self.kiosk.as_bytes(),
        ]
        .concat()
    }

    /// Reads the file.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecoveryError> {
        let mut rest = Rest(bytes);
        rest.magic(FILE_MAGIC)?;
        let file = Self {
            to: Kid(rest.take()?),
            enc: rest.take()?,
            ct: rest.take()?,
            kiosk: String::from_utf8(rest.0.to_vec()).map_err(|_| RecoveryError::Malformed)?,
        };
        check_kiosk(file.kiosk.as_bytes())?;
        Ok(file)
    }
}

/// Which signing key the kiosk has after the recovery.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DeviceKey {
    /// The one that the centre knows; the certificate stays.
    Registered,
    /// A new one in software; the answer brings a certificate for it.
    Ed25519([u8; 32]),
    /// A new one in a security module, as a compressed point; the answer brings a certificate.
    Es256([u8; 33]),
}

/// What a technician carries to the centre: the recovery file, and a fresh key for the answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryRequest {
    /// Whether the new keys lie in a security module that measures the start.
    pub assured: bool,
    /// The signing key from now on.
    pub device: DeviceKey,
    /// The key to which the answer is sealed.
    pub answer_to: SealingPublic,
    /// The sealed database key.
    pub file: RecoveryFile,
}

impl RecoveryRequest {
    /// `"YJQ1" | assurance 1 (1 or 2) | algorithm 1 (0 registered, 1 Ed25519, 2 ES256) |
    /// public key 0, 32 or 33 | answer key 32 | recovery file`.
    pub fn encode(&self) -> Vec<u8> {
        let (algorithm, public): (u8, &[u8]) = match &self.device {
            DeviceKey::Registered => (0, &[]),
            DeviceKey::Ed25519(key) => (1, key),
            DeviceKey::Es256(key) => (2, key),
        };
        let assurance = if self.assured { 1 } else { 2 };
        [
            REQUEST_MAGIC.as_slice(),
            &[assurance, algorithm],
            public,
            &self.answer_to.to_bytes(),
            &self.file.encode(),
        ]
        .concat()
    }

    /// Reads the file.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecoveryError> {
        let mut rest = Rest(bytes);
        rest.magic(REQUEST_MAGIC)?;
        let [assurance, algorithm] = rest.take()?;
        let device = match algorithm {
            0 => DeviceKey::Registered,
            1 => DeviceKey::Ed25519(rest.take()?),
            2 => DeviceKey::Es256(rest.take()?),
            _ => return Err(RecoveryError::Malformed),
        };
        Ok(Self {
            assured: match assurance {
                1 => true,
                2 => false,
                _ => return Err(RecoveryError::Malformed),
            },
            device,
            answer_to: SealingPublic::from_bytes(&rest.take()?),
            file: RecoveryFile::decode(rest.0)?,
        })
    }

    /// Returns what technician and administrator compare: 16 base32 characters in groups of four.
    pub fn characters(&self) -> String {
        let hash = Sha256::new()
            .chain_update(REQUEST_NAME)
            .chain_update(self.encode())
            .finalize();
        characters::grouped(hash.get(..CHARACTER_BYTES).expect("a hash has 32 bytes"))
    }

    fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.encode()).into()
    }
}

/// What the technician brings back: the database key, and a certificate for a new signing key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecoveryAnswer {
    request: [u8; 32],
    enc: [u8; 32],
    ct: Vec<u8>,
}

/// What an answer held.
#[derive(Clone, PartialEq, Eq)]
pub struct Recovered {
    /// The key that opens the database as it lies there.
    pub key: Zeroizing<[u8; 32]>,
    /// A certificate, as text, when the signing key is a new one.
    pub certificate: Option<String>,
}

impl std::fmt::Debug for Recovered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Recovered").finish_non_exhaustive()
    }
}

impl RecoveryAnswer {
    /// Seals an answer: the centre's half, after two administrators agreed.
    pub fn seal(
        request: &RecoveryRequest,
        key: &[u8; 32],
        certificate: Option<&str>,
        crypto: &dyn Crypto,
    ) -> Result<Self, RecoveryError> {
        let hash = request.hash();
        let mut plain = Zeroizing::new(key.to_vec());
        plain.extend_from_slice(certificate.unwrap_or_default().as_bytes());
        let sealed = crypto
            .seal(
                &request.answer_to,
                &answer_info(&hash),
                request.file.kiosk.as_bytes(),
                &plain,
            )
            .map_err(|_| RecoveryError::Seal)?;
        Ok(Self {
            request: hash,
            enc: sealed.enc,
            ct: sealed.ct,
        })
    }

    /// Opens the answer to this request and no other.
    pub fn open(
        &self,
        request: &RecoveryRequest,
        secret: &SealingSecret,
        crypto: &dyn Crypto,
    ) -> Result<Recovered, RecoveryError> {
        let hash = request.hash();
        if hash != self.request {
            return Err(RecoveryError::Other);
        }
        let sealed = codes::Sealed {
            enc: self.enc,
            ct: self.ct.clone(),
        };
        let kiosk = request.file.kiosk.as_bytes();
        let plain = crypto
            .open(secret, &answer_info(&hash), kiosk, &sealed)
            .map_err(|_| RecoveryError::Other)?;
        let (key, certificate) = plain
            .split_at_checked(KEY_BYTES)
            .ok_or(RecoveryError::Malformed)?;
        let certificate = std::str::from_utf8(certificate).map_err(|_| RecoveryError::Malformed)?;
        Ok(Recovered {
            key: key_of(key)?,
            certificate: Some(certificate.to_owned()).filter(|text| !text.is_empty()),
        })
    }

    /// `"YJA1" | SHA-256 of the request 32 | enc 32 | ct 48 or more`.
    pub fn encode(&self) -> Vec<u8> {
        [ANSWER_MAGIC.as_slice(), &self.request, &self.enc, &self.ct].concat()
    }

    /// Reads the file.
    pub fn decode(bytes: &[u8]) -> Result<Self, RecoveryError> {
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(RecoveryError::Malformed);
        }
        let mut rest = Rest(bytes);
        rest.magic(ANSWER_MAGIC)?;
        let answer = Self {
            request: rest.take()?,
            enc: rest.take()?,
            ct: rest.0.to_vec(),
        };
        if answer.ct.len() < SEALED_KEY_BYTES {
            return Err(RecoveryError::Malformed);
        }
        Ok(answer)
    }
}

fn answer_info(request: &[u8; 32]) -> Vec<u8> {
    [ANSWER_INFO, request].concat()
}

fn key_of(plain: &[u8]) -> Result<Zeroizing<[u8; 32]>, RecoveryError> {
    let key: [u8; KEY_BYTES] = plain.try_into().map_err(|_| RecoveryError::Malformed)?;
    Ok(Zeroizing::new(key))
}

fn check_kiosk(kiosk: &[u8]) -> Result<(), RecoveryError> {
    if kiosk.is_empty() || kiosk.len() > KIOSK_BYTES_MAX {
        Err(RecoveryError::Malformed)
    } else {
        Ok(())
    }
}

/// What is left to read of a file.
struct Rest<'a>(&'a [u8]);

impl Rest<'_> {
    fn take<const N: usize>(&mut self) -> Result<[u8; N], RecoveryError> {
        let (head, rest) = self
            .0
            .split_first_chunk::<N>()
            .ok_or(RecoveryError::Malformed)?;
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
