//! What the tables say about somebody who wants a permit, holds one, or comes to qualify for one.

use chrono::NaiveDate;
use residence::{
    Assessment, CityCode, Division, EligibilityInput, Ground, NewAddress, Policy, Population,
    Proof, RecordId, age_on, eligibility, population, still_qualified, without_registered_place,
};

use crate::{
    store::{Store, StoreError},
    summary::{Lived, city_of},
    tables::{
        habituals, identities,
        people::Person,
        permits::{self, Kept, Shown},
        presentations, registrations,
        standings::Standing,
    },
};

/// Where, when and under which rules a permit is judged.
#[derive(Clone, Copy)]
pub(crate) struct Judging<'a> {
    /// The tables.
    pub(crate) store: &'a dyn Store,
    /// City that is served.
    pub(crate) city: CityCode,
    /// Its rules.
    pub(crate) policy: &'a Policy,
    /// Civil date in Guangdong.
    pub(crate) on: NaiveDate,
}

/// An applicant with everything the rules ask.
pub(super) struct Applicant {
    input: EligibilityInput,
    /// The registered address of a mainland resident is not known here.
    place_unknown: bool,
}

impl Applicant {
    /// Gathers what the tables say; `shown` is what only the applicant can show.
    pub(super) async fn of(
        judging: &Judging<'_>,
        person: &Person,
        shown: &Shown,
        by_agent: bool,
    ) -> Result<Self, StoreError> {
        let Judging {
            store,
            city,
            policy,
            on,
        } = *judging;
        let lived = Lived::of(store, &person.subject).await?;
        let identity = identities::of_subject(store, &person.subject).await?;
        let place = identity.registered.as_deref();
        let registered = place.and_then(|digits| Division::parse(digits).ok());
        let part = population(identity.document, registered, city.into(), policy.floating);
        let live = permits::of_subject(store, &person.subject).await?;
        let live: Vec<Kept> = live
            .into_iter()
            .filter(|kept| kept.city == city && permits::is_live(&kept.permit))
            .collect();
        let exemption = shown
            .exemption
            .map(|(exemption, since)| Proof { exemption, since });
        let issued = |kept: &Kept| matches!(kept.permit, residence::Permit::Issued(_));
        let input = EligibilityInput {
            population: part.unwrap_or(Population::Floating),
            age: age_on(person.birth, on, &policy.age),
            agent: by_agent,
            city,
            habitual: lived.habitual(city, on, &policy.stay),
            presentations: presentations::days_of(store, &person.subject).await?,
            grounds: shown.grounds.clone(),
            exemption,
            live_permit: live.iter().any(issued),
            live_application: live.iter().any(|kept| !issued(kept)),
            segments: lived.segments,
        };
        Ok(Self {
            input,
            place_unknown: part.is_none(),
        })
    }

    /// Weighs whether the person may apply.
    pub(super) fn assessed(&self, judging: &Judging<'_>) -> Assessment {
        let assessed = eligibility(&self.input, judging.policy, judging.on);
        if self.place_unknown {
            without_registered_place(assessed)
        } else {
            assessed
        }
    }

    /// Tells whether a holder still qualifies.
    pub(super) fn is_qualified(&self, judging: &Judging<'_>) -> bool {
        still_qualified(&self.input, judging.policy, judging.on).is_empty()
    }
}

/// What is asked before anybody showed anything: every ground is taken to be there.
pub(super) fn unasked() -> Shown {
    Shown {
        grounds: [Ground::Job, Ground::Home, Ground::Study, Ground::Talent].into(),
        exemption: None,
        papers: [].into(),
        evidence: String::new(),
    }
}

/// The address of a registration of the holder, as a permit would name it.
pub(super) async fn new_address(
    judging: &Judging<'_>,
    holder: &Person,
    registration: &RecordId,
) -> Result<Option<NewAddress>, StoreError> {
    let store = judging.store;
    let held = registrations::by_record(store, registration).await?;
    let own = held.filter(|held| held.subject == holder.subject);
    let Some(held) = own else {
        return Ok(None);
    };
    let Some(city) = held.house.as_ref().and_then(city_of) else {
        return Ok(None);
    };
    let effective_on = match &held.standing {
        Standing::Stands(held) if held.ended_on.is_none() => held.effective_on,
        Standing::Stands(_) | Standing::Denied(_) => None,
    };
    let asked = habituals::of_registration(store, registration).await?;
    let habitual = asked.and_then(|asked| asked.counts_as());
    Ok(Some(NewAddress {
        city,
        effective_on,
        habitual,
    }))
}
