//! The way to the first permit, day by day.

use serde::Serialize;
use ts_rs::TS;

/// Screen of the calendar of the stay.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Calendar {
    /// Masked name, when it is known.
    pub holder: Option<String>,
    /// Days that count until today.
    pub days: u32,
    /// Days that the rule of the city asks for.
    pub needed: u32,
    /// Days that are still missing.
    pub left: u32,
    /// First day that counts, `YYYY-MM-DD`.
    pub from: Option<String>,
    /// First day on which the person may apply, `YYYY-MM-DD`.
    pub first_eligible: Option<String>,
    /// That day has come.
    pub eligible: bool,
    /// Code of the profile of rules that counts here.
    pub profile: String,
    /// Names of the rules that are not met, besides the time.
    pub missing: Vec<String>,
    /// Times in which the count stood still, as first and last day.
    pub gaps: Vec<(String, String)>,
    /// The months, oldest first; at most thirteen.
    pub months: Vec<CalendarMonth>,
}

/// A month of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CalendarMonth {
    /// Year.
    pub year: i32,
    /// Month, from 1.
    pub month: u32,
    /// Its days, from the first.
    pub days: Vec<CalendarDay>,
}

/// What a day is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CalendarDay {
    /// It lies before the first day or counts for nothing.
    None,
    /// It counts.
    Counted,
    /// It lies in a gap.
    Gap,
    /// Today.
    Today,
    /// It has not come yet.
    Ahead,
    /// On this day the person may apply.
    Eligible,
}
