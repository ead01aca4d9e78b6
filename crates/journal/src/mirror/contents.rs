//! What the mirror holds, in the order in which it happened, whatever the order of the frames.

use std::{collections::BTreeMap, fs, io, path::Path};

use rusqlite::types::Value;

use super::frames::{Kind, MirrorKey};
use crate::error::Error;

/// Begins the file.
pub(crate) const MAGIC: [u8; 8] = *b"YJMIRR1\n";

/// A row as the database gives it.
pub(crate) type Row = Vec<Value>;

/// All that could be read of a mirror.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Records by epoch and seq.
    pub(crate) records: BTreeMap<(u64, u64), Row>,
    /// Entries of the masked index, at the places of their records.
    pub(crate) index: BTreeMap<(u64, u64), Row>,
    /// Entries of the audit by their numbers.
    pub(crate) audit: BTreeMap<u64, Row>,
    /// Acts that are mirrored beside the records, by their numbers.
    pub(crate) steps: BTreeMap<u64, Row>,
    /// Numbers of the last entry and act that the database had when the file was written anew.
    anew: (u64, u64),
    /// There is such a file.
    pub(crate) is_there: bool,
    /// Every byte of it was read as it was written.
    pub(crate) is_whole: bool,
    /// Length of the file.
    pub(crate) bytes: u64,
}

impl Contents {
    /// Reads a mirror; one that is not there is empty.
    pub(crate) fn read(path: &Path, key: &MirrorKey) -> Result<Self, Error> {
        let bytes = match fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Self::default()),
            // A place of the disk that cannot be read any more is damage, not a reason to stop.
            Err(_) => Vec::new(),
        };
        let mut contents = Self {
            is_there: true,
            bytes: bytes.len() as u64,
            ..Self::default()
        };
        let framed = bytes.strip_prefix(&MAGIC);
        let mut all_known = true;
        let whole = key.read(framed.unwrap_or(&bytes), |kind, row| {
            all_known &= contents.take(kind, row).is_some();
        });
        contents.is_whole = whole && all_known && framed.is_some();
        Ok(contents)
    }

    fn take(&mut self, kind: Kind, row: Row) -> Option<()> {
        match kind {
            Kind::Record => {
                let place = (number(row.first())?, number(row.get(1))?);
                self.records.insert(place, row);
            }
            Kind::Index => {
                let place = (number(row.get(2))?, number(row.get(3))?);
                self.index.insert(place, row);
            }
            Kind::Audit => {
                self.audit.insert(number(row.first())?, row);
            }
            Kind::Step => {
                self.steps.insert(number(row.first())?, row);
            }
            Kind::Mark => self.anew = (number(row.first())?, number(row.get(1))?),
        }
        Some(())
    }

    /// Epoch and seq of the last record.
    pub(crate) fn last_record(&self) -> Option<(u64, u64)> {
        self.records.keys().next_back().copied()
    }

    /// Number of the last entry of the audit that was mirrored.
    pub(crate) fn last_audit(&self) -> u64 {
        let last = self.audit.keys().next_back().copied();
        last.unwrap_or(0).max(self.anew.0)
    }

    /// Number of the last act beside the records that was mirrored.
    pub(crate) fn last_step(&self) -> u64 {
        let last = self.steps.keys().next_back().copied();
        last.unwrap_or(0).max(self.anew.1)
    }
}

/// Reads a number that cannot be negative.
pub(crate) fn number(value: Option<&Value>) -> Option<u64> {
    match value {
        Some(Value::Integer(number)) => u64::try_from(*number).ok(),
        Some(Value::Null | Value::Real(_) | Value::Text(_) | Value::Blob(_)) | None => None,
    }
}
