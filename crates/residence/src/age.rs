//! Ages in full years (周岁) and what they allow.

use chrono::{Datelike as _, NaiveDate};

use crate::policy::AgePolicy;

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

/// Counts the birthdays reached on a day; a year is attained on the birthday itself.
///
/// A birth on 29 February is counted on 28 February in a common year (民法典 art. 202 by analogy).
/// A birth after `today` counts as 0.
pub fn age_on(birth: NaiveDate, today: NaiveDate) -> u32 {
    let years = today.year() - birth.year();
    let birthday = birth
        .with_year(today.year())
        .or_else(|| NaiveDate::from_ymd_opt(today.year(), 2, 28))
        .expect("28 February exists in every year");
    let reached = if today < birthday { years - 1 } else { years };
    u32::try_from(reached).unwrap_or(0)
}

/// Tells whether family may add a person of this age (guide to the residence code, items 4 and 5).
pub fn may_be_added(age: u32, policy: &AgePolicy) -> Addable {
    if age < policy.minor_below {
        Addable::Minor
    } else if age >= policy.elder_from {
        Addable::Elder
    } else {
        Addable::No
    }
}

/// Tells whether a person of this age may declare alone (居民身份证法 art. 2: 年满十六周岁).
pub fn may_self_declare(age: u32, policy: &AgePolicy) -> bool {
    age >= policy.minor_below
}

/// Tells whether a guardian's separate consent must be recorded (个人信息保护法 art. 31).
pub fn guardian_consent_needed(age: u32, policy: &AgePolicy) -> bool {
    age < policy.guardian_consent_below
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    fn check(birth: &str, today: &str, age: u32, addable: Addable) {
        let got = age_on(birth.parse().unwrap(), today.parse().unwrap());
        assert_eq!(got, age, "{birth} on {today}");
        assert_eq!(
            may_be_added(got, &Policy::GD_DEFAULT.age),
            addable,
            "{birth} on {today}"
        );
    }

    #[test]
    fn boundaries_of_the_age_table() {
        check("2009-06-15", "2025-06-14", 15, Addable::Minor);
        check("2009-06-15", "2025-06-15", 16, Addable::No);
        check("2009-06-15", "2025-06-16", 16, Addable::No);
        check("1965-06-15", "2025-06-14", 59, Addable::No);
        check("1965-06-15", "2025-06-15", 60, Addable::Elder);
        check("2008-02-29", "2024-02-28", 15, Addable::Minor);
        check("2008-02-29", "2024-02-29", 16, Addable::No);
        check("2012-02-29", "2026-02-28", 14, Addable::Minor);
        check("2012-02-29", "2026-03-01", 14, Addable::Minor);
        check("1964-02-29", "2024-02-28", 59, Addable::No);
        check("2025-06-15", "2025-06-14", 0, Addable::Minor);
    }

    #[test]
    fn consent_ends_at_fourteen() {
        let policy = Policy::GD_DEFAULT.age;
        assert!(guardian_consent_needed(13, &policy));
        assert!(!guardian_consent_needed(14, &policy));
        assert!(!may_self_declare(15, &policy));
        assert!(may_self_declare(16, &policy));
    }
}
