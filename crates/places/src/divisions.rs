//! The divisions of Guangdong as the program carries them, with the overrides of a day applied.

use chrono::NaiveDate;
use residence::Listed as _;

use crate::code::{DivisionCode, Level};
use crate::overrides::{OverrideError, in_force};

mod apply;

/// Written by `examples/build_divisions.rs`; `data/README.md` says from what.
const PACKED: &[u8] = include_bytes!("../data/guangdong.z");
const OVERRIDES: &str = include_str!("../data/overrides.csv");
/// Twice what the file unpacks to; more would be another file.
const UNPACKED_BYTES_MAX: usize = 2_000_000;

/// Why divisions cannot be loaded; with the committed files, never.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoadError {
    /// The packed file does not unpack.
    #[error("PLACES_PACKED")]
    Packed,
    /// A line of the unpacked file is not understood; lines count from 1.
    #[error("PLACES_LINE")]
    Line(usize),
    /// The overrides are not understood.
    #[error(transparent)]
    Override(#[from] OverrideError),
}

/// Where the divisions come from, for the screen 关于.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Edition {
    /// Year of the edition of the statistics bureau.
    pub year: u16,
    /// The day whose divisions it describes.
    pub as_of: NaiveDate,
}

#[derive(Debug, Clone)]
struct Node {
    code: DivisionCode,
    /// Place of the division that this one lies in; the province is its own.
    parent: u32,
    name_at: u32,
    name_bytes: u16,
    /// Closed or merged by an override.
    closed: bool,
}

/// A name that finds a division and is not its printed name.
#[derive(Debug, Clone, PartialEq, Eq)]
struct OtherName {
    code: DivisionCode,
    name: String,
}

/// All divisions, each before what lies in it.
#[derive(Debug, Clone)]
pub struct Divisions {
    edition: Edition,
    nodes: Vec<Node>,
    names: String,
    other_names: Vec<OtherName>,
}

/// One division.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Division<'a> {
    /// Its code.
    pub code: DivisionCode,
    /// Its name as the edition or an override writes it: "城区", "海丰县".
    pub name: &'a str,
    /// Not to be offered in a list: a helper of statistics, or closed.
    pub hidden: bool,
}

impl Divisions {
    /// Loads what the program carries, with the overrides that are in force on a day.
    pub fn load(on: NaiveDate) -> Result<Self, LoadError> {
        Self::with_overrides(OVERRIDES, on)
    }

    fn with_overrides(overrides: &str, on: NaiveDate) -> Result<Self, LoadError> {
        let unpacked =
            miniz_oxide::inflate::decompress_to_vec_with_limit(PACKED, UNPACKED_BYTES_MAX)
                .map_err(|_| LoadError::Packed)?;
        let text = std::str::from_utf8(&unpacked).map_err(|_| LoadError::Packed)?;
        let mut divisions = Self::read(text)?;
        for entry in in_force(overrides, on)? {
            divisions.apply(entry)?;
        }
        divisions.settle();
        Ok(divisions)
    }

    /// Reads a line of dates, then the tree: as many tabs as levels below the prefecture, the digits
    /// of this level, the name.
    fn read(text: &str) -> Result<Self, LoadError> {
        let mut lines = text.lines().enumerate().map(|(at, line)| (at + 1, line));
        let (_, first) = lines.next().ok_or(LoadError::Line(1))?;
        let mut divisions = Self {
            edition: edition(first).ok_or(LoadError::Line(1))?,
            nodes: Vec::with_capacity(29_000),
            names: String::with_capacity(text.len()),
            other_names: Vec::new(),
        };
        divisions.push(DivisionCode::GUANGDONG, "广东省");
        let mut digits = String::from("44");
        for (at, line) in lines {
            let wrong = LoadError::Line(at);
            let row = line.trim_start_matches('\t');
            let depth = line.len() - row.len();
            let level = Level::ALL.get(depth + 1).ok_or(wrong)?;
            let above = level.above().ok_or(wrong)?;
            let own = usize::from(level.digits() - above.digits());
            digits.truncate(usize::from(above.digits()));
            let (suffix, name) = row.split_at_checked(own).ok_or(wrong)?;
            digits.push_str(suffix);
            let code = DivisionCode::parse(&digits).map_err(|_| wrong)?;
            // The pseudo-county of Dongguan and of Zhongshan is the city, which stands above it.
            if code.level() == *level {
                divisions.push(code, name);
            }
        }
        Ok(divisions)
    }

    fn push(&mut self, code: DivisionCode, name: &str) {
        let (name_at, name_bytes) = self.keep(name);
        self.nodes.push(Node {
            code,
            parent: 0,
            name_at,
            name_bytes,
            closed: false,
        });
    }

    fn keep(&mut self, name: &str) -> (u32, u16) {
        let at = u32::try_from(self.names.len()).expect("the file is limited");
        self.names.push_str(name);
        (
            at,
            u16::try_from(name.len()).expect("a name is one line of our files"),
        )
    }

    /// Returns what the screen 关于 says about the divisions.
    pub fn edition(&self) -> Edition {
        self.edition
    }

    /// Returns the division with this code.
    pub fn find(&self, code: DivisionCode) -> Option<Division<'_>> {
        self.nodes
            .get(self.place(code)?)
            .map(|node| self.told(node))
    }

    /// Lists the divisions right below, in the order of their codes; hidden ones only if asked for.
    ///
    /// Below a prefecture are counties, in Dongguan and Zhongshan towns.
    pub fn children(
        &self,
        of: DivisionCode,
        with_hidden: bool,
    ) -> impl Iterator<Item = Division<'_>> {
        let place = self.place(of);
        let from = place.map_or(self.nodes.len(), |place| place + 1);
        let parent = place.and_then(|place| u32::try_from(place).ok());
        self.nodes
            .iter()
            .skip(from)
            .take_while(move |node| of.contains(node.code))
            .filter(move |node| Some(node.parent) == parent)
            .map(|node| self.told(node))
            .filter(move |division| with_hidden || !division.hidden)
    }

    /// Lists all divisions, hidden ones too, each before what lies in it.
    pub fn all(&self) -> impl ExactSizeIterator<Item = Division<'_>> {
        self.nodes.iter().map(|node| self.told(node))
    }

    /// Prints a division with those it lies in, without the province: "汕尾市城区".
    ///
    /// `None` when no division has the code. The province itself is printed by its name.
    pub fn path(&self, code: DivisionCode) -> Option<String> {
        let mut place = self.place(code)?;
        let mut names = Vec::with_capacity(4);
        loop {
            let node = self.nodes.get(place)?;
            if node.code.level() == Level::Province && !names.is_empty() {
                break;
            }
            names.push(self.name(node));
            if node.code.level() == Level::Province {
                break;
            }
            place = usize::try_from(node.parent).ok()?;
        }
        names.reverse();
        Some(names.concat())
    }

    pub(crate) fn at(&self, place: u32) -> Option<Division<'_>> {
        let place = usize::try_from(place).ok()?;
        self.nodes.get(place).map(|node| self.told(node))
    }

    pub(crate) fn place(&self, code: DivisionCode) -> Option<usize> {
        self.nodes
            .binary_search_by_key(&code, |node| node.code)
            .ok()
    }

    /// Lists the names that find a division and are not printed: old ones, and what people say.
    pub fn other_names(&self, code: DivisionCode) -> impl Iterator<Item = &str> {
        let of = move |other: &&OtherName| other.code == code;
        self.other_names
            .iter()
            .filter(of)
            .map(|other| other.name.as_str())
    }

    fn name(&self, node: &Node) -> &str {
        let from = usize::try_from(node.name_at).expect("32 bits fit");
        let to = from + usize::from(node.name_bytes);
        self.names.get(from..to).unwrap_or_default()
    }

    fn told(&self, node: &Node) -> Division<'_> {
        Division {
            code: node.code,
            name: self.name(node),
            hidden: node.closed || node.code.is_helper(),
        }
    }
}

fn edition(line: &str) -> Option<Edition> {
    let (year, as_of) = line.split_once(' ')?;
    Some(Edition {
        year: year.parse().ok()?,
        as_of: as_of.parse().ok()?,
    })
}

#[cfg(test)]
mod tests;
