//! One exchange of `POST /v1/sync`: the kiosk's signed request, the centre's signed answer.
//!
//! The answer echoes the request's nonce, so a recorded answer is worth nothing later, neither for
//! acknowledgements nor for the time.

mod answer;
mod down;
mod enquiry;
mod request;

use codes::CoseError;

pub use answer::{RejectCode, SyncAnswer};
pub use down::DownItem;
pub use enquiry::{Enquiry, NOT_THE_CLAIMANT, Question, ReceiptNews, Reply, ReplyTo};
pub use request::SyncRequest;
pub(crate) use request::{claimed_payload, claimed_payload_within};

use crate::{envelope::EnvelopeError, wire::WireError};

/// Why a request, an answer or a change is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeError {
    /// Larger than such a message may be.
    #[error("too large")]
    TooLarge,
    /// No signature of the expected key over this kind of message.
    #[error("not signed by the expected key")]
    Signature,
    /// The answer belongs to another request.
    #[error("another nonce")]
    Nonce,
    /// The signed bytes are malformed.
    #[error("malformed: {0}")]
    Wire(#[from] WireError),
    /// An envelope in the request is malformed.
    #[error("malformed envelope: {0}")]
    Envelope(#[from] EnvelopeError),
    /// A sealed change does not open, or is not for this kiosk and place.
    #[error("the seal does not hold")]
    Seal,
}

impl ExchangeError {
    /// Tells whether a new exchange may go better; each has a new nonce and comes from live ends.
    pub fn can_retry(&self) -> bool {
        matches!(
            self,
            Self::Signature | Self::Nonce | Self::Wire(_) | Self::TooLarge
        )
    }
}

impl From<CoseError> for ExchangeError {
    fn from(_: CoseError) -> Self {
        Self::Signature
    }
}

#[cfg(test)]
mod tests;
