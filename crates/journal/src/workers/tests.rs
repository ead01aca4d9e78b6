//! Rosters that come and go, and PINs that are wrong.

use protocol::Change;

use super::*;
use crate::{
    AppliedAnswer,
    testing::{Bench, NOW_MS, answer, roster, worker},
};

const DAY_MS: u64 = 86_400_000;

fn send(bench: &Bench, cursor: u64, roster: &Roster) {
    let applied = AppliedAnswer {
        changes: vec![(cursor, Change::Roster(roster.clone()))],
        ..answer(0, 0)
    };
    bench.journal.apply_answer(&applied).unwrap();
}

#[test]
fn a_roster_is_replaced_as_a_whole_and_only_by_a_newer_one() {
    let bench = Bench::new();
    assert_eq!(bench.journal.roster().unwrap(), None);
    let (first, mut second) = (roster(NOW_MS), roster(NOW_MS + 1));
    second.workers.truncate(2);
    send(&bench, 1, &first);
    assert_eq!(bench.journal.roster().unwrap(), Some(first.clone()));
    send(&bench, 2, &second);
    let bench = bench.reopened();
    assert_eq!(bench.journal.roster().unwrap(), Some(second.clone()));
    send(&bench, 3, &first);
    assert_eq!(bench.journal.roster().unwrap(), Some(second));
}

#[test]
fn no_roster_holds_longer_than_fourteen_days() {
    let bench = Bench::new();
    let mut long = roster(NOW_MS);
    long.valid_until_ms = NOW_MS + 90 * DAY_MS;
    send(&bench, 1, &long);
    let held = bench.journal.roster().unwrap().unwrap();
    assert_eq!(held.valid_until_ms, NOW_MS + 14 * DAY_MS);
    let mut short = roster(NOW_MS + 1);
    short.valid_until_ms = NOW_MS + DAY_MS;
    send(&bench, 2, &short);
    let held = bench.journal.roster().unwrap().unwrap();
    assert_eq!(held.valid_until_ms, NOW_MS + DAY_MS);
}

fn wrong(bench: &Bench, name: &str, now_ms: u64) -> Attempts {
    bench
        .journal
        .note_attempt(&worker(name), AttemptOutcome::Wrong, now_ms)
        .unwrap()
}

/// Row 21 of the threats: 5 wrong, then 15 s doubling, 10 lock.
#[test]
fn five_tries_are_free_then_each_costs_twice_as_much_and_the_tenth_locks() {
    let bench = Bench::new();
    let waits_s = [0, 0, 0, 0, 15, 30, 60, 120, 240, 480];
    for (failed, wait_s) in (1..).zip(waits_s) {
        let after = wrong(&bench, "100001", NOW_MS);
        let expected = Attempts {
            failed,
            locked_until_ms: NOW_MS + wait_s * 1_000,
            locked: failed == 10,
        };
        assert_eq!(after, expected);
        assert!(!after.allowed(NOW_MS) || wait_s == 0);
        assert_eq!(after.allowed(NOW_MS + wait_s * 1_000), failed < 10);
    }
    let later = wrong(&bench, "100001", NOW_MS + DAY_MS);
    assert!(later.locked && !later.allowed(u64::MAX));
    assert_eq!(later.failed, 10);
    assert_eq!(bench.journal.attempts(&worker("100002")).unwrap().failed, 0);
}

#[test]
fn what_was_counted_survives_the_loss_of_power() {
    let bench = Bench::new();
    for n in 1..=7 {
        wrong(&bench, "100001", NOW_MS + n);
    }
    // A copy of the files at this instant is what a machine finds when power comes back.
    let after = tempfile::TempDir::new().unwrap();
    for name in ["kiosk.db", "kiosk.db-wal", "db.key"] {
        std::fs::copy(bench.dir.path().join(name), after.path().join(name)).unwrap();
    }
    let journal = crate::testing::open(&after, &bench.crypto).unwrap();
    let held = journal.attempts(&worker("100001")).unwrap();
    assert_eq!(
        (held.failed, held.locked_until_ms),
        (7, NOW_MS + 7 + 60_000)
    );
}

#[test]
fn a_right_pin_a_supervisor_or_a_newer_roster_starts_over() {
    let locked = || {
        let bench = Bench::new();
        send(&bench, 1, &roster(NOW_MS));
        (0..10).for_each(|_| {
            wrong(&bench, "100001", NOW_MS);
        });
        assert!(bench.journal.attempts(&worker("100001")).unwrap().locked);
        bench
    };
    for outcome in [AttemptOutcome::Right, AttemptOutcome::Unlocked] {
        let bench = locked();
        let after = bench
            .journal
            .note_attempt(&worker("100001"), outcome, NOW_MS);
        assert_eq!(after.unwrap().failed, 0, "{outcome:?}");
        assert_eq!(wrong(&bench, "100001", NOW_MS).failed, 1, "{outcome:?}");
    }
    let bench = locked();
    send(&bench, 2, &roster(NOW_MS));
    assert!(
        bench.journal.attempts(&worker("100001")).unwrap().locked,
        "the same one"
    );
    send(&bench, 3, &roster(NOW_MS + 1));
    assert!(!bench.journal.attempts(&worker("100001")).unwrap().locked);
}
