//! Trains the dictionary that records are packed with, on invented people only:
//! `cargo run --release -p protocol --example train_dictionary FILE`.
//!
//! The same program makes the same file. A dictionary that a kiosk in the field has used is never
//! changed; a better one gets the next number (`src/packing.rs`).

#[path = "../tests/cases/mod.rs"]
#[allow(
    dead_code,
    clippy::unwrap_used,
    unreachable_pub,
    missing_docs,
    reason = "shared with tests"
)]
mod cases;

use std::error::Error;

use protocol::{
    ActingPerson, Assurance, Circumstances, Cohabitant, Declaration, GuardianConsent, OwnerAnswer,
    OwnerDecision, Presentation, Record, TakenAs, wire::encode_opened,
};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, Listed as _, PersonName, Phone,
    RecordId, RejectionReason, Relation, ResidenceReason, Shown as _, Subject,
};

/// Bytes of the dictionary: beyond this a record does not become smaller.
const SIZE: usize = 8 * 1024;
/// Days of an invented birth and of an invented act, since 1970.
const BIRTHS: std::ops::Range<u64> = 0..18_000;
const SURNAMES: &str = "林陈黄李张刘王吴梁罗何叶谢周邓郑杨徐胡冯许曾苏赖蔡余";
const GIVEN: &str = "小雨桂花志强伟明丽珍秀英建国晓燕文辉嘉欣子轩美玲海涛雪梅家豪婉仪俊杰";

/// Numbers that look random and are the same each time (xorshift).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn below(&mut self, end: usize) -> usize {
        (self.next() % end as u64) as usize
    }

    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| self.next() as u8)
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        *all.get(self.below(all.len())).expect("below the length")
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args().nth(1).ok_or("name the file to write")?;
    let mut chance = Chance(20_261_123);
    let mut samples = Vec::new();
    let fixed = cases::records()
        .into_iter()
        .chain(cases::trust::records())
        .chain(cases::frozen::records());
    for (_, record) in fixed {
        // What the size is measured with must be new to the dictionary.
        if matches!(record, Record::Declaration(_) | Record::OwnerDecision(_)) {
            continue;
        }
        samples.push(encode_opened(&record, &Circumstances::GOOD));
    }
    for _ in 0..4_000 {
        let record = match chance.below(10) {
            0..5 => declaration(&mut chance)?,
            5..8 => decision(&mut chance)?,
            _ => presentation(&mut chance)?,
        };
        samples.push(encode_opened(&record, &Circumstances::GOOD));
    }
    let dictionary = zstd::dict::from_samples(&samples, SIZE)?;
    std::fs::write(path, dictionary)?;
    Ok(())
}

fn day(days: u64) -> chrono::NaiveDate {
    chrono::NaiveDate::default() + chrono::Days::new(days)
}

/// A resident's number of division 4499xx with its check character (GB 11643-1999).
fn number(chance: &mut Chance) -> String {
    let born = day(chance.next() % (BIRTHS.end - BIRTHS.start));
    let body = format!(
        "4499{:02}{}{:03}",
        chance.below(100),
        born.format("%Y%m%d"),
        chance.below(1_000)
    );
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    let sum: u32 = body
        .chars()
        .zip(weights)
        .map(|(digit, weight)| digit.to_digit(10).unwrap_or(0) * weight)
        .sum();
    let check = "10X98765432".chars().nth((sum % 11) as usize);
    body + &String::from_iter(check)
}

fn document(chance: &mut Chance, kind: DocumentType) -> Result<IdentityDocument, Box<dyn Error>> {
    let today = cases::DAY.parse()?;
    Ok(IdentityDocument::parse(kind, &number(chance), today)?)
}

fn person(chance: &mut Chance) -> Result<ActingPerson, Box<dyn Error>> {
    Ok(ActingPerson {
        subject: Subject::from_bytes(chance.bytes()),
        serial: chance.bytes(),
        document: document(chance, DocumentType::ResidentId)?,
        assurance: chance.one_of(&[Assurance::Verified, Assurance::Unverified]),
    })
}

fn name(chance: &mut Chance) -> Result<PersonName, Box<dyn Error>> {
    let (surnames, given): (Vec<char>, Vec<char>) =
        (SURNAMES.chars().collect(), GIVEN.chars().collect());
    let mut name = String::from(chance.one_of(&surnames));
    for _ in 0..=chance.below(2) {
        name.push(chance.one_of(&given));
    }
    Ok(PersonName::parse(&name)?)
}

fn declaration(chance: &mut Chance) -> Result<Record, Box<dyn Error>> {
    let today = 20_700 + chance.next() % 700;
    let mut cohabitants = Vec::new();
    for _ in 0..chance.below(4) {
        let kinds = [DocumentType::ResidentId, DocumentType::HouseholdRegister];
        let kind = chance.one_of(&kinds);
        let consent = chance.below(2) == 0;
        cohabitants.push(Cohabitant {
            name: name(chance)?,
            document: document(chance, kind)?,
            phone: Phone::parse(&format!("138{:08}", chance.below(100_000_000)))?,
            relation: chance.one_of(Relation::SHOWN),
            guardian_consent: consent.then(|| GuardianConsent {
                text_version: 1,
                given_at_ms: today * 86_400_000 + chance.next() % 86_400_000,
            }),
        });
    }
    Ok(Record::Declaration(Box::new(Declaration {
        declarant: person(chance)?,
        house: house(chance)?,
        house_serial: chance.bytes(),
        house_assurance: Assurance::Verified,
        dwelling: chance.one_of(DwellingType::ALL),
        reason: chance.one_of(ResidenceReason::ALL),
        moved_in_on: day(today - chance.next() % 60),
        cohabitants,
        notice_version: 1,
        policy: (
            chance
                .one_of(&["gd_default", "zhuhai", "guangzhou"])
                .to_owned(),
            1,
        ),
        declared_on: day(today),
    })))
}

fn house(chance: &mut Chance) -> Result<HouseCode, Box<dyn Error>> {
    let text = format!("4499{:02}-{:04}", chance.below(100), chance.below(10_000));
    Ok(HouseCode::parse(&text)?)
}

fn decision(chance: &mut Chance) -> Result<Record, Box<dyn Error>> {
    let today = 20_700 + chance.next() % 700;
    let refused = OwnerAnswer::Refused(chance.one_of(RejectionReason::ALL));
    Ok(Record::OwnerDecision(Box::new(OwnerDecision {
        declaration: RecordId::compose(today * 86_400_000, chance.bytes()),
        owner: person(chance)?,
        answer: chance.one_of(&[OwnerAnswer::Confirmed, refused]),
        decided_on: day(today),
    })))
}

fn presentation(chance: &mut Chance) -> Result<Record, Box<dyn Error>> {
    let at = (20_700 + chance.next() % 700) * 86_400_000;
    let shown = chance.below(2) == 0;
    Ok(Record::Presentation(Presentation {
        subject: Subject::from_bytes(chance.bytes()),
        serial: chance.bytes(),
        form: 1 + chance.below(3) as u8,
        house: if shown { Some(house(chance)?) } else { None },
        verdict: chance.one_of(&[TakenAs::Green, TakenAs::Amber]),
        at: (at, at + 2_000),
    }))
}
