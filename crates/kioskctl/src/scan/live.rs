//! `kioskctl scan --camera`: what the kiosk's scanner sees through a camera, as it happens.

use std::time::{Duration, Instant};

use scanner::{Decoded, Decoder, FrameSource, SourceChoice, SourceError};
use serde::Serialize;

use crate::output::{Failure, Outcome, Printer};

/// Pause before a source that failed is opened again.
const REOPEN_AFTER: Duration = Duration::from_millis(300);

/// What happens, a line each.
#[derive(Serialize)]
#[serde(untagged)]
enum Line<'a> {
    Opened {
        opened: &'a str,
    },
    Failed {
        failed: String,
    },
    Seen {
        at: f64,
        texts: Vec<&'a str>,
        ms: f64,
    },
    Sum(&'a Sum),
}

/// What it came to.
#[derive(Serialize)]
struct Sum {
    seconds: f64,
    frames: u64,
    frames_per_second: f64,
    decodes: usize,
    with_text: usize,
    ms_median: f64,
    ms_worst: f64,
}

/// Counts while it watches.
struct Watch<'a> {
    printer: &'a mut Printer,
    json: bool,
    start: Instant,
    end: Instant,
    frames: u64,
    live: Duration,
    decode_ms: Vec<f64>,
    with_text: usize,
}

/// Watches for some seconds; a camera that is lost is opened again, as the kiosk does.
pub(super) fn run(
    choice: &SourceChoice,
    seconds: u32,
    json: bool,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let start = Instant::now();
    let mut watch = Watch {
        printer,
        json,
        start,
        end: start + Duration::from_secs(seconds.into()),
        frames: 0,
        live: Duration::ZERO,
        decode_ms: Vec::new(),
        with_text: 0,
    };
    let mut failure = None;
    while watch.left() > Duration::ZERO {
        let error = match watch.open_and_look(choice)? {
            Ok(()) => break,
            Err(error) => error,
        };
        if !error.can_retry() {
            return Err(Failure::Camera(error));
        }
        if failure != Some(error) {
            let failed = error.to_string();
            watch.print(&Line::Failed { failed })?;
        }
        failure = Some(error);
        std::thread::park_timeout(REOPEN_AFTER.min(watch.left()));
    }
    if let (Some(error), 0) = (failure, watch.frames) {
        return Err(Failure::Camera(error));
    }
    let sum = watch.sum();
    watch.print(&Line::Sum(&sum))?;
    Ok(if sum.with_text > 0 {
        Outcome::Done
    } else {
        Outcome::No
    })
}

impl Watch<'_> {
    fn left(&self) -> Duration {
        self.end.saturating_duration_since(Instant::now())
    }

    /// Opens the source and looks through it until the time is over or it fails.
    fn open_and_look(&mut self, choice: &SourceChoice) -> Result<Result<(), SourceError>, Failure> {
        let mut source = match choice.open() {
            Ok(source) => source,
            Err(error) => return Ok(Err(error)),
        };
        self.print(&Line::Opened {
            opened: source.name(),
        })?;
        let (before, opened_at) = (self.frames, Instant::now());
        let outcome = self.look(source.as_mut());
        if self.frames > before {
            self.live += opened_at.elapsed();
        }
        outcome
    }

    fn look(&mut self, source: &mut dyn FrameSource) -> Result<Result<(), SourceError>, Failure> {
        let mut decoder = Decoder::new();
        let mut shown: Vec<String> = Vec::new();
        let (mut taken, mut due) = (0, Instant::now());
        while self.left() > Duration::ZERO {
            let frame = match source.next() {
                Ok(frame) => frame,
                Err(error) => return Ok(Err(error)),
            };
            // Frames that came while the last one was decoded count too.
            self.frames += frame.number.saturating_sub(taken);
            taken = frame.number;
            let decoded = decoder.look(&frame);
            self.note(&decoded, &mut shown)?;
            if let Some(interval) = source.interval() {
                due = (due + interval).max(Instant::now());
                std::thread::park_timeout(due.saturating_duration_since(Instant::now()));
            }
        }
        Ok(Ok(()))
    }

    /// Counts a look, and tells what it showed when that is new.
    fn note(&mut self, decoded: &Decoded, shown: &mut Vec<String>) -> Result<(), Failure> {
        self.decode_ms.push(decoded.ms);
        let texts = decoded.texts();
        if texts.is_empty() {
            return Ok(());
        }
        self.with_text += 1;
        if texts == *shown {
            return Ok(());
        }
        *shown = texts.iter().map(|&text| text.to_owned()).collect();
        let at = rounded(self.start.elapsed().as_secs_f64());
        let ms = rounded(decoded.ms);
        self.print(&Line::Seen { at, texts, ms })
    }

    fn sum(&self) -> Sum {
        let mut ms = self.decode_ms.clone();
        ms.sort_by(f64::total_cmp);
        let live = self.live.as_secs_f64();
        Sum {
            seconds: rounded(self.start.elapsed().as_secs_f64()),
            frames: self.frames,
            frames_per_second: rounded(if live > 0.0 {
                self.frames as f64 / live
            } else {
                0.0
            }),
            decodes: ms.len(),
            with_text: self.with_text,
            ms_median: rounded(ms.get(ms.len() / 2).copied().unwrap_or_default()),
            ms_worst: rounded(ms.last().copied().unwrap_or_default()),
        }
    }

    fn print(&mut self, line: &Line<'_>) -> Result<(), Failure> {
        if self.json {
            return self.printer.json(line);
        }
        match line {
            Line::Opened { opened } => self.printer.line(&format!("opened: {opened}")),
            Line::Failed { failed } => self.printer.line(&format!("{failed}; it is tried again")),
            Line::Seen { at, texts, ms } => texts
                .iter()
                .try_for_each(|text| self.printer.line(&format!("{at} s: {text} ({ms} ms)"))),
            Line::Sum(sum) => self.printer.line(&format!(
                "{} frames, {} a second; {} looked at, {} with a code; {} ms a look, {} at worst",
                sum.frames,
                sum.frames_per_second,
                sum.decodes,
                sum.with_text,
                sum.ms_median,
                sum.ms_worst
            )),
        }
    }
}

fn rounded(value: f64) -> f64 {
    (value * 10.0).round() / 10.0
}
