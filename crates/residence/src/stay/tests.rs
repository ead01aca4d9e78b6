use super::*;
use crate::policy::Policy;

const DEFAULT: StayPolicy = Policy::GD_DEFAULT.stay;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn city(text: &str) -> CityCode {
    CityCode::parse(text).unwrap()
}

fn segment(city_code: &str, from: &str, to: Option<&str>) -> Segment {
    Segment::new(city(city_code), day(from), to.map(day))
}

fn start(segments: &[Segment], today: &str, policy: &StayPolicy) -> Option<String> {
    stay_start(segments, city("4415"), day(today), policy).map(|start| start.to_string())
}

/// domain.md 6.3, row by row: 183 days, 183 inclusive, six months, and the days of the half year.
#[test]
fn the_table_of_half_years() {
    let by = |rule| StayPolicy { rule, ..DEFAULT };
    for (s, days_183, inclusive, months, days) in [
        ("2025-01-01", "2025-07-03", "2025-07-02", "2025-07-01", 181),
        ("2025-03-01", "2025-08-31", "2025-08-30", "2025-09-01", 184),
        ("2025-06-15", "2025-12-15", "2025-12-14", "2025-12-15", 183),
        ("2025-08-31", "2026-03-02", "2026-03-01", "2026-02-28", 181),
        ("2024-01-01", "2024-07-02", "2024-07-01", "2024-07-01", 182),
        ("2023-08-31", "2024-03-01", "2024-02-29", "2024-02-29", 182),
        ("2023-09-01", "2024-03-02", "2024-03-01", "2024-03-01", 182),
        ("2024-02-29", "2024-08-30", "2024-08-29", "2024-08-29", 182),
        ("2024-08-31", "2025-03-02", "2025-03-01", "2025-02-28", 181),
        ("2025-12-31", "2026-07-02", "2026-07-01", "2026-06-30", 181),
    ] {
        let first = |rule| first_eligible(day(s), &by(rule));
        assert_eq!(first(StayRule::Days183), day(days_183), "{s}");
        assert_eq!(first(StayRule::Days183Inclusive), day(inclusive), "{s}");
        let half_year = first(StayRule::CalendarMonths6);
        assert_eq!(half_year, day(months), "{s}");
        assert_eq!(half_year.signed_duration_since(day(s)).num_days(), days);
    }
    let year = by(StayRule::CalendarMonths12);
    assert_eq!(first_eligible(day("2025-06-15"), &year), day("2026-06-15"));
    assert_eq!(first_eligible(day("2024-02-29"), &year), day("2025-02-28"));
    assert_eq!(first_eligible(NaiveDate::MAX, &DEFAULT), NaiveDate::MAX);
}

/// domain.md 6.3, segments 1 to 5.
#[test]
fn the_table_of_segments() {
    let today = "2025-12-01";
    let a = segment("4415", "2025-01-01", Some("2025-03-31"));
    let bridged = [a, segment("4415", "2025-04-04", None)];
    assert_eq!(start(&bridged, today, &DEFAULT).unwrap(), "2025-01-01");
    let broken = [a, segment("4415", "2025-04-05", None)];
    assert_eq!(start(&broken, today, &DEFAULT).unwrap(), "2025-04-05");
    let first = |s| first_eligible(day(s), &DEFAULT);
    assert_eq!(first("2025-01-01"), day("2025-07-03"));
    assert_eq!(first("2025-04-05"), day("2025-10-05"));

    let guangzhou = segment("4401", "2025-01-01", Some("2025-03-31"));
    let moved = [guangzhou, segment("4415", "2025-04-01", None)];
    assert_eq!(start(&moved, today, &DEFAULT).unwrap(), "2025-04-01");

    let overlapping = [
        segment("4415", "2025-03-01", None),
        segment("4415", "2025-01-01", Some("2025-06-30")),
    ];
    assert_eq!(start(&overlapping, today, &DEFAULT).unwrap(), "2025-01-01");

    let voided = [Segment { voided: true, ..a }, bridged[1]];
    assert_eq!(start(&voided, today, &DEFAULT).unwrap(), "2025-04-04");
}

#[test]
fn breaks_are_bridged_up_to_the_limit_of_the_policy() {
    let next = |from| {
        [
            segment("4415", "2025-01-01", Some("2025-03-31")),
            segment("4415", from, None),
        ]
    };
    let zhongshan = Policy::GD_ZHONGSHAN.stay;
    let none = |from| start(&next(from), "2025-12-01", &zhongshan).unwrap();
    assert_eq!(none("2025-04-01"), "2025-01-01");
    assert_eq!(none("2025-04-02"), "2025-04-02");
    let one_day = StayPolicy {
        break_days_max: 1,
        ..DEFAULT
    };
    let one = |from| start(&next(from), "2025-12-01", &one_day).unwrap();
    assert_eq!(one("2025-04-02"), "2025-01-01");
    assert_eq!(one("2025-04-03"), "2025-04-03");
}

/// A long early registration bridges what a short late one would not.
#[test]
fn the_chain_follows_the_ends_not_the_order() {
    let chain = [
        segment("4415", "2025-06-01", None),
        segment("4415", "2025-05-28", Some("2025-05-29")),
        segment("4415", "2024-01-01", Some("2025-05-25")),
        segment("4415", "2025-02-01", Some("2025-02-10")),
        segment("4415", "2023-06-01", Some("2023-12-25")),
    ];
    assert_eq!(start(&chain, "2025-07-01", &DEFAULT).unwrap(), "2024-01-01");
}

#[test]
fn today_must_be_covered() {
    let past = [segment("4415", "2025-01-01", Some("2025-03-31"))];
    assert_eq!(start(&past, "2025-03-31", &DEFAULT).unwrap(), "2025-01-01");
    assert_eq!(start(&past, "2025-04-01", &DEFAULT), None);
    assert_eq!(start(&past, "2025-01-01", &DEFAULT).unwrap(), "2025-01-01");
    assert_eq!(start(&past, "2024-12-31", &DEFAULT), None);
    assert_eq!(start(&[], "2025-04-01", &DEFAULT), None);
    let ahead = [past[0], segment("4415", "2025-04-02", None)];
    assert_eq!(start(&ahead, "2025-03-31", &DEFAULT).unwrap(), "2025-01-01");
}

#[test]
fn pending_time_counts_only_where_the_policy_says_so() {
    let declared = Segment {
        declared_on: Some(day("2025-01-05")),
        ..segment("4415", "2025-01-15", None)
    };
    let counts = StayPolicy {
        pending_counts: true,
        ..DEFAULT
    };
    assert_eq!(
        start(&[declared], "2025-02-01", &DEFAULT).unwrap(),
        "2025-01-15"
    );
    assert_eq!(
        start(&[declared], "2025-02-01", &counts).unwrap(),
        "2025-01-05"
    );
    let odd = Segment {
        declared_on: Some(day("2025-01-20")),
        ..declared
    };
    assert_eq!(start(&[odd], "2025-02-01", &counts).unwrap(), "2025-01-15");

    let asked = Segment {
        cancel_asked_on: Some(day("2025-03-01")),
        ..segment("4415", "2025-01-15", Some("2025-03-08"))
    };
    let stops = StayPolicy {
        cancel_pending_counts: false,
        ..DEFAULT
    };
    for (today, counting, stopping) in [
        ("2025-02-28", true, true),
        ("2025-03-01", true, false),
        ("2025-03-08", true, false),
        ("2025-03-09", false, false),
    ] {
        assert_eq!(
            start(&[asked], today, &DEFAULT).is_some(),
            counting,
            "{today}"
        );
        assert_eq!(
            start(&[asked], today, &stops).is_some(),
            stopping,
            "{today}"
        );
    }
    let still_open = Segment { to: None, ..asked };
    assert_eq!(start(&[still_open], "2025-03-01", &stops), None);
}

#[test]
fn one_address_counts_by_itself_where_the_scope_is_the_address() {
    let at = |address, from, to| Segment {
        address,
        ..segment("4415", from, to)
    };
    let by_address = StayPolicy {
        scope: StayScope::Address,
        ..DEFAULT
    };
    let moved = [
        at(1, "2025-01-01", Some("2025-05-31")),
        at(2, "2025-06-01", None),
        at(2, "2025-02-01", Some("2025-05-29")),
        at(3, "2025-04-01", None),
    ];
    assert_eq!(
        start(&moved, "2025-07-01", &by_address).unwrap(),
        "2025-02-01"
    );
    assert_eq!(start(&moved, "2025-07-01", &DEFAULT).unwrap(), "2025-01-01");
    assert_eq!(
        start(&moved[..2], "2025-07-01", &by_address).unwrap(),
        "2025-06-01"
    );
}

/// The first approval of the chain counts, and the stay when it began later.
#[test]
fn the_half_year_runs_from_approval_or_effect() {
    let period = |approved_on: &str, ended_on: Option<&str>| HabitualPeriod {
        city: city("4415"),
        address: 1,
        approved_on: day(approved_on),
        ended_on: ended_on.map(day),
    };
    let since = |periods: &[HabitualPeriod]| {
        habitual_since(periods, city("4415"), day("2025-12-01"), &DEFAULT)
    };
    let first = period("2025-01-10", Some("2025-03-31"));
    assert_eq!(
        since(&[first, period("2025-04-04", None)]),
        Some(day("2025-01-10"))
    );
    assert_eq!(
        since(&[first, period("2025-04-05", None)]),
        Some(day("2025-04-05"))
    );
    assert_eq!(since(&[first]), None);
    let backwards = period("2025-12-01", Some("2025-11-30"));
    assert_eq!(since(&[backwards]), None);
    let one_day = period("2025-12-01", Some("2025-12-01"));
    assert_eq!(since(&[one_day]), Some(day("2025-12-01")));
    let elsewhere = HabitualPeriod {
        city: city("4401"),
        ..period("2025-01-10", None)
    };
    assert_eq!(since(&[elsewhere]), None);

    let approved = |text| Some(Habitual::Approved { since: day(text) });
    let foshan = Policy::GD_FOSHAN.stay;
    let stay = Some(day("2025-02-01"));
    for (stay, habitual, by_approval, by_effect) in [
        (
            stay,
            approved("2025-03-01"),
            Some("2025-03-01"),
            Some("2025-02-01"),
        ),
        (
            stay,
            approved("2025-01-01"),
            Some("2025-02-01"),
            Some("2025-02-01"),
        ),
        (stay, Some(Habitual::Pending), None, Some("2025-02-01")),
        (stay, None, None, Some("2025-02-01")),
        (None, approved("2025-01-01"), None, None),
    ] {
        assert_eq!(counted_from(stay, habitual, &DEFAULT), by_approval.map(day));
        assert_eq!(counted_from(stay, habitual, &foshan), by_effect.map(day));
    }
}

#[test]
fn hostile_dates_break_nothing() {
    let far = [
        Segment::new(city("4415"), NaiveDate::MIN, Some(NaiveDate::MAX)),
        Segment::new(city("4415"), NaiveDate::MAX, Some(NaiveDate::MIN)),
        segment("4415", "2025-06-01", Some("2025-05-31")),
        Segment {
            declared_on: Some(NaiveDate::MAX),
            cancel_asked_on: Some(NaiveDate::MIN),
            ..segment("4415", "2025-06-01", None)
        },
    ];
    let strange = StayPolicy {
        pending_counts: true,
        cancel_pending_counts: false,
        break_days_max: u32::MAX,
        ..DEFAULT
    };
    for today in [NaiveDate::MIN, day("2025-06-01"), NaiveDate::MAX] {
        for policy in [DEFAULT, strange] {
            let found = stay_start(&far, city("4415"), today, &policy);
            assert_eq!(found, Some(NaiveDate::MIN));
        }
    }
    let backwards = &far[1..3];
    assert_eq!(start(backwards, "2025-06-01", &DEFAULT), None);
    assert_eq!(start(backwards, "2025-05-31", &DEFAULT), None);
}
