//! What a kiosk sends up: who it is, where it stands, and its next envelopes.

use codes::{Crypto, CryptoError, SigningKey, VerifyingKey, cose_sign, cose_verify};
use residence::KioskId;

use super::ExchangeError;
use crate::{
    cbor::Reader,
    envelope::Envelope,
    limits::{APP_BYTES_MAX, ENVELOPE_BYTES_MAX, REQUEST_BYTES_MAX, UP_BYTES_MAX, UP_ENTRIES_MAX},
    wire::{WireError, open_version, read_kiosk, read_plain_text, start_version},
};

const AAD: &[u8] = b"yj1/sync-req";
const FIELDS: usize = 10;

/// A kiosk's side of an exchange, version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncRequest {
    /// The kiosk.
    pub kiosk: KioskId,
    /// Rises with each request, across restarts.
    pub counter: u64,
    /// Random; the answer echoes it.
    pub nonce: [u8; 16],
    /// The centre's time in the last answer, in milliseconds since 1970; 0 before the first.
    pub last_server_ms: u64,
    /// The sequence number of the trust bundle the kiosk holds.
    pub bundle_seq: u64,
    /// Name and version of the program.
    pub app: String,
    /// The epoch of the kiosk's chain.
    pub epoch: u64,
    /// The last change that was applied.
    pub down_cursor: u64,
    /// The next envelopes of the chain, in order.
    pub up: Vec<Envelope>,
}

impl SyncRequest {
    /// Writes the request and signs it with the device's key.
    pub fn sign(&self, device: &SigningKey, crypto: &dyn Crypto) -> Result<Vec<u8>, CryptoError> {
        cose_sign(AAD, &self.encode(), device, crypto)
    }

    /// Reads whose request this claims to be, only to find the key for [`SyncRequest::open`].
    pub fn claimed_kiosk(bytes: &[u8]) -> Result<KioskId, ExchangeError> {
        if bytes.len() > REQUEST_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        let mut reader = Reader::new(claimed_payload(bytes)?);
        open_version(&mut reader, FIELDS)?;
        Ok(read_kiosk(&mut reader)?)
    }

    /// Verifies the device's signature and reads the request.
    pub fn open(bytes: &[u8], device: &VerifyingKey) -> Result<Self, ExchangeError> {
        if bytes.len() > REQUEST_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        Self::decode(&cose_verify(AAD, bytes, device)?)
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = start_version(FIELDS);
        writer.text(self.kiosk.as_str());
        writer.uint(self.counter);
        writer.bytes(&self.nonce);
        writer.uint(self.last_server_ms);
        writer.uint(self.bundle_seq);
        writer.text(&self.app);
        writer.uint(self.epoch);
        writer.uint(self.down_cursor);
        writer.array(self.up.len());
        for envelope in &self.up {
            writer.bytes(&envelope.encode());
        }
        writer.finish()
    }

    fn decode(payload: &[u8]) -> Result<Self, ExchangeError> {
        let mut reader = Reader::new(payload);
        open_version(&mut reader, FIELDS)?;
        let request = Self {
            kiosk: read_kiosk(&mut reader)?,
            counter: reader.uint()?,
            nonce: reader.fixed()?,
            last_server_ms: reader.uint()?,
            bundle_seq: reader.uint()?,
            app: read_plain_text(&mut reader, APP_BYTES_MAX)?,
            epoch: reader.uint()?,
            down_cursor: reader.uint()?,
            up: read_envelopes(&mut reader)?,
        };
        reader.end()?;
        Ok(request)
    }
}

fn read_envelopes(reader: &mut Reader<'_>) -> Result<Vec<Envelope>, ExchangeError> {
    let encoded = reader.items(UP_ENTRIES_MAX, |reader| reader.bytes(ENVELOPE_BYTES_MAX))?;
    if encoded.iter().map(|bytes| bytes.len()).sum::<usize>() > UP_BYTES_MAX {
        return Err(ExchangeError::TooLarge);
    }
    encoded
        .into_iter()
        .map(|bytes| Ok(Envelope::decode(bytes)?))
        .collect()
}

/// Takes the payload out of a COSE_Sign1 without verifying anything.
pub(crate) fn claimed_payload(bytes: &[u8]) -> Result<&[u8], WireError> {
    claimed_payload_within(bytes, REQUEST_BYTES_MAX)
}

/// The same for a payload of at most this many bytes.
pub(crate) fn claimed_payload_within(bytes: &[u8], bytes_max: usize) -> Result<&[u8], WireError> {
    let mut reader = Reader::new(bytes);
    reader.array(4)?;
    reader.bytes(usize::from(u8::MAX))?;
    reader.map(0)?;
    reader.bytes(bytes_max)
}
