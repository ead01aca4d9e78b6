//! Dates and check characters inside numbers.

use chrono::{Datelike as _, NaiveDate};

use super::DocumentError;

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";
const YEAR_MIN: i32 = 1900;

/// Tells whether all bytes are ASCII digits.
pub(super) fn all_digits(bytes: &[u8]) -> bool {
    bytes.iter().all(u8::is_ascii_digit)
}

/// Reads `YYYYMMDD` as a date of birth.
pub(super) fn full_birth(digits: &str, today: NaiveDate) -> Result<NaiveDate, DocumentError> {
    let number: u32 = digits.parse().map_err(|_| DocumentError::BirthDate)?;
    let year = i32::try_from(number / 10_000).map_err(|_| DocumentError::BirthDate)?;
    NaiveDate::from_ymd_opt(year, number / 100 % 100, number % 100)
        .filter(|birth| may_be_birth(*birth, today))
        .ok_or(DocumentError::BirthDate)
}

/// Reads `YYMMDD` in the latest century in which it is not in the future (own decision).
pub(super) fn short_birth(digits: &str, today: NaiveDate) -> Result<NaiveDate, DocumentError> {
    let number: u32 = digits.parse().map_err(|_| DocumentError::BirthDate)?;
    let two = i32::try_from(number / 10_000).map_err(|_| DocumentError::BirthDate)?;
    let century = today.year() - today.year().rem_euclid(100);
    [century, century - 100]
        .into_iter()
        .filter_map(|century| {
            NaiveDate::from_ymd_opt(century + two, number / 100 % 100, number % 100)
        })
        .find(|birth| may_be_birth(*birth, today))
        .ok_or(DocumentError::BirthDate)
}

/// Tells whether somebody alive may be born on this day: since 1900, and not in the future.
pub(super) fn may_be_birth(birth: NaiveDate, today: NaiveDate) -> bool {
    birth.year() >= YEAR_MIN && birth <= today
}

/// Computes the check character of 17 digits (ISO 7064 MOD 11-2, GB 11643).
pub(super) fn mod_11_2(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let place = usize::try_from(sum % 11).expect("a remainder of 11 fits");
    *CHECK_CHARACTERS
        .get(place)
        .expect("eleven characters for eleven remainders")
}

/// Computes the check digit of a machine-readable text (ICAO 9303: weights 7, 3, 1; A = 10, `<` = 0).
///
/// `None` when a character is none of the machine-readable ones.
pub(super) fn mod_7_3_1<'a>(characters: impl IntoIterator<Item = &'a u8>) -> Option<u8> {
    let mut sum = 0;
    for (character, weight) in characters.into_iter().zip([7, 3, 1].into_iter().cycle()) {
        let value = match character {
            b'0'..=b'9' | b'A'..=b'Z' => char::from(*character).to_digit(36)?,
            b'<' => 0,
            _ => return None,
        };
        sum += value * weight;
    }
    u8::try_from(sum % 10).ok().map(|digit| b'0' + digit)
}
