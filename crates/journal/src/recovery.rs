//! A new epoch of the chain after a recovery, and another key of the file (trust design 2.4, 3.3).

use std::sync::atomic::Ordering;

use protocol::{
    Envelope,
    codes::{Crypto, SigningKey},
    rechain,
};
use residence::RecordId;
use rusqlite::{Connection, params};

use crate::{
    append,
    audit::{self, AuditEntry, AuditEvent, AuditResult},
    chain, clock,
    copies::Copies,
    device,
    error::Error,
    file::key_statement,
    journal::Journal,
    mirror::MirrorKey,
    stored,
};

impl Journal {
    /// Begins an epoch of the chain that an administrator approved at the centre, and moves every
    /// record into it that may be nowhere else: same name, same ciphertext, a new signed header.
    ///
    /// Returns how many moved. Nothing is opened, because nothing here can be.
    pub fn begin_epoch(&self, epoch: u64, crypto: &dyn Crypto) -> Result<usize, Error> {
        Copies::beside(self.dir()).forget_all()?;
        self.write_witnessed(|act| {
            let signing = device::load(act)?.signing;
            begin(act, epoch, &signing, crypto)
        })
    }

    /// Begins an epoch under another signing key: the machine that held the old one is gone, and
    /// the centre has approved this one in its place.
    pub fn begin_epoch_with(
        &self,
        epoch: u64,
        signing: &SigningKey,
        crypto: &dyn Crypto,
    ) -> Result<usize, Error> {
        Copies::beside(self.dir()).forget_all()?;
        self.write_witnessed(|act| {
            device::replace_signing(act, signing)?;
            begin(act, epoch, signing, crypto)
        })
    }

    /// Gives the file another key: after this only the new one opens it. A power cut leaves the
    /// file wholly under one of the two, so keep both until this returns.
    pub fn rekey(&self, key: &[u8; 32]) -> Result<(), Error> {
        let entry = noted(AuditEvent::Rekeyed);
        self.write(|act| audit::add(act, &entry, (clock::floor(act)?, u64::MAX)))?;
        // No copy under the old key may ever seem to be the newer file.
        Copies::beside(self.dir()).forget_all()?;
        let connection = self.connection();
        change_key(&connection, key)?;
        self.key_is(key);
        self.copied_at().store(u64::MAX, Ordering::Relaxed);
        // Half done it is written anew at the next start.
        let mirror = self.mirror().change_key(MirrorKey::of(key), &connection);
        mirror.unwrap_or_default();
        cut_log(&connection)
    }
}

/// Writes every page anew under another key, in one transaction of the log.
fn change_key(connection: &Connection, key: &[u8; 32]) -> Result<(), Error> {
    // Every page is in the file before, so that the log holds pages of one key only.
    cut_log(connection)?;
    connection.flush_prepared_statement_cache();
    connection.execute_batch(&key_statement("PRAGMA rekey = \"x'", key))?;
    Ok(())
}

/// Moves all pages of the log into the file and cuts it; somebody else at work is an error.
pub(crate) fn cut_log(connection: &Connection) -> Result<(), Error> {
    let busy: bool =
        connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
    if busy { Err(Error::Busy) } else { Ok(()) }
}

fn noted(event: AuditEvent) -> AuditEntry {
    AuditEntry {
        event,
        actor: None,
        object: None,
        result: AuditResult::Done,
    }
}

/// An envelope in its old place.
struct Waiting {
    record: RecordId,
    bytes: Vec<u8>,
}

fn begin(
    act: &Connection,
    epoch: u64,
    signing: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<usize, Error> {
    if epoch <= chain::load(act)?.epoch {
        return Err(Error::OldEpoch);
    }
    let waiting = stored::many(
        act,
        "SELECT record, envelope FROM outbox ORDER BY epoch, seq",
        [],
        |row| {
            Ok(Waiting {
                record: RecordId::from_bytes(row.get(0)?),
                bytes: row.get(1)?,
            })
        },
    )?;
    forget_places(act)?;
    let (mut prev, mut seq) = ([0; 32], 0);
    for Waiting { record, bytes } in &waiting {
        let envelope = Envelope::decode(bytes).map_err(|_| Error::Corrupt)?;
        seq += 1;
        let moved =
            rechain(&envelope, epoch, seq, prev, signing, crypto).map_err(append::refused)?;
        prev = moved.header_hash();
        place(act, record, (epoch, seq), &prev, &moved.encode())?;
    }
    chain::restart(act, epoch, seq, &prev)?;
    let entry = noted(AuditEvent::EpochBegun);
    audit::add(act, &entry, (clock::floor(act)?, u64::MAX))?;
    Ok(waiting.len())
}

/// A decision that is not in the outbox any more has arrived, wherever its place was.
fn forget_places(act: &Connection) -> Result<(), Error> {
    stored::change(
        act,
        "UPDATE registrations SET provisional_seq = 0
         WHERE provisional_seq IS NOT NULL AND NOT EXISTS
             (SELECT 1 FROM outbox WHERE outbox.epoch = (SELECT epoch FROM chain)
                 AND outbox.seq = registrations.provisional_seq)",
        [],
    )?;
    // Out of the way of the new places, which are positive.
    stored::change(
        act,
        "UPDATE registrations SET provisional_seq = -provisional_seq
         WHERE provisional_seq IS NOT NULL",
        [],
    )?;
    Ok(())
}

fn place(
    act: &Connection,
    record: &RecordId,
    (epoch, seq): (u64, u64),
    header_hash: &[u8; 32],
    envelope: &[u8],
) -> Result<(), Error> {
    stored::change(
        act,
        "UPDATE registrations SET provisional_seq = ?2
         WHERE provisional_seq = -(SELECT seq FROM outbox WHERE record = ?1
             AND epoch = (SELECT epoch FROM chain))",
        params![record.as_bytes(), seq],
    )?;
    stored::change_one(
        act,
        "UPDATE outbox SET epoch = ?2, seq = ?3, header_hash = ?4, envelope = ?5, reject = NULL
         WHERE record = ?1",
        params![record.as_bytes(), epoch, seq, header_hash, envelope],
    )?;
    for statement in [
        "UPDATE registrations SET epoch = ?2, seq = ?3 WHERE record = ?1",
        "UPDATE audit_checkpoints SET epoch = ?2, seq = ?3 WHERE record = ?1",
    ] {
        stored::change(act, statement, params![record.as_bytes(), epoch, seq])?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
