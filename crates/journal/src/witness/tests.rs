//! Old images of the disk, power cuts between the two counts, and counters that do not answer.

use std::{
    fs,
    path::Path,
    sync::{Arc, atomic::Ordering},
};

use protocol::codes::SeededCrypto;
use tempfile::TempDir;

use crate::{
    AttemptOutcome, Error, Journal, KeyError,
    testing::{Counter, Keys, NOW_MS, worker},
};

const KEY: [u8; 32] = [6; 32];

fn open(dir: &Path, counter: &Arc<Counter>) -> Result<Journal, Error> {
    Journal::open(dir, &keys(counter), &SeededCrypto::new(1))
}

fn keys(counter: &Arc<Counter>) -> Keys {
    Keys {
        witness: Some(Arc::clone(counter)),
        ..Keys::raw(KEY)
    }
}

fn guess(journal: &Journal) -> u32 {
    let name = worker("100001");
    let after = journal.note_attempt(&name, AttemptOutcome::Wrong, NOW_MS);
    after.unwrap().failed
}

fn image(from: &Path) -> TempDir {
    let to = TempDir::new().unwrap();
    for name in ["kiosk.db", "kiosk.db-wal"] {
        fs::copy(from.join(name), to.path().join(name)).unwrap();
    }
    to
}

/// Rows 14 and 21 of the threats: an old image gives no tries back.
#[test]
fn an_old_image_does_not_open() {
    let (dir, counter) = (TempDir::new().unwrap(), Counter::at(1_000));
    let journal = open(dir.path(), &counter).unwrap();
    assert_eq!(guess(&journal), 1);
    let old = image(dir.path());
    assert_eq!(guess(&journal), 2);
    assert_eq!(counter.now(), 1_002);
    drop(journal);
    assert_eq!(open(old.path(), &counter).err(), Some(Error::RestoredImage));
    let journal = open(dir.path(), &counter).unwrap();
    assert_eq!(guess(&journal), 3);
    drop(journal);

    let crypto = SeededCrypto::new(1);
    let recovered = Journal::open_restored(old.path(), &keys(&counter), &crypto).unwrap();
    assert_eq!(
        recovered.verify_audit().unwrap().n,
        1,
        "and it is on record"
    );
    drop(recovered);
    assert!(open(old.path(), &counter).is_ok());
    let before = counter.now();
    guess(&open(old.path(), &counter).unwrap());
    assert_eq!(counter.now(), before + 1);
    assert_eq!(open(dir.path(), &counter).err(), Some(Error::RestoredImage));
}

#[test]
fn a_power_cut_between_the_two_counts_is_made_good() {
    let (dir, counter) = (TempDir::new().unwrap(), Counter::at(5));
    let journal = open(dir.path(), &counter).unwrap();
    counter.stuck.store(true, Ordering::SeqCst);
    guess(&journal);
    assert_eq!(counter.now(), 5, "the file is one ahead");
    guess(&journal);
    drop(journal);
    assert!(
        open(dir.path(), &counter).is_err(),
        "and stays so while the counter is stuck"
    );
    counter.stuck.store(false, Ordering::SeqCst);
    let journal = open(dir.path(), &counter).unwrap();
    assert_eq!(counter.now(), 6);
    assert_eq!(guess(&journal), 3);
    assert_eq!(counter.now(), 7);
    drop(journal);
    assert!(open(dir.path(), &counter).is_ok());
}

#[test]
fn a_counter_that_falls_silent_holds_up_nobody_at_work() {
    let (dir, counter) = (TempDir::new().unwrap(), Counter::at(5));
    let journal = open(dir.path(), &counter).unwrap();
    counter.silent.store(true, Ordering::SeqCst);
    assert_eq!(guess(&journal), 1, "counted in the file all the same");
    journal.tidy(NOW_MS).unwrap();
    drop(journal);
    let refused = open(dir.path(), &counter).err();
    assert_eq!(
        refused,
        Some(Error::Key(KeyError::Module)),
        "but opening needs its word"
    );
}

#[test]
fn another_counter_is_not_believed() {
    let (dir, counter) = (TempDir::new().unwrap(), Counter::at(50));
    drop(open(dir.path(), &counter).unwrap());
    for count in [0, 48, 52] {
        let other = open(dir.path(), &Counter::at(count)).err();
        assert_eq!(other, Some(Error::RestoredImage), "{count}");
    }
    assert!(open(dir.path(), &counter).is_ok());
}

#[test]
fn a_machine_without_a_counter_works_and_may_get_one() {
    let (dir, crypto) = (TempDir::new().unwrap(), SeededCrypto::new(1));
    let journal = Journal::open(dir.path(), &Keys::raw(KEY), &crypto).unwrap();
    assert_eq!(guess(&journal), 1);
    drop(journal);
    let counter = Counter::at(9);
    let journal = open(dir.path(), &counter).unwrap();
    assert_eq!(guess(&journal), 2);
    assert_eq!(counter.now(), 10);
}

/// Two threads at once must not make the witness run ahead of the file.
#[test]
fn steps_of_several_threads_do_not_overtake_each_other() {
    let (dir, counter) = (TempDir::new().unwrap(), Counter::at(0));
    let journal = open(dir.path(), &counter).unwrap();
    std::thread::scope(|scope| {
        for name in ["100001", "100002", "100003"] {
            let journal = &journal;
            scope.spawn(move || {
                for n in 0..5 {
                    let outcome = AttemptOutcome::Wrong;
                    journal.note_attempt(&worker(name), outcome, n).unwrap();
                }
            });
        }
    });
    assert_eq!(counter.now(), 15);
    drop(journal);
    assert!(open(dir.path(), &counter).is_ok());
}
