//! One act of a person becomes one record: sealed, signed, chained, indexed, in one transaction.

use protocol::codes::{Crypto, CryptoError};
use protocol::{Circumstances, EnvelopeError, Record, RecordKind, SealAt, seal_record};
use residence::RecordId;
use rusqlite::Connection;

use crate::{
    bundle, certificate, chain, device, drafts, enrolment,
    error::Error,
    journal::Journal,
    key_store::KeyError,
    outbox::{self, Link},
    registrations::{self, IndexEntry},
    stored,
};

/// An act, with everything that becomes durable together with it.
pub struct NewRecord<'a> {
    /// What is recorded.
    pub record: &'a Record,
    /// The command id. An id that is saved already is not saved again.
    pub id: RecordId,
    /// The earliest and latest time it can be, in milliseconds since 1970.
    pub at: (u64, u64),
    /// What is in doubt about it, if anything; it travels inside the seal.
    pub circumstances: Circumstances,
    /// What the masked index keeps, for a declaration.
    pub index: Option<IndexEntry>,
    /// The declaration on which an owner's decision shows before the centre has spoken.
    pub provisional_for: Option<RecordId>,
    /// Ticket of the draft that the record completes.
    pub drop_draft: Option<&'a str>,
}

/// A record that survives the loss of power.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Saved {
    /// Its place in the chain.
    pub seq: u64,
}

impl Journal {
    /// Saves an act; when this returns it is durable, and before that nothing of it is.
    pub fn append(&self, act: NewRecord<'_>, crypto: &dyn Crypto) -> Result<Saved, Error> {
        let saved = self.write(|transaction| {
            if let Some(seq) = saved_before(transaction, &act.id)? {
                return Ok(Saved { seq });
            }
            if matches!(act.record, Record::ProvisionalIssue(_)) {
                certificate::take_one(transaction)?;
            }
            let sealed = Act {
                record: act.record,
                id: act.id,
                at: act.at,
                circumstances: &act.circumstances,
            };
            let (epoch, seq) = link(transaction, &sealed, crypto)?;
            if let Some(entry) = &act.index {
                registrations::insert(transaction, &act.id, (epoch, seq), entry)?;
            }
            if let (Some(declaration), Record::OwnerDecision(decision)) =
                (&act.provisional_for, act.record)
            {
                registrations::decide_provisionally(transaction, declaration, decision, seq)?;
            }
            if let Some(ticket) = act.drop_draft {
                drafts::forget(transaction, ticket)?;
            }
            Ok(Saved { seq })
        })?;
        // The act is saved; a checkpoint that could not be is due again with the next one.
        self.checkpoint_when_full(crypto).unwrap_or_default();
        Ok(saved)
    }
}

/// A caller that never saw the answer asks again with the same id.
fn saved_before(transaction: &Connection, id: &RecordId) -> Result<Option<u64>, Error> {
    match outbox::seq_of(transaction, id)? {
        Some(seq) => Ok(Some(seq)),
        None => registrations::seq_of(transaction, id),
    }
}

/// A record on its way into the chain.
pub(crate) struct Act<'a> {
    pub(crate) record: &'a Record,
    pub(crate) id: RecordId,
    pub(crate) at: (u64, u64),
    pub(crate) circumstances: &'a Circumstances,
}

/// Seals the record at the end of the chain and returns its epoch and seq.
pub(crate) fn link(
    transaction: &Connection,
    act: &Act<'_>,
    crypto: &dyn Crypto,
) -> Result<(u64, u64), Error> {
    let kiosk = enrolment::load(transaction)?
        .ok_or(Error::NotEnrolled)?
        .kiosk;
    let centre = bundle::centre_seal(transaction)?.ok_or(Error::NotEnrolled)?;
    let signing = device::load(transaction)?.signing;
    let tip = chain::load(transaction)?;
    let seq = tip.last_seq + 1;
    let place = SealAt {
        kiosk,
        epoch: tip.epoch,
        seq,
        prev: tip.last_hash,
        record: act.id,
        at: act.at,
        circumstances: act.circumstances.clone(),
    };
    let envelope = seal_record(act.record, place, &signing, &centre, crypto).map_err(refused)?;
    let header_hash = envelope.header_hash();
    let link = Link {
        epoch: tip.epoch,
        seq,
        record: act.id,
        header_hash,
        envelope: &envelope.encode(),
        at_ms: stored::capped(act.at.0).cast_unsigned(),
        kind: RecordKind::of(act.record).number(),
    };
    outbox::insert(transaction, &link)?;
    chain::advance(transaction, seq, &header_hash)?;
    outbox::check(transaction, &link)?;
    let written = chain::load(transaction)?;
    let linked = written.last_seq == seq && written.last_hash == header_hash;
    if linked {
        Ok((tip.epoch, seq))
    } else {
        Err(Error::Corrupt)
    }
}

pub(crate) fn refused(error: EnvelopeError) -> Error {
    match error {
        EnvelopeError::TooLarge => Error::TooLarge,
        EnvelopeError::Sign(CryptoError::Module) => Error::Key(KeyError::Module),
        EnvelopeError::Wire(_)
        | EnvelopeError::Signature
        | EnvelopeError::Ciphertext
        | EnvelopeError::OtherKey
        | EnvelopeError::Seal
        | EnvelopeError::Plaintext
        | EnvelopeError::Unwritable
        | EnvelopeError::Sign(_) => Error::Seal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{Bench, answer, subject};

    #[test]
    fn an_act_is_durable_when_it_returns() {
        let bench = Bench::enrolled();
        bench.journal.save_draft("A1", b"half", 0).unwrap();
        assert_eq!(bench.try_declare(1, Some("A1")), Ok(Saved { seq: 1 }));
        let bench = bench.reopened();
        assert_eq!(bench.journal.chain().unwrap().last_seq, 1);
        assert_eq!(bench.registration(1).cohabitants, 1);
        assert_eq!(bench.journal.load_draft("A1", 0, u64::MAX).unwrap(), None);
        assert_eq!(bench.try_declare(2, None), Ok(Saved { seq: 2 }));
    }

    #[test]
    fn the_same_act_is_saved_once() {
        let bench = Bench::enrolled();
        let (_, saved) = bench.declare(1);
        bench.declare(2);
        assert_eq!(bench.try_declare(1, None), Ok(saved));
        bench.journal.apply_answer(&answer(2, 2)).unwrap();
        assert_eq!(
            bench.try_declare(1, None),
            Ok(saved),
            "the envelope is gone by now"
        );
        assert_eq!(bench.journal.chain().unwrap().last_seq, 2);
    }

    #[test]
    fn nothing_is_saved_before_enrolment() {
        let bench = Bench::new();
        assert_eq!(bench.try_declare(1, None), Err(Error::NotEnrolled));
        bench
            .journal
            .set_enrolment(&crate::testing::enrolment())
            .unwrap();
        assert_eq!(
            bench.try_declare(1, None),
            Err(Error::NotEnrolled),
            "no bundle yet"
        );
    }

    #[test]
    fn a_full_disk_leaves_no_half_an_act() {
        let bench = Bench::enrolled();
        bench.journal.save_draft("A1", b"half", 0).unwrap();
        limit_pages(&bench, 1);
        let saved = (1..=200)
            .take_while(|n| bench.try_declare(*n, None).is_ok())
            .count();
        assert!(saved < 200, "the limit was never reached");
        let n = u8::try_from(saved + 1).unwrap();
        assert_eq!(bench.try_declare(n, Some("A1")), Err(Error::DiskFull));
        assert_eq!(bench.journal.chain().unwrap().last_seq, u64::from(n - 1));
        assert_eq!(
            bench.journal.next_batch(0, 300, usize::MAX).unwrap().len(),
            saved
        );
        assert_eq!(bench.journal.registrations_of(&subject(n)).unwrap(), []);
        assert!(
            bench
                .journal
                .load_draft("A1", 0, u64::MAX)
                .unwrap()
                .is_some()
        );
        limit_pages(&bench, 1_000_000);
        assert_eq!(
            bench.try_declare(n, Some("A1")),
            Ok(Saved { seq: u64::from(n) })
        );
    }

    /// The smallest limit that SQLite takes is the size the file has.
    fn limit_pages(bench: &Bench, pages: u32) {
        let connection = bench.journal.connection();
        connection
            .pragma_update_and_check(None, "max_page_count", pages, |row| row.get::<_, i64>(0))
            .unwrap();
    }

    #[test]
    fn every_damage_is_named_and_none_panics() {
        let damages: [&str; 5] = [
            "DELETE FROM chain",
            "DELETE FROM device",
            "UPDATE enrolment SET kiosk = '?'",
            "DROP TABLE outbox",
            "PRAGMA ignore_check_constraints = ON; UPDATE bundle SET centre_seal = x'00'",
        ];
        for damage in damages {
            let bench = Bench::enrolled();
            bench.journal.connection().execute_batch(damage).unwrap();
            assert_eq!(bench.try_declare(1, None), Err(Error::Corrupt), "{damage}");
        }
    }
}
