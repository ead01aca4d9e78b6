//! What comes down to a kiosk: the binding key, the houses of its community, and outcomes.

use codes::{Crypto, SealingPublic};
use protocol::{Change, DownItem, House, wire};
use residence::{KioskId, Subject};

use crate::{
    authority::Authority,
    store::{Statement, Store, StoreError},
    tables::{
        changes::{self, Item},
        houses::{self, RegisteredHouse},
        kiosks::Kiosk,
    },
};

const PAGE_ENTRIES_MAX: u32 = 200;

/// A page of the feed of one kiosk.
pub(crate) struct Page {
    /// The sealed changes, cursors rising.
    pub(crate) down: Vec<DownItem>,
    /// Whether others follow.
    pub(crate) more: bool,
}

/// Gathers what a kiosk needs to work offline, as the first entries of its feed.
pub(crate) async fn first_changes(
    store: &dyn Store,
    authority: &Authority,
    kiosk: &KioskId,
) -> Result<Vec<Statement>, StoreError> {
    let mut writes = vec![changes::append(kiosk, Item::BindKey)];
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

/// Reads the changes after a cursor and seals each to the kiosk.
pub(crate) async fn page(
    store: &dyn Store,
    authority: &Authority,
    crypto: &dyn Crypto,
    kiosk: &Kiosk,
    cursor: u64,
) -> Result<Page, StoreError> {
    let stored = changes::after(store, &kiosk.id, cursor, PAGE_ENTRIES_MAX).await?;
    let more = stored.len() >= usize::try_from(PAGE_ENTRIES_MAX).expect("a small number");
    let sealing = SealingPublic::from_bytes(&kiosk.sealing);
    let down: Result<Vec<DownItem>, StoreError> = stored
        .into_iter()
        .map(|stored| {
            let change = match stored.item {
                Item::Encoded(bytes) => {
                    wire::decode_change(&bytes).map_err(|_| StoreError::Corrupt)?
                }
                Item::BindKey => authority.bind_change(),
            };
            DownItem::seal(stored.cursor, &change, &kiosk.id, &sealing, crypto)
                .map_err(|_| StoreError::Corrupt)
        })
        .collect();
    Ok(Page { down: down?, more })
}
