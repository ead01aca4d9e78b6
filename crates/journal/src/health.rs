//! What was found damaged and what was done about it, for whoever looks after the machine.

use rusqlite::{Connection, params};

use crate::{
    audit::{self, AuditEntry, AuditEvent, AuditResult},
    clock, copies,
    error::Error,
    journal::Journal,
    stored,
};

/// What was damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// The database file: bytes are not what was written, or pages are missing.
    Database = 1,
    /// The end of its log: what was durable there could not be read any more.
    Log = 2,
    /// The database file was not there.
    Missing = 3,
}

impl Damage {
    const ALL: [Self; 3] = [Self::Database, Self::Log, Self::Missing];

    fn from_number(number: u16) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|kind| *kind as u16 == number);
        found.ok_or(Error::Corrupt)
    }
}

/// The memory was damaged and made whole again; no acknowledged record was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Restoration {
    /// Its number, from 1; the damaged files lie under it in the folder `damaged`.
    pub n: u64,
    /// What was damaged.
    pub damage: Damage,
    /// Number of the copy that was put in place; `None` when the file itself could stay.
    pub copy: Option<u64>,
    /// Records taken from the mirror.
    pub records: u32,
    /// The last time that the centre had signed then, in milliseconds since 1970.
    pub floor_ms: u64,
}

/// How the memory is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Health {
    /// Numbers of the verified copies, the newest first.
    pub copies: Vec<u64>,
    /// Length of the mirror in bytes.
    pub mirror_bytes: u64,
    /// Every restoration there was, the newest first.
    pub restorations: Vec<Restoration>,
}

impl Journal {
    /// Tells how the memory is kept and what was damaged so far.
    pub fn health(&self) -> Result<Health, Error> {
        let restorations = self.read(|connection| {
            stored::many(
                connection,
                "SELECT n, damage, copy, records, floor_ms FROM restorations ORDER BY n DESC",
                [],
                |row| {
                    Ok(Restoration {
                        n: row.get(0)?,
                        damage: Damage::from_number(row.get(1)?)?,
                        copy: row.get(2)?,
                        records: row.get(3)?,
                        floor_ms: row.get(4)?,
                    })
                },
            )
        })?;
        Ok(Health {
            copies: copies::Copies::beside(self.dir()).numbers()?,
            mirror_bytes: self.mirror().bytes(),
            restorations,
        })
    }
}

/// Notes a restoration in the file that came out of it, and in its audit.
pub(crate) fn note(
    act: &Connection,
    n: u64,
    damage: Damage,
    copy: Option<u64>,
    records: u32,
) -> Result<(), Error> {
    let floor_ms = clock::floor(act)?;
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO restorations (n, damage, copy, records, floor_ms)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![n, damage as u16, copy, records, stored::capped(floor_ms)],
    )?;
    let entry = AuditEntry {
        event: AuditEvent::Restored,
        actor: None,
        object: None,
        result: AuditResult::Reason(damage as u16),
    };
    audit::add(act, &entry, (floor_ms, u64::MAX))
}

/// Returns the number of the last restoration that the file knows of.
pub(crate) fn last(connection: &Connection) -> Result<u64, Error> {
    stored::sole(
        connection,
        "SELECT coalesce(max(n), 0) FROM restorations",
        [],
        |row| Ok(row.get(0)?),
    )
}
