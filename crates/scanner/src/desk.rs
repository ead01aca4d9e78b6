//! The desk between the threads: what is wanted, and the newest frame.
//!
//! One lock, one signal. Nobody waits while holding the lock, and nobody sleeps: who waits is woken
//! by a change or by a deadline.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::frame::Frame;

/// A source that delivered nothing for this long is missing, whatever it says.
const SILENCE_MAX: Duration = Duration::from_millis(2000);

/// What a person can be told about the source.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SourceState {
    /// Off, or being opened.
    Starting,
    /// Frames arrive.
    Live,
    /// There is none, or it does not answer; it is tried again by itself.
    Missing,
}

/// A frame to decode, and the time of wanting it belongs to.
pub(crate) struct Job {
    pub(crate) session: u64,
    pub(crate) frame: Frame,
}

/// A picture for the preview and the number of its frame.
pub(crate) type Preview = (u64, Arc<[u8]>);

/// Shared by the watcher and its threads.
#[derive(Default)]
pub(crate) struct Desk {
    notes: Mutex<Notes>,
    changed: Condvar,
}

#[derive(Default)]
struct Notes {
    wanted: bool,
    stopping: bool,
    /// Rises when wanting begins or ends: what belongs to an earlier session is dropped.
    session: u64,
    missing: bool,
    last_frame_at: Option<Instant>,
    frames: u64,
    to_decode: Option<Job>,
    preview: Option<Preview>,
    threads_running: usize,
}

impl Notes {
    fn is_on(&self, session: u64) -> bool {
        self.wanted && !self.stopping && self.session == session
    }

    fn clear_scene(&mut self) {
        self.missing = false;
        self.last_frame_at = None;
        self.to_decode = None;
        self.preview = None;
    }
}

impl Desk {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        // The notes are whole between any two statements, so a panic elsewhere spoils nothing.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change<T>(&self, change: impl FnOnce(&mut Notes) -> T) -> T {
        let outcome = change(&mut self.notes());
        self.changed.notify_all();
        outcome
    }

    fn wait<'a>(&self, notes: MutexGuard<'a, Notes>) -> MutexGuard<'a, Notes> {
        self.changed
            .wait(notes)
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until the condition holds or the time is over; says whether it holds.
    fn wait_until(&self, end: Instant, holds: impl Fn(&Notes) -> bool) -> bool {
        let left = end.saturating_duration_since(Instant::now());
        let waited = self
            .changed
            .wait_timeout_while(self.notes(), left, |notes| !holds(notes));
        let (notes, _) = waited.unwrap_or_else(PoisonError::into_inner);
        holds(&notes)
    }

    /// Turns the source on or off; nothing seen before is shown or reported after. Tells whether
    /// that is a change.
    pub(crate) fn set_wanted(&self, wanted: bool) -> bool {
        self.change(|notes| {
            let changes = notes.wanted != wanted;
            if changes {
                notes.wanted = wanted;
                notes.session += 1;
                notes.clear_scene();
            }
            changes
        })
    }

    /// Ends everything.
    pub(crate) fn stop(&self) {
        self.change(|notes| notes.stopping = true);
    }

    /// Blocks until frames are wanted; `None` when the watcher stops.
    pub(crate) fn wait_until_wanted(&self) -> Option<u64> {
        let mut notes = self.notes();
        while !notes.wanted && !notes.stopping {
            notes = self.wait(notes);
        }
        (!notes.stopping).then_some(notes.session)
    }

    /// Says whether the session is still the current one.
    pub(crate) fn is_on(&self, session: u64) -> bool {
        self.notes().is_on(session)
    }

    /// Waits for a moment, or until the session is over.
    pub(crate) fn pause_until(&self, session: u64, end: Instant) {
        self.wait_until(end, |notes| !notes.is_on(session));
    }

    /// Notes that the source cannot be opened or was lost.
    pub(crate) fn report_missing(&self, session: u64) {
        self.change(|notes| {
            if notes.is_on(session) {
                notes.clear_scene();
                notes.missing = true;
            }
        });
    }

    /// Lays a frame on the desk; one that was not decoded in time is replaced.
    pub(crate) fn publish(&self, session: u64, mut frame: Frame) {
        self.change(|notes| {
            if notes.is_on(session) {
                notes.frames += 1;
                frame.number = notes.frames;
                notes.missing = false;
                notes.last_frame_at = Some(Instant::now());
                notes.preview = Some((frame.number, frame.jpeg.clone()));
                notes.to_decode = Some(Job { session, frame });
            }
        });
    }

    /// Blocks until there is a frame to decode; `None` when the watcher stops.
    pub(crate) fn take_newest(&self) -> Option<Job> {
        let mut notes = self.notes();
        loop {
            if notes.stopping {
                return None;
            }
            match notes.to_decode.take() {
                Some(job) => return Some(job),
                None => notes = self.wait(notes),
            }
        }
    }

    /// The newest picture.
    pub(crate) fn preview(&self) -> Option<Preview> {
        self.notes().preview.clone()
    }

    /// Waits for a picture newer than the one of that number.
    pub(crate) fn preview_after(&self, number: u64, patience: Duration) -> Option<Preview> {
        let newer = |notes: &Notes| notes.preview.as_ref().is_some_and(|(n, _)| *n > number);
        self.wait_until(Instant::now() + patience, |notes| {
            notes.stopping || newer(notes)
        });
        self.preview().filter(|(newest, _)| *newest > number)
    }

    /// The state of the source now.
    pub(crate) fn state(&self) -> SourceState {
        let notes = self.notes();
        match notes.last_frame_at {
            _ if notes.missing => SourceState::Missing,
            Some(at) if at.elapsed() > SILENCE_MAX => SourceState::Missing,
            Some(_) => SourceState::Live,
            None => SourceState::Starting,
        }
    }

    /// Counts a thread in; its end is noted even if it panics.
    pub(crate) fn enter(self: &Arc<Self>) -> Presence {
        self.change(|notes| notes.threads_running += 1);
        Presence(Arc::clone(self))
    }

    /// Waits until no thread runs any more; says whether that came in time.
    pub(crate) fn wait_until_left(&self, patience: Duration) -> bool {
        self.wait_until(Instant::now() + patience, |notes| {
            notes.threads_running == 0
        })
    }
}

/// A thread at the desk.
pub(crate) struct Presence(Arc<Desk>);

impl Drop for Presence {
    fn drop(&mut self) {
        self.0.change(|notes| notes.threads_running -= 1);
    }
}
