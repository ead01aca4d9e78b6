//! Dynamic codes that were used here: none is taken twice (trust design 1.8).

use protocol::{CodeSerial, codes::SeenCodes};
use rusqlite::{Connection, params};

use crate::{error::Error, journal::Journal, stored};

impl Journal {
    /// Notes that a code was used; it is remembered until its end and the tolerance are past.
    pub fn note_seen(&self, serial: &CodeSerial, until_ms: u64) -> Result<(), Error> {
        self.write(|act| {
            stored::change(
                act,
                "INSERT INTO seen_codes (serial, until_ms) VALUES (?1, ?2)
                 ON CONFLICT (serial) DO UPDATE SET until_ms = max(until_ms, excluded.until_ms)",
                params![serial, stored::capped(until_ms)],
            )?;
            Ok(())
        })
    }

    /// Tells whether a code was used here.
    pub fn was_seen(&self, serial: &CodeSerial) -> Result<bool, Error> {
        self.read(|connection| {
            stored::exists(
                connection,
                "SELECT 1 FROM seen_codes WHERE serial = ?1",
                [serial],
            )
        })
    }
}

/// A memory that cannot be read lets no code pass a second time, nor a first.
impl SeenCodes for Journal {
    fn was_seen(&self, serial: &CodeSerial) -> bool {
        Self::was_seen(self, serial).unwrap_or(true)
    }
}

/// Forgets codes whose end lies outside an interval, and returns how many.
pub(crate) fn forget_outside(act: &Connection, from_ms: u64, to_ms: u64) -> Result<usize, Error> {
    stored::change(
        act,
        "DELETE FROM seen_codes WHERE until_ms < ?1 OR until_ms > ?2",
        [stored::capped(from_ms), stored::capped(to_ms)],
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::Bench;

    #[test]
    fn a_memory_that_cannot_be_read_lets_nothing_pass() {
        let bench = Bench::new();
        let seen: &dyn SeenCodes = &bench.journal;
        assert!(!seen.was_seen(&[1; 8]));
        let damage = "DROP TABLE seen_codes";
        bench.journal.connection().execute_batch(damage).unwrap();
        assert!(seen.was_seen(&[1; 8]));
    }

    #[test]
    fn a_used_code_is_remembered_until_it_is_past() {
        let bench = Bench::new();
        let (one, other) = ([1; 8], [2; 8]);
        bench.journal.note_seen(&one, 1_000).unwrap();
        bench.journal.note_seen(&one, 500).unwrap();
        let bench = bench.reopened();
        assert!(bench.journal.was_seen(&one).unwrap());
        assert!(!bench.journal.was_seen(&other).unwrap());
        for (now_ms, gone) in [(999, 0), (1_000, 0), (1_001, 1)] {
            let forgotten = bench
                .journal
                .write(|act| forget_outside(act, now_ms, 2_000));
            assert_eq!(forgotten, Ok(gone), "at {now_ms}");
        }
        assert!(!bench.journal.was_seen(&one).unwrap());
    }
}
