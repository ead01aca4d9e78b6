//! Going through addresses step by step: city, county, town, community, street, number, building,
//! unit, room. A step that has no choice is no step.

use places::{DivisionCode, Level};
use residence::HouseCode;

use super::{
    Area, Register,
    doors::{Door, PARTS},
};

/// Where somebody has come to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Spot {
    /// The communities of this kiosk's houses, and the way to all others.
    Start,
    /// The cities of the province.
    Province,
    /// A division.
    Division(DivisionCode),
    /// A community of this kiosk's houses, with what was picked in it.
    Within {
        /// Its place in the register.
        area: usize,
        /// Street, number, building, unit, in this order.
        picked: Vec<String>,
    },
}

/// Where a row leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum To {
    /// One step on.
    Spot(Spot),
    /// The house is found.
    House(HouseCode),
}

/// One row of a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Row {
    /// What is chosen; empty for a house that has no further part.
    pub(crate) name: String,
    /// Where it lies, if the list does not say so.
    pub(crate) detail: String,
    pub(crate) to: To,
}

impl Register {
    /// Lists what can be chosen at a step; an empty list leads to writing the address.
    pub(crate) fn rows(&self, spot: &Spot) -> Vec<Row> {
        match spot {
            Spot::Start => self.start(),
            Spot::Province => self.below(DivisionCode::GUANGDONG),
            Spot::Division(code) if code.level() == Level::Community => self
                .by_division
                .get(code)
                .and_then(|place| Some((*place, self.areas.get(*place)?)))
                .map(|(place, area)| area.rows(place, &[]))
                .unwrap_or_default(),
            Spot::Division(code) => self.below(*code),
            Spot::Within { area, picked } => self
                .areas
                .get(*area)
                .map(|known| known.rows(*area, picked))
                .unwrap_or_default(),
        }
    }

    fn start(&self) -> Vec<Row> {
        let own = self.areas.iter().enumerate();
        let mut rows: Vec<Row> = own.map(|(place, area)| area.row(place)).collect();
        rows.push(Row {
            name: String::new(),
            detail: String::new(),
            to: To::Spot(Spot::Province),
        });
        rows
    }

    fn below(&self, code: DivisionCode) -> Vec<Row> {
        let divisions = self.index.divisions();
        divisions
            .children(code, false)
            .map(|division| Row {
                name: division.name.to_owned(),
                detail: String::new(),
                to: To::Spot(Spot::Division(division.code)),
            })
            .collect()
    }
}

impl Area {
    /// Lists the next part of the addresses that begin with what was picked.
    fn rows(&self, place: usize, picked: &[String]) -> Vec<Row> {
        let mut picked = picked.to_vec();
        loop {
            let rows = self.next_parts(place, &picked);
            // No address here has this part: nobody is asked for it.
            match rows.as_slice() {
                [
                    Row {
                        name,
                        to: To::Spot(_),
                        ..
                    },
                ] if name.is_empty() => picked.push(String::new()),
                _ => return rows,
            }
        }
    }

    fn next_parts(&self, place: usize, picked: &[String]) -> Vec<Row> {
        let depth = picked.len();
        let begins = |door: &&Door| door.parts.iter().zip(picked).all(|(own, one)| own == one);
        let doors: Vec<&Door> = self.doors.iter().filter(begins).collect();
        let same = |one: &&Door, two: &&Door| one.parts.get(depth) == two.parts.get(depth);
        doors
            .chunk_by(same)
            .filter_map(|group| {
                let first = group.first()?;
                let part = first.parts.get(depth)?;
                let ends = first.parts.iter().skip(depth + 1).all(String::is_empty);
                let to = if depth + 1 == PARTS || (ends && group.len() == 1) {
                    To::House(first.code.clone())
                } else {
                    let picked = picked.iter().chain([part]).cloned().collect();
                    To::Spot(Spot::Within {
                        area: place,
                        picked,
                    })
                };
                Some(Row {
                    name: part.clone(),
                    detail: String::new(),
                    to,
                })
            })
            .collect()
    }
}
