//! The records: `[1, kind, body]`, in version 2 followed by the circumstances.
//!
//! The day of the act stands first in each body, because documents are checked as of that day.

use chrono::NaiveDate;
use residence::{Phone, RejectionReason};

use super::{
    WireError,
    acts::{read_act, read_claim, read_placed, write_act, write_claim, write_placed},
    lists::{read_member, write_member},
    parts::{
        read_consent, read_day, read_document, read_house_code, read_name, read_person,
        read_plain_text, read_record_id, same, write_consent, write_day, write_document,
        write_person,
    },
    presence::{
        read_checkpoint, read_issue, read_presentation, read_void, write_checkpoint, write_issue,
        write_presentation, write_void,
    },
    shape::Shape,
    workers::{read_event, write_event},
};
use crate::{
    cbor::{Reader, Writer},
    limits::{COHABITANTS_MAX, WORD_BYTES_MAX},
    records::{Cohabitant, Declaration, OwnerAnswer, OwnerDecision, Record},
};

const DECLARATION: u64 = 1;
const OWNER_DECISION: u64 = 2;
const PRESENTATION: u64 = 3;
const PROVISIONAL_ISSUE: u64 = 4;
const PROVISIONAL_VOID: u64 = 5;
const WORKER_EVENT: u64 = 6;
const AUDIT_CHECKPOINT: u64 = 7;
const ACT: u64 = 8;
const PLACED_DECLARATION: u64 = 9;
const CODE_CLAIM: u64 = 10;
const FEEDBACK: u64 = 11;

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
        Record::Presentation(presentation) => {
            writer.uint(PRESENTATION);
            write_presentation(writer, presentation);
        }
        Record::ProvisionalIssue(issue) => {
            writer.uint(PROVISIONAL_ISSUE);
            write_issue(writer, issue);
        }
        Record::ProvisionalVoid(void) => {
            writer.uint(PROVISIONAL_VOID);
            write_void(writer, void);
        }
        Record::WorkerEvent(event) => {
            writer.uint(WORKER_EVENT);
            write_event(writer, event);
        }
        Record::AuditCheckpoint(checkpoint) => {
            writer.uint(AUDIT_CHECKPOINT);
            write_checkpoint(writer, checkpoint);
        }
        Record::Act(act) => {
            writer.uint(ACT);
            write_act(writer, act);
        }
        Record::PlacedDeclaration(declaration) => {
            writer.uint(PLACED_DECLARATION);
            write_placed(writer, declaration);
        }
        Record::CodeClaim(claim) => {
            writer.uint(CODE_CLAIM);
            write_claim(writer, claim);
        }
        Record::Feedback(feedback) => {
            writer.uint(FEEDBACK);
            feedback.write(writer);
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
        PRESENTATION => read_presentation(reader).map(Record::Presentation),
        PROVISIONAL_ISSUE => read_issue(reader)
            .map(Box::new)
            .map(Record::ProvisionalIssue),
        PROVISIONAL_VOID => read_void(reader).map(Record::ProvisionalVoid),
        WORKER_EVENT => read_event(reader).map(Record::WorkerEvent),
        AUDIT_CHECKPOINT => read_checkpoint(reader).map(Record::AuditCheckpoint),
        ACT => read_act(reader).map(Box::new).map(Record::Act),
        PLACED_DECLARATION => read_placed(reader)
            .map(Box::new)
            .map(Record::PlacedDeclaration),
        CODE_CLAIM => read_claim(reader).map(Box::new).map(Record::CodeClaim),
        FEEDBACK => Shape::read(reader).map(Box::new).map(Record::Feedback),
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

pub(super) fn write_cohabitant(writer: &mut Writer, cohabitant: &Cohabitant) {
    writer.array(6);
    writer.text(cohabitant.name.reveal_raw());
    write_document(writer, &cohabitant.document);
    writer.text(cohabitant.phone.reveal());
    write_member(writer, cohabitant.relation);
    writer.optional(cohabitant.guardian_consent.as_ref(), write_consent);
}

pub(super) fn read_cohabitant(
    reader: &mut Reader<'_>,
    on: NaiveDate,
) -> Result<Cohabitant, WireError> {
    reader.array(6)?;
    Ok(Cohabitant {
        name: read_name(reader)?,
        document: read_document(reader, on)?,
        phone: read_phone(reader)?,
        relation: read_member(reader)?,
        guardian_consent: reader.optional(read_consent)?,
    })
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
