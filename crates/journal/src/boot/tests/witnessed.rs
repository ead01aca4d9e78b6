//! A restoration beside a counter that only grows: complete, it asks nobody; old, it is refused.

use std::{fs, path::Path, sync::Arc};

use protocol::codes::SeededCrypto;

use super::{break_database, image};
use crate::{
    AttemptOutcome, Damage, Error, Journal,
    testing::{Counter, Keys, NOW_MS, quick_directory, worker},
};

const NAME: &str = "100001";

fn keys(counter: &Arc<Counter>) -> Keys {
    Keys {
        witness: Some(Arc::clone(counter)),
        ..Keys::raw([6; 32])
    }
}

fn open(dir: &Path, counter: &Arc<Counter>) -> Result<Journal, Error> {
    Journal::open(dir, &keys(counter), &SeededCrypto::new(1))
}

fn guess(journal: &Journal) -> u32 {
    let after = journal.note_attempt(&worker(NAME), AttemptOutcome::Wrong, NOW_MS);
    after.unwrap().failed
}

#[test]
fn a_complete_restoration_gives_no_tries_back_and_asks_nobody() {
    let (dir, counter) = (quick_directory(), Counter::at(40));
    let journal = open(dir.path(), &counter).unwrap();
    guess(&journal);
    journal.make_copy(&|| false).unwrap();
    assert_eq!((guess(&journal), guess(&journal)), (2, 3));
    journal.tidy(NOW_MS).unwrap();
    assert_eq!(guess(&journal), 4);
    let found = image(dir.path());
    break_database(found.path());
    drop(journal);
    let restored = open(found.path(), &counter).unwrap();
    let health = restored.health().unwrap();
    assert_eq!(health.restorations[0].damage, Damage::Database);
    assert_eq!(restored.attempts(&worker(NAME)).unwrap().failed, 4);
    assert_eq!(guess(&restored), 5);
    assert!(restored.verify_audit().is_ok());
}

/// Rows 14 and 21 of the threats, by way of a broken file: everything beside it is old.
#[test]
fn an_old_folder_with_a_broken_file_is_refused() {
    let (dir, counter) = (quick_directory(), Counter::at(40));
    let journal = open(dir.path(), &counter).unwrap();
    guess(&journal);
    journal.make_copy(&|| false).unwrap();
    guess(&journal);
    let old = image(dir.path());
    assert_eq!(guess(&journal), 3);
    assert_eq!(guess(&journal), 4);
    drop(journal);
    break_database(old.path());
    assert_eq!(open(old.path(), &counter).err(), Some(Error::RestoredImage));
    // The newest mirror beside copies from before gives nothing back either.
    let mixed = image(dir.path());
    let copy = "copies/kiosk.1.db";
    fs::copy(old.path().join(copy), mixed.path().join(copy)).unwrap();
    fs::write(mixed.path().join("kiosk.db"), [0; 900]).unwrap();
    let restored = open(mixed.path(), &counter).unwrap();
    assert_eq!(restored.attempts(&worker(NAME)).unwrap().failed, 4);
    drop(restored);
    // An administrator may go on with the old one all the same.
    let crypto = SeededCrypto::new(1);
    let approved = Journal::open_restored(old.path(), &keys(&counter), &crypto).unwrap();
    assert_eq!(approved.attempts(&worker(NAME)).unwrap().failed, 2);
}

/// What was never mirrored nobody can prove: an administrator has to decide.
#[test]
fn a_hole_between_copy_and_counter_is_refused() {
    let (dir, counter) = (quick_directory(), Counter::at(40));
    let journal = open(dir.path(), &counter).unwrap();
    guess(&journal);
    journal.make_copy(&|| false).unwrap();
    let mirror = fs::read(dir.path().join("outbox.mirror")).unwrap();
    guess(&journal);
    guess(&journal);
    let found = image(dir.path());
    drop(journal);
    fs::write(found.path().join("outbox.mirror"), mirror).unwrap();
    break_database(found.path());
    let refused = open(found.path(), &counter).err();
    assert_eq!(refused, Some(Error::RestoredImage));
}
