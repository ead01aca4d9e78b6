//! One search: the codes, the walk through the names, the doors, and the best of them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::moves::{Moves, SLIP};
use super::names::Target;
use super::rank::Rank;
use super::typed::Typed;
use super::walk::{Reached, WITH_SLIP, WITHOUT_SLIP, walk};
use super::{Index, doors};
use crate::{DivisionCode, Level};

/// A house was found without its street.
const STREET_LEFT_OUT: usize = 1;
/// A code was typed as far as it fits.
const CODE_UNFINISHED: usize = 1;
/// What costs no more is what was meant, as far as anybody can tell.
const ENOUGH: usize = 1;

/// One search through one index.
pub(super) struct Search<'a> {
    index: &'a Index,
    near: Option<u8>,
    limit: usize,
}

impl<'a> Search<'a> {
    pub(super) fn new(index: &'a Index, near: Option<u8>, limit: usize) -> Self {
        Self { index, near, limit }
    }

    /// Ranks what is found, best first, each place once.
    ///
    /// A slip is looked for only when nothing fits without one: what was typed right is not buried.
    pub(super) fn best(&self, typed: &Typed) -> Vec<Rank> {
        let mut ranks = self.with_code(typed);
        ranks.extend(self.walk::<WITHOUT_SLIP>(typed));
        if fits(&ranks) {
            return self.first(ranks);
        }
        if let Some(turned) = typed.turned() {
            let other = self.walk::<WITHOUT_SLIP>(&turned);
            if fits(&other) {
                return self.first(other);
            }
        }
        if bears_slips(typed) {
            ranks.extend(self.walk::<WITH_SLIP>(typed));
        }
        if ranks.is_empty()
            && let Some((place, _)) = doors::split_query(typed).filter(|(place, _)| *place > 0)
        {
            // The number is not registered; its street may be.
            let street = self.walk::<WITHOUT_SLIP>(&typed.up_to(place));
            ranks.extend(street.into_iter().map(|rank| rank.after(SLIP)));
        }
        self.first(ranks)
    }

    fn first(&self, mut ranks: Vec<Rank>) -> Vec<Rank> {
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

    fn walk<const COSTS: usize>(&self, typed: &Typed) -> Vec<Rank> {
        let mut ranks = Vec::new();
        let numbers = doors::split_query(typed);
        let ends = std::iter::once(typed.len()).chain(numbers.iter().map(|(place, _)| *place));
        let names = &self.index.names;
        let moves = Moves::new(typed, &names.alphabet, ends, COSTS > SLIP);
        walk::<COSTS>(names, &moves, typed.len(), |reached| {
            let far = self
                .near
                .is_some_and(|near| near != reached.name.prefecture);
            let whole = reached.with.cost(typed.len());
            match reached.name.target {
                Target::Division(place) => {
                    if let Some(cost) = whole.filter(|_| reached.name.is_listed) {
                        ranks.extend(self.division(cost, far, reached.characters, place));
                    }
                }
                Target::Doors(from, to) => {
                    if let Some(cost) = whole {
                        let houses = self.houses(from..to).take(self.limit);
                        ranks.extend(houses.map(|house| Rank::of_house(cost, far, 0, house)));
                    }
                    if let Some((place, numbers)) = &numbers
                        && let Some(cost) = cost_of_street(&reached, *place)
                    {
                        ranks.extend(self.houses(from..to).filter_map(|house| {
                            let own = self.index.houses.numbers(house);
                            let (doubt, more) = doors::fit(own, numbers)?;
                            Some(Rank::of_house(cost + doubt, far, more, house))
                        }));
                    }
                }
            }
        });
        ranks
    }

    fn division(&self, cost: usize, far: bool, more: usize, place: u32) -> Option<Rank> {
        let level = self.index.divisions.at(place)?.code.level();
        Some(Rank::of_division(cost, far, level, more, place))
    }

    /// Lists the houses behind a range of doors.
    fn houses(&self, doors: Range<u32>) -> impl Iterator<Item = u32> {
        doors.filter_map(|door| self.index.houses.house_at(door))
    }
}

/// Tells whether something was found that what was typed means without doubt.
fn fits(ranks: &[Rank]) -> bool {
    ranks.iter().any(|rank| rank.cost() <= ENOUGH)
}

/// In a short query, a slip would find everything.
fn bears_slips(typed: &Typed) -> bool {
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
    characters * 2 + letters >= 4
}

fn cost_of_street<const COSTS: usize>(
    reached: &Reached<'_, COSTS>,
    symbols: usize,
) -> Option<usize> {
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
