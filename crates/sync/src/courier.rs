//! The background thread that keeps asking: woken by hand, by what waits, or by the plan.

use std::{
    sync::{
        Arc,
        mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use journal::Journal;
use protocol::codes::Crypto;

use crate::{
    carrier::{Carrier, CarrierError},
    error::Error,
    moment::Moment,
    plan::{Event, Load, Pace, Pacing, requests_max},
    progress::Progress,
    round::round_with,
};

/// Makes a carrier for the place the kiosk is enrolled at.
pub type MakeCarrier = Box<dyn FnMut() -> Result<Box<dyn Carrier>, CarrierError> + Send>;
/// Is told what each round came to, on the courier's thread; it must not wait for the courier.
pub type OnReport = Box<dyn Fn(Report) + Send>;

/// What a courier needs for its way.
pub struct Route {
    /// The kiosk's memory.
    pub journal: Journal,
    /// Makes a carrier; asked again after it failed to.
    pub carriers: MakeCarrier,
    /// Keys and chance.
    pub crypto: Arc<dyn Crypto>,
    /// Name and version of the program.
    pub app: String,
    /// Reads the clocks of the machine, on the courier's thread and when it is asked.
    pub clock: Box<dyn Fn() -> Moment + Send>,
    /// How often to ask.
    pub pacing: Pacing,
}

/// What a round came to, and when the next one is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// What moved, or why nothing could.
    pub result: Result<Progress, Error>,
    /// The wait before the next round, unless woken.
    pub next_ms: u64,
}

enum Signal {
    Wake,
    Stop,
}

/// Wakes a courier from anywhere.
#[derive(Clone)]
pub struct Waker(Sender<Signal>);

impl Waker {
    /// Asks for a round now; a courier that has stopped does not mind.
    pub fn wake(&self) {
        self.0.send(Signal::Wake).unwrap_or_default();
    }
}

/// A running courier; dropping it lets the round at hand end, then stops.
pub struct Courier {
    waker: Waker,
    thread: Option<JoinHandle<()>>,
}

impl Courier {
    /// Starts a courier, which holds its first round at once.
    pub fn spawn(route: Route, on_report: OnReport) -> Self {
        let (sender, signals) = channel();
        let walk = move || Walk::new(route).run(&signals, &on_report);
        let thread = thread::Builder::new()
            .name("courier".to_owned())
            .spawn(walk)
            .expect("a thread can be started while the program starts");
        Self {
            waker: Waker(sender),
            thread: Some(thread),
        }
    }

    /// Asks for a round now, for instance because a record was saved.
    pub fn wake(&self) {
        self.waker.wake();
    }

    /// Returns a handle that wakes this courier.
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }
}

impl Drop for Courier {
    fn drop(&mut self) {
        self.waker.0.send(Signal::Stop).unwrap_or_default();
        let Some(thread) = self.thread.take() else {
            return;
        };
        let ended = thread.join();
        // A panic on the thread is a bug that must not hide, except behind another one.
        assert!(
            ended.is_ok() || thread::panicking(),
            "the courier's thread panicked"
        );
    }
}

struct Walk {
    route: Route,
    carrier: Option<Box<dyn Carrier>>,
    pace: Pace,
    round_trip_ms: Option<u64>,
}

impl Walk {
    fn new(route: Route) -> Self {
        let pace = Pace::start(route.pacing);
        Self {
            route,
            carrier: None,
            pace,
            round_trip_ms: None,
        }
    }

    fn run(mut self, signals: &Receiver<Signal>, on_report: &OnReport) {
        loop {
            let report = self.step();
            let wait_ms = report.next_ms;
            on_report(report);
            if !wait(signals, wait_ms) {
                return;
            }
        }
    }

    fn step(&mut self) -> Report {
        let began = (self.route.clock)();
        let result = self.round();
        let took_ms = took(began, (self.route.clock)());
        let event = event_of(&result, self.pace.entries_max(), took_ms);
        let mut chance = [0; 8];
        self.route.crypto.random(&mut chance);
        let (pace, plan) = self.pace.after(event, u64::from_be_bytes(chance));
        self.pace = pace;
        Report {
            result,
            next_ms: plan.wait_ms,
        }
    }

    fn round(&mut self) -> Result<Progress, Error> {
        let carrier = match &mut self.carrier {
            Some(carrier) => carrier,
            empty => empty.insert((self.route.carriers)()?),
        };
        let Route {
            journal,
            crypto,
            app,
            clock,
            ..
        } = &self.route;
        let entries_max = self.pace.entries_max();
        let chain = journal.chain()?;
        let behind = usize::try_from(chain.last_seq.saturating_sub(chain.through_acked))
            .is_ok_and(|waiting| waiting > entries_max);
        let requests_max = if behind {
            if self.round_trip_ms.is_none() {
                self.round_trip_ms = round_trip_ms(&mut **carrier, &*self.route.clock);
            }
            requests_max(self.round_trip_ms)
        } else {
            1
        };
        let load = Load {
            entries_max,
            requests_max,
        };
        round_with(load, journal, &mut **carrier, &**crypto, &**clock, app)
    }
}

/// Measures the line: the first exchange opens the connection, the second one is timed.
fn round_trip_ms(carrier: &mut dyn Carrier, clock: &dyn Fn() -> Moment) -> Option<u64> {
    carrier.ping()?;
    let began = clock();
    carrier.ping()?;
    Some(took(began, clock()))
}

/// How long a round took, by the clock that nobody sets where there is one.
fn took(began: Moment, ended: Moment) -> u64 {
    if began.boot_id == [0; 16] {
        ended.unix_ms.saturating_sub(began.unix_ms)
    } else {
        ended.boot_ms.saturating_sub(began.boot_ms)
    }
}

/// Waits for the time or a signal; many signals are one round. Tells whether to go on.
fn wait(signals: &Receiver<Signal>, wait_ms: u64) -> bool {
    match signals.recv_timeout(Duration::from_millis(wait_ms)) {
        Ok(Signal::Wake) | Err(RecvTimeoutError::Timeout) => {}
        Ok(Signal::Stop) | Err(RecvTimeoutError::Disconnected) => return false,
    }
    !signals
        .try_iter()
        .any(|signal| matches!(signal, Signal::Stop))
}

fn event_of(result: &Result<Progress, Error>, entries_max: usize, took_ms: u64) -> Event {
    match result {
        Ok(Progress {
            busy_ms: Some(wait_ms),
            ..
        }) => Event::Failed {
            wait_ms: Some(*wait_ms),
        },
        Ok(progress) if progress.moved() => Event::Progressed {
            more: progress.more
                || progress.epoch_begun()
                || progress.waiting > 0 && progress.acknowledged > 0,
            sent: progress.acknowledged > 0,
            full: progress.sent >= entries_max,
            took_ms,
        },
        Ok(progress) if progress.waiting > 0 => Event::Stuck,
        Ok(_) => Event::Quiet,
        Err(Error::Carrier(CarrierError::Busy { wait_ms })) => Event::Failed { wait_ms: *wait_ms },
        Err(_) => Event::Failed { wait_ms: None },
    }
}

#[cfg(test)]
mod tests;
