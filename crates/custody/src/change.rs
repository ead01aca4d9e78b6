//! Changing the database key without ever standing between two: a rotation that a power cut
//! stopped is finished or undone at the next opening, never guessed.
//!
//! The order: the new key is put where its kind keeps it, under a waiting name; `dbkey.next`
//! wraps it under the old one; the database changes its key in one transaction; the waiting names
//! become the real ones; `dbkey.next` goes.

use std::path::PathBuf;

use codes::{Crypto as _, SealingPublic, SoftwareCrypto};
use journal::Journal;
use zeroize::Zeroizing;

use crate::{
    error::CustodyError,
    files, making,
    opening::{Found, Place, RECOVERY_FILE},
    record::Record,
    recover,
    recovery::RecoveryFile,
    wrap,
};

const NEXT: &str = "dbkey.next";
const ASIDE: &str = "dbkey.rotated";
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

/// Puts aside what a rotation left that can no longer be settled: the way from the key in the
/// recovery file to the one in effect.
pub(crate) fn put_aside(place: &Place<'_>) -> Result<(), CustodyError> {
    if files::read(&next_file(place))?.is_some() {
        files::rename(&next_file(place), &aside_file(place))?;
    }
    discard(place)
}

/// Unwraps the key to which a rotation was changing, given the one before.
pub(crate) fn next_under(
    place: &Place<'_>,
    key: &[u8; 32],
) -> Result<Option<Zeroizing<[u8; 32]>>, CustodyError> {
    let wrapped = files::read(&aside_file(place))?;
    Ok(wrapped.and_then(|wrapped| wrap::unwrap(&wrap::derive(key, PURPOSE), PURPOSE, &wrapped)))
}

/// Sets a new database key, sealed for the next recovery as well where there is a key for that.
/// The journal is opened and closed here.
pub(crate) fn rotate(
    place: &Place<'_>,
    recovery: Option<(&str, &SealingPublic)>,
) -> Result<(), CustodyError> {
    let found = settle(place)?;
    let mut next = Zeroizing::new([0; 32]);
    SoftwareCrypto.random(next.as_mut_slice());
    let mut record = found.record.clone();
    if let Some(module) = &mut record.module {
        let auth = module.auth(&found.key)?;
        module.set_auth(&auth, &next, &SoftwareCrypto);
        // The new seal holds the start as it is now.
        record.start = making::start(&place.chip()?)?;
    }
    place.put_key(&mut record, &next)?;
    record.store_pending(place.folder)?;
    if let Some((kiosk, to)) = recovery {
        let file = RecoveryFile::seal(kiosk, &next, to, &SoftwareCrypto)?;
        files::write(&files::pending(&recovery_file(place)), &file.encode())?;
    }
    let wrapped = wrap::wrap(
        &wrap::derive(&found.key, PURPOSE),
        PURPOSE,
        &next,
        &SoftwareCrypto,
    );
    files::write(&next_file(place), &wrapped)?;
    let journal = Journal::open(place.folder, &found.keys(), &*found.crypto)?;
    journal.rekey(&next)?;
    drop(journal);
    promote(place)
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
    files::erase(&aside_file(place))?;
    files::erase(&next_file(place))
}

/// Erases what one record had and the other has not: in the chip, and as files.
fn forget_replaced(place: &Place<'_>, gone: &Record, kept: &Record) -> Result<(), CustodyError> {
    // Another chip may hold something else at the same places, and a dead one forgets by itself.
    let is_here = match &gone.module {
        Some(module) => place.check_module(module).is_ok(),
        None => false,
    };
    let replaced = gone
        .handles()
        .filter(|handle| is_here && kept.handles().all(|kept| kept != *handle));
    for handle in replaced {
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

fn aside_file(place: &Place<'_>) -> PathBuf {
    place.folder.join(ASIDE)
}

fn next_file(place: &Place<'_>) -> PathBuf {
    place.folder.join(NEXT)
}
