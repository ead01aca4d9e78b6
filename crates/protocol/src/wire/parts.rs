//! The parts that several messages share: days, identifiers, texts, documents, acting persons.

use chrono::{Days, NaiveDate};
use residence::{
    DocumentType, HouseCode, IdentityDocument, KioskId, PersonName, RecordId, Stated, Subject,
};

use super::{
    WireError,
    lists::{read_member, write_member},
};
use crate::{
    cbor::{Reader, Writer},
    limits::{LINE_BYTES_MAX, NAME_BYTES_MAX, WORD_BYTES_MAX},
    records::{ActingPerson, GuardianConsent},
    worker::WorkerId,
};

/// Writes a day as days since 1900-01-01, the earliest day a document can name.
///
/// An earlier day is held at 0; sealing reads back what it wrote and refuses then.
pub(crate) fn write_day(writer: &mut Writer, day: NaiveDate) {
    let days = day.signed_duration_since(first_day()).num_days();
    writer.uint(u64::try_from(days).unwrap_or(0));
}

/// Reads a day up to the year 2173.
pub(crate) fn read_day(reader: &mut Reader<'_>) -> Result<NaiveDate, WireError> {
    const DAYS_MAX: u64 = 100_000;
    let days = reader.uint()?;
    if days > DAYS_MAX {
        return Err(WireError::Limit);
    }
    first_day()
        .checked_add_days(Days::new(days))
        .ok_or(WireError::Limit)
}

fn first_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("a real day")
}

/// Reads the name of a record.
pub(crate) fn read_record_id(reader: &mut Reader<'_>) -> Result<RecordId, WireError> {
    reader.fixed().map(RecordId::from_bytes)
}

/// Reads the name of a kiosk.
pub(crate) fn read_kiosk(reader: &mut Reader<'_>) -> Result<KioskId, WireError> {
    KioskId::parse(reader.text(WORD_BYTES_MAX)?).map_err(|_| WireError::Value)
}

/// Reads a house code.
pub(super) fn read_house_code(reader: &mut Reader<'_>) -> Result<HouseCode, WireError> {
    HouseCode::parse(reader.text(WORD_BYTES_MAX)?).map_err(|_| WireError::Value)
}

/// Reads a text that may be shown: no control, direction or hidden characters, no markup.
pub(crate) fn read_plain_text(
    reader: &mut Reader<'_>,
    bytes_max: usize,
) -> Result<String, WireError> {
    let text = reader.text(bytes_max)?;
    if text.chars().all(is_plain) {
        Ok(text.to_owned())
    } else {
        Err(WireError::Value)
    }
}

/// Tells whether a line that a person wrote can be sent: at most 1200 bytes, nothing hidden and no
/// markup.
pub fn is_sendable(line: &str) -> bool {
    line.len() <= LINE_BYTES_MAX && line.chars().all(is_plain)
}

fn is_plain(c: char) -> bool {
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let markup = matches!(c, '<' | '>' | '&' | '"' | '\\' | '`');
    !c.is_control() && !hidden && !markup
}

/// Writes a document: kind and number.
///
/// In the place of a number that tells no birth date stands an array: number, day of birth and, of a
/// foreign passport, the issuing state. Without a birth date no rule of age can be decided, so
/// null in its place is written and then refused, by the sealing kiosk too.
pub(crate) fn write_document(writer: &mut Writer, document: &IdentityDocument) {
    let kind = document.kind();
    write_member(writer, kind);
    if kind.carries_birth() {
        writer.text(document.reveal_number());
        return;
    }
    writer.array(parts_of(kind));
    writer.text(document.reveal_number());
    writer.optional(document.reveal_birth(), write_day);
    if kind.needs_issuing_state() {
        writer.text(document.reveal_nationality().unwrap_or_default());
    }
}

fn parts_of(kind: DocumentType) -> usize {
    if kind.needs_issuing_state() { 3 } else { 2 }
}

/// Reads a document and checks its number as of the day of the act.
pub(crate) fn read_document(
    reader: &mut Reader<'_>,
    on: NaiveDate,
) -> Result<IdentityDocument, WireError> {
    let kind: DocumentType = read_member(reader)?;
    let mut stated = Stated::default();
    let number = if kind.carries_birth() {
        reader.text(WORD_BYTES_MAX)?
    } else {
        reader.array(parts_of(kind))?;
        let number = reader.text(WORD_BYTES_MAX)?;
        stated = stated.with_birth(read_day(reader)?);
        if kind.needs_issuing_state() {
            let state = reader.text(WORD_BYTES_MAX)?;
            let capitals = state.len() == 3 && state.bytes().all(|b| b.is_ascii_uppercase());
            if !capitals {
                return Err(WireError::Value);
            }
            stated = stated.with_issuing_state(state);
        }
        number
    };
    let document =
        IdentityDocument::parse_stated(kind, number, &stated, on).map_err(|_| WireError::Value)?;
    same(document.reveal_number(), number)?;
    Ok(document)
}

/// Refuses a text that its type reads in another form than it was written in.
pub(super) fn same(read: &str, written: &str) -> Result<(), WireError> {
    if read == written {
        Ok(())
    } else {
        Err(WireError::Value)
    }
}

/// Writes a person who acts, as an array of 5.
pub(crate) fn write_person(writer: &mut Writer, person: &ActingPerson) {
    writer.array(5);
    writer.bytes(person.subject.as_bytes());
    writer.bytes(&person.serial);
    write_document(writer, &person.document);
    write_member(writer, person.assurance);
}

/// Reads a person who acted on this day.
pub(crate) fn read_person(
    reader: &mut Reader<'_>,
    on: NaiveDate,
) -> Result<ActingPerson, WireError> {
    reader.array(5)?;
    Ok(ActingPerson {
        subject: Subject::from_bytes(reader.fixed()?),
        serial: reader.fixed()?,
        document: read_document(reader, on)?,
        assurance: read_member(reader)?,
    })
}

/// Reads a name as it was written.
pub(crate) fn read_name(reader: &mut Reader<'_>) -> Result<PersonName, WireError> {
    let text = reader.text(NAME_BYTES_MAX)?;
    let name = PersonName::parse(text).map_err(|_| WireError::Value)?;
    same(name.reveal_raw(), text)?;
    Ok(name)
}

/// Writes a guardian's consent, as an array of 2.
pub(super) fn write_consent(writer: &mut Writer, consent: &GuardianConsent) {
    writer.array(2);
    writer.uint(consent.text_version);
    writer.uint(consent.given_at_ms);
}

/// Reads a guardian's consent.
pub(super) fn read_consent(reader: &mut Reader<'_>) -> Result<GuardianConsent, WireError> {
    reader.array(2)?;
    Ok(GuardianConsent {
        text_version: reader.narrow()?,
        given_at_ms: reader.uint()?,
    })
}

/// Writes the name of a worker.
pub(super) fn write_worker(writer: &mut Writer, worker: &WorkerId) {
    writer.text(worker.as_str());
}

/// Reads the name of a worker.
pub(super) fn read_worker(reader: &mut Reader<'_>) -> Result<WorkerId, WireError> {
    let text = reader.text(WORD_BYTES_MAX)?;
    let worker = WorkerId::parse(text)?;
    same(worker.as_str(), text)?;
    Ok(worker)
}

/// Writes an interval of time, in milliseconds since 1970.
pub(crate) fn write_interval(writer: &mut Writer, at: (u64, u64)) {
    writer.array(2);
    writer.uint(at.0);
    writer.uint(at.1);
}

/// Reads an interval of time, which never ends before it begins.
pub(crate) fn read_interval(reader: &mut Reader<'_>) -> Result<(u64, u64), WireError> {
    reader.array(2)?;
    let (low, high) = (reader.uint()?, reader.uint()?);
    if low <= high {
        Ok((low, high))
    } else {
        Err(WireError::Value)
    }
}
