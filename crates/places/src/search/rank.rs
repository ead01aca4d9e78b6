//! The order of answers.

use crate::Level;

/// Houses come after all divisions.
const HOUSE_RANK: u64 = 9;

/// Order of the answers: the cost; counties and above; near; higher levels; shorter names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank(u64);

/// The lowest bits are the place; this one tells houses from divisions.
const HOUSE: u64 = 1 << 31;

impl Rank {
    pub(super) fn of_division(
        cost: usize,
        far: bool,
        level: Level,
        more: usize,
        place: u32,
    ) -> Self {
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

    pub(super) fn of_house(cost: usize, far: bool, more: usize, house: u32) -> Self {
        Self::new(cost, 1, far, HOUSE_RANK, more, HOUSE | u64::from(house))
    }

    fn new(cost: usize, small: u64, far: bool, level: u64, more: usize, place: u64) -> Self {
        let cost = cost.min(255) as u64;
        let more = more.min(255) as u64;
        Self(cost << 56 | small << 52 | u64::from(far) << 48 | level << 44 | more << 36 | place)
    }

    /// The same with more doubt.
    pub(super) fn after(self, cost: usize) -> Self {
        Self(self.0 + ((cost as u64) << 56))
    }

    pub(super) fn cost(&self) -> usize {
        (self.0 >> 56) as usize
    }

    pub(super) fn place(self) -> u64 {
        self.0 & 0xffff_ffff
    }

    pub(super) fn division(self) -> Option<u32> {
        let place = u32::try_from(self.place()).ok()?;
        (self.place() & HOUSE == 0).then_some(place)
    }

    pub(super) fn house(self) -> Option<u32> {
        u32::try_from(self.place() & !HOUSE).ok()
    }
}
