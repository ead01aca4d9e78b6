//! Finding divisions and houses by characters, pinyin, initials and digits, with one slip.

use std::collections::BTreeSet;

use residence::HouseCode;

use crate::{DivisionCode, Divisions, Level};
use houses::Houses;
use moves::{Moves, SLIP};
use names::{Given, Name, Names, Prefectures, Target, without_ending};
use typed::Typed;
use walk::{Reached, walk};

mod doors;
mod houses;
mod moves;
mod names;
mod sounds;
mod typed;
mod walk;

pub use houses::HouseEntry;

/// No list is longer, whatever is asked for.
const LIMIT_MAX: usize = 1_000;
/// A house was found without its street.
const STREET_LEFT_OUT: usize = 1;
/// A code was typed as far as it fits.
const CODE_UNFINISHED: usize = 1;
/// What each step of cost takes from the score.
const SCORE_STEP: usize = 8;
/// Steps below the province of a street in a community; houses come after all divisions.
const HOUSE_RANK: u64 = 9;

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
        let names = Names::new(given(&divisions, &houses, &prefectures));
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
        let search = Search {
            index: self,
            near,
            limit,
        };
        let mut best = search.best(&typed);
        if best.first().is_none_or(|first| first.cost() >= SLIP)
            && let Some(turned) = typed.turned()
        {
            let other = search.best(&turned);
            if other.first().map(Rank::cost) < best.first().map(Rank::cost) && !other.is_empty()
                || best.is_empty()
            {
                best = other;
            }
        }
        best.into_iter()
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

/// Lists all names, streets right after the division that they lie in.
fn given(divisions: &Divisions, houses: &Houses, prefectures: &Prefectures) -> Vec<Given> {
    let mut streets: Vec<_> = houses
        .streets()
        .iter()
        .filter(|street| street.doors.0 < street.doors.1)
        .collect();
    streets.sort_by_key(|street| street.division);
    let used: BTreeSet<DivisionCode> = streets
        .iter()
        .filter_map(|street| divisions.at(street.division))
        .map(|division| division.code)
        .collect();
    let mut streets = streets.into_iter().peekable();
    let mut found = Vec::new();
    let mut depths: Vec<DivisionCode> = Vec::new();
    for (place, division) in (0_u32..).zip(divisions.all()) {
        depths.retain(|above| above.contains(division.code));
        let depth = u8::try_from(depths.len()).unwrap_or(u8::MAX);
        depths.push(division.code);
        let prefecture = division.code.prefecture();
        let prefecture = prefecture
            .and_then(|code| prefectures.get(&code).copied())
            .unwrap_or(u8::MAX);
        let name = |text: &str, is_other: bool| {
            let (core, ending) = without_ending(text);
            let mut name = Name::new(Target::Division(place), depth, prefecture);
            name.is_other = is_other;
            name.is_listed = depth > 0 && (!division.hidden || used.contains(&division.code));
            Given {
                name,
                text: core.to_owned(),
                ending,
            }
        };
        found.push(name(division.name, false));
        let others = divisions.other_names(division.code).map(str::to_owned);
        for other in others.chain(composed(division.name)) {
            found.push(name(&other, true));
        }
        while let Some(street) = streets.next_if(|street| street.division == place) {
            let doors = Target::Doors(street.doors.0, street.doors.1);
            found.push(Given {
                name: Name::new(doors, depth + 1, prefecture),
                text: street.name.clone(),
                ending: "",
            });
        }
    }
    found
}

/// "(土郎)头村": a character that the edition writes in two parts is found by its second one too, which
/// in such characters gives the sound (own decision).
fn composed(name: &str) -> Option<String> {
    let (before, rest) = name.split_once('(')?;
    let (parts, after) = rest.split_once(')')?;
    let mut parts = parts.chars();
    let (_, sound, None) = (parts.next()?, parts.next()?, parts.next()) else {
        return None;
    };
    Some(format!("{before}{sound}{after}"))
}

/// One search through one index.
struct Search<'a> {
    index: &'a Index,
    near: Option<u8>,
    limit: usize,
}

impl Search<'_> {
    /// Ranks what is found, best first, each place once.
    fn best(&self, typed: &Typed) -> Vec<Rank> {
        let numbers = doors::split_query(typed);
        let mut ranks = self.with_code(typed);
        self.walk(typed, numbers.as_ref(), 0, &mut ranks);
        if ranks.is_empty()
            && let Some((place, _)) = numbers.filter(|(place, _)| *place > 0)
        {
            // The number is not registered; its street may be.
            self.walk(&typed.up_to(place), None, SLIP, &mut ranks);
        }
        ranks.sort_unstable();
        let mut seen = BTreeSet::new();
        ranks.retain(|rank| seen.len() < self.limit && seen.insert(rank.place()));
        ranks
    }

    fn with_code(&self, typed: &Typed) -> Vec<Rank> {
        let mut ranks = Vec::new();
        let is_code = |symbol: &char| symbol.is_ascii_alphanumeric();
        if typed.len() < 4
            || !typed.symbols.iter().all(is_code)
            || !typed.symbols.iter().any(char::is_ascii_digit)
        {
            return ranks;
        }
        for (place, division) in (0..)
            .zip(self.index.divisions.all())
            .filter(|(_, division)| !division.hidden)
        {
            if let Some(whole) = begins(division.code, typed) {
                let cost = if whole { 0 } else { CODE_UNFINISHED };
                ranks.push(Rank::of_division(
                    cost,
                    false,
                    division.code.level(),
                    0,
                    place,
                ));
            }
        }
        for (house, whole) in self.index.houses.with_code(typed).take(self.limit) {
            let cost = if whole { 0 } else { CODE_UNFINISHED };
            ranks.push(Rank::of_house(cost, false, 0, house));
        }
        ranks
    }

    fn walk(
        &self,
        typed: &Typed,
        numbers: Option<&(usize, Vec<u32>)>,
        extra: usize,
        ranks: &mut Vec<Rank>,
    ) {
        let moves = Moves::new(typed, &self.index.names.alphabet);
        let cost_max = cost_max(typed);
        let within = |cost: &usize| *cost <= cost_max;
        walk(&self.index.names, &moves, typed.len(), |reached| {
            let name = reached.name;
            let far = self.near.is_some_and(|near| near != name.prefecture);
            let whole = reached.with.cost(typed.len()).filter(within);
            match name.target {
                Target::Division(place) => {
                    if let Some(cost) = whole.filter(|_| name.is_listed)
                        && let Some(division) = self.index.divisions.at(place)
                    {
                        let level = division.code.level();
                        ranks.push(Rank::of_division(
                            cost + extra,
                            far,
                            level,
                            reached.characters,
                            place,
                        ));
                    }
                }
                Target::Doors(from, to) => {
                    if let Some(cost) = whole {
                        let doors = (from..to).filter_map(|door| self.index.houses.house_at(door));
                        ranks.extend(
                            doors
                                .take(self.limit)
                                .map(|house| Rank::of_house(cost + extra, far, 0, house)),
                        );
                    }
                    if let Some((place, numbers)) = numbers
                        && let Some(cost) = cost_of_street(&reached, *place).filter(within)
                    {
                        self.knock(from..to, numbers, (cost + extra, far), ranks);
                    }
                }
            }
        });
    }

    /// Asks every door of a street for its numbers.
    fn knock(
        &self,
        doors: std::ops::Range<u32>,
        numbers: &[u32],
        (cost, far): (usize, bool),
        ranks: &mut Vec<Rank>,
    ) {
        for house in doors.filter_map(|door| self.index.houses.house_at(door)) {
            if let Some((own, more)) = doors::fit(self.index.houses.numbers(house), numbers) {
                ranks.push(Rank::of_house(cost + own, far, more, house));
            }
        }
    }
}

/// Short queries bear no slip: everything would be found.
fn cost_max(typed: &Typed) -> usize {
    let letters = typed
        .symbols
        .iter()
        .filter(|symbol| symbol.is_ascii_lowercase())
        .count();
    let characters = typed
        .symbols
        .iter()
        .filter(|symbol| !symbol.is_ascii())
        .count();
    if characters * 2 + letters < 4 {
        SLIP - 1
    } else {
        usize::MAX
    }
}

fn cost_of_street(reached: &Reached<'_>, symbols: usize) -> Option<usize> {
    let left_out = if reached.characters == 0 {
        0
    } else {
        STREET_LEFT_OUT
    };
    let without = reached.without.cost(symbols).map(|cost| cost + left_out);
    let with = reached.with.cost(symbols);
    [with, without].into_iter().flatten().min()
}

/// Tells whether a code begins with what was typed, and whether that is all of it.
fn begins(code: DivisionCode, typed: &Typed) -> Option<bool> {
    let digits = usize::from(code.level().digits());
    let typed_digits = typed.len();
    // 441900 is another spelling of 4419.
    let zeros = typed
        .symbols
        .get(digits..)
        .is_some_and(|rest| rest.len() <= 2 && rest.iter().all(|c| *c == '0'));
    let own = code.digits();
    let same = own.zip(&typed.symbols).all(|(own, typed)| own == *typed);
    let fits = same && (typed_digits <= digits || (zeros && code.level() == Level::Prefecture));
    fits.then_some(typed_digits >= digits)
}

/// Order of the answers: the cost; counties and above; near; higher levels; shorter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rank(u64);

/// The lowest bits are the place; this one tells houses from divisions.
const HOUSE: u64 = 1 << 31;

impl Rank {
    fn of_division(cost: usize, far: bool, level: Level, more: usize, place: u32) -> Self {
        let small = u64::from(level > Level::County);
        Self::new(
            cost,
            small,
            far,
            u64::from(level.digits()) / 2,
            more,
            u64::from(place),
        )
    }

    fn of_house(cost: usize, far: bool, more: usize, house: u32) -> Self {
        Self::new(cost, 1, far, HOUSE_RANK, more, HOUSE | u64::from(house))
    }

    fn new(cost: usize, small: u64, far: bool, level: u64, more: usize, place: u64) -> Self {
        let cost = cost.min(255) as u64;
        let more = more.min(255) as u64;
        Self(cost << 56 | small << 52 | u64::from(far) << 48 | level << 44 | more << 36 | place)
    }

    fn cost(&self) -> usize {
        (self.0 >> 56) as usize
    }

    fn place(self) -> u64 {
        self.0 & 0xffff_ffff
    }

    fn division(self) -> Option<u32> {
        let place = u32::try_from(self.place()).ok()?;
        (self.place() & HOUSE == 0).then_some(place)
    }

    fn house(self) -> Option<u32> {
        u32::try_from(self.place() & !HOUSE).ok()
    }
}

#[cfg(test)]
mod tests;
