//! What a permit is worth today, and what may be done with it.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    ApplicationStep, IssuedPermit, Permit, PermitCancelReason, PermitState, SuspensionReason,
    term::too_late_on,
};
use crate::{eligibility::PermitDenial, lists::listed, policy::PermitPolicy};

listed! {
    /// What a holder may do with a permit.
    PermitAction {
        /// 签注.
        Endorse = "ENDORSE",
        /// 补办签注.
        EndorseLate = "ENDORSE_LATE",
        /// 地址变更.
        ChangeAddress = "CHANGE_ADDRESS",
        /// 换领.
        Replace = "REPLACE",
        /// 补领.
        Reissue = "REISSUE",
        /// 注销居住证.
        Cancel = "CANCEL",
    }
}

/// What a permit is worth on a day; computed, never stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitStatus {
    /// The state of that day.
    pub state: PermitState,
    /// Why it is suspended; empty in every other state.
    pub suspended_for: BTreeSet<SuspensionReason>,
    /// Since when it is suspended or cancelled.
    pub since: Option<NaiveDate>,
    /// Why it was cancelled, when it was.
    pub cancelled_for: Option<PermitCancelReason>,
    /// Whether it is valid and its endorsement is open.
    pub endorsement_open: bool,
    /// Days until it lapses, while it is valid.
    pub days_to_lapse: Option<i64>,
}

/// Computes the status of a permit on a day; the centre's date in Guangdong decides.
pub fn permit_status(permit: &Permit, today: NaiveDate, policy: &PermitPolicy) -> PermitStatus {
    match permit {
        Permit::Application(application) => in_state(match application.step {
            ApplicationStep::Accepted => PermitState::Accepted,
            ApplicationStep::Correction => PermitState::Correction,
            ApplicationStep::UnderReview => PermitState::UnderReview,
        }),
        Permit::Issued(issued) => status_of_issued(issued, today, policy),
        Permit::Refused { .. } => in_state(PermitState::Refused),
        Permit::Withdrawn { .. } => in_state(PermitState::Withdrawn),
        Permit::Cancelled { reason, on } => PermitStatus {
            since: Some(*on),
            cancelled_for: Some(*reason),
            ..in_state(PermitState::Cancelled)
        },
    }
}

fn in_state(state: PermitState) -> PermitStatus {
    PermitStatus {
        state,
        suspended_for: BTreeSet::new(),
        since: None,
        cancelled_for: None,
        endorsement_open: false,
        days_to_lapse: None,
    }
}

fn status_of_issued(
    permit: &IssuedPermit,
    today: NaiveDate,
    policy: &PermitPolicy,
) -> PermitStatus {
    let reasons = reasons_on(permit, today);
    let Some(since) = reasons.iter().map(|(_, since)| *since).min() else {
        let lapse_on = permit.term.lapse_on();
        return PermitStatus {
            endorsement_open: permit.term.window(policy).contains(today),
            days_to_lapse: Some(lapse_on.signed_duration_since(today).num_days()),
            ..in_state(PermitState::Valid)
        };
    };
    if let Some(end) = too_late_on(since, policy).filter(|end| today >= *end) {
        return PermitStatus {
            since: Some(end),
            cancelled_for: Some(PermitCancelReason::SuspendedTooLong),
            ..in_state(PermitState::Cancelled)
        };
    }
    PermitStatus {
        suspended_for: reasons.into_iter().map(|(reason, _)| reason).collect(),
        since: Some(since),
        ..in_state(PermitState::Suspended)
    }
}

/// The reasons that hold on a day, each with the day it began.
fn reasons_on(permit: &IssuedPermit, today: NaiveDate) -> Vec<(SuspensionReason, NaiveDate)> {
    let reasons = [
        (
            SuspensionReason::EndorsementLapsed,
            Some(permit.term.lapse_on()),
        ),
        (SuspensionReason::AddressCancelled, permit.address_ended_on),
        (SuspensionReason::NotQualified, permit.not_qualified_since),
    ];
    reasons
        .into_iter()
        .filter_map(|(reason, since)| Some((reason, since.filter(|day| *day <= today)?)))
        .collect()
}

/// Tells whether the days and the state allow an action; facts about the holder come on top.
pub fn can(
    action: PermitAction,
    permit: &Permit,
    today: NaiveDate,
    policy: &PermitPolicy,
) -> Result<(), PermitDenial> {
    let status = permit_status(permit, today, policy);
    let Permit::Issued(issued) = permit else {
        return Err(PermitDenial::WrongState);
    };
    if !matches!(status.state, PermitState::Valid | PermitState::Suspended) {
        return Err(PermitDenial::WrongState);
    }
    let lapsed = status
        .suspended_for
        .contains(&SuspensionReason::EndorsementLapsed);
    let window = issued.term.window(policy);
    match action {
        PermitAction::Endorse if lapsed => Err(PermitDenial::Lapsed {
            since: issued.term.lapse_on(),
        }),
        PermitAction::Endorse if today < window.from => {
            Err(PermitDenial::WindowNotOpen { from: window.from })
        }
        // Suspended for another reason: that one is cured first.
        PermitAction::Endorse if status.state == PermitState::Suspended => {
            Err(PermitDenial::NotQualifiedNow)
        }
        PermitAction::EndorseLate if !lapsed => Err(PermitDenial::NotDue {
            on: Some(issued.term.lapse_on()),
        }),
        PermitAction::Replace | PermitAction::Reissue if lapsed => Err(PermitDenial::EndorseFirst),
        PermitAction::Endorse
        | PermitAction::EndorseLate
        | PermitAction::ChangeAddress
        | PermitAction::Replace
        | PermitAction::Reissue
        | PermitAction::Cancel => Ok(()),
    }
}
