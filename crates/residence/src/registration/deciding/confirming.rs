//! T5 to T9: what becomes of a declaration that waits.

use super::{
    super::{Capacity, Denial, Effect, Matter, Notice, Reason, Registration, State, Step},
    Call,
};
use crate::{cohabitant::outgrew_guardian, lists::RejectionReason};

impl Call<'_> {
    /// T5: a verified owner's own house confirms by itself (public guide, item 2; own decision
    /// that the ownership must be verified, else anybody could confirm himself).
    pub(super) fn auto_confirm(&self, held: &Registration) -> Result<Step, Denial> {
        if self.facts.declarant_owns {
            Ok(self.effective(held, Capacity::Auto))
        } else {
            Err(Denial::NotTheOwner)
        }
    }

    /// T6: a confirmer agrees.
    pub(super) fn confirm(&self, held: &Registration) -> Result<Step, Denial> {
        let capacity = self.confirmer(held)?;
        Ok(self.effective(held, capacity))
    }

    fn effective(&self, held: &Registration, capacity: Capacity) -> Step {
        let registration = Registration {
            effective_on: Some(self.today),
            ..self.next(held, State::Effective, Some(capacity), None)
        };
        let mut effects = vec![Effect::CloseTasks, Effect::TellResident(Notice::Effective)];
        let cohabitants = self.facts.cohabitants.iter().enumerate();
        effects.extend(
            cohabitants
                .filter(|(_, person)| outgrew_guardian(person, &self.policy.age))
                .map(|(place, _)| Effect::AskAbout {
                    matter: Matter::TakeOver,
                    place,
                    from: self.today,
                }),
        );
        effects.push(self.audit(&registration));
        self.step(registration, effects)
    }

    /// T7: a confirmer refuses; a house that is not theirs opens a review of its ownership.
    pub(super) fn reject(&self, held: &Registration) -> Result<Step, Denial> {
        let capacity = self.confirmer(held)?;
        self.noted()?;
        let reason = self.event.reason();
        let not_my_house = reason == Some(Reason::Rejected(RejectionReason::NotMyHouse));
        let registration = self.next(held, State::Rejected, Some(capacity), reason);
        let mut effects = vec![Effect::CloseTasks, Effect::TellResident(Notice::Rejected)];
        if not_my_house {
            effects.push(Effect::AskDesk {
                matter: Matter::Ownership,
                from: self.today,
            });
        }
        effects.push(self.audit(&registration));
        Ok(self.step(registration, effects))
    }

    /// T8: nobody decided in time; the resident may declare again (own decision).
    pub(super) fn expire(&self, held: &Registration) -> Result<Step, Denial> {
        let then = self.overdue(held)?;
        let registration = then.next(held, State::Expired, Some(Capacity::Auto), None);
        let effects = vec![
            Effect::ExpireTasks,
            Effect::TellResident(Notice::Expired),
            self.audit(&registration),
        ];
        Ok(self.step(registration, effects))
    }

    /// T9: the declarant takes it back.
    pub(super) fn withdraw(&self, held: &Registration) -> Result<Step, Denial> {
        self.resident()?;
        let registration = self.next(held, State::Withdrawn, None, None);
        let effects = vec![Effect::CloseTasks, self.audit(&registration)];
        Ok(self.step(registration, effects))
    }
}
