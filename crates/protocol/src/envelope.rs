//! The record envelope: sealed to the centre, chained and signed by the kiosk (trust design 2.4).
//!
//! One signature covers the place in the chain, the ciphertext and the salted plaintext digest, so
//! a front server can check and keep an envelope that it cannot open, and the opened record stays
//! evidence of what this kiosk sent.

mod header;
mod run;

use codes::{Crypto, CryptoError, Sealed, SealingPublic, SealingSecret, SigningKey, VerifyingKey};
use residence::{KioskId, RecordId};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

pub use header::{Header, RecordKind};
pub use run::{Checked, verify_run};

use crate::{
    cbor::{Reader, Writer},
    circumstances::Circumstances,
    limits::ENVELOPE_BYTES_MAX,
    records::Record,
    wire::{WireError, encode_packed, split_packed},
};

const SALT_BYTES: usize = 16;
/// Lengths are padded to this step, so that a size tells little about a family.
const PADDING_STEP: usize = 64;

/// Why an envelope is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// The bytes are no envelope, or the opened bytes no record.
    #[error("malformed: {0}")]
    Wire(#[from] WireError),
    /// Larger than an envelope may be.
    #[error("too large")]
    TooLarge,
    /// The device's signature does not fit.
    #[error("wrong signature")]
    Signature,
    /// The ciphertext is not the one that was signed.
    #[error("another ciphertext")]
    Ciphertext,
    /// Sealed to another key than the one at hand.
    #[error("sealed to another key")]
    OtherKey,
    /// Sealing or opening failed; a ciphertext of another kiosk or record ends here.
    #[error("the seal does not hold")]
    Seal,
    /// The opened bytes are not those that were signed, or not what the header announces.
    #[error("another plaintext")]
    Plaintext,
    /// The record holds what the wire cannot carry; it would not be read again.
    #[error("the record cannot be written")]
    Unwritable,
    /// The device's key did not sign.
    #[error("not signed: {0}")]
    Sign(#[from] CryptoError),
}

impl EnvelopeError {
    /// Tells whether the same call could pass later: only when the right key is at hand then.
    pub fn can_retry(&self) -> bool {
        matches!(self, Self::OtherKey | Self::Sign(CryptoError::Module))
    }
}

/// Where and when a record is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SealAt {
    /// The kiosk that makes the record.
    pub kiosk: KioskId,
    /// The epoch of its chain.
    pub epoch: u64,
    /// The place in the chain, from 1.
    pub seq: u64,
    /// SHA-256 of the header before; zero before the first.
    pub prev: [u8; 32],
    /// The name of the record.
    pub record: RecordId,
    /// The earliest and latest time it can be, in milliseconds since 1970.
    pub at: (u64, u64),
    /// What was in doubt when it was made, if anything.
    pub circumstances: Circumstances,
}

/// A record as its envelope held it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// The record.
    pub record: Record,
    /// What was in doubt when it was made, if anything.
    pub circumstances: Circumstances,
}

/// A sealed and signed record; the header is always the parsed form of the signed bytes.
#[derive(Clone, PartialEq, Eq)]
pub struct Envelope {
    header: Header,
    header_bytes: Vec<u8>,
    signature: [u8; 64],
    sealed: Sealed,
}

impl Envelope {
    /// Returns what the kiosk states about the record, in clear; unverified until
    /// [`verify_envelope`].
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Returns the bytes that are hashed into the chain and signed.
    pub fn header_bytes(&self) -> &[u8] {
        &self.header_bytes
    }

    /// Returns the device's signature.
    pub fn signature(&self) -> &[u8; 64] {
        &self.signature
    }

    /// Returns the sealed record.
    pub fn sealed(&self) -> &Sealed {
        &self.sealed
    }

    /// Returns the SHA-256 of the header, which the next record names as `prev`.
    pub fn header_hash(&self) -> [u8; 32] {
        Sha256::digest(&self.header_bytes).into()
    }

    /// Writes `[header, signature, enc, ct]`.
    pub fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::with_array(4);
        writer.bytes(&self.header_bytes);
        writer.bytes(&self.signature);
        writer.bytes(&self.sealed.enc);
        writer.bytes(&self.sealed.ct);
        writer.finish()
    }

    /// Reads an envelope; the signature is not checked here.
    pub fn decode(bytes: &[u8]) -> Result<Self, EnvelopeError> {
        if bytes.len() > ENVELOPE_BYTES_MAX {
            return Err(EnvelopeError::TooLarge);
        }
        let mut reader = Reader::new(bytes);
        reader.array(4)?;
        let header_bytes = reader.bytes(ENVELOPE_BYTES_MAX)?.to_vec();
        let envelope = Self {
            header: Header::decode(&header_bytes)?,
            header_bytes,
            signature: reader.fixed()?,
            sealed: Sealed {
                enc: reader.fixed()?,
                ct: reader.bytes(ENVELOPE_BYTES_MAX)?.to_vec(),
            },
        };
        reader.end()?;
        Ok(envelope)
    }
}

/// Shows the place in the chain only.
impl std::fmt::Debug for Envelope {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "Envelope({} {}:{})",
            self.header.kiosk, self.header.epoch, self.header.seq
        )
    }
}

/// Seals a record to the centre and signs it into the kiosk's chain.
pub fn seal_record(
    record: &Record,
    at: SealAt,
    device: &SigningKey,
    centre: &SealingPublic,
    crypto: &dyn Crypto,
) -> Result<Envelope, EnvelopeError> {
    let plain = salted(record, &at.circumstances, crypto)?;
    let sealed = crypto
        .seal(centre, &info(&at.kiosk, at.record), &[], &plain)
        .map_err(|_| EnvelopeError::Seal)?;
    let header = Header {
        kiosk: at.kiosk,
        epoch: at.epoch,
        seq: at.seq,
        prev: at.prev,
        record: at.record,
        kind: RecordKind::of(record),
        at: at.at,
        centre_kid: centre.kid().0,
        plain_hash: Sha256::digest(&*plain).into(),
        cipher_hash: cipher_hash(&sealed),
    };
    signed(header, sealed, device, crypto)
}

/// Moves an envelope to another place of a chain, without opening it: the record keeps its name and
/// its ciphertext, and a new header is signed (trust design 2.4: recovery and re-keying).
pub fn rechain(
    envelope: &Envelope,
    epoch: u64,
    seq: u64,
    prev: [u8; 32],
    device: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<Envelope, EnvelopeError> {
    let header = Header {
        epoch,
        seq,
        prev,
        ..envelope.header.clone()
    };
    signed(header, envelope.sealed.clone(), device, crypto)
}

fn signed(
    header: Header,
    sealed: Sealed,
    device: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<Envelope, EnvelopeError> {
    let header_bytes = header.encode();
    let signature = crypto.sign(device, &signed_bytes(&header_bytes))?;
    let envelope = Envelope {
        header,
        header_bytes,
        signature,
        sealed,
    };
    if envelope.encode().len() > ENVELOPE_BYTES_MAX {
        return Err(EnvelopeError::TooLarge);
    }
    Ok(envelope)
}

/// Checks the device's signature and that the ciphertext is the signed one; opens nothing.
pub fn verify_envelope(
    envelope: &Envelope,
    device: &VerifyingKey,
) -> Result<Header, EnvelopeError> {
    if !device.verifies(&signed_bytes(&envelope.header_bytes), &envelope.signature) {
        return Err(EnvelopeError::Signature);
    }
    if cipher_hash(&envelope.sealed) != envelope.header.cipher_hash {
        return Err(EnvelopeError::Ciphertext);
    }
    Ok(envelope.header.clone())
}

/// Opens a verified envelope with the centre's key and checks the record against the header.
pub fn open_envelope(
    envelope: &Envelope,
    centre: &SealingSecret,
    crypto: &dyn Crypto,
) -> Result<Opened, EnvelopeError> {
    let header = &envelope.header;
    if header.centre_kid != centre.kid().0 {
        return Err(EnvelopeError::OtherKey);
    }
    let plain = crypto
        .open(
            centre,
            &info(&header.kiosk, header.record),
            &[],
            &envelope.sealed,
        )
        .map_err(|_| EnvelopeError::Seal)?;
    if <[u8; 32]>::from(Sha256::digest(&*plain)) != header.plain_hash {
        return Err(EnvelopeError::Plaintext);
    }
    let opened = unsalted(&plain)?;
    if RecordKind::of(&opened.record) != header.kind {
        return Err(EnvelopeError::Plaintext);
    }
    Ok(opened)
}

/// Writes salt, record and padding; reads the record back first, so that no act is acknowledged
/// that nobody can ever read.
fn salted(
    record: &Record,
    circumstances: &Circumstances,
    crypto: &dyn Crypto,
) -> Result<Zeroizing<Vec<u8>>, EnvelopeError> {
    let body = encode_packed(record, circumstances);
    let (read_back, _) = split_packed(&body).map_err(|_| EnvelopeError::Unwritable)?;
    if read_back.record != *record || read_back.circumstances != *circumstances {
        return Err(EnvelopeError::Unwritable);
    }
    let mut salt = [0; SALT_BYTES];
    crypto.random(&mut salt);
    let len = (SALT_BYTES + body.len()).next_multiple_of(PADDING_STEP);
    let mut plain = Zeroizing::new(Vec::with_capacity(len));
    plain.extend_from_slice(&salt);
    plain.extend_from_slice(&body);
    plain.resize(len, 0);
    Ok(plain)
}

fn unsalted(plain: &[u8]) -> Result<Opened, EnvelopeError> {
    let body = plain.get(SALT_BYTES..).ok_or(WireError::Short)?;
    let (opened, padding) = split_packed(body)?;
    let padded = plain.len().is_multiple_of(PADDING_STEP)
        && padding.len() < PADDING_STEP
        && padding.iter().all(|byte| *byte == 0);
    if padded {
        Ok(opened)
    } else {
        Err(EnvelopeError::Wire(WireError::Trailing))
    }
}

/// Binds the seal to its kiosk and record, so that nobody can sign it as their own.
fn info(kiosk: &KioskId, record: RecordId) -> Vec<u8> {
    [
        b"yj1/record\0",
        kiosk.as_str().as_bytes(),
        b"\0",
        record.as_bytes(),
    ]
    .concat()
}

fn signed_bytes(header_bytes: &[u8]) -> Vec<u8> {
    [b"yj1/env\0", header_bytes].concat()
}

fn cipher_hash(sealed: &Sealed) -> [u8; 32] {
    Sha256::new()
        .chain_update(sealed.enc)
        .chain_update(&sealed.ct)
        .finalize()
        .into()
}

#[cfg(test)]
mod tests;
