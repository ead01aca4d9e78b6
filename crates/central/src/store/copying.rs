//! Copies of a SQLite file, made while others write.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::{
    StoreError,
    sqlite::{create_private, on_own_thread, refusal},
};

/// Copies a database as it is at one moment into a new file, and checks the copy.
pub(crate) async fn copy_sqlite(from: &Path, to: &Path) -> Result<(), StoreError> {
    let (from, to) = (from.to_owned(), to.to_owned());
    on_own_thread(move || {
        create_private(&to)?;
        copy(&from, &to).map_err(|error| refusal(&error))?;
        if is_whole(&to).map_err(|error| refusal(&error))? {
            Ok(())
        } else {
            Err(StoreError::Corrupt)
        }
    })
    .await
}

/// Tells whether somebody has a database open. One that cannot be read is in nobody's use.
pub(crate) async fn is_sqlite_in_use(file: &Path) -> Result<bool, StoreError> {
    let file = file.to_owned();
    on_own_thread(move || {
        Ok(match alone(&file) {
            Ok(()) => false,
            Err(error) => refusal(&error) == StoreError::Busy,
        })
    })
    .await
}

/// One statement reads one state, whatever is written meanwhile.
fn copy(from: &Path, to: &Path) -> Result<(), rusqlite::Error> {
    let name = to.to_string_lossy();
    open(from)?
        .execute("VACUUM INTO ?1", [name.as_ref()])
        .map(drop)
}

fn is_whole(file: &Path) -> Result<bool, rusqlite::Error> {
    let told: String = open(file)?.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    Ok(told == "ok")
}

/// Whoever has a file with a write-ahead log open keeps others from having it alone.
fn alone(file: &Path) -> Result<(), rusqlite::Error> {
    open(file)?.execute_batch("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE; ROLLBACK;")
}

/// Never makes a file: a name that is wrong must not become an empty database.
fn open(file: &Path) -> Result<Connection, rusqlite::Error> {
    Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_WRITE)
}
