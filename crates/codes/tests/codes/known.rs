//! The golden file and the authority it was made by.

use codes::{Clock, TrustList, VerifyingKey};
use serde_json::Value;

/// The moment of the file, 2026-11-23 00:00 UTC.
pub(crate) const NOW_MS: u64 = 1_795_392_000_000;

pub(crate) fn now() -> Clock {
    Clock::exact(NOW_MS)
}

pub(crate) fn file() -> Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/codes.json");
    serde_json::from_slice(&std::fs::read(path).expect("the golden file is there")).unwrap()
}

pub(crate) fn list<'a>(value: &'a Value, name: &str) -> &'a [Value] {
    value[name].as_array().unwrap()
}

pub(crate) fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

pub(crate) fn roots(file: &Value) -> Vec<VerifyingKey> {
    let byte = |text: &str, at: usize| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap();
    let key = |root: &Value| {
        let bytes: [u8; 32] = std::array::from_fn(|at| byte(root.as_str().unwrap(), at));
        VerifyingKey::from_bytes(&bytes).unwrap()
    };
    list(file, "roots").iter().map(key).collect()
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
