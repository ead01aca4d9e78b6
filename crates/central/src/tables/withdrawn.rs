//! Serial numbers of codes that are withdrawn, besides those of withdrawn houses.

use protocol::CodeSerial;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Which codes a withdrawn serial number is of; a number is listed while such a code could live.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A kiosk issued it, for a month at most.
    Provisional,
    /// The authority issued it, for a year at most.
    Card,
    /// The plate of a house, for eleven years at most.
    Plate,
}

impl Of {
    fn code(self) -> &'static str {
        match self {
            Self::Provisional => "PROVISIONAL",
            Self::Card => "CARD",
            Self::Plate => "PLATE",
        }
    }
}

const DAY_MS: u64 = 86_400 * 1_000;
const PROVISIONAL_LIFE_MS: u64 = 32 * DAY_MS;
const CARD_LIFE_MS: u64 = 367 * DAY_MS;
const PLATE_LIFE_MS: u64 = (11 * 365 + 4) * DAY_MS;

/// Lists what a bundle must name.
pub async fn living(store: &dyn Store, now_ms: u64) -> Result<Vec<CodeSerial>, StoreError> {
    let select = Statement::new(
        "SELECT serial FROM withdrawn
         WHERE at_ms > $1 OR (reason = 'CARD' AND at_ms > $2)
            OR (reason = 'PLATE' AND at_ms > $3) ORDER BY serial",
        [
            now_ms.saturating_sub(PROVISIONAL_LIFE_MS).into(),
            now_ms.saturating_sub(CARD_LIFE_MS).into(),
            now_ms.saturating_sub(PLATE_LIFE_MS).into(),
        ],
    );
    let rows = store.rows(select).await?;
    rows.into_iter().map(|mut row: Row| row.take()).collect()
}

/// Counts all that were ever withdrawn; the number tells whether a bundle is complete.
pub async fn count(store: &dyn Store) -> Result<u64, StoreError> {
    let select = Statement::new("SELECT COUNT(*) FROM withdrawn", []);
    match first_row(store, select).await? {
        Some(mut row) => row.take(),
        None => Ok(0),
    }
}

/// Tells whether a serial number is withdrawn.
pub async fn is_listed(store: &dyn Store, serial: &CodeSerial) -> Result<bool, StoreError> {
    let select = Statement::new(
        "SELECT serial FROM withdrawn WHERE serial = $1",
        [serial.into()],
    );
    Ok(first_row(store, select).await?.is_some())
}

/// Withdraws a code.
pub fn add(serial: &CodeSerial, of: Of, now_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO withdrawn (serial, reason, at_ms) VALUES ($1, $2, $3)
         ON CONFLICT (serial) DO NOTHING",
        [serial.into(), of.code().into(), now_ms.into()],
    )
}
