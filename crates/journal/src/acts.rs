//! What the centre answered to acts and claims that were made here.

use protocol::{ActOutcome, ClaimedCode};
use residence::RecordId;
use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, stored};

impl Journal {
    /// Returns what the centre made of an act, once it said so.
    pub fn act_outcome(&self, record: &RecordId) -> Result<Option<ActOutcome>, Error> {
        self.read(|connection| {
            stored::one(
                connection,
                "SELECT denied, decided_on FROM act_outcomes WHERE record = ?1",
                [record.as_bytes()],
                |row| {
                    Ok(ActOutcome {
                        record: *record,
                        denied: row.get(0)?,
                        decided_on: stored::date(&row.get::<_, String>(1)?)?,
                    })
                },
            )
        })
    }

    /// Returns the text of a code that was claimed here, once it is ready.
    pub fn claimed_code(&self, claim: &RecordId) -> Result<Option<String>, Error> {
        self.read(|connection| {
            stored::one(
                connection,
                "SELECT code FROM claimed_codes WHERE claim = ?1",
                [claim.as_bytes()],
                |row| Ok(row.get(0)?),
            )
        })
    }

    /// Lists the codes that wait here for their holders, with the claim of each.
    pub fn claimed_codes(&self) -> Result<Vec<(RecordId, String)>, Error> {
        self.read(|connection| {
            stored::many(
                connection,
                "SELECT claim, code FROM claimed_codes ORDER BY claim",
                [],
                |row| Ok((RecordId::from_bytes(row.get(0)?), row.get(1)?)),
            )
        })
    }
}

pub(crate) fn settle(
    act: &Connection,
    outcome: &ActOutcome,
    received_ms: u64,
) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO act_outcomes (record, denied, decided_on, received_ms)
         VALUES (?1, ?2, ?3, ?4)",
        params![
            outcome.record.as_bytes(),
            outcome.denied,
            outcome.decided_on.to_string(),
            stored::capped(received_ms)
        ],
    )
}

pub(crate) fn store_claimed(
    act: &Connection,
    claimed: &ClaimedCode,
    received_ms: u64,
) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT OR REPLACE INTO claimed_codes (claim, code, received_ms) VALUES (?1, ?2, ?3)",
        params![
            claimed.claim.as_bytes(),
            claimed.code,
            stored::capped(received_ms)
        ],
    )
}

/// Forgets what came before a time and returns how many.
pub(crate) fn forget_before(act: &Connection, received_ms: u64) -> Result<usize, Error> {
    let before = stored::capped(received_ms);
    let outcomes = stored::change(
        act,
        "DELETE FROM act_outcomes WHERE received_ms < ?1",
        [before],
    )?;
    let codes = stored::change(
        act,
        "DELETE FROM claimed_codes WHERE received_ms < ?1",
        [before],
    )?;
    Ok(outcomes + codes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    #[test]
    fn answers_are_kept_until_they_are_past() {
        let bench = Bench::enrolled();
        let journal = &bench.journal;
        let (record, claim) = (RecordId::from_bytes([1; 16]), RecordId::from_bytes([2; 16]));
        let outcome = ActOutcome {
            record,
            denied: Some("WRONG_STATE".to_owned()),
            decided_on: "2026-11-23".parse().unwrap(),
        };
        let claimed = ClaimedCode {
            claim,
            code: "YJ1S:EXAMPLE".to_owned(),
        };
        journal
            .write(|act| {
                settle(act, &outcome, 5)?;
                store_claimed(act, &claimed, 5)
            })
            .unwrap();
        assert_eq!(journal.act_outcome(&record).unwrap(), Some(outcome));
        assert_eq!(journal.act_outcome(&claim).unwrap(), None);
        assert_eq!(
            journal.claimed_codes().unwrap(),
            [(claim, claimed.code.clone())]
        );
        assert_eq!(journal.claimed_code(&claim).unwrap(), Some(claimed.code));
        assert_eq!(journal.write(|act| forget_before(act, 5)).unwrap(), 0);
        assert_eq!(journal.write(|act| forget_before(act, 6)).unwrap(), 2);
        assert_eq!(journal.claimed_code(&claim).unwrap(), None);
    }
}
