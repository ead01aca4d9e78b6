//! Policy profiles: everything a place may set, each value with where it comes from.
//!
//! Sections 3.2, 5.3, 6.2, 6.3, 7.3 and 12 of the domain. A value without a regulation beside it is
//! an own decision, until the local police confirm it.

mod book;
mod profiles;
mod settings;

pub use book::{PolicyBook, ServiceArea};
pub use settings::{
    AgePolicy, Attain, Boundary, CardFee, EndorsementWindow, FloatingRule, GroundRule, IssueTerm,
    LateAnchor, LateLimit, LateYears, LeapDay, PermitPolicy, PresencePolicy, RegistrationPolicy,
    StayPolicy, StayRule, StayScope, StayStart,
};

use chrono::NaiveDate;

use crate::lists::{Listed as _, listed};

listed! {
    /// The five sets of rules that are built in.
    ProfileName {
        /// The province, where no city says otherwise.
        GdDefault = "gd_default",
        /// Foshan (佛山市居住证办理工作指引, 2015).
        GdFoshan = "gd_foshan",
        /// Zhongshan (中山市居住证办理工作指引, 2016).
        GdZhongshan = "gd_zhongshan",
        /// Shenzhen (深圳经济特区居住证条例, 2014) and its cooperation zone.
        GdShenzhen = "gd_shenzhen",
        /// The superseded rule of 2010 (广东省流动人口服务管理条例, 2009), for comparison only.
        Gd2010 = "gd_2010",
    }
}

/// Names the profile and version a decision was made under.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyVersion {
    /// Name of the profile.
    pub profile: ProfileName,
    /// Version of the profile, rising.
    pub version: u32,
}

impl PolicyVersion {
    /// Writes it as `gd_default/1`.
    pub fn text(&self) -> String {
        format!("{}/{}", self.profile.code(), self.version)
    }

    /// Reads `gd_default/1`; `None` for a profile that is not known.
    pub fn parse(text: &str) -> Option<Self> {
        let (profile, version) = text.split_once('/')?;
        Some(Self {
            profile: ProfileName::from_code(profile)?,
            version: version.parse().ok()?,
        })
    }
}

/// One complete set of rules for a service area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Profile and version, kept with each decision.
    pub version: PolicyVersion,
    /// First day on which decisions are made under it.
    pub valid_from: NaiveDate,
    /// Who counts as moved away from the registered place.
    pub floating: FloatingRule,
    /// Ages.
    pub age: AgePolicy,
    /// Registration, habitual residence and cancellation.
    pub registration: RegistrationPolicy,
    /// What presentations of the code must show.
    pub presence: PresencePolicy,
    /// How the half year is counted.
    pub stay: StayPolicy,
    /// The residence permit.
    pub permit: PermitPolicy,
}
