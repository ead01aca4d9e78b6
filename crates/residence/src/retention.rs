//! How long data is kept (domain.md 10.2; 个人信息保护法 art. 19: no longer than needed).
//!
//! Presentations have their own rule, [`crate::retention`]: they fade before they go.

use chrono::NaiveDate;

use crate::civil::{days_before, months_before};

/// Five years after a registration or a permit has ended (own decision: the years of its history).
const HISTORY_MONTHS: u32 = 60;
/// 个人信息保护法 art. 56: at least three years.
const CONSENT_MONTHS: u32 = 36;
/// 网络安全法 art. 21: at least six months; twelve by default.
const LOG_MONTHS: u32 = 12;
/// Words to those who run the service (own decision).
const FEEDBACK_MONTHS: u32 = 12;

/// The day before which registrations and permits that ended are deleted.
pub fn history_kept_from(today: NaiveDate) -> NaiveDate {
    months_before(today, HISTORY_MONTHS)
}

/// The day before which ended consents are deleted.
pub fn consents_kept_from(today: NaiveDate) -> NaiveDate {
    months_before(today, CONSENT_MONTHS)
}

/// The day before which security logs are deleted.
pub fn logs_kept_from(today: NaiveDate) -> NaiveDate {
    months_before(today, LOG_MONTHS)
}

/// The day before which words to those who run the service are deleted.
pub fn feedback_kept_from(today: NaiveDate) -> NaiveDate {
    months_before(today, FEEDBACK_MONTHS)
}

/// The days after one and until another, for a calendar that is followed day by day.
pub fn each_day_after(after: NaiveDate, until: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    let days = until.signed_duration_since(after).num_days().max(0);
    let count = u64::try_from(days).unwrap_or(0);
    (0..count).rev().map(move |back| days_before(until, back))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_shortest_times_of_the_law_are_kept() {
        let today = day("2026-11-23");
        assert_eq!(history_kept_from(today), day("2021-11-23"));
        assert_eq!(consents_kept_from(today), day("2023-11-23"));
        assert_eq!(logs_kept_from(today), day("2025-11-23"));
        assert_eq!(feedback_kept_from(today), day("2025-11-23"));
    }

    #[test]
    fn each_day_between_comes_once() {
        let days: Vec<_> = each_day_after(day("2026-11-29"), day("2026-12-02")).collect();
        let expected = ["2026-11-30", "2026-12-01", "2026-12-02"].map(day);
        assert_eq!(days, expected);
        assert_eq!(
            each_day_after(day("2026-12-02"), day("2026-12-02")).count(),
            0
        );
        assert_eq!(
            each_day_after(day("2026-12-03"), day("2026-12-02")).count(),
            0
        );
    }
}
