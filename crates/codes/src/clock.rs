//! "Now" as an interval: a kiosk without a network knows its time only so well.

/// A code may be dated this far ahead of the verifier's clock.
const AHEAD_MS: u128 = 300_000;

/// The interval in which "now" lies, in milliseconds since 1970.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Clock {
    /// Not earlier than this.
    pub lo_ms: u64,
    /// Not later than this.
    pub hi_ms: u64,
}

impl Clock {
    /// A clock that is known to be right.
    pub fn exact(unix_ms: u64) -> Self {
        Self {
            lo_ms: unix_ms,
            hi_ms: unix_ms,
        }
    }

    /// Tells whether a time of issue lies in the future, tolerance given.
    pub(crate) fn is_before(self, iat_s: u64) -> bool {
        millis(iat_s) > u128::from(self.hi_ms) + AHEAD_MS
    }

    /// Tells whether an end has surely passed.
    pub(crate) fn is_after(self, exp_s: u64) -> bool {
        millis(exp_s) < u128::from(self.lo_ms)
    }

    /// Tells whether an end has perhaps passed.
    pub(crate) fn may_be_after(self, exp_s: u64) -> bool {
        millis(exp_s) < u128::from(self.hi_ms)
    }
}

/// Wide enough for any 64-bit number of seconds a hostile code may carry.
fn millis(seconds: u64) -> u128 {
    u128::from(seconds) * 1_000
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_of_the_interval() {
        let clock = Clock {
            lo_ms: 10_000,
            hi_ms: 20_000,
        };
        assert!(!clock.is_before(320) && clock.is_before(321));
        assert!(clock.is_after(9) && !clock.is_after(10));
        assert!(clock.may_be_after(19) && !clock.may_be_after(20));
        assert!(clock.is_before(u64::MAX) && !clock.may_be_after(u64::MAX));
        let unsafe_clock = Clock {
            lo_ms: 10_000,
            hi_ms: u64::MAX,
        };
        assert!(!unsafe_clock.is_before(1_000_000) && unsafe_clock.may_be_after(1_000_000));
        assert!(!Clock::exact(5_000).may_be_after(5));
    }
}
