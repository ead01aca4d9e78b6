//! Cutting the mirror down, beside the acts: the new file is written without their lock, and what
//! they append meanwhile is carried over at the end.

use std::{
    fs::{self, File},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::PathBuf,
};

use rusqlite::Connection;

use super::{Contents, Mark, Mirror, MirrorKey, appending, frames_anew};
use crate::{error::Error, key_store::sync_directory};

/// A mirror that has grown by less is left alone.
const GROWN_BYTES: u64 = 1 << 20;

/// A cut that has begun.
pub(crate) struct Cut {
    key: MirrorKey,
    path: PathBuf,
    draft: PathBuf,
    /// How long the old file was; what is behind came meanwhile.
    begun_at: u64,
    epoch: u64,
    written: u64,
}

impl Mirror {
    /// Begins a cut when the mirror has doubled since it was written anew. So its length is bounded
    /// by what waits in the outbox and what came since the oldest copy.
    pub(crate) fn begin_cut(&self) -> Option<Cut> {
        let grown = self.bytes.saturating_sub(self.written_anew_bytes);
        let due = self.file.is_none() || grown >= GROWN_BYTES.max(self.written_anew_bytes);
        due.then(|| Cut {
            key: self.key.clone(),
            path: self.path(),
            draft: self.path().with_added_extension("new"),
            begun_at: self.bytes,
            epoch: self.mark.epoch,
            written: 0,
        })
    }

    /// Puts the cut file in the place of the old one. The lock of the acts is held for the tail.
    pub(crate) fn finish_cut(&mut self, cut: &Cut, connection: &Connection) -> Result<(), Error> {
        if self.file.is_none() {
            // There is no tail to carry over: the old file did not follow.
            return self.write_anew(connection, &Contents::default(), Mark::default());
        }
        if self.mark.epoch != cut.epoch {
            return Ok(fs::remove_file(&cut.draft)?);
        }
        let mut tail = Vec::new();
        let mut old = File::open(&cut.path)?;
        old.seek(SeekFrom::Start(cut.begun_at))?;
        old.read_to_end(&mut tail)?;
        let mut file = appending(&cut.draft)?;
        file.write_all(&tail)?;
        file.sync_data()?;
        fs::rename(&cut.draft, &cut.path)?;
        self.bytes = cut.written + tail.len() as u64;
        self.written_anew_bytes = self.bytes;
        self.file = Some(file);
        self.is_dirty = false;
        Ok(sync_directory(&self.dir)?)
    }
}

impl Cut {
    /// Writes what stays into a file beside, durably.
    pub(crate) fn write(
        &mut self,
        connection: &Connection,
        oldest_copy: Option<Mark>,
    ) -> Result<(), Error> {
        let contents = Contents::read(&self.path, &self.key)?;
        // Without a copy nothing but the records can be of use.
        let oldest = match oldest_copy {
            Some(mark) => mark,
            None => Mark::of(connection)?,
        };
        let frames = frames_anew(&self.key, connection, &contents, oldest)?;
        let mut file = File::create(&self.draft)?;
        file.write_all(&frames)?;
        file.sync_all()?;
        self.written = frames.len() as u64;
        Ok(())
    }
}
