//! Every state with every event, every actor, and random histories that stay in the table.

use super::*;
use crate::lists::Listed as _;

pub(super) const TODAY: &str = "2026-03-01";

pub(super) fn application(step: ApplicationStep, asked: bool) -> Permit {
    Permit::Application(Application {
        step,
        accepted_on: day("2026-02-20"),
        due_on: day("2026-03-07"),
        correction: asked.then(|| Correction {
            papers: BTreeSet::from([PermitPaper::Photograph]),
            until: day("2026-03-20"),
        }),
    })
}

fn suspended(reasons: &[SuspensionReason]) -> Permit {
    let lapsed = reasons.contains(&SuspensionReason::EndorsementLapsed);
    let issued_on = if lapsed { "2025-02-15" } else { "2025-03-15" };
    let mut permit = IssuedPermit::new(city("4415"), day(issued_on));
    permit.address_ended_on = reasons
        .contains(&SuspensionReason::AddressCancelled)
        .then(|| day("2026-02-27"));
    Permit::Issued(permit)
}

/// The states, each as it may lie in the register.
pub(super) fn permits() -> Vec<(&'static str, Option<Permit>)> {
    let on = day("2026-02-25");
    let ended = |reason| Permit::Cancelled { reason, on };
    vec![
        ("none", None),
        (
            "accepted",
            Some(application(ApplicationStep::Accepted, false)),
        ),
        (
            "correction",
            Some(application(ApplicationStep::Correction, true)),
        ),
        (
            "review",
            Some(application(ApplicationStep::UnderReview, false)),
        ),
        (
            "review again",
            Some(application(ApplicationStep::UnderReview, true)),
        ),
        (
            "refused",
            Some(Permit::Refused {
                reasons: vec![PermitDenial::NoGround],
                on,
            }),
        ),
        ("withdrawn", Some(Permit::Withdrawn { on })),
        ("valid", Some(issued_on("2025-03-15"))),
        (
            "lapsed",
            Some(suspended(&[SuspensionReason::EndorsementLapsed])),
        ),
        (
            "no address",
            Some(suspended(&[SuspensionReason::AddressCancelled])),
        ),
        ("cancelled", Some(ended(PermitCancelReason::Voluntary))),
    ]
}

fn events() -> Vec<PermitEvent> {
    let mut events = vec![
        PermitEvent::Apply,
        PermitEvent::StartReview,
        PermitEvent::AskCorrection(BTreeSet::from([PermitPaper::JobProof])),
        PermitEvent::Supply,
        PermitEvent::CorrectionTimeout,
        PermitEvent::Issue,
        PermitEvent::Refuse(vec![PermitDenial::NoGround]),
        PermitEvent::Endorse,
        PermitEvent::DayTick {
            after: day("2026-02-28"),
        },
        PermitEvent::AddressCancelled,
        PermitEvent::EndorseLate,
        PermitEvent::ChangeAddress,
        PermitEvent::Replace,
        PermitEvent::Reissue,
        PermitEvent::Cancel,
    ];
    let reasons = PermitCancelReason::ALL.iter().copied();
    events.extend(reasons.map(PermitEvent::CancelByAuthority));
    events
}

/// One letter for each event in order: the state that follows, or "-" where it is refused.
fn letters(permit: Option<&Permit>) -> String {
    let outcome = |event: &PermitEvent| {
        let facts = facts(PermitActor::Officer, TODAY);
        decide_permit(permit, event, &facts, day(TODAY), &Policy::GD_DEFAULT).map_or(
            '-',
            |decision| match permit_status(&decision.permit, day(TODAY), &Policy::GD_DEFAULT.permit)
                .state
            {
                PermitState::Eligible => 'e',
                PermitState::Accepted => 'a',
                PermitState::Correction => 'c',
                PermitState::UnderReview => 'u',
                PermitState::Refused => 'r',
                PermitState::Valid => 'V',
                PermitState::Suspended => 'S',
                PermitState::Cancelled => 'X',
                PermitState::Withdrawn => 'w',
            },
        )
    };
    events().iter().map(outcome).collect()
}

/// Columns: apply, review, ask, supply, timeout, issue, refuse, endorse, tick, address cancelled,
/// endorse late, change address, replace, reissue, cancel; then the reasons of the authority:
/// voluntary, became local, death, left, fraud, suspended too long.
#[test]
fn every_state_meets_every_event() {
    let table = [
        ("none", "a--------------------"),
        ("accepted", "-uc-------------XXXX-"),
        ("correction", "---u------------XXXX-"),
        ("review", "--c--Vr---------XXXX-"),
        ("review again", "-----Vr---------XXXX-"),
        ("refused", "---------------------"),
        ("withdrawn", "---------------------"),
        ("valid", "-------VVS-VVVX-XXXX-"),
        ("lapsed", "--------SSVS--X-XXXX-"),
        ("no address", "--------S--VSSX-XXXX-"),
        ("cancelled", "---------------------"),
    ];
    let found: Vec<_> = permits()
        .iter()
        .map(|(name, permit)| (*name, letters(permit.as_ref())))
        .collect();
    let table: Vec<_> = table
        .iter()
        .map(|(name, row)| (*name, (*row).to_owned()))
        .collect();
    assert_eq!(found, table);
}

/// The state that is computed for each of them.
#[test]
fn each_permit_has_its_state() {
    let states: Vec<_> = permits()
        .into_iter()
        .filter_map(|(_, permit)| permit)
        .map(|permit| {
            permit_status(&permit, day(TODAY), &Policy::GD_DEFAULT.permit)
                .state
                .code()
        })
        .collect();
    let expected = [
        "ACCEPTED",
        "CORRECTION",
        "UNDER_REVIEW",
        "UNDER_REVIEW",
        "REFUSED",
        "WITHDRAWN",
        "VALID",
        "SUSPENDED",
        "SUSPENDED",
        "CANCELLED",
    ];
    assert_eq!(states, expected);
}

/// domain.md 7.2: a kiosk starts P1, P7 and P10 to P14; a holder nothing else.
#[test]
fn a_kiosk_starts_what_holders_ask_for() {
    let kiosk: Vec<bool> = events().iter().map(may_start_at_kiosk).collect();
    let mut expected = [false; 21];
    for place in [0, 7, 10, 11, 12, 13, 14] {
        expected[place] = true;
    }
    assert_eq!(kiosk, expected);
}

/// Who may not bring an event changes nothing, whatever the state.
#[test]
fn each_actor_brings_their_own_events() {
    let refuses = |actor, event: &PermitEvent| {
        let facts = facts(actor, TODAY);
        let all = permits();
        all.iter()
            .filter(|(name, _)| *name != "none")
            .all(|(_, permit)| {
                let answer = decide_permit(
                    permit.as_ref(),
                    event,
                    &facts,
                    day(TODAY),
                    &Policy::GD_DEFAULT,
                );
                answer == Err(vec![PermitDenial::OfficerRequired])
            })
    };
    let by = |actor| -> Vec<bool> {
        events()
            .iter()
            .map(|event| !refuses(actor, event))
            .collect()
    };
    let (apply, ticks) = (0, [4, 8, 9]);
    let register: Vec<bool> = (0..21)
        .map(|at| at == apply || ticks.contains(&at))
        .collect();
    assert_eq!(by(PermitActor::Register), register);
    let holder: Vec<bool> = events().iter().map(may_start_at_kiosk).collect();
    assert_eq!(by(PermitActor::Holder), holder);
    assert_eq!(by(PermitActor::Officer), [true; 21]);
    // A clerk brings nothing; that a second application is none is said to everybody.
    let clerk: Vec<bool> = (0..21).map(|at| at == apply).collect();
    assert_eq!(by(PermitActor::Clerk), clerk);
    let facts = facts(PermitActor::Register, TODAY);
    let applied = decide_permit(
        None,
        &PermitEvent::Apply,
        &facts,
        day(TODAY),
        &Policy::GD_DEFAULT,
    );
    assert_eq!(applied, Err(vec![PermitDenial::OfficerRequired]));
}
