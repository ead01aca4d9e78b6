//! `kioskctl try` under a million lines: good cases with slips, strange values, and bytes that are
//! no text. Each line has one answer, and the program lives to the end.

use std::{
    io::{BufRead as _, BufReader, BufWriter, Write as _},
    process::{Command, Stdio},
};

use serde_json::Value;

use crate::{INPUTS, SEED, chance::Chance, setting};

const CASES: &[&str] = &[
    r#"{"fn":"document","type":"RESIDENT_ID","number":"11010519491231002X","on":"2025-06-15"}"#,
    r#"{"fn":"document","type":"HKMO_PASS","number":"M0000000100","on":"2025-06-15","sex":"F"}"#,
    r#"{"fn":"document","type":"PASSPORT_FOREIGN","number":"AB123456","state":"FRA","on":"2025-06-15"}"#,
    r#"{"fn":"document","type":"BIRTH_CERT","number":"Z449999999","birth":"2025-06-01","on":"2025-06-15"}"#,
    r#"{"fn":"age","birth":"2008-02-29","on":"2024-02-28"}"#,
    r#"{"fn":"stay","start":"2024-02-29"}"#,
    r#"{"fn":"stay","city":"4415","on":"2025-12-01","segments":[{"city":"4415","from":"2025-01-01","to":"2025-03-31"},{"city":"4415","from":"2025-04-04","to":null}]}"#,
    r#"{"fn":"endorsement","issued":"2024-02-29","endorsed":["2025-02-10"],"on":"2026-02-01"}"#,
    r#"{"fn":"endorsement","issued":"2021-01-01","endorsed":["2022-06-01","2023-05-31"],"on":"2029-02-01"}"#,
    r#"{"fn":"eligible","city":"4415","on":"2025-07-03","population":"FLOATING","age":30,"habitual_since":"2025-01-01","segments":[{"city":"4415","from":"2025-01-01","to":null}],"presentations":["2025-01-09","2025-02-11","2025-03-05","2025-04-18","2025-05-20","2025-06-22"],"grounds":["JOB"]}"#,
    r#"{"fn":"eligible","city":"4415","on":"2025-07-03","hukou":"440300","birth":"2015-01-01","guardian":true,"exemption":"ENROLLED","exemption_since":"2024-09-01","live_permit":false,"habitual_pending":true}"#,
];

/// What stands in the place of a value, by hand and by malice.
const VALUES: &[&str] = &[
    "null",
    "true",
    "-1",
    "1e999",
    "18446744073709551616",
    "\"\"",
    "\"0000-00-00\"",
    "\"9999-12-31\"",
    "\"0001-01-01\"",
    "\"2025-02-29\"",
    "\"\\u0000\"",
    "\"\\ud800\"",
    "[]",
    "{}",
    "[[[[[[[[[[1]]]]]]]]]]",
    "\"\u{202e}4415\"",
];

const ERRORS: &[&str] = &[
    "LINE_TOO_LONG",
    "NOT_UTF8",
    "NOT_JSON",
    "NO_FUNCTION",
    "UNKNOWN_FUNCTION",
    "WRONG_FIELDS",
    "ENDORSED_TOO_EARLY",
    "ENDORSED_AFTER_CANCELLATION",
    "ON_TOO_EARLY",
];

/// Makes a line without its end.
fn line(chance: &mut Chance) -> Vec<u8> {
    let mut line = match chance.below(8) {
        0 => chance.text(CASES).into_bytes(),
        1 => strange_value(chance).into_bytes(),
        2 => (0..chance.below(200))
            .map(|_| chance.draw().to_le_bytes()[0])
            .collect(),
        _ => other_digits(chance).into_bytes(),
    };
    if chance.below(20_000) == 0 {
        line.resize(70_000, b' ');
    }
    line.retain(|byte| *byte != b'\n');
    line
}

/// A case in which some digits are others: most stay cases, on other days and of other people.
fn other_digits(chance: &mut Chance) -> String {
    let mut case: Vec<char> = chance.pick(CASES).chars().collect();
    let digits: Vec<usize> = (0..case.len())
        .filter(|place| case[*place].is_ascii_digit())
        .collect();
    for _ in 0..chance.below(4) {
        let digit = u8::try_from(chance.below(10)).expect("one digit");
        case[chance.pick(&digits)] = char::from(b'0' + digit);
    }
    case.into_iter().collect()
}

/// A case in which one value is of another kind.
fn strange_value(chance: &mut Chance) -> String {
    let case = chance.pick(CASES);
    let colons: Vec<usize> = case
        .match_indices("\":")
        .map(|(place, _)| place + 2)
        .collect();
    let from = chance.pick(&colons);
    let length = case[from..].find([',', '}']).unwrap_or(0);
    format!(
        "{}{}{}",
        &case[..from],
        chance.pick(VALUES),
        &case[from + length..]
    )
}

/// Tells whether an answer is one of the rules; a named error is none.
fn is_of_the_rules(answer: &Value) -> bool {
    let fields = answer.as_object().expect("an answer is an object");
    if let Some(error) = fields.get("error") {
        assert!(ERRORS.contains(&error.as_str().expect("a name")), "{error}");
        return false;
    }
    let told = ["ok", "age", "first_eligible", "state", "verdict"];
    assert!(
        told.iter().any(|field| fields.contains_key(*field)),
        "{answer}"
    );
    true
}

#[test]
fn every_line_has_an_answer() {
    let (lines, seed) = (
        setting("HOSTILE_INPUTS", INPUTS),
        setting("HOSTILE_SEED", SEED),
    );
    let program = town::binary("kioskctl").expect("built before its tests");
    let mut child = Command::new(program)
        .arg("try")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = BufWriter::new(child.stdin.take().expect("the input is ours"));
    let output = BufReader::new(child.stdout.take().expect("the output is ours"));
    let good = std::thread::scope(|scope| {
        scope.spawn(move || {
            for number in 0..lines {
                let mut chance = Chance::new(seed ^ number.rotate_left(32));
                input
                    .write_all(&line(&mut chance))
                    .expect("the program reads on");
                input.write_all(b"\n").expect("the program reads on");
            }
        });
        let (mut answered, mut good) = (0, 0);
        for text in output.lines() {
            let text = text.expect("answers are text");
            let answer = serde_json::from_str(&text).expect("answers are JSON");
            answered += 1;
            good += u64::from(is_of_the_rules(&answer));
        }
        assert_eq!(answered, lines, "HOSTILE_SEED={seed}");
        good
    });
    let end = child.wait_with_output().expect("the program ends");
    assert!(end.stderr.is_empty(), "{end:?}");
    assert_eq!(end.status.code(), Some(1), "some line was no case");
    println!("{lines} lines, seed {seed}: {good} were cases");
    // A generator that makes only nonsense, or only good input, proves nothing.
    assert!(good * 20 > lines && good < lines, "{good} of {lines}");
}
