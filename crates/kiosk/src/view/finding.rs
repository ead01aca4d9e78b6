//! Looking for an address, for the page.

use crate::{
    register::{Row, To},
    screen::{FindAddress, PlaceRow, Screen, WriteAddress},
    visit::Finding,
};

pub(super) fn finding(finding: &Finding) -> Screen {
    let rows = finding.rows().iter().map(row).collect();
    let Some(writing) = finding.writing() else {
        return Screen::FindAddress(FindAddress {
            chosen: finding
                .trail()
                .iter()
                .skip(1)
                .map(|step| step.name.clone())
                .filter(|name| !name.is_empty())
                .collect(),
            rows,
            query: finding.query().map(str::to_owned),
            first: finding.trail().len() == 1 && finding.query().is_none(),
        });
    };
    let here = finding.trail().last();
    Screen::WriteAddress(WriteAddress {
        area: here.map(|step| step.place.clone()).unwrap_or_default(),
        problem: writing.problem,
        candidates: rows,
    })
}

fn row(row: &Row) -> PlaceRow {
    PlaceRow {
        name: row.name.clone(),
        detail: row.detail.clone(),
        house: matches!(row.to, To::House(_)),
    }
}
