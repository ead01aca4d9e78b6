//! When each kiosk last spoke.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// Returns when a kiosk last spoke, in milliseconds since 1970.
pub async fn last(store: &dyn Store, kiosk: &KioskId) -> Result<Option<u64>, StoreError> {
    let select = Statement::new(
        "SELECT last_ms FROM contacts WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row: Row| row.take())
        .transpose()
}

/// Lists the kiosks that spoke since a time.
pub async fn since(store: &dyn Store, since_ms: u64) -> Result<Vec<KioskId>, StoreError> {
    let select = Statement::new(
        "SELECT kiosk FROM contacts WHERE last_ms >= $1 ORDER BY kiosk",
        [since_ms.into()],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| KioskId::parse(&row.take::<String>()?).map_err(|_| StoreError::Corrupt))
        .collect()
}

/// Notes that a kiosk spoke.
pub fn note(kiosk: &KioskId, now_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO contacts (kiosk, last_ms) VALUES ($1, $2)
         ON CONFLICT (kiosk) DO UPDATE SET last_ms = excluded.last_ms",
        [kiosk.as_str().into(), now_ms.into()],
    )
}

/// Returns name and version of the program with which a kiosk last spoke.
pub async fn app(store: &dyn Store, kiosk: &KioskId) -> Result<Option<String>, StoreError> {
    let select = Statement::new(
        "SELECT app FROM versions WHERE kiosk = $1",
        [kiosk.as_str().into()],
    );
    first_row(store, select)
        .await?
        .map(|mut row: Row| row.take())
        .transpose()
}

/// Notes the program with which a kiosk spoke.
pub fn note_app(kiosk: &KioskId, app: &str) -> Statement {
    Statement::new(
        "INSERT INTO versions (kiosk, app) VALUES ($1, $2)
         ON CONFLICT (kiosk) DO UPDATE SET app = excluded.app",
        [kiosk.as_str().into(), app.into()],
    )
}
