//! Invented people of the division 449900, their declarations, and the same as JSON in clear.

use anyhow::{Context as _, Result, ensure};
use chrono::{Days, NaiveDate};
use protocol::{ActingPerson, Assurance, Cohabitant, Declaration, Record};
use residence::{
    DocumentType, DwellingType, HouseCode, IdentityDocument, PersonName, Phone, Relation,
    ResidenceReason, Subject, guangdong_date,
};

/// A person that only these measurements know.
pub(crate) struct Invented {
    pub(crate) subject: [u8; 16],
    pub(crate) serial: [u8; 8],
    pub(crate) name: String,
    pub(crate) number: String,
    pub(crate) birth: NaiveDate,
    pub(crate) phone: String,
}

const SURNAMES: [&str; 8] = ["陈", "林", "黄", "张", "李", "王", "吴", "刘"];
const GIVEN: [&str; 7] = ["小芳", "秀英", "志强", "建国", "家豪", "晓雯", "永昌"];
/// Days from which births are counted, and how many of them are used.
const BORN_FROM: (i32, u32, u32) = (1962, 3, 1);
const BORN_DAYS: u64 = 13_000;

/// Invents the person of a number; the same number is the same person.
pub(crate) fn person(n: u64) -> Result<Invented> {
    let (year, month, day) = BORN_FROM;
    let first = NaiveDate::from_ymd_opt(year, month, day).context("a date")?;
    let birth = first + Days::new(n % BORN_DAYS);
    let order = n / BORN_DAYS;
    ensure!(order < 1_000, "no more than 13 million people");
    let seventeen = format!("449900{}{order:03}", birth.format("%Y%m%d"));
    let number = format!("{seventeen}{}", check(&seventeen));
    let mut subject = [0x5a; 16];
    subject[8..].copy_from_slice(&n.to_be_bytes());
    let pick = |list: &[&'static str], by: u64| {
        let place = usize::try_from(n / by).unwrap_or(0) % list.len();
        list.get(place).copied().unwrap_or_default()
    };
    Ok(Invented {
        subject,
        serial: (n + (1 << 60)).to_be_bytes(),
        name: format!("{}{}", pick(&SURNAMES, 1), pick(&GIVEN, 8)),
        number,
        birth,
        phone: format!("138{:08}", n % 100_000_000),
    })
}

/// The check character of GB 11643.
fn check(seventeen: &str) -> char {
    let weighed = seventeen
        .bytes()
        .fold(0_u32, |sum, digit| (sum + u32::from(digit - b'0')) * 2 % 11);
    char::from_digit((12 - weighed) % 11, 10).unwrap_or('X')
}

/// A house of the register, with the serial number of its plate.
pub(crate) type Door = (HouseCode, [u8; 8]);

/// The declaration of a person with two cohabitants, at one of the houses.
pub(crate) fn declaration(n: u64, doors: &[Door], unix_ms: u64) -> Result<Record> {
    let today = guangdong_date(i64::try_from(unix_ms)?);
    let who = person(n)?;
    let place = usize::try_from(n)? % doors.len().max(1);
    let (house, house_serial) = doors.get(place).context("a house")?;
    let moved_in_on = today - Days::new(3 + n % 20);
    let cohabitants = (1..=2)
        .map(|k| lives_too(n + k * 1_000_003, today))
        .collect::<Result<_>>()?;
    Ok(Record::Declaration(Box::new(Declaration {
        declarant: ActingPerson {
            subject: Subject::from_bytes(who.subject),
            serial: who.serial,
            document: document(&who, today)?,
            assurance: Assurance::Verified,
        },
        house: house.clone(),
        house_serial: *house_serial,
        house_assurance: Assurance::Verified,
        dwelling: DwellingType::Rented,
        reason: ResidenceReason::Work,
        moved_in_on,
        cohabitants,
        notice_version: 1,
        policy: ("gd_default".to_owned(), 1),
        declared_on: today,
    })))
}

fn lives_too(n: u64, today: NaiveDate) -> Result<Cohabitant> {
    let who = person(n)?;
    Ok(Cohabitant {
        document: document(&who, today)?,
        name: PersonName::parse(&who.name).ok().context("a name")?,
        phone: Phone::parse(&who.phone).ok().context("a telephone")?,
        relation: Relation::Parent,
        guardian_consent: None,
    })
}

fn document(who: &Invented, today: NaiveDate) -> Result<IdentityDocument> {
    let read = IdentityDocument::parse(DocumentType::ResidentId, &who.number, today);
    read.ok()
        .with_context(|| format!("the number {}", who.number))
}

/// The same declaration as an application would send it in clear: a document with named fields.
pub(crate) fn as_json(n: u64, doors: &[Door], unix_ms: u64) -> Result<serde_json::Value> {
    let who = person(n)?;
    let today = guangdong_date(i64::try_from(unix_ms)?);
    let place = usize::try_from(n)? % doors.len().max(1);
    let (house, house_serial) = doors.get(place).context("a house")?;
    let cohabitants = (1..=2)
        .map(|k| {
            let who = person(n + k * 1_000_003)?;
            Ok(serde_json::json!({
                "name": who.name,
                "document": { "kind": "RESIDENT_ID", "number": who.number },
                "phone": who.phone,
                "relation": "PARENT",
                "guardian_consent": null,
            }))
        })
        .collect::<Result<Vec<_>>>()?;
    let hash = |salt: u8| hex(&[salt; 8]) + &hex(&n.to_be_bytes()) + &hex(&[salt ^ 0x33; 16]);
    Ok(serde_json::json!({
        "_id": format!("{unix_ms:012x}-7{n:031x}"),
        "version": 1,
        "kind": "DECLARATION",
        "kiosk": "rongyin-7k2m",
        "epoch": 1,
        "seq": n + 1,
        "previous_hash": hash(1),
        "plain_hash": hash(2),
        "content_hash": hash(3),
        "signature": format!("{}{}", hash(4), hash(5)),
        "at": { "earliest_ms": unix_ms, "latest_ms": unix_ms },
        "declarant": {
            "subject": hex(&who.subject),
            "serial": hex(&who.serial),
            "document": { "kind": "RESIDENT_ID", "number": who.number },
            "assurance": "VERIFIED",
        },
        "house": house.as_str(),
        "house_serial": hex(house_serial),
        "house_assurance": "VERIFIED",
        "dwelling": "RENTED",
        "reason": "WORK",
        "moved_in_on": (today - Days::new(3 + n % 20)).to_string(),
        "cohabitants": cohabitants,
        "notice_version": 1,
        "policy": { "profile": "gd_default", "version": 1 },
        "declared_on": today.to_string(),
    }))
}

/// Writes bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
