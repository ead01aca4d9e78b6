//! What the desk is asked, and what people are told.

use chrono::NaiveDate;
use residence::{
    Addressed, Language, Listed as _, Matter, Recipient, RecordId, Template, masked_name,
};

use crate::store::{Statement, Store, StoreError};

/// A task of the desk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeskTask {
    /// The declaration.
    pub record: RecordId,
    /// What about.
    pub matter: Matter,
    /// Place of a cohabitant, when it is about one.
    pub place: Option<u32>,
    /// First day on which the desk decides.
    pub from: NaiveDate,
}

/// Lists the tasks of the desk that are open.
pub async fn open_tasks(store: &dyn Store) -> Result<Vec<DeskTask>, StoreError> {
    let select = Statement::new(
        "SELECT record, matter, place, from_day FROM desk_tasks WHERE closed = 0
         ORDER BY record, matter, place",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(DeskTask {
                record: RecordId::from_bytes(row.take()?),
                matter: Matter::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
                place: u32::try_from(row.take::<i64>()?).ok(),
                from: row.take()?,
            })
        })
        .collect()
}

/// Opens a task of the desk, or opens it again.
pub fn open_task(task: &DeskTask) -> Statement {
    Statement::new(
        "INSERT INTO desk_tasks (record, matter, place, from_day, closed)
         VALUES ($1, $2, $3, $4, 0)
         ON CONFLICT (record, matter, place)
         DO UPDATE SET from_day = excluded.from_day, closed = 0",
        [
            task.record.as_bytes().into(),
            task.matter.code().into(),
            task.place.map_or(-1, i64::from).into(),
            task.from.into(),
        ],
    )
}

/// Closes the tasks of a declaration that wait for a decision about it; what concerns people and
/// ownership stays, it is not decided by that. `expired` tells that time closed them.
pub fn close_tasks(record: &RecordId, expired: bool) -> Statement {
    Statement::new(
        "UPDATE desk_tasks SET closed = $1 WHERE record = $2 AND closed = 0
         AND (matter = 'MOVE_IN' OR matter = 'CANCEL' OR matter = 'BIND_ADDRESS')",
        [
            if expired { 2_i64 } else { 1 }.into(),
            record.as_bytes().into(),
        ],
    )
}

/// Closes what the desk was asked about a record in one matter.
pub fn close_asked(record: &RecordId, matter: Matter) -> Statement {
    Statement::new(
        "UPDATE desk_tasks SET closed = 1 WHERE record = $1 AND matter = $2 AND closed = 0",
        [record.as_bytes().into(), matter.code().into()],
    )
}

/// Keeps a message for its reader.
pub fn add_message(record: &RecordId, sent: &Addressed, on: NaiveDate) -> Statement {
    Statement::new(
        "INSERT INTO messages (record, place, recipient, template, made_on, zh, en)
         VALUES ($1, (SELECT COALESCE(MAX(place), 0) + 1 FROM messages WHERE record = $1),
             $2, $3, $4, $5, $6)",
        [
            record.as_bytes().into(),
            sent.to.code().into(),
            sent.message.template().code().into(),
            on.into(),
            sent.message.reveal_text(Language::Zh).into(),
            sent.message.reveal_text(Language::En).into(),
        ],
    )
}

/// A message as it was kept.
#[derive(Clone, PartialEq, Eq)]
pub struct KeptMessage {
    /// The record it is about.
    pub record: RecordId,
    /// Its place among those about the record, from 1.
    pub place: u32,
    /// To whom it goes.
    pub recipient: Recipient,
    /// Which text it is.
    pub template: Template,
    /// Day on which it was made.
    pub made_on: NaiveDate,
    /// The Chinese text; it names persons.
    pub zh: String,
    /// The English text.
    pub en: String,
}

/// Lists the messages about a declaration in their order.
pub async fn messages_of(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Vec<KeptMessage>, StoreError> {
    let select = Statement::new(
        "SELECT place, recipient, template, made_on, zh, en FROM messages
         WHERE record = $1 ORDER BY place",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(KeptMessage {
                record: *record,
                place: row.take()?,
                recipient: Recipient::from_code(&row.take::<String>()?)
                    .ok_or(StoreError::Corrupt)?,
                template: Template::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
                made_on: row.take()?,
                zh: row.take()?,
                en: row.take()?,
            })
        })
        .collect()
}

/// A task of the desk in a list: what stands there names nobody in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// The task.
    pub task: DeskTask,
    /// Last day on which somebody may decide, if time decides then.
    pub until: Option<NaiveDate>,
    /// Day of declaring.
    pub declared_on: NaiveDate,
    /// Name of the resident, masked; empty when the register does not know the person.
    pub masked_name: String,
    /// Street and number, without the room.
    pub address: String,
}

/// Lists the open tasks of the desk with what a list shows of them.
pub async fn listed(store: &dyn Store) -> Result<Vec<Listed>, StoreError> {
    let select = Statement::new(
        "SELECT t.record, t.matter, t.place, t.from_day, s.until,
             COALESCE(r.declared_on, c.claimed_on, t.from_day), COALESCE(p.name, ''),
             COALESCE(h.street, a.street, ''), COALESCE(h.number, a.number, '')
         FROM desk_tasks t
         LEFT JOIN registrations r ON r.record = t.record
         LEFT JOIN house_claims c ON c.record = t.record
         LEFT JOIN family_links f ON f.record = t.record
         LEFT JOIN standings s ON s.record = t.record
         LEFT JOIN hand_addresses a ON a.record = t.record
         LEFT JOIN people p ON p.subject = COALESCE(r.subject, c.subject, f.member)
         LEFT JOIN houses h ON h.code = COALESCE(r.house, c.house)
         WHERE t.closed = 0 ORDER BY t.from_day, t.record, t.matter, t.place",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let task = DeskTask {
                record: RecordId::from_bytes(row.take()?),
                matter: Matter::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
                place: u32::try_from(row.take::<i64>()?).ok(),
                from: row.take()?,
            };
            let (until, declared_on) = (row.take()?, row.take()?);
            let name: String = row.take()?;
            let (street, number): (String, String) = (row.take()?, row.take()?);
            Ok(Listed {
                task,
                until,
                declared_on,
                masked_name: masked_name(&name),
                address: format!("{street}{number}"),
            })
        })
        .collect()
}

/// Lists the tasks of a declaration that are open.
pub async fn tasks_of(store: &dyn Store, record: &RecordId) -> Result<Vec<DeskTask>, StoreError> {
    let all = open_tasks(store).await?;
    let of_record = all.into_iter().filter(|task| task.record == *record);
    Ok(of_record.collect())
}

/// Closes one task of a declaration that somebody at the desk did.
pub fn close_one(record: &RecordId, matter: Matter, place: Option<u32>) -> Statement {
    Statement::new(
        "UPDATE desk_tasks SET closed = 1
         WHERE record = $1 AND matter = $2 AND place = $3 AND closed = 0",
        [
            record.as_bytes().into(),
            matter.code().into(),
            place.map_or(-1, i64::from).into(),
        ],
    )
}
