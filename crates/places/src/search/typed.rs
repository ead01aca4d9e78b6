//! What a person typed, as symbols: characters, letters and digits without anything between them.

use unicode_normalization::UnicodeNormalization as _;

/// Symbols that are looked at; the longest address in full pinyin has fewer, what follows is cut.
pub(super) const SYMBOLS_MAX: usize = 63;
/// Characters of the input that are looked at.
const INPUT_CHARS_MAX: usize = 256;

/// A query in symbols.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Typed {
    pub(super) symbols: Vec<char>,
    /// Bit i: a space or a mark stood before symbol i.
    pub(super) breaks: u64,
}

impl Typed {
    pub(super) fn read(query: &str) -> Self {
        let mut typed = Self::default();
        let mut broken = false;
        for symbol in query.chars().take(INPUT_CHARS_MAX).flat_map(plain) {
            if typed.symbols.len() == SYMBOLS_MAX {
                break;
            }
            match symbol {
                '\u{308}' => typed.umlaut(),
                symbol if symbol.is_alphanumeric() => {
                    if broken {
                        typed.breaks |= 1 << typed.symbols.len();
                    }
                    broken = false;
                    typed.symbols.push(symbol);
                }
                symbol => broken |= !is_mark(symbol),
            }
        }
        typed
    }

    /// "lü" is typed "lv" on most keyboards.
    fn umlaut(&mut self) {
        if let Some(last) = self.symbols.last_mut().filter(|last| **last == 'u') {
            *last = 'v';
        }
    }

    pub(super) fn len(&self) -> usize {
        self.symbols.len()
    }

    pub(super) fn at(&self, place: usize) -> Option<char> {
        self.symbols.get(place).copied()
    }

    /// Returns the letters from a place, at most `length`, if all are letters with no break inside.
    pub(super) fn letters(&self, place: usize, length: usize) -> Option<&[char]> {
        let letters = self.symbols.get(place..place + length)?;
        let inside = ((1_u64 << length) - 1) & !1;
        let whole = (self.breaks >> place) & inside == 0;
        (whole && letters.iter().all(char::is_ascii_lowercase)).then_some(letters)
    }

    /// Returns the beginning.
    pub(super) fn up_to(&self, place: usize) -> Self {
        Self {
            symbols: self.symbols.iter().copied().take(place).collect(),
            breaks: self.breaks,
        }
    }

    /// Puts the last word first: "长安镇 东莞" is "东莞 长安镇".
    pub(super) fn turned(&self) -> Option<Self> {
        let last = 63_u32.checked_sub(self.breaks.leading_zeros())?;
        let place = usize::try_from(last).ok()?;
        let (before, after) = self.symbols.split_at_checked(place)?;
        let kept = self.breaks & !(1 << place);
        Some(Self {
            symbols: after.iter().chain(before).copied().collect(),
            breaks: (kept << after.len()) | (1 << after.len()),
        })
    }
}

/// Full-width becomes ASCII, capitals small, tones and other marks stand alone.
fn plain(character: char) -> impl Iterator<Item = char> {
    let narrow = match character {
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(character) - 0xfee0).unwrap_or(character)
        }
        other => other,
    };
    std::iter::once(narrow.to_ascii_lowercase())
        .nfd()
        .map(|c| c.to_ascii_lowercase())
}

/// A tone or another mark on a letter.
fn is_mark(character: char) -> bool {
    matches!(character, '\u{300}'..='\u{36f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn symbols(query: &str) -> String {
        Typed::read(query).symbols.into_iter().collect()
    }

    #[test]
    fn only_characters_letters_and_digits_remain() {
        let table = [
            ("海丰", "海丰"),
            (" Hǎi Fēng ", "haifeng"),
            ("ｈａｉ１８", "hai18"),
            ("chang'an", "changan"),
            ("Lǜ", "lv"),
            ("(土郎)头", "土郎头"),
            ("（土郎）头", "土郎头"),
            ("輋𣒍", "輋𣒍"),
            ("㘵·18-2", "㘵182"),
            ("", ""),
            ("!?", ""),
        ];
        for (query, expected) in table {
            assert_eq!(symbols(query), expected, "{query}");
        }
        assert_eq!(symbols(&"海".repeat(10_000)).chars().count(), SYMBOLS_MAX);
        assert_eq!(symbols(&" ".repeat(10_000)), "");
    }

    #[test]
    fn breaks_are_kept() {
        let typed = Typed::read("chang'an zhen");
        assert_eq!(typed.breaks, 1 << 5 | 1 << 7);
        assert_eq!(typed.letters(0, 5).map(<[char]>::len), Some(5));
        assert_eq!(typed.letters(3, 3), None);
        assert_eq!(typed.letters(9, 3), None);
        assert_eq!(Typed::read("海a").letters(0, 2), None);
        assert_eq!(Typed::read("hǎi").breaks, 0);
    }

    #[test]
    fn the_last_word_may_come_first() {
        let turned = Typed::read("长安镇 东莞").turned();
        assert_eq!(turned, Some(Typed::read("东莞 长安镇")));
        assert_eq!(Typed::read("长安镇").turned(), None);
    }
}
