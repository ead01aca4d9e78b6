//! Entries that were changed, taken out or cut off, and what the centre gets to see of them.

use protocol::{Record, open_envelope};

use super::*;
use crate::testing::{Bench, NOW_MS, answer, centre_secret, worker};

fn entry(event: AuditEvent) -> AuditEntry {
    AuditEntry {
        event,
        actor: Some(worker("100001")),
        object: Some([7; 16]),
        result: AuditResult::Reason(3),
    }
}

fn filled(entries: u64) -> Bench {
    let bench = Bench::enrolled();
    note(&bench, entries);
    bench
}

fn note(bench: &Bench, entries: u64) {
    let events = AuditEvent::ALL.into_iter().cycle();
    for (event, n) in events.zip(0..entries) {
        let at = (NOW_MS + n, NOW_MS + n + 5);
        bench.journal.audit(entry(event), at).unwrap();
    }
}

fn harm(bench: &Bench, sql: &'static str) {
    bench.journal.connection().execute_batch(sql).unwrap();
}

fn rows(bench: &Bench) -> u64 {
    let connection = bench.journal.connection();
    let count = connection.query_row("SELECT count(*) FROM audit", [], |row| row.get(0));
    count.unwrap()
}

#[test]
fn an_untouched_audit_ends_at_its_last_entry() {
    let bench = Bench::enrolled();
    assert_eq!(bench.journal.verify_audit().unwrap().n, 0);
    note(&bench, 30);
    let tip = bench.journal.verify_audit().unwrap();
    assert_eq!(tip.n, 30);
    let bench = bench.reopened();
    assert_eq!(bench.journal.verify_audit(), Ok(tip));
    let open_end = (NOW_MS, u64::MAX);
    bench
        .journal
        .audit(entry(AuditEvent::Usb), open_end)
        .unwrap();
    assert_eq!(bench.journal.verify_audit().unwrap().n, 31);
}

/// Row 20 of the threats: whoever has the key of the file and changes one row is named.
#[test]
fn the_first_wrong_entry_is_named() {
    let cases: [(&str, u64); 14] = [
        ("UPDATE audit SET event = 99 WHERE n = 4", 4),
        ("UPDATE audit SET actor = 'X00001' WHERE n = 4", 4),
        ("UPDATE audit SET actor = NULL WHERE n = 1", 1),
        ("UPDATE audit SET object = NULL WHERE n = 4", 4),
        ("UPDATE audit SET object = zeroblob(16) WHERE n = 9", 9),
        ("UPDATE audit SET result = 1 WHERE n = 10", 10),
        ("UPDATE audit SET t_lo_ms = 0 WHERE n = 4", 4),
        ("UPDATE audit SET t_hi_ms = t_hi_ms + 1 WHERE n = 4", 4),
        ("UPDATE audit SET prev = zeroblob(32) WHERE n = 4", 4),
        ("UPDATE audit SET hash = zeroblob(32) WHERE n = 4", 4),
        ("DELETE FROM audit WHERE n = 1", 1),
        ("DELETE FROM audit WHERE n = 5", 5),
        ("DELETE FROM audit WHERE n > 7", 8),
        ("UPDATE audit SET n = 11 WHERE n = 10", 10),
    ];
    for (sql, n) in cases {
        let bench = filled(10);
        harm(&bench, sql);
        assert_eq!(bench.journal.verify_audit(), Err(AuditBreak { n }), "{sql}");
    }
    let bench = filled(3);
    harm(
        &bench,
        "PRAGMA ignore_check_constraints = ON; UPDATE audit SET prev = x'00' WHERE n = 2",
    );
    assert_eq!(bench.journal.verify_audit(), Err(AuditBreak { n: 2 }));
    harm(&bench, "DROP TABLE audit");
    assert!(bench.journal.verify_audit().is_err());
}

#[test]
fn two_rows_in_each_others_place_are_noticed() {
    let bench = filled(6);
    harm(
        &bench,
        "UPDATE audit SET n = -1 WHERE n = 3; UPDATE audit SET n = 3 WHERE n = 4;
         UPDATE audit SET n = 4 WHERE n = -1;",
    );
    assert_eq!(bench.journal.verify_audit(), Err(AuditBreak { n: 3 }));
}

#[test]
fn a_reference_is_keyed_and_never_the_thing_itself() {
    let (one, other) = (filled(1), Bench::new());
    let stored: [u8; 16] = one
        .journal
        .connection()
        .query_row("SELECT object FROM audit", [], |row| row.get(0))
        .unwrap();
    assert_ne!(stored, [7; 16]);
    assert_eq!(one.journal.audit_reference(&[7; 16]), Ok(stored));
    assert_ne!(one.journal.audit_reference(&[8; 16]), Ok(stored));
    // Another machine, another key; the benches share their seed, so the key is drawn again here.
    let key = [5; 32];
    harm(&other, "DELETE FROM audit_key");
    other
        .journal
        .write(|act| stored::change_one(act, "INSERT INTO audit_key VALUES (1, ?1)", [key]))
        .unwrap();
    assert_ne!(other.journal.audit_reference(&[7; 16]), Ok(stored));
}

/// What the centre opens, in the order of the chain.
fn checkpoints(bench: &Bench) -> Vec<u64> {
    let batch = bench.journal.next_batch(0, 100, usize::MAX).unwrap();
    let opened = batch
        .iter()
        .map(|envelope| open_envelope(envelope, &centre_secret(), &bench.crypto).unwrap());
    let numbers = opened.filter_map(|opened| {
        let Record::AuditCheckpoint(checkpoint) = opened.record else {
            return None;
        };
        Some(checkpoint.n)
    });
    numbers.collect()
}

#[test]
fn every_fifty_entries_and_every_exchange_leave_a_checkpoint() {
    let bench = filled(3);
    assert_eq!(
        bench
            .journal
            .checkpoint(&bench.crypto)
            .unwrap()
            .unwrap()
            .seq,
        1
    );
    assert_eq!(checkpoints(&bench), [3]);
    assert_eq!(
        bench.journal.checkpoint(&bench.crypto).unwrap(),
        None,
        "nothing new"
    );
    note(&bench, 48);
    assert_eq!(
        bench.journal.checkpoint(&bench.crypto).unwrap(),
        None,
        "the one before still waits"
    );
    note(&bench, 2);
    bench.declare(1);
    assert_eq!(
        checkpoints(&bench),
        [3, 53],
        "with the next act after fifty"
    );
    assert_eq!(
        bench.journal.outbox_status().unwrap().waiting,
        1,
        "one act of a person"
    );
    bench.journal.apply_answer(&answer(3, 0)).unwrap();
    bench
        .journal
        .audit(entry(AuditEvent::SyncResult), (NOW_MS, NOW_MS))
        .unwrap();
    assert_eq!(
        bench.journal.checkpoint(&bench.crypto).unwrap(),
        None,
        "exchanges alone make no news, or they would never end"
    );
    note(&bench, 1);
    assert!(bench.journal.checkpoint(&bench.crypto).unwrap().is_some());
    assert_eq!(checkpoints(&bench), [3, 53, 55]);
}

#[test]
fn a_checkpoint_is_what_the_audit_says() {
    let bench = filled(7);
    bench.journal.checkpoint(&bench.crypto).unwrap();
    let batch = bench.journal.next_batch(0, 1, usize::MAX).unwrap();
    let opened = open_envelope(&batch[0], &centre_secret(), &bench.crypto).unwrap();
    let tip = bench.journal.verify_audit().unwrap();
    let Record::AuditCheckpoint(checkpoint) = opened.record else {
        panic!("a checkpoint")
    };
    assert_eq!((checkpoint.n, checkpoint.hash), (tip.n, tip.hash));
}

#[test]
fn nothing_is_sealed_before_enrolment() {
    let bench = Bench::new();
    note(&bench, 60);
    assert_eq!(
        bench.journal.checkpoint(&bench.crypto),
        Err(Error::NotEnrolled)
    );
    assert_eq!(bench.journal.verify_audit().unwrap().n, 60);
}

#[test]
fn entries_stay_thirty_days_after_the_centre_has_their_checkpoint() {
    const DAY_MS: u64 = 86_400_000;
    let bench = filled(5);
    bench.journal.checkpoint(&bench.crypto).unwrap();
    note(&bench, 4);
    bench.journal.tidy(NOW_MS + 400 * DAY_MS).unwrap();
    assert_eq!(rows(&bench), 9, "the centre has none of it yet");
    bench.journal.apply_answer(&answer(1, 1)).unwrap();
    for (days, left) in [(29, 9), (30, 4)] {
        bench.journal.tidy(NOW_MS + days * DAY_MS).unwrap();
        assert_eq!(rows(&bench), left, "after {days} days");
        assert_eq!(bench.journal.verify_audit().unwrap().n, 9);
    }
    note(&bench, 1);
    bench.journal.checkpoint(&bench.crypto).unwrap().unwrap();
    harm(&bench, "DELETE FROM audit WHERE n = 6");
    assert_eq!(bench.journal.verify_audit(), Err(AuditBreak { n: 6 }));
}

#[test]
fn a_restored_centre_may_have_lost_a_checkpoint() {
    const DAY_MS: u64 = 86_400_000;
    let bench = filled(5);
    bench.journal.checkpoint(&bench.crypto).unwrap();
    bench.journal.apply_answer(&answer(1, 0)).unwrap();
    let restored = crate::AppliedAnswer {
        centre_epoch: 2,
        ..answer(0, 0)
    };
    bench.journal.apply_answer(&restored).unwrap();
    bench.journal.tidy(NOW_MS + 31 * DAY_MS).unwrap();
    assert_eq!(rows(&bench), 5);
}
