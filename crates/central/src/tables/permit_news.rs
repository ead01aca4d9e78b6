//! Who was told of being eligible, what happened to a permit, and which ended long ago.

use chrono::NaiveDate;
use residence::{HistoryEntry, Listed as _, PermitRecord, PermitState, RecordId, Subject};

use crate::store::{Statement, Store, StoreError, first_row};

/// Tells whether a person was told of being eligible, and is still.
pub async fn eligibility_told(store: &dyn Store, subject: &Subject) -> Result<bool, StoreError> {
    let select = Statement::new(
        "SELECT on_day FROM eligibility_told WHERE subject = $1",
        [subject.as_bytes().into()],
    );
    Ok(first_row(store, select).await?.is_some())
}

/// Notes that a person was told.
pub fn note_eligible(subject: &Subject, on: NaiveDate) -> Statement {
    Statement::new(
        "INSERT INTO eligibility_told (subject, on_day) VALUES ($1, $2)
         ON CONFLICT (subject) DO NOTHING",
        [subject.as_bytes().into(), on.into()],
    )
}

/// Notes that a person is eligible no longer, and will be told again.
pub fn forget_eligible(subject: &Subject) -> Statement {
    Statement::new(
        "DELETE FROM eligibility_told WHERE subject = $1",
        [subject.as_bytes().into()],
    )
}

/// Lists the permits and applications that ended before a day.
pub async fn ended_before(store: &dyn Store, day: NaiveDate) -> Result<Vec<RecordId>, StoreError> {
    let select = Statement::new(
        "SELECT record FROM permits WHERE ended_on < $1 ORDER BY record",
        [day.into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| row.take().map(RecordId::from_bytes))
        .collect()
}

/// Lists what happened to one permit, in its order, with the state that followed and the rules.
pub async fn of_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Vec<(HistoryEntry, PermitState, String)>, StoreError> {
    let select = Statement::new(
        "SELECT kind, on_day, state, decided_under FROM permit_events WHERE record = $1
         ORDER BY place",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let kind = PermitRecord::from_code(&row.take::<String>()?);
            let entry = HistoryEntry {
                record: kind.ok_or(StoreError::Corrupt)?,
                on: row.take()?,
            };
            let state = PermitState::from_code(&row.take::<String>()?);
            Ok((entry, state.ok_or(StoreError::Corrupt)?, row.take()?))
        })
        .collect()
}
