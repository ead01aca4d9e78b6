//! The sets that are measured on.

use crate::truth::Scene;

/// How a set is shown to a decoder.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Showing {
    /// Each picture once, with all the time it needs.
    Once,
    /// Each picture four times, as frames of one scene that does not change.
    FourTimes,
    /// The frames of each scene, one after another.
    Frames,
}

/// Pictures with their truth.
pub(crate) struct Set {
    /// The name for the command line and the results.
    pub(crate) name: &'static str,
    /// The heading of its table.
    pub(crate) title: &'static str,
    pub(crate) showing: Showing,
    pub(crate) scenes: Vec<Scene>,
}
