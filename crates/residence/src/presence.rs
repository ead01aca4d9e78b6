//! Whether presentations of the code (亮码) show that a person really lives here.

use std::collections::BTreeSet;

use chrono::{Datelike as _, NaiveDate};

use crate::{
    civil::{DateRange, days_after, months_after},
    policy::PresencePolicy,
};

/// What the presentations of a period show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Presence {
    /// Enough, or not looked at under this policy.
    Proven,
    /// Too few or too far apart: a person looks at other proof, nobody is refused for it.
    Insufficient {
        /// Distinct days with a presentation.
        days: u32,
        /// Distinct calendar months with one.
        months: u32,
        /// Longest time between two of those days, in days; 0 with fewer than two.
        longest_gap: u32,
    },
}

/// What may be kept of a presentation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retention {
    /// Everything.
    Full,
    /// The day and the class of the place, not the device.
    Coarse,
    /// Nothing.
    Delete,
}

/// Weighs the presentations of a period by the policy; own decision, no text gives a number.
///
/// A gap lies between two presentations. The days before the first and after the last one are no
/// gap: else a proven stay would become unproven by waiting.
pub fn presence(days: &[NaiveDate], period: DateRange, policy: &PresencePolicy) -> Presence {
    if !policy.required {
        return Presence::Proven;
    }
    let distinct: BTreeSet<NaiveDate> = days
        .iter()
        .copied()
        .filter(|day| period.contains(*day))
        .collect();
    let months: BTreeSet<(i32, u32)> = distinct
        .iter()
        .map(|day| (day.year(), day.month()))
        .collect();
    let longest_gap = distinct
        .iter()
        .zip(distinct.iter().skip(1))
        .map(|(one, next)| count(next.signed_duration_since(*one).num_days()))
        .max()
        .unwrap_or(0);
    let days = count(distinct.len());
    let months = count(months.len());
    let too_far = policy.gap_days_max != 0 && longest_gap > policy.gap_days_max;
    if days < policy.distinct_days_min || months < policy.distinct_months_min || too_far {
        return Presence::Insufficient {
            days,
            months,
            longest_gap,
        };
    }
    Presence::Proven
}

/// Says what may still be kept of a presentation (个人信息保护法 arts. 19 and 28: 行踪轨迹; the
/// periods are own decisions).
///
/// `objection_until` is the last day to object to the permit decision that used it, if there is one.
pub fn retention(
    presented_on: NaiveDate,
    objection_until: Option<NaiveDate>,
    today: NaiveDate,
    policy: &PresencePolicy,
) -> Retention {
    let kept_until = months_after(presented_on, policy.kept_months);
    let last = objection_until.map_or(kept_until, |until| until.min(kept_until));
    if today > last {
        Retention::Delete
    } else if today > days_after(presented_on, u64::from(policy.exact_days)) {
        Retention::Coarse
    } else {
        Retention::Full
    }
}

fn count<T: TryInto<u32>>(number: T) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    const POLICY: PresencePolicy = Policy::GD_DEFAULT.presence;
    const ENOUGH: [&str; 6] = [
        "2025-01-09",
        "2025-02-11",
        "2025-03-05",
        "2025-04-18",
        "2025-05-20",
        "2025-06-22",
    ];

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn period() -> DateRange {
        DateRange {
            from: day("2025-01-01"),
            to: day("2025-07-03"),
        }
    }

    fn weigh(days: &[&str], policy: &PresencePolicy) -> Presence {
        let days: Vec<_> = days.iter().map(|text| day(text)).collect();
        presence(&days, period(), policy)
    }

    fn lacking(days: u32, months: u32, longest_gap: u32) -> Presence {
        Presence::Insufficient {
            days,
            months,
            longest_gap,
        }
    }

    /// domain.md 6.2: six days, four months, no gap above sixty days.
    #[test]
    fn days_months_and_gaps_are_counted() {
        assert_eq!(weigh(&ENOUGH, &POLICY), Presence::Proven);
        assert_eq!(weigh(&ENOUGH[1..], &POLICY), lacking(5, 5, 44));
        assert_eq!(weigh(&[], &POLICY), lacking(0, 0, 0));
        assert_eq!(weigh(&["2025-03-05"; 9], &POLICY), lacking(1, 1, 0));
        let outside = ["2024-12-31", "2025-07-04"];
        assert_eq!(weigh(&outside, &POLICY), lacking(0, 0, 0));
        let ends = ["2025-01-01", "2025-07-03"];
        assert_eq!(weigh(&ends, &POLICY), lacking(2, 2, 183));
        let three_months = [
            "2025-03-01",
            "2025-03-02",
            "2025-04-01",
            "2025-04-02",
            "2025-05-01",
            "2025-05-02",
        ];
        assert_eq!(weigh(&three_months, &POLICY), lacking(6, 3, 30));
    }

    #[test]
    fn the_gap_may_be_sixty_days_and_the_order_is_free() {
        let with_gap = |last: &'static str| {
            [
                "2025-02-03",
                "2025-01-03",
                last,
                "2025-03-03",
                "2025-02-02",
                "2025-01-02",
            ]
        };
        assert_eq!(weigh(&with_gap("2025-05-02"), &POLICY), Presence::Proven);
        assert_eq!(weigh(&with_gap("2025-05-03"), &POLICY), lacking(6, 4, 61));
        let unchecked = PresencePolicy {
            gap_days_max: 0,
            ..POLICY
        };
        assert_eq!(weigh(&with_gap("2025-06-30"), &unchecked), Presence::Proven);
        assert_eq!(
            weigh(&[], &Policy::GD_FOSHAN.presence),
            Presence::Proven,
            "a profile that does not look finds nothing missing"
        );
    }

    /// The same month of two years is two months.
    #[test]
    fn months_are_those_of_the_calendar() {
        let days: Vec<_> = ["2024-05-01", "2025-05-01"].map(day).to_vec();
        let period = DateRange {
            from: day("2024-01-01"),
            to: day("2025-12-31"),
        };
        assert_eq!(presence(&days, period, &POLICY), lacking(2, 2, 365));
    }

    /// domain.md 6.2 and 10.2: exact for 30 days, kept for 12 months or until nobody can object.
    #[test]
    fn traces_fade_and_go() {
        for (today, objection_until, expected) in [
            ("2025-01-10", None, Retention::Full),
            ("2025-02-09", None, Retention::Full),
            ("2025-02-10", None, Retention::Coarse),
            ("2026-01-10", None, Retention::Coarse),
            ("2026-01-11", None, Retention::Delete),
            ("2025-09-01", Some("2025-09-01"), Retention::Coarse),
            ("2025-09-02", Some("2025-09-01"), Retention::Delete),
            ("2026-01-11", Some("2026-09-01"), Retention::Delete),
        ] {
            let kept = retention(
                day("2025-01-10"),
                objection_until.map(day),
                day(today),
                &POLICY,
            );
            assert_eq!(kept, expected, "{today} {objection_until:?}");
        }
    }
}
