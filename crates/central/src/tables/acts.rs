//! What people did besides declaring, and what became of it.

use chrono::NaiveDate;
use residence::{KioskId, RecordId, Subject};

use crate::store::{Statement, Store, StoreError, first_row};

/// An act as it is kept.
pub struct KeptAct<'a> {
    /// Its record.
    pub record: &'a RecordId,
    /// The kiosk that sent it.
    pub kiosk: &'a KioskId,
    /// Who acted.
    pub subject: &'a Subject,
    /// For whom, when not for themselves.
    pub on_behalf_of: Option<&'a Subject>,
    /// Which kind of deed.
    pub deed: &'static str,
    /// The record that it is about, if any.
    pub about: Option<&'a RecordId>,
    /// Day of the act.
    pub done_on: NaiveDate,
    /// Day of the decision.
    pub decided_on: NaiveDate,
    /// The name of the rule that refused it.
    pub denied: Option<&'a str>,
}

/// Keeps an act.
pub fn add(act: &KeptAct<'_>) -> Statement {
    Statement::new(
        "INSERT INTO acts (record, kiosk, subject, on_behalf_of, deed, about, done_on, decided_on,
             denied)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING",
        [
            act.record.as_bytes().into(),
            act.kiosk.as_str().into(),
            act.subject.as_bytes().into(),
            act.on_behalf_of.map(Subject::as_bytes).into(),
            act.deed.into(),
            act.about.map(RecordId::as_bytes).into(),
            act.done_on.into(),
            act.decided_on.into(),
            act.denied.into(),
        ],
    )
}

/// Finds when an act was decided, and the rule that refused it.
pub async fn outcome(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<(NaiveDate, Option<String>)>, StoreError> {
    let select = Statement::new(
        "SELECT decided_on, denied FROM acts WHERE record = $1",
        [record.as_bytes().into()],
    );
    let row = first_row(store, select).await?;
    row.map(|mut row| Ok((row.take()?, row.take()?)))
        .transpose()
}
