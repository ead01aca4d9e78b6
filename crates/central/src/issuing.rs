//! Issuing what is printed: the code of a plate, the code of a card.

use codes::{Category, CodeForm, Crypto, HouseClaims, ResidentClaims, is_showable};
use residence::{Addable, HouseCode, Policy, Subject, age_on, may_be_added};

use crate::{
    authority::Authority,
    store::Statement,
    tables::{
        houses::{self, RegisteredHouse},
        people::{self, Person},
        printed::{self, Printed},
        withdrawn::{self, Of},
    },
};

const DAY_SECONDS: u64 = 86_400;
/// Plates stay on walls; readers accept eleven years at most (trust.md 1.3).
const PLATE_DAYS: u64 = 10 * 365;
const CARD_DAYS: u64 = 365;
const ADDRESS_BYTES_MAX: usize = 120;

/// Issues codes at one moment.
pub(crate) struct Issuing<'a> {
    /// The keys.
    pub(crate) authority: &'a Authority,
    /// Randomness and signatures.
    pub(crate) crypto: &'a dyn Crypto,
    /// The moment, in milliseconds since 1970.
    pub(crate) now_ms: u64,
}

impl Issuing<'_> {
    /// Draws a serial number.
    pub(crate) fn serial(&self) -> [u8; 8] {
        let mut serial = [0; 8];
        self.crypto.random(&mut serial);
        serial
    }

    /// Issues the code of a house under a serial number; `address` also says where it is.
    pub(crate) fn plate(
        &self,
        house: &HouseCode,
        area: u64,
        address: Option<String>,
        serial: [u8; 8],
    ) -> Printed {
        let issued_s = self.now_ms / 1_000;
        let expires_s = issued_s + PLATE_DAYS * DAY_SECONDS;
        let claims = HouseClaims {
            code: house.clone(),
            area,
            address,
            iat: issued_s,
            exp: expires_s,
            serial,
        };
        Printed {
            serial,
            text: self.authority.house_code(&claims, self.crypto),
            issued_s,
            expires_s,
        }
    }

    /// Issues the code of a person's card; without a hint it names nobody at all.
    pub(crate) fn card(
        &self,
        subject: &Subject,
        category: Category,
        number: &str,
        hint: Option<String>,
    ) -> Printed {
        let issued_s = self.now_ms / 1_000;
        let expires_s = issued_s + CARD_DAYS * DAY_SECONDS;
        let serial = self.serial();
        let claims = ResidentClaims {
            form: CodeForm::Printed,
            subject: *subject,
            category,
            id_bind: Some(self.authority.bind_key().id_bind(subject, number)),
            house_bind: None,
            since_days: None,
            hint,
            bind_epoch: Some(self.authority.bind_epoch()),
            iat: issued_s,
            exp: expires_s,
            serial,
        };
        Printed {
            serial,
            text: self.authority.resident_code(&claims, self.crypto),
            issued_s,
            expires_s,
        }
    }

    /// The writes by which a house gets another plate; the older one is withdrawn.
    pub(crate) fn replace_plate(
        &self,
        house: &RegisteredHouse,
        area: u64,
        plate: &Printed,
    ) -> Vec<Statement> {
        vec![
            withdrawn::add(&house.serial, Of::Plate, self.now_ms),
            printed::add_plate(&house.code, area, plate),
            houses::set_serial(&house.code, &plate.serial),
        ]
    }

    /// The writes by which a person gets a card; an older one is withdrawn.
    pub(crate) fn replace_card(&self, person: &Person, card: &Printed) -> Vec<Statement> {
        let older = person
            .serial
            .map(|serial| withdrawn::add(&serial, Of::Card, self.now_ms));
        let mut writes: Vec<Statement> = older.into_iter().collect();
        writes.push(printed::add_card(&person.subject, card));
        writes.push(people::set_serial(&person.subject, Some(card.serial)));
        writes
    }
}

/// Returns the address as a code says it, if it fits and may be shown.
pub(crate) fn address(street: &str, number: &str, room: &str) -> Option<String> {
    let line = format!("{street}|{number}|{room}");
    (line.len() <= ADDRESS_BYTES_MAX && is_showable(&line)).then_some(line)
}

/// Returns the age group of somebody born on a day.
pub(crate) fn category(
    birth: chrono::NaiveDate,
    today: chrono::NaiveDate,
    policy: &Policy,
) -> Category {
    let age = age_on(birth, today, &policy.age);
    match may_be_added(age, &policy.age) {
        Addable::Minor => Category::Child,
        Addable::Elder => Category::Elder,
        Addable::No => Category::Adult,
    }
}
