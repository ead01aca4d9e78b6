//! Names of divisions and streets, written in numbers of characters, each before what lies in it.

use std::collections::{BTreeMap, BTreeSet};

use super::sounds::{Sounds, readings};
use super::typed::Typed;

/// Endings that may be left out, in full; each character of them may be typed or not.
const ENDINGS: [(&str, &str); 22] = [
    ("社区居民委员会", "社区居民委员会"),
    ("社区居委会会", "社区居民委员会"),
    ("社区居委会", "社区居民委员会"),
    ("居民委员会", "社区居民委员会"),
    ("居委会会", "社区居民委员会"),
    ("居委会", "社区居民委员会"),
    ("居委", "社区居民委员会"),
    ("社区", "社区居民委员会"),
    ("村民委员会", "村民委员会"),
    ("村委会", "村民委员会"),
    ("民委员会", "民委员会"),
    ("委会", "民委员会"),
    ("壮族瑶族自治县", "壮族瑶族自治县"),
    ("瑶族自治县", "瑶族自治县"),
    ("街道办事处", "街道办事处"),
    ("街道", "街道办事处"),
    ("村", "村民委员会"),
    ("市", "市"),
    ("县", "县"),
    ("区", "区"),
    ("镇", "镇"),
    ("乡", "乡"),
];

/// Splits a division's name into what must be typed and an ending that need not be.
pub(super) fn without_ending(name: &str) -> (&str, &'static str) {
    let split = ENDINGS.iter().find_map(|(ending, full)| {
        let core = name.strip_suffix(ending)?;
        // 城区 and 东村 are names, not endings.
        (core.chars().count() > 1).then_some((core, *full))
    });
    split.unwrap_or((name, ""))
}

/// Characters of all names, by number, with their sounds.
#[derive(Debug, Clone, Default)]
pub(super) struct Alphabet {
    characters: Vec<char>,
    sounds: Sounds,
    /// For each character, the numbers of its sounds.
    sounds_of: Vec<Vec<u16>>,
}

impl Alphabet {
    /// Takes characters in their order, each once.
    fn new(characters: Vec<char>) -> Self {
        let read: Vec<BTreeSet<String>> = characters.iter().copied().map(readings).collect();
        let sounds = Sounds::new(read.iter().flatten().cloned().collect());
        let numbers =
            |read: &BTreeSet<String>| read.iter().filter_map(|text| sounds.number(text)).collect();
        Self {
            sounds_of: read.iter().map(numbers).collect(),
            characters,
            sounds,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.characters.len()
    }

    pub(super) fn number(&self, character: char) -> Option<u16> {
        let found = self.characters.binary_search(&character).ok()?;
        u16::try_from(found).ok()
    }

    pub(super) fn sounds(&self) -> &Sounds {
        &self.sounds
    }

    pub(super) fn sounds_of_all(&self) -> impl Iterator<Item = &[u16]> {
        self.sounds_of.iter().map(Vec::as_slice)
    }
}

/// What a name leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Target {
    /// The division at this place.
    Division(u32),
    /// The doors of this range.
    Doors(u32, u32),
}

/// One name.
#[derive(Debug, Clone)]
pub(super) struct Name {
    pub(super) target: Target,
    /// Steps below the province.
    pub(super) depth: u8,
    /// Another name of the one before it; what lies in that one lies in this one too.
    pub(super) is_other: bool,
    /// Listed when found.
    pub(super) is_listed: bool,
    /// Nothing lies in it.
    pub(super) is_leaf: bool,
    /// In the prefecture with this number among the prefectures.
    pub(super) prefecture: u8,
    begin: u32,
    core: u8,
    ending: u8,
}

/// A name on its way into the list.
pub(super) struct Given {
    pub(super) name: Name,
    pub(super) text: String,
    pub(super) ending: &'static str,
}

impl Name {
    pub(super) fn new(target: Target, depth: u8, prefecture: u8) -> Self {
        Self {
            target,
            depth,
            is_other: false,
            is_listed: true,
            is_leaf: true,
            prefecture,
            begin: 0,
            core: 0,
            ending: 0,
        }
    }
}

/// All names.
#[derive(Debug, Clone, Default)]
pub(super) struct Names {
    pub(super) alphabet: Alphabet,
    names: Vec<Name>,
    characters: Vec<u16>,
}

impl Names {
    pub(super) fn new(given: Vec<Given>) -> Self {
        // One list of all characters, name by name: a list for each would take most of the time.
        let mut written: Vec<char> = Vec::with_capacity(given.len() * 10);
        let mut names = Vec::with_capacity(given.len());
        for given in given {
            let begin = written.len();
            written.extend(Typed::read(&given.text).symbols);
            let core = written.len() - begin;
            written.extend(given.ending.chars());
            let ending = written.len() - begin - core;
            names.push(Name {
                begin: u32::try_from(begin).unwrap_or(u32::MAX),
                core: u8::try_from(core).unwrap_or(u8::MAX),
                ending: u8::try_from(ending).unwrap_or(u8::MAX),
                ..given.name
            });
        }
        let mut all = written.clone();
        all.sort_unstable();
        all.dedup();
        let alphabet = Alphabet::new(all);
        // A register with more different characters than there are is found by the others.
        let number = |character: &char| alphabet.number(*character).unwrap_or(u16::MAX);
        let characters = written.iter().map(number).collect();
        let mut next = 0;
        for name in names.iter_mut().rev() {
            name.is_leaf = next <= name.depth;
            if !name.is_other {
                next = name.depth;
            }
        }
        Self {
            alphabet,
            names,
            characters,
        }
    }

    /// Lists each name with the characters that must and those that may be typed.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Name, &[u16], &[u16])> {
        self.names.iter().map(|name| {
            let begin = name.begin as usize;
            let (core, ending) = (usize::from(name.core), usize::from(name.ending));
            let all = self
                .characters
                .get(begin..begin + core + ending)
                .unwrap_or_default();
            let (core, ending) = all.split_at_checked(core).unwrap_or_default();
            (name, core, ending)
        })
    }
}

/// The prefectures by number, for the nearness of what is found.
pub(super) type Prefectures = BTreeMap<crate::DivisionCode, u8>;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn endings_may_be_left_out() {
        let table = [
            ("海丰县", "海丰", "县"),
            ("城区", "城区", ""),
            ("东村", "东村", ""),
            ("连山壮族瑶族自治县", "连山", "壮族瑶族自治县"),
            ("新港街道", "新港", "街道办事处"),
            ("南漖社区居委会会", "南漖", "社区居民委员会"),
            ("榕溪居委会", "榕溪", "社区居民委员会"),
            ("新村村委会", "新村", "村民委员会"),
            ("輋𣒍村委会", "輋𣒍", "村民委员会"),
            ("上村委会", "上村", "民委员会"),
            ("松山湖", "松山湖", ""),
        ];
        for (name, core, ending) in table {
            assert_eq!(without_ending(name), (core, ending), "{name}");
        }
    }
}
