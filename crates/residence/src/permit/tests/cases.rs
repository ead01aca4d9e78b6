//! N1 to N15 of domain.md 7.5, and what a person meets between application and end.

use super::*;
use crate::policy::LateAnchor;

#[test]
fn n1_to_n4_the_window_and_the_day_after_it() {
    let holder = march();
    let from = day("2026-02-15");
    let early = PermitDenial::WindowNotOpen { from };
    assert_eq!(holder.can(PermitAction::Endorse, "2026-02-14"), Err(early));
    assert_eq!(holder.denied(PermitEvent::Endorse, "2026-02-14"), [early]);
    for on in ["2026-02-15", "2026-03-14"] {
        let mut holder = march();
        assert_eq!(holder.can(PermitAction::Endorse, on), Ok(()));
        assert!(holder.status(on).endorsement_open, "{on}");
        let effects = holder.does(PermitEvent::Endorse, on);
        assert_eq!(effects, [PermitEffect::Record(PermitRecord::Endorsement)]);
        assert_eq!(holder.schedule(on).lapse_on, day("2027-03-15"));
        assert_eq!(issued(&holder.permit).endorsed_on, [day(on)]);
        assert!(!holder.status(on).endorsement_open);
    }
    assert!(!holder.status("2026-02-14").endorsement_open);
    assert_eq!(holder.status("2026-03-14").days_to_lapse, Some(1));
    assert_eq!(holder.state("2026-03-14"), PermitState::Valid);
    assert_eq!(holder.state("2026-03-15"), PermitState::Suspended);
    assert_eq!(holder.reasons("2026-03-15"), [LAPSED]);
    let status = holder.status("2026-04-01");
    assert_eq!(status.since, Some(day("2026-03-15")));
    assert_eq!(
        (status.endorsement_open, status.days_to_lapse),
        (false, None)
    );
    assert_eq!(holder.can(PermitAction::EndorseLate, "2026-03-15"), Ok(()));
    let lapsed = PermitDenial::Lapsed {
        since: day("2026-03-15"),
    };
    assert_eq!(holder.can(PermitAction::Endorse, "2026-03-15"), Err(lapsed));
    let not_due = PermitDenial::NotDue {
        on: Some(day("2026-03-15")),
    };
    assert_eq!(
        holder.can(PermitAction::EndorseLate, "2026-03-14"),
        Err(not_due)
    );
}

#[test]
fn n5_and_n6_a_late_endorsement_restarts_or_keeps_the_year() {
    let mut holder = march();
    let effects = holder.does(PermitEvent::EndorseLate, "2026-05-01");
    let restored = [
        PermitEffect::Record(PermitRecord::LateEndorsement),
        PermitEffect::Record(PermitRecord::Restoration),
        PermitEffect::Notify(PermitNotice::Restored),
    ];
    assert_eq!(effects, restored);
    assert_eq!(holder.state("2026-05-01"), PermitState::Valid);
    let schedule = holder.schedule("2026-05-01");
    assert_eq!(schedule.lapse_on, day("2027-05-01"));
    assert_eq!(schedule.window_from, day("2027-04-01"));
    assert_eq!((schedule.cycle, schedule.residence_days), (2, 365));
    assert_eq!(holder.schedule("2026-05-02").residence_days, 366);

    let mut keeping = march();
    keeping.policy.permit.late_anchor = LateAnchor::KeepOriginal;
    keeping.does(PermitEvent::EndorseLate, "2026-05-01");
    assert_eq!(keeping.schedule("2026-05-01").lapse_on, day("2027-03-15"));
}

#[test]
fn n7_the_leap_day_comes_back() {
    let mut holder = Holder::of(issued_on("2024-02-29"), Policy::GD_DEFAULT);
    for on in ["2025-02-27", "2026-01-28", "2027-02-10"] {
        holder.does(PermitEvent::Endorse, on);
    }
    let status = holder.status("2028-02-28");
    assert_eq!(status.state, PermitState::Valid);
    assert!(status.endorsement_open);
    assert_eq!(holder.schedule("2028-02-28").lapse_on, day("2028-02-29"));
}

#[test]
fn n8_a_permit_without_address_is_suspended_from_the_confirmation() {
    let mut holder = march();
    let effects = holder.does(PermitEvent::AddressCancelled, "2025-10-01");
    let suspended = [
        PermitEffect::Record(PermitRecord::Suspension),
        PermitEffect::Notify(PermitNotice::Suspended {
            reasons: BTreeSet::from([NO_ADDRESS]),
        }),
    ];
    assert_eq!(effects, suspended);
    assert_eq!(holder.state("2025-09-30"), PermitState::Valid);
    assert_eq!(holder.reasons("2025-10-01"), [NO_ADDRESS]);
    assert_eq!(holder.status("2025-10-02").since, Some(day("2025-10-01")));
}

#[test]
fn n9_another_address_after_a_short_break_restores_it() {
    let mut holder = without_address();
    let effects = holder.does_with(
        PermitEvent::ChangeAddress,
        "2025-10-04",
        &facts(PermitActor::Holder, "2025-10-04"),
    );
    let restored = [
        PermitEffect::Record(PermitRecord::AddressChange),
        PermitEffect::Record(PermitRecord::Restoration),
        PermitEffect::Notify(PermitNotice::Restored),
    ];
    assert_eq!(effects, restored);
    assert_eq!(holder.state("2025-10-04"), PermitState::Valid);
    assert_eq!(holder.schedule("2025-10-04").lapse_on, day("2026-03-15"));

    let holder = without_address();
    let with = |effective: &str| {
        let facts = facts(PermitActor::Holder, effective);
        holder.answer(&PermitEvent::ChangeAddress, "2025-12-01", &facts)
    };
    assert!(with("2025-10-05").is_ok(), "three days are bridged");
    assert!(
        with("2025-09-01").is_ok(),
        "an address that overlaps leaves no break"
    );
    let broken = PermitDenial::BreakTooLong { days: 4 };
    assert_eq!(with("2025-10-06").unwrap_err(), [broken]);
    let mut at_desk = without_address();
    at_desk.does(PermitEvent::ChangeAddress, "2025-10-06");
    assert_eq!(at_desk.state("2025-10-06"), PermitState::Valid);
}

#[test]
fn n10_both_reasons_must_be_cured() {
    let mut holder = without_address();
    assert_eq!(holder.reasons("2026-03-15"), [LAPSED, NO_ADDRESS]);
    assert_eq!(holder.status("2026-03-15").since, Some(day("2025-10-01")));
    let mut other_way = without_address();

    let effects = holder.does(PermitEvent::EndorseLate, "2026-03-20");
    let left = |reason| {
        PermitEffect::Notify(PermitNotice::Suspended {
            reasons: BTreeSet::from([reason]),
        })
    };
    assert_eq!(
        effects,
        [
            PermitEffect::Record(PermitRecord::LateEndorsement),
            left(NO_ADDRESS)
        ]
    );
    assert_eq!(holder.reasons("2026-03-20"), [NO_ADDRESS]);
    holder.does(PermitEvent::ChangeAddress, "2026-03-21");
    assert_eq!(holder.state("2026-03-21"), PermitState::Valid);

    let effects = other_way.does(PermitEvent::ChangeAddress, "2026-03-20");
    assert_eq!(
        effects,
        [
            PermitEffect::Record(PermitRecord::AddressChange),
            left(LAPSED)
        ]
    );
    assert_eq!(other_way.reasons("2026-03-20"), [LAPSED]);
    other_way.does(PermitEvent::EndorseLate, "2026-03-21");
    assert_eq!(other_way.state("2026-03-21"), PermitState::Valid);
}

#[test]
fn n11_and_n12_a_new_card_keeps_the_dates_and_needs_the_endorsement() {
    for (event, action, record) in [
        (
            PermitEvent::Replace,
            PermitAction::Replace,
            PermitRecord::Replacement,
        ),
        (
            PermitEvent::Reissue,
            PermitAction::Reissue,
            PermitRecord::Reissue,
        ),
    ] {
        let mut holder = march();
        let before = holder.schedule("2026-02-20");
        let effects = holder.does(event.clone(), "2026-02-20");
        let card = PermitEffect::MakeCard {
            serial: 2,
            fee_fen: Some(2000),
        };
        assert_eq!(effects, [PermitEffect::Record(record), card]);
        assert_eq!(holder.schedule("2026-02-20"), before);
        assert_eq!(issued(&holder.permit).card_serial, 2);

        let holder = march();
        let first = Err(PermitDenial::EndorseFirst);
        assert_eq!(holder.can(action, "2026-03-15"), first);
        assert_eq!(
            holder.denied(event.clone(), "2026-03-15"),
            [PermitDenial::EndorseFirst]
        );

        let mut suspended = without_address();
        suspended.does(event, "2025-11-01");
        assert_eq!(suspended.reasons("2025-11-01"), [NO_ADDRESS]);
        assert_eq!(issued(&suspended.permit).card_serial, 2);
    }
}

#[test]
fn n13_and_n14_shenzhen_opens_early_and_ends_after_two_years() {
    let holder = Holder::of(issued_on("2025-06-01"), Policy::GD_SHENZHEN);
    assert!(!holder.status("2026-04-01").endorsement_open);
    assert!(holder.status("2026-04-02").endorsement_open);

    assert_eq!(holder.state("2028-05-31"), PermitState::Suspended);
    assert_eq!(holder.can(PermitAction::EndorseLate, "2028-05-31"), Ok(()));
    let status = holder.status("2028-06-01");
    assert_eq!(status.state, PermitState::Cancelled);
    assert_eq!(
        status.cancelled_for,
        Some(PermitCancelReason::SuspendedTooLong)
    );
    assert_eq!(status.since, Some(day("2028-06-01")));
    assert!(status.suspended_for.is_empty());
    let wrong = PermitDenial::WrongState;
    assert_eq!(
        holder.can(PermitAction::EndorseLate, "2028-06-01"),
        Err(wrong)
    );
    assert_eq!(holder.denied(PermitEvent::Cancel, "2028-06-01"), [wrong]);

    let after = day("2028-05-31");
    for event in [
        PermitEvent::DayTick { after },
        PermitEvent::CancelByAuthority(PermitCancelReason::SuspendedTooLong),
    ] {
        let mut holder = Holder::of(issued_on("2025-06-01"), Policy::GD_SHENZHEN);
        let effects = holder.does(event, "2028-06-05");
        assert_eq!(effects, [PermitEffect::Record(PermitRecord::Cancellation)]);
        let ended = Permit::Cancelled {
            reason: PermitCancelReason::SuspendedTooLong,
            on: day("2028-06-01"),
        };
        assert_eq!(holder.permit, ended);
    }
    let by_limit = PermitEvent::CancelByAuthority(PermitCancelReason::SuspendedTooLong);
    for (on, due) in [
        ("2027-01-01", Some(day("2028-06-01"))),
        ("2026-01-01", None),
    ] {
        let denied = holder.answer(&by_limit, on, &facts(PermitActor::Officer, on));
        assert_eq!(
            denied.unwrap_err(),
            [PermitDenial::NotDue { on: due }],
            "{on}"
        );
    }
}

/// N15: the last second of the last day is that day still, by the centre's clock.
#[test]
fn n15_the_last_second_is_in_time() {
    let holder = march();
    let midnight = 1_773_504_000_000; // 2026-03-15T00:00:00+08:00
    for (unix_ms, allowed) in [(midnight - 1, true), (midnight, false)] {
        let today = crate::guangdong_date(unix_ms);
        let answer = can(
            PermitAction::Endorse,
            &holder.permit,
            today,
            &holder.policy.permit,
        );
        assert_eq!(answer.is_ok(), allowed, "{today}");
    }
}
