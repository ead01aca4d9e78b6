//! When to ask the centre next, and for how much: pure, with chance as an argument.
//!
//! Failures wait longer and longer, each by a random time up to a doubling ceiling ("full jitter"),
//! so ten thousand kiosks that lost the centre together do not come back together. There is no last
//! try. Success starts over.

/// The times of a kiosk's asking, in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pacing {
    /// The shortest wait after a failure.
    pub retry_ms_min: u64,
    /// The longest wait after any number of failures.
    pub retry_ms_max: u64,
    /// The longest wait while a decision is likely to come down soon.
    pub eager_ms_max: u64,
    /// The longest wait while nothing is expected.
    pub poll_ms_max: u64,
}

impl Default for Pacing {
    fn default() -> Self {
        Self {
            retry_ms_min: 1_000,
            retry_ms_max: 300_000,
            eager_ms_max: 4_000,
            poll_ms_max: 60_000,
        }
    }
}

/// Records in the first request, the knee of the measured curve.
pub const ENTRIES_START: usize = 250;
/// Fewest records a request is cut down to.
pub const ENTRIES_MIN: usize = 8;
/// Requests that are on their way at once when more waits than one carries.
pub const REQUESTS_NEAR: usize = 2;
/// The same over a long line, where each spends most of its time on the way.
pub const REQUESTS_FAR: usize = 4;
/// A line is long when the smallest exchange takes longer than this.
const FAR_MS: u64 = 100;
/// A request that takes longer is cut down.
const SLOW_MS: u64 = 2_000;
/// A full request that takes less is doubled.
const FAST_MS: u64 = 1_000;
/// Quiet answers after which no decision is expected any more.
const EAGER_ROUNDS: u32 = 15;

/// How much one round may carry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Most records in one request.
    pub entries_max: usize,
    /// Most requests on their way at once.
    pub requests_max: usize,
}

/// Returns how many requests are worth having on their way over a line.
pub fn requests_max(round_trip_ms: Option<u64>) -> usize {
    if round_trip_ms.is_some_and(|took| took > FAR_MS) {
        REQUESTS_FAR
    } else {
        REQUESTS_NEAR
    }
}

/// What a round came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// Something was acknowledged or came down.
    Progressed {
        /// Whether more is known to wait at either end.
        more: bool,
        /// Whether records went up, so that decisions may follow.
        sent: bool,
        /// Whether the request was as full as allowed.
        full: bool,
        /// How long the exchange took.
        took_ms: u64,
    },
    /// The exchange went well and there was nothing to move.
    Quiet,
    /// The exchange went well, yet records wait that the centre does not take.
    Stuck,
    /// The exchange failed.
    Failed {
        /// How long the centre asks to wait, when it does.
        wait_ms: Option<u64>,
    },
}

/// What to do next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Wait this long, unless woken.
    pub wait_ms: u64,
    /// Send at most this many records.
    pub entries_max: usize,
}

/// Where the asking stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    pacing: Pacing,
    failures: u32,
    eager: u32,
    entries: usize,
}

impl Pace {
    /// Starts, as after switching on.
    pub fn start(pacing: Pacing) -> Self {
        Self {
            pacing,
            failures: 0,
            eager: 0,
            entries: ENTRIES_START,
        }
    }

    /// Returns the most records the next request carries.
    pub fn entries_max(&self) -> usize {
        self.entries
    }

    /// Takes what a round came to, and plans; `chance` is any random number.
    pub fn after(self, event: Event, chance: u64) -> (Self, Plan) {
        let next = self.moved(event);
        let wait_ms = match event {
            Event::Progressed { more: true, .. } => 0,
            Event::Progressed { .. } | Event::Quiet if next.eager > 0 => within(
                self.pacing.eager_ms_max / 2,
                self.pacing.eager_ms_max,
                chance,
            ),
            Event::Progressed { .. } | Event::Quiet => {
                within(self.pacing.poll_ms_max / 2, self.pacing.poll_ms_max, chance)
            }
            Event::Stuck => next.retry_ms(chance),
            // Jitter comes on top of what the centre asks, or all would return in the same moment.
            Event::Failed { wait_ms } => next.retry_ms(chance) + wait_ms.unwrap_or(0),
        };
        (
            next,
            Plan {
                wait_ms,
                entries_max: next.entries,
            },
        )
    }

    fn moved(self, event: Event) -> Self {
        match event {
            Event::Progressed {
                sent,
                full,
                took_ms,
                ..
            } => Self {
                failures: 0,
                eager: if sent { EAGER_ROUNDS } else { self.eager },
                entries: resized(self.entries, full, took_ms),
                ..self
            },
            Event::Quiet => Self {
                failures: 0,
                eager: self.eager.saturating_sub(1),
                ..self
            },
            Event::Stuck => Self {
                failures: self.failures.saturating_add(1),
                ..self
            },
            Event::Failed { .. } => Self {
                failures: self.failures.saturating_add(1),
                entries: (self.entries / 2).max(ENTRIES_MIN),
                ..self
            },
        }
    }

    fn retry_ms(&self, chance: u64) -> u64 {
        let Pacing {
            retry_ms_min,
            retry_ms_max,
            ..
        } = self.pacing;
        let doubled = retry_ms_min.saturating_mul(1 << self.failures.min(32));
        within(retry_ms_min, doubled.min(retry_ms_max), chance)
    }
}

fn resized(entries: usize, full: bool, took_ms: u64) -> usize {
    if took_ms > SLOW_MS {
        (entries / 2).max(ENTRIES_MIN)
    } else if full && took_ms < FAST_MS {
        (entries * 2).min(protocol::UP_ENTRIES_MAX)
    } else {
        entries
    }
}

/// Picks a time from `low` to `high`, both possible.
fn within(low: u64, high: u64, chance: u64) -> u64 {
    low + chance % (high.saturating_sub(low) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FAILED: Event = Event::Failed { wait_ms: None };

    fn progressed(more: bool, sent: bool, full: bool, took_ms: u64) -> Event {
        Event::Progressed {
            more,
            sent,
            full,
            took_ms,
        }
    }

    /// The shortest and longest wait that any chance gives.
    fn waits(pace: Pace, event: Event, span: u64) -> (u64, u64) {
        let low = pace.after(event, 0).1.wait_ms;
        let high = pace.after(event, span).1.wait_ms;
        (low, high)
    }

    #[test]
    fn failures_wait_longer_up_to_five_minutes() {
        let mut pace = Pace::start(Pacing::default());
        for ceiling in [
            2_000, 4_000, 8_000, 16_000, 32_000, 64_000, 128_000, 256_000, 300_000, 300_000,
        ] {
            assert_eq!(waits(pace, FAILED, ceiling - 1_000), (1_000, ceiling));
            pace = pace.after(FAILED, 7).0;
        }
        let tired = (0..1_000).fold(pace, |pace, chance| pace.after(FAILED, chance).0);
        for chance in [0, 1, 299_000, u64::MAX] {
            let wait = tired.after(FAILED, chance).1.wait_ms;
            assert!((1_000..=300_000).contains(&wait), "{wait}");
        }
    }

    #[test]
    fn progress_starts_over() {
        let tired = (0..9).fold(Pace::start(Pacing::default()), |pace, _| {
            pace.after(FAILED, 0).0
        });
        let fresh = tired.after(progressed(false, true, false, 10), 0).0;
        assert_eq!(waits(fresh, FAILED, 1_000), (1_000, 2_000));
        let stuck = tired.after(Event::Stuck, 0).0;
        assert_eq!(waits(stuck, FAILED, 299_000), (1_000, 300_000));
    }

    #[test]
    fn the_centre_may_ask_for_more_time() {
        let pace = Pace::start(Pacing::default());
        let busy = Event::Failed {
            wait_ms: Some(20_000),
        };
        assert_eq!(waits(pace, busy, 1_000), (21_000, 22_000));
    }

    #[test]
    fn decisions_are_asked_for_soon_after_sending() {
        let start = Pace::start(Pacing::default());
        assert_eq!(waits(start, Event::Quiet, 30_000), (30_000, 60_000));
        assert_eq!(waits(start, progressed(true, true, true, 10), 1), (0, 0));
        let sent = progressed(false, true, false, 10);
        assert_eq!(waits(start, sent, 2_000), (2_000, 4_000));
        let mut pace = start.after(sent, 0).0;
        for _ in 0..EAGER_ROUNDS - 1 {
            assert_eq!(waits(pace, Event::Quiet, 2_000), (2_000, 4_000));
            pace = pace.after(Event::Quiet, 0).0;
        }
        assert_eq!(waits(pace, Event::Quiet, 30_000), (30_000, 60_000));
    }

    #[test]
    fn requests_grow_while_fast_and_shrink_while_slow() {
        let mut pace = Pace::start(Pacing::default());
        for (event, entries) in [
            (progressed(true, true, true, 500), 500),
            (progressed(true, true, true, 500), 1_000),
            (progressed(true, true, true, 500), 1_000),
            (progressed(true, true, true, 1_500), 1_000),
            (progressed(true, true, false, 500), 1_000),
            (progressed(true, true, true, 2_500), 500),
            (FAILED, 250),
            (Event::Quiet, 250),
            (Event::Stuck, 250),
        ] {
            let (next, plan) = pace.after(event, 0);
            assert_eq!(plan.entries_max, entries, "{event:?}");
            pace = next;
        }
        let small = (0..20).fold(pace, |pace, _| pace.after(FAILED, 0).0);
        assert_eq!(small.entries_max(), ENTRIES_MIN);
    }
}
