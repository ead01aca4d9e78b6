//! The rows of docs/measurements.md, and what they tell of processes.

use std::io::Write as _;

use anyhow::{Context as _, Result};

/// Prints a row.
pub(crate) fn row(what: &str, figure: &str) {
    // A closed output ends no measurement.
    writeln!(std::io::stdout(), "| {what} | {figure} |").ok();
}

/// Reads one line of a process's memory, in mebibytes.
pub(crate) fn mebibytes(pid: u32, name: &str) -> Result<f64> {
    let text = std::fs::read_to_string(format!("/proc/{pid}/smaps_rollup"))?;
    let line = text.lines().find(|line| line.starts_with(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok());
    Ok(kilobytes.with_context(|| name.to_owned())? / 1024.0)
}

/// Returns the processes below one.
pub(crate) fn children(parent: u32) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let mut found: Vec<u32> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter(|pid: &u32| {
            let status = std::fs::read_to_string(format!("/proc/{pid}/status"));
            status.is_ok_and(|text| text.lines().any(|line| line == format!("PPid:\t{parent}")))
        })
        .collect();
    let below: Vec<u32> = found.iter().flat_map(|child| children(*child)).collect();
    found.extend(below);
    found
}
