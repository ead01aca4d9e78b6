//! What comes down to each kiosk, sealed: the front hands it on and cannot read it.

use codes::Sealed;
use protocol::DownItem;
use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError};

/// Lists the sealed changes of a kiosk after a cursor.
pub async fn after(
    store: &dyn Store,
    kiosk: &KioskId,
    cursor: u64,
    limit: u32,
) -> Result<Vec<DownItem>, StoreError> {
    read(store.rows(select_after(kiosk, cursor, limit)).await?)
}

/// Asks for the sealed changes of a kiosk after a cursor; [`read`] understands the answer.
pub(crate) fn select_after(kiosk: &KioskId, cursor: u64, limit: u32) -> Statement {
    Statement::new(
        "SELECT cursor, enc, ct FROM down WHERE kiosk = $1 AND cursor > $2
         ORDER BY cursor LIMIT $3",
        [kiosk.as_str().into(), cursor.into(), limit.into()],
    )
}

/// Reads what [`select_after`] found.
pub(crate) fn read(rows: Vec<Row>) -> Result<Vec<DownItem>, StoreError> {
    rows.into_iter().map(item).collect()
}

fn item(mut row: Row) -> Result<DownItem, StoreError> {
    Ok(DownItem {
        cursor: row.take()?,
        sealed: Sealed {
            enc: row.take()?,
            ct: row.take()?,
        },
    })
}

/// Hands a sealed change to the front; the same place again changes nothing.
pub fn add(kiosk: &KioskId, item: &DownItem) -> Statement {
    Statement::new(
        "INSERT INTO down (kiosk, cursor, enc, ct) VALUES ($1, $2, $3, $4)
         ON CONFLICT (kiosk, cursor) DO NOTHING",
        [
            kiosk.as_str().into(),
            item.cursor.into(),
            item.sealed.enc.into(),
            item.sealed.ct.as_slice().into(),
        ],
    )
}

/// Forgets what a kiosk has applied long ago.
pub fn forget_through(kiosk: &KioskId, cursor: u64) -> Statement {
    Statement::new(
        "DELETE FROM down WHERE kiosk = $1 AND cursor <= $2",
        [kiosk.as_str().into(), cursor.into()],
    )
}
