//! Where a registration stands: since when, until when, and under which rules.

use chrono::NaiveDate;
use residence::{
    Capacity, Listed as _, Policy, PolicyVersion, Reason, RecordId, Registration, RejectionReason,
    State, Step, Transition,
};

use crate::store::{Row, Statement, Store, StoreError};

/// Where a declaration stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Standing {
    /// Accepted; this is what the rules know of it.
    Stands(Registration),
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
            Self::Stands(registration) => Columns {
                state: Some(registration.state.code()),
                effective_on: registration.effective_on,
                capacity: registration.capacity.map(residence::Listed::code),
                rejection: rejection(registration).map(residence::Listed::code),
                denied: None,
            },
            Self::Denied(rule) => Columns {
                denied: Some(rule),
                ..Columns::default()
            },
        }
    }
}

/// Returns why a confirmer refused a registration, when one did.
pub(crate) fn rejection(registration: &Registration) -> Option<RejectionReason> {
    match registration.reason? {
        Reason::Rejected(reason) => Some(reason),
        Reason::Address(_)
        | Reason::Asked(_)
        | Reason::MovedOut(_)
        | Reason::CancelRefused(_)
        | Reason::Ended(_)
        | Reason::Voided(_) => None,
    }
}

/// Reads the columns that `registrations` selects, in their order.
pub(super) fn read(row: &mut Row, decided_on: NaiveDate) -> Result<Standing, StoreError> {
    let state: Option<String> = row.take()?;
    let effective_on = row.take()?;
    let capacity: Option<String> = row.take()?;
    let rejection: Option<String> = row.take()?;
    let denied: Option<String> = row.take()?;
    let since: Option<NaiveDate> = row.take()?;
    let (until, desk_from, ended_on) = (row.take()?, row.take()?, row.take()?);
    let (kind, reason): (Option<String>, Option<String>) = (row.take()?, row.take()?);
    let under: Option<String> = row.take()?;
    let state = match (state, denied) {
        (None, Some(rule)) => return Ok(Standing::Denied(rule)),
        (Some(state), None) => State::from_code(&state).ok_or(StoreError::Corrupt)?,
        (Some(_), Some(_)) | (None, None) => return Err(StoreError::Corrupt),
    };
    let rejected = rejection.as_deref().and_then(RejectionReason::from_code);
    let reason = match (kind, reason) {
        (Some(kind), Some(reason)) => {
            Some(Reason::read(&kind, &reason).ok_or(StoreError::Corrupt)?)
        }
        (Some(_), None) | (None, Some(_)) => return Err(StoreError::Corrupt),
        (None, None) => rejected.map(Reason::Rejected),
    };
    Ok(Standing::Stands(Registration {
        state,
        since: since.unwrap_or(decided_on),
        until,
        desk_from,
        effective_on,
        ended_on,
        capacity: capacity.as_deref().and_then(Capacity::from_code),
        reason,
        under: under.map_or(Ok(FIRST), |text| {
            PolicyVersion::parse(&text).ok_or(StoreError::Corrupt)
        })?,
    }))
}

/// What a row was decided under that was written before the name was kept.
const FIRST: PolicyVersion = Policy::GD_DEFAULT.version;

/// Notes where a registration stands from now on.
pub(super) fn set(record: &RecordId, held: &Registration) -> Statement {
    Statement::new(
        "INSERT INTO standings (record, since, until, desk_from, ended_on, reason_kind, reason,
             decided_under)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
         ON CONFLICT (record) DO UPDATE SET since = excluded.since, until = excluded.until,
             desk_from = excluded.desk_from, ended_on = excluded.ended_on,
             reason_kind = excluded.reason_kind, reason = excluded.reason,
             decided_under = excluded.decided_under",
        [
            record.as_bytes().into(),
            held.since.into(),
            held.until.into(),
            held.desk_from.into(),
            held.ended_on.into(),
            held.reason.map(Reason::kind).into(),
            held.reason.map(Reason::value).into(),
            held.under.text().into(),
        ],
    )
}

/// Adds a decision to those that were made about a registration.
pub fn add_judgement(record: &RecordId, step: &Step, note: Option<&str>) -> Statement {
    let held = &step.registration;
    Statement::new(
        "INSERT INTO judgements (record, place, transition, made_on, state, capacity, reason_kind,
             reason, note, decided_under)
         VALUES ($1, (SELECT COALESCE(MAX(place), 0) + 1 FROM judgements WHERE record = $1),
             $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            record.as_bytes().into(),
            step.row.code().into(),
            held.since.into(),
            held.state.code().into(),
            held.capacity.map(residence::Listed::code).into(),
            held.reason.map(Reason::kind).into(),
            held.reason.map(Reason::value).into(),
            note.into(),
            held.under.text().into(),
        ],
    )
}

/// A decision as it was kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Judgement {
    /// Row of the table of transitions.
    pub transition: Transition,
    /// The day.
    pub made_on: NaiveDate,
    /// Where the registration stood after it.
    pub state: State,
    /// In which capacity somebody decided.
    pub capacity: Option<Capacity>,
    /// Why.
    pub reason: Option<Reason>,
    /// Profile and version of the rules.
    pub under: String,
}

/// Lists the decisions about a registration in their order.
pub async fn judgements(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Vec<Judgement>, StoreError> {
    let select = Statement::new(
        "SELECT transition, made_on, state, capacity, reason_kind, reason, decided_under
         FROM judgements WHERE record = $1 ORDER BY place",
        [record.as_bytes().into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let transition = Transition::from_code(&row.take::<String>()?);
            let made_on = row.take()?;
            let state = State::from_code(&row.take::<String>()?);
            let capacity: Option<String> = row.take()?;
            let (kind, reason): (Option<String>, Option<String>) = (row.take()?, row.take()?);
            Ok(Judgement {
                transition: transition.ok_or(StoreError::Corrupt)?,
                made_on,
                state: state.ok_or(StoreError::Corrupt)?,
                capacity: capacity.as_deref().and_then(Capacity::from_code),
                reason: kind
                    .zip(reason)
                    .and_then(|(kind, reason)| Reason::read(&kind, &reason)),
                under: row.take()?,
            })
        })
        .collect()
}
