//! P1 to P6: from the application to the permit.

use super::{
    matrix::{TODAY, application, permits},
    *,
};

#[test]
fn an_application_is_accepted_with_its_promise() {
    let apply = |verdict: Option<Eligibility>| {
        let facts = PermitFacts {
            assessment: verdict.map(|verdict| Assessment {
                verdict,
                policy: Policy::GD_DEFAULT.version,
            }),
            ..facts(PermitActor::Holder, TODAY)
        };
        decide_permit(
            None,
            &PermitEvent::Apply,
            &facts,
            day("2025-09-25"),
            &Policy::GD_DEFAULT,
        )
    };
    let unproven = vec![PermitDenial::PresenceUnproven];
    let review = Eligibility::Review {
        why: unproven.clone(),
    };
    let eligible = Eligibility::Eligible {
        since: day("2025-07-03"),
        route: Route::Stay,
    };
    for (verdict, unsettled) in [(eligible, Vec::new()), (review, unproven.clone())] {
        let decision = apply(Some(verdict)).unwrap();
        let due_on = day("2025-10-10");
        let accepted = Application {
            step: ApplicationStep::Accepted,
            accepted_on: day("2025-09-25"),
            due_on,
            correction: None,
        };
        assert_eq!(decision.permit, Permit::Application(accepted));
        assert_eq!(decision.policy, Policy::GD_DEFAULT.version);
        let effects = [
            PermitEffect::Record(PermitRecord::Acceptance),
            PermitEffect::Notify(PermitNotice::Accepted { due_on }),
            PermitEffect::AskOfficer {
                until: due_on,
                unsettled,
            },
        ];
        assert_eq!(decision.effects, effects);
    }
    let not_yet = Eligibility::NotYet {
        on: day("2025-10-03"),
        missing: unproven.clone(),
    };
    assert_eq!(apply(Some(not_yet)), Err(unproven));
    let both = vec![PermitDenial::NoGround, PermitDenial::AgentRequired];
    let no = Eligibility::No { why: both.clone() };
    assert_eq!(apply(Some(no)), Err(both));
    assert_eq!(apply(None), Err(vec![PermitDenial::WrongState]));
}

#[test]
fn nobody_applies_twice() {
    let denials: Vec<_> = permits()
        .into_iter()
        .filter_map(|(_, permit)| permit)
        .map(|permit| {
            let facts = facts(PermitActor::Holder, TODAY);
            let event = PermitEvent::Apply;
            decide_permit(
                Some(&permit),
                &event,
                &facts,
                day(TODAY),
                &Policy::GD_DEFAULT,
            )
            .unwrap_err()
        })
        .collect();
    use PermitDenial::{HasApplication, HasPermit, WrongState};
    let expected = [
        HasApplication,
        HasApplication,
        HasApplication,
        HasApplication,
        WrongState,
        WrongState,
        HasPermit,
        HasPermit,
        HasPermit,
        WrongState,
    ];
    assert_eq!(denials, expected.map(|denial| vec![denial]));
}

/// P3 and P4: papers are asked for once, completely, and have thirty days.
#[test]
fn papers_are_asked_for_once_and_have_a_month() {
    let papers = BTreeSet::from([PermitPaper::Photograph, PermitPaper::AddressProof]);
    let accepted = || {
        Holder::of(
            application(ApplicationStep::Accepted, false),
            Policy::GD_DEFAULT,
        )
    };
    let officer = |on| facts(PermitActor::Officer, on);
    let empty = PermitEvent::AskCorrection(BTreeSet::new());
    let denied = accepted().answer(&empty, TODAY, &officer(TODAY));
    assert_eq!(denied, Err(vec![PermitDenial::ListEmpty]));

    let mut holder = accepted();
    let effects = holder.does(PermitEvent::AskCorrection(papers.clone()), TODAY);
    let until = day("2026-03-31");
    let notice = PermitNotice::Correction {
        papers: papers.clone(),
        until,
    };
    assert_eq!(notice.template(), "PERMIT_CORRECTION");
    assert_eq!(
        effects,
        [
            PermitEffect::Record(PermitRecord::Correction),
            PermitEffect::Notify(notice),
        ]
    );
    assert_eq!(holder.state(TODAY), PermitState::Correction);
    let early = holder.answer(
        &PermitEvent::CorrectionTimeout,
        "2026-03-31",
        &officer("2026-03-31"),
    );
    let on = Some(day("2026-04-01"));
    assert_eq!(early, Err(vec![PermitDenial::NotDue { on }]));
    let late = holder.answer(&PermitEvent::Supply, "2026-04-01", &officer("2026-04-01"));
    assert_eq!(late, Err(vec![PermitDenial::CorrectionOver]));

    let mut silent = Holder::of(holder.permit.clone(), Policy::GD_DEFAULT);
    let effects = silent.does(PermitEvent::CorrectionTimeout, "2026-04-01");
    assert_eq!(effects, [PermitEffect::Record(PermitRecord::Withdrawal)]);
    assert_eq!(
        silent.permit,
        Permit::Withdrawn {
            on: day("2026-04-01")
        }
    );

    let effects = holder.does(PermitEvent::Supply, "2026-03-31");
    let ask = PermitEffect::AskOfficer {
        until: day("2026-03-07"),
        unsettled: Vec::new(),
    };
    assert_eq!(effects, [ask]);
    assert_eq!(holder.state("2026-03-31"), PermitState::UnderReview);
    let again = PermitEvent::AskCorrection(papers);
    let denied = holder.answer(&again, "2026-03-31", &officer("2026-03-31"));
    assert_eq!(denied, Err(vec![PermitDenial::AlreadyAsked]));
}

#[test]
fn an_officer_issues_or_refuses_with_reasons() {
    let review = || {
        Holder::of(
            application(ApplicationStep::UnderReview, false),
            Policy::GD_DEFAULT,
        )
    };
    let mut holder = review();
    let effects = holder.does(PermitEvent::Issue, "2026-03-05");
    let notice = PermitNotice::Issued {
        window_from: day("2027-02-05"),
        window_to: day("2027-03-04"),
    };
    assert_eq!(notice.template(), "PERMIT_ISSUED");
    assert_eq!(
        effects,
        [
            PermitEffect::Record(PermitRecord::Issue),
            PermitEffect::Notify(notice)
        ]
    );
    let permit = issued(&holder.permit);
    assert_eq!(permit, &IssuedPermit::new(city("4415"), day("2026-03-05")));
    assert_eq!((permit.city, permit.card_serial), (city("4415"), 1));
    assert_eq!(permit.issued_on, day("2026-03-05"));
    assert_eq!(holder.schedule("2026-03-05").cycle, 1);

    let mut holder = review();
    let empty = PermitEvent::Refuse(Vec::new());
    let denied = holder.answer(&empty, TODAY, &facts(PermitActor::Officer, TODAY));
    assert_eq!(denied, Err(vec![PermitDenial::ListEmpty]));
    let reasons = vec![PermitDenial::NoGround];
    let effects = holder.does(PermitEvent::Refuse(reasons.clone()), TODAY);
    assert_eq!(effects, [PermitEffect::Record(PermitRecord::Refusal)]);
    let on = day(TODAY);
    assert_eq!(holder.permit, Permit::Refused { reasons, on });
}

/// An authority ends an application too; only an officer does.
#[test]
fn the_authority_ends_what_lives() {
    for permit in [
        application(ApplicationStep::Accepted, false),
        issued_on("2025-03-15"),
    ] {
        let mut holder = Holder::of(permit, Policy::GD_DEFAULT);
        let event = PermitEvent::CancelByAuthority(PermitCancelReason::Death);
        let effects = holder.does(event, TODAY);
        assert_eq!(effects, [PermitEffect::Record(PermitRecord::Cancellation)]);
        let reason = PermitCancelReason::Death;
        let on = day(TODAY);
        assert_eq!(holder.permit, Permit::Cancelled { reason, on });
    }
}
