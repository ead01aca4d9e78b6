//! Everything the centre tells a kiosk about one person, gathered from the tables at one moment.
//!
//! Each part of the summary has a module of its own; a part reads, and decides nothing.

mod addresses;
mod family;
mod houses;
mod messages;
mod permits;
mod presentations;
mod registrations;
mod stay;
mod tasks;

use chrono::NaiveDate;
use protocol::{HeldPerson, Summary};
use residence::{Policy, Private, ServiceArea};

pub(crate) use addresses::address_line;
pub(crate) use family::acted_for;
pub(crate) use messages::names as notices_of;
pub(crate) use stay::{Lived, city_of};

use crate::{
    store::{Store, StoreError},
    tables::{self, identities, people::Person, printed},
};

/// Whom a summary is about, and what the parts need besides the tables.
pub(crate) struct Asked<'a> {
    /// The tables.
    pub(crate) store: &'a dyn Store,
    /// The person who proved who they are.
    pub(crate) person: &'a Person,
    /// The members of the family for whom the person may act.
    pub(crate) family: &'a [Person],
    /// Area of the kiosk that asks.
    pub(crate) area: &'a ServiceArea,
    /// Its rules today.
    pub(crate) policy: &'a Policy,
    /// Civil date in Guangdong.
    pub(crate) today: NaiveDate,
    /// The centre's time, in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

/// Most registrations of one summary; the older ones stay at the centre.
const REGISTRATIONS_MAX: usize = 100;

/// Gathers the summary.
pub(crate) async fn of(asked: &Asked<'_>) -> Result<Summary, StoreError> {
    let houses = houses::of(asked).await?;
    let mut registrations = registrations::of(asked, asked.person, None).await?;
    for member in asked.family {
        let whose = Some(member.subject);
        registrations.extend(registrations::of(asked, member, whose).await?);
    }
    registrations.sort_by_key(|held| std::cmp::Reverse((held.moved_in_on, held.record)));
    registrations.truncate(REGISTRATIONS_MAX);
    let (presentations, presented) = presentations::of(asked).await?;
    Ok(Summary {
        as_of_ms: asked.now_ms,
        person: person(asked).await?,
        stay: stay::of(asked).await?,
        tasks: tasks::of(asked, &houses).await?,
        messages: messages::of(asked).await?,
        registrations,
        presentations,
        presented,
        members: family::of(asked).await?,
        houses,
        permits: permits::of(asked).await?,
        permit_history: permits::history_of(asked).await?,
    })
}

async fn person(asked: &Asked<'_>) -> Result<HeldPerson, StoreError> {
    let person = asked.person;
    let code = match &person.serial {
        Some(serial) => printed::card(asked.store, serial).await?,
        None => None,
    };
    Ok(HeldPerson {
        name: Private::new(person.name.clone()),
        document: identities::of_subject(asked.store, &person.subject)
            .await?
            .document,
        number: Private::new(person.number.clone()),
        phone: Private::new(person.phone.clone()),
        birth: Private::new(person.birth),
        code: code.map(|(card, _)| Private::new(card.text)),
    })
}

/// Days on which the code was presented and counts, the earliest first.
pub(crate) async fn days_presented(
    store: &dyn Store,
    person: &Person,
) -> Result<Vec<NaiveDate>, StoreError> {
    tables::presentations::days_of(store, &person.subject).await
}
