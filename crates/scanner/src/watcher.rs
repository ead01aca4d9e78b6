//! The scanner at work: one thread captures, one decodes, both off until somebody wants a code.

use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::choice::SourceChoice;
use crate::decode::Decoder;
use crate::desk::{Desk, Job, SourceState};
use crate::frame::{Frame, FrameSource, SourceError};
use crate::guard::guarded;
use crate::judge::Judge;
use crate::outline::Sight;
use crate::sight::Decoded;

/// Pause before a source that failed is opened again.
const REOPEN_AFTER: Duration = Duration::from_millis(300);
/// A sight that does not change is told again after this long: who missed it catches up.
const TELL_AGAIN: Duration = Duration::from_millis(1000);
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

/// Looks at one frame after the other; it lives and dies on the decoding thread.
type Look = Box<dyn FnMut(&Frame) -> Decoded>;

/// Called with what the newest frame shows.
pub type OnSight = Box<dyn Fn(&Sight) + Send + Sync>;

/// What is known of the scene before the camera.
#[derive(Default)]
struct Scene {
    notes: Mutex<Notes>,
    on_sight: OnceLock<OnSight>,
}

#[derive(Default)]
struct Notes {
    session: u64,
    judge: Judge,
    sight: Option<Sight>,
    told_at: Option<Instant>,
}

impl Scene {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        // The notes are whole between any two statements, so a panic elsewhere spoils nothing.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn tell(&self, sight: &Sight) {
        if let Some(tell) = self.on_sight.get() {
            tell(sight);
        }
    }
}

/// Looks for codes while they are wanted.
///
/// Dropping it stops both threads. A thread that a dead camera holds is left behind: it ends by
/// itself if the camera ever answers, and reports nothing more.
pub struct Watcher {
    desk: Arc<Desk>,
    scene: Arc<Scene>,
    threads: Vec<JoinHandle<()>>,
}

impl Watcher {
    /// Starts the threads; the source stays closed until it is wanted.
    ///
    /// `on_text` is called on the decoding thread, at most once in 1.5 seconds for the same text. Of
    /// several codes in view none is told: see [`Watcher::pick`].
    pub fn start(choice: SourceChoice, on_text: Box<dyn Fn(Found) + Send>) -> Self {
        Self::start_with(Box::new(move || choice.open()), on_text)
    }

    /// Starts the threads with any source.
    pub fn start_with(open: Opener, on_text: Box<dyn Fn(Found) + Send>) -> Self {
        let look = || {
            let mut decoder = Decoder::new();
            Box::new(move |frame: &Frame| decoder.look(frame)) as Look
        };
        Self::start_looking(open, look, on_text)
    }

    /// Starts the threads with any source and any eyes, which are made on the decoding thread.
    fn start_looking(
        open: Opener,
        eyes: impl FnOnce() -> Look + Send + 'static,
        on_text: Box<dyn Fn(Found) + Send>,
    ) -> Self {
        let desk = Arc::new(Desk::default());
        let scene = Arc::new(Scene::default());
        let seen = Arc::clone(&scene);
        let capturing = run("scanner-capture", &desk, move |desk| capture(desk, open));
        let decoding = run("scanner-decode", &desk, move |desk| {
            decode(desk, &seen, &mut eyes(), &on_text);
        });
        Self {
            desk,
            scene,
            threads: vec![capturing, decoding],
        }
    }

    /// Calls this with what is in view when it changed, on the decoding thread; only the first
    /// caller is heard.
    pub fn on_sight(&self, tell: OnSight) {
        self.scene.on_sight.get_or_init(|| tell);
    }

    /// What the newest decoded frame shows, while the source is on.
    pub fn sight(&self) -> Option<Sight> {
        let notes = self.scene.notes();
        let now_on = self.desk.is_on(notes.session);
        notes.sight.clone().filter(|_| now_on)
    }

    /// Takes one of several codes in view, by the number that its outline has.
    pub fn pick(&self, number: u8) -> Option<Found> {
        let mut notes = self.scene.notes();
        if !self.desk.is_on(notes.session) {
            return None;
        }
        let (text, seen_at) = notes.judge.pick(number, Instant::now())?;
        let frame_to_code_ms = seen_at.elapsed().as_secs_f64() * 1000.0;
        Some(Found {
            text,
            frame_to_code_ms,
        })
    }

    /// Turns the source on or off.
    pub fn set_wanted(&self, wanted: bool) {
        if self.desk.set_wanted(wanted) {
            // What the next person shows is a new scene, and the last one's is nobody's business.
            *self.scene.notes() = Notes::default();
        }
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
fn decode(desk: &Desk, scene: &Scene, look: &mut Look, on_text: &dyn Fn(Found)) {
    while let Some(Job { session, frame }) = desk.take_newest() {
        let found = look(&frame);
        let (text, sight) = judge(desk, scene, session, &frame, &found);
        if let Some(sight) = sight {
            scene.tell(&sight);
        }
        if let Some(text) = text {
            on_text(Found {
                text,
                frame_to_code_ms: frame.taken_at.elapsed().as_secs_f64() * 1000.0,
            });
        }
    }
}

/// Judges a frame; returns the text to report, and the sight if it is to be told.
fn judge(
    desk: &Desk,
    scene: &Scene,
    session: u64,
    frame: &Frame,
    found: &Decoded,
) -> (Option<String>, Option<Sight>) {
    let mut notes = scene.notes();
    if !desk.is_on(session) {
        return (None, None);
    }
    if notes.session != session {
        *notes = Notes {
            session,
            ..Notes::default()
        };
    }
    let now = Instant::now();
    let judged = notes.judge.hear(found, (frame.width, frame.height), now);
    let sight = Sight {
        frame: frame.number,
        width: frame.width,
        height: frame.height,
        marks: judged.marks,
        hint: judged.hint,
    };
    let same = notes.sight.as_ref().is_some_and(|it| it.looks_like(&sight));
    let told = notes.told_at.map(|at| now.saturating_duration_since(at));
    let lately = told.is_some_and(|ago| ago < TELL_AGAIN);
    notes.sight = Some(sight.clone());
    if same && lately {
        return (judged.text, None);
    }
    notes.told_at = Some(now);
    (judged.text, Some(sight))
}

#[cfg(test)]
mod tests;
