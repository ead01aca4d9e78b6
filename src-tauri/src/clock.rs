//! The only reader of the clock, and the tick that lets time pass for the kiosk.

use std::fs;
use std::sync::{
    Arc, OnceLock,
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
        boot_ms: running_ms().unwrap_or_default(),
        boot_id: run_name(),
    }
}

/// How long the machine has run, its sleep included, to a hundredth of a second.
fn running_ms() -> Option<u64> {
    let text = fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, rest) = text.split_once('.')?;
    let hundredths: u64 = rest.get(..2)?.parse().ok()?;
    Some(seconds.parse::<u64>().ok()? * 1_000 + hundredths * 10)
}

/// Names this run of the machine; zeros where there is no such name, which trusts no run.
fn run_name() -> [u8; 16] {
    static NAME: OnceLock<[u8; 16]> = OnceLock::new();
    *NAME.get_or_init(|| read_name().unwrap_or_default())
}

fn read_name() -> Option<[u8; 16]> {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let digits: String = text.chars().filter(char::is_ascii_hexdigit).collect();
    Some(u128::from_str_radix(&digits, 16).ok()?.to_be_bytes())
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
