//! What travels on a stick where there is no line: the very objects of `POST /v1/sync` in one file.
//!
//! The file is signed by who wrote it, so nobody on the way can leave out or reorder an object
//! unseen, and it ends with its own hash, so a damaged file is known before any key is needed. It
//! names the kiosk and nobody else; what the objects hold is sealed or signed as on the line.

use codes::{Crypto, CryptoError, SigningKey, VerifyingKey, cose_sign, cose_verify};
use residence::KioskId;
use sha2::{Digest as _, Sha256};

use crate::{
    cbor::Reader,
    exchange::claimed_payload_within,
    limits::{ANSWER_BYTES_MAX, REQUEST_BYTES_MAX, STICK_BYTES_MAX, STICK_OBJECTS_MAX},
    wire::{WireError, open_version, read_kiosk, start_version},
};

const MAGIC: &[u8] = b"YJ1STICK";
const AAD: &[u8] = b"yj1/stick";
const HASH_BYTES: usize = 32;
const FIELDS: usize = 4;

/// Which way a file goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StickKind {
    /// From the kiosk: signed requests.
    Requests,
    /// To the kiosk: signed answers.
    Answers,
}

impl StickKind {
    fn number(self) -> u64 {
        match self {
            Self::Requests => 1,
            Self::Answers => 2,
        }
    }

    fn from_number(number: u64) -> Option<Self> {
        match number {
            1 => Some(Self::Requests),
            2 => Some(Self::Answers),
            _ => None,
        }
    }

    fn object_bytes_max(self) -> usize {
        match self {
            Self::Requests => REQUEST_BYTES_MAX,
            Self::Answers => ANSWER_BYTES_MAX,
        }
    }
}

/// Why a file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StickError {
    /// It does not begin as such a file does.
    #[error("not a file of this system")]
    Foreign,
    /// Its hash is not that of its bytes.
    #[error("the file is damaged or not whole")]
    Damaged,
    /// Larger than such a file may be.
    #[error("the file is too large")]
    TooLarge,
    /// A later form than this program knows.
    #[error("the file is of a newer form")]
    Newer,
    /// It goes the other way.
    #[error("the file goes the other way")]
    OtherWay,
    /// Not signed by who must have written it.
    #[error("the file is not signed by who must have written it")]
    Signature,
    /// Whole, and yet not of the form of such a file.
    #[error("malformed: {0}")]
    Wire(WireError),
}

impl StickError {
    /// Tells whether the same bytes may be accepted later: never.
    pub fn can_retry(self) -> bool {
        false
    }
}

impl From<WireError> for StickError {
    fn from(error: WireError) -> Self {
        match error {
            WireError::Version => Self::Newer,
            WireError::Limit => Self::TooLarge,
            WireError::Short
            | WireError::Trailing
            | WireError::Form
            | WireError::Length
            | WireError::Value => Self::Wire(error),
        }
    }
}

/// The objects of one kiosk on their way, version 1.
#[derive(Clone, PartialEq, Eq)]
pub struct StickFile {
    /// Which way they go.
    pub kind: StickKind,
    /// The kiosk whose exchange this is.
    pub kiosk: KioskId,
    /// Requests or answers as the line carries them, in their order.
    pub objects: Vec<Vec<u8>>,
}

impl std::fmt::Debug for StickFile {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (kind, objects) = (self.kind, self.objects.len());
        write!(f, "StickFile({kind:?}, {}, {objects})", self.kiosk)
    }
}

impl StickFile {
    /// Writes the file and signs it; the limits are those of [`STICK_OBJECTS_MAX`] and
    /// [`STICK_BYTES_MAX`], and what crosses them is cut by nobody but the caller.
    pub fn sign(&self, key: &SigningKey, crypto: &dyn Crypto) -> Result<Vec<u8>, CryptoError> {
        let mut writer = start_version(FIELDS);
        writer.uint(self.kind.number());
        writer.text(self.kiosk.as_str());
        writer.array(self.objects.len());
        for object in &self.objects {
            writer.bytes(object);
        }
        let signed = cose_sign(AAD, &writer.finish(), key, crypto)?;
        let mut bytes = [MAGIC, &signed].concat();
        let hash = Sha256::digest(&bytes);
        bytes.extend_from_slice(&hash);
        Ok(bytes)
    }

    /// Reads which way a whole file goes and whose it claims to be, only to find the key for
    /// [`StickFile::open`].
    pub fn claimed(bytes: &[u8]) -> Result<(StickKind, KioskId), StickError> {
        let mut reader = Reader::new(claimed_payload_within(
            signed_part(bytes)?,
            STICK_BYTES_MAX,
        )?);
        Ok(head(&mut reader)?)
    }

    /// Verifies hash, signature and direction, and reads the file.
    pub fn open(bytes: &[u8], kind: StickKind, key: &VerifyingKey) -> Result<Self, StickError> {
        let signed = signed_part(bytes)?;
        let mut claimed = Reader::new(claimed_payload_within(signed, STICK_BYTES_MAX)?);
        if head(&mut claimed)?.0 != kind {
            return Err(StickError::OtherWay);
        }
        let payload = cose_verify(AAD, signed, key).map_err(|_| StickError::Signature)?;
        let mut reader = Reader::new(&payload);
        let (kind, kiosk) = head(&mut reader)?;
        let objects = reader.items(STICK_OBJECTS_MAX, |reader| {
            Ok(reader.bytes(kind.object_bytes_max())?.to_vec())
        })?;
        reader.end()?;
        Ok(Self {
            kind,
            kiosk,
            objects,
        })
    }
}

/// Takes off the first letters and the hash, if the file is whole.
fn signed_part(bytes: &[u8]) -> Result<&[u8], StickError> {
    if bytes.len() > STICK_BYTES_MAX {
        return Err(StickError::TooLarge);
    }
    let Some(rest) = bytes.strip_prefix(MAGIC) else {
        return Err(StickError::Foreign);
    };
    let (signed, hash) = rest
        .split_last_chunk::<HASH_BYTES>()
        .ok_or(StickError::Damaged)?;
    let mut own = Sha256::new_with_prefix(MAGIC);
    own.update(signed);
    if <[u8; HASH_BYTES]>::from(own.finalize()) != *hash {
        return Err(StickError::Damaged);
    }
    Ok(signed)
}

fn head(reader: &mut Reader<'_>) -> Result<(StickKind, KioskId), WireError> {
    open_version(reader, FIELDS)?;
    let kind = StickKind::from_number(reader.uint()?).ok_or(WireError::Value)?;
    Ok((kind, read_kiosk(reader)?))
}

#[cfg(test)]
mod tests {
    use codes::SeededCrypto;

    use super::*;

    fn key() -> SigningKey {
        SigningKey::from_bytes(&[7; 32])
    }

    fn file(objects: Vec<Vec<u8>>) -> StickFile {
        StickFile {
            kind: StickKind::Requests,
            kiosk: KioskId::parse("rongyin-01").unwrap(),
            objects,
        }
    }

    fn signed(file: &StickFile) -> Vec<u8> {
        file.sign(&key(), &SeededCrypto::new(1)).unwrap()
    }

    fn open(bytes: &[u8]) -> Result<StickFile, StickError> {
        StickFile::open(bytes, StickKind::Requests, &key().verifying_key())
    }

    /// Puts the right hash behind changed bytes, as a forger would.
    fn rehashed(mut bytes: Vec<u8>) -> Vec<u8> {
        bytes.truncate(bytes.len() - HASH_BYTES);
        let hash = Sha256::digest(&bytes);
        bytes.extend_from_slice(&hash);
        bytes
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        for objects in [vec![], vec![vec![1, 2, 3]], vec![vec![5; 70_000]; 3]] {
            let file = file(objects);
            let bytes = signed(&file);
            assert_eq!(open(&bytes), Ok(file.clone()));
            let claimed = (StickKind::Requests, file.kiosk.clone());
            assert_eq!(StickFile::claimed(&bytes), Ok(claimed));
            let key = key().verifying_key();
            let other_way = StickFile::open(&bytes, StickKind::Answers, &key);
            assert_eq!(other_way, Err(StickError::OtherWay));
        }
    }

    #[test]
    fn every_damage_is_named() {
        let bytes = signed(&file(vec![vec![9; 40]; 4]));
        for len in 0..bytes.len() {
            let error = open(&bytes[..len]).unwrap_err();
            let wanted = if len < MAGIC.len() {
                StickError::Foreign
            } else {
                StickError::Damaged
            };
            assert_eq!(error, wanted, "{len} bytes");
        }
        for bit in 0..bytes.len() * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            let error = open(&changed).unwrap_err();
            let wanted = [StickError::Foreign, StickError::Damaged];
            assert!(wanted.contains(&error), "bit {bit}: {error:?}");
        }
        assert_eq!(open(&[&bytes[..], &[0]].concat()), Err(StickError::Damaged));
        assert_eq!(open(b"a letter to somebody"), Err(StickError::Foreign));
        assert_eq!(
            open(&vec![0; STICK_BYTES_MAX + 1]),
            Err(StickError::TooLarge)
        );
    }

    /// With the right hash behind it, the signature still says so, and nothing panics.
    #[test]
    fn a_forger_gets_no_further() {
        let bytes = signed(&file(vec![vec![9; 40]; 4]));
        for bit in MAGIC.len() * 8..(bytes.len() - HASH_BYTES) * 8 {
            let mut changed = bytes.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            assert!(open(&rehashed(changed)).is_err(), "bit {bit}");
        }
        let other = file(vec![]).sign(&SigningKey::from_bytes(&[8; 32]), &SeededCrypto::new(1));
        assert_eq!(open(&other.unwrap()), Err(StickError::Signature));
        let many = signed(&file(vec![vec![]; STICK_OBJECTS_MAX + 1]));
        assert_eq!(open(&many), Err(StickError::TooLarge));
        let large = signed(&file(vec![vec![0; REQUEST_BYTES_MAX + 1]]));
        assert_eq!(open(&large), Err(StickError::TooLarge));
    }
}
