//! Frames of the mirror: rows of the database, each sealed by itself, so that a torn or damaged
//! place costs one frame and what follows is still found.
//!
//! The nonce is drawn from the row (an equal row gives an equal frame, and tells no more than that),
//! so no random number is needed on the way of an act, and none can ever be used twice.

use chacha20poly1305::{AeadInOut as _, KeyInit as _, XChaCha20Poly1305};
use hmac::{Hmac, Mac as _};
use rusqlite::types::Value;
use sha2::Sha256;
use zeroize::Zeroizing;

use crate::error::Error;

/// Begins every frame, so that the next one is found behind damage.
const MARK: [u8; 4] = *b"YJMf";
const HEAD_BYTES: usize = MARK.len() + 4 + NONCE_BYTES + TAG_BYTES;
const NONCE_BYTES: usize = 24;
const TAG_BYTES: usize = 16;
/// Longer than the longest trust bundle; a length beyond it is damage.
const BODY_BYTES_MAX: usize = 64 << 20;

/// What a row is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A record in the outbox.
    Record = 1,
    /// Its entry of the masked index.
    Index = 2,
    /// An entry of the audit.
    Audit = 3,
    /// An act that is mirrored beside the records.
    Step = 4,
    /// How far the database had come when the file was written anew.
    Mark = 5,
}

impl Kind {
    fn from_number(number: u8) -> Option<Self> {
        let all = [
            Self::Record,
            Self::Index,
            Self::Audit,
            Self::Step,
            Self::Mark,
        ];
        all.into_iter().find(|kind| *kind as u8 == number)
    }
}

/// The keys of the mirror; both follow from the key of the database.
#[derive(Clone)]
pub(crate) struct MirrorKey {
    cipher: Zeroizing<[u8; 32]>,
    nonce: Zeroizing<[u8; 32]>,
}

impl MirrorKey {
    pub(crate) fn of(database: &[u8; 32]) -> Self {
        let derived = |purpose: &[u8]| Zeroizing::new(mac(database, purpose));
        Self {
            cipher: derived(b"yj1/mirror/cipher"),
            nonce: derived(b"yj1/mirror/nonce"),
        }
    }

    /// Appends the frame of a row.
    pub(crate) fn seal(&self, kind: Kind, row: &[Value], out: &mut Vec<u8>) -> Result<(), Error> {
        let mut body = encode(kind, row)?;
        let nonce = self.nonce_of(&body);
        let length = u32::try_from(body.len()).map_err(|_| Error::TooLarge)?;
        let tag = XChaCha20Poly1305::new((&*self.cipher).into())
            .encrypt_inout_detached(&nonce.into(), &MARK, body.as_mut_slice().into())
            .map_err(|_| Error::TooLarge)?;
        out.extend_from_slice(&MARK);
        out.extend_from_slice(&length.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&tag);
        out.extend_from_slice(&body);
        Ok(())
    }

    fn nonce_of(&self, body: &[u8]) -> [u8; NONCE_BYTES] {
        let digest = mac(&self.nonce, body);
        let (nonce, _) = digest
            .split_first_chunk::<NONCE_BYTES>()
            .expect("a digest is longer than a nonce");
        *nonce
    }

    /// Opens the frame at the beginning of some bytes; returns it and how long it is.
    fn open(&self, bytes: &[u8]) -> Option<(Kind, Vec<Value>, usize)> {
        let rest = bytes.strip_prefix(&MARK)?;
        let (length, rest) = rest.split_first_chunk::<4>()?;
        let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
        let (nonce, rest) = rest.split_first_chunk::<NONCE_BYTES>()?;
        let (tag, rest) = rest.split_first_chunk::<TAG_BYTES>()?;
        let mut body = rest
            .get(..length)
            .filter(|_| length <= BODY_BYTES_MAX)?
            .to_vec();
        XChaCha20Poly1305::new((&*self.cipher).into())
            .decrypt_inout_detached(nonce.into(), &MARK, body.as_mut_slice().into(), tag.into())
            .ok()?;
        let (kind, row) = decode(&body)?;
        Some((kind, row, HEAD_BYTES + length))
    }

    /// Reads every frame that opens. Tells whether nothing else was between them or behind.
    pub(crate) fn read(&self, mut bytes: &[u8], mut take: impl FnMut(Kind, Vec<Value>)) -> bool {
        let mut whole = true;
        while !bytes.is_empty() {
            let skipped = if let Some((kind, row, length)) = self.open(bytes) {
                take(kind, row);
                length
            } else {
                whole = false;
                next_mark(bytes)
            };
            bytes = bytes.get(skipped..).unwrap_or_default();
        }
        whole
    }
}

/// Returns how far the next beginning of a frame is, at least one byte on.
fn next_mark(bytes: &[u8]) -> usize {
    let after = bytes.get(1..).unwrap_or_default();
    after
        .windows(MARK.len())
        .position(|window| window == MARK)
        .map_or(bytes.len(), |place| place + 1)
}

fn mac(key: &[u8; 32], message: &[u8]) -> [u8; 32] {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key).expect("HMAC takes any key");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Writes a row: each value with its type, and its length where that varies.
fn encode(kind: Kind, row: &[Value]) -> Result<Vec<u8>, Error> {
    let mut out = vec![kind as u8];
    for value in row {
        match value {
            Value::Null => out.push(0),
            Value::Integer(number) => {
                out.push(1);
                out.extend_from_slice(&number.to_be_bytes());
            }
            Value::Text(text) => push_bytes(&mut out, 2, text.as_bytes())?,
            Value::Blob(bytes) => push_bytes(&mut out, 3, bytes)?,
            // No table has a column of this type.
            Value::Real(_) => return Err(Error::Corrupt),
        }
    }
    Ok(out)
}

fn push_bytes(out: &mut Vec<u8>, tag: u8, bytes: &[u8]) -> Result<(), Error> {
    let length = u32::try_from(bytes.len()).map_err(|_| Error::TooLarge)?;
    out.push(tag);
    out.extend_from_slice(&length.to_be_bytes());
    out.extend_from_slice(bytes);
    Ok(())
}

fn decode(body: &[u8]) -> Option<(Kind, Vec<Value>)> {
    let (kind, mut rest) = body.split_first()?;
    let mut row = Vec::new();
    while let Some((tag, after)) = rest.split_first() {
        let (value, after) = match tag {
            0 => (Value::Null, after),
            1 => {
                let (number, after) = after.split_first_chunk::<8>()?;
                (Value::Integer(i64::from_be_bytes(*number)), after)
            }
            2 | 3 => {
                let (length, after) = after.split_first_chunk::<4>()?;
                let length = usize::try_from(u32::from_be_bytes(*length)).ok()?;
                let (bytes, after) = after.split_at_checked(length)?;
                let value = if *tag == 2 {
                    Value::Text(String::from_utf8(bytes.to_vec()).ok()?)
                } else {
                    Value::Blob(bytes.to_vec())
                };
                (value, after)
            }
            _ => return None,
        };
        row.push(value);
        rest = after;
    }
    Some((Kind::from_number(*kind)?, row))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Vec<Vec<Value>> {
        let text = |text: &str| Value::Text(text.to_owned());
        vec![
            vec![Value::Integer(1), Value::Blob(vec![7; 700]), Value::Null],
            vec![Value::Integer(-1), text("榕荫一路"), Value::Blob(vec![])],
            vec![Value::Blob(MARK.repeat(5))],
        ]
    }

    fn sealed(key: &MirrorKey) -> Vec<u8> {
        let mut bytes = Vec::new();
        for row in rows() {
            key.seal(Kind::Audit, &row, &mut bytes).unwrap();
        }
        bytes
    }

    fn read(key: &MirrorKey, bytes: &[u8]) -> (Vec<Vec<Value>>, bool) {
        let mut found = Vec::new();
        let whole = key.read(bytes, |kind, row| {
            assert_eq!(kind, Kind::Audit);
            found.push(row);
        });
        (found, whole)
    }

    #[test]
    fn rows_come_back_under_their_key_only() {
        let key = MirrorKey::of(&[1; 32]);
        let bytes = sealed(&key);
        assert_eq!(read(&key, &bytes), (rows(), true));
        assert_eq!(read(&MirrorKey::of(&[2; 32]), &bytes), (vec![], false));
        assert_eq!(read(&key, &[]), (vec![], true));
    }

    #[test]
    fn damage_costs_one_frame_and_is_told() {
        let key = MirrorKey::of(&[1; 32]);
        let bytes = sealed(&key);
        for place in 0..bytes.len() {
            let mut bad = bytes.clone();
            bad[place] ^= 0x10;
            let (found, whole) = read(&key, &bad);
            assert!(!whole && found.len() == 2, "at {place}");
            let (found, whole) = read(&key, &bytes[..place]);
            assert!(found.len() < 3 && (place == 0 || !whole || found.len() < 3));
            assert!(found.iter().zip(rows()).all(|(row, held)| *row == held));
        }
    }
}
