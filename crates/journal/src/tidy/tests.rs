//! What goes when, and what stays whatever the clock says.

use std::fs;

use super::*;
use crate::{
    AppliedAnswer, IndexEntry, NewRecord,
    testing::{Bench, NOW_MS, answer, day, declaration, index_entry, record_id, subject},
};

const DAY_MS: u64 = 86_400_000;

/// Declares on another day than the bench does.
fn declare_on(bench: &Bench, n: u8, on: &str) {
    let act = NewRecord {
        record: &declaration(n),
        id: record_id(n),
        at: (NOW_MS, NOW_MS),
        circumstances: protocol::Circumstances::GOOD,
        index: Some(IndexEntry {
            declared_on: day(on),
            ..index_entry(n)
        }),
        provisional_for: None,
        drop_draft: None,
    };
    bench.journal.append(act, &bench.crypto).unwrap();
}

fn known(bench: &Bench, n: u8) -> bool {
    !bench
        .journal
        .registrations_of(&subject(n))
        .unwrap()
        .is_empty()
}

#[test]
fn each_thing_goes_at_its_time() {
    let bench = Bench::enrolled();
    // The bench's now is 2026-11-23 in Guangdong.
    declare_on(&bench, 1, "2026-11-15");
    declare_on(&bench, 2, "2026-11-16");
    declare_on(&bench, 3, "2026-11-01");
    bench.journal.apply_answer(&answer(2, 1)).unwrap();
    for (ticket, age_ms) in [("old", DAY_MS + 1), ("young", DAY_MS)] {
        bench
            .journal
            .save_draft(ticket, b"x", NOW_MS - age_ms)
            .unwrap();
    }
    bench.journal.note_seen(&[1; 8], NOW_MS - 1).unwrap();
    bench.journal.note_seen(&[2; 8], NOW_MS + 300_000).unwrap();
    bench
        .journal
        .note_seen(&[3; 8], NOW_MS + 3 * DAY_MS)
        .unwrap();
    let tidied = bench.journal.tidy(NOW_MS).unwrap();
    let expected = Tidied {
        envelopes: 0,
        registrations: 1,
        drafts: 1,
        seen: 2,
        replacements: 0,
        acts: 0,
        audit: 0,
    };
    assert_eq!(tidied, expected);
    assert!(!known(&bench, 1) && known(&bench, 2));
    assert!(known(&bench, 3), "old, but the centre does not have it yet");
    let left = bench.journal.next_batch(0, 9, usize::MAX).unwrap();
    assert_eq!(left.len(), 2, "the first went when the backup had it");
    assert_eq!(bench.journal.tidy(NOW_MS).unwrap(), Tidied::default());
}

#[test]
fn a_replacement_stays_as_long_as_a_provisional_code_can_live() {
    let bench = Bench::enrolled();
    let change = protocol::Change::Replacement {
        provisional: [4; 8],
        code: "YJ1S:EXAMPLE".to_owned(),
    };
    let applied = AppliedAnswer {
        changes: vec![(1, change)],
        ..answer(0, 0)
    };
    bench.journal.apply_answer(&applied).unwrap();
    for (days, held) in [(31, true), (32, false)] {
        bench.journal.tidy(NOW_MS + days * DAY_MS).unwrap();
        let code = bench.journal.replacement_of(&[4; 8]).unwrap();
        assert_eq!(code.is_some(), held, "after {days} days");
    }
}

/// A clock that fell back does not keep anything longer than the floor allows.
#[test]
fn a_clock_behind_the_floor_is_not_believed() {
    let bench = Bench::enrolled();
    declare_on(&bench, 1, "2026-11-15");
    bench.journal.apply_answer(&answer(1, 1)).unwrap();
    assert_eq!(bench.journal.tidy(0).unwrap().registrations, 1);
}

/// Nothing that only this machine has is ever deleted, however wrong the clock.
#[test]
fn a_clock_far_ahead_loses_nothing_unsent() {
    let bench = Bench::enrolled();
    (1..=3).for_each(|n| {
        bench.declare(n);
    });
    bench.journal.tidy(u64::MAX / 4).unwrap();
    assert_eq!(bench.journal.next_batch(0, 9, usize::MAX).unwrap().len(), 3);
    assert!((1..=3).all(|n| known(&bench, n)));
}

#[test]
fn the_file_becomes_smaller_and_the_log_empty() {
    let bench = Bench::enrolled();
    (1..=60).for_each(|n| {
        bench.declare(n);
    });
    bench.journal.apply_answer(&answer(60, 60)).unwrap();
    let size = |name: &str| fs::metadata(bench.dir.path().join(name)).unwrap().len();
    crate::recovery::cut_log(&bench.journal.connection()).unwrap();
    let before = size("kiosk.db");
    bench.journal.tidy(NOW_MS + 30 * DAY_MS).unwrap();
    assert_eq!(size("kiosk.db-wal"), 0);
    assert!(
        size("kiosk.db") + 40_000 < before,
        "{} of {before}",
        size("kiosk.db")
    );
    let free: u32 = bench
        .journal
        .connection()
        .pragma_query_value(None, "freelist_count", |row| row.get(0))
        .unwrap();
    assert_eq!(free, 0);
}
