//! A real camera through nokhwa, and the supervisor that keeps it from hanging.
//!
//! One thread owns the camera (`owner`). The source itself is its supervisor: nokhwa's call for a
//! frame has no time limit, so a camera that was silent for too long has its stream switched off
//! (`unblock`), the call returns, and the thread closes the camera and ends. The caller opens a new
//! source; nokhwa hands a dead handle out again as long as it is held, so the old one is gone first.

mod device;
mod link;
mod name;
mod owner;
mod unblock;

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

pub use name::Which;

use crate::frame::{Frame, FrameSource, SourceError};
use link::{Link, NoFrame};

/// Silence after which a camera that delivered frames counts as stuck.
const SILENCE_MAX: Duration = Duration::from_millis(1500);
/// Silence allowed before the first frame at every second start that stays silent: some cameras
/// measure the light for long, and most that are silent are stuck.
const SLOW_START_MAX: Duration = Duration::from_millis(4000);
/// A camera that delivers frames is closed after the frame under way; a slow one takes so long.
const FRAME_MAX: Duration = Duration::from_millis(300);
/// How often a stream is switched off, and how long each time the owner gets to close the camera.
const PUSHES: u32 = 10;
const PUSH_PATIENCE: Duration = Duration::from_millis(200);

/// Starts in a row after which no frame came.
static SILENT_STARTS: AtomicU32 = AtomicU32::new(0);

/// A camera that delivers frames, the newest each time.
pub struct CameraSource {
    name: String,
    /// Number of the device for the system.
    device: u64,
    link: Arc<Link>,
    /// `None` once it has ended, or was left behind.
    owner: Option<JoinHandle<()>>,
    has_started: bool,
}

impl CameraSource {
    /// Opens the camera of that choice; of several that fit, the first with a usable format.
    pub fn open(which: &Which) -> Result<Self, SourceError> {
        let mut reason = SourceError::Missing;
        for number in name::numbers(which) {
            match Self::start(number) {
                Ok(source) => return Ok(source),
                Err(SourceError::Missing) => {}
                Err(other) => reason = other,
            }
        }
        Err(reason)
    }

    /// Waits until the owner has opened the camera: the system ends each request to a USB device
    /// after some seconds by itself.
    fn start(number: u32) -> Result<Self, SourceError> {
        let node = format!("/dev/video{number}");
        let device = unblock::device_at(Path::new(&node)).ok_or(SourceError::Missing)?;
        let link = Arc::new(Link::default());
        let of_owner = Arc::clone(&link);
        let owner = thread::Builder::new()
            .name("scanner-camera".to_owned())
            .spawn(move || owner::own(number, &of_owner))
            .map_err(|_| SourceError::Refused)?;
        let mut source = Self {
            name: String::new(),
            device,
            link,
            owner: Some(owner),
            has_started: false,
        };
        // After an error the owner is about to end; dropping the source waits for that.
        let described = source.link.wait_open()?;
        let stable = name::stable_name(number);
        source.name = match stable {
            Some(stable) => format!("{described}, name:{stable}"),
            None => described,
        };
        Ok(source)
    }

    fn patience(&self) -> Duration {
        let silent_starts = SILENT_STARTS.load(Ordering::Relaxed);
        if self.has_started || silent_starts.is_multiple_of(2) {
            SILENCE_MAX
        } else {
            SLOW_START_MAX
        }
    }

    /// Ends the owner, which closes the camera; one that does not end is left behind.
    fn close(&mut self, patience: Duration) {
        let Some(owner) = self.owner.take() else {
            return;
        };
        self.link.leave();
        let mut ended = self.link.wait_end(patience);
        for _ in 0..PUSHES {
            if ended {
                break;
            }
            unblock::stop_streams(self.device);
            ended = self.link.wait_end(PUSH_PATIENCE);
        }
        if ended {
            // A panic was told by the panic hook when it happened.
            let _ended = owner.join();
        }
    }
}

impl FrameSource for CameraSource {
    fn next(&mut self) -> Result<Frame, SourceError> {
        match self.link.next(self.patience()) {
            Ok(frame) => {
                if !self.has_started {
                    self.has_started = true;
                    SILENT_STARTS.store(0, Ordering::Relaxed);
                }
                Ok(frame)
            }
            Err(NoFrame::Ended(reason)) => Err(reason),
            Err(NoFrame::Silent) => {
                if !self.has_started {
                    SILENT_STARTS.fetch_add(1, Ordering::Relaxed);
                }
                self.close(Duration::ZERO);
                Err(SourceError::Lost)
            }
        }
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for CameraSource {
    fn drop(&mut self) {
        self.close(FRAME_MAX);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_camera_that_is_not_there_is_missing() {
        for which in [
            Which::Number(4711),
            Which::Named("dead:beef:none".to_owned()),
        ] {
            assert_eq!(
                CameraSource::open(&which).err(),
                Some(SourceError::Missing),
                "{which:?}"
            );
        }
    }
}
