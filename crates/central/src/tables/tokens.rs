//! One-time tokens that enrol a kiosk at a site.

use crate::store::{Row, Statement, Store, StoreError};

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
