//! Copies of the whole database: same key, verified before they count, the newest three kept.

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    time::Duration,
};

use rusqlite::{
    Connection, OpenFlags,
    backup::{Backup, StepResult},
};

use crate::{
    check::check,
    error::Error,
    file,
    key_store::{make_private_directory, sync_directory},
    mirror::Mark,
};

/// Name of the folder, beside the database.
pub(crate) const COPIES_FOLDER: &str = "copies";
const KEPT: usize = 3;
/// Pages copied at once; the database is free for others between two steps.
const STEP_PAGES: i32 = 64;
const PAUSE: Duration = Duration::from_millis(5);
const PAUSES_MAX: u32 = 2_000;

/// The folder of the copies.
pub(crate) struct Copies {
    folder: PathBuf,
}

impl Copies {
    pub(crate) fn beside(dir: &Path) -> Self {
        Self {
            folder: dir.join(COPIES_FOLDER),
        }
    }

    /// Lists the numbers of the copies, the newest first.
    pub(crate) fn numbers(&self) -> Result<Vec<u64>, Error> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(vec![]),
            Err(error) => return Err(error.into()),
        };
        let mut numbers = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            numbers.extend(name.to_str().and_then(number_of));
        }
        numbers.sort_unstable_by(|a, b| b.cmp(a));
        Ok(numbers)
    }

    pub(crate) fn path(&self, number: u64) -> PathBuf {
        self.folder.join(format!("kiosk.{number}.db"))
    }

    /// Makes one more copy of the database, page after page through a connection of its own, so
    /// that no act waits for it. It counts, and the oldest goes, only once it is verified.
    pub(crate) fn make(
        &self,
        database: &Path,
        key: &[u8; 32],
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<u64, Error> {
        make_private_directory(&self.folder)?;
        let number = self.numbers()?.first().copied().unwrap_or(0) + 1;
        let draft = self.folder.join("kiosk.new");
        remove(&draft)?;
        let made = copy(database, &draft, key, is_cancelled)
            .and_then(|()| verified(&draft, key).map(drop));
        if let Err(error) = made {
            remove(&draft)?;
            return Err(error);
        }
        File::open(&draft)?.sync_all()?;
        fs::rename(&draft, self.path(number))?;
        sync_directory(&self.folder)?;
        self.forget_beyond(KEPT)?;
        Ok(number)
    }

    /// Removes every copy, durably: before the database gets another key or begins another chain,
    /// which no copy could be brought up to.
    pub(crate) fn forget_all(&self) -> Result<(), Error> {
        self.forget_beyond(0)
    }

    fn forget_beyond(&self, kept: usize) -> Result<(), Error> {
        let numbers = self.numbers()?;
        let Some(old) = numbers.get(kept..).filter(|old| !old.is_empty()) else {
            return Ok(());
        };
        for number in old {
            remove(&self.path(*number))?;
        }
        Ok(sync_directory(&self.folder)?)
    }

    /// Tells whether the key opens any copy: then a database that it does not open is damaged.
    pub(crate) fn any_opens(&self, key: &[u8; 32]) -> Result<bool, Error> {
        let numbers = self.numbers()?;
        Ok(numbers
            .iter()
            .any(|number| look_at(&self.path(*number), key).is_ok()))
    }

    /// Tells how far the copies have come, the newest first; one that does not open is left out.
    pub(crate) fn marks(&self, key: &[u8; 32]) -> Result<Vec<Mark>, Error> {
        let mark = |number: &u64| {
            let connection = look_at(&self.path(*number), key).ok()?;
            Mark::of(&connection).ok()
        };
        Ok(self.numbers()?.iter().filter_map(mark).collect())
    }
}

fn number_of(name: &str) -> Option<u64> {
    name.strip_prefix("kiosk.")?
        .strip_suffix(".db")?
        .parse()
        .ok()
}

fn copy(
    database: &Path,
    to: &Path,
    key: &[u8; 32],
    is_cancelled: &dyn Fn() -> bool,
) -> Result<(), Error> {
    let from = look_at(database, key)?;
    let mut connection = Connection::open(to)?;
    file::unlock(&connection, key)?;
    connection.execute_batch("PRAGMA synchronous = OFF;")?;
    let backup = Backup::new(&from, &mut connection)?;
    let mut pauses = 0;
    loop {
        if is_cancelled() {
            return Err(Error::Busy);
        }
        match backup.step(STEP_PAGES)? {
            StepResult::Done => break,
            StepResult::More => {}
            StepResult::Busy | StepResult::Locked => {
                pauses += 1;
                if pauses > PAUSES_MAX {
                    return Err(Error::Busy);
                }
                std::thread::park_timeout(PAUSE);
            }
            // The list of SQLite is open; what is not known is no success.
            _ => return Err(Error::Io),
        }
    }
    drop(backup);
    // One file, without a log of its own.
    connection.query_row("PRAGMA journal_mode = DELETE", [], |_| Ok(()))?;
    connection.close().map_err(|(_, error)| error.into())
}

/// Opens a copy and reads all of it.
fn verified(path: &Path, key: &[u8; 32]) -> Result<Mark, Error> {
    let connection = look_at(path, key)?;
    check(&connection)?;
    Mark::of(&connection)
}

/// Opens a file beside the journal's own connection.
pub(crate) fn look_at(path: &Path, key: &[u8; 32]) -> Result<Connection, Error> {
    // Not read-only: the log of a database that was cut off has to be looked through first.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let connection = Connection::open_with_flags(path, flags)?;
    file::unlock(&connection, key)?;
    connection.busy_timeout(PAUSE)?;
    Ok(connection)
}

/// Removes a file, and what SQLite may have left beside it.
pub(crate) fn remove(path: &Path) -> Result<(), Error> {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        match fs::remove_file(Path::new(&name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.into()),
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}
