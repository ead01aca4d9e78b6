//! Codes of the resident key that took the place of provisional ones issued here.

use protocol::CodeSerial;
use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, stored};

impl Journal {
    /// Returns the text of the code that takes the place of a provisional one, once it is here.
    pub fn replacement_of(&self, provisional: &CodeSerial) -> Result<Option<String>, Error> {
        self.read(|connection| {
            stored::one(
                connection,
                "SELECT code FROM replacements WHERE provisional = ?1",
                [provisional],
                |row| Ok(row.get(0)?),
            )
        })
    }
}

pub(crate) fn store(
    act: &Connection,
    provisional: &CodeSerial,
    code: &str,
    received_ms: u64,
) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO replacements (provisional, code, received_ms)
         VALUES (?1, ?2, ?3)",
        params![provisional, code, received_ms],
    )
}

/// Forgets what came before a time and returns how many.
pub(crate) fn forget_before(act: &Connection, received_ms: u64) -> Result<usize, Error> {
    stored::change(
        act,
        "DELETE FROM replacements WHERE received_ms < ?1",
        [stored::capped(received_ms)],
    )
}
