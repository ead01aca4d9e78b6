//! Places by their division code (GB/T 2260), as deep as the rules look: city and county.

use std::fmt;

use crate::ids::IdError;

/// A prefecture-level city: the first four digits of its division code, such as 4415.
///
/// Dongguan (4419) and Zhongshan (4420) are cities without counties and need no exception here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CityCode(u16);

impl CityCode {
    /// Reads exactly four digits, the first not 0.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if text.len() != 4 {
            return Err(IdError::Length);
        }
        digits(text).map(Self)
    }
}

impl fmt::Display for CityCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}

/// A place down to its county; deeper digits say nothing that a rule asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Division {
    city: CityCode,
    county: Option<u16>,
}

impl Division {
    /// Reads a division code of 4, 6, 9 or 12 digits, the first not 0.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        if !matches!(text.len(), 4 | 6 | 9 | 12) {
            return Err(IdError::Length);
        }
        if !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(IdError::Alphabet);
        }
        let city = CityCode::parse(text.get(..4).ok_or(IdError::Length)?)?;
        let county = text.get(4..6).and_then(|two| two.parse().ok());
        Ok(Self { city, county })
    }

    /// Returns the city.
    pub fn city(self) -> CityCode {
        self.city
    }

    /// Tells whether two places are one city or county in the national sense: the same county, or
    /// districts of one city (公通字〔2015〕38号 二(一)). Unknown counties count as the same.
    pub fn is_same_city_or_county(self, other: Self) -> bool {
        let (Some(one), Some(two)) = (self.county, other.county) else {
            return self.city == other.city;
        };
        self.city == other.city && (one == two || (is_district(one) && is_district(two)))
    }
}

impl From<CityCode> for Division {
    fn from(city: CityCode) -> Self {
        Self { city, county: None }
    }
}

/// Districts of a city are numbered to 20, counties from 21, cities of county rank from 81.
fn is_district(county: u16) -> bool {
    county <= 20
}

fn digits(text: &str) -> Result<u16, IdError> {
    let plain = text.bytes().all(|byte| byte.is_ascii_digit()) && !text.starts_with('0');
    text.parse().ok().filter(|_| plain).ok_or(IdError::Alphabet)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_strictly() {
        for (text, expected) in [
            ("4415", Ok("4415")),
            ("441", Err(IdError::Length)),
            ("44150", Err(IdError::Length)),
            ("0415", Err(IdError::Alphabet)),
            ("+415", Err(IdError::Alphabet)),
            ("44a5", Err(IdError::Alphabet)),
        ] {
            let read = CityCode::parse(text).map(|city| city.to_string());
            assert_eq!(read, expected.map(str::to_owned), "{text}");
        }
        for (text, city) in [
            ("4419", Ok("4419")),
            ("442000", Ok("4420")),
            ("441521101", Ok("4415")),
            ("441502001003", Ok("4415")),
            ("44150", Err(IdError::Length)),
            ("44152110", Err(IdError::Length)),
            ("44152x", Err(IdError::Alphabet)),
            ("041521", Err(IdError::Alphabet)),
            ("４四15", Err(IdError::Length)),
        ] {
            let read = Division::parse(text).map(|place| place.city().to_string());
            assert_eq!(read, city.map(str::to_owned), "{text}");
        }
    }

    #[test]
    fn districts_of_one_city_are_one_place_and_counties_are_not() {
        let same = |one: &str, two: &str| {
            let place = |text| Division::parse(text).unwrap();
            assert_eq!(
                place(one).is_same_city_or_county(place(two)),
                place(two).is_same_city_or_county(place(one))
            );
            place(one).is_same_city_or_county(place(two))
        };
        assert!(same("440103", "440120") && same("441521", "441521101"));
        assert!(same("441900", "441900003"));
        assert!(!same("440103", "440121") && !same("441502", "441521"));
        assert!(!same("441521", "441581") && !same("440103", "440303"));
        assert!(same("4415", "441521") && !same("4403", "441521"));
        assert!(same("441521", "4415") && !same("440103", "4403"));
    }
}
