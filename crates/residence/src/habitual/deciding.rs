//! The rows of domain.md 6.1.

use chrono::NaiveDate;

use super::{
    HabitualDenial as Denial, HabitualEffect as Effect, HabitualEvent as Event, HabitualFacts,
    HabitualResidence, HabitualState as Standing, HabitualStep as Step,
};
use crate::{
    civil::days_after,
    ids::RecordId,
    lists::RejectionReason,
    policy::Policy,
    registration::{Capacity, State, confirm_by},
};

#[derive(Clone, Copy)]
struct Call<'a> {
    registration: RecordId,
    facts: &'a HabitualFacts,
    today: NaiveDate,
    policy: &'a Policy,
}

/// Applies an event to a habitual residence; nothing changes on a denial.
///
/// `held` is `None` where nothing was asked for this registration; a refused or ended one is
/// final, and a new request is a new value. Periods are those of a confirmation (own decision).
pub fn decide_habitual(
    registration: RecordId,
    held: Option<&HabitualResidence>,
    event: Event,
    facts: &HabitualFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let call = Call {
        registration,
        facts,
        today,
        policy,
    };
    let state = held.map_or(Standing::None, |held| held.state);
    match (state, held, event) {
        (Standing::None | Standing::Rejected | Standing::Ended, _, Event::Request) => {
            call.request()
        }
        (Standing::None, _, _) | (_, None, _) => Err(Denial::WrongState),
        (Standing::Pending, Some(held), event) => call.review(held, event),
        (Standing::Habitual, Some(held), event) => call.keep(held, event),
        (Standing::Rejected | Standing::Ended, Some(_), _) => Err(Denial::AlreadyDecided(state)),
    }
}

/// Ends a request that waited until a day that has passed; `None` when nothing is overdue.
pub fn let_habitual_time_pass(
    held: &HabitualResidence,
    today: NaiveDate,
    policy: &Policy,
) -> Option<Step> {
    let nobody = HabitualFacts {
        identity_proven: false,
        actor: None,
        for_resident: false,
        note_present: false,
        registration: None,
        resident_owns: false,
        has_confirmer: true,
        asked_on: today,
        habitual_now: None,
    };
    let registration = held.registration;
    decide_habitual(
        registration,
        Some(held),
        Event::DayComes,
        &nobody,
        today,
        policy,
    )
    .ok()
}

impl Call<'_> {
    /// 设为常住地 of an effective registration; an owner's own verified house is approved at once.
    fn request(&self) -> Result<Step, Denial> {
        self.resident()?;
        if self.facts.registration != Some(State::Effective) {
            return Err(Denial::NotEffective);
        }
        if self.facts.habitual_now == Some(self.registration) {
            return Err(Denial::AlreadyHabitual);
        }
        let (rules, asked_on) = (&self.policy.registration, self.facts.asked_on);
        let until = confirm_by(asked_on, rules);
        let from = days_after(asked_on, rules.no_confirmer_wait_days);
        let pending = HabitualResidence {
            registration: self.registration,
            state: Standing::Pending,
            since: self.today,
            until: Some(until),
            desk_from: Some(from),
            habitual_on: None,
            ended_on: None,
            capacity: None,
            rejection: None,
            under: self.policy.version,
        };
        if self.facts.resident_owns {
            return Ok(self.approved(&pending, Capacity::Auto, Vec::new()));
        }
        let ask = if self.facts.has_confirmer {
            Effect::AskOwner { until }
        } else {
            Effect::AskDesk { from }
        };
        Ok(step(pending, vec![ask]))
    }

    fn review(&self, held: &HabitualResidence, event: Event) -> Result<Step, Denial> {
        match event {
            Event::Approve => {
                let capacity = self.confirmer(held)?;
                Ok(self.approved(held, capacity, vec![Effect::CloseTasks]))
            }
            Event::Reject(reason) => self.reject(held, reason),
            Event::DayComes => self.expire(held),
            Event::Withdraw => {
                self.resident()?;
                Ok(self.ended(held, vec![Effect::CloseTasks]))
            }
            Event::RegistrationEnded => Ok(self.ended(held, vec![Effect::CloseTasks])),
            Event::Request => Err(Denial::AlreadyDecided(Standing::Pending)),
            Event::Replace | Event::Remove => Err(Denial::WrongState),
        }
    }

    fn keep(&self, held: &HabitualResidence, event: Event) -> Result<Step, Denial> {
        match event {
            Event::Replace | Event::RegistrationEnded => Ok(self.ended(held, Vec::new())),
            Event::Remove => {
                self.resident()?;
                Ok(self.ended(held, Vec::new()))
            }
            Event::Request => Err(Denial::AlreadyHabitual),
            Event::Approve | Event::Reject(_) | Event::Withdraw => {
                Err(Denial::AlreadyDecided(Standing::Habitual))
            }
            Event::DayComes => Err(Denial::WrongState),
        }
    }

    /// Time decided the day after the last one, whenever anybody looked.
    fn expire(&self, held: &HabitualResidence) -> Result<Step, Denial> {
        let lapses_on = held.lapses_on().ok_or(Denial::NotYet)?;
        if self.today < lapses_on {
            return Err(Denial::NotYet);
        }
        let then = Self {
            today: lapses_on,
            ..*self
        };
        let rejected = then.next(held, Standing::Rejected, Some(Capacity::Auto));
        let effects = vec![Effect::ExpireTasks, Effect::TellRefused];
        Ok(step(rejected, effects))
    }

    fn reject(&self, held: &HabitualResidence, reason: RejectionReason) -> Result<Step, Denial> {
        let capacity = self.confirmer(held)?;
        if reason == RejectionReason::Other && !self.facts.note_present {
            return Err(Denial::NoteMissing);
        }
        let rejected = HabitualResidence {
            rejection: Some(reason),
            ..self.next(held, Standing::Rejected, Some(capacity))
        };
        Ok(step(
            rejected,
            vec![Effect::CloseTasks, Effect::TellRefused],
        ))
    }

    fn approved(
        &self,
        held: &HabitualResidence,
        capacity: Capacity,
        mut effects: Vec<Effect>,
    ) -> Step {
        let habitual = HabitualResidence {
            habitual_on: Some(self.today),
            ..self.next(held, Standing::Habitual, Some(capacity))
        };
        let old = self.facts.habitual_now;
        effects.extend(old.map(|registration| Effect::EndOld { registration }));
        effects.push(Effect::TellApproved { from: self.today });
        step(habitual, effects)
    }

    fn ended(&self, held: &HabitualResidence, effects: Vec<Effect>) -> Step {
        let ended = HabitualResidence {
            ended_on: Some(self.today),
            ..self.next(held, Standing::Ended, held.capacity)
        };
        step(ended, effects)
    }

    fn next(
        &self,
        held: &HabitualResidence,
        state: Standing,
        capacity: Option<Capacity>,
    ) -> HabitualResidence {
        HabitualResidence {
            state,
            since: self.today,
            until: None,
            desk_from: None,
            capacity,
            under: self.policy.version,
            ..*held
        }
    }

    fn resident(&self) -> Result<(), Denial> {
        if !self.facts.identity_proven {
            return Err(Denial::IdentityUnproven);
        }
        if !self.facts.for_resident {
            return Err(Denial::NotTheResident);
        }
        Ok(())
    }

    fn confirmer(&self, held: &HabitualResidence) -> Result<Capacity, Denial> {
        if !self.facts.identity_proven {
            return Err(Denial::IdentityUnproven);
        }
        let desk_asked =
            !self.facts.has_confirmer && held.desk_from.is_some_and(|from| self.today >= from);
        match self.facts.actor {
            Some(capacity @ (Capacity::Owner | Capacity::Trustee | Capacity::Unit)) => Ok(capacity),
            Some(Capacity::Desk) if desk_asked => Ok(Capacity::Desk),
            Some(Capacity::Desk | Capacity::Auto) | None => Err(Denial::NotTheOwner),
        }
    }
}

fn step(habitual: HabitualResidence, effects: Vec<Effect>) -> Step {
    Step { habitual, effects }
}
