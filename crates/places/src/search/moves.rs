//! How a character of a name can use up what was typed, and what that costs.

use super::names::Alphabet;
use super::sounds::{SYLLABLE_LETTERS_MAX, readings};
use super::typed::Typed;

/// Another character with the same sound.
const HOMOPHONE: usize = 2;
/// Letters of a sound that southern speakers mix up with the right one.
const SOUTHERN: usize = 1;
/// Another character with such a sound.
const SOUTHERN_HOMOPHONE: usize = 3;
/// The first letter where a whole syllable could have been meant.
const DOUBTFUL_INITIAL: usize = 1;
/// A syllable that breaks off with the query.
const UNFINISHED: usize = 1;
/// 二巷 typed as 2巷.
const NUMERAL: usize = 1;
/// One wrong, missing, extra or swapped character or letter.
pub(super) const SLIP: usize = 4;

/// From every place in `mask`, `shift` symbols are used up for `cost`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Move {
    pub(super) mask: u64,
    pub(super) shift: u32,
    pub(super) cost: usize,
}

/// The moves of every character of the alphabet for one query.
#[derive(Debug, Default)]
pub(super) struct Moves {
    moves: Vec<Move>,
    /// For each character, where its moves end; they begin where those before it end.
    ends: Vec<u32>,
    /// For each character, where it stands in the query as it is.
    exact: Vec<u64>,
    uses: Vec<Uses>,
}

/// What characters can do for a query.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Uses {
    /// Use up something from these places on.
    pub(super) from: u64,
    /// Use up what stands at the end, but for one slip.
    pub(super) at_end: bool,
}

impl Moves {
    pub(super) fn new(
        typed: &Typed,
        alphabet: &Alphabet,
        ends: impl Iterator<Item = usize>,
        slips: bool,
    ) -> Self {
        let near_end = ends.fold(0, |mask, end| mask | near_end(typed, end, slips));
        let mut found = Self {
            exact: vec![0; alphabet.len()],
            ..Self::default()
        };
        let mut numerals = vec![0; alphabet.len()];
        for (place, symbol) in typed.symbols.iter().enumerate() {
            for (spelling, masks) in [
                (Some(*symbol), &mut found.exact),
                (other_numeral(*symbol), &mut numerals),
            ] {
                let number = spelling.and_then(|symbol| alphabet.number(symbol));
                if let Some(mask) = number.and_then(|number| masks.get_mut(usize::from(number))) {
                    *mask |= 1 << place;
                }
            }
        }
        let of_sounds = moves_of_sounds(typed, alphabet, slips);
        for ((exact, numeral), sounds) in found
            .exact
            .iter()
            .zip(&numerals)
            .zip(alphabet.sounds_of_all())
        {
            let begin = found.moves.len();
            for (mask, cost) in [(*exact, 0), (*numeral, NUMERAL)] {
                add(
                    &mut found.moves,
                    begin,
                    Move {
                        mask,
                        shift: 1,
                        cost,
                    },
                );
            }
            for sound in sounds {
                for step in of_sounds.get(usize::from(*sound)).into_iter().flatten() {
                    add(&mut found.moves, begin, *step);
                }
            }
            let own = found.moves.get(begin..).unwrap_or_default();
            found.uses.push(Uses {
                from: own.iter().fold(0, |all, step| all | step.mask),
                at_end: own
                    .iter()
                    .any(|step| (step.mask << step.shift) & near_end != 0),
            });
            found
                .ends
                .push(u32::try_from(found.moves.len()).unwrap_or(u32::MAX));
        }
        found
    }

    pub(super) fn of(&self, character: u16) -> &[Move] {
        let place = usize::from(character);
        let at = |place: usize| self.ends.get(place).map_or(0, |end| *end as usize);
        let begin = place.checked_sub(1).map_or(0, at);
        self.moves.get(begin..at(place)).unwrap_or_default()
    }

    /// Tells what one or another of these characters can do.
    pub(super) fn uses(&self, characters: &[u16]) -> Uses {
        let each = characters
            .iter()
            .filter_map(|character| self.uses.get(usize::from(*character)));
        each.fold(Uses::default(), |all, one| Uses {
            from: all.from | one.from,
            at_end: all.at_end | one.at_end,
        })
    }

    pub(super) fn exact(&self, character: u16) -> u64 {
        self.exact.get(usize::from(character)).copied().unwrap_or(0)
    }
}

/// Where a name may stop so that one slip more reaches the end. A slip among letters is a move of its own.
fn near_end(typed: &Typed, end: usize, slips: bool) -> u64 {
    let spelt = end
        .checked_sub(2)
        .is_some_and(|place| typed.letters(place, 2).is_some());
    let before = if spelt || !slips { 0 } else { 2 };
    (end.saturating_sub(before)..=end).fold(0, |mask, place| mask | 1 << place)
}

/// Adds a move, or its places to one that goes as far for as much.
fn add(moves: &mut Vec<Move>, begin: usize, step: Move) {
    if step.mask == 0 {
        return;
    }
    let own = moves.get_mut(begin..).unwrap_or_default();
    let same = |other: &&mut Move| other.shift == step.shift && other.cost == step.cost;
    match own.iter_mut().find(same) {
        Some(other) => other.mask |= step.mask,
        None => moves.push(step),
    }
}

fn other_numeral(symbol: char) -> Option<char> {
    const CHARACTERS: &str = "一二三四五六七八九";
    const DIGITS: &str = "123456789";
    let mut pairs = CHARACTERS.chars().zip(DIGITS.chars());
    pairs.find_map(|(character, digit)| match symbol {
        symbol if symbol == character => Some(digit),
        symbol if symbol == digit => Some(character),
        _ => None,
    })
}

/// A piece of the query that is a whole syllable.
struct Piece {
    place: usize,
    letters: usize,
    sound: u16,
    group: u16,
}

fn moves_of_sounds(typed: &Typed, alphabet: &Alphabet, slips: bool) -> Vec<Vec<Move>> {
    let sounds = alphabet.sounds();
    let mut found: Vec<Vec<Move>> = vec![Vec::new(); sounds.count()];
    let pieces = pieces(typed, alphabet);
    let (same, alike) = homophones(typed, alphabet);
    let has_letters = typed.symbols.iter().any(char::is_ascii_lowercase);
    for ((number, syllable, group), moves) in sounds.all().zip(&mut found) {
        let homophone = same.get(usize::from(number)).copied().unwrap_or(0);
        let southern = alike.get(usize::from(group)).copied().unwrap_or(0);
        for (mask, cost) in [
            (homophone, HOMOPHONE),
            (southern & !homophone, SOUTHERN_HOMOPHONE),
        ] {
            add(
                moves,
                0,
                Move {
                    mask,
                    shift: 1,
                    cost,
                },
            );
        }
        if has_letters {
            add_letters(moves, typed, &pieces, (number, syllable, group));
            if slips {
                add_misspelt(moves, typed, syllable);
            }
        }
    }
    found
}

fn pieces(typed: &Typed, alphabet: &Alphabet) -> Vec<Piece> {
    let mut found = Vec::new();
    for place in 0..typed.len() {
        for letters in 1..=SYLLABLE_LETTERS_MAX {
            let Some(piece) = typed.letters(place, letters) else {
                break;
            };
            let piece: String = piece.iter().collect();
            if let Some(sound) = alphabet.sounds().number(&piece) {
                let group = alphabet.sounds().group(sound);
                found.push(Piece {
                    place,
                    letters,
                    sound,
                    group,
                });
            }
        }
    }
    found
}

/// For each sound, and for each group of sounds, where a character that has it was typed.
fn homophones(typed: &Typed, alphabet: &Alphabet) -> (Vec<u64>, Vec<u64>) {
    let mut same = vec![0; alphabet.sounds().count()];
    let mut alike = same.clone();
    for (place, symbol) in typed
        .symbols
        .iter()
        .enumerate()
        .filter(|(_, c)| !c.is_ascii())
    {
        for reading in readings(*symbol) {
            let Some(sound) = alphabet.sounds().number(&reading) else {
                continue;
            };
            let group = alphabet.sounds().group(sound);
            for (masks, number) in [(&mut same, sound), (&mut alike, group)] {
                if let Some(mask) = masks.get_mut(usize::from(number)) {
                    *mask |= 1 << place;
                }
            }
        }
    }
    (same, alike)
}

fn add_letters(
    moves: &mut Vec<Move>,
    typed: &Typed,
    pieces: &[Piece],
    (number, syllable, group): (u16, &str, u16),
) {
    for piece in pieces.iter().filter(|piece| piece.group == group) {
        let cost = if piece.sound == number { 0 } else { SOUTHERN };
        add(moves, 0, step(piece.place, piece.letters, cost));
    }
    let letters: Vec<char> = syllable.chars().collect();
    let first = letters.first().copied();
    let double = letters.get(..2).filter(|pair| pair.last() == Some(&'h'));
    for place in 0..typed.len() {
        if typed.at(place) == first {
            let whole = pieces
                .iter()
                .any(|piece| piece.place == place && piece.letters > 1);
            let cost = if whole { DOUBTFUL_INITIAL } else { 0 };
            add(moves, 0, step(place, 1, cost));
            if double.is_some() && typed.letters(place, 2) == double {
                add(moves, 0, step(place, 2, cost));
            }
        }
        let left = typed.len() - place;
        if (2..letters.len()).contains(&left) && typed.letters(place, left) == letters.get(..left) {
            add(moves, 0, step(place, left, UNFINISHED));
        }
    }
}

fn add_misspelt(moves: &mut Vec<Move>, typed: &Typed, syllable: &str) {
    let letters: Vec<char> = syllable.chars().collect();
    for place in 0..typed.len() {
        for length in (letters.len() - 1).max(2)..=letters.len() + 1 {
            let piece = typed.letters(place, length);
            if piece.is_some_and(|piece| is_one_slip(&letters, piece)) {
                add(moves, 0, step(place, length, SLIP));
            }
        }
    }
}

fn step(place: usize, letters: usize, cost: usize) -> Move {
    Move {
        mask: 1 << place,
        shift: u32::try_from(letters).unwrap_or(u32::MAX),
        cost,
    }
}

/// Tells whether one letter is wrong, missing or extra, or two neighbours are swapped.
fn is_one_slip(right: &[char], typed: &[char]) -> bool {
    let same = right.iter().zip(typed).take_while(|(a, b)| a == b).count();
    let (right, typed) = (
        right.get(same..).unwrap_or_default(),
        typed.get(same..).unwrap_or_default(),
    );
    match (right, typed) {
        ([], []) => false,
        ([_], []) | ([], [_]) => true,
        ([a, b, rest @ ..], [c, d, end @ ..]) if a == d && b == c && rest == end => true,
        ([_, rest @ ..], [_, end @ ..]) => rest == end || rest == typed || right == end,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_is_one() {
        let table = [
            ("hai", "hai", false),
            ("hai", "hei", true),
            ("hai", "ha", true),
            ("hai", "haii", true),
            ("hai", "hia", true),
            ("hai", "ahi", true),
            ("hai", "ai", true),
            ("hai", "hao", true),
            ("hai", "heo", false),
            ("hai", "h", false),
            ("hai", "xhai", true),
            ("hai", "iah", false),
        ];
        for (right, typed, expected) in table {
            let (right, typed): (Vec<char>, Vec<char>) =
                (right.chars().collect(), typed.chars().collect());
            assert_eq!(is_one_slip(&right, &typed), expected, "{right:?} {typed:?}");
        }
    }
}
