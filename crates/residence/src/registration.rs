//! The life of one residence registration: transitions T1, T5, T6 and T7 of domain.md 5.3.

use chrono::NaiveDate;

use crate::{
    age::may_self_declare,
    cohabitant::{CohabitantDenial, CohabitantFacts, check_cohabitant},
    lists::{RejectionReason, listed},
    policy::Policy,
};

listed! {
    /// Where a registration stands.
    State {
        /// 待确认: waits for the owner or a trustee.
        AwaitingConfirmation = "AWAITING_CONFIRMATION",
        /// 有效: confirmed, counts as declared to the police.
        Effective = "EFFECTIVE",
        /// 未通过: refused with a reason.
        Rejected = "REJECTED",
    }
}

listed! {
    /// In which capacity a confirmer acts.
    Capacity {
        /// A verified owner of the house (业主).
        Owner = "OWNER",
        /// A trustee appointed by a verified owner (托管人).
        Trustee = "TRUSTEE",
        /// The rule for a verified owner's own dwelling.
        Auto = "AUTO",
    }
}

/// What is known of a house when a declaration names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HouseStanding {
    /// In the register and in use.
    Known,
    /// Its code or the house itself was withdrawn.
    Withdrawn,
    /// Not in the register that was asked.
    Unknown,
}

/// What happens to a registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A resident declares (T1).
    Declare,
    /// The declarant is a verified owner of the house (T5).
    AutoConfirm,
    /// An owner or trustee confirms (T6).
    Confirm,
    /// An owner or trustee refuses, with a reason (T7).
    Reject(RejectionReason),
}

/// What the rules need to know; gathered by the caller, never by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// The code matched the full document number, or a worker saw the card.
    pub identity_proven: bool,
    /// Age of the declarant in full years.
    pub declarant_age: u32,
    /// Standing of the house.
    pub house: HouseStanding,
    /// A live registration of the same person at the same house exists.
    pub live_at_same_house: bool,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// The cohabitants of the declaration, in their order.
    pub cohabitants: Vec<CohabitantFacts>,
    /// In which capacity the actor may decide for the house; `None` for a stranger.
    pub actor: Option<Capacity>,
}

/// What follows from a decision and is carried out at the rim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Open a task for owners and trustees, to be decided until this day.
    AskOwner {
        /// Last day on which the owner may decide.
        until: NaiveDate,
    },
    /// Close the open tasks of this registration.
    CloseTasks,
    /// Tell the resident the new state.
    TellResident(State),
}

/// The answer to an accepted event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    /// The state from now on.
    pub state: State,
    /// The day from which the registration counts, when it does.
    pub effective_on: Option<NaiveDate>,
    /// Who decided, when somebody did.
    pub capacity: Option<Capacity>,
    /// What follows.
    pub effects: Vec<Effect>,
}

/// Why an event is refused; nothing changes then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The code alone does not act (trust.md 1.8).
    #[error("IDENTITY_UNPROVEN")]
    IdentityUnproven,
    /// Under 16 (居民身份证法 art. 2): a guardian adds the person.
    #[error("MUST_NOT_SELF_DECLARE")]
    MustNotSelfDeclare,
    /// The house is not in the register.
    #[error("HOUSE_UNKNOWN")]
    HouseUnknown,
    /// The house or its code was withdrawn.
    #[error("HOUSE_WITHDRAWN")]
    HouseWithdrawn,
    /// The person has a live registration at this house.
    #[error("DUPLICATE_ADDRESS")]
    DuplicateAddress,
    /// The day of moving in is in the future or too long ago.
    #[error("MOVED_IN_ON")]
    MovedInOn,
    /// More cohabitants than one declaration carries.
    #[error("TOO_MANY_COHABITANTS")]
    TooManyCohabitants,
    /// A cohabitant may not be added.
    #[error("COHABITANT")]
    Cohabitant {
        /// Place in the declaration, from 0.
        place: usize,
        /// The rule that refuses.
        denial: CohabitantDenial,
    },
    /// The actor is neither owner nor trustee of the house.
    #[error("NOT_THE_OWNER")]
    NotTheOwner,
    /// Somebody decided first; the state that holds is given.
    #[error("ALREADY_DECIDED")]
    AlreadyDecided(State),
    /// The event does not exist in this state.
    #[error("WRONG_STATE")]
    WrongState,
}

/// Applies an event to a registration: the one rule that kiosk and centre share.
///
/// `state` is `None` before the declaration. `today` is the civil date in Guangdong.
pub fn decide(
    state: Option<State>,
    event: Event,
    facts: &Facts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Decision, Denial> {
    match (state, event) {
        (None, Event::Declare) => declare(facts, today, policy),
        (None, Event::AutoConfirm | Event::Confirm | Event::Reject(_)) => Err(Denial::WrongState),
        (Some(_), Event::Declare) => Err(Denial::DuplicateAddress),
        (Some(State::AwaitingConfirmation), Event::AutoConfirm) => {
            if facts.actor != Some(Capacity::Owner) {
                return Err(Denial::NotTheOwner);
            }
            Ok(decided(State::Effective, Capacity::Auto, today))
        }
        (Some(State::AwaitingConfirmation), Event::Confirm) => {
            let capacity = confirmer(facts)?;
            Ok(decided(State::Effective, capacity, today))
        }
        (Some(State::AwaitingConfirmation), Event::Reject(_)) => {
            let capacity = confirmer(facts)?;
            Ok(decided(State::Rejected, capacity, today))
        }
        (
            Some(held @ (State::Effective | State::Rejected)),
            Event::AutoConfirm | Event::Confirm | Event::Reject(_),
        ) => Err(Denial::AlreadyDecided(held)),
    }
}

/// T1: who may declare what, and who is asked then.
fn declare(facts: &Facts, today: NaiveDate, policy: &Policy) -> Result<Decision, Denial> {
    if !facts.identity_proven {
        return Err(Denial::IdentityUnproven);
    }
    if !may_self_declare(facts.declarant_age, &policy.age) {
        return Err(Denial::MustNotSelfDeclare);
    }
    match facts.house {
        HouseStanding::Known => {}
        HouseStanding::Withdrawn => return Err(Denial::HouseWithdrawn),
        HouseStanding::Unknown => return Err(Denial::HouseUnknown),
    }
    if facts.live_at_same_house {
        return Err(Denial::DuplicateAddress);
    }
    let days_ago = today.signed_duration_since(facts.moved_in_on).num_days();
    if !(0..=policy.registration.moved_in_days_ago_max).contains(&days_ago) {
        return Err(Denial::MovedInOn);
    }
    if facts.cohabitants.len() > policy.registration.cohabitants_max {
        return Err(Denial::TooManyCohabitants);
    }
    for (place, cohabitant) in facts.cohabitants.iter().enumerate() {
        check_cohabitant(cohabitant, &policy.age)
            .map_err(|denial| Denial::Cohabitant { place, denial })?;
    }
    let until = today
        .checked_add_days(chrono::Days::new(policy.registration.confirm_timeout_days))
        .unwrap_or(today);
    Ok(Decision {
        state: State::AwaitingConfirmation,
        effective_on: None,
        capacity: None,
        effects: vec![Effect::AskOwner { until }],
    })
}

fn confirmer(facts: &Facts) -> Result<Capacity, Denial> {
    if !facts.identity_proven {
        return Err(Denial::IdentityUnproven);
    }
    match facts.actor {
        Some(capacity @ (Capacity::Owner | Capacity::Trustee)) => Ok(capacity),
        Some(Capacity::Auto) | None => Err(Denial::NotTheOwner),
    }
}

fn decided(state: State, capacity: Capacity, today: NaiveDate) -> Decision {
    Decision {
        state,
        effective_on: (state == State::Effective).then_some(today),
        capacity: Some(capacity),
        effects: vec![Effect::CloseTasks, Effect::TellResident(state)],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lists::Relation;

    const AWAITING: Option<State> = Some(State::AwaitingConfirmation);

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn facts() -> Facts {
        Facts {
            identity_proven: true,
            declarant_age: 35,
            house: HouseStanding::Known,
            live_at_same_house: false,
            moved_in_on: day("2026-11-01"),
            cohabitants: vec![
                CohabitantFacts {
                    age: 10,
                    relation: Relation::Son,
                    guardian_consent: true,
                },
                CohabitantFacts {
                    age: 71,
                    relation: Relation::Parent,
                    guardian_consent: false,
                },
            ],
            actor: Some(Capacity::Owner),
        }
    }

    fn answer(state: Option<State>, event: Event, facts: &Facts) -> Result<Decision, Denial> {
        decide(state, event, facts, day("2026-11-23"), &Policy::GD_DEFAULT)
    }

    #[test]
    fn a_family_declares_and_the_owner_is_asked() {
        let decision = answer(None, Event::Declare, &facts()).unwrap();
        assert_eq!(decision.state, State::AwaitingConfirmation);
        assert_eq!(
            decision.effects,
            [Effect::AskOwner {
                until: day("2026-12-08")
            }]
        );
    }

    #[test]
    fn each_guard_of_declaring_refuses() {
        type Change = fn(&mut Facts);
        let cases: [(Change, Denial); 8] = [
            (|f| f.identity_proven = false, Denial::IdentityUnproven),
            (|f| f.declarant_age = 15, Denial::MustNotSelfDeclare),
            (
                |f| f.house = HouseStanding::Withdrawn,
                Denial::HouseWithdrawn,
            ),
            (|f| f.house = HouseStanding::Unknown, Denial::HouseUnknown),
            (|f| f.live_at_same_house = true, Denial::DuplicateAddress),
            (
                |f| f.moved_in_on = "2026-11-24".parse().unwrap(),
                Denial::MovedInOn,
            ),
            (
                |f| f.cohabitants = vec![f.cohabitants[0]; 13],
                Denial::TooManyCohabitants,
            ),
            (
                |f| f.cohabitants[1].age = 30,
                Denial::Cohabitant {
                    place: 1,
                    denial: CohabitantDenial::MustSelfDeclare,
                },
            ),
        ];
        for (change, denial) in cases {
            let mut changed = facts();
            change(&mut changed);
            assert_eq!(answer(None, Event::Declare, &changed), Err(denial));
        }
    }

    #[test]
    fn the_owner_confirms_or_refuses_once() {
        let confirmed = answer(AWAITING, Event::Confirm, &facts()).unwrap();
        assert_eq!(confirmed.state, State::Effective);
        assert_eq!(confirmed.effective_on, Some(day("2026-11-23")));
        let refusal = Event::Reject(RejectionReason::WrongRoom);
        assert_eq!(
            answer(AWAITING, refusal, &facts()).unwrap().state,
            State::Rejected
        );
        assert_eq!(
            answer(Some(State::Effective), refusal, &facts()),
            Err(Denial::AlreadyDecided(State::Effective))
        );
    }

    #[test]
    fn strangers_and_photocopies_decide_nothing() {
        let stranger = Facts {
            actor: None,
            ..facts()
        };
        let photocopy = Facts {
            identity_proven: false,
            ..facts()
        };
        let trustee = Facts {
            actor: Some(Capacity::Trustee),
            ..facts()
        };
        assert_eq!(
            answer(AWAITING, Event::Confirm, &stranger),
            Err(Denial::NotTheOwner)
        );
        assert_eq!(
            answer(AWAITING, Event::Confirm, &photocopy),
            Err(Denial::IdentityUnproven)
        );
        assert_eq!(
            answer(AWAITING, Event::AutoConfirm, &trustee),
            Err(Denial::NotTheOwner)
        );
        let own = answer(AWAITING, Event::AutoConfirm, &facts()).unwrap();
        assert_eq!(own.capacity, Some(Capacity::Auto));
        assert_eq!(
            answer(None, Event::Confirm, &facts()),
            Err(Denial::WrongState)
        );
    }
}
