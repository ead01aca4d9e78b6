//! What may enter: the chain of each kiosk, checked before anything is opened (trust.md 2.4).
//!
//! This side holds no opening key. It checks, stores and tells what it refused.

use std::collections::BTreeMap;

use codes::VerifyingKey;
use protocol::{Envelope, Header, RejectCode, verify_envelope};
use residence::RecordId;

use super::chain::{ChainRuling, Known, content, judge};
use crate::{
    events,
    store::{Statement, Store, StoreError},
    tables::{
        alarms::{self, Alarm},
        envelopes::{self, Place, Stage, StoredEnvelope},
        kiosks::{self, ChainHead, Kiosk},
        recoveries,
    },
};

/// What became of the envelopes of one request.
#[derive(Debug)]
pub(crate) struct Received {
    /// The chain after them.
    pub(crate) chain: ChainHead,
    /// What was refused, and why.
    pub(crate) rejects: Vec<(RecordId, RejectCode)>,
}

/// Checks the envelopes of a request in their order and stores those that follow the chain.
///
/// All are durable when this returns. The caller lets one request in at a time.
pub(crate) async fn receive(
    store: &dyn Store,
    kiosk: &Kiosk,
    device: &VerifyingKey,
    up: &[Envelope],
    now_ms: u64,
) -> Result<Received, StoreError> {
    let approved = recoveries::is_approved(store, &kiosk.id, now_ms).await?;
    let mut batch = Batch::new(kiosk, device, approved, now_ms);
    for envelope in up {
        let stored = match batch.fresh.get(&envelope.header().record) {
            Some(known) => Some(known.clone()),
            None => known_of(store, &envelope.header().record).await?,
        };
        batch.take(envelope, stored);
        if batch.gap {
            break;
        }
    }
    if batch.chain != kiosk.chain {
        batch
            .writes
            .push(kiosks::set_chain(&kiosk.id, &batch.chain));
    }
    if !batch.writes.is_empty() {
        store.commit(batch.writes).await?;
    }
    Ok(Received {
        chain: batch.chain,
        rejects: batch.rejects,
    })
}

async fn known_of(store: &dyn Store, record: &RecordId) -> Result<Option<Known>, StoreError> {
    let Some(stored) = envelopes::of_record(store, record).await? else {
        return Ok(None);
    };
    let envelope = Envelope::decode(&stored.bytes).map_err(|_| StoreError::Corrupt)?;
    Ok(Some(Known {
        place: stored.place,
        first: stored.header_hash,
        content: content(envelope.header()),
        later: recoveries::headers_of(store, record).await?,
        stage: stored.stage,
    }))
}

struct Batch<'a> {
    kiosk: &'a Kiosk,
    device: &'a VerifyingKey,
    now_ms: u64,
    chain: ChainHead,
    /// A new epoch is approved and not begun.
    approved: bool,
    fresh: BTreeMap<RecordId, Known>,
    writes: Vec<Statement>,
    rejects: Vec<(RecordId, RejectCode)>,
    gap: bool,
}

impl<'a> Batch<'a> {
    fn new(kiosk: &'a Kiosk, device: &'a VerifyingKey, approved: bool, now_ms: u64) -> Self {
        Self {
            kiosk,
            device,
            now_ms,
            chain: kiosk.chain,
            approved,
            fresh: BTreeMap::new(),
            writes: Vec::new(),
            rejects: Vec::new(),
            gap: false,
        }
    }

    fn take(&mut self, envelope: &Envelope, stored: Option<Known>) {
        let header = envelope.header();
        let hash = envelope.header_hash();
        if header.kiosk != self.kiosk.id {
            self.reject(header.record, RejectCode::Signature);
            return;
        }
        match judge(&self.chain, self.approved, stored.as_ref(), header, &hash) {
            ChainRuling::Next => self.store(envelope, hash),
            ChainRuling::Carried => self.carry(envelope, stored, hash),
            ChainRuling::Again => {
                if stored.is_some_and(|known| known.stage == Stage::Quarantined) {
                    self.reject(header.record, RejectCode::Quarantined);
                }
            }
            ChainRuling::Fork => self.fork(envelope, hash),
            ChainRuling::Gap { expected } => {
                self.gap = true;
                self.reject(header.record, RejectCode::Gap { expected });
            }
        }
    }

    /// Stores the next envelope. One with a bad signature is stored in its place too: the request
    /// around it was signed by the same kiosk, and refusing it for ever would block all that
    /// follow. The vault sets it aside.
    fn store(&mut self, envelope: &Envelope, hash: [u8; 32]) {
        let header = envelope.header();
        if verify_envelope(envelope, self.device).is_err() {
            events::quarantined(&self.kiosk.id, header.seq);
            self.reject(header.record, RejectCode::Signature);
        }
        self.writes.push(envelopes::add(&StoredEnvelope {
            place: self.place(header),
            record: header.record,
            header_hash: hash,
            bytes: envelope.encode(),
            received_at_ms: self.now_ms,
            stage: Stage::Received,
        }));
        let known = Known {
            place: self.place(header),
            first: hash,
            content: content(header),
            later: Vec::new(),
            stage: Stage::Received,
        };
        self.fresh.insert(header.record, known);
        self.advance(header, hash);
    }

    /// Moves the chain over a record that is held already and came again after a recovery.
    fn carry(&mut self, envelope: &Envelope, stored: Option<Known>, hash: [u8; 32]) {
        let header = envelope.header();
        if verify_envelope(envelope, self.device).is_err() {
            self.reject(header.record, RejectCode::Signature);
        }
        let place = self.place(header);
        self.writes
            .push(recoveries::note(&place, &header.record, &hash));
        if let Some(mut known) = stored {
            known.later.push(hash);
            self.fresh.insert(header.record, known);
        }
        self.advance(header, hash);
    }

    fn fork(&mut self, envelope: &Envelope, hash: [u8; 32]) {
        let header = envelope.header();
        let id = &self.kiosk.id;
        events::fork(id, header.seq);
        let bytes = envelope.encode();
        self.writes
            .push(envelopes::keep_fork(id, &hash, &bytes, self.now_ms));
        self.writes
            .push(alarms::raise(Alarm::Fork, id, &hash, self.now_ms));
        self.reject(header.record, RejectCode::Fork);
    }

    fn place(&self, header: &Header) -> Place {
        Place {
            kiosk: self.kiosk.id.clone(),
            epoch: header.epoch,
            seq: header.seq,
        }
    }

    fn advance(&mut self, header: &Header, hash: [u8; 32]) {
        if self.approved && self.chain.seq > 0 && header.epoch != self.chain.epoch {
            self.approved = false;
            self.writes.push(recoveries::use_up(&self.kiosk.id));
        }
        self.chain = ChainHead {
            epoch: header.epoch,
            seq: header.seq,
            hash,
        };
    }

    fn reject(&mut self, record: RecordId, code: RejectCode) {
        self.rejects.push((record, code));
    }
}
