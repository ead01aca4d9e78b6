//! Declarations and what became of them, with cohabitants, tasks and decisions.

use chrono::NaiveDate;
use protocol::{Assurance, Cohabitant, Declaration, OwnerDecision};
use residence::{
    DwellingType, HouseCode, KioskId, Listed as _, RecordId, Relation, ResidenceReason, State,
    Subject,
};

use super::standings::{self, Standing};
use crate::store::{Row, Statement, Store, StoreError, first_row};

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

/// The columns that `registration` reads, with what follows the tables.
macro_rules! select_registrations {
    ($which:literal) => {
        concat!(
            "SELECT r.record, kiosk, subject, house, declared_on, moved_in_on,
                (SELECT COUNT(*) FROM cohabitants c WHERE c.record = r.record), decided_on,
                state, effective_on, capacity, rejection, denied_rule, since,
                COALESCE(s.until, (SELECT t.until FROM tasks t
                                   WHERE t.record = r.record AND t.closed = 0)),
                desk_from, ended_on, reason_kind, s.reason, decided_under
             FROM registrations r LEFT JOIN standings s ON s.record = r.record ",
            $which
        )
    };
}

/// Finds a declaration by its record.
pub async fn by_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<Registration>, StoreError> {
    let select = Statement::new(
        select_registrations!("WHERE r.record = $1"),
        [record.as_bytes().into()],
    );
    first_row(store, select)
        .await?
        .map(registration)
        .transpose()
}

/// Lists all declarations in the order in which they were made.
pub async fn all(store: &dyn Store) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(select_registrations!("ORDER BY r.record"), []);
    listed(store, select).await
}

/// Lists the declarations that wait for a day which has passed; the rules say what becomes of them.
pub async fn overdue(store: &dyn Store, today: NaiveDate) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(
        select_registrations!(
            "WHERE COALESCE(s.until, (SELECT t.until FROM tasks t
                                  WHERE t.record = r.record AND t.closed = 0)) < $1
         ORDER BY r.record"
        ),
        [today.into()],
    );
    listed(store, select).await
}

/// Lists the declarations about which owners are asked.
pub async fn asked(store: &dyn Store) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(
        select_registrations!(
            "WHERE EXISTS (SELECT 1 FROM tasks t WHERE t.record = r.record AND t.closed = 0)
         ORDER BY r.record"
        ),
        [],
    );
    listed(store, select).await
}

async fn listed(store: &dyn Store, select: Statement) -> Result<Vec<Registration>, StoreError> {
    let rows = store.rows(select).await?;
    rows.into_iter().map(registration).collect()
}

/// Lists the houses at which a person is registered, or waits to be.
pub async fn live_houses(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<HouseCode>, StoreError> {
    let select = Statement::new(
        "SELECT house, state FROM registrations WHERE subject = $1 AND state IS NOT NULL",
        [subject.as_bytes().into()],
    );
    let mut houses = Vec::new();
    for mut row in store.rows(select).await? {
        let house: String = row.take()?;
        let state: String = row.take()?;
        if State::from_code(&state)
            .ok_or(StoreError::Corrupt)?
            .is_live()
        {
            houses.push(HouseCode::parse(&house).map_err(|_| StoreError::Corrupt)?);
        }
    }
    Ok(houses)
}

/// What a declaration says of the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stay {
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// The kiosk could not check a code of the declaration.
    pub unverified: bool,
}

/// Reads what a declaration says of the stay.
pub async fn stay(store: &dyn Store, record: &RecordId) -> Result<Option<Stay>, StoreError> {
    let select = Statement::new(
        "SELECT dwelling, reason, unverified FROM registrations WHERE record = $1",
        [record.as_bytes().into()],
    );
    let Some(mut row) = first_row(store, select).await? else {
        return Ok(None);
    };
    let (dwelling, reason): (String, String) = (row.take()?, row.take()?);
    Ok(Some(Stay {
        dwelling: DwellingType::from_code(&dwelling).ok_or(StoreError::Corrupt)?,
        reason: ResidenceReason::from_code(&reason).ok_or(StoreError::Corrupt)?,
        unverified: row.take()?,
    }))
}

/// A person of a declaration besides the one who made it; personal data.
#[derive(Clone, PartialEq, Eq)]
pub struct RegisteredCohabitant {
    /// Name.
    pub name: String,
    /// Day of birth.
    pub birth: NaiveDate,
    /// Relation to the person who declared.
    pub relation: Relation,
    /// The guardian's consent is recorded.
    pub consented: bool,
}

/// Lists the cohabitants of a declaration in their order.
pub async fn cohabitants(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Vec<RegisteredCohabitant>, StoreError> {
    let select = Statement::new(
        "SELECT name, birth, relation, consent_version FROM cohabitants
         WHERE record = $1 ORDER BY place",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(RegisteredCohabitant {
                name: row.take()?,
                birth: row.take()?,
                relation: Relation::from_code(&row.take::<String>()?).ok_or(StoreError::Corrupt)?,
                consented: row.take::<Option<i64>>()?.is_some(),
            })
        })
        .collect()
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
    let (record, kiosk): (_, String) = (row.take()?, row.take()?);
    let (subject, house): (_, String) = (row.take()?, row.take()?);
    let (declared_on, moved_in_on, cohabitants) = (row.take()?, row.take()?, row.take()?);
    let decided_on = row.take()?;
    Ok(Registration {
        record: RecordId::from_bytes(record),
        kiosk: KioskId::parse(&kiosk).map_err(|_| StoreError::Corrupt)?,
        subject: Subject::from_bytes(subject),
        house: HouseCode::parse(&house).map_err(|_| StoreError::Corrupt)?,
        declared_on,
        moved_in_on,
        cohabitants,
        standing: standings::read(&mut row, decided_on)?,
        decided_on,
    })
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
    [head]
        .into_iter()
        .chain(set_standing(record, standing, decided_on))
        .chain(people.map(|(person, place)| add_cohabitant(record, place, person)))
        .collect()
}

/// Notes where a declaration stands from now on.
pub fn set_standing(
    record: &RecordId,
    standing: &Standing,
    decided_on: NaiveDate,
) -> Vec<Statement> {
    let columns = standing.columns();
    let head = Statement::new(
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
    );
    let rest = match standing {
        Standing::Stands(held) => Some(standings::set(record, held)),
        Standing::Denied(_) => None,
    };
    [head].into_iter().chain(rest).collect()
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
        "INSERT INTO tasks (record, until, closed) VALUES ($1, $2, 0)
         ON CONFLICT (record) DO UPDATE SET until = excluded.until, closed = 0",
        [record.as_bytes().into(), until.into()],
    )
}

/// Closes the task of a declaration; `expired` tells that time closed it.
pub fn close_task(record: &RecordId, expired: bool) -> Statement {
    Statement::new(
        "UPDATE tasks SET closed = $1 WHERE record = $2 AND closed = 0",
        [
            if expired { 2_i64 } else { 1 }.into(),
            record.as_bytes().into(),
        ],
    )
}
