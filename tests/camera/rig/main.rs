//! Plays what happens to a camera in the life of a kiosk, and asserts that the scanner lives on.
//!
//! Runs in the virtual machine of `run.sh` as its only program, with the product's own scanner and
//! the kernel's own camera driver. Each line tells how long it took to notice a fault, how long from
//! its end to the next code that was read, and how many threads there are.

mod device;
mod scenes;
mod witness;

use std::{
    io::{self, Write as _},
    process::ExitCode,
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, ensure};
use scanner::SourceChoice;

/// The goal: so long after a fault is gone, codes are read again.
const RECOVERED_MAX: Duration = Duration::from_millis(3000);
/// How long the rig waits for that; what is late is told with its time.
const PATIENCE: Duration = Duration::from_secs(12);

/// How often something is looked at that tells of no change.
pub(crate) const TICK: Duration = Duration::from_millis(20);

fn main() -> ExitCode {
    // Panics of decoders are expected and caught; they would fill the console.
    std::panic::set_hook(Box::new(|panic| {
        if !scanner::is_guarded() {
            writeln!(io::stderr(), "rig: {panic}").ok();
        }
    }));
    let mut arguments = std::env::args().skip(1);
    let outcome = match arguments.next().as_deref() {
        Some("hold") => hold(&arguments.next().unwrap_or_default()),
        _ => play(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            writeln!(io::stdout(), "FAILED  {error:#}").ok();
            ExitCode::FAILURE
        }
    }
}

/// Holds a camera until the process is killed.
fn hold(camera: &str) -> Result<()> {
    let choice: SourceChoice = camera.parse()?;
    let start = Instant::now();
    let mut source = loop {
        match choice.open() {
            Ok(source) => break source,
            // Whoever had it before is still closing it.
            Err(_) if start.elapsed() < PATIENCE => std::thread::park_timeout(TICK),
            Err(error) => return Err(error.into()),
        }
    };
    source.next()?;
    writeln!(io::stdout(), "held")?;
    loop {
        source.next()?;
    }
}

fn play() -> Result<()> {
    let threads_before = threads();
    let mut tally = Tally::default();
    scenes::play(&mut tally)?;
    let threads_after = settled_threads(threads_before);
    say(&format!(
        "threads: {threads_before} before, {threads_after} after"
    ));
    ensure!(threads_after == threads_before, "threads were left behind");
    tally.conclude()
}

/// What was measured so far.
#[derive(Default)]
pub(crate) struct Tally {
    rows: u32,
    worst: Duration,
    late: Vec<String>,
    /// Threads while the first camera delivers frames: the same each time.
    threads: Option<usize>,
}

impl Tally {
    /// Notes a fault that is over.
    pub(crate) fn note(&mut self, scene: &str, noticed: Option<Duration>, recovered: Duration) {
        let noticed = noticed.map_or("-".to_owned(), |took| {
            format!("{:.2} s", took.as_secs_f64())
        });
        say(&format!(
            "{scene:<28} noticed {noticed:>7}  recovered {:>6.2} s  threads {}",
            recovered.as_secs_f64(),
            threads()
        ));
        self.rows += 1;
        self.worst = self.worst.max(recovered);
        if recovered > RECOVERED_MAX {
            self.late.push(scene.to_owned());
        }
    }

    /// Asserts that as many threads as at the first call are at work.
    pub(crate) fn same_threads(&mut self) -> Result<()> {
        let before = *self.threads.get_or_insert_with(threads);
        let now = settled_threads(before);
        ensure!(now == before, "{now} threads instead of {before}");
        Ok(())
    }

    fn conclude(self) -> Result<()> {
        say(&format!(
            "{} scenes, slowest recovery {:.2} s",
            self.rows,
            self.worst.as_secs_f64()
        ));
        ensure!(
            self.late.is_empty(),
            "longer than {RECOVERED_MAX:?}: {}",
            self.late.join(", ")
        );
        Ok(())
    }
}

fn threads() -> usize {
    std::fs::read_dir("/proc/self/task").map_or(0, Iterator::count)
}

/// Counts the threads; one that was joined stays in the system's list for a moment.
fn settled_threads(expected: usize) -> usize {
    let start = Instant::now();
    while threads() != expected && start.elapsed() < Duration::from_secs(1) {
        std::thread::park_timeout(TICK);
    }
    threads()
}

/// Writes a line with the seconds since the machine started.
pub(crate) fn say(line: &str) {
    let uptime = std::fs::read_to_string("/proc/uptime").unwrap_or_default();
    let seconds = uptime.split(' ').next().unwrap_or("-");
    // A closed console ends nothing.
    writeln!(io::stdout(), "[{seconds:>6}] {line}").ok();
}

/// Waits until something holds.
pub(crate) fn wait_until(what: &str, holds: impl Fn() -> bool) -> Result<()> {
    let start = Instant::now();
    while !holds() {
        ensure!(
            start.elapsed() < PATIENCE,
            "{what}: not within {PATIENCE:?}"
        );
        std::thread::park_timeout(TICK);
    }
    Ok(())
}

/// Runs the technician's command and returns the lines it prints.
pub(crate) fn kioskctl(arguments: &[&str]) -> Result<Vec<serde_json::Value>> {
    let output = std::process::Command::new(device::beside_us("kioskctl")?)
        .args(arguments)
        .output()
        .context("kioskctl starts")?;
    let told = String::from_utf8_lossy(&output.stdout);
    ensure!(
        output.status.success(),
        "kioskctl: {} {told} {}",
        output.status,
        String::from_utf8_lossy(&output.stderr)
    );
    let lines = told.lines().map(serde_json::from_str);
    lines.collect::<Result<_, _>>().context("lines of JSON")
}
