//! The habitual residence: asked for, reviewed by the owner's side or the desk, replaced, ended.

use chrono::NaiveDate;
use residence::{
    Capacity, HabitualDenial, HabitualEffect, HabitualEvent, HabitualFacts, HabitualResidence,
    HabitualState, HabitualStep, Matter, RecordId, Subject, decide_habitual, guangdong_date,
    habitual_messages, let_habitual_time_pass,
};

use super::{
    Registry,
    doing::{Doing, Done},
};
use crate::{
    store::{Statement, StoreError},
    tables::{
        desk::{self, DeskTask},
        habituals,
        registrations::{self, Registration},
        standings::Standing,
    },
};

impl Registry {
    /// Applies what an actor does about the habitual residence at a registration.
    pub(super) async fn habitual(
        &self,
        doing: &Doing<'_>,
        record: &RecordId,
        event: HabitualEvent,
    ) -> Result<Done, StoreError> {
        let Some(registration) = registrations::by_record(self.store(), record).await? else {
            return Ok(Err(HabitualDenial::WrongState.to_string()));
        };
        let side = self.side_of(registration.house.as_ref(), doing.on).await?;
        let capacity = side.capacity_of(&doing.actor.subject);
        let facts = HabitualFacts {
            identity_proven: true,
            actor: capacity.filter(|_| !doing.by_agent()),
            for_resident: doing.holder.subject == registration.subject,
            note_present: false,
            registration: state_of(&registration),
            resident_owns: side.owns(&registration.subject),
            has_confirmer: side.has_confirmer(),
            asked_on: guangdong_date(i64::try_from(doing.now_ms).unwrap_or(i64::MAX)),
            habitual_now: self.habitual_now(&registration.subject).await?,
        };
        let decided = self
            .reviewed(&registration, event, &facts, doing.on)
            .await?;
        Ok(decided.map_err(|denial| denial.to_string()))
    }

    /// Carries out what the desk decides about a habitual residence, where nobody is bound to the
    /// house; `Err` inside is the rule that refuses.
    pub(crate) async fn decide_habitual_at_desk(
        &self,
        record: &RecordId,
        event: HabitualEvent,
        note: Option<&str>,
        today: NaiveDate,
    ) -> Result<Result<(), HabitualDenial>, StoreError> {
        let _turn = self.turn.lock().await;
        let Some(registration) = registrations::by_record(self.store(), record).await? else {
            return Ok(Err(HabitualDenial::WrongState));
        };
        let side = self.side_of(registration.house.as_ref(), today).await?;
        let facts = HabitualFacts {
            identity_proven: true,
            actor: Some(Capacity::Desk),
            for_resident: false,
            note_present: note.is_some(),
            registration: state_of(&registration),
            resident_owns: side.owns(&registration.subject),
            has_confirmer: side.has_confirmer(),
            asked_on: today,
            habitual_now: self.habitual_now(&registration.subject).await?,
        };
        match self.reviewed(&registration, event, &facts, today).await? {
            Ok(writes) => {
                self.store.commit(writes).await?;
                Ok(Ok(()))
            }
            Err(denial) => Ok(Err(denial)),
        }
    }

    /// Decides one event, after the time that has passed, and gathers the writes that follow.
    async fn reviewed(
        &self,
        registration: &Registration,
        event: HabitualEvent,
        facts: &HabitualFacts,
        on: NaiveDate,
    ) -> Result<Result<Vec<Statement>, HabitualDenial>, StoreError> {
        let record = registration.record;
        let held = habituals::of_registration(self.store(), &record).await?;
        let on = held.as_ref().map_or(on, |held| on.max(held.since));
        let policy = self.rules(&registration.kiosk, on).await?;
        if let Some(held) = &held
            && let Some(step) = let_habitual_time_pass(held, on, &policy)
        {
            return Ok(Err(HabitualDenial::AlreadyDecided(step.habitual.state)));
        }
        let step = match decide_habitual(record, held.as_ref(), event, facts, on, &policy) {
            Ok(step) => step,
            Err(denial) => return Ok(Err(denial)),
        };
        let new = event == HabitualEvent::Request;
        let writes = self.moved(registration, &step, new, facts).await?;
        Ok(Ok(writes))
    }

    /// The writes of a step; the old residence ends before the new one begins.
    async fn moved(
        &self,
        registration: &Registration,
        step: &HabitualStep,
        new: bool,
        facts: &HabitualFacts,
    ) -> Result<Vec<Statement>, StoreError> {
        let (record, on) = (&registration.record, step.habitual.since);
        let policy = self.rules(&registration.kiosk, on).await?;
        let mut writes = Vec::new();
        for effect in &step.effects {
            if let HabitualEffect::EndOld { registration } = effect {
                writes.extend(self.replaced(registration, facts, on).await?);
            }
        }
        writes.push(if new {
            habituals::add(&registration.subject, &step.habitual)
        } else {
            habituals::set(&step.habitual)
        });
        writes.extend(step.effects.iter().filter_map(|one| follow(record, one)));
        if let Some(about) = self.about(registration, &policy).await? {
            let sent = habitual_messages(step, &about);
            writes.extend(sent.iter().map(|one| desk::add_message(record, one, on)));
        }
        Ok(writes)
    }

    async fn replaced(
        &self,
        old: &RecordId,
        facts: &HabitualFacts,
        on: NaiveDate,
    ) -> Result<Option<Statement>, StoreError> {
        let held = habituals::of_registration(self.store(), old).await?;
        let place = registrations::by_record(self.store(), old).await?;
        let Some((held, place)) = held.zip(place) else {
            return Ok(None);
        };
        let policy = self.rules(&place.kiosk, on).await?;
        let ended = decide_habitual(
            *old,
            Some(&held),
            HabitualEvent::Replace,
            facts,
            on,
            &policy,
        );
        Ok(ended.ok().map(|step| habituals::set(&step.habitual)))
    }

    /// The registration whose address is the habitual one of a person.
    async fn habitual_now(&self, subject: &Subject) -> Result<Option<RecordId>, StoreError> {
        let all = habituals::of_subject(self.store(), subject).await?;
        let now = all
            .iter()
            .find(|held| held.state == HabitualState::Habitual);
        Ok(now.map(|held| held.registration))
    }

    /// Ends what was asked for or held at a registration that ended.
    pub(super) async fn end_habitual(
        &self,
        registration: &Registration,
        on: NaiveDate,
    ) -> Result<Vec<Statement>, StoreError> {
        let record = &registration.record;
        let Some(held) = habituals::of_registration(self.store(), record).await? else {
            return Ok(Vec::new());
        };
        let policy = self.rules(&registration.kiosk, on).await?;
        let nothing = nobody(on);
        let event = HabitualEvent::RegistrationEnded;
        let Ok(step) = decide_habitual(*record, Some(&held), event, &nothing, on, &policy) else {
            return Ok(Vec::new());
        };
        self.moved(registration, &step, false, &nothing).await
    }

    /// Ends the requests that nobody answered in time; returns how many.
    pub(super) async fn let_habituals_pass(&self, today: NaiveDate) -> Result<usize, StoreError> {
        let mut ended = 0;
        for held in habituals::overdue(self.store(), today).await? {
            if let Some(step) = self.lapsed(&held, today).await? {
                self.store.commit(step).await?;
                ended += 1;
            }
        }
        Ok(ended)
    }

    async fn lapsed(
        &self,
        held: &HabitualResidence,
        today: NaiveDate,
    ) -> Result<Option<Vec<Statement>>, StoreError> {
        let found = registrations::by_record(self.store(), &held.registration).await?;
        let Some(registration) = found else {
            return Ok(None);
        };
        let lapses_on = held.lapses_on().unwrap_or(today);
        let policy = self.rules(&registration.kiosk, lapses_on).await?;
        let Some(step) = let_habitual_time_pass(held, today, &policy) else {
            return Ok(None);
        };
        let nothing = nobody(today);
        let writes = self.moved(&registration, &step, false, &nothing).await?;
        Ok(Some(writes))
    }
}

fn state_of(registration: &Registration) -> Option<residence::State> {
    match &registration.standing {
        Standing::Stands(held) => Some(held.state),
        Standing::Denied(_) => None,
    }
}

/// What is known when a rule acts and nobody does.
fn nobody(on: NaiveDate) -> HabitualFacts {
    HabitualFacts {
        identity_proven: false,
        actor: None,
        for_resident: false,
        note_present: false,
        registration: None,
        resident_owns: false,
        has_confirmer: true,
        asked_on: on,
        habitual_now: None,
    }
}

fn follow(record: &RecordId, effect: &HabitualEffect) -> Option<Statement> {
    match *effect {
        HabitualEffect::AskDesk { from } => Some(desk::open_task(&DeskTask {
            record: *record,
            matter: Matter::Habitual,
            place: None,
            from,
        })),
        HabitualEffect::CloseTasks | HabitualEffect::ExpireTasks => {
            Some(desk::close_asked(record, Matter::Habitual))
        }
        // The owner's side finds what waits in its tasks; a refusal stands with the registration.
        HabitualEffect::AskOwner { .. }
        | HabitualEffect::EndOld { .. }
        | HabitualEffect::TellApproved { .. }
        | HabitualEffect::TellRefused => None,
    }
}
