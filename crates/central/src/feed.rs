//! What comes down to a kiosk first: the binding key and the houses of its community.

use chrono::NaiveDate;
use protocol::{Change, House, wire};
use residence::{HouseCode, KioskId, Subject};

use crate::{
    authority::Authority,
    store::{Statement, Store, StoreError},
    tables::{
        changes::{self, Item},
        houses::{self, RegisteredHouse},
        kiosks::{self, Standing},
        trusts,
    },
};

/// Gathers what a kiosk needs to work offline, as the first entries of its feed.
pub(crate) async fn first_changes(
    store: &dyn Store,
    authority: &Authority,
    kiosk: &KioskId,
    today: NaiveDate,
) -> Result<Vec<Statement>, StoreError> {
    let in_force = authority.bind_epoch();
    let older = authority
        .vault
        .bind_epochs()
        .filter(|epoch| *epoch != in_force);
    let mut writes: Vec<Statement> = older
        .map(|epoch| changes::append(kiosk, Item::OlderBindKey(epoch)))
        .collect();
    writes.push(changes::append(kiosk, Item::BindKey));
    for house in houses::all(store).await? {
        let side = side_of(store, &house.code, today).await?;
        let change = Change::House(house_as_sent(authority, house, &side));
        writes.push(changes::append(
            kiosk,
            Item::Encoded(wire::encode_change(&change)),
        ));
    }
    Ok(writes)
}

/// Tells every kiosk of a house whose owners or trustees changed.
pub(crate) async fn house_to_all(
    store: &dyn Store,
    authority: &Authority,
    code: &HouseCode,
    today: NaiveDate,
) -> Result<Vec<Statement>, StoreError> {
    let Some(house) = houses::by_code(store, code).await? else {
        return Ok(Vec::new());
    };
    let side = side_of(store, code, today).await?;
    let told = wire::encode_change(&Change::House(house_as_sent(authority, house, &side)));
    let kiosks = kiosks::all(store).await?.into_iter();
    let enrolled = kiosks.filter(|kiosk| kiosk.standing == Standing::Approved);
    Ok(enrolled
        .map(|kiosk| changes::append(&kiosk.id, Item::Encoded(told.clone())))
        .collect())
}

/// The verified owners of a house, and the trustees who may decide for it on a day.
async fn side_of(
    store: &dyn Store,
    code: &HouseCode,
    today: NaiveDate,
) -> Result<Vec<Subject>, StoreError> {
    let mut side = houses::owners(store, code).await?;
    let ownerships = houses::ownerships(store, code).await?;
    for trust in trusts::of_house(store, code).await? {
        let trustee = trust.held.trustee;
        if trust.held.holds(code, today, &ownerships) && !side.contains(&trustee) {
            side.push(trustee);
        }
    }
    Ok(side)
}

fn house_as_sent(authority: &Authority, house: RegisteredHouse, owners: &[Subject]) -> House {
    House {
        owner_tags: owners
            .iter()
            .map(|owner| authority.owner_tag(owner, &house.code))
            .collect(),
        code: house.code,
        town: house.town,
        community: house.community,
        street: house.street,
        number: house.number,
        room: house.room,
        withdrawn: house.withdrawn,
    }
}
