//! Which profile holds where, and since when.

use chrono::NaiveDate;

use super::{Policy, ProfileName};
use crate::ids::IdError;

/// The area a kiosk serves, as the authority names it: digits of a division, then "-" and a name
/// where an area is run by another city than the one its code tells.
///
/// 441521-shenshan is such a one: towns of Haifeng by their code, run by the cooperation zone of
/// Shenzhen. The profile follows the service area, never the prefix of an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ServiceArea(String);

impl ServiceArea {
    /// Returns an area that does not exist, for demonstrations: the province's rules hold there.
    pub fn fictitious() -> Self {
        Self("4499".to_owned())
    }

    /// Reads 4 to 12 digits, then nothing or "-" and 1 to 20 characters of `[a-z0-9]`.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let (division, zone) = match text.split_once('-') {
            Some((division, zone)) => (division, Some(zone)),
            None => (text, None),
        };
        let zone_length = zone.map_or(1, str::len);
        if !(4..=12).contains(&division.len()) || !(1..=20).contains(&zone_length) {
            return Err(IdError::Length);
        }
        let zone_fits = zone
            .unwrap_or("")
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        if !division.bytes().all(|b| b.is_ascii_digit()) || !zone_fits {
            return Err(IdError::Alphabet);
        }
        Ok(Self(text.to_owned()))
    }

    /// Returns the name of the area.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Returns the four digits of the city by whose division code the area goes.
    pub fn city(&self) -> &str {
        self.0.get(..4).expect("four digits at least")
    }
}

/// One row: areas whose name begins so follow this profile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Assignment {
    area: &'static str,
    profile: ProfileName,
}

/// The longest beginning wins, so a zone may leave its city.
const ASSIGNMENTS: &[Assignment] = &[
    Assignment {
        area: "4403",
        profile: ProfileName::GdShenzhen,
    },
    Assignment {
        area: "4406",
        profile: ProfileName::GdFoshan,
    },
    Assignment {
        area: "4420",
        profile: ProfileName::GdZhongshan,
    },
    Assignment {
        area: "441521-shenshan",
        profile: ProfileName::GdShenzhen,
    },
];

/// All versions of all profiles that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyBook {
    versions: Vec<Policy>,
}

impl PolicyBook {
    /// Holds the built-in profiles.
    pub fn built_in() -> Self {
        Self {
            versions: Policy::BUILT_IN.to_vec(),
        }
    }

    /// Adds a version; one with the same profile and number is never replaced, because decisions
    /// name it. Tells whether it was added.
    pub fn add(&mut self, policy: Policy) -> bool {
        let known = self
            .versions
            .iter()
            .any(|held| held.version == policy.version);
        if !known {
            self.versions.push(policy);
        }
        !known
    }

    /// Finds the version of a profile that is in force on a day: the one with the latest
    /// `valid_from` that has come, and of two the higher number.
    pub fn version_of(&self, profile: ProfileName, on: NaiveDate) -> Option<&Policy> {
        self.versions
            .iter()
            .filter(|held| held.version.profile == profile && held.valid_from <= on)
            .max_by_key(|held| (held.valid_from, held.version.version))
    }

    /// Finds the rules of a service area on a day; where its city has none yet, the province's.
    pub fn in_force(&self, area: &ServiceArea, on: NaiveDate) -> Option<&Policy> {
        self.version_of(profile_of(area), on)
            .or_else(|| self.version_of(ProfileName::GdDefault, on))
    }

    /// Returns the rules by which an act in a service area is judged on a day.
    ///
    /// A day before all profiles, from a clock that lost its date, is judged by the province's.
    pub fn rules(&self, area: &ServiceArea, on: NaiveDate) -> Policy {
        self.in_force(area, on)
            .copied()
            .unwrap_or(Policy::GD_DEFAULT)
    }
}

fn profile_of(area: &ServiceArea) -> ProfileName {
    ASSIGNMENTS
        .iter()
        .filter(|row| area.as_str().starts_with(row.area))
        .max_by_key(|row| row.area.len())
        .map_or(ProfileName::GdDefault, |row| row.profile)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::PolicyVersion;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn area(text: &str) -> ServiceArea {
        ServiceArea::parse(text).unwrap()
    }

    #[test]
    fn the_service_area_chooses_not_the_prefix() {
        let book = PolicyBook::built_in();
        let chosen = |name: &str| {
            book.in_force(&area(name), day("2026-11-23"))
                .unwrap()
                .version
                .profile
        };
        assert_eq!(chosen("4415"), ProfileName::GdDefault);
        assert_eq!(chosen("441521"), ProfileName::GdDefault);
        assert_eq!(chosen("441521-shenshan"), ProfileName::GdShenzhen);
        assert_eq!(chosen("440305"), ProfileName::GdShenzhen);
        assert_eq!(chosen("440604"), ProfileName::GdFoshan);
        assert_eq!(chosen("442000"), ProfileName::GdZhongshan);
        assert_eq!(area("441521-shenshan").city(), "4415");
    }

    #[test]
    fn versions_have_a_text() {
        let version = Policy::GD_FOSHAN.version;
        assert_eq!(version.text(), "gd_foshan/1");
        assert_eq!(PolicyVersion::parse("gd_foshan/1"), Some(version));
        for bad in ["gd_foshan", "gd_foshan/", "gd_nowhere/1", "/1"] {
            assert_eq!(PolicyVersion::parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn there_are_rules_on_every_day() {
        let book = PolicyBook::built_in();
        let rules = |name: &str, on| book.rules(&area(name), on).version.profile;
        assert_eq!(rules("4403", day("2026-11-23")), ProfileName::GdShenzhen);
        assert_eq!(rules("4403", NaiveDate::MIN), ProfileName::GdDefault);
        let fictitious = ServiceArea::fictitious();
        assert_eq!(ServiceArea::parse("4499"), Ok(fictitious));
        assert_eq!(rules("4499", day("2026-11-23")), ProfileName::GdDefault);
    }

    #[test]
    fn a_new_version_holds_from_its_day_and_replaces_nothing() {
        let mut book = PolicyBook::built_in();
        let mut next = Policy::GD_DEFAULT;
        next.version = PolicyVersion {
            profile: ProfileName::GdDefault,
            version: 2,
        };
        next.valid_from = day("2027-01-01");
        next.age.minor_max = 18;
        assert!(book.add(next));
        assert!(!book.add(Policy { ..next }));
        let on = |text: &str| {
            book.version_of(ProfileName::GdDefault, day(text))
                .map(|policy| policy.version.version)
        };
        assert_eq!(on("2026-12-31"), Some(1));
        assert_eq!(on("2027-01-01"), Some(2));
        assert_eq!(on("2015-12-31"), None);
    }

    #[test]
    fn the_higher_number_wins_on_one_day_and_the_province_stands_in() {
        let mut book = PolicyBook::built_in();
        let mut twin = Policy::GD_ZHONGSHAN;
        twin.version.version = 3;
        assert!(book.add(twin));
        let on = |text: &str| book.in_force(&area("4420"), day(text)).unwrap().version;
        assert_eq!(on("2016-06-29"), twin.version);
        assert_eq!(on("2016-06-28"), Policy::GD_DEFAULT.version);
        assert_eq!(book.in_force(&area("4420"), day("2009-12-31")), None);
    }

    #[test]
    fn areas_are_read_strictly() {
        for (text, error) in [
            ("441", IdError::Length),
            ("4415210000000", IdError::Length),
            ("4415-", IdError::Length),
            ("4415-abcdefghijklmnopqrstu", IdError::Length),
            ("44a5", IdError::Alphabet),
            ("4415-Zone", IdError::Alphabet),
        ] {
            assert_eq!(ServiceArea::parse(text), Err(error), "{text}");
        }
        assert_eq!(area("441502001003").as_str(), "441502001003");
        assert_eq!(area("4415-abcdefghijklmnopqrst").as_str().len(), 25);
    }
}
