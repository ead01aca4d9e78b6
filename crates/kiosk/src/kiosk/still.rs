//! A code that was just taken and still lies before the camera says nothing new.

use zeroize::Zeroizing;

use super::Now;

/// After this long out of sight the same code counts as shown again.
const GONE_AFTER_MS: u64 = 4_000;

/// The code that moved the visit last, and when it was seen last.
#[derive(Default)]
pub(super) struct Still {
    taken: Option<(Zeroizing<String>, u64)>,
    /// The code that was judged last, taken or not.
    judged: Option<Zeroizing<String>>,
}

impl Still {
    /// Remembers the code that moved the visit.
    pub(super) fn taken(&mut self, text: Zeroizing<String>, now: Now) {
        self.taken = Some((text, now.boot_ms));
    }

    /// Tells whether this is that code, never out of sight since.
    pub(super) fn lies_there(&mut self, text: &str, now: Now) -> bool {
        let Some((taken, seen_ms)) = &mut self.taken else {
            return false;
        };
        let same = taken.as_str() == text;
        let lies = same && now.boot_ms.saturating_sub(*seen_ms) < GONE_AFTER_MS;
        if lies {
            *seen_ms = now.boot_ms;
        }
        lies
    }

    /// Remembers the code that was judged.
    pub(super) fn judged(&mut self, text: Zeroizing<String>) {
        self.judged = Some(text);
    }

    /// Tells whether this is another code than the one judged before.
    pub(super) fn is_news(&self, text: &str) -> bool {
        self.judged
            .as_ref()
            .is_none_or(|judged| judged.as_str() != text)
    }

    /// Forgets it, with everything else that is personal.
    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_that_lies_there_is_heard_once() {
        let mut still = Still::default();
        let at = |boot_ms| Now {
            unix_ms: 0,
            boot_ms,
            boot_id: [0; 16],
        };
        assert!(!still.lies_there("house", at(0)));
        still.taken(Zeroizing::new("house".to_owned()), at(0));
        let cases = [
            ("house", 1_500, true),
            ("house", 5_000, true),
            ("own", 5_100, false),
            ("house", 8_999, true),
            ("house", 13_000, false),
        ];
        for (text, ms, lies) in cases {
            assert_eq!(still.lies_there(text, at(ms)), lies, "{text} at {ms}");
        }
        still.forget();
        assert!(!still.lies_there("house", at(13_001)));
    }
}
