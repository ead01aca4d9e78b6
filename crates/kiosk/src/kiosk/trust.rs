//! Whom this kiosk believes.

use codes::{Clock, SealingPublic, TrustList};
use journal::Journal;

use super::Kiosk;

/// The opened trust list of an enrolled kiosk.
pub(super) struct Trust {
    pub(super) list: TrustList,
    pub(super) place: String,
    seq: u64,
}

impl Trust {
    /// Opens the list again when the journal holds a newer one.
    ///
    /// A newer list that does not open leaves the one that is there.
    pub(super) fn refresh(held: Option<Self>, journal: &Journal, clock: Clock) -> Option<Self> {
        let seq = journal.bundle_floor().unwrap_or(0);
        match held {
            Some(held) if held.seq == seq => Some(held),
            other => Self::open(journal, seq, clock).or(other),
        }
    }

    fn open(journal: &Journal, seq: u64, clock: Clock) -> Option<Self> {
        let enrolment = journal.enrolment().ok()??;
        let list = journal.trust(clock).ok()??;
        if list.bundle().seq < seq {
            return None;
        }
        Some(Self {
            list,
            place: enrolment.place,
            seq,
        })
    }
}

impl Kiosk {
    /// Returns the name of this kiosk and the centre's recovery key, once the bundle names one.
    ///
    /// Custody asks at each start: the centre may have changed its key since the last one.
    pub fn recovery_seal(&self) -> Option<(String, SealingPublic)> {
        let to = self.trust.as_ref()?.list.bundle().recovery_seal?;
        let enrolment = self.journal.enrolment().ok()??;
        Some((enrolment.kiosk.as_str().to_owned(), to))
    }
}
