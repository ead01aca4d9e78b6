//! What a command may carry: the table of the isolation frame, checked once more on this side.
//!
//! The page is not trusted with the first check alone: who has found a way around the frame still
//! meets the same table here, before anything is deserialised into an intent.

use serde_json::{Map, Value};
use std::collections::BTreeMap;

const TABLE: &str = include_str!("../isolation/shapes.js");
const ARGUMENTS_MAX: usize = 32;

/// What one argument may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    /// At most so many characters; it may be missing.
    Text { most: usize, optional: bool },
    /// A whole number from 0 to this one.
    Number(u64),
    /// Yes or no.
    Flag,
}

/// The table of all commands.
pub(crate) struct Shapes(BTreeMap<String, BTreeMap<String, Shape>>);

impl Shapes {
    /// Reads the table that is built into the isolation frame.
    pub(crate) fn read() -> Self {
        let json = TABLE
            .split_once("const SHAPES = ")
            .and_then(|(_, rest)| rest.trim_end().strip_suffix(';'))
            .expect("the table is one constant");
        let table: BTreeMap<String, BTreeMap<String, String>> =
            serde_json::from_str(json).expect("the table is written as JSON");
        let read = |shapes: BTreeMap<String, String>| {
            shapes
                .into_iter()
                .map(|(name, shape)| (name, Shape::read(&shape)))
                .collect()
        };
        Self(
            table
                .into_iter()
                .map(|(command, shapes)| (command, read(shapes)))
                .collect(),
        )
    }

    /// Tells whether a command may carry this.
    pub(crate) fn allow(&self, command: &str, carried: &Value) -> bool {
        let Some(shapes) = self.0.get(command) else {
            return false;
        };
        match carried {
            Value::Null => shapes.is_empty(),
            Value::Object(arguments) => fit(shapes, arguments),
            Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => false,
        }
    }
}

fn fit(shapes: &BTreeMap<String, Shape>, arguments: &Map<String, Value>) -> bool {
    let mut given = BTreeMap::new();
    for (name, value) in arguments {
        match value {
            Value::Object(inner) => {
                given.extend(
                    inner
                        .iter()
                        .map(|(leaf, value)| (format!("{name}.{leaf}"), value)),
                );
            }
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => {
                given.insert(name.clone(), value);
            }
        }
    }
    given.len() <= ARGUMENTS_MAX
        && given.keys().all(|name| shapes.contains_key(name))
        && shapes
            .iter()
            .all(|(name, shape)| shape.takes(given.get(name).copied().unwrap_or(&Value::Null)))
}

impl Shape {
    fn read(text: &str) -> Self {
        let (kind, most) = text.split_once(' ').unwrap_or((text, "0"));
        let most: u32 = most.parse().expect("a limit is a number");
        let characters = usize::try_from(most).expect("32 bits fit");
        match kind {
            "text" => Self::Text {
                most: characters,
                optional: false,
            },
            "text?" => Self::Text {
                most: characters,
                optional: true,
            },
            "number" => Self::Number(u64::from(most)),
            other => {
                assert_eq!(other, "flag", "a shape is text, text?, number or flag");
                Self::Flag
            }
        }
    }

    fn takes(self, value: &Value) -> bool {
        match self {
            Self::Text { optional, .. } if value.is_null() => optional,
            Self::Text { most, .. } => value
                .as_str()
                // As JavaScript counts, so that both sides take the same.
                .is_some_and(|text| text.encode_utf16().count() <= most),
            Self::Number(most) => value.as_u64().is_some_and(|number| number <= most),
            Self::Flag => value.is_boolean(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::collections::BTreeSet;

    #[test]
    fn every_command_has_a_shape() {
        let listed = include_str!("../build.rs")
            .lines()
            .filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\","))
            .chain(["plugin:event|listen", "plugin:event|unlisten"])
            .map(str::to_owned)
            .collect::<BTreeSet<_>>();
        let shaped = Shapes::read().0.into_keys().collect::<BTreeSet<_>>();
        assert_eq!(listed, shaped);
    }

    #[test]
    fn what_fits_is_taken_and_nothing_else() {
        let shapes = Shapes::read();
        let entry = json!({ "name": "陈䶮", "document": "RESIDENT_ID", "number": "1",
            "phone": "", "relation": "CHILD", "guardian_consent": true });
        for (command, carried) in [
            ("current_screen", Value::Null),
            ("current_screen", json!({})),
            ("accept_code", json!({ "text": "x".repeat(2_000) })),
            ("agree", json!({ "notice_version": 65_535 })),
            ("decide_as_owner", json!({ "refusal": null })),
            ("decide_as_owner", json!({})),
            ("decide_as_owner", json!({ "refusal": "NOT_MY_HOUSE" })),
            ("add_cohabitant", json!({ "entry": entry })),
        ] {
            assert!(shapes.allow(command, &carried), "{command} {carried}");
        }
        let mut more = entry.clone();
        more["extra"] = json!(1);
        for (command, carried) in [
            ("refused", json!({})),
            ("plugin:shell|execute", json!({ "program": "sh" })),
            ("plugin:window|close", json!({ "label": "main" })),
            ("current_screen", json!({ "more": 1 })),
            ("accept_code", Value::Null),
            ("accept_code", json!({})),
            ("accept_code", json!({ "text": "x".repeat(2_001) })),
            ("accept_code", json!({ "text": ["YJ1H:"] })),
            ("accept_code", json!({ "text": { "text": "YJ1H:" } })),
            ("accept_code", json!(["YJ1H:"])),
            ("agree", json!({ "notice_version": 65_536 })),
            ("agree", json!({ "notice_version": -1 })),
            ("agree", json!({ "notice_version": 1.5 })),
            ("agree", json!({ "notice_version": "1" })),
            ("answer_owner_present", json!({ "present": 1 })),
            ("add_cohabitant", json!({ "entry": more })),
            ("add_cohabitant", json!({ "entry": { "name": "x" } })),
            ("add_cohabitant", json!({ "entry": [entry] })),
        ] {
            assert!(!shapes.allow(command, &carried), "{command} {carried}");
        }
    }
}
