//! Workers on the wire: the roster that comes down, and the events that go up.

use super::{
    WireError,
    lists::{read_member, write_member},
    parts::{read_plain_text, read_worker, write_worker},
};
use crate::{
    cbor::{Reader, Writer},
    limits::{LABEL_BYTES_MAX, WORKERS_MAX},
    worker::{Roster, RosterEntry, WorkerEvent},
};

pub(super) fn write_event(writer: &mut Writer, event: &WorkerEvent) {
    writer.array(3);
    write_worker(writer, &event.worker);
    writer.optional(event.second.as_ref(), write_worker);
    write_member(writer, event.event);
}

/// Reads an event; nobody is their own second person.
pub(super) fn read_event(reader: &mut Reader<'_>) -> Result<WorkerEvent, WireError> {
    reader.array(3)?;
    let event = WorkerEvent {
        worker: read_worker(reader)?,
        second: reader.optional(read_worker)?,
        event: read_member(reader)?,
    };
    if event.second.as_ref() == Some(&event.worker) {
        Err(WireError::Value)
    } else {
        Ok(event)
    }
}

pub(super) fn write_roster(writer: &mut Writer, roster: &Roster) {
    writer.array(4);
    writer.uint(roster.issued_ms);
    writer.uint(roster.valid_until_ms);
    writer.bytes(&roster.pepper);
    writer.array(roster.workers.len());
    for entry in &roster.workers {
        write_entry(writer, entry);
    }
}

/// Reads a roster; workers stand in the order of their names, each once.
pub(super) fn read_roster(reader: &mut Reader<'_>) -> Result<Roster, WireError> {
    reader.array(4)?;
    let (issued_ms, valid_until_ms) = (reader.uint()?, reader.uint()?);
    let roster = Roster {
        issued_ms,
        valid_until_ms,
        pepper: reader.fixed()?,
        workers: reader.items(WORKERS_MAX, read_entry)?,
    };
    let rising = roster
        .workers
        .is_sorted_by(|one, next| one.worker < next.worker);
    if rising && issued_ms <= valid_until_ms {
        Ok(roster)
    } else {
        Err(WireError::Value)
    }
}

fn write_entry(writer: &mut Writer, entry: &RosterEntry) {
    writer.array(8);
    write_worker(writer, &entry.worker);
    writer.text(&entry.label);
    write_member(writer, entry.role);
    writer.bytes(&entry.salt);
    writer.bytes(&entry.verifier);
    writer.uint(entry.pin_set_ms);
    writer.uint(entry.powers);
    writer.boolean(entry.enabled);
}

fn read_entry(reader: &mut Reader<'_>) -> Result<RosterEntry, WireError> {
    reader.array(8)?;
    Ok(RosterEntry {
        worker: read_worker(reader)?,
        label: read_plain_text(reader, LABEL_BYTES_MAX)?,
        role: read_member(reader)?,
        salt: reader.fixed()?,
        verifier: reader.fixed()?,
        pin_set_ms: reader.uint()?,
        powers: reader.narrow()?,
        enabled: reader.boolean()?,
    })
}
