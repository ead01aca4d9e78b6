//! Requests for a habitual residence and what became of them.

use chrono::NaiveDate;
use residence::{
    Capacity, HabitualResidence, HabitualState, Listed, PolicyVersion, RecordId, RejectionReason,
    Subject,
};

use crate::store::{Row, Statement, Store, StoreError};

macro_rules! select_habituals {
    ($which:literal) => {
        concat!(
            "SELECT registration, state, since, until, desk_from, habitual_on, ended_on, capacity,
                rejection, decided_under FROM habituals h ",
            $which
        )
    };
}

/// Finds the last request for a registration.
pub async fn of_registration(
    store: &dyn Store,
    registration: &RecordId,
) -> Result<Option<HabitualResidence>, StoreError> {
    let select = Statement::new(
        select_habituals!("WHERE registration = $1 ORDER BY place DESC LIMIT 1"),
        [registration.as_bytes().into()],
    );
    Ok(read(store, select).await?.pop())
}

/// Lists all requests of a person, in their order.
pub async fn of_subject(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<HabitualResidence>, StoreError> {
    let select = Statement::new(
        select_habituals!("WHERE subject = $1 ORDER BY since, registration, place"),
        [subject.as_bytes().into()],
    );
    read(store, select).await
}

/// Lists the requests that wait for a day which has passed.
pub async fn overdue(
    store: &dyn Store,
    today: NaiveDate,
) -> Result<Vec<HabitualResidence>, StoreError> {
    let select = Statement::new(
        select_habituals!("WHERE state = 'PENDING' AND until < $1 ORDER BY registration"),
        [today.into()],
    );
    read(store, select).await
}

async fn read(store: &dyn Store, select: Statement) -> Result<Vec<HabitualResidence>, StoreError> {
    store
        .rows(select)
        .await?
        .into_iter()
        .map(habitual)
        .collect()
}

fn habitual(mut row: Row) -> Result<HabitualResidence, StoreError> {
    Ok(HabitualResidence {
        registration: RecordId::from_bytes(row.take()?),
        state: HabitualState::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
        since: row.take()?,
        until: row.take()?,
        desk_from: row.take()?,
        habitual_on: row.take()?,
        ended_on: row.take()?,
        capacity: member::<Capacity>(row.take()?)?,
        rejection: member::<RejectionReason>(row.take()?)?,
        under: PolicyVersion::parse(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
    })
}

fn member<T: Listed>(code: Option<String>) -> Result<Option<T>, StoreError> {
    code.map(|code| T::from_code(&code).ok_or(StoreError::Corrupt))
        .transpose()
}

/// Adds a request of a person.
pub fn add(subject: &Subject, held: &HabitualResidence) -> Statement {
    Statement::new(
        "INSERT INTO habituals (registration, place, subject, state, since, until, desk_from,
             habitual_on, ended_on, capacity, rejection, decided_under)
         VALUES ($1,
             (SELECT COALESCE(MAX(place), 0) + 1 FROM habituals WHERE registration = $1),
             $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            held.registration.as_bytes().into(),
            subject.as_bytes().into(),
            held.state.code().into(),
            held.since.into(),
            held.until.into(),
            held.desk_from.into(),
            held.habitual_on.into(),
            held.ended_on.into(),
            held.capacity.map(Listed::code).into(),
            held.rejection.map(Listed::code).into(),
            held.under.text().into(),
        ],
    )
}

/// Notes where the last request of a registration stands from now on.
pub fn set(held: &HabitualResidence) -> Statement {
    Statement::new(
        "UPDATE habituals SET state = $1, since = $2, until = $3, desk_from = $4,
             habitual_on = $5, ended_on = $6, capacity = $7, rejection = $8, decided_under = $9
         WHERE registration = $10
           AND place = (SELECT MAX(place) FROM habituals WHERE registration = $10)",
        [
            held.state.code().into(),
            held.since.into(),
            held.until.into(),
            held.desk_from.into(),
            held.habitual_on.into(),
            held.ended_on.into(),
            held.capacity.map(Listed::code).into(),
            held.rejection.map(Listed::code).into(),
            held.under.text().into(),
            held.registration.as_bytes().into(),
        ],
    )
}
