//! A deed: its number, then what it says. Numbers are never given twice.

use chrono::NaiveDate;

use super::{read_cohabitants, read_member_of_family, write_member_of_family};
use crate::{
    acts::{Deed, PermitDeed},
    cbor::{Reader, Writer},
    wire::{WireError, record::write_cohabitant, shape::Shape},
};

/// Writes an array: the number, and what follows it.
fn put(writer: &mut Writer, number: u8, items: &[&dyn Written]) {
    open(writer, number, items, 0);
}

/// Writes an array that `more` items are added to.
fn open(writer: &mut Writer, number: u8, items: &[&dyn Written], more: usize) {
    writer.array(1 + items.len() + more);
    writer.uint(number);
    for item in items {
        item.put(writer);
    }
}

trait Written {
    fn put(&self, writer: &mut Writer);
}

impl<T: Shape> Written for T {
    fn put(&self, writer: &mut Writer) {
        self.write(writer);
    }
}

pub(super) fn write(writer: &mut Writer, deed: &Deed) {
    match deed {
        Deed::Withdraw(record) => put(writer, 1, &[record]),
        Deed::RequestCancel(record, reason) => put(writer, 2, &[record, reason]),
        Deed::WithdrawCancel(record) => put(writer, 3, &[record]),
        Deed::AnswerCancel(record, refusal) => put(writer, 4, &[record, refusal]),
        Deed::ReportMoveOut(record, day) => put(writer, 5, &[record, day]),
        Deed::RequestHabitual(record) => put(writer, 6, &[record]),
        Deed::WithdrawHabitual(record) => put(writer, 7, &[record]),
        Deed::RemoveHabitual(record) => put(writer, 8, &[record]),
        Deed::AnswerHabitual(record, refusal) => put(writer, 9, &[record, refusal]),
        Deed::ClaimHouse(house) => put(writer, 10, &[house]),
        Deed::AppointTrustee {
            trustee,
            houses,
            from,
            to,
        } => put(writer, 11, &[trustee, houses, from, to]),
        Deed::AnswerTrust(record, accepted) => put(writer, 12, &[record, accepted]),
        Deed::RevokeTrust(record) => put(writer, 13, &[record]),
        Deed::AddMember(member) => {
            open(writer, 14, &[], 1);
            write_member_of_family(writer, member);
        }
        Deed::RemoveMember(member) => put(writer, 15, &[member]),
        Deed::TakeOver => put(writer, 16, &[]),
        Deed::AddCohabitants(record, people) => {
            open(writer, 17, &[record], 1);
            writer.array(people.len());
            for cohabitant in people {
                write_cohabitant(writer, cohabitant);
            }
        }
        Deed::Permit(deed) => {
            open(writer, 18, &[], 1);
            write_permit(writer, deed);
        }
        Deed::Feedback(text) => put(writer, 19, &[text]),
        Deed::Correct(field, text) => put(writer, 20, &[field, text]),
        Deed::Erase => put(writer, 21, &[]),
        Deed::Read(message) => put(writer, 22, &[message]),
    }
}

/// Reads an array that begins with a number and returns the number, when its length belongs to it.
fn begin(reader: &mut Reader<'_>, lengths: &[usize]) -> Result<u8, WireError> {
    let found = reader.list(5)?;
    let number: u8 = reader.narrow()?;
    let place = usize::from(number).checked_sub(1).ok_or(WireError::Value)?;
    let len = lengths.get(place).ok_or(WireError::Value)?;
    if found == *len {
        Ok(number)
    } else {
        Err(WireError::Length)
    }
}

/// The lengths of the arrays of deeds 1 to 22.
const LENGTHS: [usize; 22] = [
    2, 3, 2, 3, 3, 2, 2, 2, 3, 2, 5, 3, 2, 2, 2, 1, 3, 2, 2, 3, 1, 2,
];
/// The lengths of the arrays of permit deeds 1 to 9.
const PERMIT_LENGTHS: [usize; 9] = [2, 2, 1, 1, 2, 1, 1, 1, 1];

pub(super) fn read(reader: &mut Reader<'_>, on: NaiveDate) -> Result<Deed, WireError> {
    Ok(match begin(reader, &LENGTHS)? {
        1 => Deed::Withdraw(Shape::read(reader)?),
        2 => Deed::RequestCancel(Shape::read(reader)?, Shape::read(reader)?),
        3 => Deed::WithdrawCancel(Shape::read(reader)?),
        4 => Deed::AnswerCancel(Shape::read(reader)?, Shape::read(reader)?),
        5 => Deed::ReportMoveOut(Shape::read(reader)?, Shape::read(reader)?),
        6 => Deed::RequestHabitual(Shape::read(reader)?),
        7 => Deed::WithdrawHabitual(Shape::read(reader)?),
        8 => Deed::RemoveHabitual(Shape::read(reader)?),
        9 => Deed::AnswerHabitual(Shape::read(reader)?, Shape::read(reader)?),
        10 => Deed::ClaimHouse(Shape::read(reader)?),
        11 => Deed::AppointTrustee {
            trustee: Shape::read(reader)?,
            houses: Shape::read(reader)?,
            from: Shape::read(reader)?,
            to: Shape::read(reader)?,
        },
        12 => Deed::AnswerTrust(Shape::read(reader)?, Shape::read(reader)?),
        13 => Deed::RevokeTrust(Shape::read(reader)?),
        14 => Deed::AddMember(Box::new(read_member_of_family(reader, on)?)),
        15 => Deed::RemoveMember(Shape::read(reader)?),
        16 => Deed::TakeOver,
        17 => Deed::AddCohabitants(Shape::read(reader)?, read_cohabitants(reader, on)?),
        18 => Deed::Permit(read_permit(reader)?),
        19 => Deed::Feedback(Shape::read(reader)?),
        20 => Deed::Correct(Shape::read(reader)?, Shape::read(reader)?),
        21 => Deed::Erase,
        22 => Deed::Read(Shape::read(reader)?),
        _ => return Err(WireError::Value),
    })
}

fn write_permit(writer: &mut Writer, deed: &PermitDeed) {
    match deed {
        PermitDeed::Apply(request) => put(writer, 1, &[request]),
        PermitDeed::Supply(papers) => put(writer, 2, &[papers]),
        PermitDeed::Endorse => put(writer, 3, &[]),
        PermitDeed::EndorseLate => put(writer, 4, &[]),
        PermitDeed::ChangeAddress(record) => put(writer, 5, &[record]),
        PermitDeed::Replace => put(writer, 6, &[]),
        PermitDeed::Reissue => put(writer, 7, &[]),
        PermitDeed::AskCard => put(writer, 8, &[]),
        PermitDeed::Cancel => put(writer, 9, &[]),
    }
}

fn read_permit(reader: &mut Reader<'_>) -> Result<PermitDeed, WireError> {
    Ok(match begin(reader, &PERMIT_LENGTHS)? {
        1 => PermitDeed::Apply(Shape::read(reader)?),
        2 => PermitDeed::Supply(Shape::read(reader)?),
        3 => PermitDeed::Endorse,
        4 => PermitDeed::EndorseLate,
        5 => PermitDeed::ChangeAddress(Shape::read(reader)?),
        6 => PermitDeed::Replace,
        7 => PermitDeed::Reissue,
        8 => PermitDeed::AskCard,
        9 => PermitDeed::Cancel,
        _ => return Err(WireError::Value),
    })
}
