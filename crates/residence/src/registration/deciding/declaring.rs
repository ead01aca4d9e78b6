//! T1 and T2: who may declare what, and who is asked then. T3 and T4: the desk and an address.

use super::{
    super::{
        Capacity, Denial, Effect, HouseStanding, Matter, Notice, Registration, State, Step,
        Transition, check_moved_in, confirm_by, lateness,
    },
    Call,
};
use crate::{
    age::may_self_declare,
    civil::days_after,
    cohabitant::{Added, check_cohabitant},
};

impl Call<'_> {
    /// T1 and T2: declare, for a known house or with an address entered by hand
    /// (广东省流动人口服务管理条例 2009 art. 10; 居住证暂行条例 art. 9).
    pub(super) fn declare(&self) -> Result<Step, Denial> {
        let by_hand = self.row == Transition::T2;
        self.proven()?;
        if !may_self_declare(self.facts.declarant_age, &self.policy.age) {
            return Err(Denial::MustNotSelfDeclare);
        }
        if !by_hand {
            self.free_house()?;
        }
        self.within_limits()?;
        let mut effects = Vec::new();
        let registration = if by_hand {
            effects.push(Effect::AskDesk {
                matter: Matter::BindAddress,
                from: self.facts.asked_on,
            });
            self.declared(State::AwaitingAddress)
        } else {
            let registration = self.awaiting(&self.declared(State::AwaitingConfirmation));
            effects.extend(self.ask(&registration, Matter::MoveIn));
            registration
        };
        effects.push(Effect::GiveReceipt);
        effects.extend(self.about_cohabitants()?);
        effects.extend(self.informing());
        Ok(self.step(registration, effects))
    }

    /// T3: the desk matched the address; owners and trustees are asked as after T1.
    pub(super) fn bind_house(&self, held: &Registration) -> Result<Step, Denial> {
        let capacity = self.desk()?;
        self.free_house()?;
        let bound = self.next(held, State::AwaitingConfirmation, Some(capacity), None);
        let registration = self.awaiting(&bound);
        let mut effects = vec![Effect::CloseTasks];
        effects.extend(self.ask(&registration, Matter::MoveIn));
        effects.push(Effect::GiveReceipt);
        Ok(self.step(registration, effects))
    }

    /// T4: there is no such address, for a reason that the resident reads.
    pub(super) fn refuse_address(&self, held: &Registration) -> Result<Step, Denial> {
        let capacity = self.desk()?;
        self.noted()?;
        let reason = self.event.reason();
        let registration = self.next(held, State::Rejected, Some(capacity), reason);
        let effects = vec![
            Effect::CloseTasks,
            Effect::TellResident(Notice::Rejected),
            self.audit(&registration),
        ];
        Ok(self.step(registration, effects))
    }

    fn declared(&self, state: State) -> Registration {
        Registration {
            state,
            since: self.today,
            until: None,
            desk_from: None,
            effective_on: None,
            ended_on: None,
            capacity: None,
            reason: None,
            under: self.policy.version,
        }
    }

    /// Counts the days of confirmers and desk from the day on which they are asked.
    fn awaiting(&self, registration: &Registration) -> Registration {
        let (rules, asked_on) = (&self.policy.registration, self.facts.asked_on);
        Registration {
            until: Some(confirm_by(asked_on, rules)),
            desk_from: Some(days_after(asked_on, rules.no_confirmer_wait_days)),
            ..*registration
        }
    }

    fn free_house(&self) -> Result<(), Denial> {
        match self.facts.house {
            HouseStanding::Known if self.facts.live_at_same_house => Err(Denial::DuplicateAddress),
            HouseStanding::Known => Ok(()),
            HouseStanding::Withdrawn => Err(Denial::HouseWithdrawn),
            HouseStanding::Unknown => Err(Denial::HouseUnknown),
        }
    }

    /// At the desk a person may have more addresses; a day of moving in is real everywhere.
    fn within_limits(&self) -> Result<(), Denial> {
        let (rules, facts) = (&self.policy.registration, self.facts);
        let at_desk = facts.actor == Some(Capacity::Desk);
        if !rules.has_room_after(facts.live_addresses) && !at_desk {
            return Err(Denial::TooManyAddresses);
        }
        check_moved_in(facts.moved_in_on, self.today, rules).map_err(|_| Denial::MovedInOn)?;
        if facts.cohabitants.len() > rules.cohabitants_max {
            return Err(Denial::TooManyCohabitants);
        }
        Ok(())
    }

    pub(super) fn about_cohabitants(&self) -> Result<Vec<Effect>, Denial> {
        let mut effects = Vec::new();
        for (place, cohabitant) in self.facts.cohabitants.iter().enumerate() {
            let added = check_cohabitant(cohabitant, self.facts.declarant_age, &self.policy.age)
                .map_err(|denial| Denial::Cohabitant { place, denial })?;
            let matter = match added {
                Added::Complete => continue,
                Added::GuardianConfirms => Matter::Guardian,
                Added::DeskCallsBack => Matter::CallBack,
            };
            let from = self.facts.asked_on;
            effects.push(Effect::AskAbout {
                matter,
                place,
                from,
            });
        }
        Ok(effects)
    }

    /// What the law wants the declarant to read, and the police to do.
    fn informing(&self) -> Vec<Effect> {
        let mut effects = Vec::new();
        let rules = &self.policy.registration;
        if let Some(late) = lateness(self.facts.moved_in_on, self.today, rules) {
            effects.push(Effect::NoteLateness(late));
        }
        if self.facts.foreign {
            effects.push(Effect::TellResident(Notice::ForeignersIn24Hours));
            effects.push(Effect::AskDesk {
                matter: Matter::Accommodation,
                from: self.facts.asked_on,
            });
        }
        effects
    }
}
