//! The header of an envelope: what the kiosk states in clear, and signs.

use residence::{KioskId, RecordId};

use crate::{
    cbor::{Reader, Writer},
    records::Record,
    wire::{WireError, read_interval, read_kiosk, read_record_id, write_interval},
};

const VERSION: u64 = 1;

/// What a record is about, as the header tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum RecordKind {
    /// A declaration, number 1.
    Declaration,
    /// An owner's decision, number 2.
    OwnerDecision,
    /// A code that was shown, number 3.
    Presentation,
    /// A provisional code that was issued, number 4.
    ProvisionalIssue,
    /// A provisional code that counts for nothing, number 5.
    ProvisionalVoid,
    /// What a worker did, number 6.
    WorkerEvent,
    /// How far the audit has come, number 7.
    AuditCheckpoint,
    /// What somebody did besides declaring, number 8.
    Act,
    /// A declaration without a plate, number 9.
    PlacedDeclaration,
    /// A code is asked for, number 10.
    CodeClaim,
    /// A word to those who run the service, number 11.
    Feedback,
}

impl RecordKind {
    /// Every kind, in the order of their numbers.
    pub const ALL: [Self; 11] = [
        Self::Declaration,
        Self::OwnerDecision,
        Self::Presentation,
        Self::ProvisionalIssue,
        Self::ProvisionalVoid,
        Self::WorkerEvent,
        Self::AuditCheckpoint,
        Self::Act,
        Self::PlacedDeclaration,
        Self::CodeClaim,
        Self::Feedback,
    ];

    /// Names the kind of a record.
    pub fn of(record: &Record) -> Self {
        match record {
            Record::Declaration(_) => Self::Declaration,
            Record::OwnerDecision(_) => Self::OwnerDecision,
            Record::Presentation(_) => Self::Presentation,
            Record::ProvisionalIssue(_) => Self::ProvisionalIssue,
            Record::ProvisionalVoid(_) => Self::ProvisionalVoid,
            Record::WorkerEvent(_) => Self::WorkerEvent,
            Record::AuditCheckpoint(_) => Self::AuditCheckpoint,
            Record::Act(_) => Self::Act,
            Record::PlacedDeclaration(_) => Self::PlacedDeclaration,
            Record::CodeClaim(_) => Self::CodeClaim,
            Record::Feedback(_) => Self::Feedback,
        }
    }

    /// Returns the number on the wire and in tables.
    pub fn number(self) -> u8 {
        match self {
            Self::Declaration => 1,
            Self::OwnerDecision => 2,
            Self::Presentation => 3,
            Self::ProvisionalIssue => 4,
            Self::ProvisionalVoid => 5,
            Self::WorkerEvent => 6,
            Self::AuditCheckpoint => 7,
            Self::Act => 8,
            Self::PlacedDeclaration => 9,
            Self::CodeClaim => 10,
            Self::Feedback => 11,
        }
    }

    /// Finds the kind with this number.
    pub fn from_number(number: u8) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// The header, version 1. Do not change: its bytes are the links of the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// The kiosk that made the record.
    pub kiosk: KioskId,
    /// The epoch of its chain.
    pub epoch: u64,
    /// The place in the chain, from 1, without gaps.
    pub seq: u64,
    /// SHA-256 of the header before; zero before the first.
    pub prev: [u8; 32],
    /// The name of the record.
    pub record: RecordId,
    /// What it is about.
    pub kind: RecordKind,
    /// The earliest and latest time it can be, in milliseconds since 1970.
    pub at: (u64, u64),
    /// The key it is sealed to.
    pub centre_kid: [u8; 8],
    /// SHA-256 of the salted plaintext.
    pub plain_hash: [u8; 32],
    /// SHA-256 of the encapsulated key and the ciphertext.
    pub cipher_hash: [u8; 32],
}

impl Header {
    /// Writes the map of the trust design, keys 1 to 11.
    pub(super) fn encode(&self) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.map(11);
        writer.uint(1_u64);
        writer.uint(VERSION);
        writer.uint(2_u64);
        writer.text(self.kiosk.as_str());
        writer.uint(3_u64);
        writer.uint(self.epoch);
        writer.uint(4_u64);
        writer.uint(self.seq);
        writer.uint(5_u64);
        writer.bytes(&self.prev);
        writer.uint(6_u64);
        writer.bytes(self.record.as_bytes());
        writer.uint(7_u64);
        writer.uint(self.kind.number());
        writer.uint(8_u64);
        write_interval(&mut writer, self.at);
        writer.uint(9_u64);
        writer.bytes(&self.centre_kid);
        writer.uint(10_u64);
        writer.bytes(&self.plain_hash);
        writer.uint(11_u64);
        writer.bytes(&self.cipher_hash);
        writer.finish()
    }

    /// Reads a header and nothing but a header.
    pub(super) fn decode(bytes: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(bytes);
        reader.map(11)?;
        reader.key(1)?;
        if reader.uint()? != VERSION {
            return Err(WireError::Version);
        }
        let header = Self {
            kiosk: keyed(&mut reader, 2, read_kiosk)?,
            epoch: keyed(&mut reader, 3, Reader::uint)?,
            seq: keyed(&mut reader, 4, Reader::uint)?,
            prev: keyed(&mut reader, 5, Reader::fixed)?,
            record: keyed(&mut reader, 6, read_record_id)?,
            kind: keyed(&mut reader, 7, read_kind)?,
            at: keyed(&mut reader, 8, read_interval)?,
            centre_kid: keyed(&mut reader, 9, Reader::fixed)?,
            plain_hash: keyed(&mut reader, 10, Reader::fixed)?,
            cipher_hash: keyed(&mut reader, 11, Reader::fixed)?,
        };
        reader.end()?;
        Ok(header)
    }
}

fn keyed<'a, T>(
    reader: &mut Reader<'a>,
    key: u64,
    read: impl FnOnce(&mut Reader<'a>) -> Result<T, WireError>,
) -> Result<T, WireError> {
    reader.key(key)?;
    read(reader)
}

fn read_kind(reader: &mut Reader<'_>) -> Result<RecordKind, WireError> {
    RecordKind::from_number(reader.narrow()?).ok_or(WireError::Value)
}
