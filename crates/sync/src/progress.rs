//! What an exchange moved, and what of it failed.

/// What a round moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Records in the requests.
    pub sent: usize,
    /// Records that the centre newly has.
    pub acknowledged: u64,
    /// Changes that were new and are applied.
    pub received_changes: usize,
    /// Records that still wait.
    pub waiting: u32,
    /// Whether the centre has further changes that could be fetched at once.
    pub more: bool,
    /// The centre's time, in milliseconds since 1970.
    pub server_ms: u64,
    /// How far the machine's clock runs ahead of the centre's; negative when behind.
    pub clock_ahead_ms: i64,
    /// The centre's time is so far ahead that two persons have to confirm it.
    pub time_pending: bool,
    /// How long the centre asks to wait, when it took a part only.
    pub busy_ms: Option<u64>,
    /// What went wrong without stopping the rest.
    pub notices: Vec<Notice>,
}

impl Progress {
    /// Tells whether anything moved.
    pub fn moved(&self) -> bool {
        self.acknowledged > 0 || self.received_changes > 0 || self.epoch_begun()
    }

    /// Tells whether everything that waits moved to a new epoch, and can be sent at once.
    pub fn epoch_begun(&self) -> bool {
        self.notices
            .iter()
            .any(|notice| matches!(notice, Notice::EpochBegun { .. }))
    }
}

/// A part of an exchange that failed while the rest went on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// The outbox could not be read, so nothing was sent.
    OutboxUnreadable,
    /// The centre expects another epoch of this kiosk's chain; its acknowledgements mean nothing.
    OtherEpoch {
        /// The epoch that the centre expects.
        expected: u64,
    },
    /// The change at this place does not open, or is newer than this program; later ones wait.
    ChangeUnreadable {
        /// Place in the feed.
        cursor: u64,
    },
    /// The centre's new bundle is not signed by the pinned roots, or old; the held one stays.
    BundleRefused,
    /// A certificate did not verify, or is of another device; the held one stays.
    CertificateRefused,
    /// The centre began another epoch of this kiosk's chain, and what waited moved into it.
    EpochBegun {
        /// How many records moved.
        records: usize,
    },
    /// This many requests of several came to nothing; their records are sent again.
    RequestsLost {
        /// How many.
        requests: usize,
    },
    /// The centre did not take this many records as it takes others.
    Rejected {
        /// How many.
        records: usize,
    },
}
