//! What is deleted and when (trust design 3.3), in the hours in which nobody waits.

use residence::guangdong_date;
use rusqlite::Connection;

use crate::{
    acts, audit, clock, drafts, error::Error, journal::Journal, outbox, recovery::cut_log,
    registrations, replacements, seen,
};

const DRAFT_MS: u64 = 24 * 3_600_000;
const INDEX_MS: u64 = 7 * 86_400_000;
/// As long as a provisional code can live.
const REPLACEMENT_MS: u64 = 31 * 86_400_000;
/// A code remembered longer than this was noted by a wrong clock.
const SEEN_MS_MAX: u64 = 86_400_000;

/// What a tidying deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tidied {
    /// Envelopes that the backup of the centre has passed.
    pub envelopes: usize,
    /// Entries of the index older than 7 days that the centre has received.
    pub registrations: usize,
    /// Drafts older than 24 hours.
    pub drafts: usize,
    /// Used codes that are past.
    pub seen: usize,
    /// Replacements of provisional codes that are past.
    pub replacements: usize,
    /// Answers to acts and claims that are past.
    pub acts: usize,
    /// Entries of the audit, 30 days after the centre had a checkpoint behind them.
    pub audit: usize,
}

impl Journal {
    /// Deletes what is past its time, then gives the space back: only here is the file made smaller
    /// and the log cut. Once a day, in idle hours.
    ///
    /// A time before the floor is not believed: the floor itself counts then.
    pub fn tidy(&self, now_ms: u64) -> Result<Tidied, Error> {
        let tidied = self.write_witnessed(|act| delete(act, now_ms))?;
        let connection = self.connection();
        vacuum(&connection)?;
        Ok(tidied)
    }
}

fn delete(act: &Connection, now_ms: u64) -> Result<Tidied, Error> {
    let now_ms = now_ms.max(clock::floor(act)?);
    let oldest = guangdong_date(now_ms.saturating_sub(INDEX_MS).cast_signed());
    Ok(Tidied {
        envelopes: outbox::delete_backed_up(act)?,
        registrations: registrations::purge(act, oldest)?,
        drafts: drafts::purge(act, now_ms, DRAFT_MS)?,
        seen: seen::forget_outside(act, now_ms, now_ms.saturating_add(SEEN_MS_MAX))?,
        replacements: replacements::forget_before(act, now_ms.saturating_sub(REPLACEMENT_MS))?,
        acts: acts::forget_before(act, now_ms.saturating_sub(REPLACEMENT_MS))?,
        audit: audit::delete_old(act, now_ms)?,
    })
}

/// Gives free pages back to the file system and cuts the log to nothing.
fn vacuum(connection: &Connection) -> Result<(), Error> {
    let mut statement = connection.prepare("PRAGMA incremental_vacuum")?;
    let mut rows = statement.query([])?;
    while rows.next()?.is_some() {}
    drop(rows);
    drop(statement);
    cut_log(connection)
}

#[cfg(test)]
mod tests;
