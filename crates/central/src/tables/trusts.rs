//! Trustees whom owners appointed, and for which houses.

use chrono::NaiveDate;
use residence::{DateRange, HouseCode, KioskId, RecordId, Subject, Trusteeship};

use crate::store::{Row, Statement, Store, StoreError};

/// A trusteeship as the centre holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trust {
    /// The act that appointed.
    pub record: RecordId,
    /// The kiosk that sent it.
    pub kiosk: KioskId,
    /// What the rules know of it.
    pub held: Trusteeship,
    /// Kiosks recognise the trustee as one of the house.
    pub shown: bool,
}

macro_rules! select_trusts {
    ($which:literal) => {
        concat!(
            "SELECT t.record, kiosk, owner, trustee, from_day, to_day, accepted_on, revoked_on,
                shown FROM trusts t ",
            $which
        )
    };
}

/// Finds a trusteeship by the act that appointed.
pub async fn by_record(store: &dyn Store, record: &RecordId) -> Result<Option<Trust>, StoreError> {
    let select = Statement::new(
        select_trusts!("WHERE t.record = $1"),
        [record.as_bytes().into()],
    );
    Ok(read(store, select).await?.pop())
}

/// Lists the trusteeships of a house, in the order of their acts.
pub async fn of_house(store: &dyn Store, house: &HouseCode) -> Result<Vec<Trust>, StoreError> {
    let select = Statement::new(
        select_trusts!(
            "WHERE EXISTS (SELECT 1 FROM trust_houses h WHERE h.record = t.record AND h.house = $1)
             ORDER BY t.record"
        ),
        [house.as_str().into()],
    );
    read(store, select).await
}

/// Lists the trusteeships that a person gave or holds.
pub async fn of_person(store: &dyn Store, person: &Subject) -> Result<Vec<Trust>, StoreError> {
    let select = Statement::new(
        select_trusts!("WHERE owner = $1 OR trustee = $2 ORDER BY t.record"),
        [person.as_bytes().into(), person.as_bytes().into()],
    );
    read(store, select).await
}

/// Lists the trusteeships that may be shown otherwise than they are: those that kiosks know, and those
/// whose days have come and not passed.
pub async fn to_show(store: &dyn Store, today: NaiveDate) -> Result<Vec<Trust>, StoreError> {
    let select = Statement::new(
        select_trusts!(
            "WHERE shown = 1 OR (accepted_on IS NOT NULL AND revoked_on IS NULL
                AND from_day <= $1 AND to_day >= $2) ORDER BY t.record"
        ),
        [today.into(), today.into()],
    );
    read(store, select).await
}

async fn read(store: &dyn Store, select: Statement) -> Result<Vec<Trust>, StoreError> {
    let mut trusts = Vec::new();
    for row in store.rows(select).await? {
        let mut trust = trust(row)?;
        trust.held.houses = houses(store, &trust.record).await?;
        trusts.push(trust);
    }
    Ok(trusts)
}

async fn houses(store: &dyn Store, record: &RecordId) -> Result<Vec<HouseCode>, StoreError> {
    let select = Statement::new(
        "SELECT house FROM trust_houses WHERE record = $1 ORDER BY house",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let house: String = row.take()?;
            HouseCode::parse(&house).map_err(|_| StoreError::Corrupt)
        })
        .collect()
}

fn trust(mut row: Row) -> Result<Trust, StoreError> {
    Ok(Trust {
        record: RecordId::from_bytes(row.take()?),
        kiosk: KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
        held: Trusteeship {
            owner: Subject::from_bytes(row.take()?),
            trustee: Subject::from_bytes(row.take()?),
            houses: Vec::new(),
            days: DateRange {
                from: row.take()?,
                to: row.take()?,
            },
            accepted_on: row.take()?,
            revoked_on: row.take()?,
        },
        shown: row.take()?,
    })
}

/// Adds a trusteeship.
pub fn add(record: &RecordId, kiosk: &KioskId, held: &Trusteeship) -> Vec<Statement> {
    let head = Statement::new(
        "INSERT INTO trusts (record, kiosk, owner, trustee, from_day, to_day, shown)
         VALUES ($1, $2, $3, $4, $5, $6, 0)",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            held.owner.as_bytes().into(),
            held.trustee.as_bytes().into(),
            held.days.from.into(),
            held.days.to.into(),
        ],
    );
    let houses = held.houses.iter().map(|house| {
        Statement::new(
            "INSERT INTO trust_houses (record, house) VALUES ($1, $2) ON CONFLICT DO NOTHING",
            [record.as_bytes().into(), house.as_str().into()],
        )
    });
    [head].into_iter().chain(houses).collect()
}

/// Notes that a trusteeship was accepted, or is over.
pub fn set(
    record: &RecordId,
    accepted_on: Option<NaiveDate>,
    revoked_on: Option<NaiveDate>,
) -> Statement {
    Statement::new(
        "UPDATE trusts SET accepted_on = $1, revoked_on = $2 WHERE record = $3",
        [
            accepted_on.into(),
            revoked_on.into(),
            record.as_bytes().into(),
        ],
    )
}

/// Notes whether kiosks recognise the trustee.
pub fn set_shown(record: &RecordId, shown: bool) -> Statement {
    Statement::new(
        "UPDATE trusts SET shown = $1 WHERE record = $2",
        [shown.into(), record.as_bytes().into()],
    )
}
