//! Records and changes as bytes: deterministic positional CBOR, the format version first.
//!
//! Do not change what is here for version 1: the bytes are hashed, signed, kept as evidence and
//! frozen by `tests/golden/protocol`. A new form is a new version beside this one.

mod acts;
mod change;
mod circumstances;
mod lists;
mod parts;
mod presence;
mod record;
pub(crate) mod shape;
mod summary;
mod workers;

use zeroize::Zeroizing;

use crate::{
    cbor::{Reader, Writer},
    circumstances::Circumstances,
    envelope::Opened,
    limits::ENVELOPE_BYTES_MAX,
    packing::{pack, unpack},
    records::{Change, Record},
};

/// The first version of every message.
const VERSION: u64 = 1;
/// The version of a message that says more than the first one can.
pub(crate) const VERSION_TWO: u64 = 2;
/// The version of a record that is packed.
const VERSION_THREE: u64 = 3;

/// Why bytes are not what they claim to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WireError {
    /// The bytes end inside a value.
    #[error("the bytes end too early")]
    Short,
    /// Bytes follow the end.
    #[error("bytes follow the end")]
    Trailing,
    /// Another kind of value, or one that is not in its only form.
    #[error("a value is not in the form that belongs here")]
    Form,
    /// An array, map or fixed string of another length.
    #[error("a length is not the one that belongs here")]
    Length,
    /// A number, text or list beyond its limit.
    #[error("a limit is crossed")]
    Limit,
    /// A format version that this program does not know.
    #[error("a newer format")]
    Version,
    /// A value of the right form that means nothing here, such as an unknown list number.
    #[error("a value without meaning")]
    Value,
}

impl WireError {
    /// Tells whether the same bytes could be read at another time: never.
    pub fn can_retry(&self) -> bool {
        false
    }
}

/// Writes a record.
pub fn encode_record(record: &Record) -> Vec<u8> {
    let mut writer = start_version(3);
    record::write(&mut writer, record);
    writer.finish()
}

/// Reads a record made under good circumstances, and nothing else.
pub fn decode_record(bytes: &[u8]) -> Result<Record, WireError> {
    let mut reader = Reader::new(bytes);
    open_version(&mut reader, 3)?;
    let record = record::read(&mut reader)?;
    reader.end()?;
    Ok(record)
}

/// Writes a record with its circumstances: in version 1 when they are good, else in version 2.
pub fn encode_opened(record: &Record, circumstances: &Circumstances) -> Vec<u8> {
    if *circumstances == Circumstances::GOOD {
        return encode_record(record);
    }
    let mut writer = Writer::with_array(4);
    writer.uint(VERSION_TWO);
    record::write(&mut writer, record);
    circumstances::write(&mut writer, circumstances);
    writer.finish()
}

/// Reads a record with its circumstances, and nothing else.
pub fn decode_opened(bytes: &[u8]) -> Result<Opened, WireError> {
    let (opened, rest) = split_opened(bytes)?;
    if rest.is_empty() {
        Ok(opened)
    } else {
        Err(WireError::Trailing)
    }
}

/// Reads a record with its circumstances from the front and returns what follows it.
pub(crate) fn split_opened(bytes: &[u8]) -> Result<(Opened, &[u8]), WireError> {
    let mut reader = Reader::new(bytes);
    let doubtful = open_versions(&mut reader, 3, 4)?;
    let record = record::read(&mut reader)?;
    let circumstances = if doubtful {
        circumstances::read(&mut reader)?
    } else {
        Circumstances::GOOD
    };
    let opened = Opened {
        record,
        circumstances,
    };
    Ok((opened, reader.rest()))
}

/// Writes a record with its circumstances in as few bytes as there are ways: packed in version 3, or
/// as it is when that is no longer.
pub(crate) fn encode_packed(record: &Record, circumstances: &Circumstances) -> Zeroizing<Vec<u8>> {
    let body = Zeroizing::new(encode_opened(record, circumstances));
    let Some(packed) = pack(&body) else {
        return body;
    };
    let mut writer = Writer::with_array(3);
    writer.uint(VERSION_THREE);
    writer.uint(packed.dictionary);
    writer.bytes(&packed.bytes);
    let packed = Zeroizing::new(writer.finish());
    if packed.len() < body.len() {
        packed
    } else {
        body
    }
}

/// Reads a record with its circumstances from the front, packed or as it is, and returns what follows.
pub(crate) fn split_packed(bytes: &[u8]) -> Result<(Opened, &[u8]), WireError> {
    let mut reader = Reader::new(bytes);
    let length = reader.list(usize::from(u8::MAX))?;
    if reader.uint()? != VERSION_THREE {
        return split_opened(bytes);
    }
    if length != 3 {
        return Err(WireError::Length);
    }
    let dictionary = reader.uint()?;
    let body = unpack(dictionary, reader.bytes(ENVELOPE_BYTES_MAX)?)?;
    Ok((decode_opened(&body)?, reader.rest()))
}

/// Writes a change.
pub fn encode_change(change: &Change) -> Vec<u8> {
    let mut writer = start_version(3);
    change::write(&mut writer, change);
    writer.finish()
}

/// Reads a change and nothing but a change.
pub fn decode_change(bytes: &[u8]) -> Result<Change, WireError> {
    let mut reader = Reader::new(bytes);
    open_version(&mut reader, 3)?;
    let change = change::read(&mut reader)?;
    reader.end()?;
    Ok(change)
}

/// Opens the array around a message and checks its version before its length, because a newer
/// version may be of another length.
pub(crate) fn open_version(reader: &mut Reader<'_>, len: usize) -> Result<(), WireError> {
    let found = reader.list(usize::from(u8::MAX))?;
    if reader.uint()? != VERSION {
        return Err(WireError::Version);
    }
    if found == len {
        Ok(())
    } else {
        Err(WireError::Length)
    }
}

/// Opens the array around a message of either version and tells whether it is the second.
pub(crate) fn open_versions(
    reader: &mut Reader<'_>,
    len_one: usize,
    len_two: usize,
) -> Result<bool, WireError> {
    let found = reader.list(usize::from(u8::MAX))?;
    let (second, len) = match reader.uint()? {
        VERSION => (false, len_one),
        VERSION_TWO => (true, len_two),
        _ => return Err(WireError::Version),
    };
    if found == len {
        Ok(second)
    } else {
        Err(WireError::Length)
    }
}

/// Starts a message: an array of this length with the version as its first value.
pub(crate) fn start_version(len: usize) -> Writer {
    let mut writer = Writer::with_array(len);
    writer.uint(VERSION);
    writer
}

pub(crate) use change::read_rule;
pub(crate) use lists::{read_member, write_member};
pub use parts::is_sendable;
pub(crate) use parts::{
    read_day, read_document, read_interval, read_kiosk, read_name, read_person, read_plain_text,
    read_record_id, write_day, write_document, write_interval, write_person,
};

#[cfg(test)]
mod tests;
