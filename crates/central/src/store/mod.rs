//! The door to the database: statements in, rows out, on SQLite and on PostgreSQL alike.
//!
//! Both engines run the same SQL text: parameters are written `$1`, `$2`, … and appear for the
//! first time in that order, times and counters are 64-bit integers, dates are ISO text. What a
//! table means is told in `tables`; here are only the engines.

mod copying;
mod postgres;
mod sqlite;
mod value;

use async_trait::async_trait;

pub(crate) use copying::{copy_sqlite, is_sqlite_in_use};
pub use postgres::Postgres;
pub use sqlite::Sqlite;
pub use value::{FromValue, Row, Value};

/// What the front holds, and what the vault holds besides the business: the same text for both
/// engines.
const FRONT: &str = include_str!("front.sql");
const VAULT: &str = include_str!("vault.sql");
const PERMITS: &str = include_str!("permits.sql");
const ACTS: &str = include_str!("acts.sql");

/// Which half of the centre a database belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The side that kiosks reach: sealed envelopes, public keys, sealed answers.
    Front,
    /// The side that opens and decides.
    Vault,
}

/// One SQL statement with its values bound, never pasted into the text.
#[derive(Clone)]
pub struct Statement {
    pub(crate) sql: &'static str,
    pub(crate) values: Vec<Value>,
}

impl Statement {
    /// Binds values to a statement.
    pub fn new<const N: usize>(sql: &'static str, values: [Value; N]) -> Self {
        Self {
            sql,
            values: Vec::from(values),
        }
    }
}

/// A database that holds what the centre knows.
#[async_trait]
pub trait Store: Send + Sync {
    /// Carries out all statements in one transaction; it is durable when this returns.
    async fn commit(&self, statements: Vec<Statement>) -> Result<(), StoreError>;
    /// Reads the rows that a statement selects.
    async fn rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError>;
    /// Reads the rows of several statements in one go, in their order.
    ///
    /// They need not see one state of the database: another writer may come between them.
    async fn rows_each(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, StoreError> {
        let mut all = Vec::with_capacity(statements.len());
        for statement in statements {
            all.push(self.rows(statement).await?);
        }
        Ok(all)
    }
}

/// Reads the first row, if there is one.
pub async fn first_row(store: &dyn Store, statement: Statement) -> Result<Option<Row>, StoreError> {
    Ok(store.rows(statement).await?.into_iter().next())
}

/// Why the database did not do what was asked; no text of the engine, it may name a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// No connection to the database.
    #[error("the database cannot be reached")]
    Connection,
    /// Another process holds the database.
    #[error("the database is busy")]
    Busy,
    /// No space is left.
    #[error("the disk of the database is full")]
    Full,
    /// A row that should exist once was written twice.
    #[error("the database holds such a row already")]
    Conflict,
    /// A row does not have the form that was written.
    #[error("a row of the database is not as it was written")]
    Corrupt,
    /// SQLite refused; the number is its extended result code.
    #[error("SQLite refused with code {0}")]
    Sqlite(i32),
    /// PostgreSQL refused; the five characters are its SQLSTATE.
    #[error("PostgreSQL refused with state {}", String::from_utf8_lossy(.0))]
    Postgres([u8; 5]),
}

impl StoreError {
    /// Tells whether the same act may succeed later.
    pub fn can_retry(self) -> bool {
        match self {
            Self::Connection | Self::Busy | Self::Full | Self::Conflict => true,
            Self::Corrupt | Self::Sqlite(_) | Self::Postgres(_) => false,
        }
    }
}
