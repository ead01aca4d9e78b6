//! An act before it is done, and after.

use ::residence::{CancelReason, CancelRefusal, Event as Rule, Listed as _, RecordId};

use super::{Around, seen, written};
use crate::{
    screen::{ActDone, ActMatter, Address, AskAct, DayAsked, SavedState},
    view::refusals,
    visit::{Done, Person, Plan, REFUSED},
};

pub(super) fn ask(plan: &Plan, around: &Around) -> AskAct {
    let two_sided = matches!(
        plan.matter,
        ActMatter::MoveIn
            | ActMatter::AnswerCancel
            | ActMatter::AnswerHabitual
            | ActMatter::AnswerTrust
    );
    let grave = matches!(
        plan.matter,
        ActMatter::Cancel
            | ActMatter::RemoveHabitual
            | ActMatter::RevokeTrust
            | ActMatter::ReportMoveOut
            | ActMatter::Appoint
    );
    let follows = plan.follows.iter().filter(|name| **name != REFUSED);
    AskAct {
        matter: plan.matter,
        grave,
        address: plan.address.as_ref().map(|address| (**address).clone()),
        who: plan.who.as_ref().map(seen),
        other: plan.other.as_ref().map(|other| other.to_string()),
        follows: follows.map(|name| (*name).to_owned()).collect(),
        until: written(plan.until.filter(|_| plan.matter != ActMatter::Appoint)),
        reasons: reasons(plan.matter),
        two_sided,
        day: day(plan, around),
        last_day: (plan.matter == ActMatter::Appoint).then(|| ahead(around)),
        problem: plan.problem,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "no other act has reasons to choose from"
)]
fn reasons(matter: ActMatter) -> Vec<String> {
    match matter {
        ActMatter::Cancel => codes(CancelReason::ALL.iter().copied()),
        ActMatter::AnswerCancel => codes(
            CancelRefusal::ALL
                .iter()
                .copied()
                .filter(|reason| !Rule::RefuseCancel(*reason).needs_note()),
        ),
        ActMatter::MoveIn | ActMatter::AnswerHabitual => refusals(),
        _ => Vec::new(),
    }
}

fn codes<T: ::residence::Listed>(members: impl Iterator<Item = T>) -> Vec<String> {
    members.map(|member| member.code().to_owned()).collect()
}

fn day(plan: &Plan, around: &Around) -> Option<DayAsked> {
    if plan.matter == ActMatter::ReportMoveOut {
        let seen = plan.who.as_ref()?;
        return Some(DayAsked {
            first: seen.moved_in_on.to_string(),
            last: around.last_day.to_string(),
            today: around.today.to_string(),
        });
    }
    (plan.matter == ActMatter::Appoint).then(|| ahead(around))
}

/// Days of an appointment: from today on, for as long as a plan can look ahead.
fn ahead(around: &Around) -> DayAsked {
    const YEARS_MAX: i32 = 10;
    let last = ::residence::anniversary(around.today, YEARS_MAX, around.policy.age.leap_day);
    DayAsked {
        first: around.today.to_string(),
        last: last.to_string(),
        today: around.today.to_string(),
    }
}

pub(super) fn done(person: &Person, record: &RecordId, around: &Around) -> Option<ActDone> {
    let done = person.acts.iter().find(|done| done.record == *record)?;
    let receipt = done.record.receipt_number();
    let drawing = codes::draw(&receipt);
    Some(ActDone {
        matter: done.matter,
        refused: done.refused,
        qr_path: drawing.svg_path(),
        qr_modules: u32::try_from(drawing.modules).expect("a QR code has at most 185 modules"),
        receipt,
        saved: saved(done, around),
        denied: done
            .outcome
            .as_ref()
            .and_then(|outcome| outcome.denied.clone()),
        done_on: done.done_on.to_string(),
        until: written(done.until),
        // A receipt may be photographed or printed: it names no room.
        address: done.address.as_ref().map(|address| Address {
            room: String::new(),
            ..(**address).clone()
        }),
    })
}

fn saved(done: &Done, around: &Around) -> SavedState {
    if done.outcome.is_some() {
        SavedState::Decided
    } else if around.received.contains(&done.record) {
        SavedState::Received
    } else {
        SavedState::OnThisMachine
    }
}

#[cfg(test)]
mod tests {
    use ::residence::RejectionReason;

    use super::*;

    /// Nobody types a note at the kiosk, so a reason that needs one would be refused later.
    #[test]
    fn no_reason_is_offered_that_counts_only_with_a_note() {
        for matter in [ActMatter::MoveIn, ActMatter::AnswerHabitual] {
            for code in reasons(matter) {
                let reason = RejectionReason::from_code(&code).expect("a code of the list");
                assert!(!reason.needs_note(), "{code}");
            }
        }
        for code in reasons(ActMatter::AnswerCancel) {
            let reason = CancelRefusal::from_code(&code).expect("a code of the list");
            assert!(!Rule::RefuseCancel(reason).needs_note(), "{code}");
        }
        for code in reasons(ActMatter::Cancel) {
            let reason = CancelReason::from_code(&code).expect("a code of the list");
            assert!(!Rule::RequestCancel(reason).needs_note(), "{code}");
        }
    }
}
