//! Acts, claims and declarations without a plate. The day of the act stands first in each body,
//! because documents are checked as of that day.

use chrono::NaiveDate;
use residence::Phone;

use super::{
    WireError,
    lists::{read_member, write_member},
    parts::{
        read_consent, read_day, read_document, read_name, read_person, read_plain_text, same,
        write_consent, write_day, write_document, write_person,
    },
    record::{read_cohabitant, write_cohabitant},
    shape::{Shape, shaped},
};
use crate::{
    acts::{
        Act, CodeClaim, Feedback, HandAddress, NewMember, PermitRequest, Place, PlacedDeclaration,
    },
    cbor::{Reader, Writer},
    limits::{COHABITANTS_MAX, WORD_BYTES_MAX},
};

mod deeds;

shaped! {
    Feedback { given_on, words }
    HandAddress { division, street, number, room }
    PermitRequest { registration, grounds, exemption, papers, evidence, card }
}

pub(super) fn write_act(writer: &mut Writer, act: &Act) {
    writer.array(4);
    write_day(writer, act.done_on);
    write_person(writer, &act.actor);
    act.on_behalf_of.write(writer);
    deeds::write(writer, &act.deed);
}

/// Reads an act; nobody acts for themselves through another.
pub(super) fn read_act(reader: &mut Reader<'_>) -> Result<Act, WireError> {
    reader.array(4)?;
    let done_on = read_day(reader)?;
    let act = Act {
        done_on,
        actor: read_person(reader, done_on)?,
        on_behalf_of: Shape::read(reader)?,
        deed: deeds::read(reader, done_on)?,
    };
    if act.on_behalf_of == Some(act.actor.subject) {
        Err(WireError::Value)
    } else {
        Ok(act)
    }
}

pub(super) fn write_claim(writer: &mut Writer, claim: &CodeClaim) {
    writer.array(6);
    write_day(writer, claim.claimed_on);
    writer.text(claim.name.reveal_raw());
    write_document(writer, &claim.document);
    writer.optional(claim.phone.as_ref(), |writer, phone| {
        writer.text(phone.reveal());
    });
    writer.boolean(claim.document_seen);
    writer.uint(claim.notice_version);
}

pub(super) fn read_claim(reader: &mut Reader<'_>) -> Result<CodeClaim, WireError> {
    reader.array(6)?;
    let claimed_on = read_day(reader)?;
    Ok(CodeClaim {
        claimed_on,
        name: read_name(reader)?,
        document: read_document(reader, claimed_on)?,
        phone: reader.optional(read_phone)?,
        document_seen: reader.boolean()?,
        notice_version: reader.narrow()?,
    })
}

pub(super) fn write_placed(writer: &mut Writer, declaration: &PlacedDeclaration) {
    writer.array(10);
    write_day(writer, declaration.declared_on);
    let (profile, version) = &declaration.policy;
    writer.text(profile);
    writer.uint(*version);
    writer.uint(declaration.notice_version);
    write_person(writer, &declaration.declarant);
    match &declaration.place {
        Place::Listed(house) => {
            writer.array(1);
            house.write(writer);
        }
        Place::ByHand(address) => address.write(writer),
    }
    write_member(writer, declaration.dwelling);
    write_member(writer, declaration.reason);
    write_day(writer, declaration.moved_in_on);
    writer.array(declaration.cohabitants.len());
    for cohabitant in &declaration.cohabitants {
        write_cohabitant(writer, cohabitant);
    }
}

pub(super) fn read_placed(reader: &mut Reader<'_>) -> Result<PlacedDeclaration, WireError> {
    reader.array(10)?;
    let declared_on = read_day(reader)?;
    let policy = (read_plain_text(reader, WORD_BYTES_MAX)?, reader.narrow()?);
    Ok(PlacedDeclaration {
        declared_on,
        policy,
        notice_version: reader.narrow()?,
        declarant: read_person(reader, declared_on)?,
        place: read_place(reader)?,
        dwelling: read_member(reader)?,
        reason: read_member(reader)?,
        moved_in_on: read_day(reader)?,
        cohabitants: read_cohabitants(reader, declared_on)?,
    })
}

/// A house of the list is an array of 1, an address by hand one of its 4 parts.
fn read_place(reader: &mut Reader<'_>) -> Result<Place, WireError> {
    match reader.list(4)? {
        1 => Shape::read(reader).map(Place::Listed),
        4 => {
            let division: String = Shape::read(reader)?;
            if division.len() != 12 || !division.bytes().all(|b| b.is_ascii_digit()) {
                return Err(WireError::Value);
            }
            Ok(Place::ByHand(HandAddress {
                division,
                street: Shape::read(reader)?,
                number: Shape::read(reader)?,
                room: Shape::read(reader)?,
            }))
        }
        _ => Err(WireError::Length),
    }
}

fn read_cohabitants(
    reader: &mut Reader<'_>,
    on: NaiveDate,
) -> Result<Vec<crate::records::Cohabitant>, WireError> {
    reader.items(COHABITANTS_MAX, |reader| read_cohabitant(reader, on))
}

fn write_member_of_family(writer: &mut Writer, member: &NewMember) {
    writer.array(6);
    writer.text(member.name.reveal_raw());
    write_document(writer, &member.document);
    write_member(writer, member.relation);
    writer.optional(member.guardian_consent.as_ref(), write_consent);
    writer.boolean(member.agreed);
    writer.boolean(member.document_seen);
}

fn read_member_of_family(reader: &mut Reader<'_>, on: NaiveDate) -> Result<NewMember, WireError> {
    reader.array(6)?;
    Ok(NewMember {
        name: read_name(reader)?,
        document: read_document(reader, on)?,
        relation: read_member(reader)?,
        guardian_consent: reader.optional(read_consent)?,
        agreed: reader.boolean()?,
        document_seen: reader.boolean()?,
    })
}

fn read_phone(reader: &mut Reader<'_>) -> Result<Phone, WireError> {
    let text = reader.text(WORD_BYTES_MAX)?;
    let phone = Phone::parse(text).map_err(|_| WireError::Value)?;
    same(phone.reveal(), text)?;
    Ok(phone)
}
