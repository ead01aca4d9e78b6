//! The registrations of a person, from the centre and from this machine's memory, and what the
//! rules allow to be done about each.

use chrono::NaiveDate;
use protocol::{HeldHabitual, TaskMatter};
use residence::{
    Event as Act, Facts as RuleFacts, HabitualEvent, HabitualFacts, HabitualResidence,
    HabitualState, Listed as _, Policy, RecordId, Registration, State, Subject, decide,
    decide_habitual,
};

use super::Person;
use crate::screen::{ActMatter, RegistrationView};

/// A registration as far as the rules need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Held {
    pub(crate) record: RecordId,
    pub(crate) member: Option<Subject>,
    /// `None` when a rule refused it.
    pub(crate) state: Option<State>,
    pub(crate) habitual: Option<HeldHabitual>,
    /// The owner reported that the person moved out.
    pub(crate) moved_out: bool,
    /// Which registration is the habitual one now.
    pub(crate) habitual_now: Option<RecordId>,
    /// The centre told of it; else only this machine knows.
    pub(crate) told: bool,
}

impl Person {
    /// Returns the registrations: what this machine alone knows first, then what the centre told.
    pub(crate) fn held(&self, known: &[(RecordId, RegistrationView)]) -> Vec<Held> {
        let summary = self.told.summary.as_deref();
        let told = summary.map_or(&[][..], |summary| &summary.registrations);
        let tasks = summary.map_or(&[][..], |summary| &summary.tasks);
        let habitual_now = told
            .iter()
            .find(|held| held.habitual.as_ref().is_some_and(is_habitual))
            .map(|held| held.record);
        let here = known
            .iter()
            .filter(|(record, _)| !told.iter().any(|held| held.record == *record))
            .map(|(record, view)| Held {
                record: *record,
                member: None,
                state: State::from_code(&view.state).filter(|_| !view.provisional),
                habitual: None,
                moved_out: false,
                habitual_now,
                told: false,
            });
        let from_centre = told.iter().map(|held| Held {
            record: held.record,
            member: held.member,
            state: held.state,
            habitual: held.habitual.clone(),
            moved_out: tasks
                .iter()
                .any(|task| task.matter == TaskMatter::MovedOut && task.record == held.record),
            habitual_now,
            told: true,
        });
        here.chain(from_centre).collect()
    }
}

fn is_habitual(habitual: &HeldHabitual) -> bool {
    habitual.state == HabitualState::Habitual
}

impl Held {
    /// Returns what can be done about it today, in the order of the screen.
    pub(crate) fn acts(&self, today: NaiveDate, policy: &Policy) -> Vec<ActMatter> {
        let all = [
            ActMatter::Habitual,
            ActMatter::WithdrawHabitual,
            ActMatter::RemoveHabitual,
            ActMatter::AddCohabitants,
            ActMatter::Withdraw,
            ActMatter::KeepHome,
            ActMatter::Object,
            ActMatter::Cancel,
        ];
        all.into_iter()
            .filter(|matter| self.allows(*matter, today, policy))
            .collect()
    }

    /// Tells whether the rules allow an act now.
    pub(crate) fn allows(&self, matter: ActMatter, today: NaiveDate, policy: &Policy) -> bool {
        let registration = |event| self.after(event, today, policy).is_some();
        let habitual = |event| self.habitual_after(event, today, policy).is_some();
        match matter {
            ActMatter::Withdraw => registration(Act::Withdraw),
            ActMatter::Cancel => {
                registration(Act::RequestCancel(residence::CancelReason::MovedAway))
            }
            ActMatter::KeepHome => !self.moved_out && registration(Act::WithdrawCancel),
            ActMatter::Object => self.moved_out && registration(Act::WithdrawCancel),
            ActMatter::AddCohabitants => {
                self.member.is_none() && self.state.is_some_and(State::is_registered)
            }
            ActMatter::Habitual => self.member.is_none() && habitual(HabitualEvent::Request),
            ActMatter::WithdrawHabitual => habitual(HabitualEvent::Withdraw),
            ActMatter::RemoveHabitual => habitual(HabitualEvent::Remove),
            ActMatter::MoveIn
            | ActMatter::AnswerCancel
            | ActMatter::AnswerHabitual
            | ActMatter::AnswerTrust
            | ActMatter::TakeOver
            | ActMatter::ClaimHouse
            | ActMatter::ReportMoveOut
            | ActMatter::Appoint
            | ActMatter::RevokeTrust => false,
        }
    }

    /// Returns the registration as the rules would have it after an act of its resident.
    pub(crate) fn after(
        &self,
        event: Act,
        today: NaiveDate,
        policy: &Policy,
    ) -> Option<Registration> {
        let held = Registration {
            state: self.state?,
            since: today,
            until: None,
            desk_from: None,
            effective_on: None,
            ended_on: None,
            capacity: None,
            reason: None,
            under: policy.version,
        };
        let known = RuleFacts {
            identity_proven: true,
            for_resident: true,
            ..RuleFacts::of_nobody(today)
        };
        decide(Some(&held), event, &known, today, policy)
            .ok()
            .map(|step| step.registration)
    }

    /// Returns the habitual residence as the rules would have it after an act of its resident.
    pub(crate) fn habitual_after(
        &self,
        event: HabitualEvent,
        today: NaiveDate,
        policy: &Policy,
    ) -> Option<HabitualResidence> {
        let held = self.habitual.as_ref().map(|habitual| HabitualResidence {
            registration: self.record,
            state: habitual.state,
            since: habitual.since,
            until: habitual.until,
            desk_from: None,
            habitual_on: habitual.habitual_on,
            ended_on: None,
            capacity: None,
            rejection: None,
            under: policy.version,
        });
        let known = HabitualFacts {
            identity_proven: true,
            actor: None,
            for_resident: true,
            note_present: false,
            registration: self.state,
            resident_owns: false,
            has_confirmer: true,
            asked_on: today,
            habitual_now: self.habitual_now,
        };
        decide_habitual(self.record, held.as_ref(), event, &known, today, policy)
            .ok()
            .map(|step| step.habitual)
    }
}
