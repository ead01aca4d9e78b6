//! Version 1 of the records: `[1, kind, body]`.
//!
//! The day of the act stands first in each body, because documents are checked as of that day.

use chrono::NaiveDate;
use residence::{PersonName, Phone, RejectionReason};

use super::{
    WireError,
    lists::{read_member, write_member},
    parts::{
        read_day, read_document, read_house_code, read_person, read_plain_text, read_record_id,
        same, write_day, write_document, write_person,
    },
};
use crate::{
    cbor::{Reader, Writer},
    limits::{COHABITANTS_MAX, NAME_BYTES_MAX, WORD_BYTES_MAX},
    records::{Cohabitant, Declaration, GuardianConsent, OwnerAnswer, OwnerDecision, Record},
};

const DECLARATION: u64 = 1;
const OWNER_DECISION: u64 = 2;

pub(super) fn write(writer: &mut Writer, record: &Record) {
    match record {
        Record::Declaration(declaration) => {
            writer.uint(DECLARATION);
            write_declaration(writer, declaration);
        }
        Record::OwnerDecision(decision) => {
            writer.uint(OWNER_DECISION);
            write_decision(writer, decision);
        }
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Record, WireError> {
    match reader.uint()? {
        DECLARATION => read_declaration(reader)
            .map(Box::new)
            .map(Record::Declaration),
        OWNER_DECISION => read_decision(reader)
            .map(Box::new)
            .map(Record::OwnerDecision),
        _ => Err(WireError::Value),
    }
}

fn write_declaration(writer: &mut Writer, declaration: &Declaration) {
    writer.array(12);
    write_day(writer, declaration.declared_on);
    let (profile, version) = &declaration.policy;
    writer.text(profile);
    writer.uint(*version);
    writer.uint(declaration.notice_version);
    write_person(writer, &declaration.declarant);
    writer.text(declaration.house.as_str());
    writer.bytes(&declaration.house_serial);
    write_member(writer, declaration.house_assurance);
    write_member(writer, declaration.dwelling);
    write_member(writer, declaration.reason);
    write_day(writer, declaration.moved_in_on);
    writer.array(declaration.cohabitants.len());
    for cohabitant in &declaration.cohabitants {
        write_cohabitant(writer, cohabitant);
    }
}

fn read_declaration(reader: &mut Reader<'_>) -> Result<Declaration, WireError> {
    reader.array(12)?;
    let declared_on = read_day(reader)?;
    let policy = (read_plain_text(reader, WORD_BYTES_MAX)?, reader.narrow()?);
    Ok(Declaration {
        declared_on,
        policy,
        notice_version: reader.narrow()?,
        declarant: read_person(reader, declared_on)?,
        house: read_house_code(reader)?,
        house_serial: reader.fixed()?,
        house_assurance: read_member(reader)?,
        dwelling: read_member(reader)?,
        reason: read_member(reader)?,
        moved_in_on: read_day(reader)?,
        cohabitants: reader.items(COHABITANTS_MAX, |reader| {
            read_cohabitant(reader, declared_on)
        })?,
    })
}

fn write_cohabitant(writer: &mut Writer, cohabitant: &Cohabitant) {
    writer.array(6);
    writer.text(cohabitant.name.reveal_raw());
    write_document(writer, &cohabitant.document);
    writer.text(cohabitant.phone.reveal());
    write_member(writer, cohabitant.relation);
    writer.optional(cohabitant.guardian_consent.as_ref(), |writer, consent| {
        writer.array(2);
        writer.uint(consent.text_version);
        writer.uint(consent.given_at_ms);
    });
}

fn read_cohabitant(reader: &mut Reader<'_>, on: NaiveDate) -> Result<Cohabitant, WireError> {
    reader.array(6)?;
    Ok(Cohabitant {
        name: read_name(reader)?,
        document: read_document(reader, on)?,
        phone: read_phone(reader)?,
        relation: read_member(reader)?,
        guardian_consent: reader.optional(|reader| {
            reader.array(2)?;
            Ok(GuardianConsent {
                text_version: reader.narrow()?,
                given_at_ms: reader.uint()?,
            })
        })?,
    })
}

fn read_name(reader: &mut Reader<'_>) -> Result<PersonName, WireError> {
    let text = reader.text(NAME_BYTES_MAX)?;
    let name = PersonName::parse(text).map_err(|_| WireError::Value)?;
    same(name.reveal_raw(), text)?;
    Ok(name)
}

fn read_phone(reader: &mut Reader<'_>) -> Result<Phone, WireError> {
    let text = reader.text(WORD_BYTES_MAX)?;
    let phone = Phone::parse(text).map_err(|_| WireError::Value)?;
    same(phone.reveal(), text)?;
    Ok(phone)
}

fn write_decision(writer: &mut Writer, decision: &OwnerDecision) {
    writer.array(4);
    write_day(writer, decision.decided_on);
    writer.bytes(decision.declaration.as_bytes());
    write_person(writer, &decision.owner);
    let refusal = match decision.answer {
        OwnerAnswer::Confirmed => None,
        OwnerAnswer::Refused(reason) => Some(reason),
    };
    writer.optional(refusal, write_member);
}

/// Reads a decision; a reason that counts only with a note has none here and is refused.
fn read_decision(reader: &mut Reader<'_>) -> Result<OwnerDecision, WireError> {
    reader.array(4)?;
    let decided_on = read_day(reader)?;
    Ok(OwnerDecision {
        decided_on,
        declaration: read_record_id(reader)?,
        owner: read_person(reader, decided_on)?,
        answer: match reader.optional(read_member)? {
            None => OwnerAnswer::Confirmed,
            Some(reason) if RejectionReason::needs_note(reason) => return Err(WireError::Value),
            Some(reason) => OwnerAnswer::Refused(reason),
        },
    })
}
