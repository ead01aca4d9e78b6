//! The scanner at work: one thread captures, one decodes, both off until somebody wants a code.

use std::fmt;
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::choice::SourceChoice;
use crate::debounce::Debounce;
use crate::decode::Decoder;
use crate::desk::{Desk, Job, SourceState};
use crate::frame::{FrameSource, SourceError};
use crate::guard::guarded;
use crate::sight::Code;

/// Pause before a source that failed is opened again.
const REOPEN_AFTER: Duration = Duration::from_millis(300);
/// How long the end of the watcher waits for its threads: a camera that fell silent is given up
/// after one and a half seconds.
const STOP_PATIENCE: Duration = Duration::from_millis(3000);

/// A text that was seen.
#[derive(Clone, PartialEq)]
pub struct Found {
    /// The text of the code.
    pub text: String,
    /// From the frame in hand to the text, in milliseconds.
    pub frame_to_code_ms: f64,
}

impl fmt::Debug for Found {
    /// Hides the text: it can belong to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Found a text in {:.1} ms", self.frame_to_code_ms)
    }
}

/// Opens the source; called on the capturing thread, again after each failure.
pub type Opener = Box<dyn FnMut() -> Result<Box<dyn FrameSource>, SourceError> + Send>;

/// Looks for codes while they are wanted.
///
/// Dropping it stops both threads. A thread that a dead camera holds is left behind: it ends by
/// itself if the camera ever answers, and reports nothing more.
pub struct Watcher {
    desk: Arc<Desk>,
    threads: Vec<JoinHandle<()>>,
}

impl Watcher {
    /// Starts the threads; the source stays closed until it is wanted.
    ///
    /// `on_text` is called on the decoding thread, at most once in 1.5 seconds for the same text.
    pub fn start(choice: SourceChoice, on_text: Box<dyn Fn(Found) + Send>) -> Self {
        Self::start_with(Box::new(move || choice.open()), on_text)
    }

    /// Starts the threads with any source.
    pub fn start_with(open: Opener, on_text: Box<dyn Fn(Found) + Send>) -> Self {
        let desk = Arc::new(Desk::default());
        let capturing = run("scanner-capture", &desk, move |desk| capture(desk, open));
        let decoding = run("scanner-decode", &desk, move |desk| decode(desk, on_text));
        Self {
            desk,
            threads: vec![capturing, decoding],
        }
    }

    /// Turns the source on or off.
    pub fn set_wanted(&self, wanted: bool) {
        self.desk.set_wanted(wanted);
    }

    /// The newest frame as JPEG with its number, while the source is on.
    pub fn latest_jpeg(&self) -> Option<(u64, Arc<[u8]>)> {
        self.desk.preview()
    }

    /// Waits for a frame newer than the one of that number; `None` when none comes in time.
    pub fn next_jpeg(&self, after: u64, patience: Duration) -> Option<(u64, Arc<[u8]>)> {
        self.desk.preview_after(after, patience)
    }

    /// The state of the source.
    pub fn state(&self) -> SourceState {
        self.desk.state()
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.desk.stop();
        if self.desk.wait_until_left(STOP_PATIENCE) {
            for thread in self.threads.drain(..) {
                // A panic was told by the panic hook when it happened.
                let _ended = thread.join();
            }
        }
    }
}

fn run(name: &str, desk: &Arc<Desk>, work: impl FnOnce(&Desk) + Send + 'static) -> JoinHandle<()> {
    let presence = desk.enter();
    let desk = Arc::clone(desk);
    thread::Builder::new()
        .name(name.to_owned())
        .spawn(move || {
            work(&desk);
            drop(presence);
        })
        .expect("the system has room for two threads")
}

/// Opens the source while it is wanted, and again when it fails.
fn capture(desk: &Desk, mut open: Opener) {
    while let Some(session) = desk.wait_until_wanted() {
        if let Some(Ok(source)) = guarded(&mut open) {
            stream(desk, session, source);
        }
        if desk.is_on(session) {
            desk.report_missing(session);
            desk.pause_until(session, Instant::now() + REOPEN_AFTER);
        }
    }
}

/// Lays frames on the desk until the source fails or is no longer wanted, then closes it.
fn stream(desk: &Desk, session: u64, mut source: Box<dyn FrameSource>) {
    let interval = source.interval();
    let mut due = Instant::now();
    while desk.is_on(session) {
        let Some(Ok(frame)) = guarded(|| source.next()) else {
            break;
        };
        desk.publish(session, frame);
        if let Some(interval) = interval {
            // A source that fell behind does not catch up in a burst.
            due = (due + interval).max(Instant::now());
            desk.pause_until(session, due);
        }
    }
    let _closed = guarded(|| drop(source));
}

/// Decodes the newest frame, again and again.
fn decode(desk: &Desk, on_text: Box<dyn Fn(Found) + Send>) {
    let mut decoder = Decoder::new();
    let mut debounce = Debounce::default();
    let mut current = 0;
    while let Some(Job { session, frame }) = desk.take_newest() {
        if session != current {
            debounce.forget();
            current = session;
        }
        for Code { text, .. } in decoder.look(&frame).codes {
            if desk.is_on(session) && debounce.lets_pass(&text, Instant::now()) {
                let frame_to_code_ms = frame.taken_at.elapsed().as_secs_f64() * 1000.0;
                on_text(Found {
                    text,
                    frame_to_code_ms,
                });
            }
        }
    }
}

#[cfg(test)]
mod tests;
