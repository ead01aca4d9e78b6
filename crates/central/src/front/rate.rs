//! How often one kiosk may speak: a bucket of turns that fills again with time.

use std::{
    collections::BTreeMap,
    sync::{Mutex, PoisonError},
};

/// Turns that a kiosk may take at once: a month's records in full requests, several in flight.
const TURNS_MAX: u64 = 60;
/// How long a turn takes to come back.
const TURN_MS: u64 = 200;
/// Names that are remembered at once; the fullest buckets are forgotten first, they hold nothing
/// against anybody.
const NAMES_MAX: usize = 20_000;

/// The buckets of all who spoke lately.
#[derive(Default)]
pub(crate) struct Rates {
    buckets: Mutex<BTreeMap<String, Bucket>>,
}

#[derive(Clone, Copy)]
struct Bucket {
    /// Turns that are left, in milliseconds that they took to fill.
    filled_ms: u64,
    at_ms: u64,
}

impl Rates {
    /// Tells how many seconds to wait, when no turn is left.
    pub(crate) fn wait(&self, name: &str, now_ms: u64) -> Option<u32> {
        let buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        let missing_ms = TURN_MS.checked_sub(buckets.get(name)?.filled(now_ms))?;
        // A turn that is just complete is a turn.
        (missing_ms > 0).then(|| u32::try_from(missing_ms.div_ceil(1_000)).unwrap_or(u32::MAX))
    }

    /// Takes a turn, or tells how many seconds to wait for the next.
    pub(crate) fn take(&self, name: &str, now_ms: u64) -> Result<(), u32> {
        // A panic elsewhere leaves whole buckets behind.
        let mut buckets = self.buckets.lock().unwrap_or_else(PoisonError::into_inner);
        if buckets.len() >= NAMES_MAX && !buckets.contains_key(name) {
            buckets.retain(|_, bucket| bucket.filled(now_ms) < TURNS_MAX * TURN_MS);
        }
        if buckets.len() >= NAMES_MAX && !buckets.contains_key(name) {
            return Err(1);
        }
        let full = Bucket {
            filled_ms: TURNS_MAX * TURN_MS,
            at_ms: now_ms,
        };
        let bucket = buckets.entry(name.to_owned()).or_insert(full);
        let filled = bucket.filled(now_ms);
        let (left, refused) = match filled.checked_sub(TURN_MS) {
            Some(left) => (left, None),
            None => (filled, Some(TURN_MS - filled)),
        };
        *bucket = Bucket {
            filled_ms: left,
            at_ms: now_ms.max(bucket.at_ms),
        };
        match refused {
            None => Ok(()),
            Some(wait_ms) => Err(u32::try_from(wait_ms.div_ceil(1_000)).unwrap_or(u32::MAX)),
        }
    }
}

impl Bucket {
    fn filled(&self, now_ms: u64) -> u64 {
        let gained = now_ms.saturating_sub(self.at_ms);
        self.filled_ms
            .saturating_add(gained)
            .min(TURNS_MAX * TURN_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kiosk_has_its_turns_and_gets_them_back() {
        let rates = Rates::default();
        for _ in 0..TURNS_MAX {
            assert_eq!(rates.take("rongyin-1", 1_000), Ok(()));
        }
        assert_eq!(rates.take("rongyin-1", 1_000), Err(1));
        assert_eq!(rates.wait("rongyin-1", 1_000), Some(1));
        assert_eq!(rates.wait("rongyin-1", 1_000 + TURN_MS), None);
        assert_eq!(rates.wait("rongyin-2", 1_000), None);
        assert_eq!(
            rates.take("rongyin-2", 1_000),
            Ok(()),
            "others are not held up"
        );
        assert_eq!(rates.take("rongyin-1", 1_000 + TURN_MS), Ok(()));
        assert_eq!(rates.take("rongyin-1", 1_000 + TURN_MS), Err(1));
        assert_eq!(
            rates.take("rongyin-1", 500),
            Err(1),
            "a clock set back gives nothing"
        );
        let later = 1_000 + 100 * TURNS_MAX * TURN_MS;
        for _ in 0..TURNS_MAX {
            assert_eq!(rates.take("rongyin-1", later), Ok(()));
        }
        assert_eq!(
            rates.take("rongyin-1", later),
            Err(1),
            "it never holds more"
        );
    }
}
