//! Declarations and what became of them, with cohabitants, tasks and decisions.

use chrono::NaiveDate;
use protocol::{ActingPerson, Assurance, Cohabitant, Declaration, OwnerDecision};
use residence::{
    DwellingType, HouseCode, KioskId, Listed as _, RecordId, ResidenceReason, State, Subject,
};

use super::{
    cohabitants::add_cohabitant,
    standings::{self, Standing},
};

pub use super::cohabitants::{RegisteredCohabitant, cohabitants};
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
    /// The house; none while an address by hand is not matched to one.
    pub house: Option<HouseCode>,
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
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
            "SELECT r.record, kiosk, subject, house, dwelling, r.reason, declared_on, moved_in_on,
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

/// Lists the declarations of a person, the newest first.
pub async fn of_subject(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(
        select_registrations!("WHERE subject = $1 ORDER BY declared_on DESC, r.record DESC"),
        [subject.as_bytes().into()],
    );
    listed(store, select).await
}

/// Lists the declarations for a house, the newest first.
pub async fn at_house(
    store: &dyn Store,
    house: &HouseCode,
) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(
        select_registrations!("WHERE house = $1 ORDER BY declared_on DESC, r.record DESC"),
        [house.as_str().into()],
    );
    listed(store, select).await
}

/// Lists the live registrations of a person by their houses; none for an address that waits for
/// the desk.
pub async fn live_houses(
    store: &dyn Store,
    subject: &Subject,
) -> Result<Vec<Option<HouseCode>>, StoreError> {
    let select = Statement::new(
        "SELECT house, state FROM registrations WHERE subject = $1 AND state IS NOT NULL",
        [subject.as_bytes().into()],
    );
    let mut houses = Vec::new();
    for mut row in store.rows(select).await? {
        let house: Option<String> = row.take()?;
        let state: String = row.take()?;
        if State::from_code(&state)
            .ok_or(StoreError::Corrupt)?
            .is_live()
        {
            houses.push(house.as_deref().map(house_code).transpose()?);
        }
    }
    Ok(houses)
}

/// Tells whether the kiosk could not check a code of a declaration.
pub async fn is_unverified(store: &dyn Store, record: &RecordId) -> Result<bool, StoreError> {
    let select = Statement::new(
        "SELECT unverified FROM registrations WHERE record = $1",
        [record.as_bytes().into()],
    );
    match first_row(store, select).await? {
        Some(mut row) => row.take(),
        None => Ok(false),
    }
}

fn house_code(text: &str) -> Result<HouseCode, StoreError> {
    HouseCode::parse(text).map_err(|_| StoreError::Corrupt)
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
    let (subject, house): (_, Option<String>) = (row.take()?, row.take()?);
    let (dwelling, why): (String, String) = (row.take()?, row.take()?);
    let (declared_on, moved_in_on, cohabitants) = (row.take()?, row.take()?, row.take()?);
    let decided_on = row.take()?;
    Ok(Registration {
        record: RecordId::from_bytes(record),
        kiosk: KioskId::parse(&kiosk).map_err(|_| StoreError::Corrupt)?,
        subject: Subject::from_bytes(subject),
        house: house.as_deref().map(house_code).transpose()?,
        dwelling: DwellingType::from_code(&dwelling).ok_or(StoreError::Corrupt)?,
        reason: ResidenceReason::from_code(&why).ok_or(StoreError::Corrupt)?,
        declared_on,
        moved_in_on,
        cohabitants,
        standing: standings::read(&mut row, decided_on)?,
        decided_on,
    })
}

/// A declaration as it came, with or without a plate.
#[derive(Clone, Copy)]
pub struct Declared<'a> {
    /// Who declares.
    pub declarant: &'a ActingPerson,
    /// The house; none for an address by hand.
    pub house: Option<&'a HouseCode>,
    /// A code was not verified completely, or no plate was scanned.
    pub unverified: bool,
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// Those who live there with the declarant.
    pub cohabitants: &'a [Cohabitant],
    /// Version of the privacy notice that was agreed to.
    pub notice_version: u16,
    /// Profile and version of the policy that the kiosk applied.
    pub policy: &'a (String, u32),
    /// Day of declaring.
    pub declared_on: NaiveDate,
}

impl<'a> From<&'a Declaration> for Declared<'a> {
    fn from(declaration: &'a Declaration) -> Self {
        Self {
            declarant: &declaration.declarant,
            house: Some(&declaration.house),
            unverified: declaration.house_assurance == Assurance::Unverified
                || declaration.declarant.assurance == Assurance::Unverified,
            dwelling: declaration.dwelling,
            reason: declaration.reason,
            moved_in_on: declaration.moved_in_on,
            cohabitants: &declaration.cohabitants,
            notice_version: declaration.notice_version,
            policy: &declaration.policy,
            declared_on: declaration.declared_on,
        }
    }
}

/// Adds a declaration with where it stands and its cohabitants.
pub fn add(
    record: &RecordId,
    kiosk: &KioskId,
    declaration: &Declared<'_>,
    standing: &Standing,
    decided_on: NaiveDate,
) -> Vec<Statement> {
    let head = Statement::new(
        "INSERT INTO registrations (record, kiosk, subject, house, dwelling, reason, moved_in_on,
             declared_on, notice_version, policy, unverified, decided_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            declaration.declarant.subject.as_bytes().into(),
            declaration.house.map(HouseCode::as_str).into(),
            declaration.dwelling.code().into(),
            declaration.reason.code().into(),
            declaration.moved_in_on.into(),
            declaration.declared_on.into(),
            u32::from(declaration.notice_version).into(),
            format!("{}/{}", declaration.policy.0, declaration.policy.1).into(),
            declaration.unverified.into(),
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

/// Names the house to which the desk matched an address by hand.
pub fn bind(record: &RecordId, house: &HouseCode) -> Statement {
    Statement::new(
        "UPDATE registrations SET house = $1 WHERE record = $2",
        [house.as_str().into(), record.as_bytes().into()],
    )
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

/// Lists the declarations about which the last decision was made before a day.
pub async fn decided_before(
    store: &dyn Store,
    day: NaiveDate,
) -> Result<Vec<Registration>, StoreError> {
    let select = Statement::new(
        select_registrations!("WHERE decided_on < $1 ORDER BY r.record"),
        [day.into()],
    );
    listed(store, select).await
}
