//! What follows from a decision on a permit, and what its holder is told on which day.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    IssuedPermit, Permit, PermitPaper, SuspensionReason, history::PermitRecord,
    status::permit_status,
};
use crate::{
    civil::days_before,
    eligibility::{Eligibility, PermitDenial},
    policy::PermitPolicy,
};

/// What follows from a decision and is carried out at the rim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermitEffect {
    /// Send a notice to the holder or applicant.
    Notify(PermitNotice),
    /// Write a line of the history.
    Record(PermitRecord),
    /// Open a task for an officer: review the application.
    AskOfficer {
        /// Last day to decide.
        until: NaiveDate,
        /// What the rules could not settle; the officer looks at other proof.
        unsettled: Vec<PermitDenial>,
    },
    /// Make a card with this number, and take the old one back where there is one (art. 11).
    MakeCard {
        /// Number of the card.
        serial: u32,
        /// What it costs in fen; `None` is set by a notice of the city.
        fee_fen: Option<u32>,
    },
}

/// A notice about a permit, with everything its words need (domain.md 9).
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermitNotice {
    /// May apply since this day.
    Eligible {
        /// First eligible day.
        since: NaiveDate,
    },
    /// The application is accepted.
    Accepted {
        /// Last day of the promise.
        due_on: NaiveDate,
    },
    /// Papers are missing, all of them named.
    Correction {
        /// The papers.
        papers: BTreeSet<PermitPaper>,
        /// Last day to supply them.
        until: NaiveDate,
    },
    /// The permit is issued; the days of the next endorsement.
    Issued {
        /// First day.
        window_from: NaiveDate,
        /// Last day.
        window_to: NaiveDate,
    },
    /// The endorsement is open, or its last days run.
    EndorseOpen {
        /// Last day in time.
        until: NaiveDate,
        /// The day on which the use is suspended.
        lapse_on: NaiveDate,
    },
    /// The use is suspended.
    Suspended {
        /// All reasons that hold now.
        reasons: BTreeSet<SuspensionReason>,
    },
    /// The use is restored.
    Restored,
}

impl PermitNotice {
    /// Returns the name of the template that words it.
    pub fn template(&self) -> &'static str {
        match self {
            Self::Eligible { .. } => "PERMIT_ELIGIBLE",
            Self::Accepted { .. } => "PERMIT_ACCEPTED",
            Self::Correction { .. } => "PERMIT_CORRECTION",
            Self::Issued { .. } => "PERMIT_ISSUED",
            Self::EndorseOpen { .. } => "ENDORSE_OPEN",
            Self::Suspended { .. } => "PERMIT_SUSPENDED",
            Self::Restored => "PERMIT_RESTORED",
        }
    }

    /// Tells whether what it asks for cannot be done any more on a day.
    pub(super) fn is_over(&self, today: NaiveDate) -> bool {
        matches!(self, Self::EndorseOpen { until, .. } if *until < today)
    }
}

/// A notice and the day on which it falls due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DatedNotice {
    /// The day.
    pub on: NaiveDate,
    /// The notice.
    pub notice: PermitNotice,
}

/// Returns the notices that the calendar brings after one day and until another, in order: the
/// opening of the endorsement, its last days (own decision: 14, 7 and 1), and the lapse.
///
/// Asking for two stretches one after the other gives the same notices as asking for both at once,
/// so a centre that was switched off for a week tells what fell due meanwhile. A suspended permit
/// is not asked to be endorsed before its other reasons are cured.
pub fn notices_due(
    permit: &Permit,
    after: NaiveDate,
    until: NaiveDate,
    policy: &PermitPolicy,
) -> Vec<DatedNotice> {
    let Permit::Issued(issued) = permit else {
        return Vec::new();
    };
    calendar(issued, policy)
        .into_iter()
        .filter(|day| after < *day && *day <= until)
        .filter_map(|day| notice_on(permit, issued, day, policy))
        .collect()
}

/// The days on which something is told: opening, reminders inside the window, lapse.
fn calendar(issued: &IssuedPermit, policy: &PermitPolicy) -> BTreeSet<NaiveDate> {
    let window = issued.term.window(policy);
    let lapse_on = issued.term.lapse_on();
    let reminders = policy
        .lapse_notice_days
        .iter()
        .map(|days| days_before(lapse_on, u64::from(*days)))
        .filter(|day| window.contains(*day));
    reminders.chain([window.from, lapse_on]).collect()
}

fn notice_on(
    permit: &Permit,
    issued: &IssuedPermit,
    day: NaiveDate,
    policy: &PermitPolicy,
) -> Option<DatedNotice> {
    let status = permit_status(permit, day, policy);
    let lapse_on = issued.term.lapse_on();
    let notice = if day == lapse_on && !status.suspended_for.is_empty() {
        PermitNotice::Suspended {
            reasons: status.suspended_for,
        }
    } else if status.endorsement_open {
        PermitNotice::EndorseOpen {
            until: issued.term.window(policy).to,
            lapse_on,
        }
    } else {
        return None;
    };
    Some(DatedNotice { on: day, notice })
}

/// Returns the notice of a person who has become eligible since the rules were last asked.
pub fn eligibility_notice(before: Option<&Eligibility>, now: &Eligibility) -> Option<PermitNotice> {
    let told = matches!(before, Some(Eligibility::Eligible { .. }));
    match now {
        Eligibility::Eligible { since, .. } if !told => {
            Some(PermitNotice::Eligible { since: *since })
        }
        Eligibility::Eligible { .. }
        | Eligibility::NotYet { .. }
        | Eligibility::No { .. }
        | Eligibility::Review { .. } => None,
    }
}
