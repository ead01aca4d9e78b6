//! What keeps the memory safe while nobody is served: copies, a durable mirror, room on the disk.
//!
//! All of it may run beside acts, in a thread of its own: an act waits for none of it longer than
//! for the end of the mirror to be carried over.

use std::sync::atomic::Ordering;

use rusqlite::Connection;

use crate::{
    copies::{self, Copies},
    error::Error,
    file::DATABASE_FILE,
    journal::Journal,
};

impl Journal {
    /// Tells whether something has changed since the newest copy was made.
    pub fn copy_is_due(&self) -> bool {
        self.connection().total_changes() != self.copied_at().load(Ordering::Relaxed)
    }

    /// Makes a verified copy of the whole memory beside it, drops the oldest beyond three, and
    /// cuts down what is mirrored. Returns the number of the copy.
    ///
    /// Asks between small steps whether it is to stop, and is `Busy` then. A copy that could not be
    /// verified does not count, and the others stay.
    pub fn make_copy(&self, is_cancelled: &dyn Fn() -> bool) -> Result<u64, Error> {
        let changes = self.connection().total_changes();
        let key = self.key();
        let copies = Copies::beside(self.dir());
        let database = self.dir().join(DATABASE_FILE);
        let number = copies.make(&database, &key, is_cancelled)?;
        self.copied_at().store(changes, Ordering::Relaxed);
        let beside = copies::look_at(&database, &key)?;
        // Moves what is only in the log into the file, as far as nobody is at work; the log itself
        // stays as long as it is and is used again from its beginning.
        beside.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?;
        self.cut_mirror(&beside, &copies, &key)?;
        Ok(number)
    }

    fn cut_mirror(
        &self,
        beside: &Connection,
        copies: &Copies,
        key: &[u8; 32],
    ) -> Result<(), Error> {
        let Some(mut cut) = self.mirror().begin_cut() else {
            return Ok(());
        };
        let marks = copies.marks(key)?;
        let oldest = marks.into_iter().reduce(|a, b| a.least(b));
        cut.write(beside, oldest)?;
        let connection = self.connection();
        self.mirror().finish_cut(&cut, &connection)
    }

    /// Tells whether the mirror holds what a power cut could take from it.
    pub fn mirror_is_dirty(&self) -> bool {
        self.mirror().is_dirty()
    }

    /// Makes the mirror durable if it is not. Returns whether there was anything to do.
    ///
    /// No act does this: a power cut takes nothing out of the database itself.
    pub fn sync_mirror(&self) -> Result<bool, Error> {
        let dirty = self.mirror().take_dirty();
        let Some(file) = dirty else {
            return Ok(false);
        };
        file.sync_data()?;
        Ok(true)
    }

    /// Refuses when nothing could be saved: `ReadOnly` when the disk takes no writes, `DiskFull`
    /// when it has less room than a floor in bytes. Cheap enough to be asked for each visit.
    pub fn ready_to_save(&self, floor_bytes: u64) -> Result<(), Error> {
        room(self.dir(), floor_bytes)
    }
}

#[cfg(unix)]
fn room(dir: &std::path::Path, floor_bytes: u64) -> Result<(), Error> {
    use rustix::fs::{StatVfsMountFlags, statvfs};
    let disk = statvfs(dir).map_err(|error| Error::from(std::io::Error::from(error)))?;
    if disk.f_flag.contains(StatVfsMountFlags::RDONLY) {
        return Err(Error::ReadOnly);
    }
    if disk.f_bavail.saturating_mul(disk.f_frsize) < floor_bytes {
        return Err(Error::DiskFull);
    }
    Ok(())
}

/// Elsewhere the act itself tells.
#[cfg(not(unix))]
fn room(_: &std::path::Path, _: u64) -> Result<(), Error> {
    Ok(())
}
