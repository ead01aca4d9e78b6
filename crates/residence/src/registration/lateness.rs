//! Days to declare, and days on which a waiting confirmer is reminded.

use chrono::NaiveDate;

use super::Registration;
use crate::{
    civil::{days_after, working_days_after},
    policy::RegistrationPolicy,
};

/// A declaration after its day; it brings a notice and never a penalty (own decision).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lateness {
    /// The last day on which it would have been in time.
    pub due_on: NaiveDate,
    /// Working days that the rule gives.
    pub working_days: u32,
}

/// Why a day of moving in is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovedInProblem {
    /// It is still to come.
    InFuture,
    /// Longer ago than anybody remembers.
    TooLongAgo,
}

/// Checks a day of moving in: up to today, and not longer ago than the policy accepts.
pub fn check_moved_in(
    moved_in_on: NaiveDate,
    today: NaiveDate,
    policy: &RegistrationPolicy,
) -> Result<(), MovedInProblem> {
    let days_ago = today.signed_duration_since(moved_in_on).num_days();
    if days_ago < 0 {
        Err(MovedInProblem::InFuture)
    } else if days_ago > policy.moved_in_days_ago_max {
        Err(MovedInProblem::TooLongAgo)
    } else {
        Ok(())
    }
}

/// Returns the last day to declare (广东省流动人口服务管理条例 2009 art. 10: 3 working days).
pub fn declare_by(moved_in_on: NaiveDate, policy: &RegistrationPolicy) -> NaiveDate {
    working_days_after(moved_in_on, policy.declare_within_working_days)
}

/// Returns the last day on which a declaration may be confirmed, from the day on which the owner's
/// side is asked (own decision).
pub fn confirm_by(asked_on: NaiveDate, policy: &RegistrationPolicy) -> NaiveDate {
    days_after(asked_on, policy.confirm_timeout_days)
}

/// Working days that the desk gives itself for a task: as many as the guide names for the check of
/// an officer (own decision).
const DESK_WORKING_DAYS: u32 = 5;

/// Returns the day by which the desk should have done a task that it may do from a day on: never
/// later than the day on which time decides (own decision).
pub fn desk_due(from: NaiveDate, until: Option<NaiveDate>) -> NaiveDate {
    let due = working_days_after(from, DESK_WORKING_DAYS);
    until.map_or(due, |until| due.min(until))
}

/// Tells whether a declaration comes late.
pub fn lateness(
    moved_in_on: NaiveDate,
    declared_on: NaiveDate,
    policy: &RegistrationPolicy,
) -> Option<Lateness> {
    let due_on = declare_by(moved_in_on, policy);
    (declared_on > due_on).then_some(Lateness {
        due_on,
        working_days: policy.declare_within_working_days,
    })
}

/// Tells whether confirmers are reminded today: days 1, 3, 7 and 12 after they were asked, while
/// they may still decide (own decision).
pub fn reminders_due(
    registration: &Registration,
    today: NaiveDate,
    policy: &RegistrationPolicy,
) -> bool {
    let waits = registration.state.awaits_confirmer()
        && registration.until.is_some_and(|until| today <= until);
    waits
        && policy
            .reminder_days
            .iter()
            .any(|days| days_after(registration.since, *days) == today)
}
