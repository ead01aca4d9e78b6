//! What brings a request across and an answer back; it understands neither.

/// Why nothing came back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CarrierError {
    /// The address is no https address of a server.
    #[error("not an https address")]
    Address,
    /// The pinned certificate authority cannot be read.
    #[error("the pinned certificate authority cannot be read")]
    Authority,
    /// No connection, another certificate, or no answer in time.
    #[error("the centre cannot be reached")]
    Unreachable,
    /// The centre asks to come back later.
    #[error("the centre is busy")]
    Busy {
        /// How long it asks to wait, when it says so.
        wait_ms: Option<u64>,
    },
    /// The request is larger than the centre takes.
    #[error("the centre finds the request too large")]
    TooLarge,
    /// The centre refuses, with this status of HTTP.
    #[error("the centre refuses with status {status}")]
    Refused {
        /// The status.
        status: u16,
    },
    /// More bytes came back than an answer may have.
    #[error("the answer is too large")]
    LargeAnswer,
}

impl CarrierError {
    /// Tells whether the same request may pass later without anybody changing a setting.
    pub fn can_retry(&self) -> bool {
        !matches!(self, Self::Address | Self::Authority)
    }
}

/// Carries one request and brings back its answer.
pub trait Carrier: Send {
    /// Delivers the bytes and waits for the answer's bytes.
    fn exchange(&mut self, request: &[u8]) -> Result<Vec<u8>, CarrierError>;

    /// Delivers several requests that may be on their way at once, in this order; returns an
    /// outcome for each.
    fn exchange_all(&mut self, requests: &[Vec<u8>]) -> Vec<Result<Vec<u8>, CarrierError>> {
        let one_by_one = requests.iter().map(|request| self.exchange(request));
        one_by_one.collect()
    }

    /// Holds the smallest exchange there is; nothing when there is none, or it fails. How long it
    /// takes tells how long the line is.
    fn ping(&mut self) -> Option<()> {
        None
    }
}
