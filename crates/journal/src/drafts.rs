//! Unfinished visits under a ticket: bytes with an age, gone when they are old.

use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, stored};

/// Most bytes of one draft; a full declaration with twelve cohabitants needs a tenth of it.
pub const DRAFT_BYTES_MAX: usize = 64 * 1024;

const TICKET_BYTES_MAX: usize = 64;

impl Journal {
    /// Keeps a draft under a ticket, replacing an earlier one.
    pub fn save_draft(&self, ticket: &str, bytes: &[u8], now_ms: u64) -> Result<(), Error> {
        if bytes.len() > DRAFT_BYTES_MAX || ticket.len() > TICKET_BYTES_MAX {
            return Err(Error::TooLarge);
        }
        self.write(|act| {
            stored::change_one(
                act,
                "INSERT OR REPLACE INTO drafts (ticket, bytes, saved_at_ms) VALUES (?1, ?2, ?3)",
                params![ticket, bytes, now_ms],
            )
        })
    }

    /// Returns the draft of a ticket unless it is too old.
    ///
    /// A draft from the future is as far off as one from the past: the clock was wrong, and its
    /// true age is not known.
    pub fn load_draft(
        &self,
        ticket: &str,
        now_ms: u64,
        max_age_ms: u64,
    ) -> Result<Option<Vec<u8>>, Error> {
        self.read(|connection| {
            stored::one(
                connection,
                "SELECT bytes FROM drafts
                 WHERE ticket = ?1 AND abs(?2 - saved_at_ms) <= ?3",
                params![ticket, now_ms, stored::capped(max_age_ms)],
                |row| Ok(row.get(0)?),
            )
        })
    }

    /// Forgets the draft of a ticket.
    pub fn drop_draft(&self, ticket: &str) -> Result<(), Error> {
        self.write(|act| forget(act, ticket))
    }

    /// Forgets every draft that is too old and returns how many there were.
    pub fn purge_drafts(&self, now_ms: u64, max_age_ms: u64) -> Result<usize, Error> {
        self.write(|act| purge(act, now_ms, max_age_ms))
    }
}

pub(crate) fn purge(act: &Connection, now_ms: u64, max_age_ms: u64) -> Result<usize, Error> {
    stored::change(
        act,
        "DELETE FROM drafts WHERE abs(?1 - saved_at_ms) > ?2",
        params![now_ms, stored::capped(max_age_ms)],
    )
}

pub(crate) fn forget(act: &Connection, ticket: &str) -> Result<(), Error> {
    stored::change(act, "DELETE FROM drafts WHERE ticket = ?1", [ticket])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    #[test]
    fn drafts_expire() {
        let bench = Bench::new();
        bench.journal.save_draft("A1", b"half", 1_000).unwrap();
        bench.journal.save_draft("A1", b"nearly", 2_000).unwrap();
        let cases: [(&str, u64, Option<&[u8]>); 5] = [
            ("A1", 2_000, Some(b"nearly")),
            ("A1", 2_500, Some(b"nearly")),
            ("A1", 2_501, None),
            ("A1", 1_499, None),
            ("B2", 2_000, None),
        ];
        for (ticket, now_ms, expected) in cases {
            let loaded = bench.journal.load_draft(ticket, now_ms, 500).unwrap();
            assert_eq!(loaded.as_deref(), expected, "{ticket} at {now_ms}");
        }
    }

    #[test]
    fn old_and_dropped_drafts_leave() {
        let bench = Bench::new();
        for (ticket, at_ms) in [("old", 1_000), ("young", 5_000), ("done", 5_000)] {
            bench.journal.save_draft(ticket, b"x", at_ms).unwrap();
        }
        bench.journal.drop_draft("done").unwrap();
        bench.journal.drop_draft("never was").unwrap();
        assert_eq!(bench.journal.purge_drafts(6_000, 2_000).unwrap(), 1);
        for (ticket, there) in [("old", false), ("young", true), ("done", false)] {
            let loaded = bench.journal.load_draft(ticket, 6_000, u64::MAX).unwrap();
            assert_eq!(loaded.is_some(), there, "{ticket}");
        }
    }

    #[test]
    fn a_draft_has_a_limit() {
        let bench = Bench::new();
        let large = vec![0; DRAFT_BYTES_MAX + 1];
        assert_eq!(
            bench.journal.save_draft("A1", &large, 0),
            Err(Error::TooLarge)
        );
        assert_eq!(
            bench.journal.save_draft(&"A".repeat(65), b"x", 0),
            Err(Error::TooLarge)
        );
        bench.journal.save_draft("A1", &large[1..], 0).unwrap();
    }
}
