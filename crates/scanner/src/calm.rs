//! Hints for a person: what one frame says and the next takes back is not said at all.

use std::time::{Duration, Instant};

use crate::sight::Hint;

/// A hint is given when it held for this long.
const HELD: Duration = Duration::from_millis(500);
/// A hint stands for at least this long.
const STANDS: Duration = Duration::from_millis(1000);
/// A hint that was missing for less than this was there all the time.
const BLINK: Duration = Duration::from_millis(300);
/// The same for codes of other kinds, which are not looked for in every frame.
pub(crate) const FOREIGN_BLINK: Duration = Duration::from_millis(1000);

/// Remembers what is said and what wants to be said.
#[derive(Default)]
pub(crate) struct Calm {
    shown: Option<Hint>,
    shown_at: Option<Instant>,
    coming: Option<Hint>,
    coming_at: Option<Instant>,
    heard_at: Option<Instant>,
}

impl Calm {
    /// Hears the hint of a frame; returns the one to show.
    pub(crate) fn hear(&mut self, hint: Option<Hint>, now: Instant) -> Option<Hint> {
        let since = |at: Option<Instant>| at.map(|at| now.saturating_duration_since(at));
        let rare = matches!(self.coming, Some(Hint::Foreign(_)));
        let blink = if rare { FOREIGN_BLINK } else { BLINK };
        let blinks = hint.is_none() && since(self.heard_at).is_some_and(|gone| gone < blink);
        if hint != self.coming && !blinks {
            (self.coming, self.coming_at) = (hint, Some(now));
        }
        if hint.is_some() {
            self.heard_at = Some(now);
        }
        // What is not looked for in every frame is heard now and then.
        let last = self
            .heard_at
            .filter(|_| self.coming.is_some())
            .unwrap_or(now);
        let held = self
            .coming_at
            .is_some_and(|from| last.saturating_duration_since(from) >= HELD);
        let stood = since(self.shown_at).is_none_or(|stood| stood >= STANDS);
        if self.coming != self.shown && held && stood {
            (self.shown, self.shown_at) = (self.coming, Some(now));
        }
        self.shown
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sight::Symbology;

    #[test]
    fn a_hint_comes_when_it_held_and_stays_a_while() {
        let start = Instant::now();
        let mut calm = Calm::default();
        let (near, dark) = (Some(Hint::Nearer), Some(Hint::Dark));
        let cases = [
            (0, near, None),
            (400, near, None),
            (450, dark, None),
            (900, dark, None),
            (950, dark, dark),
            // A frame in which nothing was found is no change.
            (1000, None, dark),
            (1050, near, dark),
            (1600, near, dark),
            (1949, near, dark),
            (1950, near, near),
            // Blinking in between does not start it anew.
            (2100, None, near),
            (2200, near, near),
            (2500, None, near),
            (2999, None, near),
            (3000, None, None),
        ];
        for (ms, hint, shown) in cases {
            let now = start + Duration::from_millis(ms);
            assert_eq!(calm.hear(hint, now), shown, "at {ms}");
        }
    }

    #[test]
    fn a_code_of_another_kind_is_named_though_it_is_found_now_and_then_only() {
        let start = Instant::now();
        let mut calm = Calm::default();
        let bars = Some(Hint::Foreign(Symbology::Product));
        for (ms, hint, shown) in [
            (0, bars, None),
            (200, None, None),
            (400, bars, None),
            (600, None, None),
            (800, bars, bars),
            (1700, None, bars),
            (1800, None, bars),
            (2300, None, None),
        ] {
            let now = start + Duration::from_millis(ms);
            assert_eq!(calm.hear(hint, now), shown, "at {ms}");
        }
    }
}
