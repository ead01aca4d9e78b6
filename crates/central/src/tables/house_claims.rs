//! Claims to own a house (房屋登记); verified owners stand in the house register besides.

use chrono::NaiveDate;
use residence::{HouseCode, KioskId, Listed as _, Ownership, OwnershipState, RecordId, Subject};

use crate::store::{Row, Statement, Store, StoreError};

/// A claim as the centre holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HouseClaim {
    /// The act that claimed.
    pub record: RecordId,
    /// The kiosk that sent it.
    pub kiosk: KioskId,
    /// Who claims what, and where it stands.
    pub held: Ownership,
    /// Day of the claim.
    pub claimed_on: NaiveDate,
}

macro_rules! select_claims {
    ($which:literal) => {
        concat!(
            "SELECT record, kiosk, house, subject, state, claimed_on FROM house_claims ",
            $which
        )
    };
}

/// Finds a claim by its act.
pub async fn by_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<HouseClaim>, StoreError> {
    let select = Statement::new(
        select_claims!("WHERE record = $1"),
        [record.as_bytes().into()],
    );
    Ok(read(store, select).await?.pop())
}

/// Lists the claims of a person.
pub async fn of_person(store: &dyn Store, person: &Subject) -> Result<Vec<HouseClaim>, StoreError> {
    let select = Statement::new(
        select_claims!("WHERE subject = $1 ORDER BY record"),
        [person.as_bytes().into()],
    );
    read(store, select).await
}

/// Lists the claims that wait for the desk, the oldest first.
pub async fn open(store: &dyn Store) -> Result<Vec<HouseClaim>, StoreError> {
    let select = Statement::new(
        select_claims!("WHERE state = 'CLAIMED' ORDER BY claimed_on, record"),
        [],
    );
    read(store, select).await
}

async fn read(store: &dyn Store, select: Statement) -> Result<Vec<HouseClaim>, StoreError> {
    store.rows(select).await?.into_iter().map(claim).collect()
}

fn claim(mut row: Row) -> Result<HouseClaim, StoreError> {
    Ok(HouseClaim {
        record: RecordId::from_bytes(row.take()?),
        kiosk: KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
        held: Ownership {
            house: HouseCode::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
            owner: Subject::from_bytes(row.take()?),
            state: OwnershipState::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
        },
        claimed_on: row.take()?,
    })
}

/// Adds a claim.
pub fn add(claim: &HouseClaim) -> Statement {
    Statement::new(
        "INSERT INTO house_claims (record, kiosk, house, subject, state, claimed_on)
         VALUES ($1, $2, $3, $4, $5, $6)",
        [
            claim.record.as_bytes().into(),
            claim.kiosk.as_str().into(),
            claim.held.house.as_str().into(),
            claim.held.owner.as_bytes().into(),
            claim.held.state.code().into(),
            claim.claimed_on.into(),
        ],
    )
}

/// Notes what the desk decided about a claim.
pub fn set(
    record: &RecordId,
    state: OwnershipState,
    on: NaiveDate,
    note: Option<&str>,
) -> Statement {
    Statement::new(
        "UPDATE house_claims SET state = $1, decided_on = $2, note = $3 WHERE record = $4",
        [
            state.code().into(),
            on.into(),
            note.into(),
            record.as_bytes().into(),
        ],
    )
}
