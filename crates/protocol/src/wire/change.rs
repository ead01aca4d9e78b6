//! Version 1 of the changes: `[1, kind, body]`.

use codes::BindKey;

use super::{
    WireError,
    lists::{read_member, write_member},
    parts::{read_day, read_house_code, read_plain_text, read_record_id, write_day},
    workers::{read_roster, write_roster},
};
use crate::{
    acts::{ActOutcome, ClaimedCode},
    cbor::{Reader, Writer},
    limits::{ADDRESS_PART_BYTES_MAX, CERTIFICATE_BYTES_MAX, OWNER_TAGS_MAX, WORD_BYTES_MAX},
    records::{Change, House, Outcome, OutcomeResult},
};

const OUTCOME: u64 = 1;
const HOUSE: u64 = 2;
const BIND_KEY: u64 = 3;
const ROSTER: u64 = 4;
const CERTIFICATE: u64 = 5;
const REPLACEMENT: u64 = 6;
const ACT_OUTCOME: u64 = 7;
const CLAIMED_CODE: u64 = 8;

pub(super) fn write(writer: &mut Writer, change: &Change) {
    match change {
        Change::Outcome(outcome) => {
            writer.uint(OUTCOME);
            write_outcome(writer, outcome);
        }
        Change::House(house) => {
            writer.uint(HOUSE);
            write_house(writer, house);
        }
        Change::BindKey { epoch, key } => {
            writer.uint(BIND_KEY);
            writer.array(2);
            writer.uint(*epoch);
            writer.bytes(key.reveal_bytes());
        }
        Change::Roster(roster) => {
            writer.uint(ROSTER);
            write_roster(writer, roster);
        }
        Change::Certificate(text) => {
            writer.uint(CERTIFICATE);
            writer.text(text);
        }
        Change::Replacement { provisional, code } => {
            writer.uint(REPLACEMENT);
            writer.array(2);
            writer.bytes(provisional);
            writer.text(code);
        }
        Change::ActOutcome(outcome) => {
            writer.uint(ACT_OUTCOME);
            writer.array(3);
            writer.bytes(outcome.record.as_bytes());
            write_day(writer, outcome.decided_on);
            writer.optional(outcome.denied.as_deref(), Writer::text);
        }
        Change::ClaimedCode(claimed) => {
            writer.uint(CLAIMED_CODE);
            writer.array(2);
            writer.bytes(claimed.claim.as_bytes());
            writer.text(&claimed.code);
        }
    }
}

pub(super) fn read(reader: &mut Reader<'_>) -> Result<Change, WireError> {
    match reader.uint()? {
        OUTCOME => read_outcome(reader).map(Change::Outcome),
        HOUSE => read_house(reader).map(Change::House),
        BIND_KEY => {
            reader.array(2)?;
            let epoch = reader.narrow()?;
            Ok(Change::BindKey {
                epoch,
                key: BindKey::from_bytes(&reader.fixed()?),
            })
        }
        ROSTER => read_roster(reader).map(Change::Roster),
        CERTIFICATE => read_code(reader).map(Change::Certificate),
        REPLACEMENT => {
            reader.array(2)?;
            Ok(Change::Replacement {
                provisional: reader.fixed()?,
                code: read_code(reader)?,
            })
        }
        ACT_OUTCOME => {
            reader.array(3)?;
            Ok(Change::ActOutcome(ActOutcome {
                record: read_record_id(reader)?,
                decided_on: read_day(reader)?,
                denied: reader.optional(read_rule)?,
            }))
        }
        CLAIMED_CODE => {
            reader.array(2)?;
            Ok(Change::ClaimedCode(ClaimedCode {
                claim: read_record_id(reader)?,
                code: read_code(reader)?,
            }))
        }
        _ => Err(WireError::Value),
    }
}

/// Reads the text of a code, which whoever uses it verifies.
fn read_code(reader: &mut Reader<'_>) -> Result<String, WireError> {
    reader.text(CERTIFICATE_BYTES_MAX).map(str::to_owned)
}

/// A result is an array of 3 when it is a state, of 1 when it is a denial.
fn write_outcome(writer: &mut Writer, outcome: &Outcome) {
    writer.array(3);
    writer.bytes(outcome.declaration.as_bytes());
    write_day(writer, outcome.decided_on);
    match &outcome.result {
        OutcomeResult::State {
            state,
            effective_on,
            rejection,
        } => {
            writer.array(3);
            write_member(writer, *state);
            writer.optional(*effective_on, write_day);
            writer.optional(*rejection, write_member);
        }
        OutcomeResult::Denied { rule } => {
            writer.array(1);
            writer.text(rule);
        }
    }
}

fn read_outcome(reader: &mut Reader<'_>) -> Result<Outcome, WireError> {
    reader.array(3)?;
    Ok(Outcome {
        declaration: read_record_id(reader)?,
        decided_on: read_day(reader)?,
        result: read_result(reader)?,
    })
}

fn read_result(reader: &mut Reader<'_>) -> Result<OutcomeResult, WireError> {
    match reader.list(3)? {
        3 => Ok(OutcomeResult::State {
            state: read_member(reader)?,
            effective_on: reader.optional(read_day)?,
            rejection: reader.optional(read_member)?,
        }),
        1 => Ok(OutcomeResult::Denied {
            rule: read_rule(reader)?,
        }),
        _ => Err(WireError::Length),
    }
}

pub(crate) fn read_rule(reader: &mut Reader<'_>) -> Result<String, WireError> {
    let rule = reader.text(WORD_BYTES_MAX)?;
    let named = !rule.is_empty() && rule.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_');
    if named {
        Ok(rule.to_owned())
    } else {
        Err(WireError::Value)
    }
}

fn write_house(writer: &mut Writer, house: &House) {
    writer.array(8);
    writer.text(house.code.as_str());
    for part in [
        &house.town,
        &house.community,
        &house.street,
        &house.number,
        &house.room,
    ] {
        writer.text(part);
    }
    writer.boolean(house.withdrawn);
    writer.array(house.owner_tags.len());
    for tag in &house.owner_tags {
        writer.bytes(tag);
    }
}

fn read_house(reader: &mut Reader<'_>) -> Result<House, WireError> {
    reader.array(8)?;
    Ok(House {
        code: read_house_code(reader)?,
        town: read_plain_text(reader, ADDRESS_PART_BYTES_MAX)?,
        community: read_plain_text(reader, ADDRESS_PART_BYTES_MAX)?,
        street: read_plain_text(reader, ADDRESS_PART_BYTES_MAX)?,
        number: read_plain_text(reader, ADDRESS_PART_BYTES_MAX)?,
        room: read_plain_text(reader, ADDRESS_PART_BYTES_MAX)?,
        withdrawn: reader.boolean()?,
        owner_tags: reader.items(OWNER_TAGS_MAX, Reader::fixed)?,
    })
}
