//! The civil calendar of Guangdong: UTC+8 the whole year, no daylight saving.

use chrono::{
    DateTime, Datelike as _, Days, FixedOffset, Months, NaiveDate, NaiveDateTime, Weekday,
};

use crate::policy::LeapDay;

const OFFSET_SECONDS: i32 = 8 * 3600;

/// Days from the first to the last, both included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct DateRange {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

impl DateRange {
    /// Tells whether a day lies between the first and the last.
    pub fn contains(&self, day: NaiveDate) -> bool {
        (self.from..=self.to).contains(&day)
    }
}

/// Returns the civil date in Guangdong at a time in milliseconds since 1970 (UTC).
///
/// The zone of the machine never matters. A time outside the calendar is held at its ends.
pub fn guangdong_date(unix_ms: i64) -> NaiveDate {
    guangdong_minute(unix_ms).date()
}

/// Returns the moment at which a civil date begins in Guangdong, in milliseconds since 1970.
pub fn guangdong_midnight_ms(day: NaiveDate) -> i64 {
    let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
    midnight.timestamp_millis() - i64::from(OFFSET_SECONDS) * 1_000
}

/// Returns the civil date and time of day in Guangdong, for a clock on a screen.
pub fn guangdong_minute(unix_ms: i64) -> NaiveDateTime {
    let offset = FixedOffset::east_opt(OFFSET_SECONDS).expect("eight hours are a valid offset");
    let held = unix_ms.clamp(-62_000_000_000_000, 250_000_000_000_000);
    DateTime::from_timestamp_millis(held)
        .expect("the range above is inside the calendar")
        .with_timezone(&offset)
        .naive_local()
}

/// Returns the same calendar day some years later, always counted from the first date, so that
/// 29 February comes back in the next leap year. Held at the end of the calendar.
pub fn anniversary(date: NaiveDate, years: i32, leap_day: LeapDay) -> NaiveDate {
    let Some(year) = date.year().checked_add(years) else {
        return NaiveDate::MAX;
    };
    let in_common_year = match leap_day {
        LeapDay::Feb28 => (2, 28),
        LeapDay::Mar1 => (3, 1),
    };
    date.with_year(year)
        .or_else(|| NaiveDate::from_ymd_opt(year, in_common_year.0, in_common_year.1))
        .unwrap_or(NaiveDate::MAX)
}

/// Returns the same day some months later, or the last day of that month (民法典 art. 202).
pub fn months_after(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_add_months(Months::new(months))
        .unwrap_or(NaiveDate::MAX)
}

/// Returns the same day some months earlier, or the last day of that month.
pub fn months_before(date: NaiveDate, months: u32) -> NaiveDate {
    date.checked_sub_months(Months::new(months))
        .unwrap_or(NaiveDate::MIN)
}

/// Returns the day that many days later; the first day is not counted (民法典 art. 201).
pub fn days_after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days))
        .unwrap_or(NaiveDate::MAX)
}

/// Counts the days from one day to another, the first not counted; 0 when the other is not later.
pub fn elapsed_days(from: NaiveDate, to: NaiveDate) -> u32 {
    u32::try_from(to.signed_duration_since(from).num_days()).unwrap_or(0)
}

/// Returns the day that many days earlier.
pub fn days_before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days))
        .unwrap_or(NaiveDate::MIN)
}

/// Counts the days from the first to the second; negative when the second comes before the first.
pub fn days_between(from: NaiveDate, to: NaiveDate) -> i64 {
    to.signed_duration_since(from).num_days()
}

/// Returns the day that many working days later; the first day is not counted.
///
/// Working days are Monday to Friday. Public holidays are set anew each year by the State Council
/// and would only move the day to a later one: the earlier day is promised.
pub fn working_days_after(date: NaiveDate, working_days: u32) -> NaiveDate {
    let mut day = date;
    let mut left = working_days;
    while left > 0 && day < NaiveDate::MAX {
        day = days_after(day, 1);
        if !is_weekend(day) {
            left -= 1;
        }
    }
    day
}

/// Returns the day itself, or the Monday after a Saturday or Sunday (民法典 art. 203).
pub fn shifted_to_workday(date: NaiveDate) -> NaiveDate {
    match date.weekday() {
        Weekday::Sat => days_after(date, 2),
        Weekday::Sun => days_after(date, 1),
        Weekday::Mon | Weekday::Tue | Weekday::Wed | Weekday::Thu | Weekday::Fri => date,
    }
}

fn is_weekend(date: NaiveDate) -> bool {
    matches!(date.weekday(), Weekday::Sat | Weekday::Sun)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn the_day_changes_at_sixteen_hours_utc() {
        // 2025-06-14T16:00:00Z is already the 15th in Guangdong (domain.md 3.3).
        let sixteen = 1_749_916_800_000;
        assert_eq!(guangdong_date(sixteen - 1).to_string(), "2025-06-14");
        assert_eq!(guangdong_date(sixteen).to_string(), "2025-06-15");
        assert_eq!(
            guangdong_minute(sixteen + 60_000).to_string(),
            "2025-06-15 00:01:00"
        );
        assert_eq!(guangdong_date(i64::MAX).to_string().len(), 10);
        assert_eq!(guangdong_date(i64::MIN).to_string(), "0005-04-19");
    }

    #[test]
    fn anniversaries_count_from_the_first_date() {
        for (date, years, leap_day, expected) in [
            ("2024-02-29", 1, LeapDay::Feb28, "2025-02-28"),
            ("2024-02-29", 1, LeapDay::Mar1, "2025-03-01"),
            ("2024-02-29", 4, LeapDay::Feb28, "2028-02-29"),
            ("2024-02-29", 4, LeapDay::Mar1, "2028-02-29"),
            ("2025-03-15", 1, LeapDay::Feb28, "2026-03-15"),
            ("2025-12-31", 0, LeapDay::Feb28, "2025-12-31"),
        ] {
            let got = anniversary(day(date), years, leap_day);
            assert_eq!(got, day(expected), "{date} + {years}");
        }
        assert_eq!(
            anniversary(day("2024-01-01"), i32::MAX, LeapDay::Feb28),
            NaiveDate::MAX
        );
        assert_eq!(
            anniversary(day("2024-01-01"), 300_000, LeapDay::Feb28),
            NaiveDate::MAX
        );
    }

    #[test]
    fn months_end_where_the_month_ends() {
        assert_eq!(months_after(day("2025-08-31"), 6), day("2026-02-28"));
        assert_eq!(months_after(day("2025-01-01"), 6), day("2025-07-01"));
        assert_eq!(months_before(day("2026-03-31"), 1), day("2026-02-28"));
        assert_eq!(months_before(day("2026-03-15"), 1), day("2026-02-15"));
        assert_eq!(months_after(NaiveDate::MAX, 1), NaiveDate::MAX);
        assert_eq!(months_before(NaiveDate::MIN, 1), NaiveDate::MIN);
    }

    #[test]
    fn the_first_day_is_not_counted() {
        assert_eq!(days_after(day("2025-09-25"), 15), day("2025-10-10"));
        assert_eq!(days_before(day("2025-10-10"), 15), day("2025-09-25"));
        assert_eq!(days_after(NaiveDate::MAX, 1), NaiveDate::MAX);
        assert_eq!(days_before(NaiveDate::MIN, 1), NaiveDate::MIN);
        // 2025-09-25 is a Thursday.
        assert_eq!(working_days_after(day("2025-09-25"), 1), day("2025-09-26"));
        assert_eq!(working_days_after(day("2025-09-25"), 2), day("2025-09-29"));
        assert_eq!(working_days_after(day("2025-09-25"), 10), day("2025-10-09"));
        assert_eq!(working_days_after(day("2025-09-27"), 0), day("2025-09-27"));
        assert_eq!(working_days_after(NaiveDate::MAX, 3), NaiveDate::MAX);
    }

    #[test]
    fn a_last_day_on_a_weekend_may_move_to_monday() {
        for (date, moved) in [
            ("2025-09-26", "2025-09-26"),
            ("2025-09-27", "2025-09-29"),
            ("2025-09-28", "2025-09-29"),
            ("2025-09-29", "2025-09-29"),
        ] {
            assert_eq!(shifted_to_workday(day(date)), day(moved), "{date}");
        }
    }

    #[test]
    fn a_range_holds_both_its_ends() {
        let range = DateRange {
            from: day("2025-01-01"),
            to: day("2025-01-03"),
        };
        let held = |text: &str| range.contains(day(text));
        assert!(held("2025-01-01") && held("2025-01-03"));
        assert!(!held("2024-12-31") && !held("2025-01-04"));
    }
}
