//! Looks whether a database is what was written: every page, every index, every link of the chain.

use protocol::Envelope;
use rusqlite::{Connection, Row};

use crate::{
    chain::{self, Tip},
    error::Error,
    stored,
};

/// Finds any damage of a file that opens. Reads all of it: some 10 ms for each thousand records.
pub(crate) fn check(connection: &Connection) -> Result<(), Error> {
    if !pages_are_sound(connection)? {
        // A power cut in the middle of moving pages from the log into the file leaves half a page
        // there; the log still has it whole.
        connection.query_row("PRAGMA wal_checkpoint(FULL)", [], |_| Ok(()))?;
        if !pages_are_sound(connection)? {
            return Err(Error::Corrupt);
        }
    }
    let verdict: String = connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0))?;
    if verdict != "ok" {
        return Err(Error::Corrupt);
    }
    walk(connection)
}

/// Holds the code of every page in the file against its content.
fn pages_are_sound(connection: &Connection) -> Result<bool, Error> {
    let mut statement = connection.prepare("PRAGMA cipher_integrity_check")?;
    let mut complaints = statement.query([])?;
    Ok(complaints.next()?.is_none())
}

/// Follows the chain through the outbox: what is not backed up yet has no gap, each link names the
/// one before, and the last is the tip.
fn walk(connection: &Connection) -> Result<(), Error> {
    let tip = chain::load(connection)?;
    let mut statement = connection.prepare_cached(
        "SELECT seq, header_hash, envelope FROM outbox WHERE epoch = ?1 ORDER BY seq",
    )?;
    let mut rows = statement.query([tip.epoch])?;
    let backed_up = tip.through.min(tip.backed_up);
    let mut last: Option<(u64, [u8; 32])> = None;
    while let Some(row) = rows.next()? {
        let (seq, hash, prev) = link(row, &tip)?;
        let follows = match last {
            Some((before, before_hash)) if before + 1 == seq => prev == before_hash,
            // What the centre refused to keep stays here for ever, alone.
            Some(_) | None => seq <= backed_up.saturating_add(1),
        };
        if !follows {
            return Err(Error::Corrupt);
        }
        last = Some((seq, hash));
    }
    match last {
        Some((seq, hash)) if seq == tip.last_seq && hash == tip.last_hash => Ok(()),
        Some((seq, _)) if seq < tip.last_seq && tip.last_seq == backed_up => Ok(()),
        None if tip.last_seq == backed_up => Ok(()),
        Some(_) | None => Err(Error::Corrupt),
    }
}

fn link(row: &Row<'_>, tip: &Tip) -> Result<(u64, [u8; 32], [u8; 32]), Error> {
    let (seq, hash): (u64, [u8; 32]) = (row.get(0)?, row.get(1)?);
    let bytes = row.get_ref(2)?.as_blob().map_err(|_| Error::Corrupt)?;
    let envelope = Envelope::decode(bytes).map_err(|_| Error::Corrupt)?;
    let header = envelope.header();
    let same = (header.epoch, header.seq) == (tip.epoch, seq) && envelope.header_hash() == hash;
    if same {
        Ok((seq, hash, header.prev))
    } else {
        Err(Error::Corrupt)
    }
}

/// Tells whether this machine has an identity in the file.
pub(crate) fn has_identity(connection: &Connection) -> Result<bool, Error> {
    stored::exists(connection, "SELECT 1 FROM device", [])
}
