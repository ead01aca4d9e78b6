//! Many seeds, shared among processes: one a core, so that each has its own log to be searched.

use std::{
    fs::File,
    io::BufReader,
    path::Path,
    process::{Child, Command, ExitCode, Stdio},
    sync::mpsc::{Sender, channel},
    thread,
    time::{Duration, Instant},
};

use town::Needles;

use crate::{
    living::run,
    template::{Template, quick_folder},
};

/// Every so many seeds one is run twice.
const TWICE_EVERY: u64 = 25;
/// A line of progress after this time.
const TELL_EVERY: Duration = Duration::from_secs(10);
/// Failing seeds that are told before the rest is left out.
const FAILURES_MAX: u64 = 5;

/// Runs the seeds `first`, `first + step`, … up to `count`, and says a line about each.
pub(crate) fn work(first: u64, step: u64, count: u64) -> ExitCode {
    let template = Template::make();
    for seed in (first..=count).step_by(usize::try_from(step).unwrap()) {
        let began = Instant::now();
        let mut ended = run(&template, seed);
        let took_us = began.elapsed().as_micros();
        if seed.is_multiple_of(TWICE_EVERY) && ended.failure.is_none() {
            let again = run(&template, seed);
            if again.trace.hash() != ended.trace.hash() {
                ended.failure = Some("the same seed gave another run".to_owned());
            }
        }
        match ended.failure {
            None => println!("ok {seed} {took_us}"),
            Some(failure) => {
                for line in ended.trace.lines {
                    println!("| {line}");
                }
                println!("failed {seed} {failure}");
            }
        }
    }
    ExitCode::SUCCESS
}

/// A process at work, with the file that its log goes to.
struct Hand {
    child: Child,
    log: std::path::PathBuf,
}

/// Shares the seeds 1 to `count` among the cores.
pub(crate) fn share(count: u64) -> ExitCode {
    let began = Instant::now();
    let hands = thread::available_parallelism().map_or(1, usize::from) as u64;
    let folder = quick_folder();
    let (told, heard) = channel();
    let mut all = Vec::new();
    for first in 1..=hands {
        let log = folder.path().join(format!("log-{first}"));
        let mut child = unlocked(&std::env::current_exe().unwrap())
            .args([
                "hand",
                &first.to_string(),
                &hands.to_string(),
                &count.to_string(),
            ])
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let output = BufReader::new(child.stdout.take().unwrap());
        let told = told.clone();
        thread::spawn(move || pass_on(output, &told));
        all.push(Hand { child, log });
    }
    drop(told);
    let mut count_of = Count::default();
    let mut next = TELL_EVERY;
    for lines in heard {
        count_of.take(&lines);
        if began.elapsed() >= next {
            next = began.elapsed() + TELL_EVERY;
            let (done, failed) = (count_of.passed + count_of.failed, count_of.failed);
            println!("soak: {done} of {count} seeds, {failed} failed");
        }
    }
    for hand in &mut all {
        let ended = hand.child.wait().unwrap();
        if !ended.success() {
            let log = std::fs::read_to_string(&hand.log).unwrap_or_default();
            let from = log.len().saturating_sub(4_000);
            println!(
                "soak: a process ended with {ended}\n{}",
                &log[log.ceil_char_boundary(from)..]
            );
            return ExitCode::FAILURE;
        }
    }
    let lines = search(&all);
    let passed = count_of.passed;
    println!(
        "soak: {passed} of {count} seeds passed in {:.1} s ({:.0} ms each on {hands} cores); {lines} log lines name nobody",
        began.elapsed().as_secs_f64(),
        count_of.took_us as f64 / 1_000.0 / passed.max(1) as f64,
    );
    if passed == count {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Starts a program that may lock no memory, where the system has the tools for it: the memory of a
/// kiosk locks whatever it allocates, which is half the time of a run, and here nothing is secret.
fn unlocked(program: &Path) -> Command {
    const TOOLS: [&str; 2] = ["/usr/bin/prlimit", "/usr/bin/setpriv"];
    if !TOOLS.iter().all(|tool| Path::new(tool).exists()) {
        return Command::new(program);
    }
    let mut command = Command::new(TOOLS[0]);
    command.args(["--memlock=0:0", TOOLS[1]]);
    command.args(["--bounding-set=-ipc_lock", "--inh-caps=-ipc_lock"]);
    command.arg(program);
    command
}

/// Hands over what is said about each seed, with the trace before it.
fn pass_on(output: impl std::io::BufRead, told: &Sender<Vec<String>>) {
    let mut lines = Vec::new();
    for line in output.lines() {
        let line = line.unwrap();
        let ends = !line.starts_with('|');
        lines.push(line);
        if ends {
            told.send(std::mem::take(&mut lines)).unwrap();
        }
    }
}

#[derive(Default)]
struct Count {
    passed: u64,
    failed: u64,
    took_us: u64,
}

impl Count {
    fn take(&mut self, lines: &[String]) {
        let last = lines.last().map_or("", String::as_str);
        let words: Vec<&str> = last.splitn(3, ' ').collect();
        match words.as_slice() {
            ["ok", _, took_us] => {
                self.passed += 1;
                self.took_us += took_us.parse::<u64>().unwrap();
            }
            ["failed", seed, why] => {
                self.failed += 1;
                if self.failed <= FAILURES_MAX {
                    for line in lines.iter().filter(|line| line.starts_with('|')) {
                        println!("{line}");
                    }
                    println!(
                        "soak: seed {seed} FAILED: {why}\nsoak: run it again: make soak SEED={seed}"
                    );
                }
            }
            _ => println!("{last}"),
        }
    }
}

/// Searches what the processes wrote into their logs, and counts the lines.
fn search(hands: &[Hand]) -> usize {
    let secrets = Template::make().cast.secrets;
    let needles = Needles::new(secrets.iter().map(String::as_str)).unwrap();
    let mut lines = 0;
    for hand in hands {
        let log = std::fs::read(&hand.log).unwrap();
        assert!(needles.find(&log).is_none(), "a log names somebody");
        lines += log.iter().filter(|byte| **byte == b'\n').count();
    }
    lines
}
