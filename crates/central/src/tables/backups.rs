//! How far the newest copy of the centre holds the chain of each kiosk.

use residence::KioskId;

use super::kiosks::ChainHead;
use crate::store::{Row, Statement, StoreError};

/// Asks how far the newest copy holds the chain of a kiosk; [`held_down`] understands the answer.
pub(crate) fn select(kiosk: &KioskId, epoch: u64) -> Statement {
    Statement::new(
        "SELECT b.seq FROM meta m LEFT JOIN backups b ON b.kiosk = $1 AND b.epoch = $2
         WHERE m.key = 'backed_up_at_ms'",
        [kiosk.as_str().into(), epoch.into()],
    )
}

/// Holds a mark down to what the newest copy has; where nobody makes copies it stays as it is.
pub(crate) fn held_down(rows: Vec<Row>, mark: u64) -> Result<u64, StoreError> {
    let Some(mut row) = rows.into_iter().next() else {
        return Ok(mark);
    };
    let copied: Option<u64> = row.take()?;
    Ok(mark.min(copied.unwrap_or(0)))
}

/// Notes how far a copy holds the chain of a kiosk.
pub fn mark(kiosk: &KioskId, chain: &ChainHead) -> Statement {
    Statement::new(
        "INSERT INTO backups (kiosk, epoch, seq) VALUES ($1, $2, $3)
         ON CONFLICT (kiosk) DO UPDATE SET epoch = excluded.epoch, seq = excluded.seq",
        [kiosk.as_str().into(), chain.epoch.into(), chain.seq.into()],
    )
}
