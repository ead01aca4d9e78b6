//! The numbers that workers type: drawn at random, and none that somebody would try first.

use codes::Crypto;
use zeroize::Zeroizing;

const DIGITS: usize = 6;
const NUMBERS: u32 = 1_000_000;

/// Draws a number of six digits that is not weak.
pub(crate) fn draw(crypto: &dyn Crypto) -> Zeroizing<String> {
    // Numbers beyond the last whole million would make the small ones likelier.
    const FAIR: u32 = u32::MAX - u32::MAX % NUMBERS;
    loop {
        let mut bytes = Zeroizing::new([0; 4]);
        crypto.random(bytes.as_mut());
        let drawn = u32::from_be_bytes(*bytes);
        let pin = Zeroizing::new(format!("{:06}", drawn % NUMBERS));
        if drawn < FAIR && !is_weak(&pin) {
            return pin;
        }
    }
}

/// Tells whether a number is one of those that are tried first.
pub(crate) fn is_weak(pin: &str) -> bool {
    let digits: Vec<u8> = pin.bytes().map(|byte| byte.wrapping_sub(b'0')).collect();
    if digits.len() != DIGITS || digits.iter().any(|digit| *digit > 9) {
        return true;
    }
    repeats(&digits) || runs(&digits) || is_a_day(&digits)
}

/// Two different digits at most, or one group two or three times: 111111, 121212, 123123; or three
/// pairs: 112233.
fn repeats(digits: &[u8]) -> bool {
    let mut different = digits.to_vec();
    different.sort_unstable();
    different.dedup();
    let again = |len: usize| {
        digits
            .iter()
            .zip(digits.iter().skip(len))
            .all(|(a, b)| a == b)
    };
    let pairs = digits.chunks(2).all(|pair| pair.first() == pair.last());
    different.len() <= 2 || again(3) || again(2) || pairs
}

/// Each digit the next of the one before, up or down, or four such in a row.
fn runs(digits: &[u8]) -> bool {
    let step = |up: bool| {
        let mut longest = 1;
        let mut length = 1;
        for (a, b) in digits.iter().zip(digits.iter().skip(1)) {
            let next = if up { (a + 1) % 10 } else { (a + 9) % 10 };
            length = if *b == next { length + 1 } else { 1 };
            longest = longest.max(length);
        }
        longest
    };
    step(true) >= 4 || step(false) >= 4
}

/// A day of a life: year, month and day in an order that people write, or a year and a month.
fn is_a_day(digits: &[u8]) -> bool {
    let two = |at: usize| -> u32 {
        let pair = digits.iter().skip(at).take(2);
        pair.fold(0, |sum, digit| sum * 10 + u32::from(*digit))
    };
    let (a, b, c) = (two(0), two(2), two(4));
    let is_month = |month: u32| (1..=12).contains(&month);
    let is_day = |day: u32| (1..=31).contains(&day);
    let written = (is_month(b) && (is_day(c) || is_day(a))) || (is_month(a) && is_day(b));
    let year_and_month = matches!(a, 19 | 20) && is_month(c);
    let month_and_year = is_month(a) && matches!(b, 19 | 20);
    written || year_and_month || month_and_year
}

#[cfg(test)]
mod tests {
    use codes::SeededCrypto;

    use super::*;

    #[test]
    fn what_people_would_choose_is_weak() {
        for weak in [
            "000000", "111111", "121212", "123123", "112233", "100100", "123456", "654321",
            "012345", "890123", "912345", "432187", "900117", "170190", "011790", "199005",
            "051990", "200512", "12345", "1234567", "12a456", "",
        ] {
            assert!(is_weak(weak), "{weak}");
        }
        for strong in ["493027", "860492", "738516", "604938"] {
            assert!(!is_weak(strong), "{strong}");
        }
    }

    #[test]
    fn most_numbers_are_left_and_all_drawn_ones_are_among_them() {
        let strong = (0..NUMBERS).filter(|number| !is_weak(&format!("{number:06}")));
        let strong = strong.count();
        assert!(strong > 800_000, "{strong}");
        let crypto = SeededCrypto::new(7);
        for _ in 0..2_000 {
            assert!(!is_weak(&draw(&crypto)));
        }
    }
}
