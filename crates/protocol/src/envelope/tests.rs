//! What an envelope withstands.

use codes::{SeededCrypto, SigningKey};
use residence::{DocumentType, IdentityDocument, RejectionReason, Subject};

use super::*;
use crate::{
    circumstances::ClockLevel,
    records::{ActingPerson, Assurance, OwnerAnswer, OwnerDecision},
    wire::encode_opened,
};

fn kiosk(name: &str) -> KioskId {
    KioskId::parse(name).unwrap()
}

fn device() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn centre() -> SealingSecret {
    SealingSecret::from_bytes(&[3; 32])
}

fn crypto() -> SeededCrypto {
    SeededCrypto::new(1)
}

fn record(decided_on: &str) -> Record {
    let today = "2026-11-23".parse().unwrap();
    let document =
        IdentityDocument::parse(DocumentType::ResidentId, "44990019790101003X", today).unwrap();
    Record::OwnerDecision(Box::new(OwnerDecision {
        declaration: RecordId::from_bytes([7; 16]),
        owner: ActingPerson {
            subject: Subject::from_bytes([8; 16]),
            serial: [9; 8],
            document,
            assurance: Assurance::Unverified,
        },
        answer: OwnerAnswer::Refused(RejectionReason::WrongRoom),
        decided_on: decided_on.parse().unwrap(),
    }))
}

fn at(name: &str) -> SealAt {
    SealAt {
        kiosk: kiosk(name),
        epoch: 1,
        seq: 1,
        prev: [0; 32],
        record: RecordId::from_bytes([5; 16]),
        at: (1_000, 2_000),
        circumstances: Circumstances::GOOD,
    }
}

fn sealed() -> Envelope {
    let record = record("2026-11-23");
    seal_record(&record, at("one"), &device(), &centre().public(), &crypto()).unwrap()
}

fn accepted(bytes: &[u8]) -> Result<Record, EnvelopeError> {
    let envelope = Envelope::decode(bytes)?;
    verify_envelope(&envelope, &device().verifying_key())?;
    open_envelope(&envelope, &centre(), &crypto()).map(|opened| opened.record)
}

#[test]
fn a_record_comes_back() {
    let envelope = sealed();
    assert_eq!(accepted(&envelope.encode()), Ok(record("2026-11-23")));
    assert_eq!(envelope.header().kind.number(), 2);
    assert_eq!(
        envelope.sealed().ct.len() % PADDING_STEP,
        16,
        "padded, then a tag of 16"
    );
}

#[test]
fn every_changed_bit_is_refused() {
    let bytes = sealed().encode();
    for bit in 0..bytes.len() * 8 {
        let mut altered = bytes.clone();
        altered[bit / 8] ^= 1 << (bit % 8);
        let refused = Envelope::decode(&altered)
            .and_then(|envelope| verify_envelope(&envelope, &device().verifying_key()));
        assert!(refused.is_err(), "bit {bit}");
    }
    for len in 0..bytes.len() {
        assert!(Envelope::decode(&bytes[..len]).is_err(), "{len}");
    }
}

#[test]
fn another_kiosk_cannot_sign_a_stolen_ciphertext() {
    let (mut stolen, thief) = (sealed(), SigningKey::from_bytes(&[6; 32]));
    stolen.header.kiosk = kiosk("two");
    stolen.header_bytes = stolen.header.encode();
    stolen.signature = crypto()
        .sign(&thief, &signed_bytes(&stolen.header_bytes))
        .unwrap();
    assert!(
        verify_envelope(&stolen, &thief.verifying_key()).is_ok(),
        "the front cannot know"
    );
    assert_eq!(
        open_envelope(&stolen, &centre(), &crypto()),
        Err(EnvelopeError::Seal)
    );
}

/// A ciphertext under the name of another record is worth nothing, whoever signs it.
#[test]
fn a_ciphertext_belongs_to_one_record() {
    let mut moved = sealed();
    moved.header.record = RecordId::from_bytes([6; 16]);
    moved.header_bytes = moved.header.encode();
    moved.signature = crypto()
        .sign(&device(), &signed_bytes(&moved.header_bytes))
        .unwrap();
    assert!(verify_envelope(&moved, &device().verifying_key()).is_ok());
    assert_eq!(
        open_envelope(&moved, &centre(), &crypto()),
        Err(EnvelopeError::Seal)
    );
}

/// Nor can parts of two envelopes of one kiosk be put together.
#[test]
fn parts_of_two_envelopes_make_none() {
    let first = sealed();
    let other = SealAt {
        record: RecordId::from_bytes([6; 16]),
        seq: 2,
        ..at("one")
    };
    let record = record("2026-11-23");
    let second = seal_record(&record, other, &device(), &centre().public(), &crypto()).unwrap();
    let device = device().verifying_key();
    for (one, two) in [(&first, &second), (&second, &first)] {
        let (mut sealed, mut signature, mut header) = (one.clone(), one.clone(), one.clone());
        sealed.sealed = two.sealed.clone();
        signature.signature = two.signature;
        header.header = two.header.clone();
        header.header_bytes = two.header_bytes.clone();
        let refused = |envelope| verify_envelope(envelope, &device).err();
        assert_eq!(refused(&sealed), Some(EnvelopeError::Ciphertext));
        assert_eq!(refused(&signature), Some(EnvelopeError::Signature));
        assert_eq!(refused(&header), Some(EnvelopeError::Signature));
    }
}

#[test]
fn doubt_travels_inside_the_seal() {
    let doubtful = Circumstances {
        clock: ClockLevel::Unsafe,
        offline_days: 30,
        ..Circumstances::GOOD
    };
    let place = SealAt {
        circumstances: doubtful.clone(),
        ..at("one")
    };
    let record = record("2026-11-23");
    let envelope = seal_record(&record, place, &device(), &centre().public(), &crypto()).unwrap();
    let opened = open_envelope(&envelope, &centre(), &crypto()).unwrap();
    assert_eq!(opened.circumstances, doubtful);
    assert!(!opened.circumstances.is_certain());
}

#[test]
fn a_moved_envelope_is_signed_for_its_new_place_only() {
    let envelope = sealed();
    let moved = rechain(&envelope, 2, 9, [7; 32], &device(), &crypto()).unwrap();
    let header = verify_envelope(&moved, &device().verifying_key()).unwrap();
    assert_eq!((header.epoch, header.seq, header.prev), (2, 9, [7; 32]));
    assert_eq!(moved.sealed(), envelope.sealed());
    let opened = open_envelope(&moved, &centre(), &crypto()).unwrap();
    assert_eq!(opened.record, record("2026-11-23"));
    let thief = SigningKey::from_bytes(&[6; 32]);
    let stolen = rechain(&envelope, 2, 9, [7; 32], &thief, &crypto()).unwrap();
    assert_eq!(
        verify_envelope(&stolen, &device().verifying_key()),
        Err(EnvelopeError::Signature)
    );
}

#[test]
fn a_key_of_a_module_seals_nothing_without_its_module() {
    let held = SigningKey::held(device().verifying_key());
    let record = record("2026-11-23");
    let refused = seal_record(&record, at("one"), &held, &centre().public(), &crypto());
    assert!(matches!(refused, Err(EnvelopeError::Sign(_))));
}

#[test]
fn the_wrong_key_is_named() {
    let other = SealingSecret::from_bytes(&[4; 32]);
    let stranger = SigningKey::from_bytes(&[6; 32]).verifying_key();
    assert_eq!(
        open_envelope(&sealed(), &other, &crypto()),
        Err(EnvelopeError::OtherKey)
    );
    assert_eq!(
        verify_envelope(&sealed(), &stranger),
        Err(EnvelopeError::Signature)
    );
}

#[test]
fn a_kiosk_cannot_announce_another_plaintext() {
    type Change = fn(&mut Header);
    let changes: [Change; 2] = [
        |header| header.plain_hash = [0; 32],
        |header| header.kind = RecordKind::Declaration,
    ];
    for change in changes {
        let mut envelope = sealed();
        change(&mut envelope.header);
        envelope.header_bytes = envelope.header.encode();
        assert_eq!(
            open_envelope(&envelope, &centre(), &crypto()),
            Err(EnvelopeError::Plaintext)
        );
    }
}

#[test]
fn salt_hides_that_two_records_are_equal() {
    let (crypto, record) = (crypto(), record("2026-11-23"));
    let seal = || seal_record(&record, at("one"), &device(), &centre().public(), &crypto).unwrap();
    assert_ne!(seal().header().plain_hash, seal().header().plain_hash);
}

#[test]
fn what_cannot_be_read_again_is_not_sealed() {
    // The day of the act is before the owner's birth, so nobody could read the record.
    let record = record("1978-01-01");
    let refused = seal_record(&record, at("one"), &device(), &centre().public(), &crypto());
    assert_eq!(refused, Err(EnvelopeError::Unwritable));
}

#[test]
fn padding_is_zero_and_short() {
    let body = encode_opened(&record("2026-11-23"), &Circumstances::GOOD);
    let padded = |len: usize, last: u8| {
        let mut plain = [&[1; SALT_BYTES], &body[..]].concat();
        plain.resize(len, 0);
        *plain.last_mut().unwrap() = last;
        unsalted(&plain)
    };
    let len = (SALT_BYTES + body.len()).next_multiple_of(PADDING_STEP);
    assert!(padded(len, 0).is_ok());
    for (len, last) in [(len, 1), (len - 1, 0), (len + PADDING_STEP, 0)] {
        assert_eq!(
            padded(len, last),
            Err(EnvelopeError::Wire(WireError::Trailing))
        );
    }
}

#[test]
fn too_large_is_refused_before_reading() {
    let bytes = vec![0x84; ENVELOPE_BYTES_MAX + 1];
    assert_eq!(Envelope::decode(&bytes), Err(EnvelopeError::TooLarge));
}
