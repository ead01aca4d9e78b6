//! What follows from a decision about a permit: lines of the history and words to the holder.

use chrono::NaiveDate;
use residence::{
    Addressed, Message, Named, Permit, PermitDecision, PermitDenial, PermitEffect, PermitNotice,
    Policy, Recipient, RecordId, Words, permit_status,
};

use crate::{
    store::Statement,
    tables::{
        desk,
        permits::{self, Kept},
    },
};

/// Carries a decision out: the permit as it stands now, its history, its notices.
pub(super) fn follow(
    before: &Kept,
    decision: PermitDecision,
    on: NaiveDate,
    policy: &Policy,
) -> Vec<Statement> {
    let state = permit_status(&decision.permit, on, &policy.permit).state;
    let (record, under) = (&before.record, decision.policy);
    let mut now = Kept {
        because: because(&decision.permit),
        permit: decision.permit,
        under,
        ..before.clone()
    };
    let mut writes = Vec::new();
    for effect in &decision.effects {
        match effect {
            PermitEffect::Record(kind) => {
                writes.push(permits::add_event(record, *kind, on, state, under));
            }
            PermitEffect::Notify(notice) => writes.extend(tell(record, notice, on)),
            PermitEffect::AskOfficer { unsettled, .. } => now.unsettled = names(unsettled),
            PermitEffect::MakeCard { .. } => now.card_asked = true,
        }
    }
    writes.insert(0, permits::set(&now));
    writes
}

fn because(permit: &Permit) -> Vec<String> {
    match permit {
        Permit::Refused { reasons, .. } => names(reasons),
        Permit::Cancelled { reason, .. } => vec![residence::Listed::code(*reason).to_owned()],
        Permit::Application(_) | Permit::Issued(_) | Permit::Withdrawn { .. } => Vec::new(),
    }
}

/// The names of rules, without the days that stand in some of them.
pub(super) fn names(denials: &[PermitDenial]) -> Vec<String> {
    denials.iter().map(ToString::to_string).collect()
}

/// Tells the holder; each reason of a suspension has a notice of its own, because each is cured
/// for itself.
pub(super) fn tell(record: &RecordId, notice: &PermitNotice, on: NaiveDate) -> Vec<Statement> {
    let sent = messages(record, notice)
        .into_iter()
        .map(|message| Addressed {
            to: Recipient::Resident,
            message,
            until: None,
        });
    sent.map(|sent| desk::add_message(record, &sent, on))
        .collect()
}

fn messages(record: &RecordId, notice: &PermitNotice) -> Vec<Message> {
    match notice {
        PermitNotice::Eligible { .. } => vec![Message::PermitEligible],
        PermitNotice::Accepted { due_on } => vec![Message::PermitAccepted {
            application: *record,
            until: *due_on,
        }],
        PermitNotice::Correction { papers, .. } => vec![Message::PermitCorrection {
            missing: papers.iter().map(|paper| words(*paper)).collect(),
        }],
        PermitNotice::Issued {
            window_from,
            window_to,
        } => vec![Message::PermitIssued {
            window_from: *window_from,
            window_to: *window_to,
        }],
        PermitNotice::EndorseOpen { until, .. } => vec![Message::EndorseOpen { until: *until }],
        PermitNotice::Suspended { reasons } => reasons
            .iter()
            .map(|reason| Message::PermitSuspended {
                reason: words(*reason),
            })
            .collect(),
        PermitNotice::Restored => vec![Message::PermitRestored],
    }
}

fn words<T: Named>(named: T) -> Words {
    Words {
        zh: named.zh(),
        en: named.en(),
    }
}
