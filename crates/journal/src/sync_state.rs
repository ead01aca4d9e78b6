//! Where the conversation with the centre stands.

use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, stored};

/// What the next request has to say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SyncState {
    /// Last change that was applied; 0 before the first.
    pub down_cursor: u64,
    /// Number of the request, used once.
    pub counter: u64,
    /// Time of the centre in its last answer.
    pub last_server_ms: Option<u64>,
    /// Epoch of the centre in its last answer; 0 before the first.
    pub centre_epoch: u64,
}

impl Journal {
    /// Takes the next request number, durably, and tells where the conversation stands.
    pub fn sync_state(&self) -> Result<SyncState, Error> {
        self.write(|act| {
            stored::change_one(act, "UPDATE sync_state SET counter = counter + 1", [])?;
            load(act)
        })
    }
}

pub(crate) fn load(connection: &Connection) -> Result<SyncState, Error> {
    stored::sole(
        connection,
        "SELECT down_cursor, counter, last_server_ms, centre_epoch FROM sync_state",
        [],
        |row| {
            Ok(SyncState {
                down_cursor: row.get(0)?,
                counter: row.get(1)?,
                last_server_ms: row.get(2)?,
                centre_epoch: row.get(3)?,
            })
        },
    )
}

/// Notes an answer.
pub(crate) fn note(
    act: &Connection,
    down_cursor: u64,
    server_ms: u64,
    centre_epoch: u64,
) -> Result<(), Error> {
    stored::change_one(
        act,
        "UPDATE sync_state SET down_cursor = ?1, last_server_ms = ?2, centre_epoch = ?3",
        params![down_cursor, server_ms, centre_epoch],
    )
}

#[cfg(test)]
mod tests {
    use crate::testing::Bench;

    #[test]
    fn no_request_number_is_used_twice() {
        let bench = Bench::new();
        assert_eq!(bench.journal.sync_state().unwrap().counter, 1);
        assert_eq!(bench.journal.sync_state().unwrap().counter, 2);
        let bench = bench.reopened();
        assert_eq!(bench.journal.sync_state().unwrap().counter, 3);
    }
}
