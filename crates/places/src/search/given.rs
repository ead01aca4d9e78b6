//! All names that can be found, in the order of the divisions.

use std::collections::BTreeSet;

use super::houses::Houses;
use super::names::{Given, Name, Prefectures, Target, without_ending};
use crate::{Division, DivisionCode, Divisions, Level};

/// Lists all names, streets right after the division that they lie in.
pub(super) fn all(divisions: &Divisions, houses: &Houses, prefectures: &Prefectures) -> Vec<Given> {
    let mut streets: Vec<_> = houses
        .streets()
        .iter()
        .filter(|street| street.doors.0 < street.doors.1)
        .collect();
    streets.sort_by_key(|street| street.division);
    let used: BTreeSet<DivisionCode> = streets
        .iter()
        .filter_map(|street| divisions.at(street.division))
        .map(|division| division.code)
        .collect();
    let mut streets = streets.into_iter().peekable();
    let mut found = Vec::new();
    let mut depths: Vec<DivisionCode> = Vec::new();
    for (place, division) in (0_u32..).zip(divisions.all()) {
        depths.retain(|above| above.contains(division.code));
        let depth = u8::try_from(depths.len()).unwrap_or(u8::MAX);
        depths.push(division.code);
        let prefecture = division.code.prefecture();
        let prefecture = prefecture
            .and_then(|code| prefectures.get(&code).copied())
            .unwrap_or(u8::MAX);
        let name = |text: &str, is_other: bool| {
            let (core, ending) = without_ending(text);
            let mut name = Name::new(Target::Division(place), depth, prefecture);
            name.is_other = is_other;
            name.is_listed = depth > 0 && (!division.hidden || used.contains(&division.code));
            Given {
                name,
                text: core.to_owned(),
                ending,
            }
        };
        found.push(name(division.name, false));
        let others = divisions.other_names(division.code).map(str::to_owned);
        let others = others
            .chain(composed(division.name))
            .chain(doubled(divisions, &division));
        for other in others {
            found.push(name(&other, true));
        }
        while let Some(street) = streets.next_if(|street| street.division == place) {
            let doors = Target::Doors(street.doors.0, street.doors.1);
            found.push(Given {
                name: Name::new(doors, depth + 1, prefecture),
                text: street.name.clone(),
                ending: "",
            });
        }
    }
    found
}

/// "东莞市东莞市": what forms write that fill in a county where there is none.
fn doubled(divisions: &Divisions, division: &Division<'_>) -> Option<String> {
    let of_prefecture = division.code.level() == Level::Prefecture;
    let first = divisions.children(division.code, true).next()?;
    (of_prefecture && first.code.level() == Level::Town).then(|| division.name.repeat(2))
}

/// "(土郎)头村": a character that the edition writes in two parts is found by its second one too, which
/// in such characters gives the sound (own decision).
fn composed(name: &str) -> Option<String> {
    let (before, rest) = name.split_once('(')?;
    let (parts, after) = rest.split_once(')')?;
    let mut parts = parts.chars();
    let (_, sound, None) = (parts.next()?, parts.next()?, parts.next()) else {
        return None;
    };
    Some(format!("{before}{sound}{after}"))
}
