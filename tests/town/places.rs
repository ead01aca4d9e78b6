//! What the search of addresses is tried on: an invented neighbourhood, and what people type.

use chrono::NaiveDate;

mod queries;
mod register;
mod slips;

pub use queries::{Query, make_queries, read_queries};
pub use register::{Register, RegisteredHouse};

/// The seed of the committed list of queries.
pub const SEED: u64 = 20_250_615;
/// As many houses as the search must bear.
pub const HOUSES: usize = 200_000;

/// The civil day for which the divisions are loaded.
pub fn places_day() -> NaiveDate {
    NaiveDate::from_ymd_opt(2025, 6, 15).expect("a day")
}

/// Numbers that repeat with their seed (SplitMix64).
struct Dice(u64);

impl Dice {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// Draws a number below `end`.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("64 bits fit");
        usize::try_from(self.next() % end).expect("it is below a usize")
    }

    fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        from.get(self.below(from.len()))
            .expect("lists are not empty")
    }
}
