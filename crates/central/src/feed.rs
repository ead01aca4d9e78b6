//! What comes down to a kiosk first: the binding key and the houses of its community.

use protocol::{Change, House, wire};
use residence::{KioskId, Subject};

use crate::{
    authority::Authority,
    store::{Statement, Store, StoreError},
    tables::{
        changes::{self, Item},
        houses::{self, RegisteredHouse},
    },
};

/// Gathers what a kiosk needs to work offline, as the first entries of its feed.
pub(crate) async fn first_changes(
    store: &dyn Store,
    authority: &Authority,
    kiosk: &KioskId,
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
        let owners = houses::owners(store, &house.code).await?;
        let change = Change::House(house_as_sent(authority, house, &owners));
        writes.push(changes::append(
            kiosk,
            Item::Encoded(wire::encode_change(&change)),
        ));
    }
    Ok(writes)
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
