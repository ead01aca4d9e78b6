//! Revocations as a difference to a list that kiosks already have.

use ciborium::Value;
use sha2::{Digest as _, Sha256};

use crate::fields::{WrongFields, any_bytes, array, bytes, uint};

/// The difference between two lists of revoked serials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedDelta {
    /// Number of the bundle that carries the earlier list whole.
    pub base_seq: u64,
    /// SHA-256 over the earlier list, its serials one behind the other.
    pub base_hash: [u8; 32],
    /// Serials that came, ascending.
    pub add: Vec<[u8; 8]>,
    /// Serials that went, because their codes have expired, ascending.
    pub del: Vec<[u8; 8]>,
}

impl RevokedDelta {
    /// Returns the difference from the list of a complete bundle; both lists ascend.
    pub fn between(base_seq: u64, base: &[[u8; 8]], now: &[[u8; 8]]) -> Self {
        let missing_in = |list: &[[u8; 8]], serial: &[u8; 8]| list.binary_search(serial).is_err();
        let from = |list: &[[u8; 8]], other: &[[u8; 8]]| -> Vec<[u8; 8]> {
            list.iter()
                .filter(|serial| missing_in(other, serial))
                .copied()
                .collect()
        };
        Self {
            base_seq,
            base_hash: hash(base),
            add: from(now, base),
            del: from(base, now),
        }
    }

    /// Returns the later list, if `base` is the earlier one and the difference fits it exactly.
    pub(super) fn apply(&self, base: &[[u8; 8]]) -> Option<Vec<[u8; 8]>> {
        let has = |serial: &[u8; 8]| base.binary_search(serial).is_ok();
        let fits =
            self.base_hash == hash(base) && self.del.iter().all(has) && !self.add.iter().any(has);
        if !fits {
            return None;
        }
        let stays = |serial: &&[u8; 8]| self.del.binary_search(serial).is_err();
        let mut list: Vec<_> = base.iter().filter(stays).copied().collect();
        list.extend(&self.add);
        list.sort_unstable();
        Some(list)
    }

    /// The difference as `[number, hash, came, went]`.
    pub(super) fn to_value(&self) -> Value {
        Value::Array(vec![
            Value::from(self.base_seq),
            Value::from(self.base_hash.as_slice()),
            write_serials(&self.add),
            write_serials(&self.del),
        ])
    }

    pub(super) fn read(value: Value) -> Result<Self, WrongFields> {
        let parts: [Value; 4] = array(value)?.try_into().map_err(|_| WrongFields)?;
        let [base_seq, base_hash, add, del] = parts;
        Ok(Self {
            base_seq: uint(base_seq)?,
            base_hash: bytes(base_hash)?,
            add: read_serials(add)?,
            del: read_serials(del)?,
        })
    }
}

fn hash(serials: &[[u8; 8]]) -> [u8; 32] {
    Sha256::digest(serials.as_flattened()).into()
}

/// Serials stand one behind the other in one byte string, in order and each once.
pub(super) fn write_serials(serials: &[[u8; 8]]) -> Value {
    let mut sorted = serials.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    Value::from(sorted.concat())
}

/// The search needs them ascending, so nothing else is read.
pub(super) fn read_serials(value: Value) -> Result<Vec<[u8; 8]>, WrongFields> {
    let bytes = any_bytes(value)?;
    let (serials, rest) = bytes.as_chunks::<8>();
    let ascending = serials.windows(2).all(|pair| pair.first() < pair.last());
    if rest.is_empty() && ascending {
        Ok(serials.to_vec())
    } else {
        Err(WrongFields)
    }
}
