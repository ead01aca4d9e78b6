#![no_main]
//! A trust bundle, as text and as the bytes behind its base45: only the golden one opens.

use std::sync::LazyLock;

use codes::{TrustList, VerifyingKey};
use libfuzzer_sys::fuzz_target;

static ROOTS: LazyLock<Vec<VerifyingKey>> = LazyLock::new(seeds::roots);
static TRUST: LazyLock<TrustList> = LazyLock::new(seeds::trust);
static GOLDEN: LazyLock<String> = LazyLock::new(seeds::bundle_text);

fuzz_target!(|bytes: &[u8]| {
    let mut texts = vec![format!("YJ1T:{}", base45::encode(bytes))];
    texts.extend(std::str::from_utf8(bytes).ok().map(str::to_owned));
    for text in texts {
        let opened = TrustList::open(&text, &ROOTS, 0, seeds::now()).is_ok()
            || TrustList::open_onto(&TRUST, &text, &ROOTS, 0, seeds::now()).is_ok();
        assert!(!opened || text == *GOLDEN, "an altered bundle opens");
    }
});
