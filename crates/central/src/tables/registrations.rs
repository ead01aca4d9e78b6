//! Declarations and what became of them, with cohabitants, tasks and decisions.

use chrono::NaiveDate;
use protocol::{Assurance, Cohabitant, Declaration, OwnerDecision};
use residence::{
    Capacity, HouseCode, KioskId, Listed as _, RecordId, RejectionReason, State, Subject,
};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Where a declaration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Accepted.
    Stands {
        /// The state.
        state: State,
        /// Day of effect.
        effective_on: Option<NaiveDate>,
        /// In which capacity it was decided.
        capacity: Option<Capacity>,
        /// Why the owner refused.
        rejection: Option<RejectionReason>,
    },
    /// Refused by a rule of this name.
    Denied(String),
}

/// Where a declaration stands, as the columns of a row and the fields of an object say it.
#[derive(Debug, Clone, Copy, Default)]
pub struct Columns<'a> {
    /// Code of the state.
    pub state: Option<&'static str>,
    /// Day of effect.
    pub effective_on: Option<NaiveDate>,
    /// Code of the capacity.
    pub capacity: Option<&'static str>,
    /// Code of the owner's reason.
    pub rejection: Option<&'static str>,
    /// Name of the rule that refused.
    pub denied: Option<&'a str>,
}

impl Standing {
    /// Returns the columns.
    pub fn columns(&self) -> Columns<'_> {
        match self {
            Self::Stands {
                state,
                effective_on,
                capacity,
                rejection,
            } => Columns {
                state: Some(state.code()),
                effective_on: *effective_on,
                capacity: capacity.map(residence::Listed::code),
                rejection: rejection.map(residence::Listed::code),
                denied: None,
            },
            Self::Denied(rule) => Columns {
                denied: Some(rule),
                ..Columns::default()
            },
        }
    }
}

/// A declaration as the centre holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Registration {
    /// The declaration's record.
    pub record: RecordId,
    /// The kiosk that sent it.
    pub kiosk: KioskId,
    /// Who declared.
    pub subject: Subject,
    /// The house.
    pub house: HouseCode,
    /// Day of declaring.
    pub declared_on: NaiveDate,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// How many cohabitants it carries.
    pub cohabitants: u32,
    /// Where it stands.
    pub standing: Standing,
    /// Day of the last decision.
    pub decided_on: NaiveDate,
}

/// Finds a declaration by its record.
pub async fn by_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<Registration>, StoreError> {
    let select = Statement::new(
        "SELECT record, kiosk, subject, house, declared_on, moved_in_on,
                (SELECT COUNT(*) FROM cohabitants c WHERE c.record = r.record),
                state, effective_on, capacity, rejection, denied_rule, decided_on
         FROM registrations r WHERE record = $1",
        [record.as_bytes().into()],
    );
    first_row(store, select)
        .await?
        .map(registration)
        .transpose()
}

/// Lists all declarations in the order in which they were made.
pub async fn all(store: &dyn Store) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(
        "SELECT record, kiosk, subject, house, declared_on, moved_in_on,
                (SELECT COUNT(*) FROM cohabitants c WHERE c.record = r.record),
                state, effective_on, capacity, rejection, denied_rule, decided_on
         FROM registrations r ORDER BY record",
        [],
    );
    store
        .rows(select)
        .await?
        .into_iter()
        .map(registration)
        .collect()
}

/// Tells whether a live registration of the person at the house exists.
pub async fn live_at(
    store: &dyn Store,
    subject: &Subject,
    house: &HouseCode,
) -> Result<bool, StoreError> {
    let select = Statement::new(
        "SELECT record FROM registrations WHERE subject = $1 AND house = $2
         AND (state = 'AWAITING_CONFIRMATION' OR state = 'EFFECTIVE') LIMIT 1",
        [subject.as_bytes().into(), house.as_str().into()],
    );
    Ok(first_row(store, select).await?.is_some())
}

/// Lists the last days of tasks that are open, with their declarations.
pub async fn open_tasks(store: &dyn Store) -> Result<Vec<(RecordId, NaiveDate)>, StoreError> {
    let select = Statement::new(
        "SELECT record, until FROM tasks WHERE closed = 0 ORDER BY record",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| Ok((RecordId::from_bytes(row.take()?), row.take()?)))
        .collect()
}

fn registration(mut row: Row) -> Result<Registration, StoreError> {
    Ok(Registration {
        record: RecordId::from_bytes(row.take()?),
        kiosk: KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
        subject: Subject::from_bytes(row.take()?),
        house: HouseCode::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt)?,
        declared_on: row.take()?,
        moved_in_on: row.take()?,
        cohabitants: row.take()?,
        standing: standing(&mut row)?,
        decided_on: row.take()?,
    })
}

fn standing(row: &mut Row) -> Result<Standing, StoreError> {
    let state: Option<String> = row.take()?;
    let effective_on = row.take()?;
    let capacity: Option<String> = row.take()?;
    let rejection: Option<String> = row.take()?;
    let denied: Option<String> = row.take()?;
    match (state, denied) {
        (None, Some(rule)) => Ok(Standing::Denied(rule)),
        (Some(state), None) => Ok(Standing::Stands {
            state: State::from_code(&state).ok_or(StoreError::Corrupt)?,
            effective_on,
            capacity: capacity.as_deref().and_then(Capacity::from_code),
            rejection: rejection.as_deref().and_then(RejectionReason::from_code),
        }),
        (Some(_), Some(_)) | (None, None) => Err(StoreError::Corrupt),
    }
}

/// Adds a declaration with where it stands and its cohabitants.
pub fn add(
    record: &RecordId,
    kiosk: &KioskId,
    declaration: &Declaration,
    standing: &Standing,
    decided_on: NaiveDate,
) -> Vec<Statement> {
    let unverified = declaration.house_assurance == Assurance::Unverified
        || declaration.declarant.assurance == Assurance::Unverified;
    let head = Statement::new(
        "INSERT INTO registrations (record, kiosk, subject, house, dwelling, reason, moved_in_on,
             declared_on, notice_version, policy, unverified, decided_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            declaration.declarant.subject.as_bytes().into(),
            declaration.house.as_str().into(),
            declaration.dwelling.code().into(),
            declaration.reason.code().into(),
            declaration.moved_in_on.into(),
            declaration.declared_on.into(),
            u32::from(declaration.notice_version).into(),
            format!("{}/{}", declaration.policy.0, declaration.policy.1).into(),
            unverified.into(),
            decided_on.into(),
        ],
    );
    let people = declaration.cohabitants.iter().zip(0_u32..);
    [head, set_standing(record, standing, decided_on)]
        .into_iter()
        .chain(people.map(|(person, place)| add_cohabitant(record, place, person)))
        .collect()
}

/// Notes where a declaration stands from now on.
pub fn set_standing(record: &RecordId, standing: &Standing, decided_on: NaiveDate) -> Statement {
    let columns = standing.columns();
    Statement::new(
        "UPDATE registrations SET state = $1, effective_on = $2, capacity = $3, rejection = $4,
             denied_rule = $5, decided_on = $6 WHERE record = $7",
        [
            columns.state.into(),
            columns.effective_on.into(),
            columns.capacity.into(),
            columns.rejection.into(),
            columns.denied.into(),
            decided_on.into(),
            record.as_bytes().into(),
        ],
    )
}

fn add_cohabitant(record: &RecordId, place: u32, person: &Cohabitant) -> Statement {
    Statement::new(
        "INSERT INTO cohabitants (record, place, name, document, number, birth, phone, relation,
             consent_version, consent_at_ms)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        [
            record.as_bytes().into(),
            place.into(),
            person.name.reveal().into(),
            person.document.kind().code().into(),
            person.document.reveal_number().into(),
            person.document.reveal_birth().into(),
            person.phone.reveal().into(),
            person.relation.code().into(),
            person
                .guardian_consent
                .as_ref()
                .map(|consent| u32::from(consent.text_version))
                .into(),
            person
                .guardian_consent
                .as_ref()
                .map(|consent| consent.given_at_ms)
                .into(),
        ],
    )
}

/// Keeps an owner's decision and what became of it.
pub fn add_decision(
    record: &RecordId,
    kiosk: &KioskId,
    decision: &OwnerDecision,
    result: &str,
) -> Statement {
    Statement::new(
        "INSERT INTO decisions (record, declaration, kiosk, owner, decided_on, result)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING",
        [
            record.as_bytes().into(),
            decision.declaration.as_bytes().into(),
            kiosk.as_str().into(),
            decision.owner.subject.as_bytes().into(),
            decision.decided_on.into(),
            result.into(),
        ],
    )
}

/// Opens the task of the owners of a house.
pub fn open_task(record: &RecordId, until: NaiveDate) -> Statement {
    Statement::new(
        "INSERT INTO tasks (record, until, closed) VALUES ($1, $2, 0)",
        [record.as_bytes().into(), until.into()],
    )
}

/// Closes the task of a declaration.
pub fn close_task(record: &RecordId) -> Statement {
    Statement::new(
        "UPDATE tasks SET closed = 1 WHERE record = $1",
        [record.as_bytes().into()],
    )
}
