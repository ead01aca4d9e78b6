//! Requests that left on a stick, and the answers that are carried back to them.
//!
//! A line gives an answer within seconds or never; a stick gives it days later, twice, or after
//! another one. So an answer must name a request that is remembered here, and what has become older
//! than the memory changes nothing.

use rusqlite::{Connection, params};

use crate::{
    answer::{self, Applied, AppliedAnswer},
    chain,
    error::Error,
    journal::Journal,
    stored, sync_state,
};

/// How many requests are remembered; older ones have been followed by newer ones many times.
const KEPT: u64 = 4_096;

/// A request that leaves, and where the kiosk stood then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExportedRequest {
    /// What the answer must echo.
    pub nonce: [u8; 16],
    /// The number of the request.
    pub counter: u64,
    /// The epoch of the chain.
    pub epoch: u64,
    /// The last change that was applied.
    pub down_cursor: u64,
}

/// The last file that left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LastExport {
    /// When, by the machine's clock.
    pub made_ms: u64,
    /// Whether an answer has come back to it.
    pub answered: bool,
}

impl Journal {
    /// Remembers the requests of one file, durably, before the file leaves.
    pub fn note_exports(&self, requests: &[ExportedRequest], made_ms: u64) -> Result<(), Error> {
        self.write(|act| {
            for request in requests {
                stored::change_one(
                    act,
                    "INSERT INTO exports (nonce, counter, epoch, down_cursor, made_ms, answered)
                     VALUES (?1, ?2, ?3, ?4, ?5, 0)",
                    params![
                        request.nonce,
                        request.counter,
                        request.epoch,
                        request.down_cursor,
                        stored::capped(made_ms)
                    ],
                )?;
            }
            stored::change(
                act,
                "DELETE FROM exports
                 WHERE counter <= (SELECT max(counter) FROM exports) - ?1",
                [KEPT],
            )?;
            Ok(())
        })
    }

    /// Finds the request that left with this nonce.
    pub fn exported(&self, nonce: &[u8; 16]) -> Result<Option<ExportedRequest>, Error> {
        self.read(|connection| find(connection, nonce))
    }

    /// Tells of the last file that left.
    pub fn last_export(&self) -> Result<Option<LastExport>, Error> {
        self.read(|connection| {
            stored::one(
                connection,
                "SELECT made_ms, answered FROM exports ORDER BY counter DESC LIMIT 1",
                [],
                |row| {
                    Ok(LastExport {
                        made_ms: row.get(0)?,
                        answered: row.get(1)?,
                    })
                },
            )
        })
    }

    /// Applies an answer that was carried back, in one transaction. Nothing when it belongs to no
    /// request that is remembered, or when the centre was restored and has spoken since.
    ///
    /// Marks of another epoch than the chain's mean nothing to it and are left out; a time that
    /// was overtaken on the way does not come back.
    pub fn apply_carried(
        &self,
        nonce: &[u8; 16],
        carried: &AppliedAnswer,
    ) -> Result<Option<Applied>, Error> {
        if carried.bundle.is_some() {
            self.write_witnessed(|act| apply(act, nonce, carried))
        } else {
            self.write(|act| apply(act, nonce, carried))
        }
    }
}

fn apply(
    act: &Connection,
    nonce: &[u8; 16],
    carried: &AppliedAnswer,
) -> Result<Option<Applied>, Error> {
    let Some(request) = find(act, nonce)? else {
        return Ok(None);
    };
    let talk = sync_state::load(act)?;
    let spoken_ms = talk.last_server_ms.unwrap_or(0);
    let other_centre = talk.centre_epoch != 0 && talk.centre_epoch != carried.centre_epoch;
    if other_centre && carried.server_ms < spoken_ms {
        return Ok(None);
    }
    let mut carried = AppliedAnswer {
        anchor: None,
        ..carried.clone()
    };
    if request.epoch != chain::load(act)?.epoch {
        (carried.through, carried.backed_up) = (0, 0);
    }
    let applied = answer::apply(act, &carried)?;
    stored::change_one(
        act,
        "UPDATE sync_state SET last_server_ms = max(last_server_ms, ?1)",
        [spoken_ms],
    )?;
    stored::change_one(
        act,
        "UPDATE exports SET answered = 1 WHERE nonce = ?1",
        [nonce],
    )?;
    Ok(Some(applied))
}

fn find(connection: &Connection, nonce: &[u8; 16]) -> Result<Option<ExportedRequest>, Error> {
    stored::one(
        connection,
        "SELECT counter, epoch, down_cursor FROM exports WHERE nonce = ?1",
        [nonce],
        |row| {
            Ok(ExportedRequest {
                nonce: *nonce,
                counter: row.get(0)?,
                epoch: row.get(1)?,
                down_cursor: row.get(2)?,
            })
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, NOW_MS, answer};

    fn request(n: u8) -> ExportedRequest {
        ExportedRequest {
            nonce: [n; 16],
            counter: u64::from(n),
            epoch: 1,
            down_cursor: 0,
        }
    }

    #[test]
    fn an_answer_belongs_to_a_request_that_left() {
        let bench = Bench::enrolled();
        for n in 1..=3 {
            bench.declare(n);
        }
        let journal = &bench.journal;
        assert_eq!(journal.last_export(), Ok(None));
        journal.note_exports(&[request(1)], NOW_MS).unwrap();
        let waiting = |journal: &Journal| journal.outbox_status().unwrap().waiting;
        assert_eq!(journal.apply_carried(&[9; 16], &answer(3, 0)), Ok(None));
        assert_eq!(
            waiting(journal),
            3,
            "a stranger's answer acknowledges nothing"
        );

        for round in 0..2 {
            let applied = journal.apply_carried(&[1; 16], &answer(2, 0)).unwrap();
            assert!(applied.is_some(), "{round}");
            assert_eq!(waiting(journal), 1);
        }
        let last = journal.last_export().unwrap().unwrap();
        assert!(last.answered);
        let bench = bench.reopened();
        assert!(bench.journal.exported(&[1; 16]).unwrap().is_some());
    }

    #[test]
    fn what_was_overtaken_on_the_way_takes_nothing_back() {
        let bench = Bench::enrolled();
        for n in 1..=4 {
            bench.declare(n);
        }
        let journal = &bench.journal;
        journal
            .note_exports(&[request(1), request(2)], NOW_MS)
            .unwrap();
        let by_line = AppliedAnswer {
            server_ms: NOW_MS + 900_000,
            ..answer(4, 3)
        };
        journal.apply_answer(&by_line).unwrap();
        journal.apply_carried(&[1; 16], &answer(2, 1)).unwrap();
        let status = journal.outbox_status().unwrap();
        assert_eq!(
            (status.waiting, status.last_contact_ms),
            (0, Some(NOW_MS + 900_000)),
            "marks and times only rise"
        );

        // The centre was restored and lost record 4; an older answer must not hide that.
        let restored = AppliedAnswer {
            server_ms: NOW_MS + 1_000_000,
            centre_epoch: answer(0, 0).centre_epoch + 1,
            ..answer(3, 3)
        };
        journal.apply_answer(&restored).unwrap();
        assert_eq!(journal.outbox_status().unwrap().waiting, 1);
        assert_eq!(journal.apply_carried(&[2; 16], &answer(4, 4)), Ok(None));
        assert_eq!(journal.outbox_status().unwrap().waiting, 1);
    }

    #[test]
    fn marks_of_another_epoch_mean_nothing() {
        let bench = Bench::enrolled();
        for n in 1..=3 {
            bench.declare(n);
        }
        let journal = &bench.journal;
        journal.note_exports(&[request(1)], NOW_MS).unwrap();
        journal.begin_epoch(2, &bench.crypto).unwrap();
        assert!(
            journal
                .apply_carried(&[1; 16], &answer(3, 3))
                .unwrap()
                .is_some()
        );
        assert_eq!(journal.outbox_status().unwrap().waiting, 3);
    }

    #[test]
    fn a_late_answer_moves_no_clock() {
        let bench = Bench::enrolled();
        let journal = &bench.journal;
        journal.note_exports(&[request(1)], NOW_MS).unwrap();
        let day_ms = 86_400_000;
        let by_line = AppliedAnswer {
            server_ms: NOW_MS + day_ms,
            ..answer(0, 0)
        };
        journal.apply_answer(&by_line).unwrap();
        // A time that waits for two persons is no matter of an answer from before.
        let leap = AppliedAnswer {
            server_ms: NOW_MS + 500 * day_ms,
            ..answer(0, 0)
        };
        assert!(journal.apply_answer(&leap).unwrap().time_pending);
        let known = journal.clock_state().unwrap();
        journal.apply_carried(&[1; 16], &answer(0, 0)).unwrap();
        assert_eq!(journal.clock_state().unwrap(), known);
    }

    #[test]
    fn only_so_many_are_remembered() {
        let bench = Bench::enrolled();
        let journal = &bench.journal;
        let far = ExportedRequest {
            counter: KEPT + 1,
            ..request(2)
        };
        journal.note_exports(&[request(1), far], NOW_MS).unwrap();
        assert_eq!(journal.exported(&[1; 16]), Ok(None));
        assert_eq!(journal.exported(&[2; 16]), Ok(Some(far)));
    }
}
