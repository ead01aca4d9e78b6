//! A centre that answers what a test tells it to, and what it knows of invented people.

use std::sync::{Arc, Mutex, MutexGuard};

use kiosk::{Answering, Asks, NoAnswer};
use protocol::{
    HeldAddress, HeldCohabitant, HeldHabitual, HeldHouse, HeldMessage, HeldPerson,
    HeldRegistration, HeldResident, HeldSeen, HeldTask, HeldTrust, Question, Reply, StayCount,
    Summary, TaskMatter,
};
use residence::{
    Capacity, DocumentType, DwellingType, HabitualState, OwnershipState, Private, RecordId,
    Relation, ResidenceReason, State, Template,
};

use super::authority::{CANARY, HOUSE, NOW_MS, house_code};

pub(crate) const OTHER_CANARY: &str = "Wvuts-Canary";

/// The questions that were asked and wait for an answer.
#[derive(Clone, Default)]
pub(crate) struct Desk(Arc<Mutex<Vec<(Question, Answering)>>>);

impl Asks for Desk {
    fn ask(&mut self, question: Question, answering: Answering) {
        self.lock().push((question, answering));
    }
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, Vec<(Question, Answering)>> {
        self.0.lock().expect("no test panics with the lock")
    }

    pub(crate) fn asked(&self) -> usize {
        self.lock().len()
    }

    /// Answers the last question.
    pub(crate) fn tell(&self, reply: Result<Reply, NoAnswer>) -> Question {
        let (question, answering) = self.lock().pop().expect("a question was asked");
        answering.answer(reply);
        question
    }
}

pub(crate) fn day(text: &str) -> chrono::NaiveDate {
    text.parse().expect("a date")
}

pub(crate) fn record(n: u8) -> RecordId {
    RecordId::from_bytes([n; 16])
}

pub(crate) fn number(n: u8) -> String {
    record(n).receipt_number()
}

fn text(text: &str) -> Private<String> {
    Private::new(text.to_owned())
}

pub(crate) fn address() -> HeldAddress {
    HeldAddress {
        house: Some(house_code(HOUSE)),
        area: text("海榕街道榕荫社区"),
        street: text("榕荫一路"),
        number: text("18号"),
        room: text("2栋301"),
    }
}

pub(crate) fn registration(n: u8, state: State) -> HeldRegistration {
    HeldRegistration {
        record: record(n),
        member: None,
        address: address(),
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-05-01"),
        state: Some(state),
        because: None,
        since: day("2026-06-01"),
        until: None,
        effective_on: Some(day("2026-06-01")),
        habitual: None,
        permit_here: true,
        cohabitants: vec![HeldCohabitant {
            name: text(OTHER_CANARY),
            relation: Relation::Son,
            birth: Private::new(day("2016-06-15")),
        }],
    }
}

pub(crate) fn habitual(state: HabitualState) -> HeldHabitual {
    HeldHabitual {
        state,
        since: day("2026-06-15"),
        until: None,
        habitual_on: Some(day("2026-06-15")),
    }
}

pub(crate) fn seen() -> HeldSeen {
    HeldSeen {
        name: text("吴小明"),
        document: DocumentType::ResidentId,
        number: "449*************17".to_owned(),
        phone: Some("138****0000".to_owned()),
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on: day("2026-11-20"),
        cohabitants: 2,
    }
}

pub(crate) fn task(n: u8, matter: TaskMatter) -> HeldTask {
    HeldTask {
        matter,
        record: record(n),
        member: None,
        address: Some(address()),
        who: Some(seen()),
        until: Some(day("2026-12-08")),
    }
}

pub(crate) fn message(n: u8) -> HeldMessage {
    HeldMessage {
        id: record(n),
        template: Template::ResultEffective,
        made_on: day("2026-11-20"),
        zh: text("您的居住登记已确认。"),
        en: text("Your registration is confirmed."),
        read: false,
    }
}

pub(crate) fn house() -> HeldHouse {
    HeldHouse {
        address: address(),
        claim: Some(OwnershipState::Verified),
        capacity: Some(Capacity::Owner),
        residents: vec![HeldResident {
            record: record(40),
            seen: seen(),
            state: State::Effective,
        }],
        trusts: vec![HeldTrust {
            record: record(41),
            other: text(OTHER_CANARY),
            from: day("2026-01-01"),
            to: day("2027-01-01"),
            accepted: true,
        }],
    }
}

/// Everything at once.
pub(crate) fn summary() -> Summary {
    Summary {
        as_of_ms: NOW_MS,
        person: HeldPerson {
            name: text(CANARY),
            document: DocumentType::ResidentId,
            number: text("449900199001010017"),
            phone: text("13800000000"),
            birth: Private::new(day("1990-01-01")),
            code: None,
        },
        registrations: vec![registration(10, State::Effective)],
        stay: Some(StayCount {
            days: 161,
            needed: 183,
            from: Some(day("2026-06-15")),
            counted: vec![
                (day("2026-06-15"), Some(day("2026-08-29"))),
                (day("2026-09-01"), None),
            ],
            first_eligible: Some(day("2026-12-15")),
            missing: vec![],
        }),
        presentations: vec![],
        presented: 0,
        members: vec![],
        tasks: vec![task(20, TaskMatter::MoveIn), task(21, TaskMatter::Cancel)],
        messages: vec![message(30)],
        houses: vec![house()],
        permits: vec![],
        permit_history: vec![],
    }
}

pub(crate) fn told(summary: Summary) -> Result<Reply, NoAnswer> {
    Ok(Reply::Person(Box::new(summary)))
}
