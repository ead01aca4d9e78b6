//! What the tables say about somebody who wants a permit, holds one, or comes to qualify for one.

use chrono::NaiveDate;
use residence::{
    Assessment, CityCode, DateRange, Division, Eligibility, EligibilityInput, Ground, Habitual,
    NewAddress, PermitDenial, Policy, Population, Presence, Proof, RecordId, age_on, counted_from,
    eligibility, first_eligible, population, presence, stay_start, still_qualified,
    without_registered_place,
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

/// What the rules find about an applicant, condition by condition, as whoever reviews reads it.
pub(crate) struct Findings {
    /// Part of the actual population; nothing while the registered address is not known.
    pub(crate) population: Option<Population>,
    /// Age in full years.
    pub(crate) age: u32,
    /// The address that the permit names, as its registration stands.
    pub(crate) address: Option<NewAddress>,
    /// Where the habitual residence of the city stands.
    pub(crate) habitual: Option<Habitual>,
    /// First day of the stay that counts.
    pub(crate) from: Option<NaiveDate>,
    /// First day on which the stay is long enough.
    pub(crate) full_on: Option<NaiveDate>,
    /// Days on which the code was presented in that stay, the earliest first.
    pub(crate) presented: Vec<NaiveDate>,
    /// What the presentations show.
    pub(crate) presence: Presence,
    /// What the rules miss, the application itself left out.
    pub(crate) lacking: Vec<PermitDenial>,
}

impl Applicant {
    /// Weighs each condition for whoever reviews: the application that is looked at is none that
    /// stands in its own way.
    pub(super) fn findings(&self, judging: &Judging<'_>, address: Option<NewAddress>) -> Findings {
        let (input, policy, on) = (&self.input, judging.policy, judging.on);
        let stay = stay_start(&input.segments, input.city, on, &policy.stay);
        let from = counted_from(stay, input.habitual, &policy.stay);
        let period = DateRange {
            from: from.unwrap_or(on),
            to: on,
        };
        let lacking = match self.assessed(judging).verdict {
            Eligibility::Eligible { .. } => Vec::new(),
            Eligibility::NotYet { missing, .. } => missing,
            Eligibility::No { why } | Eligibility::Review { why } => why,
        };
        let own = |denial: &PermitDenial| {
            matches!(
                denial,
                PermitDenial::HasPermit | PermitDenial::HasApplication
            )
        };
        let mut shown = input.presentations.clone();
        shown.retain(|day| period.contains(*day));
        shown.dedup();
        Findings {
            population: (!self.place_unknown).then_some(input.population),
            age: input.age,
            address,
            habitual: input.habitual,
            full_on: from.map(|from| first_eligible(from, &policy.stay)),
            presented: shown,
            presence: presence(&input.presentations, period, &policy.presence),
            lacking: lacking.into_iter().filter(|one| !own(one)).collect(),
            from,
        }
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
