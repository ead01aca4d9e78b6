//! Approved recoveries, and the records that came again because of them.

use residence::{KioskId, RecordId};

use super::envelopes::Place;
use crate::store::{Statement, Store, StoreError};

/// An approval that nobody used is forgotten: it would let a copied disk in later.
const LIFE_MS: u64 = 14 * 86_400 * 1_000;

/// Tells whether a new epoch of a kiosk is approved and not begun yet.
pub async fn is_approved(
    store: &dyn Store,
    kiosk: &KioskId,
    now_ms: u64,
) -> Result<bool, StoreError> {
    Ok(!store.rows(select_approved(kiosk, now_ms)).await?.is_empty())
}

/// Asks for an approval; there is one when a row comes.
pub(crate) fn select_approved(kiosk: &KioskId, now_ms: u64) -> Statement {
    Statement::new(
        "SELECT kiosk FROM recoveries WHERE kiosk = $1 AND approved_at_ms > $2",
        [kiosk.as_str().into(), now_ms.saturating_sub(LIFE_MS).into()],
    )
}

/// Approves one new epoch of a kiosk.
pub fn approve(kiosk: &KioskId, now_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO recoveries (kiosk, approved_at_ms) VALUES ($1, $2)
         ON CONFLICT (kiosk) DO UPDATE SET approved_at_ms = excluded.approved_at_ms",
        [kiosk.as_str().into(), now_ms.into()],
    )
}

/// Uses up the approval: the new epoch has begun.
pub fn use_up(kiosk: &KioskId) -> Statement {
    Statement::new(
        "DELETE FROM recoveries WHERE kiosk = $1",
        [kiosk.as_str().into()],
    )
}

/// Asks for the header hashes under which a record came again, one a row.
pub(crate) fn select_headers_of(record: &RecordId) -> Statement {
    Statement::new(
        "SELECT header_hash FROM rechained WHERE record = $1",
        [record.as_bytes().into()],
    )
}

/// Notes the place in the new epoch of a record that was received before.
pub fn note(place: &Place, record: &RecordId, header_hash: &[u8; 32]) -> Statement {
    Statement::new(
        "INSERT INTO rechained (kiosk, epoch, seq, record, header_hash) VALUES ($1, $2, $3, $4, $5)",
        [
            place.kiosk.as_str().into(),
            place.epoch.into(),
            place.seq.into(),
            record.as_bytes().into(),
            header_hash.into(),
        ],
    )
}
