//! How far the audit of each kiosk had come, as it told, and what workers did there.

use protocol::{AuditCheckpoint, WorkerAct, WorkerEvent};
use residence::{KioskId, RecordId};

use super::envelopes::Place;
use crate::store::{Row, Statement, Store, StoreError};

/// A checkpoint as it was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The kiosk.
    pub kiosk: KioskId,
    /// Its place in the chain of records.
    pub place: (u64, u64),
    /// Number of the last entry.
    pub n: u64,
    /// Hash of that entry.
    pub hash: [u8; 32],
    /// When it was told, in milliseconds since 1970.
    pub at_ms: u64,
}

/// Lists the checkpoints of a kiosk in the order in which they were made.
pub async fn of_kiosk(store: &dyn Store, kiosk: &KioskId) -> Result<Vec<Told>, StoreError> {
    let select = Statement::new(
        "SELECT epoch, seq, n, hash, at_ms FROM checkpoints WHERE kiosk = $1 ORDER BY epoch, seq",
        [kiosk.as_str().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row: Row| {
            Ok(Told {
                kiosk: kiosk.clone(),
                place: (row.take()?, row.take()?),
                n: row.take()?,
                hash: row.take()?,
                at_ms: row.take()?,
            })
        })
        .collect()
}

/// Keeps a checkpoint.
pub fn add(
    record: &RecordId,
    place: &Place,
    checkpoint: &AuditCheckpoint,
    at_ms: u64,
) -> Statement {
    Statement::new(
        "INSERT INTO checkpoints (record, kiosk, epoch, seq, n, hash, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (record) DO NOTHING",
        [
            record.as_bytes().into(),
            place.kiosk.as_str().into(),
            place.epoch.into(),
            place.seq.into(),
            checkpoint.n.into(),
            checkpoint.hash.into(),
            at_ms.into(),
        ],
    )
}

/// Keeps what a worker did.
pub fn add_event(record: &RecordId, kiosk: &KioskId, event: &WorkerEvent, at_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO worker_events (record, kiosk, worker, event, at_ms)
         VALUES ($1, $2, $3, $4, $5) ON CONFLICT (record) DO NOTHING",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            event.worker.as_str().into(),
            act_number(event.event).into(),
            at_ms.into(),
        ],
    )
}

/// The numbers are those of this table only.
fn act_number(act: WorkerAct) -> u32 {
    match act {
        WorkerAct::LoggedIn => 1,
        WorkerAct::LoggedOut => 2,
        WorkerAct::LockedOut => 3,
        WorkerAct::Unlocked => 4,
        WorkerAct::TimeStated => 5,
        WorkerAct::TimeConfirmed => 6,
        WorkerAct::Maintained => 7,
        WorkerAct::Exported => 8,
        WorkerAct::QuotaRaised => 9,
        WorkerAct::Recovered => 10,
        WorkerAct::Decommissioned => 11,
    }
}
