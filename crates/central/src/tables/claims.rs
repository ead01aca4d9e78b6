//! Who asked for a code, and what became of it.

use chrono::NaiveDate;
use protocol::CodeClaim;
use residence::{KioskId, ReceiptNumber, RecordId, Subject};

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// What became of a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claimed {
    /// The code of this person.
    For(Subject),
    /// The rule of this name refused it.
    Denied(String),
}

/// Finds what became of a claim, and on which day.
pub async fn by_record(
    store: &dyn Store,
    record: &RecordId,
) -> Result<Option<(Claimed, NaiveDate)>, StoreError> {
    let select = Statement::new(
        "SELECT subject, denied, decided_on FROM code_claims WHERE record = $1",
        [record.as_bytes().into()],
    );
    first_row(store, select).await?.map(claimed).transpose()
}

/// Finds what became of the claim of a receipt number; nothing when it is not the number of one.
pub async fn by_receipt(
    store: &dyn Store,
    number: ReceiptNumber,
) -> Result<Option<(Claimed, NaiveDate)>, StoreError> {
    let select = Statement::new(
        "SELECT record FROM code_claims WHERE substr(record, 10) = $1",
        [number.tail().into()],
    );
    let rows = store.rows(select).await?;
    let found: Result<Vec<RecordId>, StoreError> = rows
        .into_iter()
        .map(|mut row| row.take().map(RecordId::from_bytes))
        .collect();
    let named: Vec<RecordId> = found?.into_iter().filter(|id| number.names(id)).collect();
    // A number that two claims share names neither.
    let [record] = named.as_slice() else {
        return Ok(None);
    };
    by_record(store, record).await
}

fn claimed(mut row: Row) -> Result<(Claimed, NaiveDate), StoreError> {
    let (subject, denied): (Option<[u8; 16]>, Option<String>) = (row.take()?, row.take()?);
    let became = match (subject, denied) {
        (Some(subject), None) => Claimed::For(Subject::from_bytes(subject)),
        (None, Some(rule)) => Claimed::Denied(rule),
        (Some(_), Some(_)) | (None, None) => return Err(StoreError::Corrupt),
    };
    Ok((became, row.take()?))
}

/// Keeps a claim with what became of it.
pub fn add(
    record: &RecordId,
    kiosk: &KioskId,
    claim: &CodeClaim,
    became: &Claimed,
    decided_on: NaiveDate,
) -> Statement {
    let (subject, denied) = match became {
        Claimed::For(subject) => (Some(subject), None),
        Claimed::Denied(rule) => (None, Some(rule.as_str())),
    };
    Statement::new(
        "INSERT INTO code_claims (record, kiosk, subject, denied, notice_version, claimed_on,
             decided_on)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
        [
            record.as_bytes().into(),
            kiosk.as_str().into(),
            subject.map(Subject::as_bytes).into(),
            denied.into(),
            u32::from(claim.notice_version).into(),
            claim.claimed_on.into(),
            decided_on.into(),
        ],
    )
}
