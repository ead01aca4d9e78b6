#![no_main]
//! Whatever is scanned: an answer, never a panic, and never a verdict that trusts it.

use std::sync::LazyLock;

use codes::{TrustList, Verdict, is_code, is_showable, kind_of, name_of, verify};
use libfuzzer_sys::fuzz_target;

static TRUST: LazyLock<TrustList> = LazyLock::new(seeds::trust);
static GOOD: LazyLock<Vec<String>> = LazyLock::new(|| seeds::taken_texts(&TRUST));

fuzz_target!(|bytes: &[u8]| {
    let written;
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        // Behind base45, where a text rarely gets by chance.
        Err(_) => {
            written = format!("YJ1S:{}", base45::encode(bytes));
            &written
        }
    };
    let _showable = (
        is_code(text),
        kind_of(text),
        is_showable(text),
        name_of(text),
    );
    match verify(text, &TRUST, seeds::now()) {
        Verdict::Red(_) | Verdict::Newer => {}
        Verdict::Green(_) | Verdict::Amber(..) => {
            assert!(
                GOOD.iter().any(|good| good == text),
                "an altered code is accepted"
            );
        }
    }
});
