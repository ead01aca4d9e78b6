//! Naming an address without a plate.

use serde::Serialize;
use ts_rs::TS;

/// Screen on which an address is looked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct FindAddress {
    /// What was chosen so far, from the widest to the nearest.
    pub chosen: Vec<String>,
    /// What can be chosen now (`open_place`); at the first step the last row, without a name, leads
    /// to the other places of the province.
    pub rows: Vec<PlaceRow>,
    /// The word that was searched, when the rows are its answers.
    pub query: Option<String>,
    /// This is the first step.
    pub first: bool,
}

/// One row of a list of places.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PlaceRow {
    /// Its name; empty for the house itself, among houses that have further parts.
    pub name: String,
    /// Where it lies; may be empty.
    pub detail: String,
    /// Touching it ends the search.
    pub house: bool,
}

/// Screen on which an address is written by hand, and then held against the houses that are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct WriteAddress {
    /// Town and community as chosen; empty when nothing was.
    pub area: String,
    /// What is wrong with what was written; the page keeps it.
    pub problem: Option<AddressProblem>,
    /// Houses that may be meant (`open_place`); none of them is `keep_address`.
    pub candidates: Vec<PlaceRow>,
}

/// What of a written address is missing or too long.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum AddressProblem {
    /// The street.
    Street,
    /// The number.
    Number,
    /// The room.
    Room,
}
