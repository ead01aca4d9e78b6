//! Who may log in here, and how often a PIN was wrong (trust design 4.2).

mod attempts;

use protocol::{Roster, RosterEntry, WorkerId, WorkerRole};
use rusqlite::{Connection, params};
use zeroize::Zeroizing;

pub use attempts::{AttemptOutcome, Attempts};

use crate::{error::Error, journal::Journal, stored};

/// However long the centre says that a roster holds, it holds no longer.
const ROSTER_LIFE_MS_MAX: u64 = 14 * 86_400_000;

impl Journal {
    /// Returns everybody who may log in here, as the centre sent them last. `valid_until_ms` is
    /// never more than 14 days after the roster was made.
    pub fn roster(&self) -> Result<Option<Roster>, Error> {
        self.read(load)
    }
}

/// Replaces the roster, and tells whether it is newer than the one held.
pub(crate) fn store(act: &Connection, roster: &Roster) -> Result<bool, Error> {
    let held = stored::one(act, "SELECT issued_ms FROM roster", [], |row| {
        Ok(row.get::<_, u64>(0)?)
    })?;
    if held.is_some_and(|held| held >= roster.issued_ms) {
        return Ok(false);
    }
    let life_end = roster.issued_ms.saturating_add(ROSTER_LIFE_MS_MAX);
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO roster (id, issued_ms, valid_until_ms, pepper)
         VALUES (1, ?1, ?2, ?3)",
        params![
            roster.issued_ms,
            roster.valid_until_ms.min(life_end),
            roster.pepper
        ],
    )?;
    stored::change(act, "DELETE FROM roster_workers", [])?;
    for entry in &roster.workers {
        insert(act, entry)?;
    }
    // A newer word of the centre about the workers is also its word about those locked out.
    stored::change(act, "DELETE FROM attempts", [])?;
    Ok(true)
}

fn insert(act: &Connection, entry: &RosterEntry) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT INTO roster_workers
         (worker, label, role, salt, verifier, pin_set_ms, powers, enabled)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        params![
            entry.worker.as_str(),
            entry.label,
            number_of(entry.role),
            entry.salt,
            entry.verifier,
            entry.pin_set_ms,
            entry.powers,
            entry.enabled
        ],
    )
}

fn load(connection: &Connection) -> Result<Option<Roster>, Error> {
    let frame = stored::one(
        connection,
        "SELECT issued_ms, valid_until_ms, pepper FROM roster",
        [],
        |row| {
            Ok((
                row.get::<_, u64>(0)?,
                row.get::<_, u64>(1)?,
                Zeroizing::new(row.get::<_, [u8; 32]>(2)?),
            ))
        },
    )?;
    let Some((issued_ms, valid_until_ms, pepper)) = frame else {
        return Ok(None);
    };
    let workers = stored::many(
        connection,
        "SELECT worker, label, role, salt, verifier, pin_set_ms, powers, enabled
         FROM roster_workers ORDER BY worker",
        [],
        |row| {
            let worker: String = row.get(0)?;
            Ok(RosterEntry {
                worker: WorkerId::parse(&worker).map_err(|_| Error::Corrupt)?,
                label: row.get(1)?,
                role: role_of(row.get(2)?)?,
                salt: row.get(3)?,
                verifier: row.get(4)?,
                pin_set_ms: row.get(5)?,
                powers: row.get(6)?,
                enabled: row.get(7)?,
            })
        },
    )?;
    Ok(Some(Roster {
        workers,
        pepper: *pepper,
        issued_ms,
        valid_until_ms,
    }))
}

/// Checks that two different persons of the roster act, the second a supervisor or technician.
pub(crate) fn two_persons(
    act: &Connection,
    (first, second): (&WorkerId, &WorkerId),
) -> Result<(), Error> {
    let role = |worker: &WorkerId| {
        stored::one(
            act,
            "SELECT role FROM roster_workers WHERE worker = ?1 AND enabled = 1",
            [worker.as_str()],
            |row| role_of(row.get(0)?),
        )
    };
    let answers = |role: WorkerRole| match role {
        WorkerRole::Supervisor | WorkerRole::Technician => true,
        WorkerRole::Worker => false,
    };
    match (role(first)?, role(second)?) {
        (Some(one), Some(other)) if first != second && (answers(one) || answers(other)) => Ok(()),
        _ => Err(Error::TwoPersons),
    }
}

fn number_of(role: WorkerRole) -> u8 {
    match role {
        WorkerRole::Worker => 1,
        WorkerRole::Supervisor => 2,
        WorkerRole::Technician => 3,
    }
}

fn role_of(number: u8) -> Result<WorkerRole, Error> {
    match number {
        1 => Ok(WorkerRole::Worker),
        2 => Ok(WorkerRole::Supervisor),
        3 => Ok(WorkerRole::Technician),
        _ => Err(Error::Corrupt),
    }
}

#[cfg(test)]
mod tests;
