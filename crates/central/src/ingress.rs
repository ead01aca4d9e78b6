//! What may enter: the chain of each kiosk, checked before anything is opened (trust.md 2.4).
//!
//! This side holds no opening key. It checks, stores and tells what it refused.

use std::collections::BTreeMap;

use codes::VerifyingKey;
use protocol::{Envelope, Header, RejectCode, verify_envelope};
use residence::RecordId;

use crate::{
    events,
    store::{Statement, Store, StoreError},
    tables::{
        envelopes::{self, Place, Stage, StoredEnvelope},
        kiosks::{self, ChainHead, Kiosk},
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

/// What the chain says to one envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ChainRuling {
    /// It is the next one.
    Next,
    /// It was received before, in these very bytes.
    Again,
    /// It contradicts what was received.
    Fork,
    /// Others before it are missing.
    Gap { expected: u64 },
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
    let mut batch = Batch::new(kiosk, device, now_ms);
    for envelope in up {
        let header = envelope.header();
        let stored = match batch.fresh.get(&header.record) {
            Some(hash) => Some((*hash, Stage::Received)),
            None => envelopes::of_record(store, &header.record)
                .await?
                .map(|known| (known.header_hash, known.stage)),
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

struct Batch<'a> {
    kiosk: &'a Kiosk,
    device: &'a VerifyingKey,
    now_ms: u64,
    chain: ChainHead,
    fresh: BTreeMap<RecordId, [u8; 32]>,
    writes: Vec<Statement>,
    rejects: Vec<(RecordId, RejectCode)>,
    gap: bool,
}

impl<'a> Batch<'a> {
    fn new(kiosk: &'a Kiosk, device: &'a VerifyingKey, now_ms: u64) -> Self {
        Self {
            kiosk,
            device,
            now_ms,
            chain: kiosk.chain,
            fresh: BTreeMap::new(),
            writes: Vec::new(),
            rejects: Vec::new(),
            gap: false,
        }
    }

    fn take(&mut self, envelope: &Envelope, stored: Option<([u8; 32], Stage)>) {
        let header = envelope.header();
        let hash = envelope.header_hash();
        if header.kiosk != self.kiosk.id {
            self.reject(header.record, RejectCode::Signature);
            return;
        }
        match judge(&self.chain, stored.map(|(known, _)| known), header, &hash) {
            ChainRuling::Next => self.store(envelope, hash),
            ChainRuling::Again => {
                if stored.is_some_and(|(_, stage)| stage == Stage::Quarantined) {
                    self.reject(header.record, RejectCode::Quarantined);
                }
            }
            ChainRuling::Fork => {
                events::fork(&self.kiosk.id, header.seq);
                let bytes = envelope.encode();
                self.writes.push(envelopes::keep_fork(
                    &self.kiosk.id,
                    &hash,
                    &bytes,
                    self.now_ms,
                ));
                self.reject(header.record, RejectCode::Fork);
            }
            ChainRuling::Gap { expected } => {
                self.gap = true;
                self.reject(header.record, RejectCode::Gap { expected });
            }
        }
    }

    /// Stores the next envelope. A bad signature is quarantined in its place: the request around
    /// it was signed by the same kiosk, and refusing it for ever would block all that follow.
    fn store(&mut self, envelope: &Envelope, hash: [u8; 32]) {
        let header = envelope.header();
        let stage = if verify_envelope(envelope, self.device).is_ok() {
            Stage::Received
        } else {
            events::quarantined(&self.kiosk.id, header.seq);
            self.reject(header.record, RejectCode::Signature);
            Stage::Quarantined
        };
        self.writes.push(envelopes::add(&StoredEnvelope {
            place: Place {
                kiosk: self.kiosk.id.clone(),
                epoch: header.epoch,
                seq: header.seq,
            },
            record: header.record,
            header_hash: hash,
            bytes: envelope.encode(),
            received_at_ms: self.now_ms,
            stage,
        }));
        self.fresh.insert(header.record, hash);
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

/// The chain rules of trust.md 2.4; `stored` is the header hash under the same record id.
fn judge(
    chain: &ChainHead,
    stored: Option<[u8; 32]>,
    header: &Header,
    hash: &[u8; 32],
) -> ChainRuling {
    if let Some(known) = stored {
        return if known == *hash {
            ChainRuling::Again
        } else {
            ChainRuling::Fork
        };
    }
    let first = chain.seq == 0;
    if !first && header.epoch != chain.epoch {
        // A new epoch needs an administrator's recovery; until then it is a copied disk.
        return ChainRuling::Fork;
    }
    let expected = chain.seq + 1;
    if header.seq > expected {
        ChainRuling::Gap { expected }
    } else if header.seq < expected || header.prev != chain.hash {
        ChainRuling::Fork
    } else {
        ChainRuling::Next
    }
}

#[cfg(test)]
mod tests {
    use protocol::RecordKind;
    use residence::KioskId;

    use super::*;

    const HASH: [u8; 32] = [2; 32];

    fn header(epoch: u64, seq: u64, prev: [u8; 32]) -> Header {
        Header {
            kiosk: KioskId::parse("rongyin-1").unwrap(),
            epoch,
            seq,
            prev,
            record: RecordId::from_bytes([1; 16]),
            kind: RecordKind::Declaration,
            at: (0, 0),
            centre_kid: [0; 8],
            plain_hash: [0; 32],
            cipher_hash: [0; 32],
        }
    }

    #[test]
    fn the_chain_rules_of_the_trust_design() {
        let none = ChainHead::NONE;
        let seven = ChainHead {
            epoch: 3,
            seq: 7,
            hash: [7; 32],
        };
        let next = ([7; 32], 8);
        let cases = [
            (none, None, header(3, 1, [0; 32]), ChainRuling::Next),
            (none, None, header(3, 1, [1; 32]), ChainRuling::Fork),
            (
                none,
                None,
                header(3, 2, [0; 32]),
                ChainRuling::Gap { expected: 1 },
            ),
            (seven, None, header(3, next.1, next.0), ChainRuling::Next),
            (seven, Some(HASH), header(3, 7, [6; 32]), ChainRuling::Again),
            (
                seven,
                Some([9; 32]),
                header(3, 8, next.0),
                ChainRuling::Fork,
            ),
            (seven, None, header(3, 8, [6; 32]), ChainRuling::Fork),
            (seven, None, header(3, 7, [6; 32]), ChainRuling::Fork),
            (
                seven,
                None,
                header(3, 9, [8; 32]),
                ChainRuling::Gap { expected: 8 },
            ),
            (seven, None, header(4, 1, [0; 32]), ChainRuling::Fork),
            (seven, None, header(4, 8, next.0), ChainRuling::Fork),
        ];
        for (chain, stored, header, expected) in cases {
            let got = judge(&chain, stored, &header, &HASH);
            assert_eq!(got, expected, "{chain:?} {}/{}", header.epoch, header.seq);
        }
    }
}
