//! The number of a receipt (回执号): what a person reads out, types, and shows as a QR code.

use std::fmt;

use crate::ids::{IdError, RecordId};

/// Crockford's base 32: no letter that is taken for a digit.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Symbols that stand for the record; the check character follows.
const SYMBOLS: usize = 12;
const BITS: u32 = 60;

/// The number of a receipt: 60 random bits of the record id as 12 symbols, and a check character.
///
/// The check character catches every symbol typed wrong and every two swapped. Receipts from before it
/// was printed have 12 symbols; they are read as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ReceiptNumber(u64);

impl ReceiptNumber {
    /// Returns the number of a record's receipt, taken from the random part of its id.
    pub fn of(record: &RecordId) -> Self {
        let [.., a, b, c, d, e, f, g, h] = *record.as_bytes();
        let tail = u64::from_be_bytes([a, b, c, d, e, f, g, h]);
        Self(tail & ((1 << BITS) - 1))
    }

    /// Reads a number as typed or scanned: in either case, with or without its hyphens.
    ///
    /// O is read as 0, I and L as 1, as Crockford says.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let mut symbols = Vec::with_capacity(SYMBOLS + 1);
        for c in text.chars().filter(|c| !matches!(c, '-' | ' ' | '－')) {
            symbols.push(value(c).ok_or(IdError::Alphabet)?);
            if symbols.len() > SYMBOLS + 1 {
                return Err(IdError::Length);
            }
        }
        let (number, check) = symbols.split_at_checked(SYMBOLS).ok_or(IdError::Length)?;
        match check {
            [] => {}
            [check] if checked(number) == *check => {}
            [_, ..] => return Err(IdError::Check),
        }
        let bits = number
            .iter()
            .fold(0, |bits, symbol| bits << 5 | u64::from(*symbol));
        Ok(Self(bits))
    }

    /// Returns the last 60 bits of the ids it may belong to.
    pub fn bits(self) -> u64 {
        self.0
    }

    /// Returns the last seven bytes of the ids it may belong to; the four bits before them are
    /// [`ReceiptNumber::names`]' matter.
    pub fn tail(self) -> [u8; 7] {
        let [_, tail @ ..] = self.0.to_be_bytes();
        tail
    }

    /// Tells whether it is the number of this record.
    pub fn names(self, record: &RecordId) -> bool {
        Self::of(record) == self
    }

    fn symbols(self) -> Vec<u8> {
        let places = (0..BITS).step_by(5).rev();
        places
            .map(|place| u8::try_from(self.0 >> place & 31).unwrap_or_default())
            .collect()
    }
}

/// Twelve symbols in groups of four, and the check character: `28T5-CY4T-QKFF-N`.
impl fmt::Display for ReceiptNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut symbols = self.symbols();
        symbols.push(checked(&symbols));
        for (place, symbol) in symbols.iter().enumerate() {
            if place > 0 && place % 4 == 0 {
                f.write_str("-")?;
            }
            let letter = ALPHABET.get(usize::from(*symbol)).copied();
            write!(f, "{}", char::from(letter.unwrap_or(b'0')))?;
        }
        Ok(())
    }
}

fn value(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = ALPHABET
        .iter()
        .position(|letter| char::from(*letter) == c)?;
    u8::try_from(place).ok()
}

/// Returns the symbol that makes the whole a multiple of x + α over GF(32), as in a Reed-Solomon code.
fn checked(symbols: &[u8]) -> u8 {
    symbols
        .iter()
        .fold(0, |rest, symbol| times_alpha(rest ^ symbol))
}

/// Multiplies by α, a root of x⁵ + x² + 1, of which every element but 0 is a power.
fn times_alpha(symbol: u8) -> u8 {
    let doubled = symbol << 1;
    if doubled & 32 == 0 {
        doubled
    } else {
        doubled ^ 0b10_0101
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(tail: u64) -> RecordId {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&tail.to_be_bytes());
        RecordId::from_bytes(bytes)
    }

    #[test]
    fn a_number_is_the_last_sixty_bits_and_a_check() {
        // 0x123456789abcdef in groups of five bits, Crockford's alphabet.
        let number = ReceiptNumber::of(&record(0xf123_4567_89ab_cdef));
        assert_eq!(number.bits(), 0x0123_4567_89ab_cdef);
        let written = number.to_string();
        assert!(written.starts_with("28T5-CY4T-QKFF-"), "{written}");
        assert_eq!(written.len(), 16);
        assert_eq!(record(0).receipt_number(), "0000-0000-0000-0");
        let most = record(u64::MAX).receipt_number();
        assert!(most.starts_with("ZZZZ-ZZZZ-ZZZZ-"), "{most}");
    }

    #[test]
    fn it_is_read_as_people_write_it() {
        let number = ReceiptNumber::of(&record(0x0123_4567_89ab_cdef));
        let written = number.to_string();
        for said in [
            written.clone(),
            written.to_lowercase(),
            written.replace('-', ""),
            written.replace('-', " "),
            // A receipt from before the check character.
            "28T5-CY4T-QKFF".to_owned(),
        ] {
            assert_eq!(ReceiptNumber::parse(&said), Ok(number), "{said}");
        }
        let ones = ReceiptNumber::parse("OOOO-IIII-LLLL").unwrap();
        assert_eq!(ones.to_string()[..14], *"0000-1111-1111");
        for (said, why) in [
            ("", IdError::Length),
            ("28T5-CY4T-QKF", IdError::Length),
            ("28T5-CY4T-QKFF-22", IdError::Length),
            ("28T5-CY4T-QKFU", IdError::Alphabet),
            ("二8T5-CY4T-QKFF", IdError::Alphabet),
        ] {
            let read = ReceiptNumber::parse(said);
            assert!(
                read == Err(why) || (read == Err(IdError::Check) && said.len() > 16),
                "{said}"
            );
        }
    }

    #[test]
    fn every_slip_of_a_finger_is_noticed() {
        for tail in [0x0123_4567_89ab_cdef, 0, 0x0fff_0000_1234_5678, 42] {
            let written = record(tail).receipt_number().replace('-', "");
            let symbols: Vec<char> = written.chars().collect();
            for place in 0..symbols.len() {
                for letter in ALPHABET.iter().map(|letter| char::from(*letter)) {
                    let mut wrong = symbols.clone();
                    wrong[place] = letter;
                    let read = ReceiptNumber::parse(&wrong.iter().collect::<String>());
                    assert_eq!(read.is_ok(), letter == symbols[place], "{wrong:?}");
                }
                for other in place + 1..symbols.len() {
                    let mut wrong = symbols.clone();
                    wrong.swap(place, other);
                    let read = ReceiptNumber::parse(&wrong.iter().collect::<String>());
                    assert_eq!(read.is_ok(), wrong == symbols, "{wrong:?}");
                }
            }
        }
    }
}
