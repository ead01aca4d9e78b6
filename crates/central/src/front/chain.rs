//! What the chain of a kiosk says to an envelope (trust.md 2.4).

use protocol::Header;

use crate::tables::{
    envelopes::{Place, Stage},
    kiosks::ChainHead,
};

/// What is stored under the record id of an envelope.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    /// Where it came first.
    pub(super) place: Place,
    /// Hash of the header under which it came first.
    pub(super) first: [u8; 32],
    /// What was signed and sealed: hash of the plaintext, hash of the ciphertext.
    pub(super) content: ([u8; 32], [u8; 32]),
    /// Hashes of the headers under which it came again after a recovery.
    pub(super) later: Vec<[u8; 32]>,
    /// How far it got.
    pub(super) stage: Stage,
}

/// What the chain says to one envelope.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChainRuling {
    /// It is the next one.
    Next,
    /// It is the next one of a recovered chain, and its record was received before.
    Carried,
    /// It was received before, in these very bytes.
    Again,
    /// It contradicts what was received.
    Fork,
    /// Others before it are missing.
    Gap { expected: u64 },
}

impl Known {
    /// Tells whether this header may carry the record into a later epoch of the same kiosk.
    fn is_carried_by(&self, header: &Header) -> bool {
        self.place.kiosk == header.kiosk
            && self.place.epoch < header.epoch
            && self.content == content(header)
    }
}

/// What a header says of what was signed and sealed.
pub(super) fn content(header: &Header) -> ([u8; 32], [u8; 32]) {
    (header.plain_hash, header.cipher_hash)
}

/// The chain rules of trust.md 2.4.
///
/// A new epoch begins at 1 with nothing before it, and only when an administrator approved it:
/// without that it is a copied disk. In the new epoch a record that is held already comes under a
/// new header; the same ciphertext under the same id is the same act.
pub(super) fn judge(
    chain: &ChainHead,
    approved: bool,
    stored: Option<&Known>,
    header: &Header,
    hash: &[u8; 32],
) -> ChainRuling {
    if let Some(known) = stored
        && (known.first == *hash || known.later.contains(hash))
    {
        return ChainRuling::Again;
    }
    let first = chain.seq == 0;
    let restarts = !first && approved && header.epoch > chain.epoch;
    if !first && !restarts && header.epoch != chain.epoch {
        return ChainRuling::Fork;
    }
    let head = if restarts { &ChainHead::NONE } else { chain };
    let expected = head.seq + 1;
    if stored.is_some_and(|known| !known.is_carried_by(header)) {
        ChainRuling::Fork
    } else if header.seq > expected {
        ChainRuling::Gap { expected }
    } else if header.seq < expected || header.prev != head.hash {
        ChainRuling::Fork
    } else if stored.is_some() {
        ChainRuling::Carried
    } else {
        ChainRuling::Next
    }
}

#[cfg(test)]
mod tests {
    use protocol::RecordKind;
    use residence::{KioskId, RecordId};

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

    fn gap(expected: u64) -> ChainRuling {
        ChainRuling::Gap { expected }
    }

    fn known(first: [u8; 32], content: u8) -> Known {
        Known {
            place: Place {
                kiosk: KioskId::parse("rongyin-1").unwrap(),
                epoch: 3,
                seq: 7,
            },
            first,
            content: ([content; 32], [content; 32]),
            later: vec![[8; 32]],
            stage: Stage::Applied,
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
            (
                seven,
                Some(known(HASH, 0)),
                header(3, 7, [6; 32]),
                ChainRuling::Again,
            ),
            (
                seven,
                Some(known([9; 32], 1)),
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
            let got = judge(&chain, false, stored.as_ref(), &header, &HASH);
            assert_eq!(got, expected, "{chain:?} {}/{}", header.epoch, header.seq);
        }
    }
    #[test]
    fn one_new_epoch_is_taken_when_it_was_approved() {
        let seven = ChainHead {
            epoch: 3,
            seq: 7,
            hash: [7; 32],
        };
        let begun = ChainHead {
            epoch: 4,
            seq: 1,
            hash: [1; 32],
        };
        let (same, other) = (known([9; 32], 0), known([9; 32], 1));
        let mut elsewhere = same.clone();
        elsewhere.place.kiosk = KioskId::parse("rongyin-2").unwrap();
        let at = |epoch, seq, before| header(epoch, seq, [before; 32]);
        let (some, none) = (Some(&same), None);
        let cases = [
            (seven, false, none, at(4, 1, 0), ChainRuling::Fork),
            (seven, true, none, at(4, 1, 0), ChainRuling::Next),
            (seven, true, none, at(4, 1, 7), ChainRuling::Fork),
            (seven, true, none, at(2, 1, 0), ChainRuling::Fork),
            (seven, true, none, at(3, 8, 7), ChainRuling::Next),
            (seven, true, none, at(4, 3, 0), gap(1)),
            (seven, true, some, at(4, 1, 0), ChainRuling::Carried),
            (seven, true, Some(&other), at(4, 1, 0), ChainRuling::Fork),
            (seven, false, some, at(4, 1, 0), ChainRuling::Fork),
            (seven, false, some, at(3, 8, 7), ChainRuling::Fork),
            (begun, false, some, at(4, 2, 1), ChainRuling::Carried),
            (begun, false, some, at(4, 3, 1), gap(2)),
            (
                begun,
                false,
                Some(&elsewhere),
                at(4, 2, 1),
                ChainRuling::Fork,
            ),
            (begun, false, none, at(5, 1, 0), ChainRuling::Fork),
        ];
        for (chain, approved, stored, header, expected) in cases {
            let got = judge(&chain, approved, stored, &header, &HASH);
            assert_eq!(got, expected, "{chain:?} {}/{}", header.epoch, header.seq);
        }
    }
}
