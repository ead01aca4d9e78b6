//! Further people at an address that is registered: no row of the table, the state stays.

use chrono::NaiveDate;

use super::{
    super::{Denial, Effect, Event, Facts, Registration, Transition},
    Call, let_time_pass,
};
use crate::policy::Policy;

/// Adds people to a registration that lives: by the resident, or who may act for the resident
/// (public guide, item 4), under the rules of a declaration.
///
/// `facts.cohabitants` are the new ones, `already` tells how many stand there before them, and
/// `facts.live_at_same_house` that one of the new stands there already. The places in the effects
/// are those of the whole list.
pub fn add_cohabitants(
    held: &Registration,
    already: usize,
    facts: &Facts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Vec<Effect>, Denial> {
    if let Some(step) = let_time_pass(held, today, policy) {
        return Err(Denial::AlreadyDecided(step.registration.state));
    }
    let call = Call {
        row: Transition::T1,
        event: Event::Declare,
        facts,
        today,
        policy,
    };
    call.resident()?;
    if !held.state.is_live() {
        return Err(Denial::AlreadyDecided(held.state));
    }
    if facts.live_at_same_house {
        return Err(Denial::DuplicateAddress);
    }
    let count = already.saturating_add(facts.cohabitants.len());
    if count > policy.registration.cohabitants_max {
        return Err(Denial::TooManyCohabitants);
    }
    let effects = call.about_cohabitants()?;
    Ok(effects.into_iter().map(|one| moved(one, already)).collect())
}

fn moved(effect: Effect, by: usize) -> Effect {
    if let Effect::AskAbout {
        matter,
        place,
        from,
    } = effect
    {
        let place = place.saturating_add(by);
        Effect::AskAbout {
            matter,
            place,
            from,
        }
    } else {
        effect
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        cohabitant::CohabitantFacts,
        lists::Relation,
        registration::{Matter, State},
    };

    const POLICY: &Policy = &Policy::GD_DEFAULT;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn held(state: State) -> Registration {
        Registration {
            state,
            since: day("2026-11-16"),
            until: None,
            desk_from: None,
            effective_on: Some(day("2026-11-16")),
            ended_on: None,
            capacity: None,
            reason: None,
            under: POLICY.version,
        }
    }

    fn facts() -> Facts {
        let today = day("2026-11-23");
        Facts {
            identity_proven: true,
            for_resident: true,
            declarant_age: 35,
            cohabitants: vec![CohabitantFacts::declared(70, Relation::Parent, false)],
            ..Facts::of_nobody(today)
        }
    }

    fn added(state: State, already: usize, facts: &Facts) -> Result<Vec<Effect>, Denial> {
        add_cohabitants(&held(state), already, facts, day("2026-11-23"), POLICY)
    }

    #[test]
    fn who_may_be_added_is_what_a_declaration_says() {
        let asked = Effect::AskAbout {
            matter: Matter::CallBack,
            place: 2,
            from: day("2026-11-23"),
        };
        assert_eq!(added(State::Effective, 2, &facts()), Ok(vec![asked]));
        let adult = Facts {
            cohabitants: vec![CohabitantFacts::declared(30, Relation::Parent, false)],
            ..facts()
        };
        let denied = added(State::Effective, 0, &adult).unwrap_err();
        assert_eq!(denied.rule(), "MUST_SELF_DECLARE");
    }

    #[test]
    fn only_the_resident_adds_to_what_lives() {
        let stranger = Facts {
            for_resident: false,
            ..facts()
        };
        let unproven = Facts {
            identity_proven: false,
            ..facts()
        };
        let twice = Facts {
            live_at_same_house: true,
            ..facts()
        };
        let many = POLICY.registration.cohabitants_max;
        let cases = [
            (State::Effective, 0, stranger, Denial::NotTheResident),
            (State::Effective, 0, unproven, Denial::IdentityUnproven),
            (State::Effective, 0, twice, Denial::DuplicateAddress),
            (State::Effective, many, facts(), Denial::TooManyCohabitants),
            (
                State::Cancelled,
                0,
                facts(),
                Denial::AlreadyDecided(State::Cancelled),
            ),
        ];
        for (state, already, facts, denial) in cases {
            assert_eq!(added(state, already, &facts), Err(denial));
        }
    }
}
