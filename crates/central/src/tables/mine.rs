//! What people ask about their own data, and what they say to those who run the service.

use chrono::NaiveDate;
use protocol::DataField;
use residence::{KioskId, RecordId, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The value of a field is wrong.
    Correct(DataField),
    /// Everything that may go is to be deleted.
    Erase,
}

/// Where a request stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RequestState {
    /// The desk has not decided.
    Open,
    /// Carried out.
    Done,
    /// Refused.
    Refused,
}

/// A request about the own data; its value is personal.
#[derive(Clone, PartialEq, Eq)]
pub struct Request {
    /// The act.
    pub record: RecordId,
    /// Whose data.
    pub subject: Subject,
    /// What is asked.
    pub wish: Wish,
    /// What is right, for a correction.
    pub value: String,
    /// Day of asking.
    pub asked_on: NaiveDate,
    /// Where it stands.
    pub state: RequestState,
    /// What had to stay, by name.
    pub kept: Vec<String>,
}

fn field_code(field: DataField) -> &'static str {
    match field {
        DataField::Name => "NAME",
        DataField::Phone => "PHONE",
        DataField::HukouAddress => "HUKOU_ADDRESS",
    }
}

fn wish_of(kind: &str, field: Option<&str>) -> Option<Wish> {
    match (kind, field) {
        ("ERASE", None) => Some(Wish::Erase),
        ("CORRECT", Some("NAME")) => Some(Wish::Correct(DataField::Name)),
        ("CORRECT", Some("PHONE")) => Some(Wish::Correct(DataField::Phone)),
        ("CORRECT", Some("HUKOU_ADDRESS")) => Some(Wish::Correct(DataField::HukouAddress)),
        _ => None,
    }
}

fn state_code(state: RequestState) -> &'static str {
    match state {
        RequestState::Open => "OPEN",
        RequestState::Done => "DONE",
        RequestState::Refused => "REFUSED",
    }
}

/// Finds a request by its record.
pub async fn by_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<Request>, StoreError> {
    let select = Statement::new(
        "SELECT record, subject, kind, field, value, asked_on, state, kept FROM data_requests
         WHERE record = $1",
        [record.as_bytes().into()],
    );
    first_row(store, select).await?.map(request).transpose()
}

/// Lists the requests that wait for the desk, the oldest first.
pub async fn open(store: &dyn Store) -> Result<Vec<Request>, StoreError> {
    let select = Statement::new(
        "SELECT record, subject, kind, field, value, asked_on, state, kept FROM data_requests
         WHERE state = 'OPEN' ORDER BY asked_on, record",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter().map(request).collect()
}

/// Lists the requests of a person by their records, whatever became of them.
pub async fn of_subject(store: &dyn Store, subject: &Subject) -> Result<Vec<RecordId>, StoreError> {
    let select = Statement::new(
        "SELECT record FROM data_requests WHERE subject = $1 ORDER BY asked_on, record",
        [subject.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| Ok(RecordId::from_bytes(row.take()?)))
        .collect()
}

fn request(mut row: Row) -> Result<Request, StoreError> {
    let (record, subject) = (row.take()?, row.take()?);
    let (kind, field): (String, Option<String>) = (row.take()?, row.take()?);
    let (value, asked_on) = (row.take()?, row.take()?);
    let state: String = row.take()?;
    let all = [
        RequestState::Open,
        RequestState::Done,
        RequestState::Refused,
    ];
    let kept: String = row.take()?;
    let kept = kept.split(',').filter(|word| !word.is_empty());
    Ok(Request {
        record: RecordId::from_bytes(record),
        subject: Subject::from_bytes(subject),
        wish: wish_of(&kind, field.as_deref()).ok_or(StoreError::Corrupt)?,
        value,
        asked_on,
        state: all
            .into_iter()
            .find(|known| state_code(*known) == state)
            .ok_or(StoreError::Corrupt)?,
        kept: kept.map(str::to_owned).collect(),
    })
}

/// Keeps a request for the desk.
pub fn ask(
    record: &RecordId,
    kiosk: &KioskId,
    subject: &Subject,
    wish: Wish,
    value: &str,
    on: NaiveDate,
) -> Statement {
    let (kind, field) = match wish {
        Wish::Correct(field) => ("CORRECT", Some(field_code(field))),
        Wish::Erase => ("ERASE", None),
    };
    Statement::new(
        "INSERT INTO data_requests (record, kiosk, subject, kind, field, value, asked_on, state,
             kept)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 'OPEN', '')",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            subject.as_bytes().into(),
            kind.into(),
            field.into(),
            value.into(),
            on.into(),
        ],
    )
}

/// Notes what the desk decided; the value that was asked for is forgotten, it stands where it
/// belongs or nowhere.
pub fn decide(record: &RecordId, state: RequestState, kept: &[&str], on: NaiveDate) -> Statement {
    Statement::new(
        "UPDATE data_requests SET state = $1, kept = $2, decided_on = $3, value = ''
         WHERE record = $4",
        [
            state_code(state).into(),
            kept.join(",").into(),
            on.into(),
            record.as_bytes().into(),
        ],
    )
}

/// Keeps a word to those who run the service.
pub fn add_feedback(record: &RecordId, kiosk: &KioskId, words: &str, on: NaiveDate) -> Statement {
    Statement::new(
        "INSERT INTO feedback (record, kiosk, text, given_on) VALUES ($1, $2, $3, $4)",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            words.into(),
            on.into(),
        ],
    )
}

/// Lists the words to those who run the service, the newest first.
pub async fn feedback(store: &dyn Store) -> Result<Vec<(NaiveDate, String)>, StoreError> {
    let select = Statement::new(
        "SELECT given_on, text FROM feedback ORDER BY given_on DESC, record DESC",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| Ok((row.take()?, row.take()?)))
        .collect()
}
