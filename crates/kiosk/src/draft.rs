//! A draft: what is kept of an unfinished declaration, under a ticket of six characters.
//!
//! The declarant's number is not in it; whoever takes it up scans the same person's code again and
//! enters the number again. The bytes are a positional CBOR array that opens with its version and
//! lies inside the encrypted journal.

use chrono::NaiveDate;
use ciborium::Value;
use protocol::{Assurance, Cohabitant, GuardianConsent};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, Listed, PersonName, Phone, Relation,
    ResidenceReason, Subject,
};
use zeroize::Zeroizing;

use crate::{
    screen::Address,
    visit::{Declaring, HouseSeen, Page, StayChoice},
};

/// How long a draft is kept (domain.md 10.2).
pub(crate) const DRAFT_AGE_MAX_MS: u64 = 30 * 60 * 1000;

const VERSION: u64 = 1;
const CROCKFORD: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TICKET_LENGTH: usize = 6;

/// The name of a draft that a person can carry in the head: 6 characters of Crockford base32.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Ticket(String);

/// An unfinished declaration without the declarant's number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Draft {
    pub(crate) ticket: Ticket,
    pub(crate) subject: Subject,
    pub(crate) house: HouseSeen,
    pub(crate) stay: StayChoice,
    pub(crate) people: Vec<Cohabitant>,
    pub(crate) owner_present: Option<bool>,
    pub(crate) page: Page,
}

/// Bytes that are no draft of this version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a draft of this version")]
pub(crate) struct NotADraft;

impl Ticket {
    /// Composes a ticket from 30 of 32 random bits.
    pub(crate) fn compose(random: [u8; 4]) -> Self {
        Self(crockford(u32::from_be_bytes(random), TICKET_LENGTH))
    }

    /// Reads a ticket as a person writes it: any case, spaces, O for 0, I and L for 1.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let plain: String = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            })
            .collect();
        let known = plain.bytes().all(|byte| CROCKFORD.contains(&byte));
        (known && plain.len() == TICKET_LENGTH).then_some(Self(plain))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Writes the low bits of a number in Crockford base32 (no I, L, O, U).
pub(crate) fn crockford(bits: u32, length: usize) -> String {
    (0..length)
        .rev()
        .map(|place| (bits >> (5 * place)) & 31)
        .map(|five| usize::try_from(five).expect("five bits fit"))
        .map(|five| char::from(*CROCKFORD.get(five).expect("five bits index 32 symbols")))
        .collect()
}

impl Draft {
    /// Takes what is kept of a declaration; `None` before house, person and ticket are known.
    pub(crate) fn of(declaring: &Declaring) -> Option<Self> {
        Some(Self {
            ticket: declaring.ticket.clone()?,
            subject: declaring.holder.as_ref()?.subject,
            house: declaring.house.clone()?,
            stay: declaring.stay,
            people: declaring.people.clone(),
            owner_present: declaring.owner_present,
            page: declaring.page,
        })
    }

    /// Writes the draft; the ticket is the name of the bytes and not among them.
    pub(crate) fn encode(&self) -> Zeroizing<Vec<u8>> {
        let value = Value::Array(vec![
            VERSION.into(),
            Value::Bytes(self.subject.as_bytes().to_vec()),
            house_value(&self.house),
            stay_value(&self.stay),
            Value::Array(self.people.iter().map(person_value).collect()),
            self.owner_present.map_or(Value::Null, Value::Bool),
            page_number(self.page).into(),
        ]);
        let mut bytes = Zeroizing::new(Vec::new());
        ciborium::into_writer(&value, &mut *bytes).expect("a vector takes every byte");
        bytes
    }

    /// Reads a draft; `today` is needed because every document is checked again.
    pub(crate) fn decode(
        ticket: Ticket,
        bytes: &[u8],
        today: NaiveDate,
    ) -> Result<Self, NotADraft> {
        let value: Value = ciborium::from_reader(bytes).map_err(|_| NotADraft)?;
        let mut items = Items::of(value)?;
        if items.number()? != VERSION {
            return Err(NotADraft);
        }
        let draft = Self {
            ticket,
            subject: Subject::from_bytes(items.bytes()?),
            house: read_house(items.next()?)?,
            stay: read_stay(items.next()?)?,
            people: read_people(items.next()?, today)?,
            owner_present: read_optional(items.next()?, |value| value.as_bool().ok_or(NotADraft))?,
            page: page_from(items.number()?)?,
        };
        items.end()?;
        Ok(draft)
    }
}

fn house_value(house: &HouseSeen) -> Value {
    let address = &house.address;
    Value::Array(vec![
        text(house.code.as_str()),
        Value::Bytes(house.serial.to_vec()),
        Value::Bool(house.assurance == Assurance::Verified),
        text(&address.area),
        text(&address.street),
        text(&address.number),
        text(&address.room),
        Value::Bool(house.in_register),
    ])
}

fn read_house(value: Value) -> Result<HouseSeen, NotADraft> {
    let mut items = Items::of(value)?;
    let house = HouseSeen {
        code: HouseCode::parse(&items.text()?).map_err(|_| NotADraft)?,
        serial: items.bytes()?,
        assurance: if items.truth()? {
            Assurance::Verified
        } else {
            Assurance::Unverified
        },
        address: Address {
            area: items.text()?,
            street: items.text()?,
            number: items.text()?,
            room: items.text()?,
        },
        in_register: items.truth()?,
    };
    items.end()?;
    Ok(house)
}

fn stay_value(stay: &StayChoice) -> Value {
    Value::Array(vec![
        stay.dwelling
            .map_or(Value::Null, |dwelling| text(dwelling.code())),
        stay.reason
            .map_or(Value::Null, |reason| text(reason.code())),
        stay.moved_in_on
            .map_or(Value::Null, |day| text(&day.to_string())),
    ])
}

fn read_stay(value: Value) -> Result<StayChoice, NotADraft> {
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

fn person_value(person: &Cohabitant) -> Value {
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
        text(person.name.reveal()),
        text(person.document.kind().code()),
        text(person.document.reveal_number()),
        text(person.phone.reveal()),
        text(person.relation.code()),
        consent,
    ])
}

fn read_people(value: Value, today: NaiveDate) -> Result<Vec<Cohabitant>, NotADraft> {
    let people = value.into_array().map_err(|_| NotADraft)?;
    people
        .into_iter()
        .map(|person| read_person(person, today))
        .collect()
}

fn read_person(value: Value, today: NaiveDate) -> Result<Cohabitant, NotADraft> {
    let mut items = Items::of(value)?;
    let name = PersonName::parse(&items.text()?).map_err(|_| NotADraft)?;
    let kind = read_listed::<DocumentType>(items.next()?)?;
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

fn read_optional<T>(
    value: Value,
    read: impl FnOnce(Value) -> Result<T, NotADraft>,
) -> Result<Option<T>, NotADraft> {
    if value.is_null() {
        Ok(None)
    } else {
        read(value).map(Some)
    }
}

fn page_number(page: Page) -> u64 {
    match page {
        // A draft exists from the door on; before it there is nothing to come back to.
        Page::ScanHouse | Page::ScanResident | Page::Prove | Page::Door => 1,
        Page::Stay => 2,
        Page::Cohabitants => 3,
        Page::OwnerPresent => 4,
        Page::ReadBack => 5,
    }
}

fn page_from(number: u64) -> Result<Page, NotADraft> {
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
struct Items(std::vec::IntoIter<Value>);

impl Items {
    fn of(value: Value) -> Result<Self, NotADraft> {
        Ok(Self(value.into_array().map_err(|_| NotADraft)?.into_iter()))
    }

    fn next(&mut self) -> Result<Value, NotADraft> {
        self.0.next().ok_or(NotADraft)
    }

    fn text(&mut self) -> Result<String, NotADraft> {
        self.next()?.into_text().map_err(|_| NotADraft)
    }

    fn bytes<const LENGTH: usize>(&mut self) -> Result<[u8; LENGTH], NotADraft> {
        let bytes = self.next()?.into_bytes().map_err(|_| NotADraft)?;
        bytes.try_into().map_err(|_| NotADraft)
    }

    fn number(&mut self) -> Result<u64, NotADraft> {
        let number = self.next()?.into_integer().map_err(|_| NotADraft)?;
        number.try_into().map_err(|_| NotADraft)
    }

    fn truth(&mut self) -> Result<bool, NotADraft> {
        self.next()?.into_bool().map_err(|_| NotADraft)
    }

    fn end(mut self) -> Result<(), NotADraft> {
        if self.0.next().is_some() {
            Err(NotADraft)
        } else {
            Ok(())
        }
    }
}
