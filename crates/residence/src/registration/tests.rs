mod acts;
mod guards;
mod matrix;
mod sequences;

use super::*;
use crate::{cohabitant::CohabitantFacts, lists::Relation, policy::Policy};

const POLICY: &Policy = &Policy::GD_DEFAULT;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day on which everything in these tests happens, unless they say another.
fn today() -> NaiveDate {
    day("2026-11-23")
}

/// Facts under which every guard lets pass.
fn facts() -> Facts {
    Facts {
        identity_proven: true,
        actor: Some(Capacity::Owner),
        for_resident: true,
        officer: true,
        note_present: true,
        declarant_age: 35,
        declarant_owns: false,
        foreign: false,
        house: HouseStanding::Known,
        has_confirmer: true,
        live_at_same_house: false,
        live_addresses: 0,
        moved_in_on: day("2026-11-20"),
        asked_on: today(),
        cohabitants: vec![CohabitantFacts::declared(10, Relation::Son, true)],
    }
}

/// A registration in a state, as it would have come there by now.
fn held(state: State) -> Registration {
    let registered = matches!(
        state,
        State::Effective | State::CancelPending | State::Cancelled
    );
    let waits = matches!(state, State::AwaitingConfirmation | State::CancelPending);
    Registration {
        state,
        since: day("2026-11-16"),
        until: waits.then(|| day("2026-11-23")),
        desk_from: waits.then(|| day("2026-11-16")),
        effective_on: registered.then(|| day("2026-11-16")),
        ended_on: None,
        capacity: registered.then_some(Capacity::Trustee),
        reason: (state == State::CancelPending).then_some(Reason::Asked(CancelReason::MovedAway)),
        under: POLICY.version,
    }
}

/// Every event, with each of its reasons that the table tells apart.
fn events() -> [Event; 16] {
    [
        Event::Declare,
        Event::DeclareManual,
        Event::BindHouse,
        Event::RefuseAddress(AddressRefusal::NotFound),
        Event::AutoConfirm,
        Event::Confirm,
        Event::Reject(crate::lists::RejectionReason::WrongRoom),
        Event::DayComes,
        Event::Withdraw,
        Event::RequestCancel(CancelReason::MovedAway),
        Event::ConfirmCancel,
        Event::RefuseCancel(CancelRefusal::StillLivesHere),
        Event::WithdrawCancel,
        Event::ReportMoveOut(day("2026-11-22")),
        Event::EndByAuthority(EndReason::HouseGone),
        Event::Void(VoidReason::Mistake),
    ]
}

/// Facts under which an event passes every guard of its row.
fn fitting(event: Event) -> Facts {
    let desk = matches!(event, Event::BindHouse | Event::RefuseAddress(_));
    Facts {
        actor: Some(if desk {
            Capacity::Desk
        } else {
            Capacity::Owner
        }),
        declarant_owns: event == Event::AutoConfirm,
        ..facts()
    }
}

/// The day on which an event passes: time has passed only the day after the last one.
fn fitting_day(event: Event) -> NaiveDate {
    if event == Event::DayComes {
        day("2026-11-24")
    } else {
        today()
    }
}

fn step(state: Option<State>, event: Event) -> Result<Step, Denial> {
    let before = state.map(held);
    decide(
        before.as_ref(),
        event,
        &fitting(event),
        fitting_day(event),
        POLICY,
    )
}

#[test]
fn the_owners_side_is_asked_about_what_it_did_not_report() {
    let asks = |state| held(state).asks_owner();
    assert_eq!(asks(State::AwaitingConfirmation), Some(Matter::MoveIn));
    assert_eq!(asks(State::CancelPending), Some(Matter::Cancel));
    assert_eq!(asks(State::Effective), None);
    let reported = Registration {
        reason: Some(Reason::MovedOut(day("2026-11-20"))),
        ..held(State::CancelPending)
    };
    assert_eq!(
        (reported.asks_owner(), reported.move_reported()),
        (None, true)
    );
    assert!(!held(State::CancelPending).move_reported());
    assert!(State::Voided.is_void() && !State::Cancelled.is_void());
}
