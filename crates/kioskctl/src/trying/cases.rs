//! The cases as they are written, read strictly: only named fields, each once, in objects.

use std::{fmt, marker::PhantomData};

use chrono::NaiveDate;
use residence::{CityCode, Division, DocumentType, Exemption, Ground, Listed, Population, Sex};
use serde::de::{
    Deserialize, Deserializer, Error as _, IgnoredAny, MapAccess, Visitor,
    value::MapAccessDeserializer,
};

/// The name of the function; the other fields are read when it is known.
#[derive(serde::Deserialize)]
pub(super) struct Head<'a> {
    #[serde(rename = "fn", borrow)]
    pub(super) function: Option<Text<'a>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DocumentCase<'a> {
    #[serde(rename = "fn")]
    _function: IgnoredAny,
    #[serde(rename = "type")]
    pub(super) kind: Code<DocumentType>,
    #[serde(borrow)]
    pub(super) number: Text<'a>,
    pub(super) on: Day,
    /// What stands beside the number on the paper; checked against it.
    pub(super) birth: Option<Day>,
    pub(super) sex: Option<Code<Sex>>,
    /// The state that issued a passport, three letters.
    #[serde(borrow)]
    pub(super) state: Option<Text<'a>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AgeCase {
    #[serde(rename = "fn")]
    _function: IgnoredAny,
    pub(super) birth: Day,
    pub(super) on: Day,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StayCase {
    #[serde(rename = "fn")]
    _function: IgnoredAny,
    pub(super) start: Option<Day>,
    pub(super) city: Option<City>,
    pub(super) on: Option<Day>,
    pub(super) segments: Option<Vec<Object<SegmentCase>>>,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SegmentCase {
    pub(super) city: City,
    pub(super) from: Day,
    pub(super) to: Option<Day>,
    #[serde(default)]
    pub(super) voided: bool,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndorsementCase {
    #[serde(rename = "fn")]
    _function: IgnoredAny,
    pub(super) issued: Day,
    #[serde(default)]
    pub(super) endorsed: Vec<Day>,
    pub(super) on: Day,
}

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EligibleCase {
    #[serde(rename = "fn")]
    _function: IgnoredAny,
    pub(super) city: City,
    pub(super) on: Day,
    pub(super) population: Option<Code<Population>>,
    pub(super) hukou: Option<Place>,
    pub(super) age: Option<u32>,
    pub(super) birth: Option<Day>,
    pub(super) habitual_since: Option<Day>,
    #[serde(default)]
    pub(super) habitual_pending: bool,
    #[serde(default)]
    pub(super) segments: Vec<Object<SegmentCase>>,
    #[serde(default)]
    pub(super) presentations: Vec<Day>,
    #[serde(default)]
    pub(super) grounds: Vec<Code<Ground>>,
    pub(super) exemption: Option<Code<Exemption>>,
    pub(super) exemption_since: Option<Day>,
    #[serde(default)]
    pub(super) guardian: bool,
    #[serde(default)]
    pub(super) agent: bool,
    #[serde(default)]
    pub(super) live_permit: bool,
    #[serde(default)]
    pub(super) live_application: bool,
}

/// A value that is written as an object; a list of the values alone is none.
pub(super) struct Object<T>(pub(super) T);

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Object<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Fields<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for Fields<T> {
            type Value = Object<T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Object)
            }
        }
        deserializer.deserialize_map(Fields(PhantomData))
    }
}

/// Text that is borrowed from the line where it holds no escapes.
#[derive(serde::Deserialize)]
#[serde(transparent)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) std::borrow::Cow<'a, str>);

/// A civil date, written `YYYY-MM-DD`.
#[derive(Clone, Copy)]
pub(super) struct Day(pub(super) NaiveDate);

impl<'de> Deserialize<'de> for Day {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        read_day(&text.0)
            .map(Self)
            .ok_or_else(|| D::Error::custom("no date"))
    }
}

fn read_day(text: &str) -> Option<NaiveDate> {
    let shape = text.bytes().enumerate().all(|(place, byte)| match place {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    });
    let number = |from: usize, to: usize| text.get(from..to)?.parse().ok();
    let (month, day) = (number(5, 7)?, number(8, 10)?);
    let year = i32::try_from(number(0, 4)?).ok()?;
    (shape && text.len() == 10)
        .then(|| NaiveDate::from_ymd_opt(year, month, day))
        .flatten()
}

/// A member of a closed list, written as its code.
#[derive(Clone, Copy)]
pub(super) struct Code<T>(pub(super) T);

impl<'de, T: Listed> Deserialize<'de> for Code<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        T::from_code(&text.0)
            .map(Self)
            .ok_or_else(|| D::Error::custom("no such code"))
    }
}

/// Four digits of a city.
#[derive(Clone, Copy)]
pub(super) struct City(pub(super) CityCode);

impl<'de> Deserialize<'de> for City {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        CityCode::parse(&text.0).map(Self).map_err(D::Error::custom)
    }
}

/// A registered address, down to its county.
#[derive(Clone, Copy)]
pub(super) struct Place(pub(super) Division);

impl<'de> Deserialize<'de> for Place {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Text::deserialize(deserializer)?;
        Division::parse(&text.0).map(Self).map_err(D::Error::custom)
    }
}
