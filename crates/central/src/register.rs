//! The house register as a table of a spreadsheet: read whole, each line taken or refused.

use std::collections::BTreeSet;

use codes::is_showable;
use residence::{HouseCode, IdError};

/// Names of the columns; `area` may be missing when all houses stand in the centre's community.
const COLUMNS: [&str; 6] = ["code", "town", "community", "street", "number", "room"];
const AREA: &str = "area";
const TEXT_CHARACTERS_MAX: usize = 60;

/// A house of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// House code.
    pub(crate) code: HouseCode,
    /// Town or street office.
    pub(crate) town: String,
    /// Community.
    pub(crate) community: String,
    /// Street.
    pub(crate) street: String,
    /// Number.
    pub(crate) number: String,
    /// Building, unit and room; may be empty.
    pub(crate) room: String,
    /// Statistical code of the residents' committee, 12 digits.
    pub(crate) area: Option<u64>,
}

/// Why a line is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum Refused {
    /// It has more or fewer fields than the first line.
    #[error("FIELDS")]
    Fields,
    /// The code is malformed.
    #[error("CODE")]
    Code(IdError),
    /// The code stands in the file before, or in the register.
    #[error("TWICE")]
    Twice,
    /// A text is missing.
    #[error("EMPTY {0}")]
    Empty(&'static str),
    /// A text is too long or has characters that may not be shown.
    #[error("TEXT {0}")]
    Text(&'static str),
    /// The area is no code of 12 digits.
    #[error("AREA")]
    Area,
}

/// Why a whole file is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum WrongFile {
    /// Not UTF-8.
    #[error("the file is not UTF-8: save it as \"CSV UTF-8\"")]
    Encoding,
    /// A column is missing or unknown.
    #[error(
        "the first line must name the columns code,town,community,street,number,room and may name area"
    )]
    Columns,
}

/// A line and what became of it.
pub(crate) type Line = (u64, Result<Entry, Refused>);

/// Reads a file; line numbers are those of the file, the first line being the names.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Line>, WrongFile> {
    let text = std::str::from_utf8(bytes).map_err(|_| WrongFile::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(text.as_bytes());
    let names = reader.headers().map_err(|_| WrongFile::Columns)?.clone();
    let place_of = |name: &str| names.iter().position(|column| column == name);
    let places: Option<Vec<usize>> = COLUMNS.into_iter().map(place_of).collect();
    let places = places.ok_or(WrongFile::Columns)?;
    let area = place_of(AREA);
    if names.len() != places.len() + usize::from(area.is_some()) {
        return Err(WrongFile::Columns);
    }
    let mut seen = BTreeSet::new();
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|_| WrongFile::Encoding)?;
        let line = record.position().map_or(0, csv::Position::line);
        let told = if record.len() == names.len() {
            let field = |place: usize| record.get(place).unwrap_or("");
            entry(&places, area, field, &mut seen)
        } else {
            Err(Refused::Fields)
        };
        lines.push((line, told));
    }
    Ok(lines)
}

fn entry<'a>(
    places: &[usize],
    area: Option<usize>,
    field: impl Fn(usize) -> &'a str,
    seen: &mut BTreeSet<String>,
) -> Result<Entry, Refused> {
    let named = |name: &'static str| {
        let place = COLUMNS.iter().position(|column| *column == name);
        place
            .and_then(|at| places.get(at))
            .map_or("", |at| field(*at))
    };
    let text = |name: &'static str| {
        let said = named(name);
        if said.is_empty() && name != "room" {
            Err(Refused::Empty(name))
        } else if said.chars().count() > TEXT_CHARACTERS_MAX
            || !is_showable(said)
            || said.contains('|')
        {
            Err(Refused::Text(name))
        } else {
            Ok(said.to_owned())
        }
    };
    let code = HouseCode::parse(named("code")).map_err(Refused::Code)?;
    let area = match area.map(&field) {
        None | Some("") => None,
        Some(digits) if digits.len() == 12 => Some(digits.parse().map_err(|_| Refused::Area)?),
        Some(_) => return Err(Refused::Area),
    };
    let entry = Entry {
        town: text("town")?,
        community: text("community")?,
        street: text("street")?,
        number: text("number")?,
        room: text("room")?,
        code,
        area,
    };
    if seen.insert(entry.code.as_str().to_owned()) {
        Ok(entry)
    } else {
        Err(Refused::Twice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn good_lines_are_taken_and_bad_ones_named() {
        let file = "\u{feff}code,town,community,street,number,room,area\n\
            449900-0101,海榕街道,榕荫社区,榕荫一路,18号,2栋201房,449900001001\n\
            449900 0102,海榕街道,榕荫社区,榕荫一路,20号,,\n\
            449900-0101,海榕街道,榕荫社区,榕荫一路,22号,,\n\
            449900-0104,海榕街道,榕荫社区,,22号,,\n\
            449900-0105,海榕街道,榕荫社区,榕荫<一>路,22号,,\n\
            449900-0106,海榕街道,榕荫社区,榕荫一路,22号,,4499\n\
            449900-0107,海榕街道\n\
            449900-0108,\"海榕街道\",榕荫社区,榕荫一路,\"24号\",,\n";
        let lines = read(file.as_bytes()).unwrap();
        let told: Vec<String> = lines
            .iter()
            .map(|(line, told)| match told {
                Ok(entry) => format!("{line} {}", entry.code),
                Err(refused) => format!("{line} {refused}"),
            })
            .collect();
        assert_eq!(
            told,
            [
                "2 449900-0101",
                "3 CODE",
                "4 TWICE",
                "5 EMPTY street",
                "6 TEXT street",
                "7 AREA",
                "8 FIELDS",
                "9 449900-0108",
            ]
        );
        assert_eq!(read(b"code,town\n"), Err(WrongFile::Columns));
        assert_eq!(read(&[0xb7, 0xbf]), Err(WrongFile::Encoding));
    }
}
