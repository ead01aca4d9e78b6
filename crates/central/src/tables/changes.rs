//! What comes down to each kiosk, with a cursor that rises without holes.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError};

/// What a change is, as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// A change in its encoded form.
    Encoded(Vec<u8>),
    /// The binding key; it is read from the keys when an answer is made.
    BindKey,
    /// The roster of workers; it is made when it is sealed, its secrets never rest here.
    Roster,
    /// The binding key of an earlier epoch, by which older cards are still checked.
    OlderBindKey(u32),
}

/// A change for one kiosk.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredChange {
    /// Its place in the feed of the kiosk, from 1.
    pub cursor: u64,
    /// What it is.
    pub item: Item,
}

/// Lists the changes of a kiosk after a cursor.
pub async fn after(
    store: &dyn Store,
    kiosk: &KioskId,
    cursor: u64,
    limit: u32,
) -> Result<Vec<StoredChange>, StoreError> {
    let select = Statement::new(
        "SELECT cursor, kind, payload FROM changes
         WHERE kiosk = $1 AND cursor > $2 ORDER BY cursor LIMIT $3",
        [kiosk.as_str().into(), cursor.into(), limit.into()],
    );
    store.rows(select).await?.into_iter().map(change).collect()
}

fn change(mut row: Row) -> Result<StoredChange, StoreError> {
    let cursor = row.take()?;
    let kind: i64 = row.take()?;
    let payload: Vec<u8> = row.take()?;
    let item = match kind {
        1 => Item::Encoded(payload),
        2 => Item::BindKey,
        3 => Item::Roster,
        4 => {
            let epoch = payload.try_into().map_err(|_| StoreError::Corrupt)?;
            Item::OlderBindKey(u32::from_be_bytes(epoch))
        }
        _ => return Err(StoreError::Corrupt),
    };
    Ok(StoredChange { cursor, item })
}

/// Appends a change to the feed of a kiosk.
///
/// The number is taken inside the transaction while no other writer is at work, so a reader never
/// passes a lower number that is still to come.
pub fn append(kiosk: &KioskId, item: Item) -> Statement {
    let (kind, payload) = match item {
        Item::Encoded(payload) => (1_i64, payload),
        Item::BindKey => (2, Vec::new()),
        Item::Roster => (3, Vec::new()),
        Item::OlderBindKey(epoch) => (4, epoch.to_be_bytes().to_vec()),
    };
    Statement::new(
        "INSERT INTO changes (kiosk, cursor, kind, payload)
         VALUES ($1, (SELECT COALESCE(MAX(cursor), 0) + 1 FROM changes WHERE kiosk = $1), $2, $3)",
        [kiosk.as_str().into(), kind.into(), payload.into()],
    )
}
