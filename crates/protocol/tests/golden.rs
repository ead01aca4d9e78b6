//! The bytes of every message against the golden files: reading by file, and writing again.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test may fail and tell"
)]

#[allow(
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "shared with the example that writes"
)]
mod cases;

use cases::{frozen, golden, trust};
use protocol::{
    Enquiry, EnrolAnswer, EnrolRequest, Envelope, ReplyTo, StickFile, StickKind, SyncAnswer,
    SyncRequest,
    codes::SeededCrypto,
    key_characters, open_envelope, verify_envelope,
    wire::{
        decode_change, decode_opened, decode_record, encode_change, encode_opened, encode_record,
    },
};

#[test]
fn everything_is_written_as_it_always_was() {
    for (name, bytes) in cases::written() {
        let hex = std::fs::read_to_string(cases::folder().join(format!("{name}.hex"))).unwrap();
        assert_eq!(cases::hex_lines(&bytes), hex, "{name}");
    }
}

#[test]
fn no_golden_file_is_forgotten() {
    let written = cases::written();
    let read_only = cases::BEFORE_PACKING.into_iter();
    let names: Vec<String> = read_only
        .chain(written.iter().map(|(name, _)| *name))
        .map(|name| format!("{name}.hex"))
        .collect();
    for entry in std::fs::read_dir(cases::folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(names.contains(&name), "{name} is compared by nothing");
    }
}

#[test]
fn records_and_changes_are_read_and_written_again() {
    let records = cases::records().into_iter().chain(trust::records());
    for (name, record) in records.chain(frozen::records()) {
        let read = decode_record(&golden(name)).unwrap();
        assert_eq!(read, record, "{name}");
        assert_eq!(encode_record(&read), golden(name), "{name}");
    }
    let changes = cases::changes().into_iter().chain(trust::changes());
    for (name, change) in changes.chain(frozen::changes()) {
        let read = decode_change(&golden(name)).unwrap();
        assert_eq!(read, change, "{name}");
        assert_eq!(encode_change(&read), golden(name), "{name}");
    }
}

#[test]
fn doubt_is_read_and_written_again() {
    let bytes = golden("record-declaration-doubtful");
    let opened = decode_opened(&bytes).unwrap();
    assert_eq!(opened.record, cases::declaration());
    assert_eq!(opened.circumstances, trust::doubtful());
    assert_eq!(encode_opened(&opened.record, &opened.circumstances), bytes);
    assert!(decode_record(&bytes).is_err(), "doubt is never overlooked");

    for name in ["envelope-doubtful", "envelope-packed-doubtful"] {
        let doubtful = Envelope::decode(&golden(name)).unwrap();
        verify_envelope(&doubtful, &cases::device().verifying_key()).unwrap();
        let read = open_envelope(&doubtful, &cases::centre(), &SeededCrypto::new(9));
        assert_eq!(read, Ok(opened.clone()), "{name}");
    }
}

/// A recovered kiosk signs a new place for what it cannot open; name and ciphertext stay.
#[test]
fn a_moved_envelope_holds_the_same_record() {
    let first = Envelope::decode(&golden("envelope-declaration")).unwrap();
    let moved = Envelope::decode(&golden("envelope-moved")).unwrap();
    let header = verify_envelope(&moved, &cases::device().verifying_key()).unwrap();
    assert_eq!((header.epoch, header.seq, header.prev), (2, 1, [0; 32]));
    assert_eq!(header.record, first.header().record);
    assert_eq!(moved.sealed(), first.sealed());
    let opened = open_envelope(&moved, &cases::centre(), &SeededCrypto::new(9)).unwrap();
    assert_eq!(opened.record, cases::declaration());
}

#[test]
fn envelopes_are_verified_opened_and_written_again() {
    let crypto = SeededCrypto::new(9);
    let before = ["envelope-declaration", "envelope-owner-confirms"];
    let packed = ["envelope-packed", "envelope-packed-owner-confirms"];
    for (name, (_, record)) in before
        .iter()
        .zip(cases::records())
        .chain(packed.iter().zip(cases::records()))
    {
        let envelope = Envelope::decode(&golden(name)).unwrap();
        let header = verify_envelope(&envelope, &cases::device().verifying_key()).unwrap();
        assert_eq!(header.kiosk, cases::kiosk());
        assert_eq!(
            open_envelope(&envelope, &cases::centre(), &crypto).map(|opened| opened.record),
            Ok(record),
            "{name}"
        );
        assert_eq!(envelope.encode(), golden(name), "{name}");
    }
}

#[test]
fn the_exchange_is_read_and_written_again() {
    let crypto = SeededCrypto::new(9);
    let (device, sync_key) = (cases::device(), cases::sync_key());
    let bytes = golden("sync-request");
    assert_eq!(SyncRequest::claimed_kiosk(&bytes), Ok(cases::kiosk()));
    let request = SyncRequest::open(&bytes, &device.verifying_key()).unwrap();
    assert_eq!(request, cases::request());
    assert_eq!(request.sign(&device, &crypto).unwrap(), bytes);

    let bytes = golden("sync-answer");
    let answer = SyncAnswer::open(&bytes, &sync_key.verifying_key(), &request.nonce).unwrap();
    assert_eq!(answer, cases::answer());
    assert_eq!(answer.sign(&sync_key, &crypto).unwrap(), bytes);
    for (item, (name, change)) in answer.down.iter().zip(cases::changes()) {
        let opened = item.open(&cases::kiosk(), &cases::kiosk_sealing(), &crypto);
        assert_eq!(opened, Ok(change), "{name}");
    }
}

#[test]
fn files_of_a_stick_are_read() {
    let keys = [cases::device(), cases::sync_key()];
    let names = ["stick-requests", "stick-answers"];
    let kinds = [StickKind::Requests, StickKind::Answers];
    for (place, wanted) in cases::sticks::both().into_iter().enumerate() {
        let bytes = golden(names[place]);
        let key = keys[place].verifying_key();
        let read = StickFile::open(&bytes, kinds[place], &key);
        assert_eq!(read, Ok(wanted), "{}", names[place]);
    }
    assert_eq!(
        SyncAnswer::claimed_nonce(&golden("sync-answer")),
        Ok(cases::answer().nonce)
    );
}

#[test]
fn questions_and_replies_are_read() {
    let (device, sync_key) = (cases::device(), cases::sync_key());
    let (centre, kiosk) = (cases::centre(), cases::kiosk_sealing());
    let crypto = SeededCrypto::new(9);
    for (name, question) in frozen::questions() {
        let bytes = golden(name);
        assert_eq!(Enquiry::claimed_kiosk(&bytes), Ok(cases::kiosk()), "{name}");
        let enquiry = Enquiry::open(&bytes, &device.verifying_key()).unwrap();
        assert_eq!(enquiry.question(&centre, &crypto), Ok(question), "{name}");
    }
    let asked = frozen::asked();
    for (name, reply) in frozen::replies() {
        let trusted = sync_key.verifying_key();
        let opened = ReplyTo::open(&golden(name), &trusted, &asked, &kiosk, &crypto);
        assert_eq!(opened, Ok(reply), "{name}");
    }
}

#[test]
fn the_enrolment_is_read_and_written_again() {
    let crypto = SeededCrypto::new(9);
    let bytes = golden("enrol-request");
    let request = EnrolRequest::open(&bytes).unwrap();
    assert_eq!(request, cases::enrol_request());
    assert!(request.proves(&cases::token()));
    assert_eq!(request.sign(&cases::device(), &crypto).unwrap(), bytes);
    let bytes = golden("enrol-request-2");
    let of_machine = EnrolRequest::open(&bytes).unwrap();
    assert_eq!(of_machine, trust::enrol_request_of_machine());
    let signed = of_machine.sign(&trust::machine_key(), &crypto);
    assert_eq!(signed.unwrap(), bytes);
    assert_eq!(
        key_characters(&request.signing, &request.sealing),
        "4ZNDKRJ0"
    );
    assert_eq!(
        EnrolAnswer::decode(&golden("enrol-waiting")),
        Ok(EnrolAnswer::Waiting)
    );
    assert_eq!(
        EnrolAnswer::decode(&golden("enrol-approved")),
        Ok(cases::enrol_approved())
    );
}

/// Goal of the sync design: a declaration with two cohabitants in at most 600 bytes.
#[test]
fn a_family_fits_into_six_hundred_bytes() {
    let envelope = Envelope::decode(&golden("envelope-packed")).unwrap();
    let before = Envelope::decode(&golden("envelope-declaration")).unwrap();
    let (header, ct) = (envelope.header_bytes().len(), envelope.sealed().ct.len());
    let size = envelope.encode().len();
    println!(
        "declaration with two cohabitants: record {} B, header {header} B, ciphertext {ct} B, \
         envelope {size} B, before packing {} B",
        golden("record-declaration").len(),
        before.encode().len(),
    );
    assert!(size <= 600, "{size} bytes");
    assert!(size < before.encode().len(), "packing must pay");
}
