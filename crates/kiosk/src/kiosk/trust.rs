//! Whom this kiosk believes, and what time it is at least.

use codes::{Clock, TrustList};
use journal::Journal;

use super::Now;

/// How far the clock may lag behind the centre's before it is not believed.
const LAG_MAX_MS: u64 = 5 * 60 * 1000;
/// The clock is not known then: nothing is certainly past, nothing certainly not begun.
const FAR_MS: u64 = 100 * 365 * 24 * 3600 * 1000;

/// The opened trust list of an enrolled kiosk.
pub(super) struct Trust {
    pub(super) list: TrustList,
    pub(super) place: String,
    seq: u64,
    floor_ms: u64,
}

impl Trust {
    /// Opens the list again when the journal holds a newer one.
    ///
    /// A newer list that does not open leaves the one that is there.
    pub(super) fn refresh(held: Option<Self>, journal: &Journal, now: Now) -> Option<Self> {
        // The last contact is the time that the centre signed then, never this machine's.
        let floor_ms = journal
            .outbox_status()
            .ok()
            .and_then(|s| s.last_contact_ms)
            .unwrap_or(0);
        let seq = journal.bundle_floor().unwrap_or(0);
        match held {
            Some(held) if held.seq == seq => Some(Self { floor_ms, ..held }),
            other => Self::open(journal, seq, floor_ms, now).or(other),
        }
    }

    fn open(journal: &Journal, seq: u64, floor_ms: u64, now: Now) -> Option<Self> {
        let enrolment = journal.enrolment().ok()??;
        let bundle = journal.bundle().ok()??;
        let list = TrustList::open(&bundle, &enrolment.roots, seq, clock(now, floor_ms)).ok()?;
        Some(Self {
            list,
            place: enrolment.place,
            seq,
            floor_ms,
        })
    }

    /// Returns the interval in which the present lies.
    pub(super) fn clock(&self, now: Now) -> Clock {
        clock(now, self.floor_ms)
    }
}

/// Holds the wall clock against the highest time that the centre has signed (trust.md 6).
fn clock(now: Now, floor_ms: u64) -> Clock {
    if now.unix_ms + LAG_MAX_MS < floor_ms {
        Clock {
            lo_ms: floor_ms,
            hi_ms: floor_ms + FAR_MS,
        }
    } else {
        Clock::exact(now.unix_ms.max(floor_ms))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_clock_behind_the_centre_is_not_believed() {
        let hour = 3_600_000;
        for (now, floor, lo, hi) in [
            (10 * hour, 9 * hour, 10 * hour, 10 * hour),
            (
                10 * hour,
                10 * hour + 1000,
                10 * hour + 1000,
                10 * hour + 1000,
            ),
            (10 * hour, 11 * hour, 11 * hour, 11 * hour + FAR_MS),
        ] {
            let clock = clock(Now { unix_ms: now }, floor);
            assert_eq!((clock.lo_ms, clock.hi_ms), (lo, hi));
        }
    }
}
