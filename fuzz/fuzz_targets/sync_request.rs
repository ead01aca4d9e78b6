#![no_main]
//! A request of a kiosk: altered ones are refused, and what a stolen key could sign is read without
//! surprise.

use std::sync::LazyLock;

use codes::{Crypto, SigningKey, SoftwareCrypto, cose_sign};
use libfuzzer_sys::fuzz_target;
use protocol::{EnrolRequest, SyncRequest, verify_envelope};

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[1; 32]));
static GOLDEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::messages("sync-request"));

fuzz_target!(|bytes: &[u8]| {
    let (crypto, key): (&dyn Crypto, _) = (&SoftwareCrypto, KEY.verifying_key());
    let _claimed = SyncRequest::claimed_kiosk(bytes);
    let _enrolment = EnrolRequest::open(bytes);
    let altered = SyncRequest::open(bytes, &key).is_ok();
    assert!(
        !altered || GOLDEN.iter().any(|golden| golden == bytes),
        "an altered request opens"
    );
    let signed = cose_sign(b"yj1/sync-req", bytes, &KEY, crypto).expect("a software key signs");
    if let Ok(request) = SyncRequest::open(&signed, &key) {
        let again = request.sign(&KEY, crypto).expect("a software key signs");
        assert_eq!(again, signed, "two ways to write one request");
        for envelope in &request.up {
            let _signed = verify_envelope(envelope, &key);
        }
    }
});
