//! Whole histories: what follows at once, what comes twice, what comes second.

use super::*;
use crate::{
    ids::RecordId,
    lists::{Listed as _, RejectionReason},
};

/// A small generator, so that a failure comes back with its seed.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(sides).unwrap()).unwrap()
    }
}

#[test]
fn an_owners_own_house_is_effective_at_once() {
    let own = Facts {
        declarant_owns: true,
        ..facts()
    };
    let declared = act(None, Event::Declare, &own, today(), POLICY).unwrap();
    assert_eq!(declared.row, Transition::T5);
    assert_eq!(declared.registration.capacity, Some(Capacity::Auto));
    assert_eq!(declared.registration.effective_on, Some(today()));
    let audit = Effect::Audit {
        event: Event::AutoConfirm,
        capacity: Some(Capacity::Auto),
        reason: None,
    };
    assert_eq!(
        declared.effects,
        [
            Effect::GiveReceipt,
            Effect::TellResident(Notice::Effective),
            audit
        ],
        "nobody is asked"
    );
    let manual = act(None, Event::DeclareManual, &own, today(), POLICY).unwrap();
    assert_eq!(manual.registration.state, State::AwaitingAddress);
    let desk = Facts {
        actor: Some(Capacity::Desk),
        ..own.clone()
    };
    let address = manual.registration;
    let bound = act(Some(&address), Event::BindHouse, &desk, today(), POLICY).unwrap();
    assert_eq!(bound.row, Transition::T5);
    assert_eq!(bound.effects[0], Effect::CloseTasks);

    let cancel = Event::RequestCancel(CancelReason::MovedHouse);
    let nobody_else = Facts {
        actor: None,
        has_confirmer: false,
        ..own
    };
    let effective = held(State::Effective);
    let ended = act(Some(&effective), cancel, &nobody_else, today(), POLICY).unwrap();
    assert_eq!(ended.row, Transition::T11);
    assert_eq!(ended.registration.state, State::Cancelled);
    assert_eq!(ended.effects[0], Effect::PermitAddressCancelled);
    let reason = Some(Reason::Asked(CancelReason::MovedHouse));
    assert_eq!(ended.registration.reason, reason);
}

#[test]
fn a_tenant_is_asked_about_and_nothing_follows_at_once() {
    for (state, event) in [
        (None, Event::Declare),
        (
            Some(State::Effective),
            Event::RequestCancel(CancelReason::MovedAway),
        ),
    ] {
        let before = state.map(held);
        let acted = act(before.as_ref(), event, &facts(), today(), POLICY);
        assert_eq!(acted, step(state, event));
    }
}

#[test]
fn time_comes_before_whoever_comes_late() {
    let waiting = held(State::AwaitingConfirmation);
    let late = day("2026-11-24");
    let answer = |event, on| act(Some(&waiting), event, &facts(), on, POLICY);
    assert_eq!(
        answer(Event::Confirm, late),
        Err(Denial::AlreadyDecided(State::Expired))
    );
    assert!(answer(Event::Confirm, today()).is_ok());
    let expired = answer(Event::DayComes, late).unwrap();
    assert_eq!(expired.registration.state, State::Expired);
}

/// Two confirmers in any order: one decision, and the second is told which.
#[test]
fn the_first_of_two_confirmers_decides() {
    let yes = Event::Confirm;
    let no = Event::Reject(RejectionReason::NotLivingHere);
    for (first, second, state) in [
        (yes, no, State::Effective),
        (no, yes, State::Rejected),
        (yes, yes, State::Effective),
        (no, no, State::Rejected),
    ] {
        let waiting = held(State::AwaitingConfirmation);
        let decided = act(Some(&waiting), first, &facts(), today(), POLICY).unwrap();
        let held = decided.registration;
        let trustee = Facts {
            actor: Some(Capacity::Trustee),
            ..facts()
        };
        assert_eq!(held.state, state);
        assert_eq!(
            act(Some(&held), second, &trustee, today(), POLICY),
            Err(Denial::AlreadyDecided(state))
        );
    }
}

#[test]
fn a_command_that_comes_again_gets_its_first_answer() {
    let mut answers = Answers::default();
    let mut held = held(State::AwaitingConfirmation);
    let mut command = |id: u8, event| {
        let id = RecordId::from_bytes([id; 16]);
        answers.once(id, || {
            let step = act(Some(&held), event, &facts(), today(), POLICY)?;
            held = step.registration;
            Ok(held.state)
        })
    };
    let no = Event::Reject(RejectionReason::WrongRoom);
    assert_eq!(command(1, Event::Confirm), Ok(State::Effective));
    let second = Err(Denial::AlreadyDecided(State::Effective));
    assert_eq!(command(2, no), second);
    assert_eq!(command(1, Event::Confirm), Ok(State::Effective));
    assert_eq!(
        command(1, no),
        Ok(State::Effective),
        "the id is the command"
    );
    assert_eq!(command(2, no), second);
}

/// No sequence of events, facts and days leads outside the table.
#[test]
fn no_history_leaves_the_table() {
    for seed in 1..=200 {
        let mut dice = Dice(0x9e37_79b9_7f4a_7c15_u64.wrapping_mul(seed));
        let mut registration: Option<Registration> = None;
        let mut on = today();
        for _ in 0..50 {
            on = crate::civil::days_after(on, u64::try_from(dice.roll(4)).unwrap());
            let event = events()[dice.roll(16)];
            let capacities = Capacity::ALL.len();
            let facts = Facts {
                identity_proven: dice.roll(8) > 0,
                actor: Capacity::ALL.get(dice.roll(capacities + 1)).copied(),
                for_resident: dice.roll(2) > 0,
                officer: dice.roll(4) > 0,
                declarant_owns: dice.roll(4) == 0,
                has_confirmer: dice.roll(2) > 0,
                moved_in_on: today(),
                asked_on: on,
                ..facts()
            };
            let before = registration.map(|held| held.state);
            let Ok(step) = act(registration.as_ref(), event, &facts, on, POLICY) else {
                continue;
            };
            let after = step.registration;
            assert!(
                before.is_none_or(State::is_live),
                "{seed}: a final state moved"
            );
            assert!(after.since == on || event == Event::DayComes && after.since < on);
            assert_eq!(
                after.ended_on.is_some(),
                matches!(after.state, State::Cancelled | State::Voided)
            );
            assert!(!after.state.is_registered() || after.effective_on.is_some());
            registration = Some(after);
        }
    }
}

#[test]
fn lateness_is_told_from_the_fourth_working_day() {
    // 2026-11-20 is a Friday: Monday, Tuesday and Wednesday are in time.
    let rules = &POLICY.registration;
    assert_eq!(declare_by(day("2026-11-20"), rules), day("2026-11-25"));
    let late = |on| lateness(day("2026-11-20"), day(on), rules);
    assert_eq!(late("2026-11-25"), None);
    let expected = Lateness {
        due_on: day("2026-11-25"),
        working_days: 3,
    };
    assert_eq!(late("2026-11-26"), Some(expected));
}

#[test]
fn confirmers_are_reminded_on_four_days() {
    let declared = step(None, Event::Declare).unwrap().registration;
    let reminded = |registration: &Registration| -> Vec<u64> {
        let days = 0..20;
        days.filter(|days| {
            let on = crate::civil::days_after(today(), *days);
            reminders_due(registration, on, &POLICY.registration)
        })
        .collect()
    };
    assert_eq!(reminded(&declared), [1, 3, 7, 12]);
    let shorter = Registration {
        until: Some(day("2026-11-30")),
        ..declared
    };
    assert_eq!(
        reminded(&shorter),
        [1, 3, 7],
        "the last day is still theirs"
    );
    let confirmed = step(Some(State::AwaitingConfirmation), Event::Confirm);
    assert_eq!(reminded(&confirmed.unwrap().registration), []);
    let endless = Registration {
        until: None,
        ..declared
    };
    assert_eq!(reminded(&endless), []);
}

#[test]
fn reasons_and_events_come_back_from_their_words() {
    let mut words = std::collections::BTreeSet::new();
    let mut kinds = std::collections::BTreeSet::new();
    for event in events() {
        assert!(words.insert(event.word()), "{event:?}");
        let Some(reason) = event.reason() else {
            continue;
        };
        assert!(kinds.insert(reason.kind()));
        assert_eq!(Reason::read(reason.kind(), &reason.value()), Some(reason));
        assert_eq!(Reason::read(reason.kind(), "no such value"), None);
        assert_eq!(Reason::read("no such kind", &reason.value()), None);
    }
    assert_eq!((words.len(), kinds.len()), (16, 7));
    assert_eq!(Event::DayComes.word(), "TIMEOUT");
}

#[test]
fn other_reasons_need_a_note_and_rules_have_names() {
    let noted: Vec<Event> = [
        Event::Reject(RejectionReason::Other),
        Event::RefuseAddress(AddressRefusal::Other),
        Event::RefuseCancel(CancelRefusal::Other),
    ]
    .into();
    assert!(noted.iter().all(|event| event.needs_note()));
    assert!(events().iter().all(|event| !event.needs_note()));
    let child = Denial::Cohabitant {
        place: 0,
        denial: crate::cohabitant::CohabitantDenial::MustSelfDeclare,
    };
    assert_eq!(child.rule(), "MUST_SELF_DECLARE");
    assert_eq!(Denial::TooManyAddresses.rule(), "TOO_MANY_ADDRESSES");
    assert_eq!(EndReason::ALL.len(), 5);
}
