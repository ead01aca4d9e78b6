//! What was printed for people to carry or to screw to a wall.

use protocol::CodeSerial;
use residence::{HouseCode, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A code that was issued, in its very text.
#[derive(Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its serial number.
    pub serial: CodeSerial,
    /// Its text.
    pub text: String,
    /// When, in seconds since 1970.
    pub issued_s: u64,
    /// Until when.
    pub expires_s: u64,
}

/// Finds the plate of a house by its serial number, with the area it stands in.
pub async fn plate(
    store: &dyn Store,
    serial: &CodeSerial,
) -> Result<Option<(Printed, u64)>, StoreError> {
    let select = Statement::new(
        "SELECT serial, text, issued_s, expires_s, area FROM plates WHERE serial = $1",
        [(*serial).into()],
    );
    let row = first_row(store, select).await?;
    row.map(|mut row| Ok((printed(&mut row)?, row.take()?)))
        .transpose()
}

/// Finds the card with a serial number, and whose it is.
pub async fn card(
    store: &dyn Store,
    serial: &CodeSerial,
) -> Result<Option<(Printed, Subject)>, StoreError> {
    let select = Statement::new(
        "SELECT serial, text, issued_s, expires_s, subject FROM cards WHERE serial = $1",
        [(*serial).into()],
    );
    let row = first_row(store, select).await?;
    row.map(|mut row| Ok((printed(&mut row)?, Subject::from_bytes(row.take()?))))
        .transpose()
}

/// Lists the serial numbers of all cards, in order.
pub async fn card_serials(store: &dyn Store) -> Result<Vec<CodeSerial>, StoreError> {
    let select = Statement::new("SELECT serial FROM cards ORDER BY serial", []);
    let rows = store.rows(select).await?;
    rows.into_iter().map(|mut row| row.take()).collect()
}

fn printed(row: &mut Row) -> Result<Printed, StoreError> {
    Ok(Printed {
        serial: row.take()?,
        text: row.take()?,
        issued_s: row.take()?,
        expires_s: row.take()?,
    })
}

/// Keeps the plate of a house.
pub fn add_plate(house: &HouseCode, area: u64, plate: &Printed) -> Statement {
    Statement::new(
        "INSERT INTO plates (serial, house, area, text, issued_s, expires_s)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            plate.serial.into(),
            house.as_str().into(),
            area.into(),
            plate.text.as_str().into(),
            plate.issued_s.into(),
            plate.expires_s.into(),
        ],
    )
}

/// Keeps the card of a person.
pub fn add_card(subject: &Subject, card: &Printed) -> Statement {
    Statement::new(
        "INSERT INTO cards (serial, subject, text, issued_s, expires_s)
         VALUES ($1, $2, $3, $4, $5)",
        [
            card.serial.into(),
            subject.as_bytes().into(),
            card.text.as_str().into(),
            card.issued_s.into(),
            card.expires_s.into(),
        ],
    )
}
