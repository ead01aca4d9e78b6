//! Codes shown, issued and voided, and the audit's checkpoints.

use residence::{Subject, guangdong_date};

use super::{
    WireError,
    lists::{read_member, write_member},
    parts::{
        read_consent, read_document, read_house_code, read_interval, read_name, read_person,
        read_worker, write_consent, write_document, write_interval, write_person, write_worker,
    },
};
use crate::{
    cbor::{Reader, Writer},
    presence::{AuditCheckpoint, Presentation, ProvisionalIssue, ProvisionalVoid},
};

/// Forms of a resident's code: printed, on a screen, provisional.
const FORMS: std::ops::RangeInclusive<u8> = 1..=3;

pub(super) fn write_presentation(writer: &mut Writer, presentation: &Presentation) {
    writer.array(6);
    write_interval(writer, presentation.at);
    writer.bytes(presentation.subject.as_bytes());
    writer.bytes(&presentation.serial);
    writer.uint(presentation.form);
    writer.optional(presentation.house.as_ref(), |writer, house| {
        writer.text(house.as_str());
    });
    write_member(writer, presentation.verdict);
}

pub(super) fn read_presentation(reader: &mut Reader<'_>) -> Result<Presentation, WireError> {
    reader.array(6)?;
    let presentation = Presentation {
        at: read_interval(reader)?,
        subject: Subject::from_bytes(reader.fixed()?),
        serial: reader.fixed()?,
        form: reader.narrow()?,
        house: reader.optional(read_house_code)?,
        verdict: read_member(reader)?,
    };
    if FORMS.contains(&presentation.form) {
        Ok(presentation)
    } else {
        Err(WireError::Value)
    }
}

/// The time of issue stands first, because documents are checked as of its day.
pub(super) fn write_issue(writer: &mut Writer, issue: &ProvisionalIssue) {
    writer.array(11);
    writer.uint(issue.issued_s);
    writer.uint(issue.expires_s);
    write_worker(writer, &issue.worker);
    writer.bytes(issue.subject.as_bytes());
    writer.bytes(&issue.serial);
    write_member(writer, issue.category);
    writer.text(issue.name.reveal_raw());
    write_document(writer, &issue.document);
    writer.optional(issue.guardian.as_ref(), write_person);
    writer.optional(issue.guardian_consent.as_ref(), write_consent);
    writer.optional(issue.house.as_ref(), |writer, house| {
        writer.text(house.as_str());
    });
}

pub(super) fn read_issue(reader: &mut Reader<'_>) -> Result<ProvisionalIssue, WireError> {
    reader.array(11)?;
    let (issued_s, expires_s): (u64, u64) = (reader.uint()?, reader.uint()?);
    let issued_ms = i64::try_from(u128::from(issued_s) * 1_000).map_err(|_| WireError::Limit)?;
    if expires_s < issued_s {
        return Err(WireError::Value);
    }
    let on = guangdong_date(issued_ms);
    Ok(ProvisionalIssue {
        issued_s,
        expires_s,
        worker: read_worker(reader)?,
        subject: Subject::from_bytes(reader.fixed()?),
        serial: reader.fixed()?,
        category: read_member(reader)?,
        name: read_name(reader)?,
        document: read_document(reader, on)?,
        guardian: reader.optional(|reader| read_person(reader, on))?,
        guardian_consent: reader.optional(read_consent)?,
        house: reader.optional(read_house_code)?,
    })
}

pub(super) fn write_void(writer: &mut Writer, void: &ProvisionalVoid) {
    writer.array(3);
    writer.bytes(&void.serial);
    write_worker(writer, &void.worker);
    write_member(writer, void.reason);
}

pub(super) fn read_void(reader: &mut Reader<'_>) -> Result<ProvisionalVoid, WireError> {
    reader.array(3)?;
    Ok(ProvisionalVoid {
        serial: reader.fixed()?,
        worker: read_worker(reader)?,
        reason: read_member(reader)?,
    })
}

pub(super) fn write_checkpoint(writer: &mut Writer, checkpoint: &AuditCheckpoint) {
    writer.array(2);
    writer.uint(checkpoint.n);
    writer.bytes(&checkpoint.hash);
}

pub(super) fn read_checkpoint(reader: &mut Reader<'_>) -> Result<AuditCheckpoint, WireError> {
    reader.array(2)?;
    Ok(AuditCheckpoint {
        n: reader.uint()?,
        hash: reader.fixed()?,
    })
}
