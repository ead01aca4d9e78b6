//! Who may do what: each guard of each row refuses by its name.

use super::*;
use crate::{cohabitant::CohabitantDenial, lists::RejectionReason};

type Change = fn(&mut Facts);

fn refused(state: Option<State>, event: Event, cases: &[(Change, Denial)]) {
    for (change, denial) in cases {
        let mut changed = fitting(event);
        change(&mut changed);
        let before = state.map(held);
        let answer = decide(before.as_ref(), event, &changed, fitting_day(event), POLICY);
        assert_eq!(answer, Err(*denial), "{event:?}");
    }
}

const UNPROVEN: (Change, Denial) = (|f| f.identity_proven = false, Denial::IdentityUnproven);
const STRANGER: (Change, Denial) = (|f| f.actor = None, Denial::NotTheOwner);
const AUTO: (Change, Denial) = (|f| f.actor = Some(Capacity::Auto), Denial::NotTheOwner);
const DESK: (Change, Denial) = (|f| f.actor = Some(Capacity::Desk), Denial::NotTheOwner);
const NOT_RESIDENT: (Change, Denial) = (|f| f.for_resident = false, Denial::NotTheResident);
const NOT_OFFICER: (Change, Denial) = (|f| f.officer = false, Denial::NotAnOfficer);
const NOT_DESK: (Change, Denial) = (|f| f.actor = Some(Capacity::Owner), Denial::NotTheDesk);

/// Guards of T1 that hold for T2 as well.
const DECLARING: [(Change, Denial); 8] = [
    UNPROVEN,
    (|f| f.declarant_age = 15, Denial::MustNotSelfDeclare),
    (|f| f.live_addresses = 5, Denial::TooManyAddresses),
    (
        |f| f.moved_in_on = "2026-11-24".parse().unwrap(),
        Denial::MovedInOn,
    ),
    (
        |f| f.moved_in_on = "1900-01-01".parse().unwrap(),
        Denial::MovedInOn,
    ),
    (
        |f| f.cohabitants = vec![f.cohabitants[0]; 13],
        Denial::TooManyCohabitants,
    ),
    (
        |f| {
            let adult = CohabitantFacts::declared(30, Relation::Spouse, false);
            f.cohabitants.push(adult);
        },
        Denial::Cohabitant {
            place: 1,
            denial: CohabitantDenial::MustSelfDeclare,
        },
    ),
    (
        |f| f.cohabitants[0].guardian_consent = false,
        Denial::Cohabitant {
            place: 0,
            denial: CohabitantDenial::GuardianConsentMissing,
        },
    ),
];

const HOUSE: [(Change, Denial); 3] = [
    (
        |f| f.house = HouseStanding::Withdrawn,
        Denial::HouseWithdrawn,
    ),
    (|f| f.house = HouseStanding::Unknown, Denial::HouseUnknown),
    (|f| f.live_at_same_house = true, Denial::DuplicateAddress),
];

#[test]
fn declaring() {
    refused(None, Event::Declare, &DECLARING);
    refused(None, Event::Declare, &HOUSE);
    refused(None, Event::DeclareManual, &DECLARING);
    let unknown = Facts {
        house: HouseStanding::Unknown,
        live_at_same_house: true,
        ..facts()
    };
    assert!(decide(None, Event::DeclareManual, &unknown, today(), POLICY).is_ok());
}

#[test]
fn limits_hold_their_last_value() {
    let declare = |facts: &Facts| decide(None, Event::Declare, facts, today(), POLICY).is_ok();
    let last_day = Facts {
        moved_in_on: crate::civil::days_before(today(), 40_000),
        ..facts()
    };
    let a_day_more = Facts {
        moved_in_on: crate::civil::days_before(today(), 40_001),
        ..facts()
    };
    assert!(declare(&last_day) && !declare(&a_day_more));
    let check = |on: &str| check_moved_in(day(on), today(), &POLICY.registration);
    assert_eq!(check("2026-11-24"), Err(MovedInProblem::InFuture));
    assert_eq!(check("1900-01-01"), Err(MovedInProblem::TooLongAgo));
    assert_eq!(check("2026-11-23"), Ok(()));
    let twelve = Facts {
        cohabitants: vec![facts().cohabitants[0]; 12],
        live_addresses: 4,
        ..facts()
    };
    assert!(declare(&twelve));
    let at_desk = Facts {
        live_addresses: 9,
        actor: Some(Capacity::Desk),
        ..facts()
    };
    assert!(declare(&at_desk), "for more than five the desk helps");
}

#[test]
fn the_desk_and_an_address() {
    let awaited = Some(State::AwaitingAddress);
    refused(awaited, Event::BindHouse, &[UNPROVEN, NOT_DESK]);
    refused(awaited, Event::BindHouse, &HOUSE);
    let refusal = Event::RefuseAddress(AddressRefusal::Other);
    refused(awaited, refusal, &[UNPROVEN, NOT_DESK]);
    refused(
        awaited,
        refusal,
        &[(|f| f.note_present = false, Denial::NoteMissing)],
    );
}

#[test]
fn confirming() {
    let awaited = Some(State::AwaitingConfirmation);
    refused(
        awaited,
        Event::AutoConfirm,
        &[(|f| f.declarant_owns = false, Denial::NotTheOwner)],
    );
    let cases = [UNPROVEN, STRANGER, AUTO, DESK];
    refused(awaited, Event::Confirm, &cases);
    let other = Event::Reject(RejectionReason::Other);
    refused(awaited, other, &cases);
    refused(
        awaited,
        other,
        &[(|f| f.note_present = false, Denial::NoteMissing)],
    );
    refused(awaited, Event::Withdraw, &[UNPROVEN, NOT_RESIDENT]);
}

#[test]
fn ending() {
    let (effective, pending) = (Some(State::Effective), Some(State::CancelPending));
    let asked = Event::RequestCancel(CancelReason::MovedAway);
    refused(effective, asked, &[UNPROVEN, NOT_RESIDENT]);
    refused(pending, Event::ConfirmCancel, &[UNPROVEN, STRANGER, AUTO]);
    let refusal = Event::RefuseCancel(CancelRefusal::Other);
    refused(pending, refusal, &[UNPROVEN, STRANGER, AUTO, DESK]);
    refused(
        pending,
        refusal,
        &[(|f| f.note_present = false, Denial::NoteMissing)],
    );
    refused(pending, Event::WithdrawCancel, &[UNPROVEN, NOT_RESIDENT]);
    let moved = Event::ReportMoveOut(day("2026-11-22"));
    refused(effective, moved, &[UNPROVEN, STRANGER, AUTO, DESK]);
    for state in [effective, pending] {
        let ended = Event::EndByAuthority(EndReason::Duplicate);
        refused(state, ended, &[UNPROVEN, NOT_OFFICER]);
        let voided = Event::Void(VoidReason::Fraud);
        refused(state, voided, &[UNPROVEN, NOT_OFFICER]);
    }
}

#[test]
fn a_move_is_reported_between_moving_in_and_today() {
    for (moved_out_on, expected) in [
        ("2026-11-19", Err(Denial::MovedOutOn)),
        ("2026-11-20", Ok(State::CancelPending)),
        ("2026-11-23", Ok(State::CancelPending)),
        ("2026-11-24", Err(Denial::MovedOutOn)),
    ] {
        let event = Event::ReportMoveOut(day(moved_out_on));
        let answer = step(Some(State::Effective), event).map(|step| step.registration.state);
        assert_eq!(answer, expected, "{moved_out_on}");
    }
}

/// The desk decides for a house to which nobody is bound, after the days of waiting.
#[test]
fn the_desk_is_the_last_confirmer() {
    let waiting = Registration {
        desk_from: Some(day("2026-11-23")),
        ..held(State::AwaitingConfirmation)
    };
    let at_desk = |has_confirmer, on: &str| {
        let facts = Facts {
            actor: Some(Capacity::Desk),
            has_confirmer,
            ..facts()
        };
        decide(Some(&waiting), Event::Confirm, &facts, day(on), POLICY)
            .map(|step| step.registration.capacity)
    };
    assert_eq!(at_desk(false, "2026-11-23"), Ok(Some(Capacity::Desk)));
    assert_eq!(at_desk(false, "2026-11-22"), Err(Denial::NotTheOwner));
    assert_eq!(at_desk(true, "2026-11-23"), Err(Denial::NotTheOwner));
    let nobody = Facts {
        has_confirmer: false,
        ..facts()
    };
    let owner = decide(Some(&waiting), Event::Confirm, &nobody, today(), POLICY);
    assert_eq!(owner.unwrap().registration.capacity, Some(Capacity::Owner));
}

#[test]
fn time_decides_the_day_after_the_last() {
    for state in [State::AwaitingConfirmation, State::CancelPending] {
        let registration = held(state);
        assert_eq!(
            let_time_pass(&registration, day("2026-11-23"), POLICY),
            None
        );
        let nobody = Facts::of_nobody(today());
        assert_eq!(
            decide(
                Some(&registration),
                Event::DayComes,
                &nobody,
                today(),
                POLICY
            ),
            Err(Denial::NotYet)
        );
        let passed = let_time_pass(&registration, day("2026-11-24"), POLICY).unwrap();
        assert_eq!(passed.registration.capacity, Some(Capacity::Auto));
        let looked_late = let_time_pass(&registration, day("2027-01-01"), POLICY).unwrap();
        assert_eq!(looked_late, passed, "time decided on its day");
        let endless = Registration {
            until: None,
            ..registration
        };
        assert_eq!(let_time_pass(&endless, NaiveDate::MAX, POLICY), None);
    }
}

/// The rules change while something waits: the promised day stays, the decision names the new ones.
#[test]
fn a_change_of_the_rules_moves_no_promised_day() {
    let mut stricter = *POLICY;
    stricter.version.version = 2;
    stricter.registration.confirm_timeout_days = 1;
    let declared = decide(None, Event::Declare, &facts(), today(), POLICY).unwrap();
    let waiting = declared.registration;
    assert_eq!(waiting.until, Some(day("2026-12-08")));
    assert_eq!(let_time_pass(&waiting, day("2026-12-08"), &stricter), None);
    let expired = let_time_pass(&waiting, day("2026-12-09"), &stricter).unwrap();
    assert_eq!(waiting.under, POLICY.version);
    assert_eq!(expired.registration.under, stricter.version);
}
