//! Why a request is refused, in fixed words that name nobody.

use protocol::{EnrolError, ExchangeError};

use crate::{events, store::StoreError};

/// A refusal as the kiosk reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The body is not what this door takes.
    #[error("MALFORMED")]
    Malformed,
    /// The body is too large.
    #[error("TOO_LARGE")]
    TooLarge,
    /// The body is not signed by the key that must sign it.
    #[error("SIGNATURE")]
    Signature,
    /// No enrolled kiosk has this name.
    #[error("KIOSK_UNKNOWN")]
    KioskUnknown,
    /// The kiosk is not trusted any more.
    #[error("KIOSK_REVOKED")]
    KioskRevoked,
    /// No living token of this site fits.
    #[error("TOKEN_REFUSED")]
    TokenRefused,
    /// The kiosk spoke more often than one does; the same request may pass later.
    #[error("TOO_OFTEN")]
    TooOften {
        /// How many seconds to wait.
        seconds: u32,
    },
    /// There is no room for one more request; the same request may pass later.
    #[error("FULL")]
    Full {
        /// How many seconds to wait.
        seconds: u32,
    },
    /// The database is not at hand; the same request may pass later.
    #[error("LATER")]
    Later,
}

impl Refusal {
    /// Tells whether the same request may pass later.
    pub fn can_retry(self) -> bool {
        matches!(
            self,
            Self::Later | Self::Full { .. } | Self::TooOften { .. }
        )
    }
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        events::store_failed(error);
        Self::Later
    }
}

impl From<EnrolError> for Refusal {
    fn from(error: EnrolError) -> Self {
        match error {
            EnrolError::TooLarge => Self::TooLarge,
            EnrolError::Signature => Self::Signature,
            EnrolError::Wire(_) => Self::Malformed,
        }
    }
}

impl From<ExchangeError> for Refusal {
    fn from(error: ExchangeError) -> Self {
        match error {
            ExchangeError::TooLarge => Self::TooLarge,
            ExchangeError::Signature => Self::Signature,
            ExchangeError::Nonce
            | ExchangeError::Wire(_)
            | ExchangeError::Envelope(_)
            | ExchangeError::Seal => Self::Malformed,
        }
    }
}
