//! About the stay: dwelling, reason, day of moving in.

use chrono::NaiveDate;
use residence::{DwellingType, MovedInProblem, ResidenceReason, Shown as _, check_moved_in};

use super::{
    Facts, Next,
    declaring::{Declaring, Page, Problem},
};
use crate::screen::StayProblem;

/// The answer as the page sends it.
pub(crate) struct StaySaid {
    pub(crate) dwelling: String,
    pub(crate) reason: String,
    pub(crate) moved_in_on: String,
}

/// What is chosen so far; complete once the page was left forwards.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StayChoice {
    pub(crate) dwelling: Option<DwellingType>,
    pub(crate) reason: Option<ResidenceReason>,
    pub(crate) moved_in_on: Option<NaiveDate>,
}

/// The three answers together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Stay {
    pub(crate) dwelling: DwellingType,
    pub(crate) reason: ResidenceReason,
    pub(crate) moved_in_on: NaiveDate,
}

impl StayChoice {
    fn read(said: &StaySaid) -> Self {
        Self {
            dwelling: DwellingType::from_shown_code(&said.dwelling),
            reason: ResidenceReason::from_shown_code(&said.reason),
            moved_in_on: NaiveDate::parse_from_str(&said.moved_in_on, "%Y-%m-%d").ok(),
        }
    }

    /// Returns the three answers when all are there.
    pub(crate) fn complete(&self) -> Option<Stay> {
        Some(Stay {
            dwelling: self.dwelling?,
            reason: self.reason?,
            moved_in_on: self.moved_in_on?,
        })
    }

    fn problem(&self, said: &StaySaid, facts: &Facts) -> Option<StayProblem> {
        let nothing_chosen = said.moved_in_on.trim().is_empty();
        if self.dwelling.is_none() || self.reason.is_none() || nothing_chosen {
            return Some(StayProblem::Incomplete);
        }
        let Some(moved_in_on) = self.moved_in_on else {
            return Some(StayProblem::NoDate);
        };
        date_problem(moved_in_on, facts)
    }
}

/// Tells why a day of moving in is not accepted.
pub(super) fn date_problem(moved_in_on: NaiveDate, facts: &Facts) -> Option<StayProblem> {
    let day = facts.act_day(moved_in_on);
    match check_moved_in(moved_in_on, day, &facts.policy.registration) {
        Ok(()) => None,
        Err(MovedInProblem::InFuture) => Some(StayProblem::InFuture),
        Err(MovedInProblem::TooLongAgo) => Some(StayProblem::NoDate),
    }
}

impl Declaring {
    pub(super) fn describe_stay(mut self: Box<Self>, said: &StaySaid, facts: &Facts) -> Next {
        self.stay = StayChoice::read(said);
        match self.stay.problem(said, facts) {
            Some(problem) => self.object(Problem::Stay(problem)),
            None => self.keep_at(Page::Cohabitants),
        }
    }
}
