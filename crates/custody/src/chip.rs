//! The security chip (TPM 2.0), as far as this program needs one.
//!
//! Each call opens the chip, does one thing and closes it again: everything transient is flushed,
//! and other programs get their turn. Its three slots are never ours for long.

/// Why the chip did not do it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ChipError {
    /// No chip answers.
    Absent,
    /// The policy of the object is not met: the machine was started in another way.
    Refused,
    /// The chip does not hold this object, or not with this secret.
    Unknown,
    /// No room, or the owner keeps others out.
    Full,
    /// Locked against guessing for a while.
    Waits,
    /// Anything else, such as a line that broke.
    Failed,
}

#[cfg(all(feature = "tpm", target_os = "linux"))]
#[path = "chip/tss.rs"]
mod held;
#[cfg(not(all(feature = "tpm", target_os = "linux")))]
#[path = "chip/none.rs"]
mod held;

pub(crate) use held::Chip;
