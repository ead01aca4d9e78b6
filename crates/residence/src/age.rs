//! Ages in full years (周岁) and what they allow.

use chrono::{Datelike as _, NaiveDate};

use crate::{
    civil::{anniversary, days_after, months_after},
    policy::{AgePolicy, Attain, Boundary},
};

/// Whether a person may be added to another person's declaration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Addable {
    /// A minor: may and must be added by a guardian.
    Minor,
    /// An elder: may be added by family, or declare in person.
    Elder,
    /// Neither: declares in person.
    No,
}

/// Counts the birthdays reached on a day, by the policy's day of attaining and leap day.
///
/// `today` is the civil date in Guangdong. A birth after `today` counts as 0.
pub fn age_on(birth: NaiveDate, today: NaiveDate, policy: &AgePolicy) -> u32 {
    let years = today.year().saturating_sub(birth.year());
    let reached = if today < attained_on(birth, years, policy) {
        years.saturating_sub(1)
    } else {
        years
    };
    u32::try_from(reached).unwrap_or(0)
}

/// Returns the day on which a person attains an age (居民身份证法 art. 7: 自年满之日).
pub fn attained_on(birth: NaiveDate, years: i32, policy: &AgePolicy) -> NaiveDate {
    let birthday = anniversary(birth, years, policy.leap_day);
    match policy.attain {
        Attain::OnBirthday => birthday,
        Attain::DayAfterBirthday => days_after(birthday, 1),
    }
}

/// Tells whether family may add a person of this age (guide to the residence code, items 4 and 5).
pub fn may_be_added(age: u32, policy: &AgePolicy) -> Addable {
    if is_minor(age, policy) {
        Addable::Minor
    } else if is_elder(age, policy) {
        Addable::Elder
    } else {
        Addable::No
    }
}

/// Tells whether a person of this age may declare alone (居民身份证法 art. 2: 年满十六周岁).
pub fn may_self_declare(age: u32, policy: &AgePolicy) -> bool {
    match may_be_added(age, policy) {
        Addable::Minor => policy.minor_may_self,
        Addable::Elder => policy.elder_may_self,
        Addable::No => true,
    }
}

/// Tells whether a guardian's separate consent must be recorded (个人信息保护法 art. 31).
pub fn guardian_consent_needed(age: u32, policy: &AgePolicy) -> bool {
    age < policy.guardian_consent_below
}

/// Returns the first day on which a person who was added as a minor acts alone.
pub fn takes_over_on(birth: NaiveDate, policy: &AgePolicy) -> NaiveDate {
    let years = match policy.minor_boundary {
        Boundary::Exclusive => policy.minor_max,
        Boundary::Inclusive => policy.minor_max.saturating_add(1),
    };
    attained_on(birth, i32::try_from(years).unwrap_or(i32::MAX), policy)
}

/// Tells whether the guardian of an added minor may still act on a day.
///
/// After the take-over falls due three months remain (居民身份证法 art. 7; own decision to end there).
pub fn guardian_may_act(birth: NaiveDate, today: NaiveDate, policy: &AgePolicy) -> bool {
    today <= months_after(takes_over_on(birth, policy), policy.take_over_months)
}

fn is_minor(age: u32, policy: &AgePolicy) -> bool {
    match policy.minor_boundary {
        Boundary::Exclusive => age < policy.minor_max,
        Boundary::Inclusive => age <= policy.minor_max,
    }
}

fn is_elder(age: u32, policy: &AgePolicy) -> bool {
    match policy.elder_boundary {
        Boundary::Inclusive => age >= policy.elder_min,
        Boundary::Exclusive => age > policy.elder_min,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{LeapDay, Policy};

    const DEFAULT: AgePolicy = Policy::GD_DEFAULT.age;
    const MAR_1: AgePolicy = AgePolicy {
        leap_day: LeapDay::Mar1,
        ..DEFAULT
    };
    const DAY_AFTER: AgePolicy = AgePolicy {
        attain: Attain::DayAfterBirthday,
        ..DEFAULT
    };

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    /// domain.md 3.3, row by row: default, `mar_1`, `day_after`.
    #[test]
    fn the_age_table() {
        for (birth, today, default, mar_1, day_after) in [
            ("2009-06-15", "2025-06-14", 15, 15, 15),
            ("2009-06-15", "2025-06-15", 16, 16, 15),
            ("2009-06-15", "2025-06-16", 16, 16, 16),
            ("1965-06-15", "2025-06-14", 59, 59, 59),
            ("1965-06-15", "2025-06-15", 60, 60, 59),
            ("2008-02-29", "2024-02-28", 15, 15, 15),
            ("2008-02-29", "2024-02-29", 16, 16, 15),
            ("2012-02-29", "2026-02-28", 14, 13, 13),
            ("2012-02-29", "2026-03-01", 14, 14, 14),
            ("1964-02-29", "2024-02-28", 59, 59, 59),
        ] {
            let ages =
                [DEFAULT, MAR_1, DAY_AFTER].map(|policy| age_on(day(birth), day(today), &policy));
            assert_eq!(ages, [default, mar_1, day_after], "{birth} on {today}");
        }
    }

    #[test]
    fn the_calendar_never_breaks_an_age() {
        assert_eq!(age_on(day("2025-06-15"), day("2025-06-14"), &DEFAULT), 0);
        assert_eq!(age_on(day("2030-06-15"), day("2025-06-14"), &DEFAULT), 0);
        assert_eq!(age_on(NaiveDate::MAX, NaiveDate::MIN, &DEFAULT), 0);
        assert_eq!(age_on(day("2024-02-29"), day("2024-02-29"), &DAY_AFTER), 0);
        assert!(age_on(NaiveDate::MIN, NaiveDate::MAX, &DEFAULT) > 500_000);
    }

    /// domain.md 3.2: exclusive and inclusive limits, and what a profile may change.
    #[test]
    fn the_limits_follow_their_boundary() {
        let inclusive_minor = AgePolicy {
            minor_boundary: Boundary::Inclusive,
            ..DEFAULT
        };
        let exclusive_elder = AgePolicy {
            elder_boundary: Boundary::Exclusive,
            ..DEFAULT
        };
        let zhongshan = Policy::GD_ZHONGSHAN.age;
        for (age, policy, addable, alone) in [
            (15, DEFAULT, Addable::Minor, false),
            (16, DEFAULT, Addable::No, true),
            (16, inclusive_minor, Addable::Minor, false),
            (17, inclusive_minor, Addable::No, true),
            (59, DEFAULT, Addable::No, true),
            (60, DEFAULT, Addable::Elder, true),
            (60, exclusive_elder, Addable::No, true),
            (61, exclusive_elder, Addable::Elder, true),
            (17, zhongshan, Addable::Minor, false),
            (18, zhongshan, Addable::No, true),
        ] {
            assert_eq!(may_be_added(age, &policy), addable, "{age}");
            assert_eq!(may_self_declare(age, &policy), alone, "{age}");
        }
        let both_ways = AgePolicy {
            minor_may_self: true,
            elder_may_self: false,
            ..DEFAULT
        };
        assert!(may_self_declare(10, &both_ways) && !may_self_declare(70, &both_ways));
        assert!(guardian_consent_needed(13, &DEFAULT) && !guardian_consent_needed(14, &DEFAULT));
    }

    #[test]
    fn an_added_minor_takes_over_and_the_guardian_steps_back() {
        let birth = day("2010-03-31");
        assert_eq!(takes_over_on(birth, &DEFAULT), day("2026-03-31"));
        assert!(guardian_may_act(birth, day("2026-06-30"), &DEFAULT));
        assert!(!guardian_may_act(birth, day("2026-07-01"), &DEFAULT));
        let inclusive = AgePolicy {
            minor_boundary: Boundary::Inclusive,
            ..DEFAULT
        };
        assert_eq!(takes_over_on(birth, &inclusive), day("2027-03-31"));
        assert_eq!(takes_over_on(day("2012-02-29"), &MAR_1), day("2028-02-29"));
        assert_eq!(
            attained_on(day("2012-02-29"), 14, &DAY_AFTER),
            day("2026-03-01")
        );
    }
}
