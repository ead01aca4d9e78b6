//! Why a code is amber or red, and how much of it people are told.

use crate::{strict::StrictError, text::TextError};

/// What is not known about an otherwise good code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AmberReason {
    /// Its key is not known, but the bundle is old; the signature was not checked.
    UnknownKey,
    /// It may or may not have expired: the clock is not good enough.
    ClockUncertain,
    /// The trust bundle itself has expired.
    BundleExpired,
    /// The revocation data is older than seven days.
    OldRevocation,
}

/// Why a code is not valid, for audit and tests; people are told [`PublicReason`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RedReason {
    /// Not a code of this family.
    Foreign,
    /// A kind that does not exist or is not presented by people.
    UnknownKind,
    /// Not the form of a code.
    Damaged(Damage),
    /// Signed by a key that the bundle does not know.
    UnknownKey,
    /// Another algorithm than the key's.
    WrongAlgorithm,
    /// The key may not sign this kind.
    WrongKeyUse,
    /// Issued when the key was not in use.
    KeyPeriod,
    /// The signature is wrong.
    BadSignature,
    /// Issued in the future.
    NotYetValid,
    /// Expired.
    Expired,
    /// Made for a longer life than its kind may have, in seconds.
    TooLong(u64),
    /// Revoked, or the kiosk it names is.
    Revoked,
    /// Issued by a kiosk that may not issue codes of this category.
    NoPower,
    /// A dynamic code that was accepted before.
    Replayed,
}

/// Where the form of a code breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// More than 1 400 characters.
    Length,
    /// Not base45, or not its only spelling.
    Base45,
    /// Not deterministic CBOR within the limits.
    Structure(StrictError),
    /// Not a signed frame with our two headers.
    Frame,
    /// Not the claims of its kind.
    Claims,
}

/// The most that people are told (trust.md 1.7).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicReason {
    /// Not ours.
    Foreign,
    /// Damaged.
    Damaged,
    /// Expired.
    Expired,
    /// Not valid yet.
    NotYetValid,
    /// Withdrawn.
    Withdrawn,
}

impl RedReason {
    /// Returns what people may be told; it never says which signature or key check failed.
    pub fn public(self) -> PublicReason {
        match self {
            Self::Foreign
            | Self::UnknownKind
            | Self::UnknownKey
            | Self::WrongAlgorithm
            | Self::WrongKeyUse
            | Self::KeyPeriod
            | Self::NoPower
            | Self::TooLong(_) => PublicReason::Foreign,
            Self::Damaged(_) | Self::BadSignature => PublicReason::Damaged,
            Self::NotYetValid => PublicReason::NotYetValid,
            // Who shows the same picture twice has to refresh it, as with one that ran out.
            Self::Expired | Self::Replayed => PublicReason::Expired,
            Self::Revoked => PublicReason::Withdrawn,
        }
    }
}

/// A later format is no refusal; [`super::judge`] answers it before.
impl From<TextError> for RedReason {
    fn from(error: TextError) -> Self {
        match error {
            TextError::Foreign => Self::Foreign,
            TextError::Newer | TextError::UnknownKind => Self::UnknownKind,
            TextError::Length => Self::Damaged(Damage::Length),
            TextError::Base45 => Self::Damaged(Damage::Base45),
        }
    }
}
