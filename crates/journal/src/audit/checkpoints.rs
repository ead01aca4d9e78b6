//! Checkpoints: the audit's last hash goes to the centre as a record, so that entries which vanish
//! from this disk are missed over there.

use protocol::{AuditCheckpoint, Circumstances, Record, codes::Crypto};
use residence::RecordId;
use rusqlite::{Connection, params};

use super::{AuditEvent, AuditTip, ends};
use crate::{
    append::{self, Act, Saved},
    error::Error,
    journal::Journal,
    stored,
};

/// Entries after which a checkpoint is due at the latest.
const ENTRIES_MAX: u64 = 50;
/// How long entries stay after the centre has a checkpoint behind them.
const KEPT_MS: u64 = 30 * 86_400_000;

impl Journal {
    /// Saves a checkpoint before an exchange when there is something new to tell, and none that
    /// waits already. Returns its place in the chain.
    pub fn checkpoint(&self, crypto: &dyn Crypto) -> Result<Option<Saved>, Error> {
        if !self.read(|connection| is_due(connection, true))? {
            return Ok(None);
        }
        self.write_witnessed(|act| begin(act, crypto))
    }

    /// Saves a checkpoint when fifty entries have none behind them.
    pub(crate) fn checkpoint_when_full(&self, crypto: &dyn Crypto) -> Result<(), Error> {
        if self.read(|connection| is_due(connection, false))? {
            self.write_witnessed(|act| begin(act, crypto))?;
        }
        Ok(())
    }
}

/// Tells whether a checkpoint is due: after 50 entries always, before an exchange when anything
/// but exchanges was noted since the last one, and that one has arrived.
fn is_due(connection: &Connection, before_exchange: bool) -> Result<bool, Error> {
    let pending = ends(connection)?.tip.n.saturating_sub(last(connection)?);
    if pending >= ENTRIES_MAX {
        return Ok(true);
    }
    Ok(before_exchange
        && pending > 0
        && !stored::exists(
            connection,
            "SELECT 1 FROM audit_checkpoints WHERE acked_ms IS NULL",
            [],
        )?
        && stored::exists(
            connection,
            "SELECT 1 FROM audit WHERE n > ?1 AND event <> ?2",
            params![last(connection)?, AuditEvent::SyncResult.number()],
        )?)
}

/// Number of the last entry that a checkpoint covers.
fn last(connection: &Connection) -> Result<u64, Error> {
    stored::sole(
        connection,
        "SELECT max(base_n, coalesce((SELECT max(n) FROM audit_checkpoints), 0)) FROM audit_ends",
        [],
        |row| Ok(row.get(0)?),
    )
}

/// Seals a checkpoint at the end of the chain of records; none without entries.
fn begin(act: &Connection, crypto: &dyn Crypto) -> Result<Option<Saved>, Error> {
    let AuditTip { n, hash } = ends(act)?.tip;
    if n <= last(act)? {
        return Ok(None);
    }
    let at = stored::sole(
        act,
        "SELECT t_lo_ms, t_hi_ms FROM audit WHERE n = ?1",
        [n],
        |row| Ok((row.get(0)?, row.get(1)?)),
    )?;
    let mut random = [0; 10];
    crypto.random(&mut random);
    let id = RecordId::compose(at.0, random);
    let record = Record::AuditCheckpoint(AuditCheckpoint { n, hash });
    let sealed = Act {
        record: &record,
        id,
        at,
        circumstances: &Circumstances::GOOD,
    };
    let (epoch, seq) = append::link(act, &sealed, crypto)?;
    stored::change_one(
        act,
        "INSERT INTO audit_checkpoints (n, record, epoch, seq) VALUES (?1, ?2, ?3, ?4)",
        params![n, id.as_bytes(), epoch, seq],
    )?;
    Ok(Some(Saved { seq }))
}

/// Notes when the centre received the checkpoints that it has; a restored centre may have lost
/// some again.
pub(crate) fn acknowledged(act: &Connection, server_ms: u64) -> Result<(), Error> {
    stored::change(
        act,
        "UPDATE audit_checkpoints SET acked_ms =
             CASE WHEN (epoch, seq) <= (SELECT epoch, through FROM chain)
             THEN coalesce(acked_ms, ?1) END",
        [server_ms],
    )?;
    Ok(())
}

/// Deletes from the front what the centre has had a checkpoint behind for thirty days, and returns
/// how many entries went.
pub(crate) fn delete_old(act: &Connection, now_ms: u64) -> Result<usize, Error> {
    let covered: Option<u64> = stored::sole(
        act,
        "SELECT max(n) FROM audit_checkpoints WHERE acked_ms <= ?1",
        [now_ms.saturating_sub(KEPT_MS)],
        |row| Ok(row.get(0)?),
    )?;
    let Some(n) = covered else {
        return Ok(0);
    };
    stored::change_one(
        act,
        "UPDATE audit_ends SET base_n = ?1, base_hash = (SELECT hash FROM audit WHERE n = ?1)",
        [n],
    )?;
    stored::change(act, "DELETE FROM audit_checkpoints WHERE n <= ?1", [n])?;
    stored::change(act, "DELETE FROM audit WHERE n <= ?1", [n])
}
