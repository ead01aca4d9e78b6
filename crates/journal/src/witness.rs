//! Holds the file against a counter outside it, so that an old image of the disk is noticed
//! (trust design 5, row 14).
//!
//! The file counts first and the witness follows. A power cut between the two leaves the file one
//! ahead, which the next opening makes good. A file behind its witness is an old image.

use rusqlite::Connection;

use crate::{error::Error, key_store::Witness, stored};

/// What comparing the two counts shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Standing {
    /// They agree.
    Even,
    /// The witness has not followed yet.
    Owes,
    /// They do not belong together: an old image of the file, or another witness.
    Apart,
}

fn compare(count: u64, witnessed: u64) -> Standing {
    match count.checked_sub(witnessed) {
        Some(0) => Standing::Even,
        Some(1) => Standing::Owes,
        Some(_) | None => Standing::Apart,
    }
}

/// Checks the file when it is opened; a file without a count takes over that of the witness.
pub(crate) fn check(connection: &Connection, witness: &dyn Witness) -> Result<(), Error> {
    let witnessed = witness.count()?;
    let Some(count) = load(connection)? else {
        return store(connection, witnessed);
    };
    match compare(count, witnessed) {
        Standing::Even => Ok(()),
        Standing::Owes => {
            witness.advance()?;
            Ok(())
        }
        Standing::Apart => Err(Error::RestoredImage),
    }
}

/// Tells whether the file and the witness belong together as they stand. A witness that does not
/// answer is an error: opening needs its word.
pub(crate) fn belongs(connection: &Connection, witness: &dyn Witness) -> Result<bool, Error> {
    let witnessed = witness.count()?;
    Ok(match load(connection)? {
        Some(count) => compare(count, witnessed) != Standing::Apart,
        None => true,
    })
}

/// Takes over the count of the witness, after somebody has decided that this file is the one to go
/// on with.
pub(crate) fn adopt(connection: &Connection, witness: &dyn Witness) -> Result<(), Error> {
    store(connection, witness.count()?)
}

/// Counts one step in the file, unless the witness still owes the one before.
///
/// Tells whether the witness has to follow when the act is durable. A witness that cannot be asked
/// holds nobody up: the act is only not witnessed.
pub(crate) fn step(act: &Connection, witness: &dyn Witness) -> Result<bool, Error> {
    let Some(count) = load(act)? else {
        return Ok(false);
    };
    let Ok(witnessed) = witness.count() else {
        return Ok(false);
    };
    match compare(count, witnessed) {
        Standing::Even => store(act, count + 1).map(|()| true),
        Standing::Owes => Ok(true),
        Standing::Apart => Err(Error::RestoredImage),
    }
}

fn load(connection: &Connection) -> Result<Option<u64>, Error> {
    stored::one(connection, "SELECT count FROM witness", [], |row| {
        Ok(row.get(0)?)
    })
}

pub(crate) fn store(connection: &Connection, count: u64) -> Result<(), Error> {
    stored::change_one(
        connection,
        "INSERT OR REPLACE INTO witness (id, count) VALUES (1, ?1)",
        [count],
    )
}

#[cfg(test)]
mod tests;
