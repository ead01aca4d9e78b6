//! Under which circumstances a record was made: doubt is written down, and never a reason not to
//! take a declaration (trust design 1.7 and 6).

use codes::BundleAge;

use crate::worker::WorkerId;

/// How well the kiosk knew the time (trust design 6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ClockLevel {
    /// Within 300 seconds of the centre's time.
    Good,
    /// Plausible only: after a restart without contact, or stated by a person.
    Degraded,
    /// Not before the floor, and nothing more is known.
    Unsafe,
}

/// What the centre has to know to weigh a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Circumstances {
    /// How well the time was known.
    pub clock: ClockLevel,
    /// Whether the time was stated by two persons, and not by the centre.
    pub manual_time: bool,
    /// How old the trust bundle was.
    pub bundle: BundleAge,
    /// Whole days since the last contact with the centre.
    pub offline_days: u16,
    /// Whether a code was taken although its verdict was amber.
    pub amber: bool,
    /// The worker who assisted, or who answered for the doubt.
    pub worker: Option<WorkerId>,
}

impl Circumstances {
    /// Nothing in doubt and nobody assisting; the only ones that version 1 of the wire can carry.
    pub const GOOD: Self = Self {
        clock: ClockLevel::Good,
        manual_time: false,
        bundle: BundleAge::Current,
        offline_days: 0,
        amber: false,
        worker: None,
    };

    /// Tells whether nothing is in doubt, whoever assisted.
    pub fn is_certain(&self) -> bool {
        self.clock == ClockLevel::Good
            && !self.manual_time
            && self.bundle == BundleAge::Current
            && !self.amber
    }
}
