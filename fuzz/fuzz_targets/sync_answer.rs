#![no_main]
//! An answer of the centre: altered ones are refused, and what a centre itself could have signed is
//! read without surprise.

use std::sync::LazyLock;

use codes::{Crypto, SealingSecret, SigningKey, SoftwareCrypto, cose_sign};
use libfuzzer_sys::fuzz_target;
use protocol::SyncAnswer;
use residence::KioskId;

static KEY: LazyLock<SigningKey> = LazyLock::new(|| SigningKey::from_bytes(&[2; 32]));
static KIOSK: LazyLock<SealingSecret> = LazyLock::new(|| SealingSecret::from_bytes(&[4; 32]));
static GOLDEN: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::messages("sync-answer"));

fuzz_target!(|bytes: &[u8]| {
    let crypto: &dyn Crypto = &SoftwareCrypto;
    let altered = SyncAnswer::open(bytes, &KEY.verifying_key(), &[5; 16]).is_ok();
    assert!(
        !altered || GOLDEN.iter().any(|golden| golden == bytes),
        "an altered answer opens"
    );
    let signed = cose_sign(b"yj1/sync-ans", bytes, &KEY, crypto).expect("a software key signs");
    let nonce = bytes
        .get(3..19)
        .and_then(|nonce| nonce.try_into().ok())
        .unwrap_or([0; 16]);
    if let Ok(answer) = SyncAnswer::open(&signed, &KEY.verifying_key(), &nonce) {
        let again = answer.sign(&KEY, crypto).expect("a software key signs");
        assert_eq!(again, signed, "two ways to write one answer");
        let name = KioskId::parse("rongyin-01").expect("a name");
        for item in &answer.down {
            let _change = item.open(&name, &KIOSK, crypto);
        }
    }
});
