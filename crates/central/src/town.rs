//! The town file: a small fictitious community, checked before anything is made of it.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use residence::{
    Division, DocumentError, DocumentType, HouseCode, IdError, IdentityDocument, NameError,
    PersonName, Phone,
};
use serde::Deserialize;

/// The town that is used when no file is named.
pub const BUILT_IN: &str = include_str!("../demo/town.json");

const HOUSES_MAX: usize = 10_000;
const PEOPLE_MAX: usize = 10_000;

/// Why a text is no town; a place in a list counts from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TownError {
    /// Not the JSON that is expected.
    #[error("the town is not the expected JSON, line {line}")]
    Json {
        /// Line of the text.
        line: usize,
    },
    /// The community is no code of 12 digits.
    #[error("\"community\" must be a code of 12 digits")]
    Community,
    /// More houses or people than a demonstration has.
    #[error("the town is too large")]
    TooLarge,
    /// A key is not 1 to 16 characters of a-z and 0-9, or stands twice.
    #[error("a \"key\" must be 1 to 16 characters of a-z and 0-9, each key once")]
    Key,
    /// A house code is malformed.
    #[error("house {house}: {error}")]
    HouseCode {
        /// Place of the house.
        house: usize,
        /// What is wrong.
        error: IdError,
    },
    /// An owner is no person of the town.
    #[error("house {house}: an owner is no person of the town")]
    Owner {
        /// Place of the house.
        house: usize,
    },
    /// A name is malformed.
    #[error("person {person}: {error}")]
    Name {
        /// Place of the person.
        person: usize,
        /// What is wrong.
        error: NameError,
    },
    /// A document number is malformed.
    #[error("person {person}: {error}")]
    Number {
        /// Place of the person.
        person: usize,
        /// What is wrong.
        error: DocumentError,
    },
    /// A registered place is no code of 4 to 12 digits.
    #[error("person {person}: \"registered\" must be a code of 4, 6, 9 or 12 digits")]
    Registered {
        /// Place of the person.
        person: usize,
    },
    /// A telephone number is malformed.
    #[error("person {person}: not a telephone number")]
    Phone {
        /// Place of the person.
        person: usize,
    },
}

/// A checked town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Town {
    /// Name of the place where the kiosk stands.
    pub place: String,
    /// 12-digit code of the community.
    pub community: u64,
    /// Its houses.
    pub houses: Vec<TownHouse>,
    /// Its people.
    pub people: Vec<TownPerson>,
}

/// A house of a town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownHouse {
    /// Short name used for files.
    pub key: String,
    /// House code.
    pub code: HouseCode,
    /// Town or street office.
    pub town: String,
    /// Community.
    pub community: String,
    /// Street.
    pub street: String,
    /// Number.
    pub number: String,
    /// Building, unit and room.
    pub room: String,
    /// Whether it is withdrawn from use.
    pub withdrawn: bool,
    /// Places of its owners in `people`.
    pub owners: Vec<usize>,
}

/// A person of a town.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TownPerson {
    /// Short name used for files.
    pub key: String,
    /// Name.
    pub name: PersonName,
    /// Document with number.
    pub document: IdentityDocument,
    /// Telephone.
    pub phone: Option<Phone>,
    /// Whether the person holds a resident code.
    pub code: bool,
    /// Digits of the division of the registered address (户籍地址), when known.
    pub registered: Option<String>,
}

#[derive(Deserialize)]
struct TownFile {
    place: String,
    community: String,
    houses: Vec<HouseEntry>,
    people: Vec<PersonEntry>,
}

#[derive(Deserialize)]
struct HouseEntry {
    key: String,
    code: String,
    town: String,
    community: String,
    street: String,
    number: String,
    #[serde(default)]
    room: String,
    #[serde(default)]
    withdrawn: bool,
    #[serde(default)]
    owners: Vec<String>,
}

#[derive(Deserialize)]
struct PersonEntry {
    key: String,
    name: String,
    number: String,
    #[serde(default)]
    phone: Option<String>,
    #[serde(default)]
    code: bool,
    #[serde(default)]
    registered: Option<String>,
}

impl TownPerson {
    /// Returns the day of birth, which every citizen number holds.
    pub fn birth(&self) -> NaiveDate {
        self.document
            .reveal_birth()
            .expect("a citizen number holds the date of birth")
    }
}

impl Town {
    /// Reads and checks a town; `today` is the date in Guangdong.
    pub fn parse(text: &str, today: NaiveDate) -> Result<Self, TownError> {
        let file: TownFile =
            serde_json::from_str(text).map_err(|error| TownError::Json { line: error.line() })?;
        if file.houses.len() > HOUSES_MAX || file.people.len() > PEOPLE_MAX {
            return Err(TownError::TooLarge);
        }
        let keys = check_keys(file.people.iter().map(|person| person.key.as_str()))?;
        check_keys(file.houses.iter().map(|house| house.key.as_str()))?;
        let houses = file.houses.iter().enumerate();
        let people = file.people.iter().enumerate();
        Ok(Self {
            community: community_code(&file.community)?,
            houses: houses
                .map(|(at, entry)| house(at, entry, &keys))
                .collect::<Result<_, _>>()?,
            people: people
                .map(|(at, entry)| person(at, entry, today))
                .collect::<Result<_, _>>()?,
            place: file.place,
        })
    }
}

/// Keys become file names, so only plain ones are let in; returns the place of each.
fn check_keys<'a>(
    keys: impl Iterator<Item = &'a str>,
) -> Result<BTreeMap<&'a str, usize>, TownError> {
    let mut places = BTreeMap::new();
    for (place, key) in keys.enumerate() {
        let plain = key
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !plain || !(1..=16).contains(&key.len()) || places.insert(key, place).is_some() {
            return Err(TownError::Key);
        }
    }
    Ok(places)
}

fn community_code(text: &str) -> Result<u64, TownError> {
    if text.len() != 12 || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(TownError::Community);
    }
    text.parse().map_err(|_| TownError::Community)
}

fn house(
    at: usize,
    entry: &HouseEntry,
    people: &BTreeMap<&str, usize>,
) -> Result<TownHouse, TownError> {
    let owner = |key: &String| people.get(key.as_str()).copied();
    Ok(TownHouse {
        key: entry.key.clone(),
        code: HouseCode::parse(&entry.code)
            .map_err(|error| TownError::HouseCode { house: at, error })?,
        town: entry.town.clone(),
        community: entry.community.clone(),
        street: entry.street.clone(),
        number: entry.number.clone(),
        room: entry.room.clone(),
        withdrawn: entry.withdrawn,
        owners: entry
            .owners
            .iter()
            .map(owner)
            .collect::<Option<_>>()
            .ok_or(TownError::Owner { house: at })?,
    })
}

fn person(at: usize, entry: &PersonEntry, today: NaiveDate) -> Result<TownPerson, TownError> {
    let phone = entry.phone.as_deref().filter(|text| !text.is_empty());
    Ok(TownPerson {
        key: entry.key.clone(),
        name: PersonName::parse(&entry.name)
            .map_err(|error| TownError::Name { person: at, error })?,
        document: IdentityDocument::parse(DocumentType::ResidentId, &entry.number, today)
            .map_err(|error| TownError::Number { person: at, error })?,
        phone: phone
            .map(Phone::parse)
            .transpose()
            .map_err(|_| TownError::Phone { person: at })?,
        code: entry.code,
        registered: registered(at, entry.registered.as_deref())?,
    })
}

fn registered(at: usize, text: Option<&str>) -> Result<Option<String>, TownError> {
    text.map(|digits| {
        Division::parse(digits)
            .map(|_| digits.to_owned())
            .map_err(|_| TownError::Registered { person: at })
    })
    .transpose()
}

#[cfg(test)]
mod tests {
    use residence::age_on;

    use super::*;

    fn parse(text: &str) -> Result<Town, TownError> {
        Town::parse(text, "2026-11-23".parse().unwrap())
    }

    #[test]
    fn the_built_in_town_tells_the_story() {
        let town = parse(BUILT_IN).unwrap();
        assert!(town.houses.iter().any(|house| house.withdrawn));
        assert!(town.houses.iter().any(|house| house.owners.len() > 1));
        let ages: Vec<u32> = town
            .people
            .iter()
            .filter(|person| !person.code)
            .map(|person| {
                age_on(
                    person.birth(),
                    "2026-11-23".parse().unwrap(),
                    &residence::Policy::GD_DEFAULT.age,
                )
            })
            .collect();
        assert_eq!(ages, [10, 71], "the child and the grandmother have no code");
    }

    #[test]
    fn a_wrong_town_is_refused_with_its_place() {
        let cases: [(&str, &str, TownError); 8] = [
            ("\"place\"", "\"plaice\"", TownError::Json { line: 0 }),
            ("449900001001", "44990000100", TownError::Community),
            ("\"key\": \"h2\"", "\"key\": \"h1\"", TownError::Key),
            ("\"key\": \"p2\"", "\"key\": \"../p\"", TownError::Key),
            (
                "449900-0018",
                "4499 0018",
                TownError::HouseCode {
                    house: 0,
                    error: IdError::Alphabet,
                },
            ),
            (
                "\"owners\": [\"p2\"]",
                "\"owners\": [\"p99\"]",
                TownError::Owner { house: 0 },
            ),
            (
                "林小芳",
                "",
                TownError::Name {
                    person: 0,
                    error: NameError::Empty,
                },
            ),
            ("13800000001", "1380", TownError::Phone { person: 0 }),
        ];
        for (good, bad, error) in cases {
            assert!(BUILT_IN.contains(good), "{good}");
            let got = parse(&BUILT_IN.replacen(good, bad, 1)).unwrap_err();
            let json = matches!(got, TownError::Json { .. });
            let got = if json {
                TownError::Json { line: 0 }
            } else {
                got
            };
            assert_eq!(got, error, "{bad}");
        }
    }
}
