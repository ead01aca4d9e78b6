//! What the thread that owns a camera and its supervisor tell each other.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::frame::{Frame, SourceError};

/// Shared by a camera's owner and its supervisor.
#[derive(Default)]
pub(super) struct Link {
    notes: Mutex<Notes>,
    changed: Condvar,
}

#[derive(Default)]
struct Notes {
    /// Set when the camera is open.
    description: Option<String>,
    /// The newest frame that nobody has taken.
    frame: Option<Frame>,
    /// Rises with every buffer that the camera delivers, damaged ones too.
    buffers: u64,
    /// A buffer is being decoded: the camera is not to blame for the time that takes.
    is_decoding: bool,
    unwanted: bool,
    /// Set when the owner has closed the camera, as the last thing it does.
    end: Option<SourceError>,
}

/// Why there is no frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum NoFrame {
    /// The camera delivered nothing at all for as long as was waited.
    Silent,
    /// The owner has closed the camera.
    Ended(SourceError),
}

impl Link {
    fn notes(&self) -> MutexGuard<'_, Notes> {
        // The notes are whole between any two statements, so a panic elsewhere spoils nothing.
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn change(&self, change: impl FnOnce(&mut Notes)) {
        change(&mut self.notes());
        self.changed.notify_all();
    }

    /// The owner tells that the camera is open.
    pub(super) fn tell_open(&self, description: String) {
        self.change(|notes| notes.description = Some(description));
    }

    /// The owner tells that a buffer came, which it decodes now.
    pub(super) fn tell_buffer(&self) {
        self.change(|notes| {
            notes.buffers += 1;
            notes.is_decoding = true;
        });
    }

    /// The owner lays down what the buffer showed, if anything; a frame that was not taken is
    /// replaced.
    pub(super) fn lay(&self, frame: Option<Frame>) {
        self.change(|notes| {
            notes.is_decoding = false;
            if frame.is_some() {
                notes.frame = frame;
            }
        });
    }

    /// The owner tells that it has closed the camera.
    pub(super) fn tell_end(&self, reason: SourceError) {
        self.change(|notes| notes.end = Some(reason));
    }

    /// Tells the owner whether it shall close the camera.
    pub(super) fn is_unwanted(&self) -> bool {
        self.notes().unwanted
    }

    /// The supervisor wants the camera closed.
    pub(super) fn leave(&self) {
        self.change(|notes| notes.unwanted = true);
    }

    /// Waits until the camera is open and says what it is.
    pub(super) fn wait_open(&self) -> Result<String, SourceError> {
        let waited = self.changed.wait_while(self.notes(), |notes| {
            notes.description.is_none() && notes.end.is_none()
        });
        let mut notes = waited.unwrap_or_else(PoisonError::into_inner);
        let opened = notes.description.take();
        opened.ok_or(notes.end.unwrap_or(SourceError::Refused))
    }

    /// Waits for the next frame, at most so long after the last sign of life.
    pub(super) fn next(&self, patience: Duration) -> Result<Frame, NoFrame> {
        let mut notes = self.notes();
        loop {
            if let Some(frame) = notes.frame.take() {
                return Ok(frame);
            }
            if let Some(reason) = notes.end {
                return Err(NoFrame::Ended(reason));
            }
            let before = notes.buffers;
            let waited = self.changed.wait_timeout_while(notes, patience, |notes| {
                notes.buffers == before && notes.frame.is_none() && notes.end.is_none()
            });
            let (now, waiting) = waited.unwrap_or_else(PoisonError::into_inner);
            if waiting.timed_out() && !now.is_decoding {
                return Err(NoFrame::Silent);
            }
            notes = now;
        }
    }

    /// Waits until the owner has closed the camera; says whether that came in time.
    pub(super) fn wait_end(&self, patience: Duration) -> bool {
        let waited = self
            .changed
            .wait_timeout_while(self.notes(), patience, |notes| notes.end.is_none());
        let (notes, _) = waited.unwrap_or_else(PoisonError::into_inner);
        notes.end.is_some()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Instant;

    use super::*;

    const SOON: Duration = Duration::from_secs(20);
    const SHORT: Duration = Duration::from_millis(30);

    fn frame(number: u64) -> Frame {
        let none: Arc<[u8]> = Arc::from([]);
        Frame {
            number,
            width: 0,
            height: 0,
            luma: none.clone(),
            jpeg: none,
            taken_at: Instant::now(),
        }
    }

    #[test]
    fn the_newest_frame_is_taken_and_then_the_end_is_told() {
        let link = Link::default();
        link.tell_open("a camera".to_owned());
        assert_eq!(link.wait_open().unwrap(), "a camera");
        link.tell_buffer();
        link.lay(Some(frame(1)));
        link.lay(Some(frame(2)));
        link.lay(None);
        assert_eq!(link.next(SOON).unwrap().number, 2);
        assert_eq!(link.next(SHORT).err(), Some(NoFrame::Silent));
        assert!(!link.wait_end(SHORT));
        link.tell_end(SourceError::Lost);
        assert_eq!(
            link.next(SOON).err(),
            Some(NoFrame::Ended(SourceError::Lost))
        );
        assert!(link.wait_end(SOON));
    }

    #[test]
    fn a_camera_that_does_not_open_says_why() {
        let link = Link::default();
        link.tell_end(SourceError::Refused);
        assert_eq!(link.wait_open().err(), Some(SourceError::Refused));
    }

    #[test]
    fn time_that_decoding_takes_is_no_silence() {
        let link = Link::default();
        link.tell_buffer();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| link.next(SHORT));
            std::thread::park_timeout(SHORT * 5);
            link.lay(Some(frame(1)));
            assert_eq!(waiting.join().unwrap().unwrap().number, 1);
        });
    }

    #[test]
    fn damaged_buffers_are_a_sign_of_life() {
        let link = Link::default();
        std::thread::scope(|scope| {
            let waiting = scope.spawn(|| link.next(SOON));
            for _ in 0..2 {
                link.tell_buffer();
                link.lay(None);
            }
            link.lay(Some(frame(3)));
            assert_eq!(waiting.join().unwrap().unwrap().number, 3);
        });
    }
}
