//! Questions about people: while a kiosk waits at the front, and afterwards who was told about whom.

use codes::Sealed;
use residence::{KioskId, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A question that waits at the front.
pub struct Waiting {
    /// The signed enquiry as it came.
    pub bytes: Vec<u8>,
}

/// Lists the questions that are not answered, the oldest first.
pub async fn waiting(store: &dyn Store, limit: u32) -> Result<Vec<Waiting>, StoreError> {
    let select = Statement::new(
        "SELECT bytes FROM enquiries WHERE ct IS NULL ORDER BY asked_at_ms, kiosk, nonce LIMIT $1",
        [limit.into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| Ok(Waiting { bytes: row.take()? }))
        .collect()
}

/// Finds the reply to a question, once there is one.
pub async fn reply(
    store: &dyn Store,
    kiosk: &KioskId,
    nonce: &[u8; 16],
) -> Result<Option<Sealed>, StoreError> {
    let select = Statement::new(
        "SELECT enc, ct FROM enquiries WHERE kiosk = $1 AND nonce = $2 AND ct IS NOT NULL",
        [kiosk.as_str().into(), nonce.into()],
    );
    let row = first_row(store, select).await?;
    row.map(|mut row: Row| {
        Ok(Sealed {
            enc: row.take()?,
            ct: row.take()?,
        })
    })
    .transpose()
}

/// Lays a question down for the vault; the same again changes nothing.
pub fn ask(kiosk: &KioskId, nonce: &[u8; 16], bytes: &[u8], at_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO enquiries (kiosk, nonce, bytes, asked_at_ms) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kiosk, nonce) DO NOTHING",
        [
            kiosk.as_str().into(),
            nonce.into(),
            bytes.into(),
            at_ms.into(),
        ],
    )
}

/// Lays the reply beside its question.
pub fn answer(kiosk: &KioskId, nonce: &[u8; 16], reply: &Sealed) -> Statement {
    Statement::new(
        "UPDATE enquiries SET enc = $1, ct = $2 WHERE kiosk = $3 AND nonce = $4",
        [
            reply.enc.into(),
            reply.ct.as_slice().into(),
            kiosk.as_str().into(),
            nonce.into(),
        ],
    )
}

/// Forgets a question and its reply, and others that nobody waits for any more.
pub fn forget(kiosk: &KioskId, nonce: &[u8; 16], older_than_ms: u64) -> Statement {
    Statement::new(
        "DELETE FROM enquiries WHERE (kiosk = $1 AND nonce = $2) OR asked_at_ms < $3",
        [kiosk.as_str().into(), nonce.into(), older_than_ms.into()],
    )
}

/// Who was told about whom, or why not.
pub struct Told<'a> {
    /// The kiosk that asked.
    pub kiosk: &'a KioskId,
    /// The number of the enquiry.
    pub nonce: &'a [u8; 16],
    /// What was asked for.
    pub kind: &'static str,
    /// About whom.
    pub subject: Option<&'a Subject>,
    /// `TOLD`, or the name of the rule that refused.
    pub result: &'a str,
    /// When, in milliseconds since 1970.
    pub at_ms: u64,
}

/// Notes that a question was answered; the same question again is one row.
pub fn note(told: &Told<'_>) -> Statement {
    Statement::new(
        "INSERT INTO enquiries_answered (kiosk, nonce, kind, subject, result, at_ms)
         VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (kiosk, nonce) DO NOTHING",
        [
            told.kiosk.as_str().into(),
            told.nonce.into(),
            told.kind.into(),
            told.subject.map(Subject::as_bytes).into(),
            told.result.into(),
            told.at_ms.into(),
        ],
    )
}

/// Lists kind and result of the questions that were answered, in their order.
pub async fn answered(store: &dyn Store) -> Result<Vec<(String, String)>, StoreError> {
    let select = Statement::new(
        "SELECT kind, result FROM enquiries_answered ORDER BY at_ms, kiosk, nonce",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| Ok((row.take()?, row.take()?)))
        .collect()
}
