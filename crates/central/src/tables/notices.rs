//! Which notices their readers marked as read.

use std::collections::BTreeSet;

use chrono::NaiveDate;
use residence::{RecordId, Subject};

use crate::store::{Statement, Store, StoreError};

/// Lists the notices that a person has read, by the names that they travel under.
pub async fn read_by(
    store: &dyn Store,
    subject: &Subject,
) -> Result<BTreeSet<RecordId>, StoreError> {
    let select = Statement::new(
        "SELECT message FROM notices_read WHERE subject = $1",
        [subject.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| row.take().map(RecordId::from_bytes))
        .collect()
}

/// Notes that a person has read a notice.
pub fn mark_read(subject: &Subject, message: &RecordId, on: NaiveDate) -> Statement {
    Statement::new(
        "INSERT INTO notices_read (subject, message, read_on) VALUES ($1, $2, $3)
         ON CONFLICT (subject, message) DO NOTHING",
        [
            subject.as_bytes().into(),
            message.as_bytes().into(),
            on.into(),
        ],
    )
}
