//! Brings a database up to what the mirror holds beyond it.

use protocol::{Envelope, RecordKind, verify_envelope};
use rusqlite::{Connection, params_from_iter, types::Value};

use super::contents::{Contents, Row, number};
use crate::{
    bundle,
    chain::{self, Tip},
    device, enrolment,
    error::Error,
    stored, witness,
};

/// What a database was given from the mirror.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Replayed {
    /// Records.
    pub(crate) records: u32,
    /// Entries of the audit.
    pub(crate) audit: u32,
    /// Acts beside the records.
    pub(crate) steps: u32,
    /// The chain reaches as far as the mirror does.
    pub(crate) is_complete: bool,
}

impl Replayed {
    /// Tells whether the database lacked something.
    pub(crate) fn is_anything(self) -> bool {
        self.records > 0 || self.audit > 0 || self.steps > 0 || !self.is_complete
    }
}

/// Adds what the database does not have: records that follow its chain under its own signature,
/// entries that follow its audit, and tries and bundles by their numbers.
pub(crate) fn replay(act: &Connection, contents: &Contents) -> Result<Replayed, Error> {
    let mut replayed = Replayed::default();
    add_records(act, contents, &mut replayed)?;
    if replayed.is_complete {
        add_audit(act, contents, &mut replayed)?;
        add_steps(act, contents, &mut replayed)?;
    }
    Ok(replayed)
}

fn add_records(
    act: &Connection,
    contents: &Contents,
    replayed: &mut Replayed,
) -> Result<(), Error> {
    let mut tip = chain::load(act)?;
    let Some(last) = contents.last_record() else {
        replayed.is_complete = true;
        return Ok(());
    };
    let after = (tip.epoch, tip.last_seq.saturating_add(1))..;
    if contents.records.range(after.clone()).next().is_some() && enrolment::load(act)?.is_none() {
        // Whoever made these records was enrolled: this file is not the one that they are from.
        return Ok(());
    }
    for (place, row) in contents.records.range(after) {
        if !follows(act, row, &tip)? {
            return Ok(());
        }
        insert_record(act, row)?;
        if let Some(entry) = contents.index.get(place) {
            insert_index(act, entry)?;
        }
        tip = chain::load(act)?;
        replayed.records += 1;
    }
    replayed.is_complete = (tip.epoch, tip.last_seq) >= last;
    Ok(())
}

/// Tells whether a record is the next link, made by this machine.
fn follows(act: &Connection, row: &Row, tip: &Tip) -> Result<bool, Error> {
    let Some(envelope) = envelope(row) else {
        return Ok(false);
    };
    let key = device::load(act)?.signing.verifying_key();
    Ok(verify_envelope(&envelope, &key).is_ok_and(|header| {
        (header.epoch, header.seq, header.prev) == (tip.epoch, tip.last_seq + 1, tip.last_hash)
    }))
}

fn envelope(row: &Row) -> Option<Envelope> {
    match row.get(4) {
        Some(Value::Blob(bytes)) => Envelope::decode(bytes).ok(),
        Some(Value::Null | Value::Integer(_) | Value::Real(_) | Value::Text(_)) | None => None,
    }
}

fn insert_record(act: &Connection, row: &Row) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT INTO outbox (epoch, seq, record, header_hash, envelope, at_ms, kind)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params_from_iter(row),
    )?;
    let header = envelope(row).ok_or(Error::Corrupt)?;
    chain::advance(act, header.header().seq, &header.header_hash())?;
    if header.header().kind == RecordKind::ProvisionalIssue {
        // The allowance is spent all the same.
        stored::change(
            act,
            "UPDATE provisional_quota SET used = used + 1 WHERE used < quota",
            [],
        )?;
    }
    Ok(())
}

fn insert_index(act: &Connection, row: &Row) -> Result<(), Error> {
    stored::change(
        act,
        "INSERT OR IGNORE INTO registrations
         (record, subject_tag, epoch, seq, holder_hint, area, street, number, house,
          declared_on, until, cohabitants)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params_from_iter(row),
    )?;
    Ok(())
}

/// Adds the entries that follow; the walk of the audit judges their hashes as those of all others.
fn add_audit(act: &Connection, contents: &Contents, replayed: &mut Replayed) -> Result<(), Error> {
    let (mut n, mut hash) =
        stored::sole(act, "SELECT tip_n, tip_hash FROM audit_ends", [], |row| {
            Ok((row.get::<_, u64>(0)?, row.get::<_, Vec<u8>>(1)?))
        })?;
    for (next, row) in contents.audit.range(n.saturating_add(1)..) {
        let (Some(Value::Blob(prev)), Some(Value::Blob(own))) = (row.get(7), row.get(8)) else {
            return Ok(());
        };
        if *next != n + 1 || *prev != hash {
            return Ok(());
        }
        stored::change_one(
            act,
            "INSERT INTO audit (n, t_lo_ms, t_hi_ms, event, actor, object, result, prev, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params_from_iter(row),
        )?;
        (n, hash) = (*next, own.clone());
        stored::change_one(
            act,
            "UPDATE audit_ends SET tip_n = ?1, tip_hash = ?2",
            rusqlite::params![n, hash],
        )?;
        replayed.audit += 1;
    }
    Ok(())
}

/// Takes over tries and bundles. The count of the witness follows only while no number is missing:
/// behind a hole nobody can say what happened, and an administrator has to.
fn add_steps(act: &Connection, contents: &Contents, replayed: &mut Replayed) -> Result<(), Error> {
    let mut step: u64 = stored::sole(act, "SELECT step FROM mirror", [], |row| Ok(row.get(0)?))?;
    let mut without_hole = true;
    for (next, row) in contents.steps.range(step.saturating_add(1)..) {
        without_hole &= *next == step + 1;
        step = *next;
        match row.as_slice() {
            [_, _, Value::Integer(1), Value::Text(worker), failed, locked] => {
                take_attempts(act, worker, failed, locked)?;
            }
            [_, _, Value::Integer(2), seq, Value::Text(text)] => {
                let seq = number(Some(seq)).ok_or(Error::Corrupt)?;
                match bundle::replace(act, text, seq) {
                    // Each stands on the one before: behind a hole it may not.
                    Ok(()) | Err(Error::BundleRollback | Error::BundleUntrusted) => {}
                    // A bundle came after the enrolment: this file is from before.
                    Err(Error::NotEnrolled) => replayed.is_complete = false,
                    Err(error) => return Err(error),
                }
            }
            _ => {}
        }
        if let Some(count) = number(row.get(1)).filter(|_| without_hole) {
            witness::store(act, count)?;
        }
        replayed.steps += 1;
    }
    stored::change_one(act, "UPDATE mirror SET step = ?1", [step])
}

fn take_attempts(
    act: &Connection,
    worker: &str,
    failed: &Value,
    locked: &Value,
) -> Result<(), Error> {
    if *failed == Value::Integer(0) {
        stored::change(act, "DELETE FROM attempts WHERE worker = ?1", [worker])?;
        return Ok(());
    }
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO attempts (worker, failed, locked_until_ms) VALUES (?1, ?2, ?3)",
        rusqlite::params![worker, failed, locked],
    )
}
