//! Codes that kiosks issued for the time being, and what became of them.

use chrono::NaiveDate;
use protocol::{CodeSerial, ProvisionalIssue};
use residence::{KioskId, Listed as _, RecordId, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// What became of a provisional code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Became {
    /// A code of the authority took its place.
    Replaced,
    /// It was withdrawn by whoever issued it.
    Void,
    /// The trust was taken from the kiosk that issued it.
    Killed,
    /// It should not have been issued.
    Refused,
}

impl Became {
    /// Every end.
    pub const ALL: [Self; 4] = [Self::Replaced, Self::Void, Self::Killed, Self::Refused];

    /// Returns the word in the database and in lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::Replaced => "REPLACED",
            Self::Void => "VOID",
            Self::Killed => "KILLED",
            Self::Refused => "REFUSED",
        }
    }
}

/// A provisional code as the centre holds it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Provisional {
    /// Its serial number.
    pub serial: CodeSerial,
    /// The kiosk that issued it.
    pub kiosk: KioskId,
    /// What became of it.
    pub became: Became,
    /// Serial number of the code that took its place.
    pub replaced_by: Option<CodeSerial>,
}

/// Finds a provisional code by its serial number.
pub async fn by_serial(
    store: &dyn Store,
    serial: &CodeSerial,
) -> Result<Option<Provisional>, StoreError> {
    let select = Statement::new(
        "SELECT serial, kiosk, standing, replaced_by FROM provisionals WHERE serial = $1",
        [serial.into()],
    );
    first_row(store, select).await?.map(provisional).transpose()
}

/// Finds the number of the person to whom a provisional code that was good gave a pseudonym.
pub async fn number_behind(
    store: &dyn Store,
    subject: &Subject,
    serial: &CodeSerial,
) -> Result<Option<String>, StoreError> {
    let select = Statement::new(
        "SELECT number FROM provisionals
         WHERE subject = $1 AND serial = $2 AND standing = 'REPLACED'",
        [subject.as_bytes().into(), serial.into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row: Row| row.take())
        .transpose()
}

/// Counts the codes that a kiosk issued since a time.
pub async fn issued_since(
    store: &dyn Store,
    kiosk: &KioskId,
    since_s: u64,
) -> Result<u64, StoreError> {
    let select = Statement::new(
        "SELECT COUNT(*) FROM provisionals WHERE kiosk = $1 AND issued_s >= $2",
        [kiosk.as_str().into(), since_s.into()],
    );
    match first_row(store, select).await? {
        Some(mut row) => row.take(),
        None => Ok(0),
    }
}

/// Lists the codes that a kiosk issued.
pub async fn of_kiosk(store: &dyn Store, kiosk: &KioskId) -> Result<Vec<Provisional>, StoreError> {
    let select = Statement::new(
        "SELECT serial, kiosk, standing, replaced_by FROM provisionals WHERE kiosk = $1
         ORDER BY serial",
        [kiosk.as_str().into()],
    );
    store
        .rows(select)
        .await?
        .into_iter()
        .map(provisional)
        .collect()
}

fn provisional(mut row: Row) -> Result<Provisional, StoreError> {
    let serial = row.take()?;
    let kiosk: String = row.take()?;
    let code: String = row.take()?;
    let became = Became::ALL.into_iter().find(|end| end.code() == code);
    Ok(Provisional {
        serial,
        kiosk: KioskId::parse(&kiosk).map_err(|_| StoreError::Corrupt)?,
        became: became.ok_or(StoreError::Corrupt)?,
        replaced_by: row.take()?,
    })
}

/// Keeps a provisional code with what became of it at once.
pub fn add(
    record: &RecordId,
    kiosk: &KioskId,
    issue: &ProvisionalIssue,
    birth: NaiveDate,
    became: Became,
    replaced_by: Option<CodeSerial>,
) -> Statement {
    Statement::new(
        "INSERT INTO provisionals (serial, record, kiosk, subject, category, name, document,
             number, birth, house, worker, guardian, issued_s, expires_s, standing, replaced_by)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
         ON CONFLICT (serial) DO NOTHING",
        [
            issue.serial.into(),
            record.as_bytes().into(),
            kiosk.as_str().into(),
            issue.subject.as_bytes().into(),
            category_number(issue.category).into(),
            issue.name.reveal().into(),
            issue.document.kind().code().into(),
            issue.document.reveal_number().into(),
            birth.into(),
            issue.house.as_ref().map(|house| house.as_str()).into(),
            issue.worker.as_str().into(),
            issue
                .guardian
                .as_ref()
                .map(|guardian| guardian.subject.as_bytes())
                .into(),
            issue.issued_s.into(),
            issue.expires_s.into(),
            became.code().into(),
            replaced_by.into(),
        ],
    )
}

fn category_number(category: codes::Category) -> u32 {
    match category {
        codes::Category::Adult => 1,
        codes::Category::Elder => 2,
        codes::Category::Child => 3,
    }
}

/// Notes what became of a provisional code later.
pub fn end(serial: &CodeSerial, became: Became) -> Statement {
    Statement::new(
        "UPDATE provisionals SET standing = $1 WHERE serial = $2",
        [became.code().into(), serial.into()],
    )
}

/// A provisional code that was seen and of which no kiosk has told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unissued {
    /// Its serial number.
    pub serial: CodeSerial,
    /// Where it was seen first.
    pub seen_by: KioskId,
    /// When, in milliseconds since 1970.
    pub seen_ms: u64,
}

/// Lists the codes of which every kiosk that may issue has had the time to tell: each sent a
/// record that is younger than the sighting.
pub async fn never_told(store: &dyn Store) -> Result<Vec<Unissued>, StoreError> {
    let select = Statement::new(
        "SELECT serial, seen_by, seen_ms FROM unissued u
         WHERE NOT EXISTS (
             SELECT 1 FROM kiosks k JOIN machines m ON m.kiosk = k.id
             WHERE k.standing = 'APPROVED' AND m.tpm = 1 AND NOT EXISTS (
                 SELECT 1 FROM record_times t
                 WHERE t.kiosk = k.id AND t.lo_ms > u.seen_ms))
         ORDER BY serial",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            let serial = row.take()?;
            let seen_by: String = row.take()?;
            Ok(Unissued {
                serial,
                seen_by: KioskId::parse(&seen_by).map_err(|_| StoreError::Corrupt)?,
                seen_ms: row.take()?,
            })
        })
        .collect()
}

/// Notes that a code was seen of which no kiosk has told.
pub fn note_unissued(serial: &CodeSerial, seen_by: &KioskId, seen_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO unissued (serial, seen_by, seen_ms) VALUES ($1, $2, $3)
         ON CONFLICT (serial) DO NOTHING",
        [serial.into(), seen_by.as_str().into(), seen_ms.into()],
    )
}

/// Forgets that nobody told of a code.
pub fn forget_unissued(serial: &CodeSerial) -> Statement {
    Statement::new("DELETE FROM unissued WHERE serial = $1", [serial.into()])
}
