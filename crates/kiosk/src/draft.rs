//! A draft: what is kept of an unfinished declaration, under a ticket of six characters.
//!
//! The declarant's number is not in it; whoever takes it up scans the same person's code again and
//! enters the number again. The bytes are a positional CBOR array that opens with its version and
//! lies inside the encrypted journal.

mod bytes;

use chrono::NaiveDate;
use ciborium::Value;
use protocol::Cohabitant;
use residence::Subject;
use zeroize::Zeroizing;

use crate::visit::{Declaring, HouseSeen, Page, StayChoice};

use self::bytes::{
    Items, house_value, page_from, page_number, person_value, read_house, read_optional,
    read_people, read_stay, stay_value,
};

/// How long a draft is kept (domain.md 10.2).
pub(crate) const DRAFT_AGE_MAX_MS: u64 = 30 * 60 * 1000;

const VERSION: u64 = 2;
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
        // The pages after the stay are drawn from its answers.
        let torn = draft.page > Page::Stay && draft.stay.complete().is_none();
        if torn { Err(NotADraft) } else { Ok(draft) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::visit::fixtures::{CANARY, draft};

    fn today() -> NaiveDate {
        "2026-11-23".parse().unwrap()
    }

    #[test]
    fn a_draft_comes_back_whole() {
        let empty = Draft {
            stay: StayChoice::default(),
            people: Vec::new(),
            owner_present: None,
            page: Page::Door,
            ..draft()
        };
        for draft in [draft(), empty] {
            let read = Draft::decode(draft.ticket.clone(), &draft.encode(), today());
            assert_eq!(read, Ok(draft));
        }
    }

    #[test]
    fn cut_or_lengthened_bytes_are_no_draft() {
        let bytes = draft().encode();
        for length in 0..bytes.len() {
            let cut = bytes.get(..length).unwrap();
            assert_eq!(
                Draft::decode(draft().ticket, cut, today()),
                Err(NotADraft),
                "{length}"
            );
        }
        let mut later = bytes.to_vec();
        later[1] = 3;
        assert_eq!(
            Draft::decode(draft().ticket, &later, today()),
            Err(NotADraft)
        );
    }

    #[test]
    fn a_page_without_the_answers_it_shows_is_no_draft() {
        let torn = Draft {
            stay: StayChoice::default(),
            ..draft()
        };
        assert_eq!(
            Draft::decode(torn.ticket.clone(), &torn.encode(), today()),
            Err(NotADraft)
        );
    }

    #[test]
    fn the_declarants_number_is_not_kept() {
        let declaring = crate::visit::fixtures::declaring(Page::ReadBack);
        let number = declaring
            .document
            .as_ref()
            .unwrap()
            .reveal_number()
            .to_owned();
        let bytes = Draft::of(&declaring).unwrap().encode();
        let text = String::from_utf8_lossy(&bytes);
        assert!(text.contains(CANARY), "the cohabitants are kept");
        assert!(!text.contains(&number));
    }

    #[test]
    fn tickets_are_read_as_people_write_them() {
        assert_eq!(Ticket::compose([0, 0, 0, 0]).as_str(), "000000");
        assert_eq!(Ticket::compose([0xff; 4]).as_str(), "ZZZZZZ");
        let ticket = Ticket::parse("7K3-M1P").unwrap();
        for written in ["7k3m1p", " 7K3 MIP ", "7K3MLP"] {
            assert_eq!(Ticket::parse(written).as_ref(), Some(&ticket), "{written}");
        }
        for wrong in ["", "7K3M1", "7K3M1PP", "7K3M1U", "7K3M1陈"] {
            assert_eq!(Ticket::parse(wrong), None, "{wrong}");
        }
    }
}
