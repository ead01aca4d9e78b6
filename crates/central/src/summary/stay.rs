//! How far the person is on the way to the first permit, by the rules of the kiosk's area.

use chrono::NaiveDate;
use protocol::StayCount;
use residence::{
    CityCode, Eligibility, EligibilityInput, Ground, Habitual, HabitualPeriod, HabitualResidence,
    HabitualState, HouseCode, Matter, Population, Segment, StayPolicy, Subject, age_on,
    counted_from, elapsed_days, eligibility, first_eligible, habitual_since, stay_start,
};

use super::{Asked, days_presented};
use crate::{
    store::{Store, StoreError},
    tables::{
        habituals,
        registrations::{self, Registration},
        standings::Standing,
    },
};

/// Counts the stay; nothing for an area without a city, or a person who was never registered.
pub(super) async fn of(asked: &Asked<'_>) -> Result<Option<StayCount>, StoreError> {
    let Ok(city) = CityCode::parse(asked.area.city()) else {
        return Ok(None);
    };
    let lived = Lived::of(asked.store, &asked.person.subject).await?;
    if lived.segments.is_empty() {
        return Ok(None);
    }
    let (policy, today) = (&asked.policy.stay, asked.today);
    let presentations = days_presented(asked.store, asked.person).await?;
    let habitual = lived.habitual(city, today, policy);
    let stay = stay_start(&lived.segments, city, today, policy);
    let from = counted_from(stay, habitual, policy);
    let counts = |segment: &&Segment| segment.city == city && !segment.voided;
    let counted = lived.segments.iter().filter(counts);
    let input = EligibilityInput {
        // What only an applicant can show is asked with the application, not here.
        population: Population::Floating,
        agent: true,
        grounds: [Ground::Job, Ground::Home, Ground::Study, Ground::Talent].into(),
        exemption: None,
        live_permit: false,
        live_application: false,
        age: age_on(asked.person.birth, today, &asked.policy.age),
        city,
        habitual,
        presentations,
        segments: lived.segments.clone(),
    };
    let missing = match eligibility(&input, asked.policy, today).verdict {
        Eligibility::Eligible { .. } => Vec::new(),
        Eligibility::NotYet { missing, .. } => missing,
        Eligibility::No { why } | Eligibility::Review { why } => why,
    };
    let full = |from| first_eligible(from, policy);
    Ok(Some(StayCount {
        days: from.map_or(0, |from| elapsed_days(from, today)),
        needed: elapsed_days(from.unwrap_or(today), full(from.unwrap_or(today))),
        counted: counted.map(|segment| (segment.from, segment.to)).collect(),
        first_eligible: from.map(full),
        missing: missing.iter().map(ToString::to_string).collect(),
        from,
    }))
}

/// Where and when a person was registered, and which addresses were habitual.
pub(crate) struct Lived {
    /// Confirmed registrations, in any order and any city.
    pub(crate) segments: Vec<Segment>,
    periods: Vec<HabitualPeriod>,
    pending: bool,
}

impl Lived {
    /// Gathers it from the tables.
    pub(crate) async fn of(store: &dyn Store, subject: &Subject) -> Result<Self, StoreError> {
        let held = registrations::of_subject(store, subject).await?;
        let asked_for = habituals::of_subject(store, subject).await?;
        let mut houses: Vec<&HouseCode> =
            held.iter().filter_map(|one| one.house.as_ref()).collect();
        houses.sort();
        houses.dedup();
        let place = |house: &HouseCode| {
            let found = houses.iter().position(|other| *other == house);
            found
                .and_then(|place| u64::try_from(place).ok())
                .unwrap_or(0)
        };
        let period = |one: &HabitualResidence| {
            let registration = held.iter().find(|held| held.record == one.registration)?;
            let house = registration.house.as_ref()?;
            Some(HabitualPeriod {
                city: city_of(house)?,
                address: place(house),
                approved_on: one.habitual_on?,
                ended_on: one.ended_on,
            })
        };
        let segments = held.iter().filter_map(|one| segment(one, place));
        Ok(Self {
            segments: segments.collect(),
            periods: asked_for.iter().filter_map(period).collect(),
            pending: asked_for
                .iter()
                .any(|one| one.state == HabitualState::Pending),
        })
    }

    /// Where the habitual residence stands in a city on a day.
    pub(crate) fn habitual(
        &self,
        city: CityCode,
        today: NaiveDate,
        policy: &StayPolicy,
    ) -> Option<Habitual> {
        let since = habitual_since(&self.periods, city, today, policy);
        match since {
            Some(since) => Some(Habitual::Approved { since }),
            None => self.pending.then_some(Habitual::Pending),
        }
    }
}

/// The time of a registration that took effect.
fn segment(registration: &Registration, place: impl Fn(&HouseCode) -> u64) -> Option<Segment> {
    let Standing::Stands(held) = &registration.standing else {
        return None;
    };
    let house = registration.house.as_ref()?;
    let asked = held.asks_owner() == Some(Matter::Cancel);
    Some(Segment {
        address: place(house),
        declared_on: Some(registration.declared_on),
        cancel_asked_on: asked.then_some(held.since),
        voided: held.state.is_void(),
        ..Segment::new(city_of(house)?, held.effective_on?, held.ended_on)
    })
}

/// A house code begins with the division in which its house stands.
pub(crate) fn city_of(house: &HouseCode) -> Option<CityCode> {
    CityCode::parse(house.as_str().get(..4)?).ok()
}
