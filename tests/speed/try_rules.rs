//! How long `kioskctl try` takes for 100,000 cases: one row of docs/measurements.md.

use std::{
    fs::File,
    io::{BufWriter, Write as _},
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use anyhow::{Result, ensure};
use town::binary;

const CASES: usize = 100_000;
const RUNS: usize = 5;
const LIMIT: Duration = Duration::from_secs(2);

/// The examples of the contract, in turn.
const EXAMPLES: &[&str] = &[
    r#"{"fn":"document","type":"RESIDENT_ID","number":"11010519491231002X","on":"2025-06-15"}"#,
    r#"{"fn":"document","type":"RESIDENT_ID","number":"449900199001010010","on":"2025-06-15"}"#,
    r#"{"fn":"age","birth":"2008-02-29","on":"2024-02-28"}"#,
    r#"{"fn":"stay","start":"2024-02-29"}"#,
    r#"{"fn":"stay","city":"4415","on":"2025-12-01","segments":[{"city":"4415","from":"2025-01-01","to":"2025-03-31"},{"city":"4415","from":"2025-04-04","to":null}]}"#,
    r#"{"fn":"endorsement","issued":"2024-02-29","endorsed":["2025-02-10"],"on":"2026-02-01"}"#,
    r#"{"fn":"eligible","city":"4415","on":"2025-07-03","population":"FLOATING","age":30,"habitual_since":"2025-01-01","segments":[{"city":"4415","from":"2025-01-01","to":null}],"presentations":["2025-01-09","2025-02-11","2025-03-05","2025-04-18","2025-05-20","2025-06-22"],"grounds":["JOB"]}"#,
];

fn main() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let cases = folder.path().join("cases.jsonl");
    let mut out = BufWriter::new(File::create(&cases)?);
    for case in EXAMPLES.iter().cycle().take(CASES) {
        writeln!(out, "{case}")?;
    }
    out.into_inner()?.sync_all()?;
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let answers = folder.path().join("answers.jsonl");
        let begun = Instant::now();
        let status = Command::new(binary("kioskctl")?)
            .arg("try")
            .stdin(Stdio::from(File::open(&cases)?))
            .stdout(Stdio::from(File::create(&answers)?))
            .status()?;
        times.push(begun.elapsed());
        ensure!(status.success(), "a case was not answered");
        let answered = std::fs::read_to_string(&answers)?.lines().count();
        ensure!(answered == CASES, "{answered} answers");
    }
    times.sort_unstable();
    let (median, longest) = (times.get(RUNS / 2), times.last());
    let (Some(median), Some(longest)) = (median, longest) else {
        unreachable!("several runs were made");
    };
    let figure = format!(
        "{:.2} s; {:.2} s",
        median.as_secs_f64(),
        longest.as_secs_f64()
    );
    // A closed output ends no measurement.
    writeln!(
        std::io::stdout(),
        "| `kioskctl try`, {CASES} cases, median; longest of {RUNS} | {figure} |"
    )
    .ok();
    ensure!(*longest < LIMIT, "slower than {LIMIT:?}");
    Ok(())
}
