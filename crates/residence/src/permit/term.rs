//! The years of a permit: windows, lapses, late endorsements, years of residence, time of issue.

use chrono::{Datelike as _, NaiveDate};

use crate::{
    civil::{
        DateRange, anniversary, days_after, days_before, days_between, months_before,
        shifted_to_workday, working_days_after,
    },
    eligibility::PermitDenial,
    policy::{
        EndorsementWindow, IssueTerm, LateAnchor, LateLimit, LateYears, LeapDay, PermitPolicy,
    },
};

/// The year of validity that runs.
///
/// It holds the outcome of past endorsements, so that a new policy changes none of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    cycle: u32,
    anchor: NaiveDate,
    year: i32,
    counted_from: NaiveDate,
}

/// The dates of a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// Number of the cycle, from 1; each endorsement begins the next.
    pub cycle: u32,
    /// First day to endorse.
    pub window_from: NaiveDate,
    /// Last day to endorse, and of validity.
    pub window_to: NaiveDate,
    /// From 00:00 of this day the use is suspended.
    pub lapse_on: NaiveDate,
    /// Days of residence that count, on the day asked for.
    pub residence_days: i64,
    /// Full years of residence that count, on the day asked for.
    pub residence_years: u32,
}

impl Term {
    /// Begins the first cycle on the day of issue.
    pub fn first(issued_on: NaiveDate) -> Self {
        Self {
            cycle: 1,
            anchor: issued_on,
            year: 1,
            counted_from: issued_on,
        }
    }

    /// Writes the term for a table: cycle, anchor, year and first day of residence.
    pub fn text(&self) -> String {
        let (cycle, anchor, year, from) = (self.cycle, self.anchor, self.year, self.counted_from);
        format!("{cycle}/{anchor}/{year}/{from}")
    }

    /// Reads what [`Term::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.split('/');
        let term = Self {
            cycle: parts.next()?.parse().ok()?,
            anchor: parts.next()?.parse().ok()?,
            year: parts.next()?.parse().ok()?,
            counted_from: parts.next()?.parse().ok()?,
        };
        parts.next().is_none().then_some(term)
    }

    /// Returns the anniversary on which the use is suspended (居住证暂行条例 art. 10).
    ///
    /// Always counted from the anchor, so that 29 February comes back in leap years.
    pub fn lapse_on(&self) -> NaiveDate {
        anniversary(self.anchor, self.year, LeapDay::Feb28)
    }

    /// Returns the days on which an endorsement is in time: the month before the anniversary
    /// (居住证暂行条例 art. 10), or the days that a city sets.
    pub fn window(&self, policy: &PermitPolicy) -> DateRange {
        let lapse_on = self.lapse_on();
        let from = match policy.window {
            EndorsementWindow::Months(months) => months_before(lapse_on, months),
            EndorsementWindow::Days(days) => days_before(lapse_on, u64::from(days)),
        };
        DateRange {
            from,
            to: days_before(lapse_on, 1),
        }
    }

    /// Returns the term after an endorsement on a day, in time or late.
    ///
    /// Refuses a day before the window, and one on which the permit was cancelled by time.
    pub fn endorsed(&self, on: NaiveDate, policy: &PermitPolicy) -> Result<Self, PermitDenial> {
        let window = self.window(policy);
        if on < window.from {
            return Err(PermitDenial::WindowNotOpen { from: window.from });
        }
        if on <= window.to {
            return Ok(Self {
                cycle: self.cycle.saturating_add(1),
                year: self.year.saturating_add(1),
                ..*self
            });
        }
        let lapse_on = self.lapse_on();
        if too_late_on(lapse_on, policy).is_some_and(|end| on >= end) {
            return Err(PermitDenial::Lapsed { since: lapse_on });
        }
        Ok(self.endorsed_late(on, policy))
    }

    fn endorsed_late(&self, on: NaiveDate, policy: &PermitPolicy) -> Self {
        let (anchor, year) = match policy.late_anchor {
            LateAnchor::RestartAtEndorsement => (on, 1),
            LateAnchor::KeepOriginal => (self.anchor, self.year_after(on)),
        };
        let gap_days = u64::try_from(days_between(self.lapse_on(), on)).unwrap_or(0);
        let counted_from = match policy.late_years {
            LateYears::GapExcluded => days_after(self.counted_from, gap_days),
            LateYears::Continuous => self.counted_from,
            LateYears::RestartAfterDays(days) if gap_days > u64::from(days) => on,
            LateYears::RestartAfterDays(_) => self.counted_from,
        };
        Self {
            cycle: self.cycle.saturating_add(1),
            anchor,
            year,
            counted_from,
        }
    }

    /// The first year from the anchor whose anniversary lies after a day.
    fn year_after(&self, day: NaiveDate) -> i32 {
        let year = day.year().saturating_sub(self.anchor.year());
        if anniversary(self.anchor, year, LeapDay::Feb28) > day {
            year
        } else {
            year.saturating_add(1)
        }
    }

    /// Counts the days of residence on a day (居住年限): from the issue on, without the gaps that
    /// the policy leaves out; from a lapse on no day is added.
    pub fn residence_days(&self, on: NaiveDate) -> i64 {
        days_between(self.counted_from, on.min(self.lapse_on())).max(0)
    }

    /// Counts the full years in those days.
    pub fn residence_years(&self, on: NaiveDate) -> u32 {
        let until = on.min(self.lapse_on());
        let years = until.year().saturating_sub(self.counted_from.year());
        let full = if anniversary(self.counted_from, years, LeapDay::Feb28) > until {
            years.saturating_sub(1)
        } else {
            years
        };
        u32::try_from(full).unwrap_or(0)
    }

    /// Returns all dates of the term, and what counts on a day.
    pub fn schedule(&self, on: NaiveDate, policy: &PermitPolicy) -> Schedule {
        let window = self.window(policy);
        Schedule {
            cycle: self.cycle,
            window_from: window.from,
            window_to: window.to,
            lapse_on: self.lapse_on(),
            residence_days: self.residence_days(on),
            residence_years: self.residence_years(on),
        }
    }
}

/// Replays the endorsements of a permit under one policy.
///
/// The days may come in any order. Refuses a day that was before its window, or after the permit
/// was cancelled by time: no such endorsement can have been made.
pub fn schedule(
    issued_on: NaiveDate,
    endorsed_on: &[NaiveDate],
    policy: &PermitPolicy,
) -> Result<Term, PermitDenial> {
    let mut days = endorsed_on.to_vec();
    days.sort_unstable();
    days.into_iter()
        .try_fold(Term::first(issued_on), |term, on| term.endorsed(on, policy))
}

/// Returns the day from which a suspension has lasted too long, where a limit is set
/// (深圳经济特区居住证条例 2014 arts. 25 and 27: two years).
pub(super) fn too_late_on(since: NaiveDate, policy: &PermitPolicy) -> Option<NaiveDate> {
    match policy.late_limit {
        LateLimit::None => None,
        LateLimit::Years(years) => {
            let years = i32::try_from(years).unwrap_or(i32::MAX);
            Some(anniversary(since, years, LeapDay::Feb28))
        }
    }
}

/// Returns the last day to issue a permit accepted on a day (居住证暂行条例 art. 9: 15 days; the
/// day of acceptance is not counted, 民法典 art. 201).
pub fn issue_due(accepted_on: NaiveDate, policy: &PermitPolicy) -> NaiveDate {
    let due = match policy.issue {
        IssueTerm::CalendarDays(days) => days_after(accepted_on, u64::from(days)),
        IssueTerm::WorkingDays(days) => working_days_after(accepted_on, days),
    };
    on_workday(due, policy)
}

/// Returns the last day where a remote place was given more time (居住证暂行条例 art. 9: 30 days).
pub fn issue_due_extended(accepted_on: NaiveDate, policy: &PermitPolicy) -> NaiveDate {
    let days = u64::from(policy.issue_extended_days);
    on_workday(days_after(accepted_on, days), policy)
}

fn on_workday(day: NaiveDate, policy: &PermitPolicy) -> NaiveDate {
    if policy.shift_to_workday {
        shifted_to_workday(day)
    } else {
        day
    }
}
