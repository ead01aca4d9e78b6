//! The five built-in profiles, each as its difference from the provincial one.

use chrono::NaiveDate;

use super::{
    AgePolicy, Attain, Boundary, CardFee, EndorsementWindow, FloatingRule, GroundRule, IssueTerm,
    LateAnchor, LateLimit, LateYears, LeapDay, PermitPolicy, Policy, PolicyVersion, PresencePolicy,
    ProfileName, RegistrationPolicy, StayPolicy, StayRule, StayScope, StayStart,
};

const fn first_version(profile: ProfileName) -> PolicyVersion {
    PolicyVersion {
        profile,
        version: 1,
    }
}

const fn first_day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).expect("a real date")
}

impl Policy {
    /// The province: national rules since 2016 and the guide to the residence code.
    pub const GD_DEFAULT: Self = Self {
        version: first_version(ProfileName::GdDefault),
        valid_from: first_day(2016, 1, 1),
        floating: FloatingRule::OtherPrefecture,
        age: AgePolicy {
            minor_max: 16,
            minor_boundary: Boundary::Exclusive,
            elder_min: 60,
            elder_boundary: Boundary::Inclusive,
            minor_may_self: false,
            elder_may_self: true,
            guardian_consent_below: 14,
            birth_certificate_below: 1,
            attain: Attain::OnBirthday,
            leap_day: LeapDay::Feb28,
            take_over_months: 3,
            adult_min: 18,
        },
        registration: RegistrationPolicy {
            confirm_timeout_days: 15,
            reminder_days: &[1, 3, 7, 12],
            cancel_timeout_days: 7,
            objection_days: 7,
            no_confirmer_wait_days: 0,
            live_addresses_max: 5,
            cohabitants_max: 12,
            moved_in_days_ago_max: 40_000,
            declare_within_working_days: 3,
        },
        presence: PresencePolicy {
            required: true,
            distinct_days_min: 6,
            distinct_months_min: 4,
            gap_days_max: 60,
            exact_days: 30,
            kept_months: 12,
        },
        stay: StayPolicy {
            start: StayStart::HabitualApproved,
            rule: StayRule::Days183,
            scope: StayScope::City,
            break_days_max: 3,
            pending_counts: false,
            cancel_pending_counts: true,
        },
        permit: PermitPolicy {
            grounds: GroundRule::AnyOne,
            issue: IssueTerm::CalendarDays(15),
            issue_extended_days: 30,
            shift_to_workday: false,
            window: EndorsementWindow::Months(1),
            late_limit: LateLimit::None,
            late_anchor: LateAnchor::RestartAtEndorsement,
            late_years: LateYears::GapExcluded,
            correction_days: 30,
            lapse_notice_days: &[14, 7, 1],
            history_years: 5,
            study_months_min: 6,
            card_fee: CardFee {
                first_fen: Some(0),
                replacement_fen: Some(2000),
            },
        },
    };

    /// Foshan: half a year by the calendar from the registration, the gap of a late endorsement
    /// joined to the earlier time (佛山市居住证办理工作指引).
    pub const GD_FOSHAN: Self = Self {
        version: first_version(ProfileName::GdFoshan),
        stay: StayPolicy {
            start: StayStart::RegistrationEffective,
            rule: StayRule::CalendarMonths6,
            ..Self::GD_DEFAULT.stay
        },
        presence: without_presence(),
        permit: PermitPolicy {
            late_years: LateYears::Continuous,
            ..Self::GD_DEFAULT.permit
        },
        ..Self::GD_DEFAULT
    };

    /// Zhongshan: minors to 18, 10 working days, 20 yuan a card (中山市居住证办理工作指引).
    pub const GD_ZHONGSHAN: Self = Self {
        version: first_version(ProfileName::GdZhongshan),
        valid_from: first_day(2016, 6, 29),
        age: AgePolicy {
            minor_max: 18,
            ..Self::GD_DEFAULT.age
        },
        stay: StayPolicy {
            start: StayStart::RegistrationEffective,
            rule: StayRule::CalendarMonths6,
            break_days_max: 0,
            ..Self::GD_DEFAULT.stay
        },
        presence: without_presence(),
        permit: PermitPolicy {
            issue: IssueTerm::WorkingDays(10),
            card_fee: CardFee {
                first_fen: Some(2000),
                replacement_fen: Some(2000),
            },
            ..Self::GD_DEFAULT.permit
        },
        ..Self::GD_DEFAULT
    };

    /// Shenzhen: twelve months, home and job, 15 working days, two years to endorse late
    /// (深圳经济特区居住证条例, 2014; later changes not seen).
    pub const GD_SHENZHEN: Self = Self {
        version: first_version(ProfileName::GdShenzhen),
        valid_from: first_day(2015, 6, 1),
        stay: StayPolicy {
            start: StayStart::RegistrationEffective,
            rule: StayRule::CalendarMonths12,
            break_days_max: 0,
            ..Self::GD_DEFAULT.stay
        },
        presence: without_presence(),
        permit: PermitPolicy {
            grounds: GroundRule::HomeAndJob,
            issue: IssueTerm::WorkingDays(15),
            window: EndorsementWindow::Days(60),
            late_limit: LateLimit::Years(2),
            card_fee: by_notice(),
            ..Self::GD_DEFAULT.permit
        },
        ..Self::GD_DEFAULT
    };

    /// The rule of 2010, superseded: 30 days before, years kept within 30 days after
    /// (广东省流动人口服务管理条例 2009 arts. 13 to 16). Many pages still repeat it.
    pub const GD_2010: Self = Self {
        version: first_version(ProfileName::Gd2010),
        valid_from: first_day(2010, 1, 1),
        stay: StayPolicy {
            start: StayStart::RegistrationEffective,
            rule: StayRule::CalendarMonths6,
            break_days_max: 0,
            ..Self::GD_DEFAULT.stay
        },
        presence: without_presence(),
        permit: PermitPolicy {
            issue: IssueTerm::WorkingDays(10),
            window: EndorsementWindow::Days(30),
            late_years: LateYears::RestartAfterDays(30),
            card_fee: by_notice(),
            ..Self::GD_DEFAULT.permit
        },
        ..Self::GD_DEFAULT
    };

    /// All built-in profiles.
    pub const BUILT_IN: &'static [Self] = &[
        Self::GD_DEFAULT,
        Self::GD_FOSHAN,
        Self::GD_ZHONGSHAN,
        Self::GD_SHENZHEN,
        Self::GD_2010,
    ];
}

const fn without_presence() -> PresencePolicy {
    PresencePolicy {
        required: false,
        ..Policy::GD_DEFAULT.presence
    }
}

const fn by_notice() -> CardFee {
    CardFee {
        first_fen: None,
        replacement_fen: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// domain.md 12, column by column.
    #[test]
    fn the_table_of_profiles() {
        use StayRule::{CalendarMonths6, CalendarMonths12, Days183};
        let rows = Policy::BUILT_IN.iter().map(|p| {
            (
                p.version.profile,
                p.stay.rule,
                p.stay.start,
                p.stay.break_days_max,
                p.presence.required,
                p.age.minor_max,
                p.permit.grounds,
            )
        });
        let (approved, effective) = (
            StayStart::HabitualApproved,
            StayStart::RegistrationEffective,
        );
        assert_eq!(
            rows.collect::<Vec<_>>(),
            [
                (
                    ProfileName::GdDefault,
                    Days183,
                    approved,
                    3,
                    true,
                    16,
                    GroundRule::AnyOne
                ),
                (
                    ProfileName::GdFoshan,
                    CalendarMonths6,
                    effective,
                    3,
                    false,
                    16,
                    GroundRule::AnyOne
                ),
                (
                    ProfileName::GdZhongshan,
                    CalendarMonths6,
                    effective,
                    0,
                    false,
                    18,
                    GroundRule::AnyOne
                ),
                (
                    ProfileName::GdShenzhen,
                    CalendarMonths12,
                    effective,
                    0,
                    false,
                    16,
                    GroundRule::HomeAndJob
                ),
                (
                    ProfileName::Gd2010,
                    CalendarMonths6,
                    effective,
                    0,
                    false,
                    16,
                    GroundRule::AnyOne
                ),
            ]
        );
    }

    /// The day from which each rule was in force.
    #[test]
    fn each_profile_holds_from_its_day() {
        let days = Policy::BUILT_IN.iter().map(|p| p.valid_from.to_string());
        assert_eq!(
            days.collect::<Vec<_>>(),
            [
                "2016-01-01",
                "2016-01-01",
                "2016-06-29",
                "2015-06-01",
                "2010-01-01"
            ]
        );
    }

    /// The lower half of the same table.
    #[test]
    fn the_table_of_permits() {
        use EndorsementWindow::{Days, Months};
        use IssueTerm::{CalendarDays, WorkingDays};
        let rows = Policy::BUILT_IN.iter().map(|p| {
            let fee = p.permit.card_fee;
            (
                p.permit.issue,
                p.permit.window,
                p.permit.late_limit,
                p.permit.late_years,
                (fee.first_fen, fee.replacement_fen),
            )
        });
        let (none, free, twenty) = (
            (None, None),
            (Some(0), Some(2000)),
            (Some(2000), Some(2000)),
        );
        assert_eq!(
            rows.collect::<Vec<_>>(),
            [
                (
                    CalendarDays(15),
                    Months(1),
                    LateLimit::None,
                    LateYears::GapExcluded,
                    free
                ),
                (
                    CalendarDays(15),
                    Months(1),
                    LateLimit::None,
                    LateYears::Continuous,
                    free
                ),
                (
                    WorkingDays(10),
                    Months(1),
                    LateLimit::None,
                    LateYears::GapExcluded,
                    twenty
                ),
                (
                    WorkingDays(15),
                    Days(60),
                    LateLimit::Years(2),
                    LateYears::GapExcluded,
                    none
                ),
                (
                    WorkingDays(10),
                    Days(30),
                    LateLimit::None,
                    LateYears::RestartAfterDays(30),
                    none
                ),
            ]
        );
    }
}
