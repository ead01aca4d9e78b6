//! One act of a person becomes one record: sealed, signed, chained, indexed, in one transaction.

use protocol::codes::Crypto;
use protocol::{EnvelopeError, Record, SealAt, seal_record};
use residence::RecordId;
use rusqlite::Connection;

use crate::{
    bundle, chain, device, drafts, enrolment,
    error::Error,
    journal::Journal,
    outbox::{self, Link},
    registrations::{self, IndexEntry},
};

/// An act, with everything that becomes durable together with it.
pub struct NewRecord<'a> {
    /// What is recorded.
    pub record: &'a Record,
    /// The command id. An id that is saved already is not saved again.
    pub id: RecordId,
    /// The earliest and latest time it can be, in milliseconds since 1970.
    pub at: (u64, u64),
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
        self.write(|transaction| {
            if let Some(seq) = saved_before(transaction, &act.id)? {
                return Ok(Saved { seq });
            }
            let (epoch, seq) = link(transaction, &act, crypto)?;
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
        })
    }
}

/// A caller that never saw the answer asks again with the same id.
fn saved_before(transaction: &Connection, id: &RecordId) -> Result<Option<u64>, Error> {
    match outbox::seq_of(transaction, id)? {
        Some(seq) => Ok(Some(seq)),
        None => registrations::seq_of(transaction, id),
    }
}

/// Seals the record at the end of the chain and returns its epoch and seq.
fn link(
    transaction: &Connection,
    act: &NewRecord<'_>,
    crypto: &dyn Crypto,
) -> Result<(u64, u64), Error> {
    let kiosk = enrolment::load(transaction)?.ok_or(Error::NotEnrolled)?.kiosk;
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
    };
    let envelope = seal_record(act.record, place, &signing, &centre, crypto).map_err(refused)?;
    let header_hash = envelope.header_hash();
    let link = Link {
        epoch: tip.epoch,
        seq,
        record: act.id,
        header_hash,
        envelope: &envelope.encode(),
        at_ms: act.at.0,
    };
    outbox::insert(transaction, &link)?;
    chain::advance(transaction, seq, &header_hash)?;
    outbox::check(transaction, &link)?;
    let written = chain::load(transaction)?;
    let linked = written.last_seq == seq && written.last_hash == header_hash;
    if linked { Ok((tip.epoch, seq)) } else { Err(Error::Corrupt) }
}

fn refused(error: EnvelopeError) -> Error {
    if error == EnvelopeError::TooLarge { Error::TooLarge } else { Error::Seal }
}
