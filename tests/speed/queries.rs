//! `places-queries`: prints `tests/golden/places/queries.tsv`, what the address search is tried on.
//!
//! The list was committed before the index was tuned; a change of it is a new list.

use std::io::Write as _;

use anyhow::{Context as _, Result};
use places::Divisions;
use town::{HOUSES, Register, SEED, make_queries};

fn main() -> Result<()> {
    let divisions = Divisions::load(town::places_day())?;
    let register = Register::invent(&divisions, SEED, HOUSES);
    let mut out = std::io::stdout().lock();
    for query in make_queries(&divisions, &register, SEED) {
        writeln!(out, "{}", query.line()).context("somebody reads the list")?;
    }
    Ok(())
}
