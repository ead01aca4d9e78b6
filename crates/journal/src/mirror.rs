//! A second place for what was acknowledged: every record, entry of the audit and counted try is
//! appended, sealed, to a file beside the database as soon as it is durable there.
//!
//! The mirror never holds what was not committed, so it cannot make a fork. It is written before
//! the act returns and made durable later: the database's log survives a power cut, the mirror a
//! damage of the database. What one of them misses is taken over from the other at the next start.

mod contents;
mod cutting;
mod frames;
mod mark;
mod replay;

use std::{
    fs::{self, File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
};

use rusqlite::{Connection, params, types::Value};

pub(crate) use contents::Contents;
pub(crate) use frames::MirrorKey;
pub(crate) use mark::{Mark, Step};
pub(crate) use replay::{Replayed, replay};

use self::{
    contents::{MAGIC, Row},
    frames::Kind,
};
use crate::{error::Error, key_store::sync_directory, stored};

/// Name of the file, beside the database.
pub(crate) const MIRROR_FILE: &str = "outbox.mirror";

const RECORD_COLUMNS: &str = "SELECT epoch, seq, record, header_hash, envelope, at_ms, kind
     FROM outbox WHERE epoch = ?1 AND seq > ?2 ORDER BY seq";
const INDEX_COLUMNS: &str = "SELECT r.record, r.subject_tag, r.epoch, r.seq, r.holder_hint, r.area,
            r.street, r.number, r.house, r.declared_on, r.until, r.cohabitants
     FROM outbox o CROSS JOIN registrations r ON r.record = o.record
     WHERE o.epoch = ?1 AND o.seq > ?2";
const AUDIT_COLUMNS: &str = "SELECT n, t_lo_ms, t_hi_ms, event, actor, object, result, prev, hash
     FROM audit WHERE n > ?1 ORDER BY n";

/// The file that is appended to.
pub(crate) struct Mirror {
    dir: PathBuf,
    key: MirrorKey,
    /// Nothing while the file could not be made.
    file: Option<File>,
    bytes: u64,
    written_anew_bytes: u64,
    mark: Mark,
    is_dirty: bool,
    /// Follows nothing for a while, to tell what following costs.
    #[cfg(test)]
    pub(crate) is_stopped: bool,
}

impl Mirror {
    /// Goes on with the mirror when it holds what the database holds, else writes it anew.
    pub(crate) fn open(
        dir: &Path,
        key: MirrorKey,
        connection: &Connection,
        contents: &Contents,
    ) -> Result<Self, Error> {
        let mut mirror = Self {
            dir: dir.to_owned(),
            key,
            file: None,
            bytes: contents.bytes,
            written_anew_bytes: contents.bytes,
            mark: Mark::of(connection)?,
            is_dirty: false,
            #[cfg(test)]
            is_stopped: false,
        };
        let ready = if is_complete(connection, contents, mirror.mark)? {
            appending(&mirror.path()).map(|file| mirror.file = Some(file))
        } else {
            mirror.write_anew(connection, contents, Mark::default())
        };
        // Without room for a mirror the kiosk works; it is written when there is some.
        ready.unwrap_or_default();
        Ok(mirror)
    }

    /// Appends what the database has gained since; the act that it gained it by is durable.
    pub(crate) fn follow(
        &mut self,
        connection: &Connection,
        step: Option<&Step>,
    ) -> Result<(), Error> {
        #[cfg(test)]
        if self.is_stopped {
            return Ok(());
        }
        let now = Mark::of(connection)?;
        if now == self.mark {
            return Ok(());
        }
        if now.epoch != self.mark.epoch {
            // What was mirrored before is of a chain that is over.
            return self.write_anew(connection, &Contents::default(), Mark::default());
        }
        if self.file.is_none() {
            return Err(Error::Io);
        }
        let mut frames = Vec::new();
        if now.seq > self.mark.seq {
            let after = params![now.epoch, self.mark.seq];
            seal_rows(
                &self.key,
                connection,
                RECORD_COLUMNS,
                after,
                Kind::Record,
                &mut frames,
            )?;
            seal_rows(
                &self.key,
                connection,
                INDEX_COLUMNS,
                after,
                Kind::Index,
                &mut frames,
            )?;
        }
        if now.audit > self.mark.audit {
            let after = params![self.mark.audit];
            seal_rows(
                &self.key,
                connection,
                AUDIT_COLUMNS,
                after,
                Kind::Audit,
                &mut frames,
            )?;
        }
        if let Some(step) = step.filter(|_| now.step > self.mark.step) {
            let row = step.row(now.step, connection)?;
            self.key.seal(Kind::Step, &row, &mut frames)?;
        }
        self.append(&frames)?;
        self.mark = now;
        Ok(())
    }

    /// Appends frames whole, or leaves the file as it was.
    fn append(&mut self, frames: &[u8]) -> Result<(), Error> {
        let Some(file) = &mut self.file else {
            return Err(Error::Io);
        };
        if let Err(error) = file.write_all(frames) {
            if file.set_len(self.bytes).is_err() {
                // Half a frame stays: the file is written anew when there is room.
                self.file = None;
            }
            return Err(error.into());
        }
        self.bytes += frames.len() as u64;
        self.is_dirty = true;
        Ok(())
    }

    /// Writes the mirror anew, durably.
    fn write_anew(
        &mut self,
        connection: &Connection,
        held: &Contents,
        oldest_copy: Mark,
    ) -> Result<(), Error> {
        let now = Mark::of(connection)?;
        let frames = frames_anew(&self.key, connection, held, oldest_copy)?;
        self.file = None;
        let (path, draft) = (self.path(), self.path().with_added_extension("new"));
        let mut file = File::create(&draft)?;
        file.write_all(&frames)?;
        file.sync_all()?;
        fs::rename(&draft, &path)?;
        sync_directory(&self.dir)?;
        self.file = Some(appending(&path)?);
        self.bytes = frames.len() as u64;
        self.written_anew_bytes = self.bytes;
        self.mark = now;
        self.is_dirty = false;
        Ok(())
    }

    /// Gives the file another key, with everything that is still in the database.
    pub(crate) fn change_key(
        &mut self,
        key: MirrorKey,
        connection: &Connection,
    ) -> Result<(), Error> {
        let contents = Contents::read(&self.path(), &self.key)?;
        self.key = key;
        self.write_anew(connection, &contents, Mark::default())
    }

    /// Returns the file when it holds what may not be durable yet.
    pub(crate) fn take_dirty(&mut self) -> Option<File> {
        if !self.is_dirty {
            return None;
        }
        self.is_dirty = false;
        self.file.as_ref().and_then(|file| file.try_clone().ok())
    }

    pub(crate) fn is_dirty(&self) -> bool {
        self.is_dirty
    }

    /// Tells how long the file is.
    pub(crate) fn bytes(&self) -> u64 {
        self.bytes
    }

    fn path(&self) -> PathBuf {
        self.dir.join(MIRROR_FILE)
    }
}

fn seal_rows(
    key: &MirrorKey,
    connection: &Connection,
    sql: &'static str,
    params: impl rusqlite::Params,
    kind: Kind,
    frames: &mut Vec<u8>,
) -> Result<(), Error> {
    for row in rows(connection, sql, params)? {
        key.seal(kind, &row, frames)?;
    }
    Ok(())
}

/// Composes a whole mirror: what is in the outbox, and of everything else what the oldest copy
/// does not have.
fn frames_anew(
    key: &MirrorKey,
    connection: &Connection,
    held: &Contents,
    oldest_copy: Mark,
) -> Result<Vec<u8>, Error> {
    let now = Mark::of(connection)?;
    let mut frames = MAGIC.to_vec();
    let mark = [now.audit, now.step].map(|n| Value::Integer(stored::capped(n)));
    key.seal(Kind::Mark, &mark, &mut frames)?;
    let first = first_kept(connection, now)?;
    let gone = (now.epoch, oldest_copy.seq)..(now.epoch, first);
    let mut seal = |kind, row: &Row| key.seal(kind, row, &mut frames);
    for (place, row) in &held.records {
        if gone.contains(place) && place.1 > oldest_copy.seq {
            seal(Kind::Record, row)?;
        }
    }
    for (place, row) in &held.index {
        if gone.contains(place) && place.1 > oldest_copy.seq {
            seal(Kind::Index, row)?;
        }
    }
    for (_, row) in held.steps.range(oldest_copy.step.saturating_add(1)..) {
        seal(Kind::Step, row)?;
    }
    let all = params![now.epoch, first.saturating_sub(1)];
    seal_rows(
        key,
        connection,
        RECORD_COLUMNS,
        all,
        Kind::Record,
        &mut frames,
    )?;
    seal_rows(
        key,
        connection,
        INDEX_COLUMNS,
        all,
        Kind::Index,
        &mut frames,
    )?;
    let after = params![oldest_copy.audit];
    seal_rows(
        key,
        connection,
        AUDIT_COLUMNS,
        after,
        Kind::Audit,
        &mut frames,
    )?;
    Ok(frames)
}

fn appending(path: &Path) -> Result<File, Error> {
    Ok(OpenOptions::new().append(true).open(path)?)
}

/// Returns the seq from which on the outbox has every record; what the centre holds back on its own
/// account may lie before it and stays in the database alone.
fn first_kept(connection: &Connection, now: Mark) -> Result<u64, Error> {
    let first: Option<u64> = stored::sole(
        connection,
        "SELECT min(seq) FROM outbox CROSS JOIN chain
         WHERE outbox.epoch = chain.epoch AND seq > min(through, backed_up)",
        [],
        |row| Ok(row.get(0)?),
    )?;
    Ok(first.unwrap_or(now.seq + 1))
}

/// Tells whether the mirror has every record that waits, and the ends of the rest.
fn is_complete(connection: &Connection, contents: &Contents, now: Mark) -> Result<bool, Error> {
    if !contents.is_there || !contents.is_whole {
        return Ok(false);
    }
    if (contents.last_audit(), contents.last_step()) != (now.audit, now.step) {
        return Ok(false);
    }
    let first = first_kept(connection, now)?;
    let held = contents
        .records
        .range((now.epoch, first)..(now.epoch, now.seq + 1));
    let mut held = held.map(|(_, row)| row);
    let mut statement = connection.prepare_cached(RECORD_COLUMNS)?;
    let mut kept = statement.query(params![now.epoch, first.saturating_sub(1)])?;
    while let Some(row) = kept.next()? {
        let envelope = row.get_ref(4)?.as_blob().map_err(|_| Error::Corrupt)?;
        let same = held.next().and_then(|row| row.get(4));
        if !matches!(same, Some(Value::Blob(bytes)) if bytes == envelope) {
            return Ok(false);
        }
    }
    Ok(held.next().is_none())
}

fn rows(
    connection: &Connection,
    sql: &'static str,
    params: impl rusqlite::Params,
) -> Result<Vec<Row>, Error> {
    stored::many(connection, sql, params, |row| {
        (0..row.as_ref().column_count())
            .map(|column| Ok(row.get::<_, Value>(column)?))
            .collect()
    })
}
