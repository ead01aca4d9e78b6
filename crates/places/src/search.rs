//! Finding divisions and houses by characters, pinyin, initials and digits, with one slip.

use std::collections::BTreeSet;

use residence::HouseCode;

use crate::{DivisionCode, Divisions, Level};
use best::Search;
use houses::Houses;
use names::{Names, Prefectures};
use rank::Rank;
use typed::Typed;

mod best;
mod doors;
mod given;
mod houses;
mod moves;
mod names;
mod rank;
mod sounds;
mod typed;
mod walk;

pub use houses::HouseEntry;

/// No list is longer, whatever is asked for.
const LIMIT_MAX: usize = 1_000;
/// What each step of cost takes from the score.
const SCORE_STEP: usize = 8;

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A division.
    Division(DivisionCode),
    /// A house of the register.
    House(HouseCode),
}

impl std::fmt::Display for Place {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Division(code) => code.fmt(f),
            Self::House(code) => code.fmt(f),
        }
    }
}

/// One answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// What was found.
    pub place: Place,
    /// Its own name: "城区", "榕荫路18号302房".
    pub name: String,
    /// Its printed path without the province, its own name included: "汕尾市城区".
    pub path: String,
    /// 100 for what was typed exactly, less for each doubt, at least 1.
    pub score: u8,
}

/// How to search.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// At most so many answers, and never more than 1,000.
    pub limit: usize,
    /// Where the kiosk stands: what lies in the same prefecture comes first among equals.
    pub near: Option<DivisionCode>,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limit: 10,
            near: None,
        }
    }
}

/// Divisions and houses, ready to be searched.
#[derive(Debug, Clone)]
pub struct Index {
    divisions: Divisions,
    houses: Houses,
    names: Names,
    prefectures: Prefectures,
}

impl Index {
    /// Makes an index of the divisions and of a register, which may be empty.
    pub fn new<'a>(
        divisions: Divisions,
        register: impl IntoIterator<Item = HouseEntry<'a>>,
    ) -> Self {
        let houses = Houses::gather(&divisions, register);
        let prefectures: Prefectures = divisions
            .all()
            .filter_map(|division| division.code.prefecture())
            .collect::<BTreeSet<_>>()
            .into_iter()
            .zip(0..)
            .collect();
        let names = Names::new(given::all(&divisions, &houses, &prefectures));
        Self {
            divisions,
            houses,
            names,
            prefectures,
        }
    }

    /// Returns the divisions that are searched.
    pub fn divisions(&self) -> &Divisions {
        &self.divisions
    }

    /// Finds places, best first; the same index and query give the same list.
    pub fn search(&self, query: &str, options: Options) -> Vec<Found> {
        let typed = Typed::read(query);
        let limit = options.limit.min(LIMIT_MAX);
        if typed.len() == 0 || limit == 0 {
            return Vec::new();
        }
        let near = options.near.and_then(DivisionCode::prefecture);
        let near = near.and_then(|code| self.prefectures.get(&code).copied());
        let search = Search::new(self, near, limit);
        search
            .best(&typed)
            .into_iter()
            .filter_map(|rank| self.told(rank))
            .collect()
    }

    fn told(&self, rank: Rank) -> Option<Found> {
        let score = u8::try_from(100_usize.saturating_sub(rank.cost() * SCORE_STEP))
            .unwrap_or(0)
            .max(1);
        if let Some(place) = rank.division() {
            let division = self.divisions.at(place)?;
            return Some(Found {
                place: Place::Division(division.code),
                name: division.name.to_owned(),
                path: self.divisions.path(division.code)?,
                score,
            });
        }
        let house = rank.house()?;
        let (line, division) = self.houses.line(house)?;
        let division = self.divisions.at(division)?;
        let above = match division.code.level() {
            Level::Province => String::new(),
            Level::Prefecture | Level::County | Level::Town | Level::Community => {
                self.divisions.path(division.code)?
            }
        };
        Some(Found {
            place: Place::House(HouseCode::parse(self.houses.code(house)).ok()?),
            path: format!("{above}{line}"),
            name: line,
            score,
        })
    }
}

#[cfg(test)]
mod tests;
