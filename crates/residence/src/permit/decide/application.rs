//! P1 to P6, and P15 before a decision: from the application to the permit.

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{Change, PermitActor, PermitEvent, PermitFacts};
use crate::{
    civil::days_after,
    eligibility::{Eligibility, PermitDenial},
    permit::{
        Application, ApplicationStep, Correction, IssuedPermit, Permit, PermitCancelReason,
        PermitEffect, PermitNotice, PermitPaper, PermitRecord, term::issue_due,
    },
    policy::Policy,
};

/// P1. What the rules could not settle goes to the officer with the application: lacking
/// presentations never refuse one.
pub(super) fn apply(
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, Vec<PermitDenial>> {
    if matches!(facts.actor, PermitActor::Register | PermitActor::Clerk) {
        return Err(vec![PermitDenial::OfficerRequired]);
    }
    let verdict = facts.assessment.as_ref().map(|assessed| &assessed.verdict);
    let unsettled = match verdict {
        Some(Eligibility::Eligible { .. }) => Vec::new(),
        Some(Eligibility::Review { why }) => why.clone(),
        Some(Eligibility::NotYet { missing, .. }) => return Err(missing.clone()),
        Some(Eligibility::No { why }) => return Err(why.clone()),
        None => return Err(vec![PermitDenial::WrongState]),
    };
    let due_on = issue_due(today, &policy.permit);
    let application = Application {
        step: ApplicationStep::Accepted,
        accepted_on: today,
        due_on,
        correction: None,
    };
    let effects = vec![
        PermitEffect::Record(PermitRecord::Acceptance),
        PermitEffect::Notify(PermitNotice::Accepted { due_on }),
        PermitEffect::AskOfficer {
            until: due_on,
            unsettled,
        },
    ];
    Ok((Permit::Application(application), effects))
}

pub(super) fn continued(
    held: &Application,
    event: &PermitEvent,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, PermitDenial> {
    use ApplicationStep::{Accepted, Correction as Correcting, UnderReview};
    match (held.step, event) {
        (Accepted, PermitEvent::StartReview) => Ok((at_step(held, UnderReview), Vec::new())),
        (Accepted | UnderReview, PermitEvent::AskCorrection(papers)) => {
            ask_correction(held, papers, today, policy)
        }
        (Correcting, PermitEvent::Supply) => supply(held, today),
        (Correcting, PermitEvent::CorrectionTimeout) => time_out(held, today),
        (UnderReview, PermitEvent::Issue) => Ok(issue(facts, today, policy)),
        (UnderReview, PermitEvent::Refuse(reasons)) => refuse(reasons, today),
        (_, PermitEvent::CancelByAuthority(reason)) => cancel_by_authority(*reason, today),
        (
            Accepted | Correcting | UnderReview,
            PermitEvent::Apply
            | PermitEvent::StartReview
            | PermitEvent::AskCorrection(_)
            | PermitEvent::Supply
            | PermitEvent::CorrectionTimeout
            | PermitEvent::Issue
            | PermitEvent::Refuse(_)
            | PermitEvent::Endorse
            | PermitEvent::DayTick { .. }
            | PermitEvent::AddressCancelled
            | PermitEvent::EndorseLate
            | PermitEvent::ChangeAddress
            | PermitEvent::Replace
            | PermitEvent::Reissue
            | PermitEvent::Cancel,
        ) => Err(PermitDenial::WrongState),
    }
}

fn at_step(held: &Application, step: ApplicationStep) -> Permit {
    Permit::Application(Application {
        step,
        ..held.clone()
    })
}

/// P3, once: everything that is missing is named together (居住证暂行条例 art. 9).
fn ask_correction(
    held: &Application,
    papers: &BTreeSet<PermitPaper>,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, PermitDenial> {
    if held.correction.is_some() {
        return Err(PermitDenial::AlreadyAsked);
    }
    if papers.is_empty() {
        return Err(PermitDenial::ListEmpty);
    }
    let until = days_after(today, u64::from(policy.permit.correction_days));
    let application = Application {
        step: ApplicationStep::Correction,
        correction: Some(Correction {
            papers: papers.clone(),
            until,
        }),
        ..held.clone()
    };
    let notice = PermitNotice::Correction {
        papers: papers.clone(),
        until,
    };
    let effects = vec![
        PermitEffect::Record(PermitRecord::Correction),
        PermitEffect::Notify(notice),
    ];
    Ok((Permit::Application(application), effects))
}

/// P4: on the last day papers are still in time.
fn supply(held: &Application, today: NaiveDate) -> Result<Change, PermitDenial> {
    if correction_ended(held).is_some_and(|until| today > until) {
        return Err(PermitDenial::CorrectionOver);
    }
    let ask = PermitEffect::AskOfficer {
        until: held.due_on,
        unsettled: Vec::new(),
    };
    Ok((at_step(held, ApplicationStep::UnderReview), vec![ask]))
}

/// P4: from the day after it the application counts as taken back.
fn time_out(held: &Application, today: NaiveDate) -> Result<Change, PermitDenial> {
    if let Some(until) = correction_ended(held).filter(|until| today <= *until) {
        return Err(PermitDenial::NotDue {
            on: Some(days_after(until, 1)),
        });
    }
    let record = PermitEffect::Record(PermitRecord::Withdrawal);
    Ok((Permit::Withdrawn { on: today }, vec![record]))
}

fn correction_ended(held: &Application) -> Option<NaiveDate> {
    held.correction.as_ref().map(|correction| correction.until)
}

/// P5: cycle 1 begins.
fn issue(facts: &PermitFacts, today: NaiveDate, policy: &Policy) -> Change {
    let issued = IssuedPermit::new(facts.city, today);
    let window = issued.term.window(&policy.permit);
    let notice = PermitNotice::Issued {
        window_from: window.from,
        window_to: window.to,
    };
    let effects = vec![
        PermitEffect::Record(PermitRecord::Issue),
        PermitEffect::Notify(notice),
    ];
    (Permit::Issued(issued), effects)
}

/// P6: never without a reason.
fn refuse(reasons: &[PermitDenial], today: NaiveDate) -> Result<Change, PermitDenial> {
    if reasons.is_empty() {
        return Err(PermitDenial::ListEmpty);
    }
    let refused = Permit::Refused {
        reasons: reasons.to_vec(),
        on: today,
    };
    Ok((refused, vec![PermitEffect::Record(PermitRecord::Refusal)]))
}

/// P15: who became local, left or died meanwhile gets no permit. The other reasons need one.
fn cancel_by_authority(
    reason: PermitCancelReason,
    today: NaiveDate,
) -> Result<Change, PermitDenial> {
    match reason {
        PermitCancelReason::BecameLocal
        | PermitCancelReason::Death
        | PermitCancelReason::Left
        | PermitCancelReason::Fraud => Ok((
            Permit::Cancelled { reason, on: today },
            vec![PermitEffect::Record(PermitRecord::Cancellation)],
        )),
        PermitCancelReason::Voluntary | PermitCancelReason::SuspendedTooLong => {
            Err(PermitDenial::WrongState)
        }
    }
}
