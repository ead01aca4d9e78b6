//! The addresses that this kiosk can name: the divisions of the province, which the program
//! carries, and the houses of its area, which the centre sends. Both in memory, to be searched and
//! to be gone through step by step.

mod doors;
mod steps;

use std::collections::BTreeMap;

use chrono::NaiveDate;
use places::{DivisionCode, Divisions, HouseEntry, Index, Level, Options};
use protocol::House;
use residence::{HouseCode, ServiceArea};

pub(crate) use steps::{Row, Spot, To};

use self::doors::Door;

/// So many answers of a search; more fit no page, and a longer word finds better.
const ANSWERS_MAX: usize = 12;
/// A written address is held against houses that are at least so like it.
const LIKE_MIN: u8 = 60;
/// So many houses are offered for an address that was written.
const CANDIDATES_MAX: usize = 5;
const CODE_DIGITS: usize = 12;

/// Everything that can be found.
pub(crate) struct Register {
    index: Index,
    areas: Vec<Area>,
    /// Which area a community of the divisions is.
    by_division: BTreeMap<DivisionCode, usize>,
    /// In the order of their codes.
    area_of_house: Vec<(HouseCode, usize)>,
    city: Option<DivisionCode>,
    /// Twelve digits of the city that the kiosk serves.
    city_digits: String,
    /// The last change of the journal that the houses were read at.
    pub(crate) as_of: u64,
}

/// A community of this kiosk's houses.
struct Area {
    town: String,
    community: String,
    division: Option<DivisionCode>,
    /// In the order of a street: by its numbers, not by their first digits.
    doors: Vec<Door>,
}

impl Register {
    /// Gathers the divisions of a day and the houses; some 100 ms for 200,000 houses on one core.
    pub(crate) fn gather(
        houses: &[House],
        area: &ServiceArea,
        on: NaiveDate,
        as_of: u64,
    ) -> Option<Self> {
        let divisions = Divisions::load(on).ok()?;
        let city = DivisionCode::parse(area.city()).ok();
        let known = communities(&divisions, city);
        let mut places: BTreeMap<(&str, &str), Area> = BTreeMap::new();
        for house in houses {
            let (town, community) = (house.town.as_str(), house.community.as_str());
            let area = places.entry((town, community)).or_insert_with(|| Area {
                town: town.to_owned(),
                community: community.to_owned(),
                division: known.get(&(town.to_owned(), bare(community))).copied(),
                doors: Vec::new(),
            });
            area.doors.push(Door::of(house));
        }
        let mut areas: Vec<Area> = places.into_values().collect();
        for area in &mut areas {
            area.doors.sort_by(Door::by_number);
        }
        let lines: Vec<(HouseCode, DivisionCode, String)> = areas
            .iter()
            .flat_map(|area| {
                let division = area.division.or(city).unwrap_or(DivisionCode::GUANGDONG);
                area.doors
                    .iter()
                    .map(move |door| (door.code.clone(), division, door.line()))
            })
            .collect();
        let entries = lines.iter().map(|(code, division, line)| HouseEntry {
            code,
            division: *division,
            line,
            aliases: &[],
        });
        let mut area_of_house: Vec<(HouseCode, usize)> = areas
            .iter()
            .enumerate()
            .flat_map(|(place, area)| {
                area.doors
                    .iter()
                    .map(move |door| (door.code.clone(), place))
            })
            .collect();
        area_of_house.sort_unstable();
        Some(Self {
            index: Index::new(divisions, entries),
            area_of_house,
            by_division: areas
                .iter()
                .enumerate()
                .filter_map(|(place, area)| Some((area.division?, place)))
                .collect(),
            areas,
            city,
            city_digits: padded(area.city()),
            as_of,
        })
    }

    /// Finds places by characters, pinyin, initials or digits, best first.
    pub(crate) fn search(&self, query: &str) -> Vec<Row> {
        let mut rows: Vec<Row> = self.own_areas_like(query).collect();
        rows.extend(self.found(query, ANSWERS_MAX).map(|(row, _)| row));
        rows.truncate(ANSWERS_MAX);
        rows
    }

    /// Finds houses that a written address may mean.
    pub(crate) fn candidates(&self, street: &str, number: &str, room: &str) -> Vec<Row> {
        let line = [street, number, room].concat();
        self.found(&line, ANSWERS_MAX)
            .filter(|(row, score)| *score >= LIKE_MIN && matches!(row.to, To::House(_)))
            .map(|(row, _)| row)
            .take(CANDIDATES_MAX)
            .collect()
    }

    fn found(&self, query: &str, limit: usize) -> impl Iterator<Item = (Row, u8)> {
        let options = Options {
            limit,
            near: self.city,
        };
        self.index
            .search(query, options)
            .into_iter()
            .filter_map(|found| {
                let row = match found.place {
                    places::Place::Division(code) => Row {
                        name: found.name,
                        detail: found.path,
                        to: To::Spot(Spot::Division(code)),
                    },
                    places::Place::House(code) => Row {
                        detail: self.area_of(&code)?,
                        name: found.name,
                        to: To::House(code),
                    },
                };
                Some((row, found.score))
            })
    }

    /// Communities that are in no published list are found by their characters.
    fn own_areas_like(&self, query: &str) -> impl Iterator<Item = Row> {
        let query = query.trim();
        self.areas
            .iter()
            .enumerate()
            .filter(move |(_, area)| {
                area.division.is_none() && !query.is_empty() && area.name().contains(query)
            })
            .map(|(place, area)| area.row(place))
    }

    fn area_of(&self, code: &HouseCode) -> Option<String> {
        let at = self
            .area_of_house
            .binary_search_by(|(known, _)| known.cmp(code))
            .ok()?;
        let (_, place) = self.area_of_house.get(at)?;
        self.areas.get(*place).map(Area::name)
    }

    /// Returns the twelve digits under which an address at this step is written by hand.
    pub(crate) fn division_of(&self, spot: &Spot) -> String {
        let division = match spot {
            Spot::Start | Spot::Province => None,
            Spot::Division(code) => Some(*code),
            Spot::Within { area, .. } => self.areas.get(*area).and_then(|area| area.division),
        };
        division.map_or_else(
            || self.city_digits.clone(),
            |code| padded(&code.to_string()),
        )
    }

    /// Names the place of a step, as it stands before the street of an address.
    pub(crate) fn name_of(&self, spot: &Spot) -> String {
        match spot {
            Spot::Start | Spot::Province => String::new(),
            Spot::Division(code) => self.index.divisions().path(*code).unwrap_or_default(),
            Spot::Within { area, .. } => self.areas.get(*area).map(Area::name).unwrap_or_default(),
        }
    }
}

impl Area {
    fn name(&self) -> String {
        format!("{}{}", self.town, self.community)
    }

    fn row(&self, place: usize) -> Row {
        Row {
            name: self.community.clone(),
            detail: self.town.clone(),
            to: To::Spot(Spot::Within {
                area: place,
                picked: Vec::new(),
            }),
        }
    }
}

/// Finds the communities of the service area by the names under which houses are known.
fn communities(
    divisions: &Divisions,
    city: Option<DivisionCode>,
) -> BTreeMap<(String, String), DivisionCode> {
    divisions
        .all()
        .filter(|division| {
            division.code.level() == Level::Community
                && city.is_some_and(|city| city.contains(division.code))
        })
        .filter_map(|community| {
            let town = divisions.find(community.code.parent()?)?;
            Some(((town.name.to_owned(), bare(community.name)), community.code))
        })
        .collect()
}

/// A community without what offices add to its name.
fn bare(name: &str) -> String {
    const ENDS: [&str; 6] = [
        "社区居民委员会",
        "村民委员会",
        "居民委员会",
        "村委会",
        "居委会",
        "社区",
    ];
    let mut bare = name;
    for end in ENDS {
        bare = bare.strip_suffix(end).unwrap_or(bare);
    }
    bare.to_owned()
}

fn padded(digits: &str) -> String {
    format!("{digits:0<CODE_DIGITS$}")
}

#[cfg(test)]
mod tests;
