//! How long a code has been looked for in vain.

use crate::screen::ScanPurpose;

/// After this long without a code the other ways are brought forward (screens.md).
const LATE_AFTER_MS: u64 = 8_000;

/// The search that is on the screen, and when it began.
#[derive(Default)]
pub(super) struct Looking(Option<(ScanPurpose, u64)>);

impl Looking {
    /// Follows the screen: what is looked for now, if anything. Tells whether it takes long.
    pub(super) fn takes_long(&mut self, purpose: Option<ScanPurpose>, boot_ms: u64) -> bool {
        self.0 = purpose.map(|purpose| match self.0 {
            Some((before, since)) if before == purpose => (purpose, since),
            Some(_) | None => (purpose, boot_ms),
        });
        self.0
            .is_some_and(|(_, since)| boot_ms.saturating_sub(since) >= LATE_AFTER_MS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_takes_long_after_eight_seconds_and_another_one_begins_anew() {
        let (house, own) = (Some(ScanPurpose::House), Some(ScanPurpose::Resident));
        let mut looking = Looking::default();
        for (purpose, boot_ms, long) in [
            (house, 1_000, false),
            (house, 8_999, false),
            (house, 9_000, true),
            (own, 9_500, false),
            (None, 16_000, false),
            (own, 17_500, false),
            (own, 25_500, true),
        ] {
            let told = looking.takes_long(purpose, boot_ms);
            assert_eq!(told, long, "at {boot_ms}");
        }
    }
}
