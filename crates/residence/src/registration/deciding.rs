//! The guards and effects of each row.

mod adding;
mod confirming;
mod declaring;
mod ending;

pub use adding::add_cohabitants;

use chrono::NaiveDate;

use super::{
    Capacity, Denial, Effect, Event, Facts, Matter, Reason, Registration, State, Step, Transition,
    table,
};
use crate::policy::Policy;

/// What a row is applied to, beside the registration.
#[derive(Clone, Copy)]
struct Call<'a> {
    row: Transition,
    event: Event,
    facts: &'a Facts,
    today: NaiveDate,
    policy: &'a Policy,
}

/// Applies an event to a registration: one row of the table, and nothing changes on a denial.
///
/// `registration` is `None` before the declaration. `today` is the civil date in Guangdong, the
/// day of the act. Each row names its regulation; where there is none, it is an own decision.
pub fn decide(
    registration: Option<&Registration>,
    event: Event,
    facts: &Facts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let row = table::row(registration.map(|held| held.state), event)?;
    let call = Call {
        row,
        event,
        facts,
        today,
        policy,
    };
    match registration {
        None => call.declare(),
        Some(held) => call.apply(held),
    }
}

/// Applies what somebody does: first the time that has passed, then the event, then what follows
/// at once when the declarant is a verified owner (T5 after T1 and T3, T11 after T10).
pub fn act(
    registration: Option<&Registration>,
    event: Event,
    facts: &Facts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Step, Denial> {
    let passed = registration.and_then(|held| let_time_pass(held, today, policy));
    if event != Event::DayComes
        && let Some(step) = passed
    {
        return Err(Denial::AlreadyDecided(step.registration.state));
    }
    let first = decide(registration, event, facts, today, policy)?;
    let Some(next) = at_once(first.row, facts) else {
        return Ok(first);
    };
    let then = decide(Some(&first.registration), next, facts, today, policy)?;
    Ok(joined(first, then))
}

/// Ends what waited until a day that has passed (T8, T13, and T15 without an objection).
///
/// `None` when nothing is overdue. The last day was set when the waiting began; the rules of today
/// do not move it.
pub fn let_time_pass(
    registration: &Registration,
    today: NaiveDate,
    policy: &Policy,
) -> Option<Step> {
    let nobody = Facts::of_nobody(today);
    decide(Some(registration), Event::DayComes, &nobody, today, policy).ok()
}

fn at_once(row: Transition, facts: &Facts) -> Option<Event> {
    match row {
        Transition::T1 | Transition::T3 if facts.declarant_owns => Some(Event::AutoConfirm),
        Transition::T10 if facts.declarant_owns => Some(Event::ConfirmCancel),
        Transition::T1
        | Transition::T2
        | Transition::T3
        | Transition::T4
        | Transition::T5
        | Transition::T6
        | Transition::T7
        | Transition::T8
        | Transition::T9
        | Transition::T10
        | Transition::T11
        | Transition::T12
        | Transition::T13
        | Transition::T14
        | Transition::T15
        | Transition::T16
        | Transition::T17 => None,
    }
}

/// Joins two rows of the same moment: a task that would open and close again is never opened.
fn joined(first: Step, then: Step) -> Step {
    let asks = |effect: &Effect| {
        matches!(
            effect,
            Effect::AskOwner { .. }
                | Effect::AskDesk {
                    matter: Matter::MoveIn | Matter::Cancel,
                    ..
                }
        )
    };
    let before = first.effects.into_iter().filter(|effect| !asks(effect));
    let after = then.effects.into_iter();
    let after = after.filter(|effect| *effect != Effect::CloseTasks);
    Step {
        row: then.row,
        registration: then.registration,
        effects: before.chain(after).collect(),
    }
}

impl Call<'_> {
    fn apply(&self, held: &Registration) -> Result<Step, Denial> {
        match self.row {
            Transition::T1 | Transition::T2 => self.declare(),
            Transition::T3 => self.bind_house(held),
            Transition::T4 => self.refuse_address(held),
            Transition::T5 => self.auto_confirm(held),
            Transition::T6 => self.confirm(held),
            Transition::T7 => self.reject(held),
            Transition::T8 => self.expire(held),
            Transition::T9 => self.withdraw(held),
            Transition::T10 => self.request_cancel(held),
            Transition::T11 => self.confirm_cancel(held),
            Transition::T12 => self.refuse_cancel(held),
            Transition::T13 => self.complete_cancel(held),
            Transition::T14 => self.withdraw_cancel(held),
            Transition::T15 => self.report_move_out(held),
            Transition::T16 => self.end_by_authority(held),
            Transition::T17 => self.void(held),
        }
    }

    /// The registration in its next state; nothing waits there unless the row says so.
    fn next(
        &self,
        held: &Registration,
        state: State,
        capacity: Option<Capacity>,
        reason: Option<Reason>,
    ) -> Registration {
        Registration {
            state,
            since: self.today,
            until: None,
            desk_from: None,
            capacity,
            reason,
            under: self.policy.version,
            ..*held
        }
    }

    fn step(&self, registration: Registration, effects: Vec<Effect>) -> Step {
        Step {
            row: self.row,
            registration,
            effects,
        }
    }

    fn audit(&self, registration: &Registration) -> Effect {
        Effect::Audit {
            event: self.event,
            capacity: registration.capacity,
            reason: registration.reason,
        }
    }

    fn proven(&self) -> Result<(), Denial> {
        if self.facts.identity_proven {
            Ok(())
        } else {
            Err(Denial::IdentityUnproven)
        }
    }

    /// The resident, or who may act for the resident.
    fn resident(&self) -> Result<(), Denial> {
        self.proven()?;
        if self.facts.for_resident {
            Ok(())
        } else {
            Err(Denial::NotTheResident)
        }
    }

    /// An owner, trustee or unit manager: any one of several may decide (own decision).
    fn owner_side(&self) -> Result<Capacity, Denial> {
        self.proven()?;
        match self.facts.actor {
            Some(capacity @ (Capacity::Owner | Capacity::Trustee | Capacity::Unit)) => Ok(capacity),
            Some(Capacity::Desk | Capacity::Auto) | None => Err(Denial::NotTheOwner),
        }
    }

    /// The owner's side, or the desk once nobody of it was bound to the house for long enough.
    fn confirmer(&self, held: &Registration) -> Result<Capacity, Denial> {
        self.proven()?;
        let desk_asked =
            !self.facts.has_confirmer && held.desk_from.is_some_and(|from| self.today >= from);
        if self.facts.actor == Some(Capacity::Desk) && desk_asked {
            return Ok(Capacity::Desk);
        }
        self.owner_side()
    }

    fn desk(&self) -> Result<Capacity, Denial> {
        self.proven()?;
        if self.facts.actor == Some(Capacity::Desk) {
            Ok(Capacity::Desk)
        } else {
            Err(Denial::NotTheDesk)
        }
    }

    fn officer(&self) -> Result<(), Denial> {
        self.proven()?;
        if self.facts.officer {
            Ok(())
        } else {
            Err(Denial::NotAnOfficer)
        }
    }

    fn noted(&self) -> Result<(), Denial> {
        if self.event.needs_note() && !self.facts.note_present {
            Err(Denial::NoteMissing)
        } else {
            Ok(())
        }
    }

    /// The day after the last one, once it has come: time decided then, whenever anybody looked.
    fn overdue(&self, held: &Registration) -> Result<Self, Denial> {
        let lapses_on = held.lapses_on().ok_or(Denial::NotYet)?;
        if self.today < lapses_on {
            return Err(Denial::NotYet);
        }
        Ok(Self {
            today: lapses_on,
            ..*self
        })
    }

    /// Asks the owner's side until a day, or the desk where nobody is bound to the house.
    fn ask(&self, registration: &Registration, matter: Matter) -> Option<Effect> {
        if self.facts.has_confirmer {
            let until = registration.until?;
            Some(Effect::AskOwner { matter, until })
        } else {
            let from = registration.desk_from?;
            Some(Effect::AskDesk { matter, from })
        }
    }
}
