//! The golden file and the authority it was made by.

use codes::{Clock, TrustList, VerifyingKey};
use serde_json::Value;

/// The moment of the file, 2026-11-23 00:00 UTC.
pub(crate) const NOW_MS: u64 = 1_795_392_000_000;

pub(crate) fn now() -> Clock {
    Clock::exact(NOW_MS)
}

pub(crate) fn file() -> Value {
    read("codes.json")
}

pub(crate) fn kinds() -> Value {
    read("codes-kinds.json")
}

pub(crate) fn hostile() -> Value {
    read("hostile-texts.json")
}

fn read(name: &str) -> Value {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/");
    let bytes = std::fs::read(format!("{folder}{name}")).expect("the golden file is there");
    serde_json::from_slice(&bytes).unwrap()
}

pub(crate) fn unhex(text: &str) -> Vec<u8> {
    let byte = |at| u8::from_str_radix(&text[at..at + 2], 16).unwrap();
    (0..text.len()).step_by(2).map(byte).collect()
}

pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

pub(crate) fn roots(file: &Value) -> Vec<VerifyingKey> {
    list(file, "roots")
        .iter()
        .map(|root| VerifyingKey::from_tagged(&unhex(root.as_str().unwrap())).unwrap())
        .collect()
}

pub(crate) fn trust(file: &Value) -> TrustList {
    TrustList::open(text(file, "bundle"), &roots(file), 0, now()).unwrap()
}

/// Returns the text of a good code by its name.
pub(crate) fn good_code(file: &Value, name: &str) -> String {
    let case = list(file, "good")
        .iter()
        .find(|case| text(case, "name") == name);
    text(case.expect("the golden file has this case"), "text").to_owned()
}
