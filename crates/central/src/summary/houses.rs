//! The houses that a person owns, claims or manages, and who lives there.

use std::collections::BTreeMap;

use protocol::{HeldHouse, HeldResident, HeldSeen, HeldTrust};
use residence::{
    HouseCode, IdentityDocument, OwnershipState, PersonName, Phone, Private, StaySeen, age_on,
    capacity_of, masked_other_number, resident_seen,
};

use super::{Asked, addresses};
use crate::{
    store::StoreError,
    tables::{
        cohabitants, house_claims, houses, identities, people,
        registrations::{self, Registration},
        standings::Standing,
        trusts::{self, Trust},
    },
};

/// Most houses of one summary, and most residents of all of them together: a reply has its limit,
/// and whoever manages more works at the desk.
const HOUSES_MAX: usize = 100;
const RESIDENTS_MAX: usize = 300;

/// Lists the houses, in the order of their codes.
pub(super) async fn of(asked: &Asked<'_>) -> Result<Vec<HeldHouse>, StoreError> {
    let (store, subject) = (asked.store, &asked.person.subject);
    let mut claims: BTreeMap<HouseCode, Option<OwnershipState>> = BTreeMap::new();
    for claim in house_claims::of_person(store, subject).await? {
        claims.insert(claim.held.house, Some(claim.held.state));
    }
    for house in houses::owned_by(store, subject).await? {
        claims.insert(house, Some(OwnershipState::Verified));
    }
    for trust in trusts::of_person(store, subject).await? {
        let mine = trust.held.trustee == *subject && trust.held.accepted_on.is_some();
        let over = trust.held.revoked_on.is_some() || trust.held.days.to < asked.today;
        if mine && !over {
            for house in trust.held.houses {
                claims.entry(house).or_insert(None);
            }
        }
    }
    let (mut held, mut room) = (Vec::new(), RESIDENTS_MAX);
    for (code, claim) in claims.into_iter().take(HOUSES_MAX) {
        if let Some(house) = houses::by_code(store, &code).await? {
            let ownerships = houses::ownerships(store, &code).await?;
            let given = trusts::of_house(store, &code).await?;
            let known: Vec<_> = given.iter().map(|trust| trust.held.clone()).collect();
            let on = asked.today;
            let capacity = capacity_of(subject, &code, &ownerships, &known, &[], on);
            let mut residents = match capacity {
                Some(_) => residents(asked, &code).await?,
                None => Vec::new(),
            };
            residents.truncate(room);
            room = room.saturating_sub(residents.len());
            held.push(HeldHouse {
                address: addresses::of_house(house),
                claim,
                capacity,
                residents,
                trusts: shown(asked, given).await?,
            });
        }
    }
    Ok(held)
}

/// An owner sees the trustees whom they appointed, a trustee the owner.
async fn shown(asked: &Asked<'_>, given: Vec<Trust>) -> Result<Vec<HeldTrust>, StoreError> {
    let subject = &asked.person.subject;
    let mut shown = Vec::new();
    for trust in given {
        let held = trust.held;
        let other = if held.owner == *subject {
            held.trustee
        } else if held.trustee == *subject {
            held.owner
        } else {
            continue;
        };
        if held.revoked_on.is_some() || held.days.to < asked.today {
            continue;
        }
        let person = people::by_subject(asked.store, &other).await?;
        shown.push(HeldTrust {
            record: trust.record,
            other: Private::new(person.map_or_else(String::new, |person| person.name.clone())),
            from: held.days.from,
            to: held.days.to,
            accepted: held.accepted_on.is_some(),
        });
    }
    Ok(shown)
}

async fn residents(asked: &Asked<'_>, house: &HouseCode) -> Result<Vec<HeldResident>, StoreError> {
    let mut residents = Vec::new();
    for registration in registrations::at_house(asked.store, house).await? {
        let Standing::Stands(held) = &registration.standing else {
            continue;
        };
        if !held.state.is_live() {
            continue;
        }
        if let Some(seen) = seen(asked, &registration).await? {
            residents.push(HeldResident {
                record: registration.record,
                seen,
                state: held.state,
            });
        }
    }
    Ok(residents)
}

/// A resident as the owner's side may see one.
pub(super) async fn seen(
    asked: &Asked<'_>,
    registration: &Registration,
) -> Result<Option<HeldSeen>, StoreError> {
    let (store, ages) = (asked.store, &asked.policy.age);
    let Some(person) = people::by_subject(store, &registration.subject).await? else {
        return Ok(None);
    };
    let mut others = Vec::new();
    for cohabitant in cohabitants::cohabitants(store, &registration.record).await? {
        if let Ok(name) = PersonName::parse(&cohabitant.name) {
            others.push((name, age_on(cohabitant.birth, asked.today, ages)));
        }
    }
    let Ok(name) = PersonName::parse(&person.name) else {
        return Ok(None);
    };
    let kind = identities::of_subject(store, &person.subject)
        .await?
        .document;
    let stay = StaySeen {
        dwelling: registration.dwelling,
        reason: registration.reason,
        moved_in_on: registration.moved_in_on,
    };
    let phone = Phone::parse(&person.phone).ok();
    let document = IdentityDocument::parse(kind, &person.number, asked.today).ok();
    let Some(document) = document else {
        // A number that needs more than itself to be checked is masked as what it is, a number.
        return Ok(Some(HeldSeen {
            name: Private::new(person.name.clone()),
            document: kind,
            number: masked_other_number(&person.number),
            phone: phone.as_ref().map(Phone::masked),
            dwelling: stay.dwelling,
            reason: stay.reason,
            moved_in_on: stay.moved_in_on,
            cohabitants: count(others.len()),
        }));
    };
    let seen = resident_seen(&name, &document, phone.as_ref(), stay, &others, ages);
    Ok(Some(HeldSeen {
        name: Private::new(seen.name.reveal().to_owned()),
        document: seen.document,
        number: seen.number,
        phone: seen.phone,
        dwelling: seen.dwelling,
        reason: seen.reason,
        moved_in_on: seen.moved_in_on,
        cohabitants: count(seen.cohabitants.len()),
    }))
}

fn count(people: usize) -> u16 {
    u16::try_from(people).unwrap_or(u16::MAX)
}
