//! Changing the database key without ever standing between two: a rotation that a power cut
//! stopped is finished or undone at the next opening, never guessed.
//!
//! The order: the new key is put where its kind keeps it, under a waiting name; `dbkey.next`
//! wraps it under the old one; the database changes its key in one transaction; the waiting names
//! become the real ones; `dbkey.next` goes.

use std::path::PathBuf;

use journal::Journal;
use zeroize::Zeroizing;

use crate::{
    error::CustodyError,
    files,
    opening::{Found, Place, RECOVERY_FILE},
    record::Record,
    recover, wrap,
};

const NEXT: &str = "dbkey.next";
const PURPOSE: &[u8] = b"yj1/custody/next";

/// Opens what the record in effect says, after finishing or undoing a rotation.
pub(crate) fn settle(place: &Place<'_>) -> Result<Found, CustodyError> {
    let record = Record::load(place.folder)?;
    if let Some(module) = &record.module {
        place.check_module(module)?;
    }
    let file = record.kind.key_file(place.folder);
    let key = place.key(&record, file.as_deref())?;
    let Some(wrapped) = files::read(&next_file(place))? else {
        // What waits belongs to a recovery, or to a rotation that never got to the database.
        if !recover::is_under_way(place)? {
            discard(place)?;
        }
        return place.complete(record, key);
    };
    match wrap::unwrap(&wrap::derive(&key, PURPOSE), PURPOSE, &wrapped) {
        // The key at its place is the new one already: only the record may be behind.
        None => {
            promote(place)?;
            place.complete(Record::load(place.folder)?, key)
        }
        Some(next) if opens(place, &next)? => {
            promote(place)?;
            place.complete(Record::load(place.folder)?, next)
        }
        Some(_) => {
            discard(place)?;
            place.complete(record, key)
        }
    }
}

/// Lets the waiting names become the real ones; may be run again after a stop.
pub(crate) fn promote(place: &Place<'_>) -> Result<(), CustodyError> {
    let old = Record::load(place.folder);
    let recovery = recovery_file(place);
    if files::read(&files::pending(&recovery))?.is_some() {
        files::rename(&files::pending(&recovery), &recovery)?;
    }
    if let Some(record) = Record::load_pending(place.folder)? {
        if let Some(file) = record.kind.key_file(place.folder) {
            let waiting = files::pending(&file);
            if files::read(&waiting)?.is_some() {
                files::rename(&waiting, &file)?;
            }
        }
        Record::promote(place.folder)?;
        if let Ok(old) = old {
            forget_replaced(place, &old, &record)?;
        }
    }
    files::remove(&next_file(place))
}

/// Undoes a change that had not reached the database.
pub(crate) fn discard(place: &Place<'_>) -> Result<(), CustodyError> {
    let current = Record::load(place.folder);
    files::remove(&files::pending(&recovery_file(place)))?;
    if let Some(waiting) = Record::load_pending(place.folder)? {
        if let Some(file) = waiting.kind.key_file(place.folder) {
            files::remove(&files::pending(&file))?;
        }
        if let Ok(current) = current {
            forget_replaced(place, &waiting, &current)?;
        }
        Record::discard_pending(place.folder)?;
    }
    files::remove(&next_file(place))
}

/// Removes what a change may have left, whatever it was.
pub(crate) fn discard_files(place: &Place<'_>) -> Result<(), CustodyError> {
    files::remove(&files::pending(&recovery_file(place)))?;
    files::erase(&next_file(place))
}

/// Erases what one record had and the other has not: in the chip, and as files.
fn forget_replaced(place: &Place<'_>, gone: &Record, kept: &Record) -> Result<(), CustodyError> {
    for handle in gone
        .handles()
        .filter(|handle| kept.handles().all(|kept| kept != *handle))
    {
        place.chip()?.forget(handle)?;
    }
    if gone.kind != kept.kind
        && let Some(file) = gone.kind.key_file(place.folder)
    {
        files::erase(&file)?;
    }
    Ok(())
}

/// Tells whether a key opens the database: the only proof of which one is in effect.
fn opens(place: &Place<'_>, key: &Zeroizing<[u8; 32]>) -> Result<bool, CustodyError> {
    let Some(record) = Record::load_pending(place.folder)? else {
        return Err(CustodyError::Damaged);
    };
    let found = place.complete(record, key.clone())?;
    match Journal::open(place.folder, &found.keys(), &*found.crypto) {
        Ok(_) => Ok(true),
        Err(journal::Error::WrongKey) => Ok(false),
        Err(error) => Err(error.into()),
    }
}

fn recovery_file(place: &Place<'_>) -> PathBuf {
    place.folder.join(RECOVERY_FILE)
}

fn next_file(place: &Place<'_>) -> PathBuf {
    place.folder.join(NEXT)
}
