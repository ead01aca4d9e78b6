//! How long a worker stays logged in, and how long a visit goes on without being asked again
//! (trust design 4.1 and 4.2). Times are milliseconds of the machine's run: no wall clock ends or
//! lengthens a session.

use codes::Powers;
use protocol::{WorkerId, WorkerRole};

const MINUTE_MS: u64 = 60_000;
/// A worker is logged out after so long without a touch.
const IDLE_MS: u64 = 5 * MINUTE_MS;
/// The countdown before that.
const IDLE_WARNING_MS: u64 = 4 * MINUTE_MS;
/// A worker logs in again after so long, whatever happens.
pub(crate) const ABSOLUTE_MS: u64 = 8 * 60 * MINUTE_MS;
/// A visit is asked again after so long.
const ASK_AGAIN_MS: u64 = 15 * MINUTE_MS;

/// A worker whose PIN was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Worker {
    pub(crate) id: WorkerId,
    /// Masked name.
    pub(crate) label: String,
    pub(crate) role: WorkerRole,
    pub(crate) powers: Powers,
}

impl Worker {
    /// Tells whether this worker may be the second person of what needs two.
    pub(crate) fn is_senior(&self) -> bool {
        match self.role {
            WorkerRole::Supervisor | WorkerRole::Technician => true,
            WorkerRole::Worker => false,
        }
    }
}

/// The one session of a worker.
#[derive(Debug)]
pub(crate) struct Session {
    pub(crate) worker: Worker,
    began_ms: u64,
    touched_ms: u64,
}

/// What the time asks of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    Live,
    Warning { seconds_left: u32 },
    Over,
}

impl Session {
    /// Begins a session.
    pub(crate) fn begin(worker: Worker, boot_ms: u64) -> Self {
        Self {
            worker,
            began_ms: boot_ms,
            touched_ms: boot_ms,
        }
    }

    /// Somebody touched the screen.
    pub(crate) fn touch(&mut self, boot_ms: u64) {
        self.touched_ms = boot_ms;
    }

    /// Tells what follows from the time.
    pub(crate) fn standing(&self, boot_ms: u64) -> Standing {
        let quiet_ms = boot_ms.saturating_sub(self.touched_ms);
        if quiet_ms >= IDLE_MS || boot_ms.saturating_sub(self.began_ms) >= ABSOLUTE_MS {
            Standing::Over
        } else if quiet_ms >= IDLE_WARNING_MS {
            Standing::Warning {
                seconds_left: seconds(IDLE_MS - quiet_ms),
            }
        } else {
            Standing::Live
        }
    }

    /// Returns how many milliseconds are left of the longest session.
    pub(crate) fn left_ms(&self, boot_ms: u64) -> u64 {
        ABSOLUTE_MS.saturating_sub(boot_ms.saturating_sub(self.began_ms))
    }
}

/// How long the present visit has gone on since it was last asked.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Span {
    since_ms: Option<u64>,
}

impl Span {
    /// Follows the visit: nobody here, or somebody since this moment.
    pub(crate) fn follow(&mut self, somebody: bool, boot_ms: u64) {
        self.since_ms = somebody.then(|| self.since_ms.unwrap_or(boot_ms));
    }

    /// A touch lengthens a visit that is being asked, and only then.
    pub(crate) fn touch(&mut self, boot_ms: u64) {
        if self.quiet_ms(boot_ms).is_some() {
            self.since_ms = Some(boot_ms);
        }
    }

    /// Returns how long the question has been on the screen.
    pub(crate) fn quiet_ms(&self, boot_ms: u64) -> Option<u64> {
        boot_ms
            .saturating_sub(self.since_ms?)
            .checked_sub(ASK_AGAIN_MS)
    }
}

/// Rounds up to seconds, so that a countdown ends with 1.
pub(crate) fn seconds(ms: u64) -> u32 {
    u32::try_from(ms.div_ceil(1_000)).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn worker() -> Worker {
        Worker {
            id: WorkerId::parse("W0001").unwrap(),
            label: "陈*华".to_owned(),
            role: WorkerRole::Worker,
            powers: Powers::default(),
        }
    }

    #[test]
    fn a_session_ends_by_quiet_and_by_age() {
        let mut session = Session::begin(worker(), 1_000);
        let cases = [
            (1_000, Standing::Live),
            (1_000 + 4 * MINUTE_MS - 1, Standing::Live),
            (
                1_000 + 4 * MINUTE_MS,
                Standing::Warning { seconds_left: 60 },
            ),
            (
                1_000 + 5 * MINUTE_MS - 1,
                Standing::Warning { seconds_left: 1 },
            ),
            (1_000 + 5 * MINUTE_MS, Standing::Over),
        ];
        for (at, expected) in cases {
            assert_eq!(session.standing(at), expected, "{at}");
        }
        let end = 1_000 + ABSOLUTE_MS;
        session.touch(end - 1);
        assert_eq!(session.standing(end - 1), Standing::Live);
        assert_eq!(session.left_ms(end - 1), 1);
        assert_eq!(session.standing(end), Standing::Over);
    }

    #[test]
    fn a_long_visit_is_asked_and_one_touch_lengthens_it() {
        let mut span = Span::default();
        span.follow(true, 500);
        span.follow(true, 60_000);
        span.touch(70_000);
        assert_eq!(span.quiet_ms(500 + ASK_AGAIN_MS - 1), None);
        assert_eq!(span.quiet_ms(500 + ASK_AGAIN_MS + 7), Some(7));
        span.touch(500 + ASK_AGAIN_MS + 7);
        assert_eq!(span.quiet_ms(500 + 2 * ASK_AGAIN_MS), None);
        span.follow(false, 1);
        assert_eq!(span.quiet_ms(u64::MAX), None);
    }
}
