//! T10 to T17: how a registration ends.

use super::{
    super::{
        Capacity, Denial, Effect, EndReason, Matter, Notice, Reason, Registration, State, Step,
    },
    Call,
};
use crate::civil::days_after;

impl Call<'_> {
    /// T10: the resident asks to end it; the owner's side, or the desk, is asked.
    pub(super) fn request_cancel(&self, held: &Registration) -> Result<Step, Denial> {
        self.resident()?;
        let reason = self.event.reason();
        let (rules, asked_on) = (&self.policy.registration, self.facts.asked_on);
        let registration = Registration {
            until: Some(days_after(asked_on, rules.cancel_timeout_days)),
            desk_from: Some(days_after(asked_on, rules.no_confirmer_wait_days)),
            ..self.next(held, State::CancelPending, held.capacity, reason)
        };
        let effects = self
            .ask(&registration, Matter::Cancel)
            .into_iter()
            .collect();
        Ok(self.step(registration, effects))
    }

    /// T11: the end is agreed to. What the owner reported is agreed to by the resident or the desk,
    /// because the days of objection are the resident's.
    pub(super) fn confirm_cancel(&self, held: &Registration) -> Result<Step, Denial> {
        self.proven()?;
        let capacity = if matches!(held.reason, Some(Reason::MovedOut(_))) {
            self.agreed_to_report(held)?
        } else if self.facts.for_resident && self.facts.declarant_owns {
            Some(Capacity::Owner)
        } else if self.facts.actor == Some(Capacity::Desk) {
            Some(Capacity::Desk)
        } else {
            Some(self.owner_side()?)
        };
        Ok(self.cancelled(held, capacity, held.reason))
    }

    fn agreed_to_report(&self, held: &Registration) -> Result<Option<Capacity>, Denial> {
        if self.facts.for_resident {
            return Ok(held.capacity);
        }
        match self.facts.actor {
            Some(Capacity::Desk) => Ok(Some(Capacity::Desk)),
            Some(Capacity::Owner | Capacity::Trustee | Capacity::Unit) => {
                Err(Denial::ObjectionOpen)
            }
            Some(Capacity::Auto) | None => Err(Denial::NotTheOwner),
        }
    }

    /// T12: the owner's side refuses the end, with a reason; the resident may go to the desk.
    pub(super) fn refuse_cancel(&self, held: &Registration) -> Result<Step, Denial> {
        let capacity = self.owner_side()?;
        self.noted()?;
        let reason = self.event.reason();
        let registration = self.next(held, State::Effective, Some(capacity), reason);
        let effects = vec![
            Effect::CloseTasks,
            Effect::TellResident(Notice::CancelRefused),
            self.audit(&registration),
        ];
        Ok(self.step(registration, effects))
    }

    /// T13: nobody answered; a resident is not kept registered by silence (own decision;
    /// 广东省流动人口服务管理条例 2009 art. 21 has departures reported in any case).
    pub(super) fn complete_cancel(&self, held: &Registration) -> Result<Step, Denial> {
        let then = self.overdue(held)?;
        let mut step = then.cancelled(held, Some(Capacity::Auto), held.reason);
        for effect in &mut step.effects {
            if *effect == Effect::CloseTasks {
                *effect = Effect::ExpireTasks;
            }
        }
        Ok(step)
    }

    /// T14: the resident takes the request back, or objects to what the owner reported; then the
    /// desk finds out.
    pub(super) fn withdraw_cancel(&self, held: &Registration) -> Result<Step, Denial> {
        self.resident()?;
        let registration = self.next(held, State::Effective, held.capacity, None);
        let mut effects = vec![Effect::CloseTasks];
        if matches!(held.reason, Some(Reason::MovedOut(_))) {
            effects.push(Effect::AskDesk {
                matter: Matter::Objection,
                from: self.today,
            });
        }
        Ok(self.step(registration, effects))
    }

    /// T15: the owner's side reports a move (广东省流动人口服务管理条例 2009 art. 21); the resident has
    /// days to object.
    pub(super) fn report_move_out(&self, held: &Registration) -> Result<Step, Denial> {
        let capacity = self.owner_side()?;
        let reason = self.event.reason();
        if let Some(Reason::MovedOut(day)) = reason
            && !(self.facts.moved_in_on..=self.today).contains(&day)
        {
            return Err(Denial::MovedOutOn);
        }
        let days = self.policy.registration.objection_days;
        let registration = Registration {
            until: Some(days_after(self.facts.asked_on, days)),
            ..self.next(held, State::CancelPending, Some(capacity), reason)
        };
        let effects = vec![
            Effect::TellResident(Notice::MoveOut),
            self.audit(&registration),
        ];
        Ok(self.step(registration, effects))
    }

    /// T16: an officer ends it. A message to a person who died would only hurt somebody.
    pub(super) fn end_by_authority(&self, held: &Registration) -> Result<Step, Denial> {
        self.officer()?;
        let reason = self.event.reason();
        let mut step = self.cancelled(held, Some(Capacity::Desk), reason);
        if reason == Some(Reason::Ended(EndReason::Death)) {
            step.effects
                .retain(|effect| *effect != Effect::TellResident(Notice::Cancelled));
        }
        Ok(step)
    }

    /// T17: an officer voids it, as if it had never been; its days count no longer.
    pub(super) fn void(&self, held: &Registration) -> Result<Step, Denial> {
        self.officer()?;
        let reason = self.event.reason();
        let registration = Registration {
            ended_on: Some(self.today),
            ..self.next(held, State::Voided, Some(Capacity::Desk), reason)
        };
        let mut effects = vec![Effect::CloseTasks, Effect::DropDays];
        if held.state.is_registered() {
            effects.extend([Effect::PermitAddressCancelled, Effect::EndHabitual]);
        }
        effects.push(self.audit(&registration));
        Ok(self.step(registration, effects))
    }

    fn cancelled(
        &self,
        held: &Registration,
        capacity: Option<Capacity>,
        reason: Option<Reason>,
    ) -> Step {
        let registration = Registration {
            ended_on: Some(self.today),
            ..self.next(held, State::Cancelled, capacity, reason)
        };
        let effects = vec![
            Effect::CloseTasks,
            Effect::PermitAddressCancelled,
            Effect::EndHabitual,
            Effect::TellResident(Notice::Cancelled),
            self.audit(&registration),
        ];
        self.step(registration, effects)
    }
}
