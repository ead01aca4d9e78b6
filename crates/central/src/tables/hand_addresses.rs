//! Addresses as people wrote them, for the desk to match to a house.

use protocol::HandAddress;
use residence::{Private, RecordId};

use crate::store::{Statement, Store, StoreError, first_row};

/// Finds the address of a declaration without a house.
pub async fn of_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<HandAddress>, StoreError> {
    let select = Statement::new(
        "SELECT division, street, number, room FROM hand_addresses WHERE record = $1",
        [record.as_bytes().into()],
    );
    let row = first_row(store, select).await?;
    row.map(|mut row| {
        Ok(HandAddress {
            division: row.take()?,
            street: Private::new(row.take()?),
            number: Private::new(row.take()?),
            room: Private::new(row.take()?),
        })
    })
    .transpose()
}

/// Keeps an address.
pub fn add(record: &RecordId, address: &HandAddress) -> Statement {
    Statement::new(
        "INSERT INTO hand_addresses (record, division, street, number, room)
         VALUES ($1, $2, $3, $4, $5)",
        [
            record.as_bytes().into(),
            address.division.as_str().into(),
            address.street.reveal().as_str().into(),
            address.number.reveal().as_str().into(),
            address.room.reveal().as_str().into(),
        ],
    )
}
