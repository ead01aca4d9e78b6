//! Looks through the database when it is opened, and makes it whole when it is damaged.
//!
//! A restored file counts only when the mirror proves that nothing acknowledged is missing: its
//! chain reaches as far as the mirror, every byte of the mirror can be read, and where a witness
//! counts along, no counted act is missing either. Everything else waits for an administrator.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
};

use rusqlite::{Connection, TransactionBehavior};

use crate::{
    check,
    copies::{self, Copies},
    error::Error,
    file::{self, DATABASE_FILE},
    health::{self, Damage},
    key_store::{Witness, make_private_directory, sync_directory},
    mirror::{Contents, MIRROR_FILE, Mark, MirrorKey, Replayed, replay},
    recovery::cut_log,
    stored, witness,
};

/// Folder of what was set aside.
const DAMAGED_FOLDER: &str = "damaged";
/// Sets of damaged files that are kept; a disk that is dying must not be filled with them.
const DAMAGED_KEPT: u64 = 5;
/// A restored file may have forgotten so many requests; their numbers are not given again.
const REQUESTS_SKIPPED: u64 = 1 << 20;

/// What an opening has to go by.
pub(crate) struct Boot<'a> {
    pub(crate) dir: &'a Path,
    pub(crate) key: &'a [u8; 32],
    pub(crate) witness: Option<&'a dyn Witness>,
    /// An administrator has decided to go on with what there is.
    pub(crate) is_approved: bool,
}

/// The state of the files as they lie there.
enum Live {
    Good(Connection),
    Damaged(Damage),
}

impl Boot<'_> {
    /// Opens the database, whole, and returns it with what the mirror holds.
    pub(crate) fn open(&self) -> Result<(Connection, Contents), Error> {
        let mirror = self.dir.join(MIRROR_FILE);
        let contents = Contents::read(&mirror, &MirrorKey::of(self.key))?;
        let connection = match self.live(&contents)? {
            Live::Good(connection) => connection,
            Live::Damaged(damage) => self.restore(damage, &contents)?,
        };
        Ok((connection, contents))
    }

    fn live(&self, contents: &Contents) -> Result<Live, Error> {
        let path = self.path();
        let length = fs::metadata(&path).map_or(0, |data| data.len());
        let log = fs::metadata(beside(&path, "-wal")).map_or(0, |data| data.len());
        let was_used = contents.is_there || !self.copies().numbers()?.is_empty();
        if was_used && length == 0 && log == 0 {
            return Ok(Live::Damaged(Damage::Missing));
        }
        let opened = file::open(&path, self.key).and_then(|connection| {
            check::check(&connection)?;
            Ok(connection)
        });
        match opened {
            Ok(connection) => self.catch_up(connection, contents, was_used),
            Err(Error::Corrupt) => Ok(Live::Damaged(Damage::Database)),
            Err(Error::WrongKey) if self.copies().any_opens(self.key)? => {
                Ok(Live::Damaged(Damage::Database))
            }
            Err(error) => Err(error),
        }
    }

    /// The end of a log that cannot be read is dropped by SQLite without a word; what is mirrored
    /// beyond the database tells that there was more.
    fn catch_up(
        &self,
        mut connection: Connection,
        contents: &Contents,
        was_used: bool,
    ) -> Result<Live, Error> {
        if was_used && !check::has_identity(&connection)? {
            return Ok(Live::Damaged(Damage::Log));
        }
        let held = Mark::of(&connection)?;
        let act = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let replayed = replay(&act, contents)?;
        if !replayed.is_anything() {
            drop(act);
            return Ok(Live::Good(connection));
        }
        // A copy may have more of what is not mirrored than a file without the end of its log.
        let newest = self.copies().marks(self.key)?.first().copied();
        let copy_has_more = newest.is_some_and(|copy| !held.covers(copy));
        if copy_has_more || !(replayed.is_complete || self.is_approved) {
            return Ok(Live::Damaged(Damage::Log));
        }
        let n = self.next_number(&act)?;
        finish(&act, n, Damage::Log, None, replayed)?;
        act.commit()?;
        Ok(Live::Good(connection))
    }

    /// Puts the newest copy in place that the mirror completes.
    fn restore(&self, damage: Damage, contents: &Contents) -> Result<Connection, Error> {
        let copies = self.copies();
        let draft = self.dir.join("kiosk.db.new");
        let mut refusal = Error::Unrestorable;
        for number in copies.numbers()? {
            copies::remove(&draft)?;
            fs::copy(copies.path(number), &draft)?;
            match self.complete(&draft, damage, number, contents) {
                Ok(n) => {
                    self.set_aside(n)?;
                    fs::rename(&draft, self.path())?;
                    sync_directory(self.dir)?;
                    return file::open(&self.path(), self.key);
                }
                // The other copies are older: they prove no more.
                Err(Error::RestoredImage) => refusal = Error::RestoredImage,
                Err(Error::Corrupt | Error::WrongKey | Error::Unrestorable) => {}
                Err(error) => {
                    copies::remove(&draft)?;
                    return Err(error);
                }
            }
        }
        copies::remove(&draft)?;
        Err(refusal)
    }

    /// Brings a copy up to the mirror and judges whether it may take the database's place.
    fn complete(
        &self,
        draft: &Path,
        damage: Damage,
        number: u64,
        contents: &Contents,
    ) -> Result<u64, Error> {
        let mut connection = file::open(draft, self.key)?;
        check::check(&connection)?;
        let act = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let replayed = replay(&act, contents)?;
        let is_proven = contents.is_whole && replayed.is_complete;
        if !is_proven && !self.is_approved {
            return Err(Error::Unrestorable);
        }
        if let Some(witness) = self.witness.filter(|_| !self.is_approved)
            && !witness::belongs(&act, witness)?
        {
            return Err(Error::RestoredImage);
        }
        let n = self.next_number(&act)?;
        finish(&act, n, damage, Some(number), replayed)?;
        act.commit()?;
        check::check(&connection)?;
        cut_log(&connection)?;
        connection
            .close()
            .map_err(|(_, error)| Error::from(error))?;
        File::open(draft)?.sync_all()?;
        Ok(n)
    }

    /// A number that neither the file nor the folder of damaged files knows.
    fn next_number(&self, act: &Connection) -> Result<u64, Error> {
        let held = health::last(act)?;
        let aside = self.numbers_aside()?.into_iter().max().unwrap_or(0);
        Ok(held.max(aside) + 1)
    }

    fn numbers_aside(&self) -> Result<Vec<u64>, Error> {
        let folder = self.dir.join(DAMAGED_FOLDER);
        if !fs::exists(&folder)? {
            return Ok(vec![]);
        }
        let mut numbers = Vec::new();
        for entry in fs::read_dir(folder)? {
            let name = entry?.file_name();
            let number = name.to_str().and_then(|name| name.split('-').next());
            numbers.extend(number.and_then(|number| number.parse::<u64>().ok()));
        }
        Ok(numbers)
    }

    /// Keeps the damaged files under a number; nothing is looked for in them any more.
    fn set_aside(&self, n: u64) -> Result<(), Error> {
        let folder = self.dir.join(DAMAGED_FOLDER);
        make_private_directory(&folder)?;
        for ending in ["", "-wal"] {
            let from = beside(&self.path(), ending);
            if fs::exists(&from)? {
                fs::rename(&from, folder.join(format!("{n}-{DATABASE_FILE}{ending}")))?;
            }
        }
        for old in self.numbers_aside()? {
            if old + DAMAGED_KEPT <= n {
                copies::remove(&folder.join(format!("{old}-{DATABASE_FILE}")))?;
            }
        }
        sync_directory(&folder)?;
        copies::remove(&self.path())
    }

    fn copies(&self) -> Copies {
        Copies::beside(self.dir)
    }

    fn path(&self) -> PathBuf {
        self.dir.join(DATABASE_FILE)
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

/// Notes what was done, and skips the numbers of requests that may be forgotten.
fn finish(
    act: &Connection,
    n: u64,
    damage: Damage,
    copy: Option<u64>,
    replayed: Replayed,
) -> Result<(), Error> {
    stored::change_one(
        act,
        "UPDATE sync_state SET counter = counter + ?1",
        [REQUESTS_SKIPPED],
    )?;
    health::note(act, n, damage, copy, replayed.records)
}

#[cfg(test)]
mod tests;
