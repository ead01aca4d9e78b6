#![no_main]
//! An envelope: one way to write it, and no signature but the kiosk's.

use std::sync::LazyLock;

use codes::{SealingSecret, SigningKey, SoftwareCrypto, VerifyingKey};
use libfuzzer_sys::fuzz_target;
use protocol::{Envelope, open_envelope, verify_envelope};

/// The keys of the golden kiosk and centre.
static DEVICE: LazyLock<VerifyingKey> =
    LazyLock::new(|| SigningKey::from_bytes(&[1; 32]).verifying_key());
static CENTRE: LazyLock<SealingSecret> = LazyLock::new(|| SealingSecret::from_bytes(&[3; 32]));
static GOLDEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::messages("envelope"));

fuzz_target!(|bytes: &[u8]| {
    let Ok(envelope) = Envelope::decode(bytes) else {
        return;
    };
    assert_eq!(envelope.encode(), bytes, "two ways to write one envelope");
    let opens = open_envelope(&envelope, &CENTRE, &SoftwareCrypto).is_ok();
    let signed = verify_envelope(&envelope, &DEVICE).is_ok();
    if signed {
        assert!(
            GOLDEN.iter().any(|golden| golden == bytes),
            "an altered envelope is signed"
        );
    }
    // Without the signature nothing may open that was not sealed so.
    assert!(
        !opens || GOLDEN.iter().any(|golden| shares_seal(golden, &envelope)),
        "it opens"
    );
});

fn shares_seal(golden: &[u8], envelope: &Envelope) -> bool {
    let Ok(golden) = Envelope::decode(golden) else {
        return false;
    };
    golden.sealed() == envelope.sealed()
}
