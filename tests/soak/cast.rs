//! The fictitious people of the town, and the records that they make at a kiosk.

use std::{fs, path::Path};

use central::Town;
use chrono::NaiveDate;
use codes::{Clock, Meaning, TrustList, Verdict, VerifyingKey};
use journal::IndexEntry;
use protocol::{
    Act, ActingPerson, Assurance, CodeSerial, Cohabitant, Declaration, Deed, OwnerAnswer,
    OwnerDecision, Presentation, Record, TakenAs,
};
use residence::{
    CancelReason, DocumentType, DwellingType, HouseCode, IdentityDocument, PersonName, Phone,
    RecordId, RejectionReason, Relation, ResidenceReason, Shown as _,
};

use crate::chance::Chance;

/// Invented names of cohabitants, found nowhere else.
const COHABITANT: (&str, &str, &str) = ("赵银杏树", "44990019580920051X", "13800000099");

pub(crate) struct Cast {
    pub(crate) people: Vec<ActingPerson>,
    pub(crate) houses: Vec<CastHouse>,
    /// What must be found nowhere but in the vault.
    pub(crate) secrets: Vec<String>,
}

pub(crate) struct CastHouse {
    code: HouseCode,
    serial: CodeSerial,
    street: String,
    number: String,
    /// Places of its owners among the people, and of one who is none.
    owners: Vec<usize>,
}

/// A declaration that somebody made somewhere.
#[derive(Clone, Copy)]
pub(crate) struct Declared {
    pub(crate) record: RecordId,
    pub(crate) person: usize,
    pub(crate) house: usize,
}

/// What a person does now.
pub(crate) struct Doing {
    pub(crate) word: &'static str,
    pub(crate) record: Record,
    pub(crate) index: Option<IndexEntry>,
    pub(crate) declares: Option<(usize, usize)>,
    pub(crate) about: Option<RecordId>,
}

pub(crate) fn roots(folder: &Path) -> Vec<VerifyingKey> {
    let text = fs::read_to_string(folder.join("trust/roots.txt")).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#'));
    lines
        .map(|line| {
            let digit = |at: usize| u8::from_str_radix(&line[at..at + 2], 16).unwrap();
            VerifyingKey::from_bytes(&std::array::from_fn(|byte| digit(byte * 2))).unwrap()
        })
        .collect()
}

impl Cast {
    /// Reads the codes of a town as a kiosk would.
    pub(crate) fn read(folder: &Path, now_ms: u64) -> Self {
        let today = residence::guangdong_date(i64::try_from(now_ms).unwrap());
        let town = Town::parse(central::BUILT_IN, today).unwrap();
        let bundle = fs::read_to_string(folder.join("trust/bundle.txt")).unwrap();
        let trust = TrustList::open(&bundle, &roots(folder), 0, Clock::exact(now_ms)).unwrap();
        let read = |kind: &str, key: &str| {
            let text = fs::read_to_string(folder.join(format!("codes/{kind}/{key}.txt"))).unwrap();
            let verdict = codes::verify(&text, &trust, Clock::exact(now_ms));
            let Verdict::Green(meaning) = verdict else {
                panic!("a good code, not {verdict:?}")
            };
            meaning
        };
        let mut places = Vec::new();
        let mut people = Vec::new();
        let mut secrets = Vec::new();
        for person in &town.people {
            secrets.push(person.name.reveal().to_owned());
            secrets.push(person.document.reveal_number().to_owned());
            secrets.extend(person.phone.as_ref().map(|phone| phone.reveal().to_owned()));
            if !person.code {
                places.push(None);
                continue;
            }
            let Meaning::Resident(code) = read("residents", &person.key) else {
                panic!("a resident code");
            };
            places.push(Some(people.len()));
            people.push(ActingPerson {
                subject: code.subject,
                serial: code.serial,
                document: person.document.clone(),
                assurance: Assurance::Verified,
            });
        }
        let houses = town.houses.iter().map(|house| {
            // A withdrawn plate reads red; it was good when it was scanned.
            let text =
                fs::read_to_string(folder.join(format!("codes/houses/{}.txt", house.key))).unwrap();
            let verdict = codes::verify(&text, &trust, Clock::exact(now_ms));
            let serial = if let Verdict::Green(Meaning::House(code)) = verdict {
                code.serial
            } else {
                CodeSerial::default()
            };
            CastHouse {
                code: house.code.clone(),
                serial,
                street: house.street.clone(),
                number: house.number.clone(),
                owners: house
                    .owners
                    .iter()
                    .filter_map(|owner| places[*owner])
                    .collect(),
            }
        });
        let houses = houses.collect();
        let (name, number, phone) = COHABITANT;
        secrets.extend([name, number, phone].map(str::to_owned));
        // Two characters are found by chance in what is encrypted.
        secrets.retain(|secret| secret.len() >= 9);
        Self {
            people,
            houses,
            secrets,
        }
    }

    /// Draws what somebody does on a day, given what was declared before.
    pub(crate) fn doing(
        &self,
        declared: &[Declared],
        (on, at_ms): (NaiveDate, u64),
        chance: &mut Chance,
    ) -> Doing {
        match chance.below(10) {
            0..=4 => self.declares(on, chance),
            5..=6 if !declared.is_empty() => self.decides(chance.pick(declared), on, chance),
            7..=8 if !declared.is_empty() => self.acts(chance.pick(declared), on, chance),
            _ => self.presents(at_ms, chance),
        }
    }

    fn declares(&self, on: NaiveDate, chance: &mut Chance) -> Doing {
        let (person, house) = (
            chance.place(self.people.len()),
            chance.place(self.houses.len()),
        );
        let (declarant, place) = (self.people[person].clone(), &self.houses[house]);
        let family = if chance.per_mille(300) { 1 } else { 0 };
        let index = IndexEntry {
            subject_tag_source: declarant.subject,
            holder_hint: None,
            area: "海榕街道榕荫社区".to_owned(),
            street: place.street.clone(),
            number: place.number.clone(),
            house: Some(place.code.clone()),
            declared_on: on,
            until: on + chrono::Days::new(15),
            cohabitants: family,
        };
        let record = Record::Declaration(Box::new(Declaration {
            declarant,
            house: place.code.clone(),
            house_serial: place.serial,
            house_assurance: Assurance::Verified,
            dwelling: DwellingType::Rented,
            reason: ResidenceReason::Work,
            moved_in_on: on,
            cohabitants: (0..family).map(|_| cohabitant(on)).collect(),
            notice_version: 1,
            policy: ("gd_default".to_owned(), 1),
            declared_on: on,
        }));
        Doing {
            word: "declares",
            record,
            index: Some(index),
            declares: Some((person, house)),
            about: None,
        }
    }

    fn decides(&self, declared: &Declared, on: NaiveDate, chance: &mut Chance) -> Doing {
        let owners = &self.houses[declared.house].owners;
        let who = if owners.is_empty() || chance.per_mille(200) {
            chance.place(self.people.len())
        } else {
            *chance.pick(owners)
        };
        let answer = if chance.per_mille(600) {
            OwnerAnswer::Confirmed
        } else {
            OwnerAnswer::Refused(*chance.pick(RejectionReason::SHOWN))
        };
        let record = Record::OwnerDecision(Box::new(OwnerDecision {
            declaration: declared.record,
            owner: self.people[who].clone(),
            answer,
            decided_on: on,
        }));
        Doing {
            word: "decides",
            record,
            index: None,
            declares: None,
            about: Some(declared.record),
        }
    }

    fn acts(&self, declared: &Declared, on: NaiveDate, chance: &mut Chance) -> Doing {
        let about = declared.record;
        let (who, deed) = match chance.below(4) {
            0 => (declared.person, Deed::Withdraw(about)),
            1 => (
                declared.person,
                Deed::RequestCancel(about, CancelReason::MovedAway),
            ),
            2 => (declared.person, Deed::WithdrawCancel(about)),
            _ => {
                let owners = &self.houses[declared.house].owners;
                let owner = owners.first().copied().unwrap_or(declared.person);
                (owner, Deed::AnswerCancel(about, None))
            }
        };
        Doing {
            word: "acts",
            record: Record::Act(Box::new(Act {
                actor: self.people[who].clone(),
                on_behalf_of: None,
                done_on: on,
                deed,
            })),
            index: None,
            declares: None,
            about: None,
        }
    }

    fn presents(&self, at_ms: u64, chance: &mut Chance) -> Doing {
        let person = chance.pick(&self.people);
        Doing {
            word: "presents",
            record: Record::Presentation(Presentation {
                subject: person.subject,
                serial: person.serial,
                form: 1,
                house: None,
                verdict: TakenAs::Green,
                at: (at_ms, at_ms),
            }),
            index: None,
            declares: None,
            about: None,
        }
    }
}

fn cohabitant(on: NaiveDate) -> Cohabitant {
    let (name, number, phone) = COHABITANT;
    Cohabitant {
        name: PersonName::parse(name).unwrap(),
        document: IdentityDocument::parse(DocumentType::ResidentId, number, on).unwrap(),
        phone: Phone::parse(phone).unwrap(),
        relation: Relation::Parent,
        guardian_consent: None,
    }
}
