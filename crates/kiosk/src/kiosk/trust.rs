//! Whom this kiosk believes.

use codes::{Clock, TrustList};
use journal::Journal;

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
        let bundle = journal.bundle().ok()??;
        let list = TrustList::open(&bundle, &enrolment.roots, seq, clock).ok()?;
        Some(Self {
            list,
            place: enrolment.place,
            seq,
        })
    }
}
