//! Requests and answers that somebody kept, changed or mixed up.

use codes::{SealingSecret, SeededCrypto, SigningKey};
use residence::{HouseCode, KioskId, RecordId};

use super::*;
use crate::{
    limits::REQUEST_BYTES_MAX,
    records::{Change, House},
    wire::WireError,
};

fn key(n: u8) -> SigningKey {
    SigningKey::from_bytes(&[n; 32])
}

fn crypto() -> SeededCrypto {
    SeededCrypto::new(1)
}

fn kiosk(name: &str) -> KioskId {
    KioskId::parse(name).unwrap()
}

fn request() -> SyncRequest {
    SyncRequest {
        kiosk: kiosk("one"),
        counter: 1,
        nonce: [1; 16],
        last_server_ms: 0,
        bundle_seq: 1,
        app: "kiosk 0.1.0".to_owned(),
        epoch: 1,
        down_cursor: 0,
        up: Vec::new(),
    }
}

fn answer() -> SyncAnswer {
    SyncAnswer {
        nonce: [1; 16],
        server_ms: 1_000,
        centre_epoch: 1,
        epoch: 1,
        through: 3,
        backed_up: 0,
        rejects: vec![
            (RecordId::from_bytes([1; 16]), RejectCode::Fork),
            (
                RecordId::from_bytes([2; 16]),
                RejectCode::Gap { expected: 4 },
            ),
            (RecordId::from_bytes([3; 16]), RejectCode::Signature),
            (RecordId::from_bytes([4; 16]), RejectCode::TooLarge),
            (RecordId::from_bytes([5; 16]), RejectCode::Quarantined),
        ],
        bundle: None,
        down: Vec::new(),
        more: false,
    }
}

#[test]
fn an_answer_belongs_to_one_request_and_one_key() {
    let bytes = answer().sign(&key(2), &crypto()).unwrap();
    let trusted = key(2).verifying_key();
    assert_eq!(SyncAnswer::open(&bytes, &trusted, &[1; 16]), Ok(answer()));
    assert_eq!(
        SyncAnswer::open(&bytes, &trusted, &[2; 16]),
        Err(ExchangeError::Nonce)
    );
    let stranger = key(3).verifying_key();
    assert_eq!(
        SyncAnswer::open(&bytes, &stranger, &[1; 16]),
        Err(ExchangeError::Signature)
    );
}

#[test]
fn every_changed_bit_is_refused() {
    let sent = request().sign(&key(1), &crypto()).unwrap();
    let received = answer().sign(&key(2), &crypto()).unwrap();
    for bit in 0..sent.len() * 8 {
        let altered = flipped(&sent, bit);
        assert!(
            SyncRequest::open(&altered, &key(1).verifying_key()).is_err(),
            "bit {bit}"
        );
    }
    for bit in 0..received.len() * 8 {
        let altered = flipped(&received, bit);
        let opened = SyncAnswer::open(&altered, &key(2).verifying_key(), &[1; 16]);
        assert!(opened.is_err(), "bit {bit}");
    }
}

fn flipped(bytes: &[u8], bit: usize) -> Vec<u8> {
    let mut altered = bytes.to_vec();
    altered[bit / 8] ^= 1 << (bit % 8);
    altered
}

/// A request must not pass as an answer even if one key signed both.
#[test]
fn the_purpose_is_signed() {
    let bytes = request().sign(&key(2), &crypto()).unwrap();
    let opened = SyncAnswer::open(&bytes, &key(2).verifying_key(), &[1; 16]);
    assert_eq!(opened, Err(ExchangeError::Signature));
}

#[test]
fn a_claim_is_read_without_a_key() {
    let bytes = request().sign(&key(1), &crypto()).unwrap();
    assert_eq!(SyncRequest::claimed_kiosk(&bytes), Ok(kiosk("one")));
    let junk = SyncRequest::claimed_kiosk(&[0x84, 0x40, 0xa0, 0x40, 0x40]);
    assert_eq!(junk, Err(ExchangeError::Wire(WireError::Short)));
    let large = vec![0; REQUEST_BYTES_MAX + 1];
    assert_eq!(
        SyncRequest::claimed_kiosk(&large),
        Err(ExchangeError::TooLarge)
    );
}

#[test]
fn a_change_is_for_one_kiosk_and_one_place() {
    let to = SealingSecret::from_bytes(&[4; 32]);
    let change = Change::House(House {
        code: HouseCode::parse("449900-0018").unwrap(),
        town: String::new(),
        community: String::new(),
        street: String::new(),
        number: String::new(),
        room: String::new(),
        withdrawn: true,
        owner_tags: Vec::new(),
    });
    let item = DownItem::seal(1, &change, &kiosk("one"), &to.public(), &crypto()).unwrap();
    assert_eq!(item.open(&kiosk("one"), &to, &crypto()), Ok(change));
    assert_eq!(
        item.open(&kiosk("two"), &to, &crypto()),
        Err(ExchangeError::Seal)
    );
    let moved = DownItem { cursor: 2, ..item };
    assert_eq!(
        moved.open(&kiosk("one"), &to, &crypto()),
        Err(ExchangeError::Seal)
    );
}
