//! How much there is of what, for who watches over the centre.

use super::envelopes::Waiting;
use crate::store::{Statement, Store, StoreError, first_row};

/// How many kiosks stand so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standings {
    /// The word of the standing.
    pub code: String,
    /// How many.
    pub kiosks: u64,
}

/// Counts kiosks by standing.
pub async fn kiosks(store: &dyn Store) -> Result<Vec<Standings>, StoreError> {
    let select = Statement::new(
        "SELECT standing, COUNT(*) FROM kiosks GROUP BY standing ORDER BY standing",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| {
            Ok(Standings {
                code: row.take()?,
                kiosks: row.take()?,
            })
        })
        .collect()
}

/// Counts the records that the chains of all kiosks hold, by their heads.
pub async fn records(store: &dyn Store) -> Result<u64, StoreError> {
    let select = Statement::new(
        "SELECT CAST(COALESCE(SUM(chain_seq), 0) AS BIGINT) FROM kiosks",
        [],
    );
    number(store, select).await
}

/// Counts the envelopes that came and were not taken yet.
pub async fn waiting(store: &dyn Store) -> Result<Waiting, StoreError> {
    let select = Statement::new(
        "SELECT COUNT(*), MIN(received_at_ms) FROM envelopes WHERE stage = 0",
        [],
    );
    let row = first_row(store, select).await?;
    row.map_or(Ok(Waiting::default()), |mut row| {
        Ok(Waiting {
            count: row.take()?,
            oldest_ms: row.take()?,
        })
    })
}

/// Counts the envelopes that were set aside.
pub async fn quarantined(store: &dyn Store) -> Result<u64, StoreError> {
    number(
        store,
        Statement::new("SELECT COUNT(*) FROM envelopes WHERE stage = 3", []),
    )
    .await
}

/// Counts the envelopes of the vault that are not decided: new ones, and those that wait for another.
pub async fn undecided(store: &dyn Store) -> Result<u64, StoreError> {
    number(
        store,
        Statement::new(
            "SELECT COUNT(*) FROM envelopes WHERE stage = 0 OR stage = 2",
            [],
        ),
    )
    .await
}

/// Counts the envelopes that contradict what is held.
pub async fn forks(store: &dyn Store) -> Result<u64, StoreError> {
    number(store, Statement::new("SELECT COUNT(*) FROM forks", [])).await
}

/// Counts the enrolled kiosks that spoke since a time, in milliseconds since 1970.
pub async fn heard_since(store: &dyn Store, since_ms: u64) -> Result<u64, StoreError> {
    let select = Statement::new(
        "SELECT COUNT(*) FROM contacts c JOIN kiosks k ON k.id = c.kiosk
         WHERE k.standing = 'APPROVED' AND c.last_ms >= $1",
        [since_ms.into()],
    );
    number(store, select).await
}

/// Counts causes of alarm by the word of their kind.
pub async fn alarms(store: &dyn Store) -> Result<Vec<(String, u64)>, StoreError> {
    let select = Statement::new(
        "SELECT kind, COUNT(*) FROM alarms GROUP BY kind ORDER BY kind",
        [],
    );
    let rows = store.rows(select).await?;
    rows.into_iter()
        .map(|mut row| Ok((row.take()?, row.take()?)))
        .collect()
}

async fn number(store: &dyn Store, select: Statement) -> Result<u64, StoreError> {
    let row = first_row(store, select).await?;
    row.map_or(Ok(0), |mut row| row.take())
}
