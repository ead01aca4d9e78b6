//! What is known about the time: a floor that only the centre raises, and the last anchor (trust
//! design 6).
//!
//! How good a reading is follows from these and from the machine's clocks; that is not decided here.

use protocol::WorkerId;
use rusqlite::{Connection, params};

use crate::{
    audit::{self, AuditEntry, AuditEvent, AuditResult},
    error::Error,
    journal::Journal,
    stored, workers,
};

/// A time of the centre this far above the floor waits for two persons.
const LEAP_MS_MAX: u64 = 400 * 86_400_000;
/// How far below the floor an anchor may lie: times are rounded on the way.
const BACK_MS_MAX: u64 = 300_000;

/// The centre's time at one reading of the clock that runs since the machine was started.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockAnchor {
    /// Time of the centre, in milliseconds since 1970.
    pub server_ms: u64,
    /// The boot clock then, in milliseconds; it counts through sleep.
    pub boot_ms: u64,
    /// Names the start of the machine that the boot clock counts from.
    pub boot_id: [u8; 16],
    /// How far off `server_ms` may be: half the way there and back.
    pub uncertainty_ms: u64,
}

/// The time as two persons stated it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StatedTime {
    /// The stated time, in milliseconds since 1970.
    pub unix_ms: u64,
    /// The boot clock then, in milliseconds.
    pub boot_ms: u64,
    /// Names the start of the machine that the boot clock counts from.
    pub boot_id: [u8; 16],
}

/// All that is remembered about the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClockMemory {
    /// Not earlier than this, in milliseconds since 1970; 0 before the first word of the centre.
    pub floor_ms: u64,
    /// The last anchor.
    pub anchor: Option<ClockAnchor>,
    /// A time stated since then, which holds until the next anchor.
    pub manual: Option<StatedTime>,
    /// A time of the centre, too far ahead to be taken before two persons confirm it.
    pub pending_server_time: Option<u64>,
}

impl Journal {
    /// Tells what is remembered about the time.
    pub fn clock_state(&self) -> Result<ClockMemory, Error> {
        self.read(load)
    }

    /// Returns the time of the centre that waits for two persons, if one does.
    pub fn pending_server_time(&self) -> Result<Option<u64>, Error> {
        self.read(pending)
    }

    /// Takes the time that two persons state; one below the floor is refused.
    pub fn state_time(
        &self,
        stated: &StatedTime,
        persons: (&WorkerId, &WorkerId),
    ) -> Result<(), Error> {
        self.write(|act| {
            workers::two_persons(act, persons)?;
            let floor = floor(act)?;
            if stated.unix_ms < floor {
                return Err(Error::BelowFloor);
            }
            stored::change_one(
                act,
                "INSERT OR REPLACE INTO clock_stated (id, unix_ms, boot_ms, boot_id)
                 VALUES (1, ?1, ?2, ?3)",
                params![stated.unix_ms, stated.boot_ms, stated.boot_id],
            )?;
            let entry = by_two(AuditEvent::TimeStated, persons.0);
            audit::add(act, &entry, (floor, stated.unix_ms))
        })
    }

    /// Raises the floor to the time that waits, once two persons confirm it. The next answer of
    /// the centre brings an anchor again. Tells whether one waited.
    pub fn confirm_server_time(&self, persons: (&WorkerId, &WorkerId)) -> Result<bool, Error> {
        self.write(|act| {
            let Some(server_ms) = pending(act)? else {
                return Ok(false);
            };
            workers::two_persons(act, persons)?;
            set_floor(act, server_ms)?;
            stored::change_one(act, "DELETE FROM clock_pending", [])?;
            let entry = by_two(AuditEvent::TimeConfirmed, persons.0);
            audit::add(act, &entry, (server_ms, server_ms))?;
            Ok(true)
        })
    }
}

fn by_two(event: AuditEvent, first: &WorkerId) -> AuditEntry {
    AuditEntry {
        event,
        actor: Some(first.clone()),
        object: None,
        result: AuditResult::Done,
    }
}

/// Raises the floor to a time that the centre signed. Tells whether it may be believed at once:
/// the first is, and each that is not a year ahead of what was known.
pub(crate) fn raise_floor(act: &Connection, signed_ms: u64) -> Result<bool, Error> {
    let held = floor(act)?;
    if held > 0 && signed_ms > held.saturating_add(LEAP_MS_MAX) {
        stored::change_one(
            act,
            "INSERT OR REPLACE INTO clock_pending (id, server_ms) VALUES (1, ?1)",
            [signed_ms],
        )?;
        return Ok(false);
    }
    if signed_ms > held {
        set_floor(act, signed_ms)?;
    }
    Ok(true)
}

/// Takes over what a signed answer says about the time. Tells whether it was believed.
pub(crate) fn note_answer(
    act: &Connection,
    server_ms: u64,
    anchor: Option<&ClockAnchor>,
) -> Result<bool, Error> {
    if !raise_floor(act, server_ms)? {
        return Ok(false);
    }
    // An answer from before the floor says nothing about the time; a stick brings such ones.
    if server_ms.saturating_add(BACK_MS_MAX) < floor(act)? {
        return Ok(true);
    }
    stored::change(act, "DELETE FROM clock_pending", [])?;
    let Some(anchor) = anchor else {
        return Ok(true);
    };
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO clock_anchor (id, server_ms, boot_ms, boot_id, uncertainty_ms)
         VALUES (1, ?1, ?2, ?3, ?4)",
        params![
            anchor.server_ms,
            anchor.boot_ms,
            anchor.boot_id,
            anchor.uncertainty_ms
        ],
    )?;
    stored::change(act, "DELETE FROM clock_stated", [])?;
    Ok(true)
}

pub(crate) fn floor(connection: &Connection) -> Result<u64, Error> {
    stored::sole(connection, "SELECT floor_ms FROM clock_floor", [], |row| {
        Ok(row.get(0)?)
    })
}

fn set_floor(act: &Connection, floor_ms: u64) -> Result<(), Error> {
    stored::change_one(act, "UPDATE clock_floor SET floor_ms = ?1", [floor_ms])
}

fn pending(connection: &Connection) -> Result<Option<u64>, Error> {
    stored::one(
        connection,
        "SELECT server_ms FROM clock_pending",
        [],
        |row| Ok(row.get(0)?),
    )
}

fn load(connection: &Connection) -> Result<ClockMemory, Error> {
    let anchor = stored::one(
        connection,
        "SELECT server_ms, boot_ms, boot_id, uncertainty_ms FROM clock_anchor",
        [],
        |row| {
            Ok(ClockAnchor {
                server_ms: row.get(0)?,
                boot_ms: row.get(1)?,
                boot_id: row.get(2)?,
                uncertainty_ms: row.get(3)?,
            })
        },
    )?;
    let manual = stored::one(
        connection,
        "SELECT unix_ms, boot_ms, boot_id FROM clock_stated",
        [],
        |row| {
            Ok(StatedTime {
                unix_ms: row.get(0)?,
                boot_ms: row.get(1)?,
                boot_id: row.get(2)?,
            })
        },
    )?;
    Ok(ClockMemory {
        floor_ms: floor(connection)?,
        anchor,
        manual,
        pending_server_time: pending(connection)?,
    })
}

#[cfg(test)]
mod tests;
