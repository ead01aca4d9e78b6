//! What each row leads to: tasks, messages, permit, audit.

use super::*;
use crate::lists::RejectionReason;

fn effects(state: Option<State>, event: Event) -> Vec<Effect> {
    step(state, event).unwrap().effects
}

fn audit(event: Event, capacity: Option<Capacity>, reason: Option<Reason>) -> Effect {
    Effect::Audit {
        event,
        capacity,
        reason,
    }
}

fn desk(matter: Matter, from: &str) -> Effect {
    Effect::AskDesk {
        matter,
        from: day(from),
    }
}

const OWNER: Option<Capacity> = Some(Capacity::Owner);

#[test]
fn a_declaration_asks_the_owner_and_gives_a_receipt() {
    let until = day("2026-12-08");
    let ask = Effect::AskOwner {
        matter: Matter::MoveIn,
        until,
    };
    let declared = step(None, Event::Declare).unwrap();
    assert_eq!(declared.effects, [ask, Effect::GiveReceipt]);
    let expected = Registration {
        state: State::AwaitingConfirmation,
        since: today(),
        until: Some(until),
        desk_from: Some(today()),
        effective_on: None,
        ended_on: None,
        capacity: None,
        reason: None,
        under: POLICY.version,
    };
    assert_eq!(declared.registration, expected);

    let offline = Facts {
        asked_on: day("2026-11-30"),
        ..facts()
    };
    let later = decide(None, Event::Declare, &offline, today(), POLICY).unwrap();
    assert_eq!(
        later.registration.until,
        Some(day("2026-12-15")),
        "the owner has the days from the one on which the owner is asked"
    );
    assert_eq!(later.registration.since, today());
}

#[test]
fn a_house_without_anybody_goes_to_the_desk() {
    let mut patient = *POLICY;
    patient.registration.no_confirmer_wait_days = 3;
    let nobody = Facts {
        has_confirmer: false,
        ..facts()
    };
    for (policy, from) in [(POLICY, "2026-11-23"), (&patient, "2026-11-26")] {
        let declared = decide(None, Event::Declare, &nobody, today(), policy).unwrap();
        assert_eq!(
            declared.effects,
            [desk(Matter::MoveIn, from), Effect::GiveReceipt]
        );
        assert_eq!(declared.registration.desk_from, Some(day(from)));
        let effective = held(State::Effective);
        let asked = Event::RequestCancel(CancelReason::Other);
        let cancel = decide(Some(&effective), asked, &nobody, today(), policy).unwrap();
        assert_eq!(cancel.effects, [desk(Matter::Cancel, from)]);
    }
}

#[test]
fn people_beside_the_declarant_and_from_abroad() {
    let facts = Facts {
        foreign: true,
        moved_in_on: day("2026-11-17"),
        asked_on: day("2026-11-24"),
        cohabitants: vec![
            CohabitantFacts::declared(15, Relation::Grandchild, false),
            CohabitantFacts::declared(10, Relation::Son, true),
            CohabitantFacts::declared(71, Relation::Parent, false),
        ],
        ..facts()
    };
    let declared = decide(None, Event::DeclareManual, &facts, today(), POLICY).unwrap();
    let about = |matter, place| Effect::AskAbout {
        matter,
        place,
        from: day("2026-11-24"),
    };
    let late = Lateness {
        due_on: day("2026-11-20"),
        working_days: 3,
    };
    assert_eq!(
        declared.effects,
        [
            desk(Matter::BindAddress, "2026-11-24"),
            Effect::GiveReceipt,
            about(Matter::Guardian, 0),
            about(Matter::CallBack, 2),
            Effect::NoteLateness(late),
            Effect::TellResident(Notice::ForeignersIn24Hours),
            desk(Matter::Accommodation, "2026-11-24"),
        ]
    );
    assert_eq!(declared.registration.until, None);
}

#[test]
fn the_desk_binds_or_refuses_an_address() {
    let awaited = Some(State::AwaitingAddress);
    let bound = step(awaited, Event::BindHouse).unwrap();
    let ask = Effect::AskOwner {
        matter: Matter::MoveIn,
        until: day("2026-12-08"),
    };
    assert_eq!(
        bound.effects,
        [Effect::CloseTasks, ask, Effect::GiveReceipt]
    );
    assert_eq!(bound.registration.capacity, Some(Capacity::Desk));
    assert_eq!(bound.registration.until, Some(day("2026-12-08")));

    let refusal = Event::RefuseAddress(AddressRefusal::NotFound);
    let reason = Some(Reason::Address(AddressRefusal::NotFound));
    assert_eq!(
        effects(awaited, refusal),
        [
            Effect::CloseTasks,
            Effect::TellResident(Notice::Rejected),
            audit(refusal, Some(Capacity::Desk), reason),
        ]
    );
}

#[test]
fn what_becomes_of_a_declaration() {
    let awaited = Some(State::AwaitingConfirmation);
    let done = [Effect::CloseTasks, Effect::TellResident(Notice::Effective)];
    let auto = audit(Event::AutoConfirm, Some(Capacity::Auto), None);
    assert_eq!(
        effects(awaited, Event::AutoConfirm),
        [done[0], done[1], auto]
    );
    let confirmed = audit(Event::Confirm, OWNER, None);
    assert_eq!(
        effects(awaited, Event::Confirm),
        [done[0], done[1], confirmed]
    );

    for (why, review) in [
        (RejectionReason::WrongRoom, false),
        (RejectionReason::NotMyHouse, true),
    ] {
        let event = Event::Reject(why);
        let mut expected = vec![Effect::CloseTasks, Effect::TellResident(Notice::Rejected)];
        expected.extend(review.then(|| desk(Matter::Ownership, "2026-11-23")));
        expected.push(audit(event, OWNER, Some(Reason::Rejected(why))));
        assert_eq!(effects(awaited, event), expected);
    }
    assert_eq!(
        effects(awaited, Event::DayComes),
        [
            Effect::ExpireTasks,
            Effect::TellResident(Notice::Expired),
            audit(Event::DayComes, Some(Capacity::Auto), None),
        ]
    );
    let withdrawn = audit(Event::Withdraw, None, None);
    assert_eq!(
        effects(awaited, Event::Withdraw),
        [Effect::CloseTasks, withdrawn]
    );
}

#[test]
fn a_child_who_grew_up_meanwhile_takes_over() {
    let grown = CohabitantFacts::declared(15, Relation::Son, false).at_age(16);
    let facts = Facts {
        cohabitants: vec![facts().cohabitants[0], grown],
        ..facts()
    };
    let waiting = held(State::AwaitingConfirmation);
    let confirmed = decide(Some(&waiting), Event::Confirm, &facts, today(), POLICY).unwrap();
    let take_over = Effect::AskAbout {
        matter: Matter::TakeOver,
        place: 1,
        from: today(),
    };
    assert_eq!(confirmed.effects[2], take_over);
    assert_eq!(confirmed.effects.len(), 4);
    assert_eq!(confirmed.registration.state, State::Effective);
}

/// T11, T13 and T16: the permit, the habitual residence, the message.
fn ended(event: Event, capacity: Capacity, reason: Reason) -> [Effect; 5] {
    let tasks = if event == Event::DayComes {
        Effect::ExpireTasks
    } else {
        Effect::CloseTasks
    };
    [
        tasks,
        Effect::PermitAddressCancelled,
        Effect::EndHabitual,
        Effect::TellResident(Notice::Cancelled),
        audit(event, Some(capacity), Some(reason)),
    ]
}

#[test]
fn a_request_to_cancel_and_its_ends() {
    let (effective, pending) = (Some(State::Effective), Some(State::CancelPending));
    let request = Event::RequestCancel(CancelReason::MovedAway);
    let asked = Reason::Asked(CancelReason::MovedAway);
    let requested = step(effective, request).unwrap();
    let until = day("2026-11-30");
    let ask = Effect::AskOwner {
        matter: Matter::Cancel,
        until,
    };
    assert_eq!(requested.effects, [ask]);
    assert_eq!(requested.registration.until, Some(until));
    assert_eq!(requested.registration.reason, Some(asked));
    assert_eq!(requested.registration.capacity, Some(Capacity::Trustee));

    assert_eq!(
        effects(pending, Event::ConfirmCancel),
        ended(Event::ConfirmCancel, Capacity::Owner, asked)
    );
    assert_eq!(
        effects(pending, Event::DayComes),
        ended(Event::DayComes, Capacity::Auto, asked)
    );
    let refusal = Event::RefuseCancel(CancelRefusal::WrongPerson);
    let reason = Some(Reason::CancelRefused(CancelRefusal::WrongPerson));
    assert_eq!(
        effects(pending, refusal),
        [
            Effect::CloseTasks,
            Effect::TellResident(Notice::CancelRefused),
            audit(refusal, OWNER, reason),
        ]
    );
    assert_eq!(
        effects(pending, Event::WithdrawCancel),
        [Effect::CloseTasks]
    );
    let kept = step(pending, Event::WithdrawCancel).unwrap().registration;
    assert_eq!(
        (kept.reason, kept.capacity),
        (None, Some(Capacity::Trustee))
    );
}

#[test]
fn the_desk_agrees_to_the_end_and_so_does_a_resident_who_owns() {
    let pending = held(State::CancelPending);
    let agreed = |facts: &Facts| {
        decide(Some(&pending), Event::ConfirmCancel, facts, today(), POLICY)
            .map(|step| step.registration.capacity)
    };
    let desk = Facts {
        actor: Some(Capacity::Desk),
        ..facts()
    };
    assert_eq!(agreed(&desk), Ok(Some(Capacity::Desk)));
    let own = Facts {
        actor: None,
        declarant_owns: true,
        ..facts()
    };
    assert_eq!(agreed(&own), Ok(OWNER));
    let only_resident = Facts {
        actor: None,
        ..facts()
    };
    assert_eq!(agreed(&only_resident), Err(Denial::NotTheOwner));
    let neighbour_of_an_owner = Facts {
        for_resident: false,
        ..own
    };
    assert_eq!(agreed(&neighbour_of_an_owner), Err(Denial::NotTheOwner));
}

#[test]
fn a_reported_move_is_the_residents_to_object_to() {
    let event = Event::ReportMoveOut(day("2026-11-22"));
    let reported = step(Some(State::Effective), event).unwrap();
    let moved = Reason::MovedOut(day("2026-11-22"));
    assert_eq!(
        reported.effects,
        [
            Effect::TellResident(Notice::MoveOut),
            audit(event, OWNER, Some(moved)),
        ]
    );
    let waiting = reported.registration;
    assert_eq!(waiting.until, Some(day("2026-11-30")));

    let answer = |event, change: fn(&mut Facts)| {
        let mut facts = Facts {
            for_resident: false,
            ..facts()
        };
        change(&mut facts);
        decide(Some(&waiting), event, &facts, today(), POLICY)
    };
    let agree = |change| answer(Event::ConfirmCancel, change).map(|step| step.effects);
    assert_eq!(agree(|_| {}), Err(Denial::ObjectionOpen));
    assert_eq!(
        agree(|f| f.actor = Some(Capacity::Trustee)),
        Err(Denial::ObjectionOpen)
    );
    assert_eq!(agree(|f| f.actor = None), Err(Denial::NotTheOwner));
    assert_eq!(
        agree(|f| f.for_resident = true).unwrap(),
        ended(Event::ConfirmCancel, Capacity::Owner, moved)
    );
    assert_eq!(
        agree(|f| f.actor = Some(Capacity::Desk)).unwrap(),
        ended(Event::ConfirmCancel, Capacity::Desk, moved)
    );
    let objected = answer(Event::WithdrawCancel, |f| f.for_resident = true).unwrap();
    assert_eq!(
        objected.effects,
        [Effect::CloseTasks, desk(Matter::Objection, "2026-11-23")]
    );
    assert_eq!(objected.registration.state, State::Effective);
    let silent = let_time_pass(&waiting, day("2026-12-01"), POLICY).unwrap();
    assert_eq!(
        silent.effects,
        ended(Event::DayComes, Capacity::Auto, moved)
    );
}

#[test]
fn officers_end_and_void() {
    for state in [State::Effective, State::CancelPending] {
        let event = Event::EndByAuthority(EndReason::HouseGone);
        let reason = Reason::Ended(EndReason::HouseGone);
        assert_eq!(
            effects(Some(state), event),
            ended(event, Capacity::Desk, reason)
        );
    }
    let death = Event::EndByAuthority(EndReason::Death);
    let told = Effect::TellResident(Notice::Cancelled);
    let quiet = effects(Some(State::Effective), death);
    assert!(!quiet.contains(&told) && quiet.len() == 4);

    let void = Event::Void(VoidReason::Fraud);
    let reason = Some(Reason::Voided(VoidReason::Fraud));
    let voided = audit(void, Some(Capacity::Desk), reason);
    let (close, drop) = (Effect::CloseTasks, Effect::DropDays);
    assert_eq!(
        effects(Some(State::AwaitingAddress), void),
        [close, drop, voided]
    );
    let (permit, habitual) = (Effect::PermitAddressCancelled, Effect::EndHabitual);
    assert_eq!(
        effects(Some(State::CancelPending), void),
        [close, drop, permit, habitual, voided]
    );
}
