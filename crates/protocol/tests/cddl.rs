//! Every golden message by the rules of docs/protocol.cddl.
//!
//! The reader below knows the part of CDDL that the document uses, and refuses the rest.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

use std::{collections::BTreeMap, path::Path};

use ciborium::Value;

const DOCUMENT: &str = include_str!("../../../docs/protocol.cddl");

#[derive(Debug, Clone)]
enum Type {
    Named(String),
    Number(i128),
    Sized(u64),
    Cbor(String),
    Array(Vec<(bool, Self)>),
    Map(Vec<(i128, Self)>),
    Either(Vec<Self>),
}

/// Words and signs of the document, without its comments.
fn tokens(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for line in text.lines() {
        let line = line.split(';').next().unwrap();
        let mut word = String::new();
        for sign in line.chars().chain([' ']) {
            if sign.is_alphanumeric() || sign == '-' || sign == '.' {
                word.push(sign);
                continue;
            }
            if !word.is_empty() {
                found.push(std::mem::take(&mut word));
            }
            if !sign.is_whitespace() {
                found.push(sign.to_string());
            }
        }
    }
    found
}

struct Reader {
    tokens: Vec<String>,
    at: usize,
}

impl Reader {
    fn peek(&self, ahead: usize) -> &str {
        self.tokens.get(self.at + ahead).map_or("", String::as_str)
    }

    fn next(&mut self) -> String {
        self.at += 1;
        self.tokens[self.at - 1].clone()
    }

    fn expect(&mut self, sign: &str) {
        let found = self.next();
        assert_eq!(found, sign, "at {}", self.at);
    }

    fn rules(mut self) -> BTreeMap<String, Type> {
        let mut rules = BTreeMap::new();
        while self.at < self.tokens.len() {
            let name = self.next();
            self.expect("=");
            let rule = self.either();
            assert!(rules.insert(name.clone(), rule).is_none(), "{name} twice");
        }
        rules
    }

    fn either(&mut self) -> Type {
        let mut ways = vec![self.one()];
        while self.peek(0) == "/" {
            self.at += 1;
            ways.push(self.one());
        }
        if ways.len() == 1 {
            ways.remove(0)
        } else {
            Type::Either(ways)
        }
    }

    fn one(&mut self) -> Type {
        let word = self.next();
        match word.as_str() {
            "[" => self.array(),
            "{" => self.map(),
            "bstr" if self.peek(0) == ".size" => {
                self.at += 1;
                Type::Sized(self.next().parse().unwrap())
            }
            "bstr" if self.peek(0) == ".cbor" => {
                self.at += 1;
                Type::Cbor(self.next())
            }
            _ => match word.parse() {
                Ok(number) => Type::Number(number),
                Err(_) => Type::Named(word),
            },
        }
    }

    fn array(&mut self) -> Type {
        let mut items = Vec::new();
        while self.peek(0) != "]" {
            let many = self.peek(0) == "*";
            if many {
                self.at += 1;
            }
            if self.peek(1) == ":" {
                self.at += 2;
            }
            items.push((many, self.either()));
            if self.peek(0) == "," {
                self.at += 1;
            }
        }
        self.at += 1;
        Type::Array(items)
    }

    fn map(&mut self) -> Type {
        let mut items = Vec::new();
        while self.peek(0) != "}" {
            let key = self.next().parse().unwrap();
            self.expect(":");
            items.push((key, self.either()));
            if self.peek(0) == "," {
                self.at += 1;
            }
        }
        self.at += 1;
        Type::Map(items)
    }
}

fn fits(rules: &BTreeMap<String, Type>, rule: &Type, value: &Value) -> bool {
    match rule {
        Type::Named(name) => match name.as_str() {
            "uint" => integer(value).is_some_and(|number| number >= 0),
            "int" => integer(value).is_some(),
            "bool" => value.is_bool(),
            "nil" => value.is_null(),
            "tstr" => value.is_text(),
            "bstr" => value.is_bytes(),
            name => fits(rules, &rules[name], value),
        },
        Type::Number(number) => integer(value) == Some(*number),
        Type::Sized(size) => value
            .as_bytes()
            .is_some_and(|bytes| bytes.len() as u64 == *size),
        Type::Cbor(name) => value
            .as_bytes()
            .and_then(|bytes| parse(bytes))
            .is_some_and(|inner| fits(rules, &rules[name], &inner)),
        Type::Array(items) => value
            .as_array()
            .is_some_and(|values| match items.as_slice() {
                [(true, item)] => values.iter().all(|value| fits(rules, item, value)),
                items => {
                    assert!(items.iter().all(|(many, _)| !many), "a list stands alone");
                    items.len() == values.len()
                        && items
                            .iter()
                            .zip(values)
                            .all(|((_, item), value)| fits(rules, item, value))
                }
            }),
        Type::Map(items) => value.as_map().is_some_and(|pairs| {
            items.len() == pairs.len()
                && items.iter().zip(pairs).all(|((key, item), (own, value))| {
                    integer(own) == Some(*key) && fits(rules, item, value)
                })
        }),
        Type::Either(ways) => ways.iter().any(|way| fits(rules, way, value)),
    }
}

fn integer(value: &Value) -> Option<i128> {
    value.as_integer().map(i128::from)
}

/// Reads one value and nothing after it.
fn parse(bytes: &[u8]) -> Option<Value> {
    let mut rest = bytes;
    let value = ciborium::from_reader(&mut rest).ok()?;
    rest.is_empty().then_some(value)
}

fn golden(name: &str) -> Vec<u8> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden/protocol");
    let text = std::fs::read_to_string(folder.join(format!("{name}.hex"))).unwrap();
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).unwrap(), 16).unwrap();
    digits.chunks(2).map(byte).collect()
}

/// The rule of a golden file, by the beginning of its name; what is sealed elsewhere has none.
const MESSAGES: [(&str, &str); 11] = [
    ("sync-request", "sync-request"),
    ("sync-answer", "sync-answer"),
    ("enrol-request", "enrol-request"),
    ("enrol-request-2", "enrol-request"),
    ("enrol-waiting", "enrol-answer"),
    ("enrol-approved", "enrol-answer"),
    ("envelope-declaration", "envelope"),
    ("envelope-doubtful", "envelope"),
    ("envelope-moved", "envelope"),
    ("envelope-owner-confirms", "envelope"),
    ("enquiry-person", "enquiry"),
];

#[test]
fn golden_messages_follow_the_document() {
    let tokens = tokens(DOCUMENT);
    let rules = Reader { tokens, at: 0 }.rules();
    let mut all: Vec<(String, &str, Vec<u8>)> = MESSAGES
        .iter()
        .map(|(file, rule)| ((*file).to_owned(), *rule, golden(file)))
        .collect();
    for reply in ["person", "receipt", "proof", "claimed", "denied"] {
        let file = format!("reply-{reply}");
        all.push((file.clone(), "reply", golden(&file)));
    }
    for way in ["requests", "answers"] {
        let file = format!("stick-{way}");
        let bytes = golden(&file);
        let signed = bytes[8..bytes.len() - 32].to_vec();
        assert_eq!(&bytes[..8], b"YJ1STICK");
        all.push((file, "stick", signed));
    }
    for (file, rule, bytes) in &all {
        let value = parse(bytes).unwrap();
        assert!(fits(&rules, &rules[*rule], &value), "{file} is no {rule}");
        // A rule that takes everything would show nothing.
        for (other, wrong) in all.iter().map(|(other, rule, _)| (other, *rule)) {
            let related = wrong == *rule;
            let fit = fits(&rules, &rules[wrong], &value);
            assert_eq!(fit, related, "{file} by the rule of {other}");
        }
    }
}
