//! The parts of a draft as positional CBOR, checked again on the way back.

use chrono::NaiveDate;
use ciborium::Value;
use protocol::{Assurance, Cohabitant, GuardianConsent};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, Listed, PersonName, Phone, Relation,
    ResidenceReason, Shown as _,
};
use zeroize::Zeroizing;

use super::NotADraft;
use crate::{
    screen::Address,
    visit::{Entry, HouseSeen, Page, StayChoice},
};

pub(super) fn house_value(house: &HouseSeen) -> Value {
    let address = &house.address;
    Value::Array(vec![
        entry_value(&house.entry),
        text(&address.area),
        text(&address.street),
        text(&address.number),
        text(&address.room),
        Value::Bool(house.in_register),
    ])
}

pub(super) fn read_house(value: Value) -> Result<HouseSeen, NotADraft> {
    let mut items = Items::of(value)?;
    let house = HouseSeen {
        entry: read_entry(items.next()?)?,
        address: Zeroizing::new(Address {
            area: items.text()?,
            street: items.text()?,
            number: items.text()?,
            room: items.text()?,
        }),
        in_register: items.truth()?,
    };
    items.end()?;
    Ok(house)
}

const PLATE: u64 = 1;
const LISTED: u64 = 2;
const BY_HAND: u64 = 3;

fn entry_value(entry: &Entry) -> Value {
    Value::Array(match entry {
        Entry::Plate {
            code,
            serial,
            assurance,
        } => vec![
            PLATE.into(),
            text(code.as_str()),
            Value::Bytes(serial.to_vec()),
            Value::Bool(*assurance == Assurance::Verified),
        ],
        Entry::Listed(code) => vec![LISTED.into(), text(code.as_str())],
        Entry::ByHand(division) => vec![BY_HAND.into(), text(division)],
    })
}

fn read_entry(value: Value) -> Result<Entry, NotADraft> {
    let mut items = Items::of(value)?;
    let kind = items.number()?;
    let name = items.text()?;
    let code = || HouseCode::parse(&name).map_err(|_| NotADraft);
    let entry = match kind {
        PLATE => Entry::Plate {
            code: code()?,
            serial: items.bytes()?,
            assurance: if items.truth()? {
                Assurance::Verified
            } else {
                Assurance::Unverified
            },
        },
        LISTED => Entry::Listed(code()?),
        BY_HAND => Entry::ByHand(name),
        _ => return Err(NotADraft),
    };
    items.end()?;
    Ok(entry)
}

pub(super) fn stay_value(stay: &StayChoice) -> Value {
    Value::Array(vec![
        stay.dwelling
            .map_or(Value::Null, |dwelling| text(dwelling.code())),
        stay.reason
            .map_or(Value::Null, |reason| text(reason.code())),
        stay.moved_in_on
            .map_or(Value::Null, |day| text(&day.to_string())),
    ])
}

pub(super) fn read_stay(value: Value) -> Result<StayChoice, NotADraft> {
    let mut items = Items::of(value)?;
    let stay = StayChoice {
        dwelling: read_optional(items.next()?, read_listed::<DwellingType>)?,
        reason: read_optional(items.next()?, read_listed::<ResidenceReason>)?,
        moved_in_on: read_optional(items.next()?, |value| {
            let text = value.into_text().map_err(|_| NotADraft)?;
            text.parse().map_err(|_| NotADraft)
        })?,
    };
    items.end()?;
    Ok(stay)
}

pub(super) fn person_value(person: &Cohabitant) -> Value {
    let consent = person
        .guardian_consent
        .as_ref()
        .map_or(Value::Null, |consent| {
            Value::Array(vec![
                u64::from(consent.text_version).into(),
                consent.given_at_ms.into(),
            ])
        });
    Value::Array(vec![
        text(person.name.reveal_raw()),
        text(person.document.kind().code()),
        text(person.document.reveal_number()),
        text(person.phone.reveal()),
        text(person.relation.code()),
        consent,
    ])
}

pub(super) fn read_people(value: Value, today: NaiveDate) -> Result<Vec<Cohabitant>, NotADraft> {
    let people = value.into_array().map_err(|_| NotADraft)?;
    people
        .into_iter()
        .map(|person| read_person(person, today))
        .collect()
}

fn read_person(value: Value, today: NaiveDate) -> Result<Cohabitant, NotADraft> {
    let mut items = Items::of(value)?;
    let name = PersonName::parse(&items.text()?).map_err(|_| NotADraft)?;
    // Only numbers that hold a date of birth are typed here, and a draft keeps nothing else of one.
    let kind = DocumentType::from_shown_code(&items.text()?).ok_or(NotADraft)?;
    let person = Cohabitant {
        name,
        document: IdentityDocument::parse(kind, &items.text()?, today).map_err(|_| NotADraft)?,
        phone: Phone::parse(&items.text()?).map_err(|_| NotADraft)?,
        relation: read_listed::<Relation>(items.next()?)?,
        guardian_consent: read_optional(items.next()?, read_consent)?,
    };
    items.end()?;
    Ok(person)
}

fn read_consent(value: Value) -> Result<GuardianConsent, NotADraft> {
    let mut items = Items::of(value)?;
    let text_version = u16::try_from(items.number()?).map_err(|_| NotADraft)?;
    let consent = GuardianConsent {
        text_version,
        given_at_ms: items.number()?,
    };
    items.end()?;
    Ok(consent)
}

fn read_listed<T: Listed>(value: Value) -> Result<T, NotADraft> {
    let code = value.into_text().map_err(|_| NotADraft)?;
    T::from_code(&code).ok_or(NotADraft)
}

pub(super) fn read_optional<T>(
    value: Value,
    read: impl FnOnce(Value) -> Result<T, NotADraft>,
) -> Result<Option<T>, NotADraft> {
    if value.is_null() {
        Ok(None)
    } else {
        read(value).map(Some)
    }
}

pub(super) fn page_number(page: Page) -> u64 {
    match page {
        // A draft exists from the door on; before it there is nothing to come back to.
        Page::ScanHouse | Page::ScanResident | Page::Prove | Page::Door => 1,
        Page::Stay => 2,
        Page::Cohabitants => 3,
        Page::OwnerPresent => 4,
        Page::ReadBack => 5,
    }
}

pub(super) fn page_from(number: u64) -> Result<Page, NotADraft> {
    match number {
        1 => Ok(Page::Door),
        2 => Ok(Page::Stay),
        3 => Ok(Page::Cohabitants),
        4 => Ok(Page::OwnerPresent),
        5 => Ok(Page::ReadBack),
        _ => Err(NotADraft),
    }
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// Takes the items of an array one by one, each as the kind that belongs to its place.
pub(super) struct Items(std::vec::IntoIter<Value>);

impl Items {
    pub(super) fn of(value: Value) -> Result<Self, NotADraft> {
        Ok(Self(value.into_array().map_err(|_| NotADraft)?.into_iter()))
    }

    pub(super) fn next(&mut self) -> Result<Value, NotADraft> {
        self.0.next().ok_or(NotADraft)
    }

    fn text(&mut self) -> Result<String, NotADraft> {
        self.next()?.into_text().map_err(|_| NotADraft)
    }

    pub(super) fn bytes<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], NotADraft> {
        let bytes = self.next()?.into_bytes().map_err(|_| NotADraft)?;
        bytes.try_into().map_err(|_| NotADraft)
    }

    pub(super) fn number(&mut self) -> Result<u64, NotADraft> {
        let number = self.next()?.into_integer().map_err(|_| NotADraft)?;
        number.try_into().map_err(|_| NotADraft)
    }

    fn truth(&mut self) -> Result<bool, NotADraft> {
        self.next()?.into_bool().map_err(|_| NotADraft)
    }

    pub(super) fn end(mut self) -> Result<(), NotADraft> {
        if self.0.next().is_some() {
            Err(NotADraft)
        } else {
            Ok(())
        }
    }
}
