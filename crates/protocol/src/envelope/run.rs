//! Many envelopes of one chain, verified by few signatures.

use codes::VerifyingKey;

use super::{Envelope, cipher_hash, signed_bytes, verify_envelope};

/// What a run says of one of its envelopes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Checked {
    /// SHA-256 of its header, which the next one names.
    pub hash: [u8; 32],
    /// Whether the device vouches for header and ciphertext.
    pub is_signed: bool,
}

/// Checks envelopes in the order in which they came.
///
/// Each header names the hash of the one before it, so the signature of the last of a linked run
/// vouches for all headers of the run, and each header for its ciphertext. Where that signature
/// does not fit, every envelope of the run has to show its own. Whoever keeps an envelope as
/// evidence still verifies its own signature ([`verify_envelope`]).
pub fn verify_run(envelopes: &[Envelope], device: &VerifyingKey) -> Vec<Checked> {
    let hashes: Vec<[u8; 32]> = envelopes.iter().map(Envelope::header_hash).collect();
    let mut checked = Vec::with_capacity(envelopes.len());
    let (mut rest, mut hashes) = (envelopes, &hashes[..]);
    while !rest.is_empty() {
        let (run, others) = rest.split_at(linked(rest, hashes));
        let (of_run, of_others) = hashes.split_at(run.len());
        let vouched = run.len() > 1 && run.last().is_some_and(|last| is_signed(last, device));
        checked.extend(run.iter().zip(of_run).map(|(envelope, hash)| Checked {
            hash: *hash,
            is_signed: if vouched {
                cipher_hash(&envelope.sealed) == envelope.header.cipher_hash
            } else {
                verify_envelope(envelope, device).is_ok()
            },
        }));
        (rest, hashes) = (others, of_others);
    }
    checked
}

/// How many envelopes from the front hang together; at least one.
fn linked(envelopes: &[Envelope], hashes: &[[u8; 32]]) -> usize {
    let pairs = envelopes.iter().zip(hashes).zip(envelopes.iter().skip(1));
    let follows = pairs.take_while(|((before, hash), next)| {
        let (before, next) = (&before.header, &next.header);
        next.prev == **hash
            && next.kiosk == before.kiosk
            && next.epoch == before.epoch
            && before.seq.checked_add(1) == Some(next.seq)
    });
    1 + follows.count()
}

fn is_signed(envelope: &Envelope, device: &VerifyingKey) -> bool {
    device.verifies(&signed_bytes(&envelope.header_bytes), &envelope.signature)
}

#[cfg(test)]
mod tests {
    use codes::{SeededCrypto, SigningKey};
    use residence::{KioskId, RecordId, Subject};

    use super::*;
    use crate::{
        circumstances::Circumstances,
        envelope::{SealAt, seal_record},
        presence::{Presentation, TakenAs},
        records::Record,
    };

    fn device() -> SigningKey {
        SigningKey::from_bytes(&[1; 32])
    }

    /// Five envelopes of one chain.
    fn chain() -> Vec<Envelope> {
        let centre = codes::SealingSecret::from_bytes(&[3; 32]).public();
        let crypto = SeededCrypto::new(1);
        let mut all: Vec<Envelope> = Vec::new();
        for seq in 1..=5_u8 {
            let record = Record::Presentation(Presentation {
                subject: Subject::from_bytes([seq; 16]),
                serial: [seq; 8],
                form: 1,
                house: None,
                verdict: TakenAs::Green,
                at: (1, 2),
            });
            let at = SealAt {
                kiosk: KioskId::parse("one").unwrap(),
                epoch: 1,
                seq: u64::from(seq),
                prev: all.last().map_or([0; 32], Envelope::header_hash),
                record: RecordId::from_bytes([seq; 16]),
                at: (1, 2),
                circumstances: Circumstances::GOOD,
            };
            all.push(seal_record(&record, at, &device(), &centre, &crypto).unwrap());
        }
        all
    }

    fn signed(envelopes: &[Envelope]) -> Vec<bool> {
        let checked = verify_run(envelopes, &device().verifying_key());
        for (one, envelope) in checked.iter().zip(envelopes) {
            assert_eq!(one.hash, envelope.header_hash());
        }
        checked.iter().map(|one| one.is_signed).collect()
    }

    #[test]
    fn a_whole_run_is_signed() {
        assert_eq!(signed(&chain()), [true; 5]);
        assert_eq!(signed(&[]), [false; 0]);
        assert_eq!(signed(&chain()[..1]), [true]);
    }

    #[test]
    fn another_device_signed_nothing() {
        let other = SigningKey::from_bytes(&[2; 32]).verifying_key();
        let checked = verify_run(&chain(), &other);
        assert!(checked.iter().all(|one| !one.is_signed));
    }

    #[test]
    fn a_changed_ciphertext_is_found_in_the_middle() {
        let mut all = chain();
        all[2].sealed.ct[0] ^= 1;
        assert_eq!(signed(&all), [true, true, false, true, true]);
    }

    #[test]
    fn where_the_last_one_does_not_fit_each_shows_its_own() {
        let mut all = chain();
        all[4].signature[0] ^= 1;
        assert_eq!(signed(&all), [true, true, true, true, false]);
        all[1].signature[9] ^= 1;
        assert_eq!(signed(&all), [true, false, true, true, false]);
    }

    #[test]
    fn a_changed_header_breaks_the_run() {
        for change in 0..3 {
            let mut all = chain();
            let header = &mut all[2].header;
            match change {
                0 => header.plain_hash[0] ^= 1,
                1 => header.prev[0] ^= 1,
                _ => header.seq += 1,
            }
            all[2].header_bytes = all[2].header.encode();
            let one_by_one: Vec<bool> = all
                .iter()
                .map(|one| verify_envelope(one, &device().verifying_key()).is_ok())
                .collect();
            assert_eq!(one_by_one, [true, true, false, true, true]);
            assert_eq!(signed(&all), one_by_one, "change {change}");
        }
    }

    #[test]
    fn what_does_not_hang_together_is_verified_by_itself() {
        let mut all = chain();
        all.swap(1, 3);
        assert_eq!(signed(&all), [true; 5]);
        all.remove(2);
        assert_eq!(signed(&all), [true; 4]);
        all[0].signature[0] ^= 1;
        assert_eq!(signed(&all), [false, true, true, true]);
    }
}
