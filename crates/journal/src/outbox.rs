//! Sealed envelopes on their way to the centre, in the order of the chain.

use protocol::Envelope;
use residence::RecordId;
use rusqlite::{Connection, params};

use crate::{chain, error::Error, journal::Journal, stored};

/// What waits, for the strip on the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutboxStatus {
    /// Records of what people did that the centre has not received yet; checkpoints of the audit
    /// concern nobody who waits.
    pub waiting: u32,
    /// When the first of them was made.
    pub oldest_ms: Option<u64>,
    /// Time of the centre in its last answer.
    pub last_contact_ms: Option<u64>,
}

impl Journal {
    /// Returns how many records the centre set aside, each with its reason, for a worker to know.
    pub fn held_back(&self) -> Result<u32, Error> {
        self.read(|connection| {
            stored::sole(
                connection,
                "SELECT count(*) FROM outbox WHERE reject IS NOT NULL",
                [],
                |row| Ok(row.get(0)?),
            )
        })
    }

    /// Tells whether the centre received a record that was made here: one that has left the outbox
    /// was received and backed up.
    pub fn is_received(&self, record: &RecordId) -> Result<bool, Error> {
        let received = self.read(|connection| {
            stored::one(
                connection,
                "SELECT (outbox.epoch, outbox.seq) <= (chain.epoch, chain.through)
                 FROM outbox CROSS JOIN chain WHERE outbox.record = ?1",
                [record.as_bytes()],
                |row| Ok(row.get::<_, bool>(0)?),
            )
        })?;
        Ok(received.unwrap_or(true))
    }

    /// Tells how much waits and since when.
    pub fn outbox_status(&self) -> Result<OutboxStatus, Error> {
        self.read(|connection| {
            stored::sole(
                connection,
                // Above the mark the outbox has every place of the chain.
                "SELECT chain.last_seq - chain.through
                     - (SELECT count(*) FROM outbox WHERE kind = 7
                         AND outbox.epoch = chain.epoch AND outbox.seq > chain.through),
                     (SELECT at_ms FROM outbox WHERE kind <> 7
                         AND outbox.epoch = chain.epoch AND outbox.seq > chain.through
                         ORDER BY outbox.seq LIMIT 1),
                     sync_state.last_server_ms
                 FROM sync_state CROSS JOIN chain",
                [],
                |row| {
                    Ok(OutboxStatus {
                        waiting: row.get(0)?,
                        oldest_ms: row.get(1)?,
                        last_contact_ms: row.get(2)?,
                    })
                },
            )
        })
    }

    /// Returns the envelopes after a seq, within both limits, but at least one when there is one.
    pub fn next_batch(
        &self,
        after_seq: u64,
        entries_max: usize,
        bytes_max: usize,
    ) -> Result<Vec<Envelope>, Error> {
        self.read(|connection| {
            let epoch = chain::load(connection)?.epoch;
            let mut statement = connection.prepare_cached(
                "SELECT envelope FROM outbox WHERE epoch = ?1 AND seq > ?2 ORDER BY seq",
            )?;
            let mut rows = statement.query(params![epoch, after_seq])?;
            let mut batch = Vec::new();
            let mut bytes_total = 0;
            while batch.len() < entries_max.max(1)
                && let Some(row) = rows.next()?
            {
                let bytes = row.get_ref(0)?.as_blob().map_err(|_| Error::Corrupt)?;
                bytes_total += bytes.len();
                if bytes_total > bytes_max && !batch.is_empty() {
                    break;
                }
                batch.push(decode(bytes)?);
            }
            Ok(batch)
        })
    }
}

/// One link of the chain as the outbox keeps it.
pub(crate) struct Link<'a> {
    pub(crate) epoch: u64,
    pub(crate) seq: u64,
    pub(crate) record: RecordId,
    pub(crate) header_hash: [u8; 32],
    pub(crate) envelope: &'a [u8],
    pub(crate) at_ms: u64,
    pub(crate) kind: u8,
}

pub(crate) fn insert(act: &Connection, link: &Link<'_>) -> Result<(), Error> {
    stored::change_one(
        act,
        "INSERT INTO outbox (epoch, seq, record, header_hash, envelope, at_ms, kind)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            link.epoch,
            link.seq,
            link.record.as_bytes(),
            link.header_hash,
            link.envelope,
            link.at_ms,
            link.kind
        ],
    )
}

/// Reads a link back and checks that the file holds what was meant to be written.
pub(crate) fn check(act: &Connection, link: &Link<'_>) -> Result<(), Error> {
    let same = stored::sole(
        act,
        "SELECT epoch, seq, header_hash, envelope FROM outbox WHERE record = ?1",
        [link.record.as_bytes()],
        |row| {
            let stored_bytes = row.get_ref(3)?.as_blob().map_err(|_| Error::Corrupt)?;
            Ok(row.get::<_, u64>(0)? == link.epoch
                && row.get::<_, u64>(1)? == link.seq
                && row.get::<_, [u8; 32]>(2)? == link.header_hash
                && decode(stored_bytes)?.header_hash() == link.header_hash)
        },
    )?;
    if same { Ok(()) } else { Err(Error::Corrupt) }
}

/// Finds the place of a record that is still kept.
pub(crate) fn seq_of(connection: &Connection, record: &RecordId) -> Result<Option<u64>, Error> {
    stored::one(
        connection,
        "SELECT seq FROM outbox WHERE record = ?1",
        [record.as_bytes()],
        |row| Ok(row.get(0)?),
    )
}

/// Notes why the centre set an envelope aside. It is kept and counts as any other.
pub(crate) fn mark_reject(act: &Connection, record: &RecordId, code: &str) -> Result<(), Error> {
    stored::change(
        act,
        "UPDATE outbox SET reject = ?2 WHERE record = ?1",
        params![record.as_bytes(), code],
    )?;
    Ok(())
}

/// Deletes what the backup of the centre has passed, and nothing else.
///
/// What the centre refused to keep is only here, whatever its marks say.
pub(crate) fn delete_backed_up(act: &Connection) -> Result<usize, Error> {
    stored::change(
        act,
        "DELETE FROM outbox
         WHERE epoch = (SELECT epoch FROM chain)
           AND seq <= (SELECT min(through, backed_up) FROM chain)
           AND (reject IS NULL OR reject NOT IN ('FORK', 'SIGNATURE', 'TOO_LARGE'))",
        [],
    )
}

fn decode(bytes: &[u8]) -> Result<Envelope, Error> {
    Envelope::decode(bytes).map_err(|_| Error::Corrupt)
}

#[cfg(test)]
mod tests {
    use protocol::{open_envelope, verify_envelope};

    use super::*;
    use crate::testing::{Bench, NOW_MS, answer, centre_secret, declaration, device_public};

    #[test]
    fn the_chain_has_no_gap_and_every_link_names_the_one_before() {
        let bench = Bench::enrolled();
        for n in 1..=4 {
            assert_eq!(bench.declare(n).1.seq, u64::from(n));
        }
        let batch = bench.journal.next_batch(0, 100, usize::MAX).unwrap();
        assert_eq!(batch.len(), 4);
        let device = device_public(&bench.journal);
        let mut prev = [0; 32];
        for (envelope, n) in batch.iter().zip(1_u8..) {
            let header = verify_envelope(envelope, &device).unwrap();
            assert_eq!(
                (header.epoch, header.seq, header.prev),
                (1, u64::from(n), prev)
            );
            prev = envelope.header_hash();
            let opened = open_envelope(envelope, &centre_secret(), &bench.crypto).unwrap();
            assert_eq!(opened.record, declaration(n));
        }
    }

    #[test]
    fn a_batch_keeps_its_limits_but_is_never_stuck() {
        let bench = Bench::enrolled();
        for n in 1..=4 {
            bench.declare(n);
        }
        let size = bench.journal.next_batch(0, 1, 0).unwrap()[0].encode().len();
        let cases: [(u64, usize, usize, &[u64]); 6] = [
            (0, 2, usize::MAX, &[1, 2]),
            (2, 9, usize::MAX, &[3, 4]),
            (0, 9, size * 2 + size / 2, &[1, 2]),
            (0, 9, 1, &[1]),
            (0, 0, usize::MAX, &[1]),
            (4, 9, usize::MAX, &[]),
        ];
        for (after, entries, bytes, expected) in cases {
            let batch = bench.journal.next_batch(after, entries, bytes).unwrap();
            let seqs: Vec<u64> = batch.iter().map(|envelope| envelope.header().seq).collect();
            assert_eq!(
                seqs, expected,
                "after {after}, {entries} entries, {bytes} bytes"
            );
        }
    }

    #[test]
    fn the_status_counts_what_waits() {
        let bench = Bench::enrolled();
        let status = |waiting, oldest_ms, last_contact_ms| OutboxStatus {
            waiting,
            oldest_ms,
            last_contact_ms,
        };
        assert_eq!(
            bench.journal.outbox_status().unwrap(),
            status(0, None, None)
        );
        bench.declare(1);
        bench.declare(2);
        assert_eq!(
            bench.journal.outbox_status().unwrap(),
            status(2, Some(NOW_MS + 1), None)
        );
        bench.journal.apply_answer(&answer(1, 0)).unwrap();
        let expected = status(1, Some(NOW_MS + 2), Some(NOW_MS));
        assert_eq!(bench.journal.outbox_status().unwrap(), expected);
    }

    #[test]
    fn a_damaged_envelope_is_corrupt() {
        let bench = Bench::enrolled();
        bench.declare(1);
        let damage = "UPDATE outbox SET envelope = x'8000'";
        bench.journal.connection().execute_batch(damage).unwrap();
        assert_eq!(
            bench.journal.next_batch(0, 1, 1).err(),
            Some(Error::Corrupt)
        );
    }
}
