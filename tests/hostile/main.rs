//! Bad input: whatever is typed, scanned or sent, the rules answer with a value or a named error.
//!
//! A million texts by default, mutated from good ones or plain nonsense. `HOSTILE_INPUTS` sets
//! another number and `HOSTILE_SEED` another seed; a failure prints the seed and the number of the input, which make it again.

#![allow(
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a test may fail; the number of inputs and the seed come from the environment"
)]

mod chance;
mod try_lines;

use std::panic::catch_unwind;

use chance::Chance;
use chrono::NaiveDate;
use residence::{
    DocumentError, DocumentType, DwellingType, EthnicGroup, IdentityDocument, Listed as _,
    PersonName, Phone, Policy, RejectionReason, Relation, ResidenceReason, Sex, Stated, age_on,
    attained_on, guangdong_date, months_after, months_before, suggested_type,
};

const INPUTS: u64 = 1_000_000;
const SEED: u64 = 20_251_123;

const NUMBERS: &[&str] = &[
    "11010519491231002X",
    "449900199001010017",
    "44990020000229001X",
    "449900900101001",
    "810000190101010015",
    "830000190101010019",
    "H00000001",
    "M0000000100",
    "HA0000001",
    "00000001",
    "0000000102(B)",
    "932682198501010017",
    "KAZ110090123105",
    "XXA449901010103",
    "Z449999999",
    "E00000001",
    "EA0000001",
    "N0000001",
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<L898902C36UTO7408122F1204159ZE184226B<<<<<10",
    "AB12/34(粤)",
];
const PHONES: &[&str] = &[
    "13800000000",
    "+86 138 0000 0000",
    "0660-3000000",
    "02012345678",
    "0755-12345678-123",
    "+852 6123 4567",
    "+886912345678",
];
const NAMES: &[&str] = &[
    "张明",
    "欧阳小明",
    "阿依古丽·买买提",
    "陈䶮",
    "𠮷田花",
    "张\u{e81e}",
    "葛\u{e0100}明",
    "Jose\u{301} O'Neil-Smith",
    "ئالىم",
];
const STATES: &[&str] = &["KAZ", "XXA", "D", "CHN", "usa", "", "哈萨克", "K4Z"];
const CODES: &[&str] = &[
    "WORK",
    "OTHER",
    "10",
    "99",
    "56",
    "RESIDENT_ID",
    "NOT_MY_HOUSE",
];

fn setting(name: &str, default: u64) -> u64 {
    std::env::var(name)
        .ok()
        .and_then(|text| text.parse().ok())
        .unwrap_or(default)
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 15).expect("a real day")
}

/// Any day that the calendar holds, mostly one near people.
fn any_day(chance: &mut Chance) -> NaiveDate {
    let near = i32::try_from(chance.below(60_000)).expect("days") + 680_000;
    let far = i32::try_from(chance.below(190_000_000)).expect("days") - 95_000_000;
    let days = if chance.below(4) == 0 { far } else { near };
    NaiveDate::from_num_days_from_ce_opt(days).unwrap_or(NaiveDate::MAX)
}

fn stated(chance: &mut Chance) -> Stated {
    let mut stated = Stated::default();
    if chance.below(2) == 0 {
        stated = stated.with_issuing_state(chance.pick(STATES));
    }
    match chance.below(8) {
        0 => stated.with_birth(any_day(chance)),
        1 => stated.with_sex(chance.pick(Sex::ALL)),
        _ => stated,
    }
}

/// A document is refused by name, or is read again from what is stored of it.
fn document(kind: DocumentType, text: &str, stated: &Stated) -> bool {
    let today = today();
    let read = match IdentityDocument::parse_stated(kind, text, stated, today) {
        Ok(read) => read,
        Err(error) => {
            assert!(error.to_string().starts_with("ID_"), "{error}");
            // A hint names another kind than the one whose form was missed.
            let hint = suggested_type(text, today);
            assert!(error != DocumentError::Format || hint != Some(kind));
            return false;
        }
    };
    let mut again = read.reveal_birth().map_or_else(Stated::default, |birth| {
        assert!(birth <= today, "born after today");
        Stated::default().with_birth(birth)
    });
    if kind.needs_issuing_state() {
        again = again.with_issuing_state(read.reveal_nationality().expect("a passport has one"));
    }
    let number = read.reveal_number();
    assert_eq!(
        IdentityDocument::parse_stated(kind, number, &again, today).as_ref(),
        Ok(&read)
    );
    assert!(read.names_same_person(&read) && read.masked().contains('*'));
    assert!(number.len() <= 40, "fits where it is stored");
    true
}

fn phone(text: &str) -> bool {
    let Ok(read) = Phone::parse(text) else {
        return false;
    };
    assert_eq!(Phone::parse(read.reveal()).as_ref(), Ok(&read));
    assert!(read.masked().contains("***") && read.reveal().len() <= 40);
    assert!(
        DocumentType::ALL
            .iter()
            .any(|kind| read.suits(kind.group()))
    );
    true
}

fn name(text: &str) -> bool {
    let Ok(read) = PersonName::parse(text) else {
        return false;
    };
    assert_eq!(PersonName::parse(read.reveal_raw()).as_ref(), Ok(&read));
    assert_eq!(PersonName::parse(read.reveal()).as_ref(), Ok(&read));
    assert!(read.masked().contains('*') && read.reveal().len() <= 400);
    true
}

/// Rules of dates hold at the ends of the calendar too.
fn date(chance: &mut Chance) -> bool {
    let (birth, today) = (any_day(chance), any_day(chance));
    let policy = &Policy::GD_DEFAULT.age;
    let age = age_on(birth, today, policy);
    assert!(age == 0 || birth < today);
    let years = i32::try_from(chance.below(400)).expect("years");
    assert!(attained_on(birth, years, policy) >= birth);
    let months = u32::try_from(chance.below(5_000)).expect("months");
    assert!(months_after(birth, months) >= birth && months_before(birth, months) <= birth);
    let drawn = i64::from_ne_bytes(chance.draw().to_ne_bytes());
    assert!(guangdong_date(drawn) <= guangdong_date(i64::MAX));
    true
}

fn code(text: &str) -> bool {
    let known = [
        DwellingType::from_code(text).is_some(),
        ResidenceReason::from_code(text).is_some(),
        Relation::from_code(text).is_some(),
        RejectionReason::from_code(text).is_some(),
        DocumentType::from_code(text).is_some(),
        EthnicGroup::from_code(text).is_some_and(|group| group.code() == text),
    ];
    known.contains(&true)
}

/// Makes the input of one number and tries it; tells which part it went to and whether it was good.
fn attempt(seed: u64, number: u64) -> (usize, bool) {
    let mut chance = Chance::new(seed ^ number.rotate_left(32));
    let part = chance.below(16);
    match part {
        0..=8 => {
            let text = chance.text(NUMBERS);
            let (kind, stated) = (chance.pick(DocumentType::ALL), stated(&mut chance));
            (0, document(kind, &text, &stated))
        }
        9..=10 => {
            let text = chance.text(PHONES);
            (1, phone(&text))
        }
        11..=13 => {
            let text = chance.text(NAMES);
            (2, name(&text))
        }
        14 => (3, date(&mut chance)),
        _ => {
            let text = chance.text(CODES);
            (4, code(&text))
        }
    }
}

type Counts = [u64; 5];

/// Tries each input and counts by part: all, and those that were good.
fn try_every(seed: u64, numbers: impl Iterator<Item = u64>) -> (Counts, Counts) {
    let (mut tried, mut good) = ([0; 5], [0; 5]);
    for number in numbers {
        let Ok((part, was_good)) = catch_unwind(|| attempt(seed, number)) else {
            panic!("HOSTILE_SEED={seed}: input {number} has no answer");
        };
        tried[part] += 1;
        good[part] += u64::from(was_good);
    }
    (tried, good)
}

fn sum(one: Counts, other: Counts) -> Counts {
    std::array::from_fn(|part| one[part] + other[part])
}

#[test]
fn every_input_has_an_answer() {
    let (inputs, seed) = (
        setting("HOSTILE_INPUTS", INPUTS),
        setting("HOSTILE_SEED", SEED),
    );
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let (tried, good) = std::thread::scope(|scope| {
        let hands: Vec<_> = (0..workers as u64)
            .map(|first| scope.spawn(move || try_every(seed, (first..inputs).step_by(workers))))
            .collect();
        let done = hands
            .into_iter()
            .map(|hand| hand.join().expect("no input is without answer"));
        done.fold(([0; 5], [0; 5]), |(tried, good), (more, fine)| {
            (sum(tried, more), sum(good, fine))
        })
    });
    println!("{inputs} inputs, seed {seed}: tried {tried:?}, good {good:?}");
    // A generator that makes only nonsense, or only good input, proves nothing.
    for part in [0, 1, 2, 4] {
        assert!(
            good[part] * 50 > tried[part] && good[part] < tried[part],
            "part {part}"
        );
    }
}
