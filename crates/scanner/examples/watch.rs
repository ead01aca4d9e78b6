//! Watches through the first camera for some seconds and tells what happens, line by line.
//!
//! `cargo run -p scanner --example watch -- 20` shows a technician whether a camera is good enough.
//! It prints the texts it reads: show it nobody's own code.

use std::io::{self, Write as _};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use scanner::{Found, Opener, SourceChoice, Watcher, Which};

/// How long one wait for a frame lasts; a change of state is told at most this late.
const TICK: Duration = Duration::from_millis(100);
/// How often the frames are counted.
const COUNT_EVERY: Duration = Duration::from_secs(2);

/// Prints lines with the seconds since the start.
#[derive(Clone, Copy)]
struct Teller(Instant);

impl Teller {
    fn say(self, line: &str) {
        let seconds = self.0.elapsed().as_secs_f64();
        // Nobody reads any more: the watching ends at its time all the same.
        let _gone = writeln!(io::stdout(), "[{seconds:7.2}] {line}");
    }
}

fn main() -> ExitCode {
    let start = Instant::now();
    let teller = Teller(start);
    let argument = std::env::args().nth(1).unwrap_or_else(|| "20".to_owned());
    let Ok(seconds) = argument.parse::<u32>() else {
        teller.say("usage: watch [SECONDS]");
        return ExitCode::from(2);
    };
    std::panic::set_hook(Box::new(move |info| {
        let kind = if scanner::is_guarded() {
            "caught"
        } else {
            "NOT CAUGHT"
        };
        teller.say(&format!("panic ({kind}): {info}"));
    }));
    let on_text = move |found: Found| {
        let Found {
            text,
            frame_to_code_ms,
        } = found;
        teller.say(&format!("text after {frame_to_code_ms:.0} ms: {text}"));
    };
    let watcher = Watcher::start_with(opener(teller), Box::new(on_text));
    watcher.set_wanted(true);
    watch(
        &watcher,
        teller,
        start + Duration::from_secs(seconds.into()),
    );

    let ending = Instant::now();
    drop(watcher);
    let ms = ending.elapsed().as_millis();
    teller.say(&format!("watcher dropped in {ms} ms"));
    ExitCode::SUCCESS
}

/// Opens the camera as the kiosk does and tells each opening, and a failure when it is a new one.
fn opener(teller: Teller) -> Opener {
    let mut failure = None;
    Box::new(move || {
        let opened = SourceChoice::Camera(Which::First).open();
        match &opened {
            Ok(source) => teller.say(&format!("opened: {}", source.name())),
            Err(error) if failure == Some(*error) => {}
            Err(error) => teller.say(&format!("not opened: {error}")),
        }
        failure = opened.as_ref().err().copied();
        opened
    })
}

/// Tells states and frames a second until the end.
fn watch(watcher: &Watcher, teller: Teller, end: Instant) {
    let mut state = None;
    let mut seen = 0;
    let mut counted = (0, Instant::now());
    while Instant::now() < end {
        if let Some((number, _)) = watcher.next_jpeg(seen, TICK) {
            seen = number;
        }
        let now = watcher.state();
        if state != Some(now) {
            state = Some(now);
            teller.say(&format!("state: {now:?}"));
        }
        let (before, at) = counted;
        if at.elapsed() >= COUNT_EVERY {
            if seen > before {
                let rate = (seen - before) as f64 / at.elapsed().as_secs_f64();
                teller.say(&format!("frames: {seen}, {rate:.1} a second"));
            }
            counted = (seen, Instant::now());
        }
    }
}
