//! What a holder meets beside the numbered cases: qualification, addresses, giving back, fees.

use super::*;
use crate::policy::{LateAnchor, PermitPolicy};

#[test]
fn only_the_qualified_endorse_and_a_reason_is_kept_until_they_do() {
    let unqualified = |on| PermitFacts {
        qualified: false,
        ..facts(PermitActor::Officer, on)
    };
    let mut holder = march();
    let answer = |holder: &Holder, event, on| holder.answer(&event, on, &unqualified(on));
    let not_now = vec![PermitDenial::NotQualifiedNow];
    assert_eq!(
        answer(&holder, PermitEvent::Endorse, "2026-03-01"),
        Err(not_now.clone())
    );
    let tick = PermitEvent::DayTick {
        after: day("2026-03-14"),
    };
    let effects = holder.does_with(tick, "2026-03-15", &unqualified("2026-03-15"));
    let both = BTreeSet::from([LAPSED, SuspensionReason::NotQualified]);
    assert_eq!(
        effects,
        [
            PermitEffect::Record(PermitRecord::Suspension),
            PermitEffect::Notify(PermitNotice::Suspended {
                reasons: both.clone()
            }),
        ]
    );
    assert_eq!(holder.status("2026-03-15").suspended_for, both);
    assert_eq!(
        issued(&holder.permit).not_qualified_since,
        Some(day("2026-03-15"))
    );
    assert_eq!(
        answer(&holder, PermitEvent::EndorseLate, "2026-04-01"),
        Err(not_now)
    );
    holder.does(PermitEvent::EndorseLate, "2026-04-02");
    assert_eq!(holder.state("2026-04-02"), PermitState::Valid);
    assert_eq!(issued(&holder.permit).endorsed_on, [day("2026-04-02")]);
}

/// A permit without address is not endorsed in time: the address comes first.
#[test]
fn a_suspended_permit_is_not_endorsed_in_its_window() {
    let holder = without_address();
    let first = Err(PermitDenial::NotQualifiedNow);
    assert_eq!(holder.can(PermitAction::Endorse, "2026-03-01"), first);
    let early = PermitDenial::WindowNotOpen {
        from: day("2026-02-15"),
    };
    assert_eq!(holder.can(PermitAction::Endorse, "2026-02-01"), Err(early));
}

#[test]
fn an_address_is_written_only_when_it_is_in_effect_and_habitual() {
    let (holder, bereft) = (march(), without_address());
    let on = "2025-10-02";
    let with = |holder: &Holder, change: fn(&mut NewAddress)| {
        let mut facts = facts(PermitActor::Holder, on);
        facts.new_address.as_mut().map(change);
        holder.answer(&PermitEvent::ChangeAddress, on, &facts)
    };
    type Change = fn(&mut NewAddress);
    let cases: [(Change, PermitDenial); 6] = [
        (
            |a| a.effective_on = None,
            PermitDenial::NoEffectiveRegistration,
        ),
        (
            |a| a.effective_on = Some("2025-10-03".parse().unwrap()),
            PermitDenial::NoEffectiveRegistration,
        ),
        (
            |a| a.city = CityCode::parse("4401").unwrap(),
            PermitDenial::NoEffectiveRegistration,
        ),
        (|a| a.habitual = None, PermitDenial::NoHabitual),
        (
            |a| a.habitual = Some(Habitual::Pending),
            PermitDenial::HabitualPending,
        ),
        (
            |a| {
                a.habitual = Some(Habitual::Approved {
                    since: "2025-10-03".parse().unwrap(),
                });
            },
            PermitDenial::HabitualPending,
        ),
    ];
    for (change, denial) in cases {
        assert_eq!(with(&holder, change), Err(vec![denial]));
        assert_eq!(with(&bereft, change), Err(vec![denial]));
    }
    let changed = with(&holder, |_| {}).unwrap();
    assert_eq!(changed.permit, holder.permit, "P12 keeps the dates");
    assert_eq!(
        changed.effects,
        [PermitEffect::Record(PermitRecord::AddressChange)]
    );
    let nowhere = PermitFacts {
        new_address: None,
        ..facts(PermitActor::Holder, on)
    };
    let denied = holder.answer(&PermitEvent::ChangeAddress, on, &nowhere);
    assert_eq!(denied, Err(vec![PermitDenial::NoHabitual]));
}

/// What was said of a missing endorsement is not said again for an address that changes nothing about it.
#[test]
fn another_address_does_not_repeat_that_the_endorsement_is_missing() {
    let mut holder = march();
    assert_eq!(holder.reasons("2026-04-01"), [LAPSED]);
    let effects = holder.does(PermitEvent::ChangeAddress, "2026-04-01");
    assert_eq!(effects, [PermitEffect::Record(PermitRecord::AddressChange)]);
    assert_eq!(holder.reasons("2026-04-01"), [LAPSED]);
}

#[test]
fn a_holder_gives_the_permit_back_only_after_confirming() {
    let mut holder = march();
    let unconfirmed = PermitFacts {
        confirmed: false,
        ..facts(PermitActor::Holder, "2025-05-01")
    };
    let denied = holder.answer(&PermitEvent::Cancel, "2025-05-01", &unconfirmed);
    assert_eq!(denied, Err(vec![PermitDenial::NotConfirmed]));
    let by_holder = facts(PermitActor::Holder, "2025-05-01");
    let effects = holder.does_with(PermitEvent::Cancel, "2025-05-01", &by_holder);
    assert_eq!(effects, [PermitEffect::Record(PermitRecord::Cancellation)]);
    let status = holder.status("2025-06-01");
    assert_eq!(status.state, PermitState::Cancelled);
    assert_eq!(status.cancelled_for, Some(PermitCancelReason::Voluntary));
    assert_eq!(status.since, Some(day("2025-05-01")));
}

/// The fee is the profile's, and unknown where a notice of the city sets it.
#[test]
fn the_fee_of_a_card_is_the_profile_s() {
    for (policy, fee_fen) in [
        (Policy::GD_ZHONGSHAN, Some(2000)),
        (Policy::GD_SHENZHEN, None),
    ] {
        let mut holder = Holder::of(issued_on("2025-03-15"), policy);
        let effects = holder.does(PermitEvent::Reissue, "2025-05-01");
        assert!(effects.contains(&PermitEffect::MakeCard { serial: 2, fee_fen }));
    }
}

/// An old decision holds: a new policy moves no anniversary and reopens no endorsement.
#[test]
fn a_new_policy_changes_no_endorsement() {
    let mut holder = Holder::of(issued_on("2025-06-01"), Policy::GD_SHENZHEN);
    holder.does(PermitEvent::Endorse, "2026-04-02");
    let narrow = PermitPolicy {
        late_anchor: LateAnchor::KeepOriginal,
        ..Policy::GD_DEFAULT.permit
    };
    holder.policy.permit = narrow;
    assert_eq!(holder.schedule("2026-04-03").lapse_on, day("2027-06-01"));
    assert_eq!(holder.state("2026-06-02"), PermitState::Valid);
}
