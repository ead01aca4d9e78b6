//! What can go wrong on the way; none of it loses a record.

use protocol::{
    EnrolError, ExchangeError, StickError,
    codes::{BundleError, CryptoError},
};

use crate::carrier::CarrierError;

/// Why a round or an enrolment came to nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The kiosk's memory failed.
    #[error("memory: {0}")]
    Journal(#[from] journal::Error),
    /// Nothing came back.
    #[error("on the way: {0}")]
    Carrier(#[from] CarrierError),
    /// What came back is not the centre's answer to this request.
    #[error("answer: {0}")]
    Exchange(#[from] ExchangeError),
    /// What came back to an enrolment is no answer.
    #[error("enrolment: {0}")]
    Enrol(#[from] EnrolError),
    /// The kiosk is not enrolled yet.
    #[error("not enrolled")]
    NotEnrolled,
    /// The trust bundle is not signed by the pinned roots, or older than the one held.
    #[error("trust bundle: {0}")]
    Bundle(#[from] BundleError),
    /// A pinned root is no key.
    #[error("a pinned root is no key")]
    Root,
    /// The typed token is not of a token's form.
    #[error("not a token")]
    Token,
    /// The device's key did not sign.
    #[error("not signed: {0}")]
    Sign(#[from] CryptoError),
    /// A file that was carried here is refused.
    #[error("file: {0}")]
    Stick(#[from] StickError),
    /// A file that was carried here is of another kiosk.
    #[error("the file is of another kiosk")]
    OtherKiosk,
    /// No answer in the file belongs to a request that left here.
    #[error("no answer in the file belongs to an export of this kiosk")]
    NoExport,
    /// The certificate is not this kiosk's, or not signed by a key that may.
    #[error("the certificate is not for this device")]
    Certificate,
}

impl Error {
    /// Tells whether asking again may go better without anybody changing a setting.
    pub fn can_retry(&self) -> bool {
        match self {
            Self::Journal(error) => error.can_retry(),
            Self::Carrier(error) => error.can_retry(),
            Self::Exchange(error) => error.can_retry(),
            Self::Enrol(error) => error.can_retry(),
            Self::Bundle(error) => error.can_retry(),
            Self::Sign(error) => error.can_retry(),
            Self::Stick(error) => error.can_retry(),
            Self::NotEnrolled
            | Self::Root
            | Self::Token
            | Self::OtherKiosk
            | Self::NoExport
            | Self::Certificate => false,
        }
    }
}
