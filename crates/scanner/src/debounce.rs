//! A code held before the camera is one event, not fifteen a second.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

/// How long the same text is not reported again.
const QUIET: Duration = Duration::from_millis(1500);

/// Remembers what was reported lately.
#[derive(Default)]
pub(crate) struct Debounce {
    reported: BTreeMap<String, Instant>,
}

impl Debounce {
    /// Says whether to report the text now, and remembers it if so.
    pub(crate) fn lets_pass(&mut self, text: &str, now: Instant) -> bool {
        self.reported
            .retain(|_, at| now.saturating_duration_since(*at) < QUIET);
        if self.reported.contains_key(text) {
            return false;
        }
        self.reported.insert(text.to_owned(), now);
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_passes_once_in_a_while() {
        let start = Instant::now();
        let mut debounce = Debounce::default();
        let cases = [
            (0, "house", true),
            (66, "house", false),
            (100, "resident", true),
            (1499, "house", false),
            (1500, "house", true),
            (1590, "resident", false),
            (1600, "resident", true),
        ];
        for (ms, text, passes) in cases {
            let now = start + Duration::from_millis(ms);
            assert_eq!(debounce.lets_pass(text, now), passes, "{text} at {ms}");
        }
    }
}
