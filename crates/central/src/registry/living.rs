//! What happens to a registration after it was declared: taken back, ended, reported, added to.

use protocol::Cohabitant;
use residence::{
    CohabitantFacts, Denial, Effect, Event, Facts, RecordId, act, add_cohabitants, age_on,
    guangdong_date,
};

use super::{
    Registry,
    doing::{Doing, Done},
};
use crate::{
    carrying,
    ruling::Decider,
    store::StoreError,
    tables::{
        cohabitants::{self, add_cohabitant},
        registrations::{self, Registration},
        standings::Standing,
    },
};

impl Registry {
    /// Applies what an actor does to a registration.
    pub(super) async fn happened(
        &self,
        doing: &Doing<'_>,
        record: &RecordId,
        event: Event,
    ) -> Result<Done, StoreError> {
        let Some(registration) = registrations::by_record(self.store(), record).await? else {
            return Ok(Err(Denial::WrongState.rule()));
        };
        let Standing::Stands(held) = &registration.standing else {
            return Ok(Err(Denial::WrongState.rule()));
        };
        // What was done before the last decision was done in ignorance of it, and counts as done
        // on its day.
        let on = doing.on.max(held.since);
        let facts = self.facts(doing, &registration).await?;
        let policy = self.rules(&registration.kiosk, on).await?;
        match act(Some(held), event, &facts, on, &policy) {
            Ok(step) => {
                let writes = self.stepped(&registration, &step, &policy, None).await?;
                Ok(Ok(writes))
            }
            Err(denial) => Ok(Err(denial.rule())),
        }
    }

    /// What the tables say about an actor and a registration.
    async fn facts(
        &self,
        doing: &Doing<'_>,
        registration: &Registration,
    ) -> Result<Facts, StoreError> {
        let cohabitants = registrations::cohabitants(self.store(), &registration.record).await?;
        let side = self.side_of(registration.house.as_ref(), doing.on).await?;
        let capacity = side.capacity_of(&doing.actor.subject);
        let decider = Decider {
            person: Some(doing.actor),
            // Who acts for a member of the family decides nothing as an owner by that.
            capacity: capacity.filter(|_| !doing.by_agent()),
            has_confirmer: side.has_confirmer(),
            cohabitants: &cohabitants,
            declared_on: registration.declared_on,
            moved_in_on: registration.moved_in_on,
        };
        Ok(Facts {
            identity_proven: true,
            for_resident: doing.holder.subject == registration.subject,
            declarant_owns: side.owns(&registration.subject),
            asked_on: guangdong_date(i64::try_from(doing.now_ms).unwrap_or(i64::MAX)),
            ..decider.facts(doing.on, doing.policy)
        })
    }

    /// Adds people to a registration.
    pub(super) async fn add_cohabitants(
        &self,
        doing: &Doing<'_>,
        record: &RecordId,
        people: &[Cohabitant],
    ) -> Result<Done, StoreError> {
        let Some(registration) = registrations::by_record(self.store(), record).await? else {
            return Ok(Err(Denial::WrongState.rule()));
        };
        let Standing::Stands(held) = &registration.standing else {
            return Ok(Err(Denial::WrongState.rule()));
        };
        let (ages, on) = (&doing.policy.age, doing.on.max(held.since));
        let known = cohabitants::numbers(self.store(), record).await?;
        let new = people.iter().map(|person| {
            let age = person.document.age_on(on, ages);
            let age = age.expect("the wire carries no document without a birth date");
            CohabitantFacts::declared(age, person.relation, person.guardian_consent.is_some())
        });
        let mut numbers = known.clone();
        numbers.push(doing.holder.number.clone());
        let mut twice = false;
        for person in people {
            let number = person.document.reveal_number().to_owned();
            twice |= numbers.contains(&number);
            numbers.push(number);
        }
        let facts = Facts {
            declarant_age: age_on(doing.actor.birth, on, ages),
            live_at_same_house: twice,
            cohabitants: new.collect(),
            ..self.facts(doing, &registration).await?
        };
        match add_cohabitants(held, known.len(), &facts, on, doing.policy) {
            Ok(effects) => {
                let places = (0_u32..).skip(known.len());
                let people = people.iter().zip(places);
                let added = people.map(|(person, place)| add_cohabitant(record, place, person));
                let asked = effects
                    .iter()
                    .flat_map(|one: &Effect| carrying::carry_out(record, one));
                Ok(Ok(added.chain(asked).collect()))
            }
            Err(denial) => Ok(Err(denial.rule())),
        }
    }
}
