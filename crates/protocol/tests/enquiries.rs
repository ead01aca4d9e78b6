//! Acts and enquiries are read as they were written; what was changed on the way is refused.

#![allow(clippy::unwrap_used, reason = "a test may fail and tell")]

#[allow(
    unreachable_pub,
    dead_code,
    missing_docs,
    reason = "shared with the golden files"
)]
mod cases;

use protocol::{
    Enquiry, ExchangeError, ReplyTo,
    codes::SeededCrypto,
    wire::{decode_change, decode_record, encode_change, encode_record},
};

#[test]
fn every_deed_is_read_as_it_was_written() {
    for deed in cases::acts::deeds() {
        let record = cases::acts::act(deed);
        let bytes = encode_record(&record);
        assert_eq!(decode_record(&bytes), Ok(record), "{bytes:02x?}");
    }
    for (name, record) in cases::acts::records() {
        assert_eq!(decode_record(&encode_record(&record)), Ok(record), "{name}");
    }
    for (name, change) in cases::acts::changes() {
        assert_eq!(decode_change(&encode_change(&change)), Ok(change), "{name}");
    }
}

#[test]
fn only_the_centre_reads_a_question_and_only_the_kiosk_its_reply() {
    let crypto = SeededCrypto::new(5);
    let (device, sync_key) = (cases::device(), cases::sync_key());
    let (centre, kiosk) = (cases::centre(), cases::kiosk_sealing());
    for question in cases::acts::questions() {
        let made = Enquiry::seal(
            &cases::kiosk(),
            [7; 16],
            &question,
            &centre.public(),
            &crypto,
        );
        let bytes = made.unwrap().sign(&device, &crypto).unwrap();
        assert_eq!(Enquiry::claimed_kiosk(&bytes), Ok(cases::kiosk()));
        let enquiry = Enquiry::open(&bytes, &device.verifying_key()).unwrap();
        assert_eq!(enquiry.question(&centre, &crypto), Ok(question));
        assert_eq!(enquiry.question(&kiosk, &crypto), Err(ExchangeError::Seal));
        for reply in cases::acts::replies() {
            let sealed = ReplyTo::seal(&enquiry, &reply, &kiosk.public(), &crypto).unwrap();
            let bytes = sealed.sign(&sync_key, &crypto).unwrap();
            let trusted = sync_key.verifying_key();
            let opened = ReplyTo::open(&bytes, &trusted, &enquiry, &kiosk, &crypto);
            assert_eq!(opened, Ok(reply));
            let other = Enquiry {
                nonce: [8; 16],
                ..enquiry.clone()
            };
            assert_eq!(
                ReplyTo::open(&bytes, &trusted, &other, &kiosk, &crypto),
                Err(ExchangeError::Nonce)
            );
            assert_eq!(
                ReplyTo::open(&bytes, &device.verifying_key(), &enquiry, &kiosk, &crypto),
                Err(ExchangeError::Signature)
            );
        }
    }
}
