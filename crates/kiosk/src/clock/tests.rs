//! The table of trust design 6, row by row.

use super::*;

const FLOOR_MS: u64 = 1_795_400_000_000; // 2026-11-23
const BOOT: [u8; 16] = [1; 16];
const HOUR_MS: u64 = 3_600_000;

fn anchor(boot_ms: u64) -> Anchor {
    Anchor {
        time_ms: FLOOR_MS,
        boot_ms,
        boot_id: BOOT,
        uncertainty_ms: 2_000,
    }
}

fn known() -> Known {
    Known {
        floor_ms: FLOOR_MS,
        anchor: Some(anchor(5_000)),
        stated: None,
    }
}

fn at(unix_ms: u64, boot_ms: u64, boot_id: [u8; 16]) -> Now {
    Now {
        unix_ms,
        boot_ms,
        boot_id,
    }
}

/// In the run of the anchor the wall clock is ignored, whatever it says.
#[test]
fn the_centres_time_is_carried_on() {
    for wall_ms in [0, FLOOR_MS, u64::MAX] {
        for (elapsed_ms, level, error_ms) in [
            (0, ClockLevel::Good, 2_000),
            (8 * HOUR_MS, ClockLevel::Good, 4_880),
            (30 * DAY_MS, ClockLevel::Good, 261_200),
            (35 * DAY_MS, ClockLevel::Degraded, 304_400),
        ] {
            let reading = read(at(wall_ms, 5_000 + elapsed_ms, BOOT), &known());
            let time_ms = FLOOR_MS + elapsed_ms;
            assert_eq!(reading.level, level, "{elapsed_ms}");
            assert_eq!(reading.guess_ms, time_ms);
            assert_eq!(reading.clock.hi_ms, time_ms + error_ms);
            assert_eq!(reading.clock.lo_ms, (time_ms - error_ms).max(FLOOR_MS));
        }
    }
}

#[test]
fn after_a_restart_the_machine_is_believed_within_a_window() {
    let other = [2; 16];
    for (wall_ms, level, jumped) in [
        (0, ClockLevel::Unsafe, true),
        (FLOOR_MS - DAY_MS, ClockLevel::Unsafe, true),
        (FLOOR_MS - 1, ClockLevel::Unsafe, true),
        (FLOOR_MS, ClockLevel::Degraded, false),
        (FLOOR_MS + 7 * DAY_MS, ClockLevel::Degraded, false),
        (FLOOR_MS + 7 * DAY_MS + 1, ClockLevel::Degraded, true),
        (FLOOR_MS + 45 * DAY_MS, ClockLevel::Degraded, true),
        (FLOOR_MS + 45 * DAY_MS + 1, ClockLevel::Unsafe, true),
        (FLOOR_MS + 60 * DAY_MS, ClockLevel::Unsafe, true),
        (u64::MAX, ClockLevel::Unsafe, true),
    ] {
        let reading = read(at(wall_ms, 9_000, other), &known());
        assert_eq!(
            (reading.level, reading.jumped),
            (level, jumped),
            "{wall_ms}"
        );
        let interval = (reading.clock.lo_ms, reading.clock.hi_ms);
        match level {
            ClockLevel::Unsafe => assert_eq!(interval, (FLOOR_MS, u64::MAX)),
            ClockLevel::Good | ClockLevel::Degraded => {
                let lo_ms = (wall_ms - DOUBT_MS).max(FLOOR_MS);
                assert_eq!(interval, (lo_ms, wall_ms + DOUBT_MS));
            }
        }
        assert!(reading.guess_ms >= FLOOR_MS, "never below the floor");
    }
}

#[test]
fn what_the_table_allows() {
    let reading = |level, jumped| Reading {
        level,
        stated: false,
        clock: codes::Clock::exact(FLOOR_MS),
        guess_ms: FLOOR_MS,
        jumped,
    };
    for (level, jumped, issue, minutes) in [
        (ClockLevel::Good, false, true, true),
        (ClockLevel::Degraded, false, true, true),
        (ClockLevel::Degraded, true, false, true),
        (ClockLevel::Unsafe, true, false, false),
    ] {
        let reading = reading(level, jumped);
        assert_eq!(reading.may_issue(), issue, "{level:?}");
        assert_eq!(reading.may_judge_minutes(), minutes, "{level:?}");
    }
}

#[test]
fn two_persons_make_it_doubtful_and_never_older_than_the_floor() {
    let other = [2; 16];
    let said = |time_ms| Known {
        stated: Some(stated(time_ms, 1_000, other)),
        ..known()
    };
    let later = FLOOR_MS + 100 * DAY_MS;
    let reading = read(at(0, 1_000 + HOUR_MS, other), &said(later));
    assert_eq!(
        (reading.level, reading.stated),
        (ClockLevel::Degraded, true)
    );
    assert_eq!(reading.guess_ms, later + HOUR_MS);
    assert!(
        !reading.may_issue(),
        "nothing is issued on a statement alone"
    );

    let before = read(at(0, 1_000, other), &said(FLOOR_MS - DAY_MS));
    assert_eq!(before.level, ClockLevel::Unsafe, "the centre knows better");

    let restarted = read(at(0, 1_000, [3; 16]), &said(later));
    assert_eq!(restarted.level, ClockLevel::Unsafe, "it holds for one run");

    let anchored = Known {
        anchor: Some(Anchor {
            boot_id: other,
            ..anchor(0)
        }),
        ..said(later)
    };
    let reading = read(at(0, 1_000, other), &anchored);
    assert_eq!(
        (reading.level, reading.stated),
        (ClockLevel::Good, false),
        "the centre's time goes before"
    );
}

#[test]
fn a_younger_signature_overrules_the_anchor() {
    let known = Known {
        floor_ms: FLOOR_MS + DAY_MS,
        ..known()
    };
    let reading = read(at(0, 5_000, BOOT), &known);
    assert_eq!(reading.level, ClockLevel::Unsafe);
    assert_eq!(reading.clock.lo_ms, FLOOR_MS + DAY_MS);
}

#[test]
fn a_run_that_goes_backwards_is_another_run() {
    let reading = read(at(FLOOR_MS, 4_000, BOOT), &known());
    assert_eq!(reading.level, ClockLevel::Degraded);
}

/// Intake never hangs on the clock: every level has a day, and a later one is taken when unsafe.
#[test]
fn there_is_always_a_day() {
    let good = read(at(0, 5_000, BOOT), &known());
    assert_eq!(good.today().to_string(), "2026-11-23");
    assert_eq!(good.last_day(), good.today());
    let lost = read(at(0, 0, [9; 16]), &known());
    assert_eq!(lost.today(), good.today(), "the floor is the best guess");
    assert_eq!(lost.last_day().to_string(), "2027-12-28");
    let mad = read(at(u64::MAX, 0, [9; 16]), &Known::default());
    assert!(mad.last_day() >= mad.today());
}
