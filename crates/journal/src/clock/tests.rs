//! Who may move the floor, and who may not.

use super::*;
use crate::{
    AppliedAnswer,
    testing::{Bench, NOW_MS, answer, roster, worker},
};

const DAY_MS: u64 = 86_400_000;

fn anchored(server_ms: u64, boot_ms: u64) -> AppliedAnswer {
    AppliedAnswer {
        server_ms,
        anchor: Some(anchor(server_ms, boot_ms)),
        ..answer(0, 0)
    }
}

fn anchor(server_ms: u64, boot_ms: u64) -> ClockAnchor {
    ClockAnchor {
        server_ms,
        boot_ms,
        boot_id: [4; 16],
        uncertainty_ms: 40,
    }
}

fn stated(unix_ms: u64) -> StatedTime {
    StatedTime {
        unix_ms,
        boot_ms: 9,
        boot_id: [4; 16],
    }
}

fn with_roster() -> Bench {
    let bench = Bench::enrolled();
    bench
        .journal
        .write(|act| workers::store(act, &roster(NOW_MS)))
        .unwrap();
    bench
}

#[test]
fn an_answer_raises_the_floor_and_sets_the_anchor() {
    let bench = Bench::new();
    let before = bench.journal.clock_state().unwrap();
    assert_eq!((before.floor_ms, before.anchor), (0, None));
    bench.journal.apply_answer(&anchored(NOW_MS, 7)).unwrap();
    let bench = bench.reopened();
    let held = bench.journal.clock_state().unwrap();
    assert_eq!(
        (held.floor_ms, held.anchor),
        (NOW_MS, Some(anchor(NOW_MS, 7)))
    );
    // A second behind is rounding; an hour behind is not the centre that was known.
    for (server_ms, floor_ms, taken) in [
        (NOW_MS - 1_000, NOW_MS, true),
        (NOW_MS - 3_600_000, NOW_MS, false),
        (NOW_MS + 5, NOW_MS + 5, true),
    ] {
        let before = bench.journal.clock_state().unwrap().anchor;
        bench.journal.apply_answer(&anchored(server_ms, 9)).unwrap();
        let held = bench.journal.clock_state().unwrap();
        let expected = if taken {
            Some(anchor(server_ms, 9))
        } else {
            before
        };
        assert_eq!(
            (held.floor_ms, held.anchor),
            (floor_ms, expected),
            "{server_ms}"
        );
    }
}

/// A poisoned time must never brick the clocks: a kiosk's own acts leave the floor where it is.
#[test]
fn nothing_that_a_kiosk_signs_moves_the_floor() {
    let bench = with_roster();
    bench.journal.apply_answer(&answer(0, 0)).unwrap();
    let floor = bench.journal.clock_state().unwrap().floor_ms;
    bench.declare(1);
    bench.journal.note_seen(&[1; 8], u64::MAX).unwrap();
    bench.journal.save_draft("A1", b"x", NOW_MS * 2).unwrap();
    let persons = (&worker("100001"), &worker("S00001"));
    let far = stated(NOW_MS + 900 * DAY_MS);
    bench.journal.state_time(&far, persons).unwrap();
    bench.journal.tidy(NOW_MS * 2).unwrap();
    assert_eq!(bench.journal.clock_state().unwrap().floor_ms, floor);
}

#[test]
fn a_leap_of_more_than_400_days_waits_for_two_persons() {
    let bench = with_roster();
    bench.journal.apply_answer(&anchored(NOW_MS, 1)).unwrap();
    let far = NOW_MS + 401 * DAY_MS;
    let applied = bench.journal.apply_answer(&anchored(far, 2)).unwrap();
    assert!(applied.time_pending);
    let held = bench.journal.clock_state().unwrap();
    assert_eq!(
        (held.floor_ms, held.anchor),
        (NOW_MS, Some(anchor(NOW_MS, 1)))
    );
    assert_eq!(held.pending_server_time, Some(far));
    let (one, other, boss) = (worker("100001"), worker("100002"), worker("S00001"));
    for persons in [
        (&one, &one),
        (&one, &other),
        (&boss, &boss),
        (&one, &worker("100009")),
        (&boss, &worker("NOBODY")),
    ] {
        let refused = bench.journal.confirm_server_time(persons);
        assert_eq!(refused, Err(Error::TwoPersons), "{persons:?}");
    }
    assert_eq!(bench.journal.confirm_server_time((&one, &boss)), Ok(true));
    assert_eq!(bench.journal.clock_state().unwrap().floor_ms, far);
    assert_eq!(bench.journal.pending_server_time(), Ok(None));
    assert_eq!(bench.journal.confirm_server_time((&one, &boss)), Ok(false));
    let applied = bench.journal.apply_answer(&anchored(far + 1, 3)).unwrap();
    assert!(!applied.time_pending);
    assert_eq!(
        bench.journal.clock_state().unwrap().anchor,
        Some(anchor(far + 1, 3))
    );
}

#[test]
fn exactly_400_days_are_believed_and_a_believed_time_ends_the_waiting() {
    let bench = with_roster();
    bench.journal.apply_answer(&anchored(NOW_MS, 1)).unwrap();
    let far = anchored(NOW_MS + 500 * DAY_MS, 2);
    assert!(bench.journal.apply_answer(&far).unwrap().time_pending);
    let near = anchored(NOW_MS + 400 * DAY_MS, 3);
    assert!(!bench.journal.apply_answer(&near).unwrap().time_pending);
    assert_eq!(bench.journal.pending_server_time(), Ok(None));
}

#[test]
fn a_stated_time_is_kept_until_the_next_anchor_and_never_below_the_floor() {
    let bench = with_roster();
    bench.journal.apply_answer(&answer(0, 0)).unwrap();
    let persons = (&worker("100002"), &worker("T00001"));
    let state = |unix_ms| bench.journal.state_time(&stated(unix_ms), persons);
    assert_eq!(state(NOW_MS - 1), Err(Error::BelowFloor));
    assert_eq!(bench.journal.clock_state().unwrap().manual, None);
    assert_eq!(state(NOW_MS), Ok(()));
    assert_eq!(
        bench.journal.clock_state().unwrap().manual,
        Some(stated(NOW_MS))
    );
    let alone = (&worker("T00001"), &worker("T00001"));
    let refused = bench.journal.state_time(&stated(NOW_MS + 9), alone);
    assert_eq!(refused, Err(Error::TwoPersons));
    bench.journal.apply_answer(&answer(0, 0)).unwrap();
    assert!(
        bench.journal.clock_state().unwrap().manual.is_some(),
        "no anchor came"
    );
    bench.journal.apply_answer(&anchored(NOW_MS, 5)).unwrap();
    assert_eq!(bench.journal.clock_state().unwrap().manual, None);
}
