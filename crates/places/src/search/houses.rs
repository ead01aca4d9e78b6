//! The register of houses, packed: texts in one string, numbers in one list, no allocation a house.

use std::collections::BTreeMap;

use residence::HouseCode;

use super::doors;
use super::typed::Typed;
use crate::{DivisionCode, Divisions};

/// A house as the caller's register has it.
#[derive(Debug, Clone, Copy)]
pub struct HouseEntry<'a> {
    /// Its code.
    pub code: &'a HouseCode,
    /// The division it lies in, a community as a rule; an unknown one counts as the next above it.
    pub division: DivisionCode,
    /// The address below the division: "榕荫路18号2栋1单元301房".
    pub line: &'a str,
    /// What people call the place (俗称): found, never shown.
    pub aliases: &'a [String],
}

/// Pieces of one long list, each from the end of the one before.
#[derive(Debug, Clone, Default)]
struct Ends(Vec<u32>);

impl Ends {
    fn push(&mut self, end: usize) {
        self.0
            .push(u32::try_from(end).expect("a register has less than 4 GB"));
    }

    fn range(&self, piece: u32) -> std::ops::Range<usize> {
        let at = |place: usize| self.0.get(place).map_or(0, |end| *end as usize);
        let piece = piece as usize;
        piece.checked_sub(1).map_or(0, at)..at(piece)
    }
}

/// A name in a division, and the doors that it leads to.
#[derive(Debug, Clone)]
pub(super) struct Street {
    /// Place of the division.
    pub(super) division: u32,
    pub(super) name: String,
    /// Range in the order of doors.
    pub(super) doors: (u32, u32),
}

/// All houses.
#[derive(Debug, Clone, Default)]
pub(super) struct Houses {
    codes: String,
    code_ends: Ends,
    /// What follows the name of the street in the line.
    tails: String,
    tail_ends: Ends,
    numbers: Vec<u32>,
    number_ends: Ends,
    street_of: Vec<u32>,
    /// Houses in the order of their codes.
    by_code: Vec<u32>,
    /// Houses street by street, each in the order of its numbers.
    doors: Vec<u32>,
    streets: Vec<Street>,
}

impl Houses {
    pub(super) fn gather<'a>(
        divisions: &Divisions,
        entries: impl IntoIterator<Item = HouseEntry<'a>>,
    ) -> Self {
        let mut houses = Self::default();
        let mut streets: BTreeMap<(u32, String), u32> = BTreeMap::new();
        let mut doors: Vec<(u32, u32)> = Vec::new();
        for (house, entry) in (0_u32..).zip(entries) {
            let division = nearest(divisions, entry.division);
            let (street, tail) = doors::split_line(entry.line);
            houses.push(entry.code, tail);
            for (own, name) in (0..).zip(std::iter::once(street).chain(aliases(&entry))) {
                let new = u32::try_from(streets.len()).unwrap_or(u32::MAX);
                let street = *streets.entry((division, name.to_owned())).or_insert(new);
                if own == 0 {
                    houses.street_of.push(street);
                }
                doors.push((street, house));
            }
        }
        doors.sort_by(|(a, one), (b, other)| {
            a.cmp(b)
                .then_with(|| houses.numbers(*one).cmp(houses.numbers(*other)))
        });
        houses.streets = ranges(streets, &doors);
        houses.doors = doors.into_iter().map(|(_, house)| house).collect();
        let mut by_code: Vec<u32> = (0..houses.count()).collect();
        by_code.sort_by(|a, b| plain(houses.code(*a)).cmp(plain(houses.code(*b))));
        houses.by_code = by_code;
        houses.shrink();
        houses
    }

    fn push(&mut self, code: &HouseCode, tail: &str) {
        self.codes.push_str(code.as_str());
        self.code_ends.push(self.codes.len());
        self.tails.push_str(tail);
        self.tail_ends.push(self.tails.len());
        self.numbers.extend(doors::numbers(tail));
        self.number_ends.push(self.numbers.len());
    }

    fn shrink(&mut self) {
        self.codes.shrink_to_fit();
        self.tails.shrink_to_fit();
        self.numbers.shrink_to_fit();
        self.street_of.shrink_to_fit();
        for ends in [
            &mut self.code_ends,
            &mut self.tail_ends,
            &mut self.number_ends,
        ] {
            ends.0.shrink_to_fit();
        }
    }

    fn count(&self) -> u32 {
        u32::try_from(self.street_of.len()).unwrap_or(u32::MAX)
    }

    /// Lists the streets, those of a division together, in the order of the divisions.
    pub(super) fn streets(&self) -> &[Street] {
        &self.streets
    }

    pub(super) fn house_at(&self, door: u32) -> Option<u32> {
        self.doors.get(door as usize).copied()
    }

    pub(super) fn code(&self, house: u32) -> &str {
        self.codes
            .get(self.code_ends.range(house))
            .unwrap_or_default()
    }

    pub(super) fn numbers(&self, house: u32) -> &[u32] {
        self.numbers
            .get(self.number_ends.range(house))
            .unwrap_or_default()
    }

    /// Returns the line as it was told, and the place of the division.
    pub(super) fn line(&self, house: u32) -> Option<(String, u32)> {
        let street = *self.street_of.get(house as usize)?;
        let street = self.streets.get(street as usize)?;
        let tail = self.tails.get(self.tail_ends.range(house))?;
        Some((format!("{}{tail}", street.name), street.division))
    }

    /// Lists the houses whose code begins so, the shortest code first, whatever its capitals and dashes.
    pub(super) fn with_code<'a>(&'a self, begin: &'a Typed) -> impl Iterator<Item = (u32, bool)> {
        let typed = || begin.symbols.iter().copied();
        let from = self
            .by_code
            .partition_point(|house| plain(self.code(*house)).lt(typed()));
        let houses = self.by_code.get(from..).unwrap_or_default().iter().copied();
        houses.map_while(move |house| {
            let mut code = plain(self.code(house));
            let begins = typed().all(|symbol| code.next() == Some(symbol));
            begins.then(|| (house, code.next().is_none()))
        })
    }
}

fn aliases<'a>(entry: &HouseEntry<'a>) -> impl Iterator<Item = &'a str> {
    entry.aliases.iter().map(String::as_str)
}

/// Returns the place of the division, or of the next above it that is known.
fn nearest(divisions: &Divisions, code: DivisionCode) -> u32 {
    let mut next = Some(code);
    while let Some(code) = next {
        if let Some(place) = divisions.place(code) {
            return u32::try_from(place).unwrap_or(0);
        }
        next = code.parent();
    }
    0
}

/// Brings the streets into the order of their numbers, with the doors of each.
fn ranges(streets: BTreeMap<(u32, String), u32>, doors: &[(u32, u32)]) -> Vec<Street> {
    let mut found: Vec<(u32, Street)> = streets
        .into_iter()
        .map(|((division, name), number)| {
            let from = doors.partition_point(|(street, _)| *street < number);
            let to = doors.partition_point(|(street, _)| *street <= number);
            let end = |place: usize| u32::try_from(place).unwrap_or(u32::MAX);
            let doors = (end(from), end(to));
            (
                number,
                Street {
                    division,
                    name,
                    doors,
                },
            )
        })
        .collect();
    found.sort_by_key(|(number, _)| *number);
    found.into_iter().map(|(_, street)| street).collect()
}

fn plain(code: &str) -> impl Iterator<Item = char> {
    code.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|c| c.to_ascii_lowercase())
}
