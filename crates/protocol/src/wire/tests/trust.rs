//! Doubt, workers and codes: one form each, and nothing that means nothing.

use codes::BundleAge;
use residence::{HouseCode, Subject};

use super::{super::*, decided_by, passport};
use crate::{
    circumstances::ClockLevel,
    presence::{AuditCheckpoint, Presentation, ProvisionalVoid, TakenAs, VoidReason},
    records::OwnerAnswer,
    worker::{Roster, RosterEntry, WorkerAct, WorkerEvent, WorkerId, WorkerRole},
};

fn worker(text: &str) -> WorkerId {
    WorkerId::parse(text).unwrap()
}

fn presentation() -> Presentation {
    Presentation {
        subject: Subject::from_bytes([1; 16]),
        serial: [2; 8],
        form: 3,
        house: Some(HouseCode::parse("449900-0018").unwrap()),
        verdict: TakenAs::Green,
        at: (5, 6),
    }
}

fn event() -> WorkerEvent {
    WorkerEvent {
        worker: worker("100001"),
        second: None,
        event: WorkerAct::LoggedIn,
    }
}

fn records() -> [Record; 4] {
    [
        Record::Presentation(presentation()),
        Record::ProvisionalVoid(ProvisionalVoid {
            serial: [3; 8],
            worker: worker("100001"),
            reason: VoidReason::Lost,
        }),
        Record::WorkerEvent(event()),
        Record::AuditCheckpoint(AuditCheckpoint {
            n: 50,
            hash: [4; 32],
        }),
    ]
}

/// One doubt each, then an assistant and no doubt.
fn circumstances() -> [Circumstances; 6] {
    let mut all: [Circumstances; 6] = std::array::from_fn(|_| Circumstances::GOOD);
    all[0].clock = ClockLevel::Degraded;
    all[1].manual_time = true;
    all[2].bundle = BundleAge::Expired;
    all[3].amber = true;
    all[4].offline_days = 1;
    all[5].worker = Some(worker("A1B2"));
    all
}

/// Whatever is accepted is written again with the same bytes, with doubt and without.
#[test]
fn no_changed_bit_gives_a_second_form_of_a_record() {
    for record in records() {
        for circumstances in [Circumstances::GOOD, circumstances()[5].clone()] {
            let bytes = encode_opened(&record, &circumstances);
            let opened = decode_opened(&bytes).unwrap();
            assert_eq!(opened.record, record);
            assert_eq!(opened.circumstances, circumstances);
            for bit in 0..bytes.len() * 8 {
                let mut altered = bytes.clone();
                altered[bit / 8] ^= 1 << (bit % 8);
                if let Ok(read) = decode_opened(&altered) {
                    let again = encode_opened(&read.record, &read.circumstances);
                    assert_eq!(again, altered, "bit {bit}");
                }
            }
            for len in 0..bytes.len() {
                assert!(decode_opened(&bytes[..len]).is_err(), "{len}");
            }
        }
    }
}

#[test]
fn good_circumstances_are_the_first_version_and_nothing_else() {
    let record = decided_by(passport("KAZ"), OwnerAnswer::Confirmed);
    let plain = encode_opened(&record, &Circumstances::GOOD);
    assert_eq!(plain, encode_record(&record));
    let doubted = encode_opened(&record, &circumstances()[0]);
    let overlooked = decode_record(&doubted);
    assert_eq!(
        overlooked,
        Err(WireError::Version),
        "doubt is never overlooked"
    );
    // The second version with nothing to say: the level of the clock put back to good.
    let mut empty = doubted;
    let place = empty.len() - 6;
    assert_eq!(empty[place], 2);
    empty[place] = 1;
    assert_eq!(decode_opened(&empty), Err(WireError::Form));
    let mut newer = plain;
    newer[1] = 3;
    assert_eq!(decode_opened(&newer), Err(WireError::Version));
}

#[test]
fn each_doubt_is_a_doubt_but_distance_and_an_assistant_are_none() {
    for (place, circumstances) in circumstances().iter().enumerate() {
        assert_eq!(circumstances.is_certain(), place >= 4, "{circumstances:?}");
    }
    assert!(Circumstances::GOOD.is_certain());
}

#[test]
fn the_name_of_a_worker_has_one_form() {
    for (text, read) in [
        ("1001", Some("1001")),
        ("ab12cd", Some("AB12CD")),
        ("123456789012", Some("123456789012")),
        ("100", None),
        ("1234567890123", None),
        ("10 01", None),
        ("\u{ff11}001", None),
        ("陈桂花", None),
    ] {
        let name = WorkerId::parse(text).ok();
        assert_eq!(name.as_ref().map(WorkerId::as_str), read, "{text}");
    }
    let bytes = encode_record(&Record::WorkerEvent(WorkerEvent {
        worker: worker("AB12"),
        ..event()
    }));
    let place = bytes.windows(4).position(|four| four == b"AB12").unwrap();
    let mut small = bytes.clone();
    small[place] = b'a';
    assert!(decode_record(&bytes).is_ok());
    assert_eq!(decode_record(&small), Err(WireError::Value));
}

#[test]
fn what_means_nothing_is_refused() {
    let nobody = Record::WorkerEvent(WorkerEvent {
        second: Some(worker("100001")),
        ..event()
    });
    let read = decode_record(&encode_record(&nobody));
    assert_eq!(
        read,
        Err(WireError::Value),
        "nobody is their own second person"
    );
    for (form, at) in [(0, (5, 6)), (4, (5, 6)), (1, (6, 5))] {
        let record = Record::Presentation(Presentation {
            form,
            at,
            ..presentation()
        });
        let bytes = encode_record(&record);
        assert!(decode_record(&bytes).is_err(), "{form} {at:?}");
    }
}

fn entry(name: &str) -> RosterEntry {
    RosterEntry {
        worker: worker(name),
        label: "陈*华".to_owned(),
        role: WorkerRole::Worker,
        salt: [1; 16],
        verifier: [2; 32],
        pin_set_ms: u64::MAX,
        powers: u32::MAX,
        enabled: true,
    }
}

fn roster(names: &[&str]) -> Roster {
    Roster {
        workers: names.iter().map(|name| entry(name)).collect(),
        pepper: [0xab; 32],
        issued_ms: 5,
        valid_until_ms: 6,
    }
}

#[test]
fn a_roster_names_each_once_and_in_order() {
    let names: Vec<String> = (0..101).map(|n| format!("{:012}", 100_000 + n)).collect();
    let all: Vec<&str> = names.iter().map(String::as_str).collect();
    for (names, read) in [
        (&[][..], true),
        (&["100001", "100002"], true),
        (&["100002", "100001"], false),
        (&["100001", "100001"], false),
        (&all[..100], true),
        (&all, false),
    ] {
        let change = Change::Roster(roster(names));
        let bytes = encode_change(&change);
        assert_eq!(decode_change(&bytes).is_ok(), read, "{}", names.len());
        let fits = bytes.len() < 16_000;
        assert!(!read || fits, "{} bytes for one sealed change", bytes.len());
    }
    let mut backwards = roster(&["100001"]);
    backwards.issued_ms = 7;
    let bytes = encode_change(&Change::Roster(backwards));
    assert_eq!(decode_change(&bytes), Err(WireError::Value));
}

#[test]
fn a_roster_and_a_code_never_print_what_they_hold() {
    let change = Change::Roster(roster(&["100001"]));
    assert_eq!(format!("{change:?}"), "Roster(1 workers)");
    assert_eq!(
        format!("{:?}", entry("100001")),
        "RosterEntry(100001 Worker)"
    );
    let replaced = Change::Replacement {
        provisional: [1; 8],
        code: "YJ1S:SECRET".to_owned(),
    };
    assert!(!format!("{replaced:?}").contains("SECRET"));
}
