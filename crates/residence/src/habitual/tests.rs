use super::*;
use crate::{lists::Listed as _, policy::Policy};

const POLICY: &Policy = &Policy::GD_DEFAULT;
const HOME: RecordId = RecordId::from_bytes([1; 16]);
const OLD_HOME: RecordId = RecordId::from_bytes([2; 16]);

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn today() -> NaiveDate {
    day("2026-11-23")
}

fn facts() -> HabitualFacts {
    HabitualFacts {
        identity_proven: true,
        actor: Some(Capacity::Owner),
        for_resident: true,
        note_present: true,
        registration: Some(State::Effective),
        resident_owns: false,
        has_confirmer: true,
        asked_on: today(),
        habitual_now: None,
    }
}

fn held(state: HabitualState) -> HabitualResidence {
    let pending = state == HabitualState::Pending;
    let approved = matches!(state, HabitualState::Habitual | HabitualState::Ended);
    HabitualResidence {
        registration: HOME,
        state,
        since: day("2026-11-16"),
        until: pending.then(today),
        desk_from: pending.then_some(day("2026-11-16")),
        habitual_on: approved.then_some(day("2026-11-16")),
        ended_on: None,
        capacity: approved.then_some(Capacity::Trustee),
        rejection: None,
        under: POLICY.version,
    }
}

fn answer_on(
    state: HabitualState,
    event: HabitualEvent,
    facts: &HabitualFacts,
    on: NaiveDate,
) -> Result<HabitualStep, HabitualDenial> {
    let before = (state != HabitualState::None).then(|| held(state));
    decide_habitual(HOME, before.as_ref(), event, facts, on, POLICY)
}

fn answer(
    state: HabitualState,
    event: HabitualEvent,
    facts: &HabitualFacts,
) -> Result<HabitualStep, HabitualDenial> {
    answer_on(state, event, facts, today())
}

const WHY: RejectionReason = RejectionReason::WrongRoom;

/// domain.md 6.1: every state and every event; days have passed in the column of `DayComes`.
#[test]
fn every_state_and_every_event() {
    use HabitualDenial as No;
    use HabitualEvent as E;
    use HabitualState as S;
    let events = [
        E::Request,
        E::Approve,
        E::Reject(WHY),
        E::DayComes,
        E::Withdraw,
        E::Replace,
        E::Remove,
        E::RegistrationEnded,
    ];
    let strange = Err(No::WrongState);
    let decided = |state| Err(No::AlreadyDecided(state));
    for state in S::ALL {
        let row = match state {
            S::None => {
                let mut row = [strange; 8];
                row[0] = Ok(S::Pending);
                row
            }
            S::Pending => [
                decided(S::Pending),
                Ok(S::Habitual),
                Ok(S::Rejected),
                Ok(S::Rejected),
                Ok(S::Ended),
                strange,
                strange,
                Ok(S::Ended),
            ],
            S::Habitual => [
                Err(No::AlreadyHabitual),
                decided(S::Habitual),
                decided(S::Habitual),
                strange,
                decided(S::Habitual),
                Ok(S::Ended),
                Ok(S::Ended),
                Ok(S::Ended),
            ],
            S::Rejected | S::Ended => {
                let mut row = [decided(*state); 8];
                row[0] = Ok(S::Pending);
                row
            }
        };
        for (event, expected) in events.into_iter().zip(row) {
            let on = if event == E::DayComes {
                day("2026-11-24")
            } else {
                today()
            };
            let got = answer_on(*state, event, &facts(), on);
            assert_eq!(
                got.clone().map(|step| step.habitual.state),
                expected,
                "{state:?} {event:?}"
            );
            if let Ok(step) = got {
                let after = step.habitual;
                assert_eq!((after.since, after.under), (on, POLICY.version));
                assert_eq!(after.until.is_some(), after.state == S::Pending);
                assert_eq!(after.desk_from.is_some(), after.state == S::Pending);
                let ended = (after.state == S::Ended).then_some(on);
                assert_eq!(after.ended_on, ended);
            }
        }
    }
}

#[test]
fn each_guard_refuses() {
    type Change = fn(&mut HabitualFacts);
    use HabitualDenial as No;
    use HabitualEvent as E;
    use HabitualState as S;
    let unproven: Change = |f| f.identity_proven = false;
    let stranger: Change = |f| f.for_resident = false;
    let nobody: Change = |f| f.actor = None;
    let desk: Change = |f| f.actor = Some(Capacity::Desk);
    let auto: Change = |f| f.actor = Some(Capacity::Auto);
    let other = E::Reject(RejectionReason::Other);
    let cases: [(S, E, Change, No); 19] = [
        (S::None, E::Request, unproven, No::IdentityUnproven),
        (S::None, E::Request, stranger, No::NotTheResident),
        (
            S::None,
            E::Request,
            |f| f.registration = None,
            No::NotEffective,
        ),
        (
            S::None,
            E::Request,
            |f| f.registration = Some(State::CancelPending),
            No::NotEffective,
        ),
        (
            S::Ended,
            E::Request,
            |f| f.habitual_now = Some(HOME),
            No::AlreadyHabitual,
        ),
        (S::Pending, E::Approve, unproven, No::IdentityUnproven),
        (S::Pending, E::Approve, nobody, No::NotTheOwner),
        (S::Pending, E::Approve, desk, No::NotTheOwner),
        (S::Pending, E::Approve, auto, No::NotTheOwner),
        (S::Pending, other, unproven, No::IdentityUnproven),
        (S::Pending, other, nobody, No::NotTheOwner),
        (S::Pending, other, desk, No::NotTheOwner),
        (
            S::Pending,
            other,
            |f| f.note_present = false,
            No::NoteMissing,
        ),
        (S::Pending, E::Withdraw, unproven, No::IdentityUnproven),
        (S::Pending, E::Withdraw, stranger, No::NotTheResident),
        (S::Pending, E::DayComes, |_| {}, No::NotYet),
        (S::Habitual, E::Remove, unproven, No::IdentityUnproven),
        (S::Habitual, E::Remove, stranger, No::NotTheResident),
        (S::Rejected, E::Request, stranger, No::NotTheResident),
    ];
    for (state, event, change, denial) in cases {
        let mut changed = facts();
        change(&mut changed);
        assert_eq!(answer(state, event, &changed), Err(denial), "{event:?}");
    }
    let noteless = HabitualFacts {
        note_present: false,
        ..facts()
    };
    assert!(answer(S::Pending, E::Reject(WHY), &noteless).is_ok());
}

#[test]
fn a_request_is_asked_about() {
    use HabitualState as S;
    let requested = answer(S::None, HabitualEvent::Request, &facts()).unwrap();
    let until = day("2026-12-08");
    assert_eq!(requested.effects, [HabitualEffect::AskOwner { until }]);
    assert_eq!(requested.habitual.until, Some(until));
    assert_eq!(requested.habitual.desk_from, Some(today()));
    assert_eq!(requested.habitual.registration, HOME);
    assert_eq!(requested.habitual.capacity, None);
    let nobody = HabitualFacts {
        has_confirmer: false,
        asked_on: day("2026-11-25"),
        ..facts()
    };
    let asked = answer(S::None, HabitualEvent::Request, &nobody).unwrap();
    let from = day("2026-11-25");
    assert_eq!(asked.effects, [HabitualEffect::AskDesk { from }]);
    assert_eq!(asked.habitual.until, Some(day("2026-12-10")));
}

/// The old one stays until the new one is approved and ends the same instant.
#[test]
fn only_one_is_habitual() {
    use HabitualState as S;
    let moving = HabitualFacts {
        habitual_now: Some(OLD_HOME),
        ..facts()
    };
    let requested = answer(S::None, HabitualEvent::Request, &moving).unwrap();
    assert!(!requested.effects.contains(&HabitualEffect::EndOld {
        registration: OLD_HOME
    }));
    let approved = answer(S::Pending, HabitualEvent::Approve, &moving).unwrap();
    assert_eq!(
        approved.effects,
        [
            HabitualEffect::CloseTasks,
            HabitualEffect::EndOld {
                registration: OLD_HOME
            },
            HabitualEffect::TellApproved { from: today() },
        ]
    );
    assert_eq!(approved.habitual.habitual_on, Some(today()));
    assert_eq!(approved.habitual.capacity, Some(Capacity::Owner));

    let own = HabitualFacts {
        resident_owns: true,
        actor: None,
        ..facts()
    };
    let at_once = answer(S::None, HabitualEvent::Request, &own).unwrap();
    assert_eq!(at_once.habitual.state, S::Habitual);
    assert_eq!(at_once.habitual.capacity, Some(Capacity::Auto));
    let told = HabitualEffect::TellApproved { from: today() };
    assert_eq!(at_once.effects, [told]);
}

#[test]
fn refused_unanswered_taken_back_or_ended() {
    use HabitualEffect as Then;
    use HabitualState as S;
    let refused = answer(S::Pending, HabitualEvent::Reject(WHY), &facts()).unwrap();
    assert_eq!(refused.effects, [Then::CloseTasks, Then::TellRefused]);
    assert_eq!(refused.habitual.rejection, Some(WHY));
    assert_eq!(refused.habitual.capacity, Some(Capacity::Owner));

    let pending = held(S::Pending);
    assert_eq!(let_habitual_time_pass(&pending, today(), POLICY), None);
    let passed = let_habitual_time_pass(&pending, day("2026-11-24"), POLICY).unwrap();
    assert_eq!(passed.effects, [Then::ExpireTasks, Then::TellRefused]);
    assert_eq!(passed.habitual.capacity, Some(Capacity::Auto));
    let looked_late = let_habitual_time_pass(&pending, day("2027-01-01"), POLICY);
    assert_eq!(looked_late, Some(passed), "time decided on its day");
    let endless = HabitualResidence {
        until: None,
        ..pending
    };
    assert_eq!(
        let_habitual_time_pass(&endless, NaiveDate::MAX, POLICY),
        None
    );

    for (state, event, effects) in [
        (S::Pending, HabitualEvent::Withdraw, vec![Then::CloseTasks]),
        (
            S::Pending,
            HabitualEvent::RegistrationEnded,
            vec![Then::CloseTasks],
        ),
        (S::Habitual, HabitualEvent::Remove, vec![]),
        (S::Habitual, HabitualEvent::Replace, vec![]),
        (S::Habitual, HabitualEvent::RegistrationEnded, vec![]),
    ] {
        let ended = answer(state, event, &facts()).unwrap();
        assert_eq!(ended.effects, effects, "{event:?}");
        assert_eq!(ended.habitual.habitual_on, held(state).habitual_on);
        assert_eq!(ended.habitual.capacity, held(state).capacity);
    }
}

#[test]
fn the_desk_reviews_where_nobody_is_bound() {
    let at_desk = |has_confirmer, on: &str| {
        let facts = HabitualFacts {
            actor: Some(Capacity::Desk),
            has_confirmer,
            ..facts()
        };
        let event = HabitualEvent::Approve;
        answer_on(HabitualState::Pending, event, &facts, day(on)).map(|step| step.habitual.capacity)
    };
    let refused = Err(HabitualDenial::NotTheOwner);
    assert_eq!(at_desk(false, "2026-11-16"), Ok(Some(Capacity::Desk)));
    assert_eq!(at_desk(false, "2026-11-15"), refused);
    assert_eq!(at_desk(true, "2026-11-16"), refused);
}

/// Each decision names the rules it was made under, not those of the request.
#[test]
fn a_decision_names_the_version_of_its_own_day() {
    let mut next = *POLICY;
    next.version.version += 1;
    let pending = held(HabitualState::Pending);
    for event in [
        HabitualEvent::Approve,
        HabitualEvent::Reject(WHY),
        HabitualEvent::Withdraw,
        HabitualEvent::RegistrationEnded,
    ] {
        let step = decide_habitual(HOME, Some(&pending), event, &facts(), today(), &next).unwrap();
        assert_eq!(step.habitual.under, next.version, "{event:?}");
    }
}
