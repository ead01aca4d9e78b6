//! Real objects to start from: the golden files of the main workspace.
//!
//! Invariant: nothing is made up here. What the product once released is what the fuzzer changes.

use std::{fs, path::PathBuf};

use codes::{Clock, TrustList, Verdict, VerifyingKey, verify};
use serde_json::Value;

/// The moment of the golden codes, 2026-11-23 00:00 UTC.
pub const NOW_MS: u64 = 1_795_392_000_000;

fn golden(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
        .join("../tests/golden")
        .join(name)
}

fn codes_file() -> Value {
    let bytes = fs::read(golden("codes.json")).expect("the golden codes are there");
    serde_json::from_slice(&bytes).expect("they are JSON")
}

/// The moment at which the golden codes are judged.
pub fn now() -> Clock {
    Clock::exact(NOW_MS)
}

/// The roots of the golden authority.
pub fn roots() -> Vec<VerifyingKey> {
    let file = codes_file();
    let keys = file["roots"].as_array().expect("a list of roots");
    keys.iter()
        .map(|key| {
            let bytes = unhex(key.as_str().expect("digits"));
            let bytes: [u8; 32] = bytes.try_into().expect("32 bytes");
            VerifyingKey::from_bytes(&bytes).expect("a key")
        })
        .collect()
}

/// The golden bundle.
pub fn bundle_text() -> String {
    codes_file()["bundle"].as_str().expect("a text").to_owned()
}

/// What a kiosk trusts under it.
pub fn trust() -> TrustList {
    TrustList::open(&bundle_text(), &roots(), 0, now()).expect("the golden bundle opens")
}

/// Every text of the golden codes, good and bad.
pub fn code_texts() -> Vec<String> {
    let file = codes_file();
    let mut texts = Vec::new();
    for list in ["good", "bad"] {
        let cases = file[list].as_array().expect("a list of cases");
        texts.extend(
            cases
                .iter()
                .filter_map(|case| Some(case["text"].as_str()?.to_owned())),
        );
    }
    let kinds = fs::read(golden("codes-kinds.json")).expect("the golden kinds are there");
    let kinds: Value = serde_json::from_slice(&kinds).expect("they are JSON");
    for profile in kinds["profiles"].as_object().expect("profiles").values() {
        for list in ["good", "bad"] {
            for case in profile[list].as_array().into_iter().flatten() {
                texts.extend(case["text"].as_str().map(str::to_owned));
            }
        }
    }
    texts
}

/// The golden texts that are taken at this moment: some were made for another one, where they are
/// refused. A fuzzer that finds one of them again has found nothing.
pub fn taken_texts(trust: &TrustList) -> Vec<String> {
    let taken = |text: &String| match verify(text, trust, now()) {
        Verdict::Green(_) | Verdict::Amber(..) => true,
        Verdict::Red(_) | Verdict::Newer => false,
    };
    code_texts().into_iter().filter(taken).collect()
}

/// The golden messages whose names begin so.
pub fn messages(beginning: &str) -> Vec<Vec<u8>> {
    let entries = fs::read_dir(golden("protocol")).expect("the golden messages are there");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("readable").path())
        .collect();
    paths.sort();
    paths
        .iter()
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(beginning)
        })
        .map(|path| unhex(&fs::read_to_string(path).expect("readable")))
        .collect()
}

/// The payload of a signed message: what a reader meets behind the signature.
pub fn payload_of(message: &[u8]) -> Vec<u8> {
    let frame: ciborium::Value = ciborium::from_reader(message).expect("a frame");
    let parts = frame.into_array().expect("an array");
    let payload = parts.into_iter().nth(2).expect("four parts");
    payload.into_bytes().expect("bytes")
}

fn unhex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| {
            let pair = std::str::from_utf8(pair).expect("digits");
            u8::from_str_radix(pair, 16).expect("digits")
        })
        .collect()
}
