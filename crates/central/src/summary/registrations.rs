//! The registrations of a person, with those who live there too.

use protocol::{HeldCohabitant, HeldHabitual, HeldRegistration};
use residence::{HabitualState, Private, Reason, Subject};

use super::{Asked, addresses};
use crate::{
    store::StoreError,
    tables::{
        cohabitants, habituals,
        people::Person,
        registrations::{self, Registration},
        standings::Standing,
    },
};

/// Lists the registrations of a person; `member` names a member of the family whose they are.
pub(super) async fn of(
    asked: &Asked<'_>,
    person: &Person,
    member: Option<Subject>,
) -> Result<Vec<HeldRegistration>, StoreError> {
    let mut held = Vec::new();
    for registration in registrations::of_subject(asked.store, &person.subject).await? {
        held.push(one(asked, registration, member).await?);
    }
    Ok(held)
}

async fn one(
    asked: &Asked<'_>,
    registration: Registration,
    member: Option<Subject>,
) -> Result<HeldRegistration, StoreError> {
    let (store, record) = (asked.store, registration.record);
    let (state, because) = match &registration.standing {
        Standing::Stands(held) => (Some(held.state), held.reason.map(Reason::value)),
        Standing::Denied(rule) => (None, Some(rule.clone())),
    };
    let (since, until, effective_on) = match &registration.standing {
        Standing::Stands(held) => (held.since, held.until, held.effective_on),
        Standing::Denied(_) => (registration.decided_on, None, None),
    };
    let people = cohabitants::cohabitants(store, &record).await?;
    let cohabitants = people.into_iter().map(|person| HeldCohabitant {
        name: Private::new(person.name),
        relation: person.relation,
        birth: Private::new(person.birth),
    });
    Ok(HeldRegistration {
        record,
        member,
        address: addresses::of_registration(store, &registration).await?,
        dwelling: registration.dwelling,
        reason: registration.reason,
        moved_in_on: registration.moved_in_on,
        state,
        because,
        since,
        until,
        effective_on,
        habitual: habitual(asked, &registration).await?,
        permit_here: false,
        cohabitants: cohabitants.collect(),
    })
}

async fn habitual(
    asked: &Asked<'_>,
    registration: &Registration,
) -> Result<Option<HeldHabitual>, StoreError> {
    let held = habituals::of_registration(asked.store, &registration.record).await?;
    let held = held.filter(|held| held.state != HabitualState::None);
    Ok(held.map(|held| HeldHabitual {
        state: held.state,
        since: held.since,
        until: held.until,
        habitual_on: held.habitual_on,
    }))
}
