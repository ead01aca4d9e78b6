//! `kioskctl places search` as a technician calls it.

use std::process::{Command, Output};

use serde_json::{Value, json};

fn search(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .args(["places", "search"])
        .args(arguments)
        .output()
        .expect("the program starts")
}

fn lines(output: &Output) -> Vec<Value> {
    let text = String::from_utf8(output.stdout.clone()).expect("answers are text");
    let line = |line: &str| serde_json::from_str(line).expect("one object a line");
    text.lines().map(line).collect()
}

#[test]
fn each_answer_is_one_object_a_line() {
    for arguments in [
        &["汕尾城区", "--limit", "1"][..],
        &["--json", "--limit", "1", "shanwei", "chengqu"],
    ] {
        let output = search(arguments);
        assert_eq!(output.status.code(), Some(0));
        let city = json!({"code": "441502", "name": "城区", "path": "汕尾市城区", "score": 100});
        assert_eq!(lines(&output), [city]);
    }
}

#[test]
fn the_limit_is_kept() {
    assert_eq!(lines(&search(&["新村"])).len(), 10);
    assert_eq!(lines(&search(&["--limit", "3", "新村"])).len(), 3);
}

#[test]
fn nothing_found_and_wrong_usage_differ() {
    let nothing = search(&["vvvvvvvv"]);
    assert_eq!((nothing.status.code(), nothing.stdout.len()), (Some(1), 0));
    assert_eq!(search(&[""]).status.code(), Some(1));
    assert_eq!(search(&[]).status.code(), Some(2));
    assert_eq!(search(&["--limit", "0", "海丰"]).status.code(), Some(2));
    assert_eq!(search(&["--limit", "many", "海丰"]).status.code(), Some(2));
}
