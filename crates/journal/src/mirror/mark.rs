//! How far a database has come, and the acts that are numbered beside its records.

use rusqlite::{Connection, types::Value};

use super::contents::Row;
use crate::{error::Error, stored};

/// How far a database, a copy or the mirror has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Mark {
    pub(crate) epoch: u64,
    pub(crate) seq: u64,
    pub(crate) audit: u64,
    pub(crate) step: u64,
}

impl Mark {
    /// Reads how far a database has come.
    pub(crate) fn of(connection: &Connection) -> Result<Self, Error> {
        stored::sole(
            connection,
            "SELECT chain.epoch, chain.last_seq, audit_ends.tip_n, mirror.step
             FROM chain CROSS JOIN audit_ends CROSS JOIN mirror",
            [],
            |row| {
                Ok(Self {
                    epoch: row.get(0)?,
                    seq: row.get(1)?,
                    audit: row.get(2)?,
                    step: row.get(3)?,
                })
            },
        )
    }

    /// Returns what both have.
    pub(crate) fn least(self, other: Self) -> Self {
        Self {
            epoch: self.epoch.min(other.epoch),
            seq: self.seq.min(other.seq),
            audit: self.audit.min(other.audit),
            step: self.step.min(other.step),
        }
    }

    /// Tells whether this has everything that another has.
    pub(crate) fn covers(self, other: Self) -> bool {
        self.least(other) == other
    }
}

/// An act beside the records that must survive damage.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    /// The witness counted, and nothing else has to be known.
    Counted,
    /// Where a worker stands with wrong PINs.
    Attempts {
        worker: String,
        failed: u32,
        locked_until_ms: u64,
    },
    /// A trust bundle was taken over.
    Bundle { seq: u64, text: String },
}

impl Step {
    /// Counts the act in the file; within the act.
    pub(crate) fn count(act: &Connection) -> Result<(), Error> {
        stored::change_one(act, "UPDATE mirror SET step = step + 1", [])
    }

    pub(super) fn row(&self, step: u64, connection: &Connection) -> Result<Row, Error> {
        let count = stored::one(connection, "SELECT count FROM witness", [], |row| {
            Ok(row.get::<_, Value>(0)?)
        })?;
        let integer = |number: u64| Value::Integer(stored::capped(number));
        let mut row = vec![integer(step), count.unwrap_or(Value::Null)];
        match self {
            Self::Counted => row.push(integer(0)),
            Self::Attempts {
                worker,
                failed,
                locked_until_ms,
            } => row.extend([
                integer(1),
                Value::Text(worker.clone()),
                integer(u64::from(*failed)),
                integer(*locked_until_ms),
            ]),
            Self::Bundle { seq, text } => {
                row.extend([integer(2), integer(*seq), Value::Text(text.clone())]);
            }
        }
        Ok(row)
    }
}
