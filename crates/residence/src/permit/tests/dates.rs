//! The tables of domain.md 7.3, and years of residence.

use super::*;
use crate::policy::{EndorsementWindow, IssueTerm, LateAnchor, LateLimit, LateYears, PermitPolicy};

const POLICY: PermitPolicy = Policy::GD_DEFAULT.permit;

/// Endorses on time until the year that is asked for.
fn term(issued_on: &str, year: usize) -> Term {
    (1..year).fold(Term::first(day(issued_on)), |term, _| {
        let open = term.window(&POLICY).from;
        term.endorsed(open, &POLICY).unwrap()
    })
}

/// Issued, k, lapse, window, and the first day of the window by 30 and by 60 days.
const WINDOWS: &str = "
2021-01-01 1 2022-01-01 2021-12-01 2021-12-31 2021-12-02 2021-11-02
2025-03-15 1 2026-03-15 2026-02-15 2026-03-14 2026-02-13 2026-01-14
2024-02-29 1 2025-02-28 2025-01-28 2025-02-27 2025-01-29 2024-12-30
2024-02-29 4 2028-02-29 2028-01-29 2028-02-28 2028-01-30 2027-12-31
2025-03-31 1 2026-03-31 2026-02-28 2026-03-30 2026-03-01 2026-01-30
2025-03-30 1 2026-03-30 2026-02-28 2026-03-29 2026-02-28 2026-01-29
2025-01-31 1 2026-01-31 2025-12-31 2026-01-30 2026-01-01 2025-12-02
2025-12-31 1 2026-12-31 2026-11-30 2026-12-30 2026-12-01 2026-11-01";

#[test]
fn the_table_of_windows() {
    for row in WINDOWS.trim().lines() {
        let cells: Vec<&str> = row.split(' ').collect();
        let [issued, k, lapse, from, to, days_30, days_60] = cells[..] else {
            panic!("seven cells: {row}");
        };
        let term = term(issued, k.parse().unwrap());
        let window = term.window(&POLICY);
        assert_eq!((window.from, window.to), (day(from), day(to)), "{row}");
        let opens = |window| term.window(&PermitPolicy { window, ..POLICY }).from;
        assert_eq!(opens(EndorsementWindow::Days(30)), day(days_30), "{row}");
        assert_eq!(opens(EndorsementWindow::Days(60)), day(days_60), "{row}");
        let expected = Schedule {
            cycle: k.parse().unwrap(),
            window_from: day(from),
            window_to: day(to),
            lapse_on: day(lapse),
            residence_days: 0,
            residence_years: 0,
        };
        assert_eq!(term.schedule(day(issued), &POLICY), expected, "{row}");
    }
}

#[test]
fn the_table_of_issue_deadlines() {
    for (accepted, due, extended) in [
        ("2025-09-25", "2025-10-10", "2025-10-25"),
        ("2025-02-20", "2025-03-07", "2025-03-22"),
        ("2024-02-20", "2024-03-06", "2024-03-21"),
    ] {
        assert_eq!(issue_due(day(accepted), &POLICY), day(due));
        assert_eq!(issue_due_extended(day(accepted), &POLICY), day(extended));
    }
    let shifted = PermitPolicy {
        shift_to_workday: true,
        ..POLICY
    };
    // 2025-10-25 is a Saturday, 2025-10-10 a Friday.
    assert_eq!(
        issue_due_extended(day("2025-09-25"), &shifted),
        day("2025-10-27")
    );
    assert_eq!(issue_due(day("2025-09-25"), &shifted), day("2025-10-10"));
    assert_eq!(issue_due(day("2025-09-26"), &shifted), day("2025-10-13"));
    let working = PermitPolicy {
        issue: IssueTerm::WorkingDays(10),
        ..POLICY
    };
    assert_eq!(issue_due(day("2025-09-25"), &working), day("2025-10-09"));
}

/// An endorsement on the first day of each window never moves the anniversary.
#[test]
fn anniversaries_do_not_drift() {
    let lapses: Vec<_> = (1..=5)
        .map(|k| term("2024-02-29", k).lapse_on().to_string())
        .collect();
    let expected = [
        "2025-02-28",
        "2026-02-28",
        "2027-02-28",
        "2028-02-29",
        "2029-02-28",
    ];
    assert_eq!(lapses, expected);
}

/// The dated example of Chongqing: lapsed on 2022-01-01, endorsed on 2022-06-01.
#[test]
fn late_years_leave_out_or_keep_the_gap() {
    let year = |late_years| {
        let policy = PermitPolicy {
            late_years,
            ..POLICY
        };
        let late = Term::first(day("2021-01-01"))
            .endorsed(day("2022-06-01"), &policy)
            .unwrap();
        assert_eq!(late.lapse_on(), day("2023-06-01"));
        let at = |on| (late.residence_days(day(on)), late.residence_years(day(on)));
        [at("2022-06-01"), at("2022-12-31"), at("2023-06-01")]
    };
    // 365 days before the lapse, 151 lost, 365 after.
    assert_eq!(year(LateYears::GapExcluded), [(365, 1), (578, 1), (730, 2)]);
    assert_eq!(year(LateYears::Continuous), [(516, 1), (729, 1), (881, 2)]);
    assert_eq!(
        year(LateYears::RestartAfterDays(30)),
        [(0, 0), (213, 0), (365, 1)]
    );
    assert_eq!(
        year(LateYears::RestartAfterDays(151)),
        [(516, 1), (729, 1), (881, 2)]
    );
    assert_eq!(
        year(LateYears::RestartAfterDays(150)),
        [(0, 0), (213, 0), (365, 1)]
    );
}

#[test]
fn no_day_counts_after_a_lapse_or_before_the_issue() {
    let term = Term::first(day("2024-02-29"));
    for (on, days, years) in [
        ("2024-02-28", 0, 0),
        ("2024-02-29", 0, 0),
        ("2024-03-01", 1, 0),
        ("2025-02-27", 364, 0),
        ("2025-02-28", 365, 1),
        ("2026-02-28", 365, 1),
    ] {
        assert_eq!(term.residence_days(day(on)), days, "{on}");
        assert_eq!(term.residence_years(day(on)), years, "{on}");
    }
}

/// N6 and its edges: the old calendar day comes back, the first time after the endorsement.
#[test]
fn the_anchor_may_stay() {
    let keep = PermitPolicy {
        late_anchor: LateAnchor::KeepOriginal,
        ..POLICY
    };
    for (late, lapse) in [
        ("2026-03-15", "2027-03-15"),
        ("2026-05-01", "2027-03-15"),
        ("2027-03-14", "2027-03-15"),
        ("2027-03-15", "2028-03-15"),
        ("2029-12-31", "2030-03-15"),
    ] {
        let kept = Term::first(day("2025-03-15"))
            .endorsed(day(late), &keep)
            .unwrap();
        assert_eq!(kept.lapse_on(), day(lapse), "{late}");
        assert_eq!(kept.schedule(day(late), &keep).cycle, 2);
    }
}

/// A list of endorsements is replayed; one that cannot have been made is refused.
#[test]
fn endorsements_are_replayed() {
    let replay = |days: &[&str], policy: &PermitPolicy| {
        let days: Vec<_> = days.iter().map(|text| day(text)).collect();
        schedule(day("2024-02-29"), &days, policy).map(|term| term.lapse_on().to_string())
    };
    let ok = |text: &str| Ok(text.to_owned());
    assert_eq!(replay(&[], &POLICY), ok("2025-02-28"));
    assert_eq!(replay(&["2025-02-10"], &POLICY), ok("2026-02-28"));
    assert_eq!(
        replay(&["2026-02-01", "2025-02-10"], &POLICY),
        ok("2027-02-28")
    );
    assert_eq!(
        replay(&["2025-02-28"], &POLICY),
        ok("2026-02-28"),
        "late on the day itself"
    );
    assert_eq!(replay(&["2025-05-01"], &POLICY), ok("2026-05-01"));
    let early = |from: &str| Err(PermitDenial::WindowNotOpen { from: day(from) });
    assert_eq!(replay(&["2025-01-27"], &POLICY), early("2025-01-28"));
    assert_eq!(
        replay(&["2025-02-10", "2025-02-11"], &POLICY),
        early("2026-01-28")
    );
    let two_years = PermitPolicy {
        late_limit: LateLimit::Years(2),
        ..POLICY
    };
    assert_eq!(replay(&["2027-02-27"], &two_years), ok("2028-02-27"));
    let lapsed = PermitDenial::Lapsed {
        since: day("2025-02-28"),
    };
    assert_eq!(replay(&["2027-02-28"], &two_years), Err(lapsed));
    assert_eq!(replay(&["2035-02-28"], &POLICY), ok("2036-02-28"));
}

#[test]
fn hostile_dates_break_nothing() {
    let last = Term::first(NaiveDate::MAX);
    assert_eq!(last.lapse_on(), NaiveDate::MAX);
    assert!(last.endorsed(NaiveDate::MAX, &POLICY).is_ok());
    assert_eq!(last.residence_days(NaiveDate::MIN), 0);
    let first = Term::first(NaiveDate::MIN);
    assert!(first.residence_years(NaiveDate::MAX) <= 1);
    let keep = PermitPolicy {
        late_anchor: LateAnchor::KeepOriginal,
        late_limit: LateLimit::Years(u32::MAX),
        ..POLICY
    };
    assert!(
        first.endorsed(NaiveDate::MAX, &keep).is_err()
            || first.window(&keep).from <= NaiveDate::MAX
    );
    assert_eq!(issue_due(NaiveDate::MAX, &POLICY), NaiveDate::MAX);
}
