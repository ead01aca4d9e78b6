//! The walk through all names: how much of the query each name and those above it use up, at what cost.
//!
//! A row holds, for each cost, a bit for every number of symbols that can be used up for it, so that
//! one step of a name moves all possibilities at once. A name begins with the row of what it lies in;
//! levels that were not typed cost nothing.

use super::moves::{Move, Moves, SLIP};
use super::names::{Name, Names};

/// Costs run from 0 to one less.
const COSTS: usize = 8;
/// The end of a name was not typed.
const BROKEN_OFF: usize = 1;
/// The beginning of a name was not typed.
const BEGUN_LATE: usize = 2;
/// Province, prefecture, county, town, community, street.
const DEPTHS: usize = 6;

/// For each cost, which numbers of symbols are used up.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Row([u64; COSTS]);

impl Row {
    /// Nothing is used up, or one symbol too many was typed.
    fn start(typed: u64) -> Self {
        let begun = Self([1, 0, 0, 0, 0, 0, 0, 0]);
        let mut row = begun;
        row.add(&begun, typed, 1, SLIP);
        row
    }

    fn add(&mut self, from: &Self, mask: u64, shift: u32, cost: usize) {
        for (to, from) in self.0.iter_mut().skip(cost).zip(&from.0) {
            *to |= (from & mask) << shift;
        }
    }

    fn join(&mut self, other: &Self) {
        self.add(other, u64::MAX, 0, 0);
    }

    fn take(&mut self, from: &Self, moves: &[Move]) {
        for step in moves {
            self.add(from, step.mask, step.shift, step.cost);
        }
    }

    fn is_empty(&self) -> bool {
        self.0 == [0; COSTS]
    }

    /// Returns the least cost for which exactly the first `symbols` are used up.
    pub(super) fn cost(&self, symbols: usize) -> Option<usize> {
        self.0.iter().position(|used| used >> symbols & 1 == 1)
    }
}

/// How a name was reached.
pub(super) struct Reached<'a> {
    pub(super) name: &'a Name,
    /// With at least one symbol for this name.
    pub(super) with: &'a Row,
    /// With none.
    pub(super) without: &'a Row,
    /// Characters of the name that had to be typed.
    pub(super) characters: usize,
}

/// Walks through all names.
pub(super) fn walk(
    names: &Names,
    moves: &Moves,
    symbols: usize,
    mut reach: impl FnMut(Reached<'_>),
) {
    let typed = (1_u64 << symbols) - 1;
    let mut above = [Row::start(typed); DEPTHS + 1];
    for (name, core, ending) in names.all() {
        let depth = usize::from(name.depth);
        let before = depth.checked_sub(1).and_then(|place| above.get(place));
        let without = before.copied().unwrap_or_else(|| Row::start(typed));
        let with = if core
            .iter()
            .any(|character| !moves.of(*character).is_empty())
        {
            through(core, ending, moves, &without, typed)
        } else {
            Row::default()
        };
        if let Some(own) = above.get_mut(depth) {
            if !name.is_other {
                *own = without;
            }
            own.join(&with);
        }
        reach(Reached {
            name,
            with: &with,
            without: &without,
            characters: core.len(),
        });
    }
}

/// Takes a row through one name.
fn through(core: &[u16], ending: &[u16], moves: &Moves, before: &Row, typed: u64) -> Row {
    let mut out = Row::default();
    let mut row = Row::default();
    // What could have begun at the character before, for two that are swapped.
    let mut earlier: Option<(Row, u16)> = None;
    let mut entry = *before;
    for character in core {
        out.add(&row, u64::MAX, 0, BROKEN_OFF);
        let mut from = row;
        from.join(&entry);
        let mut next = Row::default();
        next.take(&from, moves.of(*character));
        next.add(&from, typed, 1, SLIP);
        next.add(&row, u64::MAX, 0, SLIP);
        swap(&mut next, earlier.as_ref(), *character, moves);
        let used = next;
        next.add(&used, typed, 1, SLIP);
        earlier = Some((from, *character));
        row = next;
        entry = Row::default();
        entry.add(before, u64::MAX, 0, BEGUN_LATE);
    }
    for character in ending {
        if row.is_empty() {
            break;
        }
        let mut next = row;
        next.take(&row, moves.of(*character));
        next.add(&row, typed, 1, SLIP);
        swap(&mut next, earlier.as_ref(), *character, moves);
        earlier = Some((row, *character));
        row = next;
    }
    out.join(&row);
    out
}

/// The character before this one was typed after it.
fn swap(next: &mut Row, earlier: Option<&(Row, u16)>, character: u16, moves: &Moves) {
    if let Some((from, before)) = earlier {
        let mask = moves.exact(character) & (moves.exact(*before) >> 1);
        if mask != 0 {
            next.add(from, mask, 2, SLIP);
        }
    }
}
