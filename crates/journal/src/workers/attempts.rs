//! Wrong PINs: five are free, then each waits twice as long, and the tenth locks (trust design 4.2).
//!
//! What is counted is durable before anybody hears whether the PIN was right, and a witness outside
//! the file counts along, so neither a power switch nor an old image of the disk gives tries back.

use protocol::WorkerId;
use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, mirror::Step, stored};

const FREE_TRIES: u32 = 5;
const LOCKED_AT: u32 = 10;
const FIRST_WAIT_MS: u64 = 15_000;

/// How a PIN was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AttemptOutcome {
    /// It was right.
    Right,
    /// It was wrong.
    Wrong,
    /// A supervisor gives the worker another chance.
    Unlocked,
}

/// Where a worker stands with wrong PINs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attempts {
    /// Wrong PINs since the last right one.
    pub failed: u32,
    /// No PIN is looked at before this time, in milliseconds since 1970.
    pub locked_until_ms: u64,
    /// No PIN is looked at until a supervisor or a newer roster says so.
    pub locked: bool,
}

impl Attempts {
    const NONE: Self = Self {
        failed: 0,
        locked_until_ms: 0,
        locked: false,
    };

    /// Tells whether a PIN may be looked at now.
    pub fn allowed(&self, now_ms: u64) -> bool {
        !self.locked && now_ms >= self.locked_until_ms
    }

    fn after(self, outcome: AttemptOutcome, now_ms: u64) -> Self {
        match outcome {
            AttemptOutcome::Right | AttemptOutcome::Unlocked => Self::NONE,
            AttemptOutcome::Wrong => {
                let failed = self.failed.saturating_add(1).min(LOCKED_AT);
                Self {
                    failed,
                    locked_until_ms: now_ms.saturating_add(wait_ms(failed)),
                    locked: failed >= LOCKED_AT,
                }
            }
        }
    }
}

/// The wait after so many wrong PINs.
fn wait_ms(failed: u32) -> u64 {
    match failed.checked_sub(FREE_TRIES) {
        Some(doublings) => FIRST_WAIT_MS << doublings.min(LOCKED_AT),
        None => 0,
    }
}

impl Journal {
    /// Tells where a worker stands with wrong PINs.
    pub fn attempts(&self, worker: &WorkerId) -> Result<Attempts, Error> {
        self.read(|connection| load(connection, worker))
    }

    /// Counts an attempt, durably, and tells where the worker stands after it. Call it before
    /// anything is shown.
    pub fn note_attempt(
        &self,
        worker: &WorkerId,
        outcome: AttemptOutcome,
        now_ms: u64,
    ) -> Result<Attempts, Error> {
        let count = |act: &Connection| note(act, worker, outcome, now_ms);
        let step = |after: &Attempts| Step::Attempts {
            worker: worker.as_str().to_owned(),
            failed: after.failed,
            locked_until_ms: after.locked_until_ms,
        };
        match outcome {
            AttemptOutcome::Wrong => self.write_witnessed_as(count, step),
            AttemptOutcome::Right | AttemptOutcome::Unlocked => self.write_mirrored(count, step),
        }
    }
}

fn note(
    act: &Connection,
    worker: &WorkerId,
    outcome: AttemptOutcome,
    now_ms: u64,
) -> Result<Attempts, Error> {
    let after = load(act, worker)?.after(outcome, now_ms);
    if after == Attempts::NONE {
        stored::change(
            act,
            "DELETE FROM attempts WHERE worker = ?1",
            [worker.as_str()],
        )?;
        return Ok(after);
    }
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO attempts (worker, failed, locked_until_ms) VALUES (?1, ?2, ?3)",
        params![
            worker.as_str(),
            after.failed,
            stored::capped(after.locked_until_ms)
        ],
    )?;
    Ok(after)
}

fn load(connection: &Connection, worker: &WorkerId) -> Result<Attempts, Error> {
    let held = stored::one(
        connection,
        "SELECT failed, locked_until_ms FROM attempts WHERE worker = ?1",
        [worker.as_str()],
        |row| {
            let failed: u32 = row.get(0)?;
            Ok(Attempts {
                failed,
                locked_until_ms: row.get(1)?,
                locked: failed >= LOCKED_AT,
            })
        },
    )?;
    Ok(held.unwrap_or(Attempts::NONE))
}
