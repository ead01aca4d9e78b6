//! Chance with a seed, and the texts it makes: mutated good ones and plain nonsense.

/// Numbers that repeat with their seed (xorshift64*).
pub(crate) struct Chance(u64);

/// What people, machines and attackers type: digits of three widths, letters, separators, Han of
/// several blocks, private-use, combining, invisible and control characters.
const ALPHABET: &[char] = &[
    '0',
    '1',
    '2',
    '3',
    '4',
    '5',
    '6',
    '7',
    '8',
    '9',
    '0',
    '1',
    'X',
    'x',
    'A',
    'B',
    'E',
    'G',
    'H',
    'M',
    'K',
    'Z',
    '０',
    '９',
    'Ｘ',
    '①',
    '४',
    ' ',
    '\u{3000}',
    '\u{a0}',
    '-',
    '－',
    '—',
    '+',
    '(',
    ')',
    '（',
    '<',
    '>',
    '/',
    '"',
    '\\',
    '\'',
    '.',
    ',',
    '?',
    '·',
    '•',
    '・',
    '张',
    '明',
    '〇',
    '㘵',
    '𠮷',
    '\u{2ebf0}',
    '\u{9fb4}',
    '\u{e81e}',
    '\u{e000}',
    '\u{e0100}',
    '\u{301}',
    '\u{200d}',
    '\u{202e}',
    '\u{feff}',
    '\u{fffd}',
    '\u{0}',
    '\n',
    '😀',
    '\u{10ffff}',
    'é',
    'İ',
    'ß',
    'ﬀ',
];

impl Chance {
    /// Starts a sequence; 0 would stand still, so one bit is always set.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Draws any number.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Draws a number below a limit that is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from((self.draw() >> 33) % limit as u64).expect("below a usize")
    }

    /// Picks one of many.
    pub(crate) fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }

    /// Makes a text: mostly a good one with up to four slips, sometimes nonsense of any length.
    pub(crate) fn text(&mut self, good: &[&str]) -> String {
        let nonsense = self.below(8) == 0;
        let mut text: Vec<char> = if nonsense {
            let len_max = if self.below(64) == 0 { 600 } else { 24 };
            let len = self.below(len_max);
            (0..len).map(|_| self.pick(ALPHABET)).collect()
        } else {
            self.pick(good).chars().collect()
        };
        for _ in 0..self.below(5) {
            self.slip(&mut text);
        }
        text.into_iter().collect()
    }

    /// Changes one place as fingers, readers and copies do.
    fn slip(&mut self, text: &mut Vec<char>) {
        let place = self.below(text.len() + 1);
        let typed = self.pick(ALPHABET);
        let digit = char::from(b'0' + u8::try_from(self.below(10)).expect("one digit"));
        match (self.below(7), place < text.len()) {
            (0, true) => drop(text.remove(place)),
            (1, true) => text[place] = typed,
            (2, true) => text[place] = digit,
            (3, true) => text.swap(0, place),
            (4, true) => text.extend_from_within(place..),
            (5, true) => text.truncate(place),
            _ => text.insert(place, typed),
        }
    }
}
