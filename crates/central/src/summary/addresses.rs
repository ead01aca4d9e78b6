//! An address as its people know it.

use protocol::{HandAddress, HeldAddress};
use residence::{AddressLine, Private};

use crate::{
    store::{Store, StoreError},
    tables::{
        hand_addresses,
        houses::{self, RegisteredHouse},
        registrations::Registration,
    },
};

/// The address of a house.
pub(super) fn of_house(house: RegisteredHouse) -> HeldAddress {
    HeldAddress {
        house: Some(house.code),
        area: Private::new(format!("{}{}", house.town, house.community)),
        street: Private::new(house.street),
        number: Private::new(house.number),
        room: Private::new(house.room),
    }
}

/// The address of a registration: of its house, or as it was written while the desk looks for it.
pub(super) async fn of_registration(
    store: &dyn Store,
    held: &Registration,
) -> Result<HeldAddress, StoreError> {
    if let Some(code) = &held.house {
        return Ok(match houses::by_code(store, code).await? {
            Some(house) => of_house(house),
            None => HeldAddress {
                house: Some(code.clone()),
                ..nowhere()
            },
        });
    }
    let written = hand_addresses::of_record(store, &held.record).await?;
    Ok(written.map_or_else(nowhere, |address| HeldAddress {
        house: None,
        area: Private::new(String::new()),
        street: address.street,
        number: address.number,
        room: address.room,
    }))
}

fn nowhere() -> HeldAddress {
    let nothing = || Private::new(String::new());
    HeldAddress {
        house: None,
        area: nothing(),
        street: nothing(),
        number: nothing(),
        room: nothing(),
    }
}

/// An address by hand as one line, for messages to its writer.
pub(crate) fn address_line(address: &HandAddress) -> AddressLine {
    let (street, number, room) = (&address.street, &address.number, &address.room);
    AddressLine::new(format!(
        "{}{}{}",
        street.reveal(),
        number.reveal(),
        room.reveal()
    ))
}
