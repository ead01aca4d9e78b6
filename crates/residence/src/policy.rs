//! Policy profiles: what a place may set, with the values of the default profile.

/// Names the profile and version a decision was made under.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyVersion {
    /// Name of the profile, such as `gd_default`.
    pub profile: &'static str,
    /// Version of the profile, rising.
    pub version: u32,
}

/// Ages at which others may or must act (16岁以下, 60岁以上 of the public guide).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgePolicy {
    /// A person younger than this many years is a minor and is added by a guardian.
    pub minor_below: u32,
    /// A person of this many years or more may be added by family (老年人权益保障法 art. 2).
    pub elder_from: u32,
    /// Below this age a guardian's separate consent is recorded (个人信息保护法 art. 31).
    pub guardian_consent_below: u32,
}

/// Periods and limits of residence registration.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RegistrationPolicy {
    /// Days an owner has to decide before a declaration lapses.
    pub confirm_timeout_days: u64,
    /// Most cohabitants one declaration may carry.
    pub cohabitants_max: usize,
    /// Longest time between moving in and declaring that the kiosk accepts, in days.
    pub moved_in_days_ago_max: i64,
}

/// One complete set of rules for a service area.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    /// Profile and version, kept with each decision.
    pub version: PolicyVersion,
    /// Ages.
    pub age: AgePolicy,
    /// Registration.
    pub registration: RegistrationPolicy,
}

impl Policy {
    /// The profile `gd_default`: every national text that speaks of 16 says 未满, of 60 says 以上.
    pub const GD_DEFAULT: Self = Self {
        version: PolicyVersion {
            profile: "gd_default",
            version: 1,
        },
        age: AgePolicy {
            minor_below: 16,
            elder_from: 60,
            guardian_consent_below: 14,
        },
        registration: RegistrationPolicy {
            confirm_timeout_days: 15,
            cohabitants_max: 12,
            moved_in_days_ago_max: 40_000,
        },
    };
}
