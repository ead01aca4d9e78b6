//! Codes of divisions: 2, 4, 6, 9 or 12 digits, each the beginning of those below it.

use std::fmt;

use residence::Listed;

/// Level of a division (GA/T 2000.32-2014 names them; the digits are GB/T 2260 and 统计用区划代码).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// 省, 2 digits.
    Province,
    /// 地级市, 4 digits.
    Prefecture,
    /// 县(市、区), 6 digits; absent in Dongguan and Zhongshan.
    County,
    /// 乡镇(街道), 9 digits.
    Town,
    /// 社区/村, 12 digits.
    Community,
}

impl Level {
    /// Returns the number of digits of a code of this level.
    pub fn digits(self) -> u8 {
        match self {
            Self::Province => 2,
            Self::Prefecture => 4,
            Self::County => 6,
            Self::Town => 9,
            Self::Community => 12,
        }
    }

    /// Returns the level above in the digits; `None` for a province.
    pub fn above(self) -> Option<Self> {
        match self {
            Self::Province => None,
            Self::Prefecture => Some(Self::Province),
            Self::County => Some(Self::Prefecture),
            Self::Town => Some(Self::County),
            Self::Community => Some(Self::Town),
        }
    }
}

impl Listed for Level {
    const ALL: &'static [Self] = &[
        Self::Province,
        Self::Prefecture,
        Self::County,
        Self::Town,
        Self::Community,
    ];
    fn code(self) -> &'static str {
        match self {
            Self::Province => "PROVINCE",
            Self::Prefecture => "PREFECTURE",
            Self::County => "COUNTY",
            Self::Town => "TOWN",
            Self::Community => "COMMUNITY",
        }
    }
}

/// Why a text is no division code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Not 2, 4, 6, 9 or 12 characters.
    #[error("CODE_LENGTH")]
    Length,
    /// A character that is no ASCII digit, or a leading zero.
    #[error("CODE_DIGITS")]
    Digits,
}

/// The code of a division, ordered so that a division stands right before everything in it.
///
/// The six-digit forms that end in `00` (440100, 441900) are other spellings of the prefecture, and
/// 440000 of the province: so Dongguan's and Zhongshan's pseudo-county *is* the city.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DivisionCode {
    /// All twelve digits, those below the level are zero.
    padded: u64,
    digits: u8,
}

impl DivisionCode {
    /// The province that this program is for.
    pub const GUANGDONG: Self = Self {
        padded: 440_000_000_000,
        digits: 2,
    };

    /// Reads 2, 4, 6, 9 or 12 digits.
    pub fn parse(text: &str) -> Result<Self, CodeError> {
        let level = Level::ALL
            .iter()
            .find(|level| usize::from(level.digits()) == text.len())
            .ok_or(CodeError::Length)?;
        if text.starts_with('0') || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(CodeError::Digits);
        }
        let number: u64 = text.parse().map_err(|_| CodeError::Digits)?;
        Ok(Self::at(number * place_value(level.digits()), *level))
    }

    /// Cuts twelve digits to a level; what ends in 00 belongs to the level above.
    fn at(number: u64, level: Level) -> Self {
        let place = place_value(level.digits());
        let padded = number / place * place;
        let absent = matches!(level, Level::Prefecture | Level::County)
            && (padded / place).is_multiple_of(100);
        match level.above() {
            Some(above) if absent => Self::at(padded, above),
            Some(_) | None => Self {
                padded,
                digits: level.digits(),
            },
        }
    }

    /// Returns the level.
    pub fn level(self) -> Level {
        let same = |level: &&Level| level.digits() == self.digits;
        *Level::ALL
            .iter()
            .find(same)
            .expect("a code has the digits of a level")
    }

    /// Returns the division that this one lies in; a town of Dongguan lies in the prefecture.
    pub fn parent(self) -> Option<Self> {
        let above = self.level().above()?;
        Some(Self::at(self.padded, above))
    }

    /// Returns the prefecture that this division is or lies in; `None` for a province.
    pub fn prefecture(self) -> Option<Self> {
        match self.level() {
            Level::Province => None,
            Level::Prefecture => Some(self),
            Level::County | Level::Town | Level::Community => {
                Some(Self::at(self.padded, Level::Prefecture))
            }
        }
    }

    pub(crate) fn digits(self) -> impl Iterator<Item = char> {
        let padded = self.padded;
        let digit = move |place: u32| {
            char::from_digit(
                u32::try_from(padded / 10_u64.pow(11 - place) % 10).ok()?,
                10,
            )
        };
        (0..u32::from(self.digits)).filter_map(digit)
    }

    /// Tells whether `other` is this division or lies in it.
    pub fn contains(self, other: Self) -> bool {
        let place = place_value(self.digits);
        self.digits <= other.digits && self.padded / place == other.padded / place
    }

    /// Tells whether this is a functional area or a state farm, no administrative town: 4xx and 5xx
    /// in the town's three digits, and what lies in it (own decision).
    pub fn is_functional(self) -> bool {
        self.level() >= Level::Town && matches!(self.padded / 100_000 % 10, 4 | 5)
    }

    /// Tells whether this is a helper of statistics and no place where people say they live: a 生活区
    /// (5xx in the community's three digits) or a 虚拟社区 (498) (own decision).
    pub fn is_helper(self) -> bool {
        let last = self.padded % 1000;
        self.level() == Level::Community && (last / 100 == 5 || last == 498)
    }
}

/// The value of the last digit of a code with this many digits, in twelve digits.
fn place_value(digits: u8) -> u64 {
    10_u64.pow(u32::from(12 - digits))
}

impl fmt::Display for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.padded / place_value(self.digits))
    }
}

impl fmt::Debug for DivisionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(text: &str) -> DivisionCode {
        DivisionCode::parse(text).expect(text)
    }

    #[test]
    fn codes_have_the_digits_of_their_level() {
        let table = [
            ("44", Level::Province, None),
            ("4415", Level::Prefecture, Some("44")),
            ("441502", Level::County, Some("4415")),
            ("441502001", Level::Town, Some("441502")),
            ("441502001001", Level::Community, Some("441502001")),
            ("441900003", Level::Town, Some("4419")),
            ("442000100001", Level::Community, Some("442000100")),
            ("441581400", Level::Town, Some("441581")),
        ];
        for (text, level, parent) in table {
            assert_eq!(code(text).level(), level, "{text}");
            assert_eq!(code(text).to_string(), text);
            assert_eq!(code(text).parent(), parent.map(code), "{text}");
            assert_eq!(Level::from_code(level.code()), Some(level));
        }
    }

    #[test]
    fn forms_with_zeros_are_other_spellings() {
        for (text, same) in [
            ("441900", "4419"),
            ("440100", "4401"),
            ("440000", "44"),
            ("4400", "44"),
        ] {
            assert_eq!(code(text).to_string(), same);
        }
        assert_eq!(code("44"), DivisionCode::GUANGDONG);
    }

    #[test]
    fn other_texts_are_refused() {
        for text in [
            "",
            "4",
            "441",
            "44150",
            "4415020",
            "44150200100",
            "4415020010011",
        ] {
            assert_eq!(DivisionCode::parse(text), Err(CodeError::Length), "{text}");
        }
        for text in ["044151", "44150x", "+44151", "４４"] {
            assert_eq!(DivisionCode::parse(text), Err(CodeError::Digits), "{text}");
        }
    }

    #[test]
    fn a_division_stands_before_what_is_in_it() {
        let order = [
            "44",
            "4415",
            "441502",
            "441502001",
            "441502001001",
            "441502002",
            "441521",
        ];
        assert!(order.windows(2).all(|pair| code(pair[0]) < code(pair[1])));
        assert!(code("4415").contains(code("441502001001")) && code("4415").contains(code("4415")));
        assert!(!code("4415").contains(code("4416")) && !code("441502").contains(code("4415")));
        assert_eq!(code("441502001001").prefecture(), Some(code("4415")));
        assert_eq!(code("441900003").prefecture(), Some(code("4419")));
        assert_eq!(code("4415").prefecture(), Some(code("4415")));
        assert_eq!(code("44").prefecture(), None);
    }

    #[test]
    fn areas_and_helpers_are_known_by_their_digits() {
        let table = [
            ("441581400", true, false),
            ("441581400001", true, false),
            ("441284500", true, false),
            ("441581100", false, false),
            ("441502001498", false, true),
            ("441502001500", false, true),
            ("441502001598", false, true),
            ("441502001400", false, false),
            ("441502001201", false, false),
            ("4415", false, false),
        ];
        for (text, functional, helper) in table {
            assert_eq!(code(text).is_functional(), functional, "{text}");
            assert_eq!(code(text).is_helper(), helper, "{text}");
        }
    }
}
