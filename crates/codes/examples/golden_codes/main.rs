//! Writes tests/golden/codes.json and codes-kinds.json: `cargo run -p codes --example golden_codes`.
//!
//! The expected verdicts are written here by hand from the rules of trust.md; nothing in this
//! generator verifies anything. A released file is never regenerated, only added to.

#![allow(
    clippy::indexing_slicing,
    reason = "a generator stops at the first surprise"
)]

mod bad;
mod bundles;
mod forge;
mod good;
mod hostile;
mod kinds;
mod world;

use serde_json::{Value, json};

use crate::world::{NOW, World};

/// One line of the file.
pub(crate) struct Case {
    name: &'static str,
    rule: &'static str,
    text: String,
    clock: (u64, u64),
    expected: &'static str,
    seen: bool,
    dropped: bool,
    meaning: Value,
}

impl Case {
    /// A case that is judged at the moment of the file.
    pub(crate) fn new(
        name: &'static str,
        rule: &'static str,
        text: String,
        expected: &'static str,
    ) -> Self {
        Self {
            name,
            rule,
            text,
            clock: (NOW, NOW),
            expected,
            seen: false,
            dropped: false,
            meaning: Value::Null,
        }
    }

    /// Judges the case with another clock, in seconds.
    pub(crate) fn at(mut self, lo_s: u64, hi_s: u64) -> Self {
        self.clock = (lo_s, hi_s);
        self
    }

    /// The kiosk has accepted this serial before.
    pub(crate) fn seen(mut self) -> Self {
        self.seen = true;
        self
    }

    /// A signed text is dropped, and that is audited.
    pub(crate) fn dropped(mut self) -> Self {
        self.dropped = true;
        self
    }

    pub(crate) fn meaning(mut self, meaning: Value) -> Self {
        self.meaning = meaning;
        self
    }

    fn to_json(&self) -> Value {
        let mut case = json!({
            "name": self.name,
            "rule": self.rule,
            "text": self.text,
            "clock_s": [self.clock.0, self.clock.1],
            "expected": self.expected,
        });
        if self.seen {
            case["seen"] = Value::Bool(true);
        }
        if self.dropped {
            case["dropped"] = Value::Bool(true);
        }
        if !self.meaning.is_null() {
            case["meaning"] = self.meaning.clone();
        }
        case
    }
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn write(name: &str, file: &Value) -> std::io::Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../tests/golden/");
    std::fs::write(format!("{folder}{name}"), format!("{file:#}\n"))
}

fn main() -> std::io::Result<()> {
    let world = World::new();
    let good = good::cases(&world);
    let bad = bad::cases(&world).into_iter().chain(hostile::cases(&world));
    let file = json!({
        "about": "Known answers for codes of format YJ1; rules are steps of trust.md 1.7.",
        "roots": [hex(&world.root.verifying_key().to_bytes()), hex(&world.standby.verifying_key().to_bytes())],
        "bundle": world.bundle_text(),
        "good": good.iter().map(Case::to_json).collect::<Vec<_>>(),
        "bad": bad.map(|case| case.to_json()).collect::<Vec<_>>(),
        "bundles": bundles::cases(&world),
    });
    write("codes.json", &file)?;
    write("codes-kinds.json", &kinds::file())
}
