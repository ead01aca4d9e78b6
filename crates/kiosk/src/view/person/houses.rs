//! 我的房屋.

use ::residence::{HouseCode, Listed as _, OwnershipState, masked_name};
use protocol::HeldHouse;

use super::{Around, centre, holder, own_address, seen};
use crate::{
    screen::{HouseView, Houses, OneHouse, ResidentRow, TrustRow},
    visit::{Person, may_report},
};

pub(super) fn list(person: &Person, _around: &Around) -> Houses {
    Houses {
        holder: holder(person),
        centre: centre(person),
        houses: person.houses().map(row).collect(),
    }
}

pub(super) fn one(person: &Person, code: &HouseCode, around: &Around) -> Option<OneHouse> {
    let house = person
        .houses()
        .find(|house| house.address.house.as_ref() == Some(code))?;
    let decides = house.capacity.is_some();
    let owns = house.claim == Some(OwnershipState::Verified);
    let residents = house.residents.iter().map(|resident| {
        let pending = person.is_pending(&resident.record);
        ResidentRow {
            about: resident.record.receipt_number(),
            who: seen(&resident.seen),
            state: resident.state.code().to_owned(),
            denied: person.denied(&resident.record),
            may_report: decides && !pending && may_report(resident, around.today, &around.policy),
            pending,
        }
    });
    let trusts = house.trusts.iter().map(|trust| {
        let pending = person.is_pending(&trust.record);
        TrustRow {
            about: trust.record.receipt_number(),
            other: masked_name(trust.other.reveal()),
            from: trust.from.to_string(),
            to: trust.to.to_string(),
            accepted: trust.accepted,
            denied: person.denied(&trust.record),
            may_revoke: owns && !pending,
            pending,
        }
    });
    Some(OneHouse {
        house: row(house),
        residents: residents.collect(),
        trusts: trusts.collect(),
        may_appoint: owns,
    })
}

fn row(house: &HeldHouse) -> HouseView {
    HouseView {
        code: house
            .address
            .house
            .as_ref()
            .map(|code| code.as_str().to_owned()),
        address: own_address(&house.address),
        claim: house.claim.map(|claim| claim.code().to_owned()),
        capacity: house.capacity.map(|capacity| capacity.code().to_owned()),
        residents: u32::try_from(house.residents.len()).unwrap_or(u32::MAX),
        trusts: u32::try_from(house.trusts.len()).unwrap_or(u32::MAX),
    }
}
