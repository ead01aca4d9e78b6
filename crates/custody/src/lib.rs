//! The keys of this machine: where the database key lies, who signs, and what counts.
//!
//! Invariant: a kind of custody is chosen once, by a person, at enrolment. Nothing here ever
//! falls back to a weaker kind: what was promised and cannot be had is refused by its name. This
//! crate reads no clock and no environment; folders, passphrases and devices are arguments.

mod characters;
mod recovery;

pub use recovery::{
    DeviceKey, Recovered, RecoveryAnswer, RecoveryError, RecoveryFile, RecoveryRequest,
};
