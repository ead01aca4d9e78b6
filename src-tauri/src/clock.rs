//! The only reader of the clock, and the tick that lets time pass for the kiosk.

use std::sync::{
    Arc,
    mpsc::{Receiver, RecvTimeoutError, Sender, channel},
};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kiosk::Now;

use crate::{
    camera::Camera,
    desk::{Desk, News},
};

const TICK: Duration = Duration::from_millis(500);

/// Returns the time of now, as every act of the kiosk takes it.
pub(crate) fn now() -> Now {
    #[expect(
        clippy::disallowed_methods,
        reason = "the one place that reads the clock"
    )]
    let since = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default();
    Now {
        unix_ms: u64::try_from(since.as_millis()).unwrap_or(u64::MAX),
    }
}

enum Beat {
    News,
    Stop,
}

/// Ticks until it is dropped.
pub(crate) struct Ticking {
    beats: Sender<Beat>,
}

impl Ticking {
    /// Starts the thread that ticks and tells the kiosk how the camera is.
    pub(crate) fn start(desk: Desk, camera: Camera) -> Self {
        let (beats, heard) = channel();
        let tick = move || {
            while goes_on(&heard) {
                camera.set_wanted(desk.tick(camera.state()));
            }
        };
        thread::Builder::new()
            .name("tick".to_owned())
            .spawn(tick)
            .expect("the system has room for one more thread");
        Self { beats }
    }

    /// Returns what to call when something new should be on the screen before the next tick.
    pub(crate) fn news(&self) -> News {
        let beats = self.beats.clone();
        // After the end nobody looks at the screen any more.
        Arc::new(move || beats.send(Beat::News).unwrap_or_default())
    }
}

impl Drop for Ticking {
    fn drop(&mut self) {
        self.beats.send(Beat::Stop).unwrap_or_default();
    }
}

/// Waits for the next tick or for news; tells whether there is one.
fn goes_on(heard: &Receiver<Beat>) -> bool {
    match heard.recv_timeout(TICK) {
        Ok(Beat::News) | Err(RecvTimeoutError::Timeout) => true,
        Ok(Beat::Stop) | Err(RecvTimeoutError::Disconnected) => false,
    }
}
