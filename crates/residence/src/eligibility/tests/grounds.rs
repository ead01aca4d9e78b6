//! Grounds, exemptions and who needs somebody to act.

use super::*;

#[test]
fn grounds_by_profile() {
    use Ground::{Home, Job, Study, Talent};
    let cases: [(&[Ground], bool, bool); 9] = [
        (&[], false, false),
        (&[Job], true, false),
        (&[Home], true, false),
        (&[Study], true, true),
        (&[Talent], false, true),
        (&[Job, Home], true, true),
        (&[Job, Study], true, true),
        (&[Home, Talent], true, true),
        (&[Job, Home, Study, Talent], true, true),
    ];
    for (grounds, any_one, home_and_job) in cases {
        let mut input = e1();
        input.grounds = grounds.iter().copied().collect();
        assert_eq!(
            has_ground(&input, GroundRule::AnyOne),
            any_one,
            "{grounds:?}"
        );
        assert_eq!(
            has_ground(&input, GroundRule::HomeAndJob),
            home_and_job,
            "{grounds:?}"
        );
    }
}

/// An exemption stands in for the registered stay and shows its own ground.
#[test]
fn exemptions_need_their_own_half_year() {
    let with = |exemption, since: Option<&str>| EligibilityInput {
        grounds: BTreeSet::new(),
        exemption: Some(Proof {
            exemption,
            since: since.map(day),
        }),
        habitual: None,
        segments: Vec::new(),
        presentations: Vec::new(),
        ..e1()
    };
    let home = with(Exemption::OwnOrRelativeHome, Some("2024-09-01"));
    assert_eq!(
        assess(&home, "2025-03-01", &Policy::GD_DEFAULT),
        since("2025-03-01", Route::OwnHome)
    );
    assert_eq!(
        assess(&home, "2025-06-01", &Policy::GD_DEFAULT),
        since("2025-03-01", Route::OwnHome)
    );
    let too_early = [
        PermitDenial::NoEffectiveRegistration,
        PermitDenial::NoHabitual,
    ];
    assert_eq!(
        assess(&home, "2025-02-28", &Policy::GD_DEFAULT),
        no(&too_early)
    );
    assert_eq!(
        assess(&home, "2025-03-01", &Policy::GD_SHENZHEN),
        no(&[PermitDenial::NoGround]),
        "a home alone is no ground in Shenzhen"
    );
    let study = with(Exemption::Enrolled, None);
    assert_eq!(
        assess(&study, "2025-03-01", &Policy::GD_SHENZHEN),
        since("2025-03-01", Route::Enrolled)
    );
}

#[test]
fn the_young_need_somebody_to_act() {
    let (default, zhongshan) = (Policy::GD_DEFAULT.age, Policy::GD_ZHONGSHAN.age);
    for (age, in_province, in_zhongshan) in [
        (0, true, true),
        (15, true, true),
        (16, false, true),
        (17, false, true),
        (18, false, false),
    ] {
        assert_eq!(agent_required(age, &default), in_province, "{age}");
        assert_eq!(agent_required(age, &zhongshan), in_zhongshan, "{age}");
    }
    let younger = AgePolicy {
        minor_max: 14,
        minor_may_self: true,
        ..default
    };
    assert!(agent_required(15, &younger) && !agent_required(16, &younger));
    let accompanied = EligibilityInput {
        age: 15,
        agent: true,
        ..e1()
    };
    assert_eq!(
        assess(&accompanied, "2025-07-03", &Policy::GD_DEFAULT),
        since("2025-07-03", Route::Stay)
    );
}
