//! What a person must look at: fixed words about kiosks and numbers, never about persons.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError};

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Alarm {
    /// An envelope contradicts what was received before.
    Fork,
    /// An envelope cannot be opened or read, or is not signed by its kiosk.
    Quarantined,
    /// Somebody asked to be enrolled with a wrong token.
    WrongToken,
    /// The front shows a kiosk other than the one that was approved.
    OtherKeys,
    /// A provisional code was shown and its kiosk never told that it issued it.
    NeverIssued,
    /// A kiosk issued what it may not issue.
    BeyondPowers,
    /// A number of an audit chain came twice with different hashes, or its numbers went back.
    AuditBroken,
    /// A code was presented where or as often as one person cannot.
    Presentations,
}

impl Alarm {
    /// Every alarm.
    pub const ALL: [Self; 8] = [
        Self::Fork,
        Self::Quarantined,
        Self::WrongToken,
        Self::OtherKeys,
        Self::NeverIssued,
        Self::BeyondPowers,
        Self::AuditBroken,
        Self::Presentations,
    ];

    /// Returns the word in the database and in lists.
    pub fn code(self) -> &'static str {
        match self {
            Self::Fork => "FORK",
            Self::Quarantined => "QUARANTINED",
            Self::WrongToken => "WRONG_TOKEN",
            Self::OtherKeys => "OTHER_KEYS",
            Self::NeverIssued => "NEVER_ISSUED",
            Self::BeyondPowers => "BEYOND_POWERS",
            Self::AuditBroken => "AUDIT_BROKEN",
            Self::Presentations => "PRESENTATIONS",
        }
    }
}

/// An alarm as it stands in the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raised {
    /// What happened.
    pub kind: Alarm,
    /// At which kiosk; a site for a wrong token.
    pub kiosk: String,
    /// A number, a hash or a serial number that tells one cause from another.
    pub object: Vec<u8>,
    /// When it was first noticed, in milliseconds since 1970.
    pub first_ms: u64,
    /// When it was last noticed.
    pub last_ms: u64,
    /// How often.
    pub times: u64,
}

/// Lists the alarms of a database, the latest first.
pub async fn all(store: &dyn Store) -> Result<Vec<Raised>, StoreError> {
    let select = Statement::new(
        "SELECT kind, kiosk, object, first_ms, last_ms, times FROM alarms
         ORDER BY last_ms DESC, kind, kiosk, object",
        [],
    );
    store.rows(select).await?.into_iter().map(raised).collect()
}

fn raised(mut row: Row) -> Result<Raised, StoreError> {
    let code: String = row.take()?;
    Ok(Raised {
        kind: Alarm::ALL
            .into_iter()
            .find(|kind| kind.code() == code)
            .ok_or(StoreError::Corrupt)?,
        kiosk: row.take()?,
        object: row.take()?,
        first_ms: row.take()?,
        last_ms: row.take()?,
        times: row.take()?,
    })
}

/// Raises an alarm about a kiosk, or counts the same one again.
pub fn raise(kind: Alarm, kiosk: &KioskId, object: &[u8], now_ms: u64) -> Statement {
    raise_at(kind, kiosk.as_str(), object, now_ms)
}

/// Raises an alarm about a site, where no kiosk is known.
pub fn raise_at(kind: Alarm, site: &str, object: &[u8], now_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO alarms (kind, kiosk, object, first_ms, last_ms, times)
         VALUES ($1, $2, $3, $4, $5, 1)
         ON CONFLICT (kind, kiosk, object)
         DO UPDATE SET last_ms = excluded.last_ms, times = alarms.times + 1",
        [
            kind.code().into(),
            site.into(),
            object.into(),
            now_ms.into(),
            now_ms.into(),
        ],
    )
}
