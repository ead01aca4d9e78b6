//! The house register and who owns what.

use protocol::CodeSerial;
use residence::{HouseCode, Ownership, OwnershipState, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A house of the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisteredHouse {
    /// House code.
    pub code: HouseCode,
    /// Town or street office.
    pub town: String,
    /// Community.
    pub community: String,
    /// Street.
    pub street: String,
    /// Number with sub-number.
    pub number: String,
    /// Building, unit and room; may be empty.
    pub room: String,
    /// Serial number of the plate in force.
    pub serial: CodeSerial,
    /// Whether the house was withdrawn from use.
    pub withdrawn: bool,
}

/// Finds a house by its code.
pub async fn by_code(
    store: &dyn Store,
    code: &HouseCode,
) -> Result<Option<RegisteredHouse>, StoreError> {
    let select = Statement::new(
        "SELECT code, town, community, street, number, room, serial, withdrawn
         FROM houses WHERE code = $1",
        [code.as_str().into()],
    );
    first_row(store, select).await?.map(house).transpose()
}

/// Lists the register in the order of codes.
pub async fn all(store: &dyn Store) -> Result<Vec<RegisteredHouse>, StoreError> {
    let select = Statement::new(
        "SELECT code, town, community, street, number, room, serial, withdrawn
         FROM houses ORDER BY code",
        [],
    );
    store.rows(select).await?.into_iter().map(house).collect()
}

fn house(mut row: Row) -> Result<RegisteredHouse, StoreError> {
    Ok(RegisteredHouse {
        code: HouseCode::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
        town: row.take()?,
        community: row.take()?,
        street: row.take()?,
        number: row.take()?,
        room: row.take()?,
        serial: row.take()?,
        withdrawn: row.take()?,
    })
}

/// Lists the verified owners of a house.
pub async fn owners(store: &dyn Store, code: &HouseCode) -> Result<Vec<Subject>, StoreError> {
    let select = Statement::new(
        "SELECT subject FROM owners WHERE house = $1 ORDER BY subject",
        [code.as_str().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| row.take().map(Subject::from_bytes))
        .collect()
}

/// Lists the houses of which a person is a verified owner.
pub async fn owned_by(store: &dyn Store, subject: &Subject) -> Result<Vec<HouseCode>, StoreError> {
    let select = Statement::new(
        "SELECT house FROM owners WHERE subject = $1 ORDER BY house",
        [subject.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let house: String = row.take()?;
            HouseCode::parse(&house).map_err(|_| StoreError::Corrupt)
        })
        .collect()
}

/// Lists who owns a house, as the rules ask: this register holds verified owners only.
pub async fn ownerships(store: &dyn Store, code: &HouseCode) -> Result<Vec<Ownership>, StoreError> {
    let owners = owners(store, code).await?.into_iter();
    Ok(owners
        .map(|owner| Ownership {
            house: code.clone(),
            owner,
            state: OwnershipState::Verified,
        })
        .collect())
}

/// Adds a house.
pub fn add(house: &RegisteredHouse) -> Statement {
    Statement::new(
        "INSERT INTO houses (code, town, community, street, number, room, serial, withdrawn)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            house.code.as_str().into(),
            house.town.as_str().into(),
            house.community.as_str().into(),
            house.street.as_str().into(),
            house.number.as_str().into(),
            house.room.as_str().into(),
            house.serial.into(),
            house.withdrawn.into(),
        ],
    )
}

/// Says which plate of a house is in force.
pub fn set_serial(code: &HouseCode, serial: &CodeSerial) -> Statement {
    Statement::new(
        "UPDATE houses SET serial = $1 WHERE code = $2",
        [(*serial).into(), code.as_str().into()],
    )
}

/// Withdraws a house from use.
pub fn withdraw(code: &HouseCode) -> Statement {
    Statement::new(
        "UPDATE houses SET withdrawn = $1 WHERE code = $2",
        [true.into(), code.as_str().into()],
    )
}

/// Adds a verified owner to a house.
pub fn add_owner(code: &HouseCode, subject: &Subject) -> Statement {
    Statement::new(
        "INSERT INTO owners (house, subject) VALUES ($1, $2) ON CONFLICT DO NOTHING",
        [code.as_str().into(), subject.as_bytes().into()],
    )
}

/// Takes a person out of the verified owners of a house.
pub fn remove_owner(code: &HouseCode, subject: &Subject) -> Statement {
    Statement::new(
        "DELETE FROM owners WHERE house = $1 AND subject = $2",
        [code.as_str().into(), subject.as_bytes().into()],
    )
}
