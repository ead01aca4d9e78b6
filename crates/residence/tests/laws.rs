//! Laws that hold for every history: time only moves ages, stays and eligibility forward, and no
//! sequence of events leads a permit out of the table of domain.md 7.2.

#![expect(
    clippy::indexing_slicing,
    reason = "places are drawn inside their lists"
)]

use std::collections::BTreeSet;

use chrono::{Days, NaiveDate};
use proptest::prelude::*;
use residence::{
    Assessment, CityCode, Eligibility, EligibilityInput, Ground, Habitual, Listed as _, NewAddress,
    Permit, PermitActor, PermitCancelReason, PermitDenial, PermitEvent, PermitFacts, PermitPaper,
    PermitState, Policy, Population, Proof, Route, Segment, StayScope, age_on, decide_permit,
    eligibility, notices_due, permit_status, stay_start,
};

fn day(number: u64) -> NaiveDate {
    let first = NaiveDate::from_ymd_opt(2020, 1, 1).expect("a real date");
    first + Days::new(number)
}

fn city() -> CityCode {
    CityCode::parse("4415").expect("four digits")
}

fn any_policy() -> impl Strategy<Value = Policy> {
    (0..Policy::BUILT_IN.len()).prop_map(|place| Policy::BUILT_IN[place])
}

prop_compose! {
    fn any_segment()(
        from in 0_u64..900, length in 0_u64..300, open in any::<bool>(), address in 0_u64..3,
        elsewhere in 0_u8..8, voided in 0_u8..8, declared in 0_u64..20, asked in 0_u64..400,
    ) -> Segment {
        Segment {
            city: CityCode::parse(if elsewhere == 0 { "4401" } else { "4415" }).expect("digits"),
            address,
            declared_on: Some(day(from.saturating_sub(declared))),
            from: day(from),
            to: (!open).then(|| day(from + length)),
            cancel_asked_on: (asked < 200).then(|| day(from + asked)),
            voided: voided == 0,
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(64) })]

    /// For one set of registrations, the stay that reaches a later day never starts earlier.
    #[test]
    fn a_later_day_never_has_an_earlier_start(
        segments in prop::collection::vec(any_segment(), 0..8),
        days in (0_u64..1300, 0_u64..400), policy in any_policy(),
        settings in (any::<bool>(), any::<bool>(), any::<bool>()),
    ) {
        let mut stay = policy.stay;
        (stay.pending_counts, stay.cancel_pending_counts) = (settings.0, settings.1);
        if settings.2 {
            stay.scope = StayScope::Address;
            // A person who leaves one address falls back to another, younger or older one.
            prop_assume!(segments.iter().all(|segment| segment.address == segments[0].address));
        }
        let on = |number| stay_start(&segments, city(), day(number), &stay);
        if let (Some(early), Some(late)) = (on(days.0), on(days.0 + days.1)) {
            prop_assert!(early <= late);
        }
        if let Some(start) = on(days.0) {
            prop_assert!(start <= day(days.0));
        }
    }

    /// The order of registrations and a voided or distant one change nothing.
    #[test]
    fn only_registrations_of_the_city_count(
        mut segments in prop::collection::vec(any_segment(), 0..8),
        today in 0_u64..1300, policy in any_policy(),
    ) {
        let start = |segments: &[Segment]| stay_start(segments, city(), day(today), &policy.stay);
        let before = start(&segments);
        segments.reverse();
        prop_assert_eq!(start(&segments), before);
        segments.retain(|segment| !segment.voided && segment.city == city());
        prop_assert_eq!(start(&segments), before);
    }

    /// Ages never fall as days pass, nor for a person born earlier.
    #[test]
    fn ages_only_grow(birth in 0_u64..20_000, today in 0_u64..40_000, later in 0_u64..1000, policy in any_policy()) {
        let age = age_on(day(birth), day(today), &policy.age);
        prop_assert!(age <= age_on(day(birth), day(today + later), &policy.age));
        prop_assert!(age >= age_on(day(birth + later), day(today), &policy.age));
    }

    /// Who is eligible stays so while registrations last and nothing new happens.
    #[test]
    fn eligible_stays_eligible(
        froms in prop::collection::vec(0_u64..200, 1..3), approved in 0_u64..200,
        presentations in prop::collection::vec(0_u64..500, 0..40),
        grounds in prop::collection::vec(0_usize..4, 0..3), exemption in 0_usize..4,
        today in 0_u64..900, later in 0_u64..900, policy in any_policy(),
    ) {
        let exemption = residence::Exemption::ALL.get(exemption);
        let input = EligibilityInput {
            population: Population::Floating,
            age: 30,
            agent: false,
            city: city(),
            habitual: Some(Habitual::Approved { since: day(approved) }),
            segments: froms.iter().map(|from| Segment::new(city(), day(*from), None)).collect(),
            presentations: presentations.iter().map(|number| day((*number).min(today))).collect(),
            grounds: grounds.iter().map(|place| Ground::ALL[*place]).collect(),
            exemption: exemption.map(|exemption| Proof {
                exemption: *exemption,
                since: Some(day(approved)),
            }),
            live_permit: false,
            live_application: false,
        };
        let verdict = |number| eligibility(&input, &policy, day(number)).verdict;
        if let Eligibility::Eligible { since, .. } = verdict(today) {
            prop_assert!(since <= day(today));
            let still = matches!(verdict(today + later), Eligibility::Eligible { .. });
            prop_assert!(still, "{:?}", verdict(today + later));
        }
        if let Eligibility::NotYet { on, .. } = verdict(today) {
            prop_assert!(on > day(today));
        }
    }

    /// Notices of two stretches are those of both together.
    #[test]
    fn notices_do_not_depend_on_how_often_one_asks(
        issued in 0_u64..500, cuts in (0_u64..900, 0_u64..900, 0_u64..900), policy in any_policy(),
    ) {
        let mut cuts = [cuts.0, cuts.1, cuts.2].map(day);
        cuts.sort_unstable();
        let permit = Permit::Issued(residence::IssuedPermit::new(city(), day(issued)));
        let due = |from, to| notices_due(&permit, from, to, &policy.permit);
        let mut split = due(cuts[0], cuts[1]);
        split.extend(due(cuts[1], cuts[2]));
        prop_assert_eq!(split, due(cuts[0], cuts[2]));
    }

    /// Two hundred random events: each is refused, and refused again, or leads along the table.
    #[test]
    fn no_history_leaves_the_table(
        steps in prop::collection::vec((0_usize..20, 0_u64..40, any::<u8>()), 200), policy in any_policy(),
    ) {
        let mut permit: Option<Permit> = None;
        let mut today = 0;
        for (event, days, chance) in steps {
            today += days;
            let (event, facts) = (any_event(event, today, days), any_facts(chance, today, &policy));
            let decide = |permit: Option<&Permit>| decide_permit(permit, &event, &facts, day(today), &policy);
            let state = |permit: &Permit| permit_status(permit, day(today), &policy.permit).state;
            let before = permit.as_ref().map(state);
            match decide(permit.as_ref()) {
                Ok(decision) => {
                    let after = state(&decision.permit);
                    prop_assert!(may_lead(before, &event, after), "{before:?} {event:?} {after:?}");
                    prop_assert_eq!(decision.policy, policy.version);
                    permit = Some(decision.permit);
                }
                Err(denials) => {
                    prop_assert!(!denials.is_empty());
                    prop_assert_eq!(decide(permit.as_ref()), Err(denials));
                }
            }
            // A final state ends a life; the next one begins from nothing.
            if chance > 200 && permit.as_ref().is_some_and(|held| is_final(state(held))) {
                permit = None;
            }
        }
    }
}

fn any_event(number: usize, today: u64, days: u64) -> PermitEvent {
    let papers = BTreeSet::from([PermitPaper::JobProof]);
    let reasons = PermitCancelReason::ALL;
    match number {
        0 | 1 => PermitEvent::Apply,
        2 => PermitEvent::StartReview,
        3 => PermitEvent::AskCorrection(papers),
        4 => PermitEvent::Supply,
        5 => PermitEvent::CorrectionTimeout,
        6 | 7 => PermitEvent::Issue,
        8 if today.is_multiple_of(7) => PermitEvent::Refuse(vec![PermitDenial::NoGround]),
        8 | 9 => PermitEvent::Endorse,
        10 | 11 => PermitEvent::DayTick {
            after: day(today.saturating_sub(days)),
        },
        12 => PermitEvent::AddressCancelled,
        13 | 14 => PermitEvent::EndorseLate,
        15 => PermitEvent::ChangeAddress,
        16 => PermitEvent::Replace,
        17 => PermitEvent::Reissue,
        18 if today.is_multiple_of(5) => PermitEvent::Cancel,
        19 if today.is_multiple_of(3) => {
            let place = usize::try_from(days).expect("a small number") % reasons.len();
            PermitEvent::CancelByAuthority(reasons[place])
        }
        _ => PermitEvent::StartReview,
    }
}

fn any_facts(chance: u8, today: u64, policy: &Policy) -> PermitFacts {
    let on = day(today.saturating_sub(u64::from(chance % 4)));
    PermitFacts {
        actor: match chance % 16 {
            0 => PermitActor::Holder,
            1 => PermitActor::Register,
            _ => PermitActor::Officer,
        },
        city: city(),
        assessment: (!chance.is_multiple_of(5)).then_some(Assessment {
            verdict: Eligibility::Eligible {
                since: on,
                route: Route::Stay,
            },
            policy: policy.version,
        }),
        qualified: !chance.is_multiple_of(7),
        new_address: (!chance.is_multiple_of(3)).then_some(NewAddress {
            city: city(),
            effective_on: Some(on),
            habitual: Some(Habitual::Approved { since: on }),
        }),
        confirmed: chance.is_multiple_of(2),
    }
}

fn is_final(state: PermitState) -> bool {
    matches!(
        state,
        PermitState::Refused | PermitState::Withdrawn | PermitState::Cancelled
    )
}

/// The table of domain.md 7.2, from the left to the right.
fn may_lead(before: Option<PermitState>, event: &PermitEvent, after: PermitState) -> bool {
    use PermitState::{
        Accepted, Cancelled, Correction, Refused, Suspended, UnderReview, Valid, Withdrawn,
    };
    let live = [Accepted, Correction, UnderReview, Valid, Suspended];
    let issued = [Valid, Suspended];
    let from = |states: &[PermitState]| before.is_some_and(|state| states.contains(&state));
    match event {
        PermitEvent::Apply => before.is_none() && after == Accepted,
        PermitEvent::StartReview => from(&[Accepted]) && after == UnderReview,
        PermitEvent::AskCorrection(_) => from(&[Accepted, UnderReview]) && after == Correction,
        PermitEvent::Supply => from(&[Correction]) && after == UnderReview,
        PermitEvent::CorrectionTimeout => from(&[Correction]) && after == Withdrawn,
        PermitEvent::Issue => from(&[UnderReview]) && after == Valid,
        PermitEvent::Refuse(_) => from(&[UnderReview]) && after == Refused,
        PermitEvent::Endorse => from(&[Valid]) && after == Valid,
        PermitEvent::DayTick { .. } => {
            from(&[Valid, Suspended, Cancelled]) && before == Some(after)
        }
        PermitEvent::AddressCancelled => from(&issued) && after == Suspended,
        PermitEvent::EndorseLate => from(&[Suspended]) && issued.contains(&after),
        PermitEvent::ChangeAddress => from(&issued) && issued.contains(&after),
        PermitEvent::Replace | PermitEvent::Reissue => from(&issued) && before == Some(after),
        PermitEvent::Cancel => from(&issued) && after == Cancelled,
        PermitEvent::CancelByAuthority(reason) => {
            let by_limit = *reason == PermitCancelReason::SuspendedTooLong && from(&[Cancelled]);
            (from(&live) || by_limit) && after == Cancelled
        }
    }
}
