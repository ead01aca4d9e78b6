#![no_main]
//! The strict walk: what it lets through is deterministic CBOR that reads and writes the same.

use codes::strict::{Limits, walk};
use libfuzzer_sys::fuzz_target;
use protocol::wire::{decode_change, decode_opened, decode_record, encode_change, encode_record};

fuzz_target!(|bytes: &[u8]| {
    if walk(bytes, Limits::CODE).is_ok() {
        assert!(
            bytes.len() <= Limits::CODE.bytes_max,
            "longer than it may be"
        );
        let value: ciborium::Value =
            ciborium::from_reader(bytes).expect("what passes the walk reads");
        let mut again = Vec::new();
        ciborium::into_writer(&value, &mut again).expect("a vector takes everything");
        assert_eq!(again, bytes, "two ways to write one value");
    }
    if let Ok(record) = decode_record(bytes) {
        assert_eq!(
            encode_record(&record),
            bytes,
            "two ways to write one record"
        );
    }
    if let Ok(change) = decode_change(bytes) {
        assert_eq!(
            encode_change(&change),
            bytes,
            "two ways to write one change"
        );
    }
    let _opened = decode_opened(bytes);
});
