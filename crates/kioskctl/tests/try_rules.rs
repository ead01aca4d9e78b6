//! `kioskctl try` as an authority calls it: cases on standard input, answers on standard output.

use std::io::Write as _;
use std::process::{Command, Output, Stdio};

fn run(arguments: &[&str], input: &[u8]) -> Output {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .arg("try")
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("the input is ours");
    stdin.write_all(input).expect("the program reads on");
    drop(stdin);
    child.wait_with_output().expect("the program ends")
}

/// Answers of one run, and its exit code.
fn answers(arguments: &[&str], cases: &str) -> (String, Option<i32>) {
    let output = run(arguments, cases.as_bytes());
    assert!(output.stderr.is_empty(), "{output:?}");
    let text = String::from_utf8(output.stdout).expect("answers are text");
    (text, output.status.code())
}

/// One case under a profile, answered without its end of line.
fn under(profile: &str, case: &str) -> String {
    let (text, _) = answers(&["--profile", profile], case);
    text.trim_end().to_owned()
}

/// Checks pairs of lines: a case, and "→ " with its answer.
fn check(profile: &str, pairs: &str) {
    let lines = || pairs.trim().lines().map(str::trim);
    let cases: Vec<_> = lines().step_by(2).collect();
    let wanted: Vec<_> = lines()
        .skip(1)
        .step_by(2)
        .map(|line| line.strip_prefix("→ ").expect("an answer"))
        .collect();
    let (text, code) = answers(&["--profile", profile], &cases.join("\n"));
    assert_eq!(text.lines().collect::<Vec<_>>(), wanted);
    assert_eq!(code, Some(0));
}

/// The examples of the contract, byte for byte.
#[test]
fn the_examples_of_the_contract() {
    check(
        "gd_default",
        r#"
        {"fn":"document","type":"RESIDENT_ID","number":"11010519491231002X","on":"2025-06-15"}
        → {"ok":true,"key":"11010519491231002X","birth":"1949-12-31","sex":"F","warnings":[]}
        {"fn":"document","type":"RESIDENT_ID","number":"449900199001010010","on":"2025-06-15"}
        → {"ok":false,"error_code":"ID_CHECKSUM"}
        {"fn":"age","birth":"2008-02-29","on":"2024-02-28"}
        → {"age":15,"addable":"minor","self_declare":false,"guardian_consent":false}
        {"fn":"stay","start":"2024-02-29"}
        → {"first_eligible":"2024-08-30"}
        {"fn":"stay","city":"4415","on":"2025-12-01","segments":[{"city":"4415","from":"2025-01-01","to":"2025-03-31"},{"city":"4415","from":"2025-04-04","to":null}]}
        → {"start":"2025-01-01","first_eligible":"2025-07-03"}
        {"fn":"endorsement","issued":"2024-02-29","endorsed":["2025-02-10"],"on":"2026-02-01"}
        → {"state":"VALID","window_from":"2026-01-28","window_to":"2026-02-27","lapse_on":"2026-02-28","allowed":true}
        {"fn":"eligible","city":"4415","on":"2025-07-03","population":"FLOATING","age":30,"habitual_since":"2025-01-01","segments":[{"city":"4415","from":"2025-01-01","to":null}],"presentations":["2025-01-09","2025-02-11","2025-03-05","2025-04-18","2025-05-20","2025-06-22"],"grounds":["JOB"]}
        → {"verdict":"ELIGIBLE","since":"2025-07-03","route":"STAY","denials":[]}
        "#,
    );
}

#[test]
fn documents_of_every_group() {
    check(
        "gd_default",
        r#"
        {"fn":"document","type":"RESIDENT_ID","number":"44990019850505019x","on":"2025-06-15"}
        → {"ok":true,"key":"44990019850505019X","birth":"1985-05-05","sex":"M","warnings":["DIVISION_UNKNOWN"]}
        {"fn":"document","type":"RESIDENT_ID","number":"449900900101001","on":"2025-06-15"}
        → {"ok":false,"error_code":"ID_OLD_15"}
        {"fn":"document","type":"HKMO_PASS","number":"M0000000100","on":"2025-06-15"}
        → {"ok":true,"key":"M00000001","birth":null,"sex":null,"warnings":[]}
        {"fn":"document","type":"FOREIGN_PR_2023","number":"932682198501010017","on":"2025-06-15"}
        → {"ok":true,"key":"932682198501010017","birth":"1985-01-01","sex":"M","warnings":[]}
        {"fn":"document","type":"TW_RESIDENCE","number":"810000190101010015","on":"2025-06-15"}
        → {"ok":false,"error_code":"ID_REGION"}
        {"fn":"document","type":"RESIDENT_ID","number":"11010519491231002X","on":"2025-06-15","birth":"1949-12-31","sex":"M"}
        → {"ok":false,"error_code":"ID_MISMATCH"}
        {"fn":"document","type":"BIRTH_CERT","number":"Z449999999","birth":"2025-06-01","on":"2025-06-15"}
        → {"ok":true,"key":"Z449999999","birth":"2025-06-01","sex":null,"warnings":[]}
        {"fn":"document","type":"PASSPORT_FOREIGN","number":"AB123456","on":"2025-06-15"}
        → {"ok":false,"error_code":"ID_FORMAT"}
        {"fn":"document","type":"PASSPORT_FOREIGN","number":"AB123456","state":"FRA","on":"2025-06-15"}
        → {"ok":true,"key":"FRAAB123456","birth":null,"sex":null,"warnings":[]}
        "#,
    );
}

#[test]
fn stays_and_endorsements() {
    check(
        "gd_default",
        r#"
        {"fn":"stay","city":"4415","on":"2025-12-01","segments":[{"city":"4401","from":"2025-01-01"}]}
        → {"start":null,"first_eligible":null}
        {"fn":"stay","city":"4415","on":"2025-12-01","segments":[{"city":"4415","from":"2025-01-01","voided":true},{"city":"4415","from":"2025-02-01"}]}
        → {"start":"2025-02-01","first_eligible":"2025-08-03"}
        {"fn":"endorsement","issued":"2025-03-15","on":"2026-02-14"}
        → {"state":"VALID","window_from":"2026-02-15","window_to":"2026-03-14","lapse_on":"2026-03-15","allowed":false}
        {"fn":"endorsement","issued":"2025-03-15","endorsed":[],"on":"2026-03-15"}
        → {"state":"SUSPENDED","window_from":"2026-02-15","window_to":"2026-03-14","lapse_on":"2026-03-15","allowed":true}
        {"fn":"endorsement","issued":"2025-03-15","endorsed":["2026-05-01"],"on":"2026-05-01"}
        → {"state":"VALID","window_from":"2027-04-01","window_to":"2027-04-30","lapse_on":"2027-05-01","allowed":false}
        "#,
    );
    check(
        "gd_shenzhen",
        r#"
        {"fn":"stay","start":"2024-02-29"}
        → {"first_eligible":"2025-02-28"}
        {"fn":"endorsement","issued":"2025-06-01","on":"2026-04-02"}
        → {"state":"VALID","window_from":"2026-04-02","window_to":"2026-05-31","lapse_on":"2026-06-01","allowed":true}
        {"fn":"endorsement","issued":"2025-06-01","on":"2028-06-01"}
        → {"state":"CANCELLED","window_from":"2026-04-02","window_to":"2026-05-31","lapse_on":"2026-06-01","allowed":false}
        "#,
    );
}

/// Each verdict has its own fields, and every denial is told.
#[test]
fn verdicts() {
    let base = r#"{"fn":"eligible","city":"4415","population":"FLOATING","grounds":["JOB"],"segments":[{"city":"4415","from":"2025-01-01"}]"#;
    let verdict = |rest: &str| under("gd_default", &format!("{base},{rest}}}"));
    assert_eq!(
        verdict(r#""on":"2025-07-02","habitual_since":"2025-01-01""#),
        r#"{"verdict":"NOT_YET","on":"2025-07-03","denials":["STAY_TOO_SHORT","PRESENCE_UNPROVEN"]}"#
    );
    assert_eq!(
        verdict(r#""on":"2025-07-03","habitual_since":"2025-01-01""#),
        r#"{"verdict":"REVIEW","denials":["PRESENCE_UNPROVEN"]}"#
    );
    assert_eq!(
        verdict(
            r#""on":"2025-07-03","habitual_pending":true,"birth":"2009-07-04","live_permit":true,"live_application":true"#
        ),
        r#"{"verdict":"NO","denials":["HABITUAL_PENDING","HAS_PERMIT","HAS_APPLICATION","AGENT_REQUIRED"]}"#
    );
    for acting in ["guardian", "agent"] {
        let child = format!(
            r#""on":"2025-07-03","age":10,"{acting}":true,"exemption":"ENROLLED","exemption_since":"2024-09-01""#
        );
        assert_eq!(
            verdict(&child),
            r#"{"verdict":"ELIGIBLE","since":"2025-03-01","route":"ENROLLED","denials":[]}"#
        );
    }
    let by_address = |hukou: &str| {
        let case = format!(
            r#"{{"fn":"eligible","city":"4415","on":"2025-07-03","hukou":"{hukou}","age":30,"exemption":"OWN_OR_RELATIVE_HOME"}}"#
        );
        under("gd_default", &case)
    };
    assert_eq!(
        by_address("441521"),
        r#"{"verdict":"NO","denials":["LOCAL_HUKOU"]}"#
    );
    assert_eq!(
        by_address("440300"),
        r#"{"verdict":"ELIGIBLE","since":"2025-07-03","route":"OWN_HOME","denials":[]}"#
    );
}

#[test]
fn profiles_are_chosen_by_name() {
    let age = r#"{"fn":"age","birth":"2008-01-01","on":"2025-01-01"}"#;
    let of_17 = |addable, alone| {
        format!(
            r#"{{"age":17,"addable":"{addable}","self_declare":{alone},"guardian_consent":false}}"#
        )
    };
    assert_eq!(under("gd_default", age), of_17("none", true));
    assert_eq!(under("gd_zhongshan", age), of_17("minor", false));
    let (text, code) = answers(&[], age);
    assert_eq!((text.trim_end(), code), (&*of_17("none", true), Some(0)));
    let output = run(&["--profile", "gd_moon"], b"");
    assert_eq!(output.status.code(), Some(2));
    assert!(output.stdout.is_empty() && !output.stderr.is_empty());
}

/// Line n answers line n: a line that is no case is an error of its own, the rest is answered.
#[test]
fn each_line_is_answered() {
    let long = format!(r#"{{"fn":"age","x":"{}"}}"#, "x".repeat(1 << 16));
    let nested = format!("{}1{}", "[".repeat(9000), "]".repeat(9000));
    let deep = format!(r#"{{"fn":"age","x":{nested}}}"#);
    let errors: [(&[u8], &str); 21] = [
        (b"", "NOT_JSON"),
        (b"   ", "NOT_JSON"),
        (b"nothing", "NOT_JSON"),
        (br#"{"fn":"age","birth":"2008-02-29","on":"2024-02-28""#, "NOT_JSON"),
        (br#"{"fn":"age"} {"fn":"age"}"#, "NOT_JSON"),
        (deep.as_bytes(), "WRONG_FIELDS"),
        (b"\xff\xfe", "NOT_UTF8"),
        (long.as_bytes(), "LINE_TOO_LONG"),
        (b"[]", "WRONG_FIELDS"),
        (br#"["age"]"#, "WRONG_FIELDS"),
        (b"{}", "NO_FUNCTION"),
        (br#"{"fn":"future"}"#, "UNKNOWN_FUNCTION"),
        (br#"{"fn":7}"#, "WRONG_FIELDS"),
        (br#"{"fn":"age","birth":"2008-02-29","on":"2024-02-28","x":1}"#, "WRONG_FIELDS"),
        (br#"{"fn":"age","birth":"2008-02-29","birth":"2008-02-29","on":"2024-02-28"}"#, "WRONG_FIELDS"),
        (br#"{"fn":"age","birth":"2008-2-9","on":"2024-02-28"}"#, "WRONG_FIELDS"),
        (br#"{"fn":"age","birth":"2007-02-29","on":"2024-02-28"}"#, "WRONG_FIELDS"),
        (br#"{"fn":"stay","start":"2024-02-29","on":"2024-02-29"}"#, "WRONG_FIELDS"),
        (br#"{"fn":"endorsement","issued":"2025-03-15","endorsed":["2026-02-14"],"on":"2026-03-01"}"#, "ENDORSED_TOO_EARLY"),
        (br#"{"fn":"endorsement","issued":"2025-03-15","endorsed":["2026-03-02"],"on":"2026-03-01"}"#, "ON_TOO_EARLY"),
        (br#"{"fn":"endorsement","issued":"2025-03-15","on":"2025-03-14"}"#, "ON_TOO_EARLY"),
    ];
    let good = br#"{"fn":"stay","start":"2024-02-29"}"#;
    let mut input = Vec::new();
    for (line, _) in &errors {
        input.extend_from_slice(line);
        input.push(b'\n');
        input.extend_from_slice(good);
        input.extend_from_slice(b"\r\n");
    }
    let output = run(&[], &input);
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8(output.stdout).expect("answers are text");
    let lines: Vec<_> = text.lines().collect();
    assert_eq!(lines.len(), 2 * errors.len());
    for (pair, (line, error)) in lines.chunks(2).zip(&errors) {
        let start = format!(r#"{{"error":"{error}""#);
        assert!(
            pair[0].starts_with(&start),
            "{} for {:?}",
            pair[0],
            line.get(..80)
        );
        assert_eq!(pair[1], r#"{"first_eligible":"2024-08-30"}"#);
    }
    assert_eq!(lines[16], r#"{"error":"WRONG_FIELDS"}"#);
    assert_eq!(lines[26], r#"{"error":"WRONG_FIELDS","column":54}"#);
}

#[test]
fn one_fact_is_not_told_twice() {
    let rest = r#""on":"2025-07-03","city":"4415""#;
    for fields in [
        r#""age":30"#,
        r#""population":"FLOATING","hukou":"440300""#,
        r#""population":"FLOATING","age":30,"birth":"1990-01-01""#,
        r#""population":"FLOATING","habitual_since":"2025-01-01","habitual_pending":true"#,
        r#""population":"FLOATING","exemption_since":"2025-01-01""#,
        r#""population":"floating""#,
        r#""population":"FLOATING","segments":[["4415","2025-01-01",null]]"#,
    ] {
        let (text, code) = answers(&[], &format!(r#"{{"fn":"eligible",{rest},{fields}}}"#));
        assert!(
            text.starts_with(r#"{"error":"WRONG_FIELDS""#),
            "{fields}: {text}"
        );
        assert_eq!(code, Some(1));
    }
    let late =
        r#"{"fn":"endorsement","issued":"2025-06-01","endorsed":["2028-06-01"],"on":"2028-06-01"}"#;
    assert_eq!(
        under("gd_shenzhen", late),
        r#"{"error":"ENDORSED_AFTER_CANCELLATION"}"#
    );
}

/// What a line holds is not repeated in its error.
#[test]
fn errors_show_nothing_personal() {
    let canary = "Zyxwv-Canary-1";
    for line in [
        format!(r#"{{"fn":"{canary}"}}"#),
        format!(r#"{{"fn":"age","birth":"{canary}","on":"2024-02-28"}}"#),
        format!(r#"{{"fn":"age","{canary}":1}}"#),
        canary.to_owned(),
    ] {
        let (text, code) = answers(&[], &line);
        assert!(!text.contains("Canary"), "{text}");
        assert_eq!(code, Some(1));
    }
}

/// A reader that leaves early is no failure.
#[test]
fn a_closed_output_ends_quietly() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_kioskctl"))
        .arg("try")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    drop(child.stdout.take());
    let mut stdin = child.stdin.take().expect("the input is ours");
    // The program may be gone before all is written.
    stdin
        .write_all(&b"{\"fn\":\"stay\",\"start\":\"2024-02-29\"}\n".repeat(10_000))
        .ok();
    drop(stdin);
    let output = child.wait_with_output().expect("the program ends");
    assert!(output.stderr.is_empty(), "{output:?}");
    assert_eq!(output.status.code(), Some(0));
}
