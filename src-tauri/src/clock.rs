//! The only reader of the clock, and the tick that lets time pass for the kiosk.

use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use kiosk::Now;

use crate::{camera::Camera, desk::Desk};

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

/// Ticks until it is dropped.
pub(crate) struct Ticking {
    _stop: SyncSender<()>,
}

impl Ticking {
    /// Starts the thread that ticks and tells the kiosk how the camera is.
    pub(crate) fn start(desk: Desk, camera: Camera) -> Self {
        let (stop, stopped) = sync_channel(0);
        thread::Builder::new()
            .name("tick".to_owned())
            .spawn(move || {
                while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                    camera.set_wanted(desk.tick(camera.state()));
                }
            })
            .expect("the system has room for one more thread");
        Self { _stop: stop }
    }
}
