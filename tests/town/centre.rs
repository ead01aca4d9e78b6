//! The books of the centre, read from its database and from nowhere else.

use std::{path::PathBuf, time::Duration};

use anyhow::{Context as _, Result, bail};
use protocol::{Envelope, RecordKind};

use crate::{
    cast::{Expected, ExpectedCohabitant},
    postgres::connect,
};

/// Where the centre keeps its books.
#[derive(Debug, Clone)]
pub enum Books {
    /// A SQLite file.
    Sqlite(PathBuf),
    /// A PostgreSQL database, by URL.
    Postgres(String),
}

/// The centre writes too: it is waited for.
const BUSY: Duration = Duration::from_secs(10);

/// A row with every column as text.
type Row = Vec<Option<String>>;

/// One envelope as the centre received it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceivedEnvelope {
    /// Number in the chain of its kiosk.
    pub seq: u64,
    /// The record in it, in hexadecimal digits.
    pub record: String,
    /// What kind of record it is, as its header says in clear.
    pub kind: RecordKind,
    /// The bytes as the wire carried them.
    pub bytes: Vec<u8>,
}

const REGISTRATIONS: &str = "SELECT {record}, p.number, r.house, r.dwelling, r.reason, \
     r.moved_in_on, coalesce(r.state, r.denied_rule), r.declared_on, r.effective_on, r.capacity, \
     r.rejection FROM registrations r JOIN people p ON p.subject = r.subject ORDER BY 2, 3";
const COHABITANTS: &str = "SELECT {record}, name, number, relation, birth, \
     CAST(consent_version AS TEXT) FROM cohabitants r ORDER BY record, place";
const ENVELOPES: &str = "SELECT CAST(seq AS TEXT), {record}, {bytes} FROM envelopes r \
     ORDER BY kiosk, epoch, seq";

impl Books {
    /// Reads every registration in the form of the table that the cast worked out.
    pub async fn registrations(&self) -> Result<Vec<Expected>> {
        let cohabitants = self.rows(COHABITANTS).await?;
        let rows = self.rows(REGISTRATIONS).await?;
        rows.iter()
            .map(|row| registration(row, &cohabitants))
            .collect()
    }

    /// Reads the record ids of all registrations, in hexadecimal digits.
    pub async fn records(&self) -> Result<Vec<String>> {
        let rows = self.rows("SELECT {record} FROM registrations r").await?;
        rows.iter().map(|row| text(row, 0)).collect()
    }

    /// Reads the chain of envelopes in its order.
    pub async fn envelopes(&self) -> Result<Vec<ReceivedEnvelope>> {
        let rows = self.rows(ENVELOPES).await?;
        rows.iter()
            .map(|row| {
                let bytes = unhex(&text(row, 2)?)?;
                Ok(ReceivedEnvelope {
                    seq: text(row, 0)?.parse()?,
                    record: text(row, 1)?,
                    kind: Envelope::decode(&bytes)?.header().kind,
                    bytes,
                })
            })
            .collect()
    }

    /// Reads the first column of a question, empty where it is null.
    pub async fn column(&self, sql: &str) -> Result<Vec<String>> {
        let rows = self.rows(sql).await?;
        Ok(rows
            .iter()
            .map(|row| maybe(row, 0).unwrap_or_default())
            .collect())
    }

    /// Writes into the books past the product, so that a story need not wait for months to pass.
    pub async fn set_back(&self, sql: &str) -> Result<()> {
        match self {
            Self::Sqlite(file) => {
                let database = rusqlite::Connection::open(file)?;
                database.busy_timeout(BUSY)?;
                Ok(database.execute_batch(sql)?)
            }
            Self::Postgres(url) => Ok(connect(url).await?.batch_execute(sql).await?),
        }
    }

    async fn rows(&self, sql: &str) -> Result<Vec<Row>> {
        match self {
            Self::Sqlite(file) => sqlite_rows(file, &spelled(sql, "lower(hex(", "))")),
            Self::Postgres(url) => {
                let sql = spelled(sql, "encode(", ", 'hex')");
                let rows = connect(url).await?.query(&sql, &[]).await?;
                let columns = |row: &tokio_postgres::Row| {
                    (0..row.len())
                        .map(|place| row.get::<_, Option<String>>(place))
                        .collect()
                };
                Ok(rows.iter().map(columns).collect())
            }
        }
    }
}

/// Holds the books against the table; the message names each difference.
pub fn compare(expected: &[Expected], held: &[Expected]) -> Result<()> {
    let (mut wanted, mut found) = (expected.to_vec(), held.to_vec());
    wanted.sort();
    found.sort();
    if wanted != found {
        bail!("the centre should hold\n{wanted:#?}\nand holds\n{found:#?}");
    }
    Ok(())
}

/// Writes the columns of bytes as the engine spells hexadecimal digits.
fn spelled(sql: &str, open: &str, close: &str) -> String {
    ["record", "bytes"]
        .iter()
        .fold(sql.to_owned(), |sql, column| {
            sql.replace(
                &format!("{{{column}}}"),
                &format!("{open}r.{column}{close}"),
            )
        })
}

fn sqlite_rows(file: &std::path::Path, sql: &str) -> Result<Vec<Row>> {
    let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
    let database = rusqlite::Connection::open_with_flags(file, flags)
        .with_context(|| format!("the books in {}", file.display()))?;
    let mut statement = database.prepare(sql)?;
    let columns = statement.column_count();
    let rows = statement.query_map([], |row| (0..columns).map(|place| row.get(place)).collect())?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn registration(row: &Row, cohabitants: &[Row]) -> Result<Expected> {
    let record = text(row, 0)?;
    let of_this = cohabitants
        .iter()
        .filter(|c| c.first() == Some(&Some(record.clone())));
    Ok(Expected {
        declarant: text(row, 1)?,
        house: text(row, 2)?,
        dwelling: text(row, 3)?,
        reason: text(row, 4)?,
        moved_in_on: text(row, 5)?,
        state: text(row, 6)?,
        declared_on: text(row, 7)?,
        effective_on: maybe(row, 8),
        capacity: maybe(row, 9),
        rejection: maybe(row, 10),
        cohabitants: of_this.map(cohabitant).collect::<Result<_>>()?,
    })
}

fn cohabitant(row: &Row) -> Result<ExpectedCohabitant> {
    Ok(ExpectedCohabitant {
        name: text(row, 1)?,
        number: text(row, 2)?,
        relation: text(row, 3)?,
        birth: text(row, 4)?,
        consent: maybe(row, 5).is_some(),
    })
}

/// Reads hexadecimal digits.
pub fn unhex(text: &str) -> Result<Vec<u8>> {
    text.as_bytes()
        .chunks(2)
        .map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?))
        .collect()
}

fn maybe(row: &Row, place: usize) -> Option<String> {
    row.get(place).cloned().flatten()
}

fn text(row: &Row, place: usize) -> Result<String> {
    maybe(row, place).with_context(|| format!("column {place} is empty"))
}
