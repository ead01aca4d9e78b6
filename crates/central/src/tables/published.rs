//! How much of the changes of each kiosk was sealed and handed to the front.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Returns the cursor of the last change that was handed over; 0 before the first.
pub async fn cursor(store: &dyn Store, kiosk: &KioskId) -> Result<u64, StoreError> {
    let select = Statement::new(
        "SELECT cursor FROM published WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    let held = first_row(store, select).await?;
    held.map_or(Ok(0), |mut row: Row| row.take())
}

/// Lists the enrolled kiosks of which the front does not hold every change.
pub async fn behind(store: &dyn Store) -> Result<Vec<KioskId>, StoreError> {
    let select = Statement::new(
        "SELECT k.id FROM kiosks k
         WHERE k.standing = 'APPROVED'
           AND COALESCE((SELECT MAX(c.cursor) FROM changes c WHERE c.kiosk = k.id), 0)
             > COALESCE((SELECT p.cursor FROM published p WHERE p.kiosk = k.id), 0)
         ORDER BY k.id",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row: Row| KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt))
        .collect()
}

/// Asks whether the front lacks changes of a kiosk; it does when a row comes.
pub(crate) fn select_behind(kiosk: &KioskId) -> Statement {
    Statement::new(
        "SELECT kiosk FROM changes
         WHERE kiosk = $1 AND cursor > COALESCE((SELECT p.cursor FROM published p WHERE p.kiosk = $1), 0)
         LIMIT 1",
        [kiosk.as_str().into()],
    )
}

/// Notes the last change that was handed over.
pub fn set(kiosk: &KioskId, cursor: u64) -> Statement {
    Statement::new(
        "INSERT INTO published (kiosk, cursor) VALUES ($1, $2)
         ON CONFLICT (kiosk) DO UPDATE SET cursor = excluded.cursor",
        [kiosk.as_str().into(), cursor.into()],
    )
}
