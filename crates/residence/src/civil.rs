//! The civil calendar of Guangdong: UTC+8 the whole year, no daylight saving.

use chrono::{DateTime, FixedOffset, NaiveDate, NaiveDateTime};

const OFFSET_SECONDS: i32 = 8 * 3600;

/// Returns the civil date in Guangdong at a time in milliseconds since 1970 (UTC).
///
/// The zone of the machine never matters. A time outside the calendar is held at its ends.
pub fn guangdong_date(unix_ms: i64) -> NaiveDate {
    guangdong_minute(unix_ms).date()
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_changes_at_sixteen_hours_utc() {
        // 2025-06-14T16:00:00Z is already the 15th in Guangdong (domain.md 3.3).
        let sixteen = 1_749_916_800_000;
        assert_eq!(guangdong_date(sixteen - 1).to_string(), "2025-06-14");
        assert_eq!(guangdong_date(sixteen).to_string(), "2025-06-15");
        assert_eq!(guangdong_date(i64::MAX).to_string().len(), 10);
    }
}
