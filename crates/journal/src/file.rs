//! The database file itself: opened with its key, settled, locked against a second opener.

use std::{
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    time::Duration,
};

use rusqlite::Connection;
use zeroize::Zeroizing;

use crate::{error::Error, migrations};

pub(crate) const DATABASE_FILE: &str = "kiosk.db";
const LOCK_FILE: &str = "kiosk.lock";
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// Opens a database, or makes one, and brings it to the newest shape.
pub(crate) fn open(path: &Path, key: &[u8; 32]) -> Result<Connection, Error> {
    let mut connection = Connection::open(path)?;
    unlock(&connection, key)?;
    settle(&connection)?;
    migrations::apply(&mut connection)?;
    Ok(connection)
}

/// Refuses a second opener: two writers would fork the chain.
pub(crate) fn lock(dir: &Path) -> Result<File, Error> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join(LOCK_FILE))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Hands over the raw key as the first statement that touches the file.
pub(crate) fn unlock(connection: &Connection, key: &[u8; 32]) -> Result<(), Error> {
    // SQLCipher would print to stderr, where nobody reads and everybody may look.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&key_statement("PRAGMA key = \"x'", key))?;
    connection.execute_batch("PRAGMA cipher_memory_security = ON;")?;
    // Another SQLite would take the key without a word and write everything in clear.
    let cipher =
        connection.pragma_query_value(None, "cipher_version", |row| row.get::<_, String>(0));
    assert!(cipher.is_ok(), "this program was built without SQLCipher");
    let opened = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    match opened {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(Error::WrongKey)
        }
        Err(error) => Err(error.into()),
        Ok(()) => Ok(()),
    }
}

/// Writes a pragma with a raw key.
///
/// A pragma takes no bound parameter; the text is made of hexadecimal digits only and wiped.
pub(crate) fn key_statement(pragma: &'static str, key: &[u8; 32]) -> Zeroizing<String> {
    let mut statement = Zeroizing::new(String::with_capacity(96));
    statement.push_str(pragma);
    for byte in key {
        for digit in [byte >> 4, byte & 15] {
            statement.push(char::from_digit(u32::from(digit), 16).expect("four bits are a digit"));
        }
    }
    statement.push_str("'\";");
    statement
}

/// Durable at COMMIT, nothing left behind in free pages, nothing in temporary files.
///
/// The write-ahead log is never cut in service: a reused log commits twice as fast as a new one.
pub(crate) fn settle(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(BUSY_WAIT)?;
    connection.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    // A file system that cannot do WAL would be silently slower and differently durable.
    if mode == "wal" {
        Ok(())
    } else {
        Err(Error::Io)
    }
}
