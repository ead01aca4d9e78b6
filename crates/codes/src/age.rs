//! How old the trust bundle is, and what its age still allows (trust.md 1.7, 1.10, 7).

/// The age of a trust bundle when it is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BundleAge {
    /// At most 7 days.
    Current,
    /// More than 7 days: codes are amber.
    Old,
    /// More than 30 days: nothing is issued.
    Stale,
    /// Past its end: amber for all, and nothing is issued.
    Expired,
}
