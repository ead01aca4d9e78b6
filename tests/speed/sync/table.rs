//! Rows, spreads and the processor time that processes took.

use std::{fs, io::Write as _, time::Duration};

use anyhow::{Context as _, Result};

/// Ticks of the processor accounting a second; fixed on Linux.
const TICKS_A_SECOND: u64 = 100;

/// Prints a heading and the first lines of a table.
pub(crate) fn heading(title: &str, columns: &[&str]) {
    line("");
    line(title);
    line("");
    row(columns);
    row(&vec!["---"; columns.len()]);
}

/// Prints a row of a table.
pub(crate) fn row<S: AsRef<str>>(cells: &[S]) {
    let cells: Vec<&str> = cells.iter().map(AsRef::as_ref).collect();
    line(&format!("| {} |", cells.join(" | ")));
}

/// Prints a line.
pub(crate) fn line(text: &str) {
    let mut out = std::io::stdout().lock();
    // A closed output ends no measurement.
    writeln!(out, "{text}").and_then(|()| out.flush()).ok();
}

/// Tells what happens meanwhile, beside the tables.
pub(crate) fn note(text: &str) {
    writeln!(std::io::stderr(), "sync-bench: {text}").ok();
}

/// Returns the value below which this part of the sorted values lies.
pub(crate) fn quantile(values: &mut [f64], part: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "a place in a list of a few thousand"
    )]
    let place = (part * values.len() as f64) as usize;
    let last = values.len().saturating_sub(1);
    values.get(place.min(last)).copied().unwrap_or_default()
}

/// Makes a number out of a count.
#[expect(clippy::cast_precision_loss, reason = "counts below 2^52")]
pub(crate) fn number(count: u64) -> f64 {
    count as f64
}

/// The processor time that a process took until now, its threads together.
pub(crate) fn cpu_of(pid: u32) -> Result<Duration> {
    let ticks = stat_fields(pid)?;
    let ticks: u64 = ticks.get(11..13).context("two times")?.iter().sum();
    Ok(Duration::from_millis(ticks * 1_000 / TICKS_A_SECOND))
}

/// The processor time that a process and its children took until now, those included that ended.
pub(crate) fn cpu_of_family(pid: u32) -> Result<Duration> {
    let own = stat_fields(pid)?;
    let ended: u64 = own.get(11..15).context("four times")?.iter().sum();
    let mut all = Duration::from_millis(ended * 1_000 / TICKS_A_SECOND);
    for child in children_of(pid) {
        // One that has just ended is in the times of its parent.
        all += cpu_of(child).unwrap_or_default();
    }
    Ok(all)
}

/// The process that started another.
pub(crate) fn parent_of(pid: u32) -> Result<u32> {
    let fields = stat_fields(pid)?;
    Ok(u32::try_from(*fields.get(1).context("a parent")?)?)
}

fn children_of(parent: u32) -> Vec<u32> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| parent_of(*pid).is_ok_and(|of| of == parent))
        .collect()
}

/// The numbers after the name of the program; the state, a letter, counts as 0.
fn stat_fields(pid: u32) -> Result<Vec<u64>> {
    let text = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let (_, rest) = text
        .rsplit_once(')')
        .context("the form of /proc/PID/stat")?;
    Ok(rest
        .split_whitespace()
        .map(|word| word.parse().unwrap_or_default())
        .collect())
}

/// Microseconds a piece.
pub(crate) fn micros_each(time: Duration, pieces: u64) -> f64 {
    time.as_secs_f64() * 1e6 / number(pieces.max(1))
}
