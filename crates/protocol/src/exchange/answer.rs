//! What the centre answers: what it has, what it refuses, and what comes down.

use codes::{Crypto, CryptoError, Sealed, SigningKey, VerifyingKey, cose_sign, cose_verify};
use residence::RecordId;

use super::{DownItem, ExchangeError, claimed_payload_within};
use crate::{
    cbor::{Reader, Writer},
    limits::{
        ANSWER_BYTES_MAX, BUNDLE_BYTES_MAX, CHANGE_BYTES_MAX, DOWN_ENTRIES_MAX, UP_ENTRIES_MAX,
    },
    wire::{WireError, open_version, read_record_id, start_version},
};

const AAD: &[u8] = b"yj1/sync-ans";
const FIELDS: usize = 11;

const FORK: u64 = 1;
const GAP: u64 = 2;
const SIGNATURE: u64 = 3;
const TOO_LARGE: u64 = 4;
const QUARANTINED: u64 = 5;

/// Why the centre did not take a record as it takes others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RejectCode {
    /// Another record stands at this place of the chain or under this name; an alarm.
    Fork,
    /// Records before it are missing.
    Gap {
        /// The place in the chain that the centre expects next.
        expected: u64,
    },
    /// The device's signature does not fit.
    Signature,
    /// Larger than the centre takes.
    TooLarge,
    /// Received and set aside for a person to look at; counts as received.
    Quarantined,
}

impl RejectCode {
    /// Returns the number on the wire and in tables.
    pub fn number(self) -> u64 {
        match self {
            Self::Fork => FORK,
            Self::Gap { .. } => GAP,
            Self::Signature => SIGNATURE,
            Self::TooLarge => TOO_LARGE,
            Self::Quarantined => QUARANTINED,
        }
    }
}

/// The centre's side of an exchange, version 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SyncAnswer {
    /// The nonce of the request.
    pub nonce: [u8; 16],
    /// The centre's time, in milliseconds since 1970.
    pub server_ms: u64,
    /// Changes when the centre was restored from a copy; kiosks resend then.
    pub centre_epoch: u64,
    /// The epoch of the kiosk's chain that the centre expects.
    pub epoch: u64,
    /// The highest place of the chain up to which nothing is missing.
    pub through: u64,
    /// The same, for the centre's second copy; only below it may a kiosk forget.
    pub backed_up: u64,
    /// Records that were not taken as others are.
    pub rejects: Vec<(RecordId, RejectCode)>,
    /// A newer trust bundle; the kiosk verifies it by its pinned roots.
    pub bundle: Option<String>,
    /// The next changes for this kiosk, cursors rising.
    pub down: Vec<DownItem>,
    /// Whether further changes wait.
    pub more: bool,
}

impl SyncAnswer {
    /// Writes the answer and signs it with the centre's sync key.
    pub fn sign(&self, sync_key: &SigningKey, crypto: &dyn Crypto) -> Result<Vec<u8>, CryptoError> {
        cose_sign(AAD, &self.encode(), sync_key, crypto)
    }

    /// Reads which request this claims to answer, only to find what was asked for
    /// [`SyncAnswer::open`].
    pub fn claimed_nonce(bytes: &[u8]) -> Result<[u8; 16], ExchangeError> {
        let mut reader = Reader::new(claimed_payload_within(bytes, ANSWER_BYTES_MAX)?);
        open_version(&mut reader, FIELDS)?;
        Ok(reader.fixed()?)
    }

    /// Verifies the centre's signature and that the answer belongs to the request of this nonce.
    pub fn open(
        bytes: &[u8],
        sync_key: &VerifyingKey,
        nonce: &[u8; 16],
    ) -> Result<Self, ExchangeError> {
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(ExchangeError::TooLarge);
        }
        let answer = Self::decode(&cose_verify(AAD, bytes, sync_key)?)?;
        if answer.nonce == *nonce {
            Ok(answer)
        } else {
            Err(ExchangeError::Nonce)
        }
    }

    fn encode(&self) -> Vec<u8> {
        let mut writer = start_version(FIELDS);
        writer.bytes(&self.nonce);
        writer.uint(self.server_ms);
        writer.uint(self.centre_epoch);
        writer.uint(self.epoch);
        writer.uint(self.through);
        writer.uint(self.backed_up);
        writer.array(self.rejects.len());
        for (record, code) in &self.rejects {
            write_reject(&mut writer, *record, *code);
        }
        writer.optional(self.bundle.as_deref(), Writer::text);
        writer.array(self.down.len());
        for item in &self.down {
            writer.array(3);
            writer.uint(item.cursor);
            writer.bytes(&item.sealed.enc);
            writer.bytes(&item.sealed.ct);
        }
        writer.boolean(self.more);
        writer.finish()
    }

    fn decode(payload: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(payload);
        open_version(&mut reader, FIELDS)?;
        let answer = Self {
            nonce: reader.fixed()?,
            server_ms: reader.uint()?,
            centre_epoch: reader.uint()?,
            epoch: reader.uint()?,
            through: reader.uint()?,
            backed_up: reader.uint()?,
            rejects: reader.items(UP_ENTRIES_MAX, read_reject)?,
            bundle: reader.optional(|reader| reader.text(BUNDLE_BYTES_MAX).map(str::to_owned))?,
            down: reader.items(DOWN_ENTRIES_MAX, read_item)?,
            more: reader.boolean()?,
        };
        reader.end()?;
        Ok(answer)
    }
}

/// A reject is an array of 2, of 3 with the expected place when it is a gap.
fn write_reject(writer: &mut Writer, record: RecordId, code: RejectCode) {
    writer.array(if matches!(code, RejectCode::Gap { .. }) {
        3
    } else {
        2
    });
    writer.bytes(record.as_bytes());
    writer.uint(code.number());
    if let RejectCode::Gap { expected } = code {
        writer.uint(expected);
    }
}

fn read_reject(reader: &mut Reader<'_>) -> Result<(RecordId, RejectCode), WireError> {
    let len = reader.list(3)?;
    let record = read_record_id(reader)?;
    let code = match (len, reader.uint()?) {
        (3, GAP) => RejectCode::Gap {
            expected: reader.uint()?,
        },
        (2, FORK) => RejectCode::Fork,
        (2, SIGNATURE) => RejectCode::Signature,
        (2, TOO_LARGE) => RejectCode::TooLarge,
        (2, QUARANTINED) => RejectCode::Quarantined,
        (2 | 3, _) => return Err(WireError::Value),
        _ => return Err(WireError::Length),
    };
    Ok((record, code))
}

fn read_item(reader: &mut Reader<'_>) -> Result<DownItem, WireError> {
    reader.array(3)?;
    Ok(DownItem {
        cursor: reader.uint()?,
        sealed: Sealed {
            enc: reader.fixed()?,
            ct: reader.bytes(CHANGE_BYTES_MAX)?.to_vec(),
        },
    })
}
