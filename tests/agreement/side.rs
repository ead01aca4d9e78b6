//! One side: judges commands by the rules of `residence`, and by nothing else.

use std::collections::{BTreeMap, BTreeSet};

use residence::{
    Answers, Capacity, Denial, Effect, Event, Facts, HabitualDenial, HabitualEffect, HabitualEvent,
    HabitualFacts, HabitualResidence, HabitualState, HouseStanding, Listed as _, Policy,
    PolicyBook, PolicyVersion, ProfileName, RecordId, Registration, ServiceArea, State, Transition,
    act, decide_habitual, let_habitual_time_pass, let_time_pass,
};

use crate::command::{Command, Day, Role, Wish};

/// What a command was answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Answer {
    Stands(Transition, State),
    Denied(Denial),
    Habitual(HabitualState),
    HabitualDenied(HabitualDenial),
}

/// What a side knows of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Person {
    registrations: BTreeMap<RecordId, (usize, Registration)>,
    habitual: BTreeMap<RecordId, HabitualResidence>,
}

/// A side: its people, its rules, its answers.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Side {
    people: BTreeMap<usize, Person>,
    answers: Answers<Answer>,
    given: Vec<(RecordId, Answer)>,
    rules: Rules,
}

/// Rules that change in the middle of the year.
#[derive(Debug, PartialEq, Eq)]
struct Rules {
    book: PolicyBook,
    area: ServiceArea,
}

impl Rules {
    fn on(&self, day: Day) -> Policy {
        self.book.rules(&self.area, day)
    }
}

impl Side {
    pub(crate) fn new(seed: u64) -> Self {
        let areas = ["4415", "4403", "4406", "4420"];
        let mut book = PolicyBook::built_in();
        let mut next = Policy::GD_DEFAULT;
        next.version = PolicyVersion {
            profile: ProfileName::GdDefault,
            version: 2,
        };
        next.valid_from = "2026-03-15".parse().unwrap();
        next.registration.confirm_timeout_days = 4;
        next.registration.cancel_timeout_days = 9;
        next.registration.no_confirmer_wait_days = 2;
        assert!(book.add(next));
        let area = areas[usize::try_from(seed % 4).unwrap()];
        Self {
            people: BTreeMap::new(),
            answers: Answers::default(),
            given: Vec::new(),
            rules: Rules {
                book,
                area: ServiceArea::parse(area).unwrap(),
            },
        }
    }

    /// Hears a command, perhaps for the second time.
    pub(crate) fn hear(&mut self, command: &Command) {
        let person = self.people.entry(command.person).or_default();
        let (rules, mut first) = (&self.rules, false);
        let answer = self.answers.once(command.id, || {
            first = true;
            person.hear(command, rules)
        });
        if first {
            self.given.push((command.id, answer));
        } else {
            assert!(self.given.contains(&(command.id, answer)));
        }
    }

    /// Lets the days pass for everybody.
    pub(crate) fn let_days_pass(&mut self, today: Day) {
        for person in self.people.values_mut() {
            person.let_days_pass(today, &self.rules);
        }
    }

    /// The end of the year: all time has passed, and the order of hearing no longer matters.
    pub(crate) fn end(&mut self) {
        for person in self.people.values_mut() {
            person.let_days_pass(Day::MAX, &self.rules);
        }
        self.given.sort_by_key(|(id, _)| *id);
    }
}

impl Person {
    fn hear(&mut self, command: &Command, rules: &Rules) -> Answer {
        self.let_days_pass(command.on, rules);
        let policy = rules.on(command.on);
        match command.wish {
            Wish::Registration(event) => self.act(command, event, &policy),
            Wish::Habitual(event) => self.act_habitual(command, event, &policy),
        }
    }

    fn act(&mut self, command: &Command, event: Event, policy: &Policy) -> Answer {
        let facts = self.facts(command);
        let held = self.registrations.get(&command.declaration);
        let held = held.map(|(_, registration)| *registration);
        match act(held.as_ref(), event, &facts, command.on, policy) {
            Err(denial) => Answer::Denied(denial),
            Ok(step) => {
                let entry = (command.house, step.registration);
                self.registrations.insert(command.declaration, entry);
                self.follow(command.declaration, &step.effects, command.on, policy);
                Answer::Stands(step.row, step.registration.state)
            }
        }
    }

    fn facts(&self, command: &Command) -> Facts {
        let live = self.registrations.values();
        let live = live.filter(|(_, held)| held.state.is_live());
        Facts {
            identity_proven: command.role != Role::Stranger,
            actor: capacity(command),
            for_resident: command.role == Role::Resident,
            officer: command.role == Role::Officer,
            note_present: command.note,
            declarant_age: 35,
            declarant_owns: owns(command),
            house: HouseStanding::Known,
            has_confirmer: has_confirmer(command),
            live_at_same_house: live.clone().any(|(house, held)| {
                *house == command.house && held.state != State::AwaitingAddress
            }),
            live_addresses: live.count(),
            moved_in_on: command.moved_in_on,
            ..Facts::of_nobody(command.on)
        }
    }

    fn act_habitual(&mut self, command: &Command, event: HabitualEvent, policy: &Policy) -> Answer {
        let registration = self.registrations.get(&command.declaration);
        let facts = HabitualFacts {
            identity_proven: command.role != Role::Stranger,
            actor: capacity(command),
            for_resident: command.role == Role::Resident,
            note_present: command.note,
            registration: registration.map(|(_, held)| held.state),
            resident_owns: owns(command),
            has_confirmer: has_confirmer(command),
            asked_on: command.on,
            habitual_now: self.habitual_now(),
        };
        let id = command.declaration;
        let held = self.habitual.get(&id).copied();
        match decide_habitual(id, held.as_ref(), event, &facts, command.on, policy) {
            Err(denial) => Answer::HabitualDenied(denial),
            Ok(step) => {
                self.habitual.insert(id, step.habitual);
                for effect in &step.effects {
                    if let HabitualEffect::EndOld { registration } = effect {
                        self.end_habitual(
                            *registration,
                            HabitualEvent::Replace,
                            command.on,
                            policy,
                        );
                    }
                }
                Answer::Habitual(step.habitual.state)
            }
        }
    }

    fn habitual_now(&self) -> Option<RecordId> {
        let mut now = self
            .habitual
            .iter()
            .filter(|(_, held)| held.state == HabitualState::Habitual);
        let first = now.next().map(|(id, _)| *id);
        assert!(now.next().is_none(), "only one is habitual");
        first
    }

    fn follow(&mut self, id: RecordId, effects: &[Effect], on: Day, policy: &Policy) {
        if effects.contains(&Effect::EndHabitual) {
            self.end_habitual(id, HabitualEvent::RegistrationEnded, on, policy);
        }
    }

    fn end_habitual(&mut self, id: RecordId, event: HabitualEvent, on: Day, policy: &Policy) {
        let facts = HabitualFacts {
            identity_proven: false,
            actor: None,
            for_resident: false,
            note_present: false,
            registration: None,
            resident_owns: false,
            has_confirmer: false,
            asked_on: on,
            habitual_now: None,
        };
        let held = self.habitual.get(&id).copied();
        if let Ok(step) = decide_habitual(id, held.as_ref(), event, &facts, on, policy) {
            self.habitual.insert(id, step.habitual);
        }
    }

    /// What lapses, in the order of its days: an end may take a habitual residence with it.
    fn let_days_pass(&mut self, today: Day, rules: &Rules) {
        loop {
            let registration = self.registrations.iter();
            let next = registration
                .filter_map(|(id, (_, held))| Some((held.lapses_on()?, *id)))
                .min();
            let habitual = self.habitual.iter();
            let review = habitual
                .filter_map(|(id, held)| Some((held.lapses_on()?, *id)))
                .min();
            let reviewed_first = match (next, review) {
                (Some(next), Some(review)) => review <= next,
                (None, Some(_)) => true,
                (Some(_) | None, None) => false,
            };
            let moved = if reviewed_first {
                review.is_some_and(|(on, id)| self.lapse_review(on, id, today, rules))
            } else {
                next.is_some_and(|(on, id)| self.lapse(on, id, today, rules))
            };
            if !moved {
                return;
            }
        }
    }

    fn lapse(&mut self, on: Day, id: RecordId, today: Day, rules: &Rules) -> bool {
        let policy = rules.on(on);
        let (house, held) = self.registrations[&id];
        let Some(step) = let_time_pass(&held, today, &policy) else {
            return false;
        };
        self.registrations.insert(id, (house, step.registration));
        self.follow(id, &step.effects, on, &policy);
        true
    }

    fn lapse_review(&mut self, on: Day, id: RecordId, today: Day, rules: &Rules) -> bool {
        let policy = rules.on(on);
        let Some(step) = let_habitual_time_pass(&self.habitual[&id], today, &policy) else {
            return false;
        };
        self.habitual.insert(id, step.habitual);
        true
    }
}

/// House 0 has nobody; house 3 belongs to person 3; the others to somebody else.
fn owns(command: &Command) -> bool {
    command.house == 3 && command.person == 3
}

fn has_confirmer(command: &Command) -> bool {
    command.house != 0
}

fn capacity(command: &Command) -> Option<Capacity> {
    match command.role {
        Role::Owner if has_confirmer(command) => Some(Capacity::Owner),
        Role::Trustee if has_confirmer(command) => Some(Capacity::Trustee),
        Role::Desk => Some(Capacity::Desk),
        Role::Owner | Role::Trustee | Role::Resident | Role::Officer | Role::Stranger => None,
    }
}

/// What was met in all histories; a history that never gets anywhere would agree as well.
#[derive(Default)]
pub(crate) struct Met {
    rows: BTreeSet<Transition>,
    states: BTreeSet<State>,
    habitual: BTreeSet<HabitualState>,
    capacities: BTreeSet<Capacity>,
}

impl Met {
    pub(crate) fn count(&mut self, side: &Side) {
        for (_, answer) in &side.given {
            if let Answer::Stands(row, state) = answer {
                self.rows.insert(*row);
                self.states.insert(*state);
            }
        }
        for person in side.people.values() {
            let held = person.registrations.values().map(|(_, held)| held);
            self.states.extend(held.clone().map(|held| held.state));
            self.capacities
                .extend(held.filter_map(|held| held.capacity));
            let states = person.habitual.values().map(|held| held.state);
            self.habitual.extend(states);
        }
    }

    /// Every state; every row but those that only time walks, which the states tell of.
    pub(crate) fn saw_everything(&self) {
        assert_eq!(self.states.len(), State::ALL.len(), "{:?}", self.states);
        assert!(
            self.rows.len() >= Transition::ALL.len() - 2,
            "{:?}",
            self.rows
        );
        assert_eq!(self.habitual.len(), 3, "{:?}", self.habitual);
        assert!(self.capacities.len() >= 4, "{:?}", self.capacities);
    }
}
