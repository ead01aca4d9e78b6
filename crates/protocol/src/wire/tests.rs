//! Bytes that are not quite a message are none.

mod trust;

use chrono::NaiveDate;
use codes::BindKey;
use residence::{
    DocumentType, IdentityDocument, RecordId, RejectionReason, State, Stated, Subject,
};

use super::*;
use crate::records::{
    ActingPerson, Assurance, House, Outcome, OutcomeResult, OwnerAnswer, OwnerDecision,
};

fn outcome(rule: &str) -> Change {
    Change::Outcome(Outcome {
        declaration: RecordId::from_bytes([7; 16]),
        result: OutcomeResult::Denied {
            rule: rule.to_owned(),
        },
        decided_on: day("2026-11-23"),
    })
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn house(room: &str) -> Change {
    Change::House(House {
        code: residence::HouseCode::parse("449900-0018").unwrap(),
        town: "海榕街道".to_owned(),
        community: String::new(),
        street: String::new(),
        number: String::new(),
        room: room.to_owned(),
        withdrawn: true,
        owner_tags: vec![[1; 8]; 3],
    })
}

#[test]
fn a_message_ends_where_it_ends() {
    for change in [outcome("HOUSE_UNKNOWN"), house("301")] {
        let bytes = encode_change(&change);
        for len in 0..bytes.len() {
            assert!(decode_change(&bytes[..len]).is_err(), "{len}");
        }
        assert_eq!(
            decode_change(&[&bytes[..], &[0]].concat()),
            Err(WireError::Trailing)
        );
        assert_eq!(decode_change(&bytes), Ok(change));
    }
}

/// Whatever is accepted is written again with the same bytes: no second form is ever taken.
#[test]
fn no_changed_bit_gives_a_second_form() {
    for change in [outcome("HOUSE_UNKNOWN"), house("301")] {
        let bytes = encode_change(&change);
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            if let Ok(read) = decode_change(&altered) {
                assert_eq!(encode_change(&read), altered, "bit {bit}");
            }
        }
    }
}

#[test]
fn newer_versions_are_named() {
    let mut bytes = encode_change(&outcome("HOUSE_UNKNOWN"));
    bytes[1] = 2;
    assert_eq!(decode_change(&bytes), Err(WireError::Version));
    assert_eq!(decode_record(&bytes), Err(WireError::Version));
    assert_eq!(decode_change(&[0x84, 2, 0, 0, 0]), Err(WireError::Version));
    assert_eq!(decode_change(&[0x84, 1, 0, 0, 0]), Err(WireError::Length));
}

#[test]
fn texts_are_held_to_their_alphabet_and_limit() {
    for (change, error) in [
        (outcome(""), WireError::Value),
        (outcome("two words"), WireError::Value),
        (outcome(&"X".repeat(41)), WireError::Limit),
        (house("<b>"), WireError::Value),
        (house("3\u{202e}01"), WireError::Value),
        (house("3\n01"), WireError::Value),
        (house(&"3".repeat(121)), WireError::Limit),
    ] {
        assert_eq!(
            decode_change(&encode_change(&change)),
            Err(error),
            "{change:?}"
        );
    }
}

#[test]
fn days_reach_from_1900_far_ahead() {
    for text in ["1900-01-01", "1999-12-31", "2026-11-23", "2173-10-14"] {
        let change = Change::Outcome(Outcome {
            declaration: RecordId::from_bytes([7; 16]),
            result: OutcomeResult::State {
                state: State::Effective,
                effective_on: Some(day(text)),
                rejection: None,
            },
            decided_on: day(text),
        });
        assert_eq!(decode_change(&encode_change(&change)), Ok(change), "{text}");
    }
}

#[test]
fn a_key_comes_back_and_never_prints() {
    let change = Change::BindKey {
        epoch: 2026,
        key: BindKey::from_bytes(&[0xab; 32]),
    };
    assert_eq!(decode_change(&encode_change(&change)), Ok(change.clone()));
    assert!(!format!("{change:?}").contains("171"));
}

fn decided_by(document: IdentityDocument, answer: OwnerAnswer) -> Record {
    Record::OwnerDecision(Box::new(OwnerDecision {
        declaration: RecordId::from_bytes([7; 16]),
        owner: ActingPerson {
            subject: Subject::from_bytes([1; 16]),
            serial: [2; 8],
            document,
            assurance: Assurance::Verified,
        },
        answer,
        decided_on: day("2026-11-23"),
    }))
}

fn passport(state: &str) -> IdentityDocument {
    let stated = Stated::default()
        .with_birth(day("1950-01-01"))
        .with_issuing_state(state);
    let kind = DocumentType::PassportForeign;
    IdentityDocument::parse_stated(kind, "N0000001", &stated, day("2026-11-23")).unwrap()
}

fn pass(birth: Option<&str>) -> IdentityDocument {
    let stated = birth.map_or_else(Stated::default, |birth| {
        Stated::default().with_birth(day(birth))
    });
    let kind = DocumentType::HkmoPass;
    IdentityDocument::parse_stated(kind, "H00000001", &stated, day("2026-11-23")).unwrap()
}

#[test]
fn a_document_without_a_birth_date_is_not_sent() {
    let known = decided_by(pass(Some("1950-01-01")), OwnerAnswer::Confirmed);
    assert_eq!(decode_record(&encode_record(&known)), Ok(known));
    let unknown = decided_by(pass(None), OwnerAnswer::Confirmed);
    assert!(decode_record(&encode_record(&unknown)).is_err());
}

#[test]
fn an_issuing_state_has_one_form() {
    let record = decided_by(passport("KAZ"), OwnerAnswer::Confirmed);
    let bytes = encode_record(&record);
    assert_eq!(decode_record(&bytes), Ok(record));
    let place = bytes.windows(3).position(|three| three == b"KAZ").unwrap();
    for (other, read) in [
        (b"USA", true),
        (b"kaz", false),
        (b"K-Z", false),
        (b"CHN", false),
    ] {
        let mut altered = bytes.clone();
        altered[place..place + 3].copy_from_slice(other);
        assert_eq!(decode_record(&altered).is_ok(), read, "{other:?}");
    }
}

#[test]
fn a_reason_that_needs_a_note_is_no_answer_without_one() {
    let refused = |reason| decided_by(passport("KAZ"), OwnerAnswer::Refused(reason));
    let clear = refused(RejectionReason::NotMyHouse);
    assert_eq!(decode_record(&encode_record(&clear)), Ok(clear));
    let vague = refused(RejectionReason::Other);
    assert_eq!(decode_record(&encode_record(&vague)), Err(WireError::Value));
}
