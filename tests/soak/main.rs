//! A whole town in one process, driven by one number: a centre, some kiosks, links that lose,
//! repeat, reorder, delay and cut; power that fails at any step; clocks that jump; images of disks
//! that come back. Time is simulated; the centre, the kiosks' memory and the engine of the exchange
//! are the real ones.
//!
//! After every run: all that was acknowledged is at the centre once, in order for each kiosk, the
//! states on both sides are equal, and nothing personal stands in any trace, log or file that may
//! hold none. The same number gives the same run, byte for byte.
//!
//! `cargo test --test soak` runs 300 seeds; `make soak SEEDS=n` as many as one likes, and
//! `make soak SEED=n` one of them, with its trace.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a test may fail and tell; counts and the seed come from the environment"
)]

mod cast;
mod centre;
mod chance;
mod check;
mod disasters;
mod hands;
mod kiosk;
mod living;
mod network;
mod power;
mod story;
mod template;
mod trace;

use std::process::ExitCode;

use template::Template;

/// Seeds of an ordinary test run.
const SEEDS: u64 = 300;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["hand", first, step, count] => hands::work(number(first), number(step), number(count)),
        // Cargo names the tests that it wants.
        _ if words.contains(&"--list") => ExitCode::SUCCESS,
        _ if words
            .iter()
            .any(|word| !word.starts_with('-') && !"soak".contains(word)) =>
        {
            ExitCode::SUCCESS
        }
        _ => match std::env::var("SOAK_SEED") {
            Ok(seed) => replay(number(&seed)),
            Err(_) => hands::share(std::env::var("SOAK_SEEDS").map_or(SEEDS, |n| number(&n))),
        },
    }
}

fn number(text: &str) -> u64 {
    text.parse().expect("a number")
}

/// Runs one seed twice and shows what happened.
fn replay(seed: u64) -> ExitCode {
    let template = Template::make();
    let first = living::run(&template, seed);
    for line in &first.trace.lines {
        println!("{line}");
    }
    let again = living::run(&template, seed);
    println!(
        "seed {seed}: trace {:016x}, again {:016x}",
        first.trace.hash(),
        again.trace.hash()
    );
    if first.trace.hash() != again.trace.hash() {
        println!("seed {seed}: the second run was another one");
        return ExitCode::FAILURE;
    }
    match first.failure {
        None => ExitCode::SUCCESS,
        Some(failure) => {
            println!("seed {seed} FAILED: {failure}");
            ExitCode::FAILURE
        }
    }
}
