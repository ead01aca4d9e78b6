//! How values of the domain look in a row, and back. A row that does not read is `Corrupt`.

use chrono::NaiveDate;
use protocol::codes::{BindKey, VerifyingKey};
use residence::Listed;
use rusqlite::{Connection, OptionalExtension as _, Params, Row};
use zeroize::Zeroizing;

use crate::error::Error;

/// Runs a cached statement that gives one row or none.
///
/// Statements are constants, so no value of a person can ever become part of one.
pub(crate) fn one<T>(
    connection: &Connection,
    sql: &'static str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, Error>,
) -> Result<Option<T>, Error> {
    let mut statement = connection.prepare_cached(sql)?;
    let mut rows = statement.query(params)?;
    match rows.next()? {
        Some(row) => read(row).map(Some),
        None => Ok(None),
    }
}

/// Runs a cached statement that always gives one row; its absence is damage.
pub(crate) fn sole<T>(
    connection: &Connection,
    sql: &'static str,
    params: impl Params,
    read: impl FnOnce(&Row<'_>) -> Result<T, Error>,
) -> Result<T, Error> {
    one(connection, sql, params, read)?.ok_or(Error::Corrupt)
}

/// Runs a cached statement that gives any number of rows.
pub(crate) fn many<T>(
    connection: &Connection,
    sql: &'static str,
    params: impl Params,
    read: impl FnMut(&Row<'_>) -> Result<T, Error>,
) -> Result<Vec<T>, Error> {
    connection
        .prepare_cached(sql)?
        .query_and_then(params, read)?
        .collect()
}

/// Runs a cached statement that changes rows and returns how many.
pub(crate) fn change(
    connection: &Connection,
    sql: &'static str,
    params: impl Params,
) -> Result<usize, Error> {
    Ok(connection.prepare_cached(sql)?.execute(params)?)
}

/// Runs a cached statement that must change exactly one row.
pub(crate) fn change_one(
    connection: &Connection,
    sql: &'static str,
    params: impl Params,
) -> Result<(), Error> {
    if change(connection, sql, params)? == 1 {
        Ok(())
    } else {
        Err(Error::Corrupt)
    }
}

/// Tells whether a cached statement gives a row.
pub(crate) fn exists(
    connection: &Connection,
    sql: &'static str,
    params: impl Params,
) -> Result<bool, Error> {
    let found = connection
        .prepare_cached(sql)?
        .query_row(params, |_| Ok(()))
        .optional()?;
    Ok(found.is_some())
}

/// Reads a civil date.
pub(crate) fn date(text: &str) -> Result<NaiveDate, Error> {
    text.parse().map_err(|_| Error::Corrupt)
}

/// Reads a member of a closed list.
pub(crate) fn listed<T: Listed>(code: &str) -> Result<T, Error> {
    T::from_code(code).ok_or(Error::Corrupt)
}

/// Cuts a column of equal pieces.
pub(crate) fn pieces<const N: usize>(bytes: &[u8]) -> Result<Vec<[u8; N]>, Error> {
    let (pieces, rest) = bytes.as_chunks::<N>();
    if rest.is_empty() {
        Ok(pieces.to_vec())
    } else {
        Err(Error::Corrupt)
    }
}

/// Reads public keys: those of Ed25519, then those of other algorithms with their numbers.
pub(crate) fn keys(ed25519: &[u8], others: &[u8]) -> Result<Vec<VerifyingKey>, Error> {
    let plain = pieces::<32>(ed25519)?;
    let tagged = pieces::<34>(others)?;
    let forms = plain.iter().map(<[u8; 32]>::as_slice);
    let forms = forms.chain(tagged.iter().map(<[u8; 34]>::as_slice));
    let keys = forms.map(VerifyingKey::from_tagged);
    keys.collect::<Result<_, _>>().map_err(|_| Error::Corrupt)
}

/// Writes public keys as `keys` reads them.
pub(crate) fn key_columns(keys: &[VerifyingKey]) -> (Vec<u8>, Vec<u8>) {
    let (plain, tagged): (Vec<_>, Vec<_>) = keys
        .iter()
        .map(VerifyingKey::to_tagged)
        .partition(|form| form.len() == 32);
    (plain.concat(), tagged.concat())
}

/// Holds a length of time to what a column can hold; longer is for ever in either case.
pub(crate) fn capped(length_ms: u64) -> i64 {
    i64::try_from(length_ms).unwrap_or(i64::MAX)
}

/// Shows a binding key to the row that keeps it.
pub(crate) fn revealed(key: &BindKey) -> Zeroizing<[u8; 32]> {
    Zeroizing::new(*key.reveal_bytes())
}
