//! One-time tokens that enrol a kiosk at a site.

use residence::KioskId;

use crate::store::{Row, Statement, Store, StoreError, first_row};

/// A token and what became of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Token {
    /// The token as the technician types it.
    pub token: String,
    /// The site it is for.
    pub site: String,
    /// When it was made, in milliseconds since 1970.
    pub created_at_ms: u64,
    /// How often a wrong proof named its site.
    pub wrong_tries: u32,
    /// The kiosk that used it.
    pub kiosk: Option<String>,
}

/// Lists the tokens of a site, newest first.
pub async fn of_site(store: &dyn Store, site: &str) -> Result<Vec<Token>, StoreError> {
    let select = Statement::new(
        "SELECT token, site, created_at_ms, wrong_tries, kiosk FROM tokens
         WHERE site = $1 ORDER BY created_at_ms DESC, token",
        [site.into()],
    );
    store.rows(select).await?.into_iter().map(token).collect()
}

/// Finds the token with which a kiosk was enrolled.
pub async fn of_kiosk(store: &dyn Store, kiosk: &KioskId) -> Result<Option<Token>, StoreError> {
    let select = Statement::new(
        "SELECT token, site, created_at_ms, wrong_tries, kiosk FROM tokens WHERE kiosk = $1
         ORDER BY created_at_ms DESC",
        [kiosk.as_str().into()],
    );
    first_row(store, select).await?.map(token).transpose()
}

/// Tells whom the kiosk of a token takes the place of.
pub async fn replaces(store: &dyn Store, token: &str) -> Result<Option<KioskId>, StoreError> {
    let select = Statement::new(
        "SELECT replaces FROM successions WHERE token = $1",
        [token.into()],
    );
    let Some(mut row) = first_row(store, select).await? else {
        return Ok(None);
    };
    let name: String = row.take()?;
    KioskId::parse(&name)
        .map(Some)
        .map_err(|_| StoreError::Corrupt)
}

/// Notes that the kiosk of a token takes the place of another.
pub fn succeed(token: &str, replaces: &KioskId) -> Statement {
    Statement::new(
        "INSERT INTO successions (token, replaces) VALUES ($1, $2)",
        [token.into(), replaces.as_str().into()],
    )
}

fn token(mut row: Row) -> Result<Token, StoreError> {
    Ok(Token {
        token: row.take()?,
        site: row.take()?,
        created_at_ms: row.take()?,
        wrong_tries: row.take()?,
        kiosk: row.take()?,
    })
}

/// Adds a token.
pub fn add(token: &str, site: &str, created_at_ms: u64) -> Statement {
    Statement::new(
        "INSERT INTO tokens (token, site, created_at_ms, wrong_tries, kiosk)
         VALUES ($1, $2, $3, 0, NULL)",
        [token.into(), site.into(), created_at_ms.into()],
    )
}

/// Counts a wrong proof against every unused token of the site: it is not known which was meant.
pub fn count_wrong(site: &str) -> Statement {
    Statement::new(
        "UPDATE tokens SET wrong_tries = wrong_tries + 1 WHERE site = $1 AND kiosk IS NULL",
        [site.into()],
    )
}

/// Binds a token to the kiosk that used it.
pub fn bind(token: &str, kiosk: &str) -> Statement {
    Statement::new(
        "UPDATE tokens SET kiosk = $1 WHERE token = $2 AND kiosk IS NULL",
        [kiosk.into(), token.into()],
    )
}
