//! The walk through all names: how much of the query each name and those above it use up, at what cost.
//!
//! A row holds, for each cost, a bit for every number of symbols that can be used up for it, so that
//! one step of a name moves all possibilities at once. A name begins with the row of what it lies in;
//! levels that were not typed cost nothing.

use super::moves::{Move, Moves, SLIP};
use super::names::{Name, Names};

/// So many costs, from 0, when no slip is looked for.
pub(super) const WITHOUT_SLIP: usize = SLIP;
/// So many when one is: a slip, and doubts beside it.
pub(super) const WITH_SLIP: usize = 2 * SLIP;
/// The end of a name was not typed.
const BROKEN_OFF: usize = 1;
/// The beginning of a name was not typed.
const BEGUN_LATE: usize = 2;
/// Province, prefecture, county, town, community, street.
const DEPTHS: usize = 6;

/// For each cost, which numbers of symbols are used up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Row<const COSTS: usize>([u64; COSTS]);

impl<const COSTS: usize> Row<COSTS> {
    const NOTHING: Self = Self([0; COSTS]);

    /// No symbol is used up, or one that is too many.
    fn start(typed: u64) -> Self {
        let mut begun = Self::NOTHING;
        if let Some(free) = begun.0.first_mut() {
            *free = 1;
        }
        let mut row = begun;
        row.add::<SLIP>(&begun, typed, 1);
        row
    }

    #[inline]
    fn add<const COST: usize>(&mut self, from: &Self, mask: u64, shift: u32) {
        let (_, to) = self.0.split_at_mut(COST);
        for (to, from) in to.iter_mut().zip(&from.0) {
            *to |= (from & mask) << shift;
        }
    }

    #[inline]
    fn join(&mut self, other: &Self) {
        self.add::<0>(other, u64::MAX, 0);
    }

    /// Each cost has its own loop of a fixed length, which is why this is spelt out.
    #[inline]
    fn take(&mut self, from: &Self, moves: &[Move]) {
        for Move { mask, shift, cost } in moves {
            match cost {
                0 => self.add::<0>(from, *mask, *shift),
                1 => self.add::<1>(from, *mask, *shift),
                2 => self.add::<2>(from, *mask, *shift),
                3 => self.add::<3>(from, *mask, *shift),
                _ => self.add::<SLIP>(from, *mask, *shift),
            }
        }
    }

    /// Returns the places that are reached for whatever cost.
    #[inline]
    fn anywhere(&self) -> u64 {
        self.0.iter().fold(0, |all, used| all | used)
    }

    /// Returns the least cost for which exactly the first `symbols` are used up.
    pub(super) fn cost(&self, symbols: usize) -> Option<usize> {
        self.0.iter().position(|used| used >> symbols & 1 == 1)
    }
}

/// How a name was reached.
pub(super) struct Reached<'a, const COSTS: usize> {
    pub(super) name: &'a Name,
    /// With at least one symbol for this name.
    pub(super) with: &'a Row<COSTS>,
    /// With none.
    pub(super) without: &'a Row<COSTS>,
    /// Characters of the name that had to be typed.
    pub(super) characters: usize,
}

/// Walks through all names, looking for slips when there are costs for them.
pub(super) fn walk<const COSTS: usize>(
    names: &Names,
    moves: &Moves,
    symbols: usize,
    mut reach: impl FnMut(Reached<'_, COSTS>),
) {
    let typed = (1_u64 << symbols) - 1;
    let start = Row::start(typed);
    let mut above = [start; DEPTHS];
    for (name, core, ending) in names.all() {
        let depth = usize::from(name.depth);
        let before = depth.checked_sub(1).and_then(|place| above.get(place));
        let without = *before.unwrap_or(&start);
        let with = if may_lead_on(name, core, ending, moves, &without) {
            through(core, ending, moves, &without, typed)
        } else {
            Row::NOTHING
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

/// Tells whether a walk through the name can use up anything: something of its core was typed where the
/// query is now or a slip further on, and, when nothing lies in it, something of it stands where the query
/// ends.
#[inline]
fn may_lead_on<const COSTS: usize>(
    name: &Name,
    core: &[u16],
    ending: &[u16],
    moves: &Moves,
    before: &Row<COSTS>,
) -> bool {
    let own = moves.uses(core);
    let here = before.anywhere();
    let here = if COSTS > SLIP { here | here << 1 } else { here };
    own.from & here != 0 && (!name.is_leaf || own.at_end || moves.uses(ending).at_end)
}

/// Takes a row through one name.
fn through<const COSTS: usize>(
    core: &[u16],
    ending: &[u16],
    moves: &Moves,
    before: &Row<COSTS>,
    typed: u64,
) -> Row<COSTS> {
    let mut out = Row::NOTHING;
    let mut row = Row::NOTHING;
    // What could have begun at the character before, for two that are swapped.
    let mut earlier = None;
    let mut entry = *before;
    for character in core {
        out.add::<BROKEN_OFF>(&row, u64::MAX, 0);
        let mut from = row;
        from.join(&entry);
        let mut next = Row::NOTHING;
        next.take(&from, moves.of(*character));
        if COSTS > SLIP {
            // Another character was typed, or none.
            next.add::<SLIP>(&from, typed, 1);
            next.add::<SLIP>(&row, u64::MAX, 0);
            add_swapped(&mut next, earlier.as_ref(), *character, moves);
            add_extra(&mut next, typed);
            earlier = Some((from, *character));
        }
        row = next;
        entry = Row::NOTHING;
        entry.add::<BEGUN_LATE>(before, u64::MAX, 0);
    }
    // What was not typed of an ending is passed over for nothing.
    let ending = if moves.uses(ending).from != 0 {
        ending
    } else {
        &[]
    };
    for character in ending {
        if row.anywhere() == 0 {
            break;
        }
        let mut next = row;
        next.take(&row, moves.of(*character));
        if COSTS > SLIP {
            add_swapped(&mut next, earlier.as_ref(), *character, moves);
            add_extra(&mut next, typed);
            earlier = Some((row, *character));
        }
        row = next;
    }
    out.join(&row);
    out
}

/// A character too many was typed after this one.
#[inline]
fn add_extra<const COSTS: usize>(next: &mut Row<COSTS>, typed: u64) {
    let used = *next;
    next.add::<SLIP>(&used, typed, 1);
}

/// The character before this one was typed after it.
#[inline]
fn add_swapped<const COSTS: usize>(
    next: &mut Row<COSTS>,
    earlier: Option<&(Row<COSTS>, u16)>,
    character: u16,
    moves: &Moves,
) {
    if let Some((from, before)) = earlier {
        let mask = moves.exact(character) & (moves.exact(*before) >> 1);
        if mask != 0 {
            next.add::<SLIP>(from, mask, 2);
        }
    }
}
