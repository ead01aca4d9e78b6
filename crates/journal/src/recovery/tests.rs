//! Recovered kiosks lose nothing, and a file has one key at any moment.

use std::{collections::BTreeSet, fs, path::Path};

use protocol::{
    OwnerAnswer, Record,
    codes::{Algorithm, SeededCrypto},
    open_envelope, verify_envelope,
};
use tempfile::TempDir;

use super::*;
use crate::{
    Chain, SavedState,
    testing::{Bench, Keys, NOW_MS, answer, centre_secret, declaration, record_id},
};

fn envelopes(bench: &Bench) -> Vec<Envelope> {
    bench.journal.next_batch(0, 100, usize::MAX).unwrap()
}

/// Checks the chain link by link and returns the names in it.
fn names(bench: &Bench, epoch: u64) -> Vec<RecordId> {
    let device = bench.journal.device().unwrap().signing.verifying_key();
    let mut prev = [0; 32];
    let mut names = Vec::new();
    for (envelope, seq) in envelopes(bench).iter().zip(1..) {
        let header = verify_envelope(envelope, &device).unwrap();
        assert_eq!((header.epoch, header.seq, header.prev), (epoch, seq, prev));
        prev = envelope.header_hash();
        names.push(header.record);
    }
    names
}

#[test]
fn what_waits_moves_into_the_new_epoch_unopened() {
    let bench = Bench::enrolled();
    for n in 1..=5 {
        bench.declare(n);
    }
    bench.decide(1, OwnerAnswer::Confirmed);
    // Two received and backed up, one received only: that one may still be lost over there.
    bench.journal.apply_answer(&answer(3, 2)).unwrap();
    let before = bench.journal.next_batch(2, 100, usize::MAX).unwrap();
    assert_eq!(bench.journal.begin_epoch(2, &bench.crypto), Ok(4));
    let expected = Chain {
        epoch: 2,
        through_acked: 0,
        last_seq: 4,
    };
    assert_eq!(bench.journal.chain().unwrap(), expected);
    let wanted: Vec<RecordId> = [3, 4, 5, 101].into_iter().map(record_id).collect();
    assert_eq!(names(&bench, 2), wanted);
    for (old, new) in before.iter().zip(envelopes(&bench)) {
        assert_eq!(old.sealed(), new.sealed(), "the ciphertext is the same");
        assert_eq!(old.header().plain_hash, new.header().plain_hash);
        assert_eq!(old.header().at, new.header().at);
    }
    let opened = open_envelope(&envelopes(&bench)[0], &centre_secret(), &bench.crypto).unwrap();
    assert_eq!(opened.record, declaration(3));
    assert_eq!(bench.registration(1).saved, SavedState::Received);
    assert_eq!(bench.registration(3).saved, SavedState::OnThisMachine);
    assert!(
        bench.registration(1).provisional,
        "the owner's decision still waits"
    );
    assert_eq!(bench.declare(6).1.seq, 5, "and the chain goes on");
    bench.journal.apply_answer(&answer(5, 5)).unwrap();
    assert_eq!(envelopes(&bench), []);
    assert_eq!(bench.registration(6).saved, SavedState::Received);
}

#[test]
fn every_record_is_in_one_of_the_epochs() {
    for (through, backed_up) in [(0, 0), (2, 0), (4, 4), (6, 1), (6, 6)] {
        let bench = Bench::enrolled();
        let mut all: BTreeSet<RecordId> = BTreeSet::new();
        for n in 1..=6 {
            all.insert(bench.declare(n).0);
        }
        bench
            .journal
            .apply_answer(&answer(through, backed_up))
            .unwrap();
        bench.journal.begin_epoch(2, &bench.crypto).unwrap();
        bench.journal.begin_epoch(7, &bench.crypto).unwrap();
        let safe = (1..=u8::try_from(backed_up).unwrap()).map(record_id);
        let kept: BTreeSet<RecordId> = names(&bench, 7).into_iter().chain(safe).collect();
        assert_eq!(kept, all, "through {through}, backed up {backed_up}");
    }
}

#[test]
fn what_the_centre_refused_gets_another_chance() {
    let bench = Bench::enrolled();
    let (record, _) = bench.declare(1);
    bench
        .journal
        .apply_answer(&crate::AppliedAnswer {
            rejects: vec![(record, protocol::RejectCode::Fork)],
            ..answer(1, 1)
        })
        .unwrap();
    assert_eq!(bench.journal.begin_epoch(2, &bench.crypto), Ok(1));
    assert_eq!(names(&bench, 2), [record]);
}

#[test]
fn an_epoch_is_begun_once_and_only_forwards() {
    let bench = Bench::enrolled();
    bench.declare(1);
    for epoch in [0, 1] {
        let refused = bench.journal.begin_epoch(epoch, &bench.crypto);
        assert_eq!(refused, Err(Error::OldEpoch));
    }
    assert_eq!(names(&bench, 1).len(), 1, "nothing has moved");
    bench.journal.begin_epoch(2, &bench.crypto).unwrap();
    assert_eq!(
        bench.journal.begin_epoch(2, &bench.crypto),
        Err(Error::OldEpoch)
    );
}

#[test]
fn a_checkpoint_keeps_its_place_in_mind() {
    let bench = Bench::enrolled();
    bench.declare(1);
    let entry = noted(AuditEvent::Usb);
    bench.journal.audit(entry, (NOW_MS, NOW_MS)).unwrap();
    bench.journal.checkpoint(&bench.crypto).unwrap().unwrap();
    bench.journal.apply_answer(&answer(1, 1)).unwrap();
    bench.journal.begin_epoch(2, &bench.crypto).unwrap();
    bench.journal.apply_answer(&answer(1, 1)).unwrap();
    bench.journal.tidy(NOW_MS + 31 * 86_400_000).unwrap();
    let tip = bench.journal.verify_audit().unwrap();
    assert_eq!(
        tip.n, 2,
        "the first entry went, what the new epoch began with stays"
    );
}

#[test]
fn another_machine_signs_with_its_own_key() {
    let bench = Bench::enrolled();
    bench.declare(1);
    bench.declare(2);
    let key = SigningKey::from_secret(Algorithm::Es256, &[7; 32]).unwrap();
    let moved = bench.journal.begin_epoch_with(2, &key, &bench.crypto);
    assert_eq!(moved, Ok(2));
    assert_eq!(bench.journal.device().unwrap().signing.kid(), key.kid());
    assert_eq!(names(&bench, 2).len(), 2);
    let bench = bench.reopened();
    assert_eq!(bench.declare(3).1.seq, 3);
    assert_eq!(names(&bench, 2).len(), 3);
    let last = envelopes(&bench).pop().unwrap();
    let opened = open_envelope(&last, &centre_secret(), &bench.crypto).unwrap();
    assert!(matches!(opened.record, Record::Declaration(_)));
}

fn old_key(bench: &Bench) -> [u8; 32] {
    fs::read(bench.dir.path().join("db.key"))
        .unwrap()
        .try_into()
        .unwrap()
}

fn opens(dir: &Path, key: [u8; 32]) -> Result<u64, Error> {
    let journal = Journal::open(dir, &Keys::raw(key), &SeededCrypto::new(1))?;
    Ok(journal.chain()?.last_seq)
}

#[test]
fn only_the_new_key_opens_after_a_change_of_keys() {
    let bench = Bench::enrolled();
    (1..=20).for_each(|n| {
        bench.declare(n);
    });
    let (old, new) = (old_key(&bench), [9; 32]);
    bench.journal.rekey(&new).unwrap();
    bench.declare(21);
    let Bench { dir, journal, .. } = bench;
    drop(journal);
    assert_eq!(opens(dir.path(), old), Err(Error::WrongKey));
    assert_eq!(opens(dir.path(), new), Ok(21));
}

/// Wherever power is lost, the file opens with one of the two keys and holds every record.
#[test]
fn a_torn_change_of_keys_leaves_the_file_under_one_of_the_two() {
    let bench = Bench::enrolled();
    (1..=20).for_each(|n| {
        bench.declare(n);
    });
    let (old, new) = (old_key(&bench), [9; 32]);
    {
        let connection = bench.journal.connection();
        connection
            .execute_batch("PRAGMA wal_autocheckpoint = 0")
            .unwrap();
        change_key(&connection, &new).unwrap();
    }
    let log = bench.dir.path().join("kiosk.db-wal");
    let whole = fs::metadata(&log).unwrap().len();
    assert!(whole > 40_000, "the new pages are in the log");
    let mut under = (0, 0);
    for part in 0..=20 {
        let after = TempDir::new().unwrap();
        for name in ["kiosk.db", "kiosk.db-wal"] {
            fs::copy(bench.dir.path().join(name), after.path().join(name)).unwrap();
        }
        let torn = fs::OpenOptions::new()
            .write(true)
            .open(after.path().join("kiosk.db-wal"));
        torn.unwrap().set_len(whole * part / 20).unwrap();
        match (opens(after.path(), old), opens(after.path(), new)) {
            (Ok(20), Err(Error::WrongKey)) => under.0 += 1,
            (Err(Error::WrongKey), Ok(20)) => under.1 += 1,
            other => panic!("at {part} twentieths: {other:?}"),
        }
    }
    assert!(under.0 >= 1 && under.1 >= 1, "{under:?}");
}
