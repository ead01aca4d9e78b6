//! Three hundred things that people type, each with the codes that must be found.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context as _, Result};
use places::{Division, Divisions, Level};

use super::slips::{initials, slip, southern, syllables};
use super::{Dice, Register};

/// More answers than this and the query asks for nothing in particular.
const EXPECTED_MAX: usize = 3;
const LETTERS: &str = "abcdefghijklmnopqrstuvwxyz";
/// What people leave out at the end of a name; the longest that fits.
const ENDINGS: [&str; 14] = [
    "社区居民委员会",
    "社区居委会",
    "居民委员会",
    "村民委员会",
    "居委会",
    "村委会",
    "自治县",
    "街道",
    "社区",
    "市",
    "县",
    "区",
    "镇",
    "乡",
];
/// How many of each kind: 100 misspelt, 100 pinyin, 100 initials, mixed and digits.
const KINDS: [(&str, usize); 16] = [
    ("slip-wrong", 16),
    ("slip-missing", 16),
    ("slip-extra", 16),
    ("slip-swapped", 16),
    ("slip-homophone", 16),
    ("slip-letter", 20),
    ("pinyin-joined", 45),
    ("pinyin-spaced", 30),
    ("pinyin-southern", 25),
    ("initials", 35),
    ("mixed-characters-pinyin", 15),
    ("mixed-pinyin-initials", 10),
    ("digits-division", 12),
    ("digits-house", 8),
    ("digits-number", 10),
    ("digits-pinyin-number", 10),
];

/// What is typed, and what must be among the first ten answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Query {
    /// Kind of query.
    pub kind: String,
    /// What is typed.
    pub text: String,
    /// Codes of divisions or houses; one of them is enough.
    pub expected: Vec<String>,
}

/// A name as people say it: the division or street above, the name, and a house number or nothing.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    above: String,
    name: String,
    number: String,
}

/// Everything that is said, and the codes it may mean.
struct Sayings {
    divisions: Vec<Said>,
    houses: Vec<Said>,
    codes: BTreeMap<Said, Vec<String>>,
    /// By whether the name stands alone, and its initials.
    in_initials: BTreeMap<(bool, String), BTreeSet<String>>,
    characters: Vec<char>,
}

/// Makes the queries; the same seed gives the same list.
pub fn make_queries(divisions: &Divisions, register: &Register, seed: u64) -> Vec<Query> {
    let mut dice = Dice(seed);
    let sayings = Sayings::gather(divisions, register);
    let mut queries = Vec::new();
    for (kind, count) in KINDS {
        let mut texts = BTreeSet::new();
        while texts.len() < count {
            let Some(query) = draw(&mut dice, kind, &sayings, divisions, register) else {
                continue;
            };
            if texts.insert(query.text.clone()) {
                queries.push(query);
            }
        }
    }
    queries
}

/// Reads the lines `kind TAB text TAB code|code…`.
pub fn read_queries(text: &str) -> Result<Vec<Query>> {
    let read = |line: &str| {
        let mut fields = line.split('\t');
        let mut next = || fields.next().map(str::to_owned).context(line.to_owned());
        let (kind, text) = (next()?, next()?);
        let expected = next()?.split('|').map(str::to_owned).collect();
        Ok(Query {
            kind,
            text,
            expected,
        })
    };
    text.lines().map(read).collect()
}

impl Query {
    /// Writes the line that `read_queries` reads.
    pub fn line(&self) -> String {
        format!("{}\t{}\t{}", self.kind, self.text, self.expected.join("|"))
    }
}

impl Sayings {
    fn gather(divisions: &Divisions, register: &Register) -> Self {
        let mut codes: BTreeMap<Said, Vec<String>> = BTreeMap::new();
        let mut in_initials = BTreeMap::new();
        let (mut of_divisions, mut of_houses) = (BTreeSet::new(), BTreeSet::new());
        let shown = divisions.all().filter(|division| !division.hidden);
        for division in shown.filter(|division| division.code.level() != Level::Province) {
            for said in said_of_division(divisions, &division) {
                let code = division.code.to_string();
                if let Some(letters) = initials(&format!("{}{}", said.above, said.name)) {
                    let alone = said.above.is_empty();
                    let same: &mut BTreeSet<String> =
                        in_initials.entry((alone, letters)).or_default();
                    same.insert(code.clone());
                }
                codes.entry(said.clone()).or_default().push(code);
                of_divisions.insert(said);
            }
        }
        for house in &register.houses {
            let line = house.address.line();
            let said = Said {
                above: String::new(),
                name: house.address.street.clone(),
                number: line.trim_start_matches(&house.address.street).to_owned(),
            };
            codes
                .entry(said.clone())
                .or_default()
                .push(house.code.clone());
            of_houses.insert(said);
        }
        let characters: BTreeSet<char> = divisions.all().flat_map(|d| d.name.chars()).collect();
        Self {
            divisions: of_divisions.into_iter().collect(),
            houses: of_houses.into_iter().collect(),
            codes,
            in_initials,
            characters: characters.into_iter().collect(),
        }
    }

    fn draw(&self, dice: &mut Dice) -> Option<(&Said, Vec<String>)> {
        let from = if dice.below(5) < 3 {
            &self.divisions
        } else {
            &self.houses
        };
        self.draw_from(dice, from)
    }

    fn draw_from<'a>(
        &'a self,
        dice: &mut Dice,
        from: &'a [Said],
    ) -> Option<(&'a Said, Vec<String>)> {
        let said = dice.pick(from);
        let codes = self.codes.get(said)?;
        (codes.len() <= EXPECTED_MAX).then(|| (said, codes.clone()))
    }
}

/// Alone and with each division above it, in full and as people shorten it.
fn said_of_division(divisions: &Divisions, division: &Division<'_>) -> Vec<Said> {
    let mut found = Vec::new();
    let mut above = vec![String::new()];
    let mut next = division.code.parent();
    while let Some(code) = next.filter(|code| code.level() != Level::Province) {
        let name = divisions
            .find(code)
            .map(|found| short(found.name).to_owned());
        above.extend(name);
        next = code.parent();
    }
    for above in above {
        for name in BTreeSet::from([division.name, short(division.name)]) {
            found.push(Said {
                above: above.clone(),
                name: name.to_owned(),
                number: String::new(),
            });
        }
    }
    found
}

fn short(name: &str) -> &str {
    let shorter = ENDINGS.iter().find_map(|ending| name.strip_suffix(ending));
    shorter
        .filter(|rest| rest.chars().count() > 1)
        .unwrap_or(name)
}

fn draw(
    dice: &mut Dice,
    kind: &str,
    sayings: &Sayings,
    divisions: &Divisions,
    register: &Register,
) -> Option<Query> {
    let (text, expected) = match kind.split_once('-') {
        Some(("slip", how)) => misspelt(dice, how, sayings)?,
        Some(("pinyin", how)) => in_pinyin(dice, how, sayings)?,
        Some(("mixed", how)) => mixed(dice, how, sayings)?,
        Some(("digits", "division")) => {
            let all: Vec<_> = divisions
                .all()
                .filter(|division| !division.hidden)
                .collect();
            let code = dice.pick(&all).code.to_string();
            (code.clone(), vec![code])
        }
        Some(("digits", "house")) => {
            let code = dice.pick(&register.houses).code.clone();
            (code.clone(), vec![code])
        }
        Some(("digits", how)) => numbered(dice, how, sayings)?,
        Some(_) | None => in_initials(dice, sayings)?,
    };
    Some(Query {
        kind: kind.to_owned(),
        text,
        expected,
    })
}

type Drawn = Option<(String, Vec<String>)>;

/// One slip in a name of at least three characters; the number of a house is typed right.
fn misspelt(dice: &mut Dice, how: &str, sayings: &Sayings) -> Drawn {
    let (said, codes) = sayings.draw(dice)?;
    let name = format!("{}{}", said.above, said.name);
    if name.chars().count() < 3 {
        return None;
    }
    let wrong = if how == "letter" {
        let letters: Vec<char> = LETTERS.chars().collect();
        let kind = *dice.pick(&["wrong", "missing", "extra", "swapped"]);
        slip(dice, kind, &syllables(&name)?.concat(), &letters)?
    } else {
        slip(dice, how, &name, &sayings.characters)?
    };
    Some((format!("{wrong}{}", said.number), codes))
}

fn in_pinyin(dice: &mut Dice, how: &str, sayings: &Sayings) -> Drawn {
    let (said, codes) = sayings.draw(dice)?;
    let mut spelt: Vec<String> = syllables(&format!("{}{}", said.above, said.name))?
        .into_iter()
        .map(str::to_owned)
        .collect();
    if spelt.len() < 2 {
        return None;
    }
    if how == "southern" {
        let place = dice.below(spelt.len());
        let syllable = spelt.get_mut(place)?;
        *syllable = southern(syllable)?;
    }
    let between = if how == "spaced" { " " } else { "" };
    Some((format!("{}{}", spelt.join(between), said.number), codes))
}

/// At least four letters, or nobody could tell what is meant; what has the same ones counts too.
fn in_initials(dice: &mut Dice, sayings: &Sayings) -> Drawn {
    let (said, _) = sayings.draw_from(dice, &sayings.divisions)?;
    let letters = initials(&format!("{}{}", said.above, said.name))?;
    let same = sayings
        .in_initials
        .get(&(said.above.is_empty(), letters.clone()))?;
    let wanted = letters.len() >= 4 && same.len() <= EXPECTED_MAX;
    wanted.then(|| (letters, same.iter().cloned().collect()))
}

/// "海丰meilong", "haifengml".
fn mixed(dice: &mut Dice, how: &str, sayings: &Sayings) -> Drawn {
    let (said, codes) = sayings.draw_from(dice, &sayings.divisions)?;
    if said.above.is_empty() || said.name.chars().count() < 2 {
        return None;
    }
    let text = if how == "characters-pinyin" {
        format!("{}{}", said.above, syllables(&said.name)?.concat())
    } else {
        format!(
            "{}{}",
            syllables(&said.above)?.concat(),
            initials(&said.name)?
        )
    };
    Some((text, codes))
}

/// "榕荫路18 302", "rongyinlu18 302": the numbers of a house without the words between them.
fn numbered(dice: &mut Dice, how: &str, sayings: &Sayings) -> Drawn {
    let (said, codes) = sayings.draw_from(dice, &sayings.houses)?;
    let name = match how {
        "number" => said.name.clone(),
        _ => syllables(&said.name)?.concat(),
    };
    let numbers: Vec<&str> = said
        .number
        .split(|c: char| !c.is_ascii_digit())
        .filter(|number| !number.is_empty())
        .collect();
    Some((format!("{name}{}", numbers.join(" ")), codes))
}
