//! The hash chain over the headers of this kiosk: its tip, and what the centre has of it.

use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, stored};

/// Where the chain stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Chain {
    /// Epoch of the chain; a new one begins only with an approved recovery.
    pub epoch: u64,
    /// Highest seq without a hole that the centre has received.
    pub through_acked: u64,
    /// Highest seq that was written.
    pub last_seq: u64,
}

impl Journal {
    /// Tells where the chain stands.
    pub fn chain(&self) -> Result<Chain, Error> {
        self.read(|connection| {
            let Tip {
                epoch,
                through,
                last_seq,
                ..
            } = load(connection)?;
            Ok(Chain {
                epoch,
                through_acked: through,
                last_seq,
            })
        })
    }
}

/// The row of the chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tip {
    pub(crate) epoch: u64,
    pub(crate) last_seq: u64,
    pub(crate) last_hash: [u8; 32],
    pub(crate) through: u64,
    pub(crate) backed_up: u64,
}

pub(crate) fn load(connection: &Connection) -> Result<Tip, Error> {
    stored::sole(
        connection,
        "SELECT epoch, last_seq, last_hash, through, backed_up FROM chain",
        [],
        |row| {
            Ok(Tip {
                epoch: row.get(0)?,
                last_seq: row.get(1)?,
                last_hash: row.get(2)?,
                through: row.get(3)?,
                backed_up: row.get(4)?,
            })
        },
    )
}

/// Moves the tip by exactly one link.
pub(crate) fn advance(act: &Connection, seq: u64, hash: &[u8; 32]) -> Result<(), Error> {
    stored::change_one(
        act,
        "UPDATE chain SET last_seq = ?1, last_hash = ?2 WHERE last_seq = ?1 - 1",
        params![seq, hash],
    )
}

/// Begins an epoch with the links that were moved into it; the centre has none of them there.
pub(crate) fn restart(
    act: &Connection,
    epoch: u64,
    last_seq: u64,
    last_hash: &[u8; 32],
) -> Result<(), Error> {
    stored::change_one(
        act,
        "UPDATE chain SET epoch = ?1, last_seq = ?2, last_hash = ?3, through = 0, backed_up = 0",
        params![epoch, last_seq, last_hash],
    )
}

/// Notes what the centre has received and backed up.
pub(crate) fn acknowledge(act: &Connection, through: u64, backed_up: u64) -> Result<(), Error> {
    stored::change_one(
        act,
        "UPDATE chain SET through = ?1, backed_up = ?2",
        params![through, backed_up],
    )
}
