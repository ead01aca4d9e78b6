//! The masked index of declarations: what their holder may see again at this kiosk.

use chrono::NaiveDate;
use hmac::{Hmac, KeyInit as _, Mac as _};
use protocol::{Outcome, OutcomeResult, OwnerAnswer, OwnerDecision};
use residence::{HouseCode, Listed as _, RecordId, State, Subject};
use rusqlite::{Connection, Row, params};
use sha2::Sha256;

use crate::{device, error::Error, journal::Journal, stored};

/// What the index keeps of a declaration: the address without the room, and no name in full.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexEntry {
    /// Whose declaration it is; only a keyed tag of it is stored.
    pub subject_tag_source: Subject,
    /// Masked name, when the code carries one.
    pub holder_hint: Option<String>,
    /// Town and community.
    pub area: String,
    /// Street.
    pub street: String,
    /// Number with sub-number.
    pub number: String,
    /// The house; none while an address written by hand waits for the desk.
    pub house: Option<HouseCode>,
    /// Day of declaring.
    pub declared_on: NaiveDate,
    /// Last day for the owner to decide.
    pub until: NaiveDate,
    /// How many cohabitants were declared.
    pub cohabitants: u32,
}

/// How far a record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SavedState {
    /// Durable on this machine.
    OnThisMachine,
    /// Received by the centre.
    Received,
    /// The centre has spoken.
    Decided,
}

/// A declaration as the index knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IndexedRegistration {
    /// The declaration.
    pub record: RecordId,
    /// Masked name, when the code carries one.
    pub holder_hint: Option<String>,
    /// Town and community.
    pub area: String,
    /// Street.
    pub street: String,
    /// Number with sub-number.
    pub number: String,
    /// The house; none when the address was written by hand.
    pub house: Option<HouseCode>,
    /// Day of declaring.
    pub declared_on: NaiveDate,
    /// Last day for the owner to decide.
    pub until: NaiveDate,
    /// How many cohabitants were declared.
    pub cohabitants: u32,
    /// How far it has come.
    pub saved: SavedState,
    /// Its state; `None` while nobody decided, and when a rule of the centre denied it.
    pub state: Option<State>,
    /// The state is an owner's decision made here that the centre has not confirmed yet.
    pub provisional: bool,
    /// Day of effect.
    pub effective_on: Option<NaiveDate>,
    /// Code of the owner's reason, or name of the centre's rule.
    pub refusal: Option<String>,
}

impl Journal {
    /// Returns the declarations of a person that this kiosk knows of, newest first.
    pub fn registrations_of(&self, subject: &Subject) -> Result<Vec<IndexedRegistration>, Error> {
        self.read(|connection| {
            stored::many(
                connection,
                "SELECT r.record, r.holder_hint, r.area, r.street, r.number, r.house,
                        r.declared_on, r.until, r.cohabitants, r.state,
                        r.provisional_seq IS NOT NULL, r.effective_on, r.refusal, r.decided,
                        (r.epoch, r.seq) <= (chain.epoch, chain.through)
                 FROM registrations r CROSS JOIN chain
                 WHERE r.subject_tag = ?1 ORDER BY r.epoch DESC, r.seq DESC",
                [subject_tag(connection, subject)?],
                read,
            )
        })
    }

    /// Tells whether a person has a live declaration at a house.
    pub fn live_at(&self, subject: &Subject, house: &HouseCode) -> Result<bool, Error> {
        self.read(|connection| {
            let states = stored::many(
                connection,
                "SELECT state FROM registrations
                 WHERE subject_tag = ?1 AND house = ?2 AND refusal IS NULL",
                params![subject_tag(connection, subject)?, house.as_str()],
                lives,
            )?;
            Ok(states.into_iter().any(|live| live))
        })
    }

    /// Counts the live declarations of a person that this kiosk knows of.
    pub fn live_addresses(&self, subject: &Subject) -> Result<usize, Error> {
        self.read(|connection| {
            let states = stored::many(
                connection,
                "SELECT state FROM registrations WHERE subject_tag = ?1 AND refusal IS NULL",
                [subject_tag(connection, subject)?],
                lives,
            )?;
            Ok(states.into_iter().filter(|live| *live).count())
        })
    }

    /// Forgets what was declared before a day and has been received by the centre.
    ///
    /// Returns how many entries went; the centre has the registrations themselves.
    pub fn purge_registrations(&self, declared_before: NaiveDate) -> Result<usize, Error> {
        self.write(|act| purge(act, declared_before))
    }
}

pub(crate) fn purge(act: &Connection, declared_before: NaiveDate) -> Result<usize, Error> {
    stored::change(
        act,
        "DELETE FROM registrations
         WHERE declared_on < ?1
           AND (epoch, seq) <= (SELECT epoch, through FROM chain)",
        [declared_before.to_string()],
    )
}

/// A declaration about which nobody spoke yet lives as much as one that waits.
fn lives(row: &Row<'_>) -> Result<bool, Error> {
    let state: Option<String> = row.get(0)?;
    let state = state.as_deref().map(stored::listed).transpose()?;
    Ok(state.is_none_or(State::is_live))
}

pub(crate) fn read(row: &Row<'_>) -> Result<IndexedRegistration, Error> {
    let house: String = row.get(5)?;
    let state: Option<String> = row.get(9)?;
    let effective_on: Option<String> = row.get(11)?;
    let saved = match (row.get(13)?, row.get(14)?) {
        (true, _) => SavedState::Decided,
        (false, true) => SavedState::Received,
        (false, false) => SavedState::OnThisMachine,
    };
    Ok(IndexedRegistration {
        record: RecordId::from_bytes(row.get(0)?),
        holder_hint: row.get(1)?,
        area: row.get(2)?,
        street: row.get(3)?,
        number: row.get(4)?,
        house: named_house(&house)?,
        declared_on: stored::date(&row.get::<_, String>(6)?)?,
        until: stored::date(&row.get::<_, String>(7)?)?,
        cohabitants: row.get(8)?,
        saved,
        state: state.as_deref().map(stored::listed).transpose()?,
        provisional: row.get(10)?,
        effective_on: effective_on.as_deref().map(stored::date).transpose()?,
        refusal: row.get(12)?,
    })
}

/// An address written by hand has no house yet; its row holds an empty text.
fn named_house(text: &str) -> Result<Option<HouseCode>, Error> {
    if text.is_empty() {
        return Ok(None);
    }
    HouseCode::parse(text).map(Some).map_err(|_| Error::Corrupt)
}

/// The subject links acts of one person, so only a keyed tag of it rests on the disk.
fn subject_tag(connection: &Connection, subject: &Subject) -> Result<[u8; 32], Error> {
    let key = device::index_key(connection)?;
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("HMAC takes any key");
    mac.update(subject.as_bytes());
    Ok(mac.finalize().into_bytes().into())
}

/// Adds a declaration to the index, at its place in the chain.
pub(crate) fn insert(
    act: &Connection,
    record: &RecordId,
    (epoch, seq): (u64, u64),
    entry: &IndexEntry,
) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT INTO registrations
         (record, subject_tag, epoch, seq, holder_hint, area, street, number, house,
          declared_on, until, cohabitants)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        params![
            record.as_bytes(),
            subject_tag(act, &entry.subject_tag_source)?,
            epoch,
            seq,
            entry.holder_hint,
            entry.area,
            entry.street,
            entry.number,
            entry.house.as_ref().map_or("", HouseCode::as_str),
            entry.declared_on.to_string(),
            entry.until.to_string(),
            entry.cohabitants,
        ],
    )
}

/// Finds the place of a declaration in the chain.
pub(crate) fn seq_of(connection: &Connection, record: &RecordId) -> Result<Option<u64>, Error> {
    stored::one(
        connection,
        "SELECT seq FROM registrations WHERE record = ?1",
        [record.as_bytes()],
        |row| Ok(row.get(0)?),
    )
}

/// Shows an owner's decision made here until the centre has spoken for good.
///
/// A declaration that the centre has decided already stays as it is.
pub(crate) fn decide_provisionally(
    act: &Connection,
    declaration: &RecordId,
    decision: &OwnerDecision,
    seq: u64,
) -> Result<(), Error> {
    let (state, effective_on, refusal) = match decision.answer {
        OwnerAnswer::Confirmed => (
            State::Effective,
            Some(decision.decided_on.to_string()),
            None,
        ),
        OwnerAnswer::Refused(reason) => (State::Rejected, None, Some(reason.code())),
    };
    stored::change(
        act,
        "UPDATE registrations
         SET state = ?2, effective_on = ?3, refusal = ?4, provisional_seq = ?5
         WHERE record = ?1 AND refusal IS NULL AND (state IS NULL OR state = ?6)",
        params![
            declaration.as_bytes(),
            state.code(),
            effective_on,
            refusal,
            seq,
            State::AwaitingConfirmation.code()
        ],
    )?;
    Ok(())
}

/// Takes over what the centre decided about a declaration.
///
/// While a decision made here is still on its way, "waits for the owner" is older news than ours.
pub(crate) fn settle(act: &Connection, outcome: &Outcome) -> Result<(), Error> {
    let (state, effective_on, refusal) = match &outcome.result {
        OutcomeResult::State {
            state,
            effective_on,
            rejection,
        } => (
            Some(*state),
            effective_on.map(|day| day.to_string()),
            rejection
                .map(|reason| reason.code().to_owned())
                .or_else(|| unnamed_refusal(*state)),
        ),
        OutcomeResult::Denied { rule } => (None, None, Some(rule.clone())),
    };
    stored::change(
        act,
        "UPDATE registrations
         SET state = ?2, effective_on = ?3, refusal = ?4, decided = 1, provisional_seq = NULL
         WHERE record = ?1
           AND (?2 IS NOT ?5 OR provisional_seq IS NULL
                OR provisional_seq <= (SELECT through FROM chain))",
        params![
            outcome.declaration.as_bytes(),
            state.map(State::code),
            effective_on,
            refusal,
            State::AwaitingConfirmation.code()
        ],
    )?;
    Ok(())
}

/// A refusal without a reason is still a refusal, and the row has to say so.
fn unnamed_refusal(state: State) -> Option<String> {
    (state == State::Rejected).then(|| state.code().to_owned())
}

#[cfg(test)]
mod tests;
