//! How long nobody touched anything, and what follows (screens.md, manner 4).

/// What the time since the last touch asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Idle {
    /// Somebody is here.
    Quiet,
    /// The countdown is on.
    Warning { seconds_left: u32 },
    /// Everything personal goes.
    Over,
}

/// The two limits; elder mode has twice the time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IdleLimits {
    pub(crate) warning_ms: u64,
    pub(crate) wipe_ms: u64,
}

impl IdleLimits {
    /// Tells what follows once a long visit is being asked whether it goes on: the same countdown.
    pub(crate) fn asked(self, asked_ms: u64, elder: bool) -> Idle {
        let factor = if elder { 2 } else { 1 };
        self.after(asked_ms.saturating_add(self.warning_ms * factor), elder)
    }

    /// Tells what follows from the time since the last touch.
    pub(crate) fn after(self, quiet_ms: u64, elder: bool) -> Idle {
        let factor = if elder { 2 } else { 1 };
        // Elder mode is 120 s and 180 s where the others are 60 s and 90 s.
        let (warning_ms, wipe_ms) = (self.warning_ms * factor, self.wipe_ms * factor);
        if quiet_ms >= wipe_ms {
            Idle::Over
        } else if quiet_ms >= warning_ms {
            let left = (wipe_ms - quiet_ms).div_ceil(1000);
            Idle::Warning {
                seconds_left: u32::try_from(left).unwrap_or(u32::MAX),
            }
        } else {
            Idle::Quiet
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_countdown_and_the_wipe_come_in_time() {
        let limits = IdleLimits {
            warning_ms: 60_000,
            wipe_ms: 90_000,
        };
        for (quiet_ms, elder, expected) in [
            (0, false, Idle::Quiet),
            (59_999, false, Idle::Quiet),
            (60_000, false, Idle::Warning { seconds_left: 30 }),
            (89_001, false, Idle::Warning { seconds_left: 1 }),
            (90_000, false, Idle::Over),
            (119_999, true, Idle::Quiet),
            (120_000, true, Idle::Warning { seconds_left: 60 }),
            (180_000, true, Idle::Over),
        ] {
            assert_eq!(
                limits.after(quiet_ms, elder),
                expected,
                "{quiet_ms} {elder}"
            );
        }
    }
}
