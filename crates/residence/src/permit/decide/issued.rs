//! P7 to P15: a permit that was issued.

use chrono::NaiveDate;

use super::{Change, NewAddress, PermitActor, PermitEvent, PermitFacts};
use crate::{
    eligibility::{Habitual, PermitDenial},
    permit::{
        IssuedPermit, Permit, PermitAction, PermitCancelReason, PermitEffect, PermitNotice,
        PermitRecord, PermitState, PermitStatus,
        notices::notices_due,
        status::{can, permit_status},
        term::too_late_on,
    },
    policy::Policy,
};

pub(super) fn continued(
    held: &IssuedPermit,
    event: &PermitEvent,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, PermitDenial> {
    let permit = Permit::Issued(held.clone());
    let status = permit_status(&permit, today, &policy.permit);
    let allowed = |action| can(action, &permit, today, &policy.permit);
    match event {
        PermitEvent::DayTick { after } => Ok(tick(held, *after, facts, today, policy)),
        PermitEvent::CancelByAuthority(PermitCancelReason::SuspendedTooLong) => {
            suspended_too_long(&status, policy)
        }
        _ if status.state == PermitState::Cancelled => Err(PermitDenial::WrongState),
        PermitEvent::Endorse => {
            allowed(PermitAction::Endorse)?;
            endorse(held, facts, today, policy, PermitRecord::Endorsement)
        }
        PermitEvent::EndorseLate => {
            allowed(PermitAction::EndorseLate)?;
            endorse(held, facts, today, policy, PermitRecord::LateEndorsement)
        }
        PermitEvent::AddressCancelled => address_cancelled(held, today, policy),
        PermitEvent::ChangeAddress => change_address(held, facts, today, policy),
        PermitEvent::Replace => {
            allowed(PermitAction::Replace)?;
            Ok(next_card(held, PermitRecord::Replacement, policy))
        }
        PermitEvent::Reissue => {
            allowed(PermitAction::Reissue)?;
            Ok(next_card(held, PermitRecord::Reissue, policy))
        }
        PermitEvent::Cancel if !facts.confirmed => Err(PermitDenial::NotConfirmed),
        PermitEvent::Cancel => Ok(cancelled(PermitCancelReason::Voluntary, today)),
        // The holder's own reason is the holder's own event.
        PermitEvent::CancelByAuthority(PermitCancelReason::Voluntary) => {
            Err(PermitDenial::WrongState)
        }
        PermitEvent::CancelByAuthority(reason) => Ok(cancelled(*reason, today)),
        PermitEvent::Apply
        | PermitEvent::StartReview
        | PermitEvent::AskCorrection(_)
        | PermitEvent::Supply
        | PermitEvent::CorrectionTimeout
        | PermitEvent::Issue
        | PermitEvent::Refuse(_) => Err(PermitDenial::WrongState),
    }
}

/// P8, and the end of a suspension that lasted too long: what the days since the last tick bring.
///
/// A holder who does not qualify when the endorsement is missed is told so too, by the reason.
fn tick(
    held: &IssuedPermit,
    after: NaiveDate,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Change {
    let permit = Permit::Issued(held.clone());
    let status = permit_status(&permit, today, &policy.permit);
    if let (PermitState::Cancelled, Some(on)) = (status.state, status.since) {
        return cancelled(PermitCancelReason::SuspendedTooLong, on);
    }
    let lapse_on = held.term.lapse_on();
    let lapsed_now = after < lapse_on && lapse_on <= today;
    let mut next = held.clone();
    if lapsed_now && !facts.qualified {
        next.not_qualified_since = Some(lapse_on);
    }
    let next = Permit::Issued(next);
    let due = notices_due(&next, after, today, &policy.permit);
    let mut notices: Vec<_> = due.into_iter().map(|due| due.notice).collect();
    // After a week without ticks nobody is told of a window that is closed, or twice of an open one.
    notices.retain(|notice| !notice.is_over(today));
    notices.dedup();
    let record = lapsed_now.then_some(PermitEffect::Record(PermitRecord::Suspension));
    let notices = notices.into_iter().map(PermitEffect::Notify);
    (next, record.into_iter().chain(notices).collect())
}

/// P7 and P10: the next cycle begins; what else suspends the permit stays.
fn endorse(
    held: &IssuedPermit,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
    record: PermitRecord,
) -> Result<Change, PermitDenial> {
    if !facts.qualified {
        return Err(PermitDenial::NotQualifiedNow);
    }
    let mut next = held.clone();
    next.term = held.term.endorsed(today, &policy.permit)?;
    next.endorsed_on.push(today);
    next.not_qualified_since = None;
    let restored = restored_from(held, &next, today, policy);
    let effects = [PermitEffect::Record(record)].into_iter().chain(restored);
    Ok((Permit::Issued(next), effects.collect()))
}

/// P9. A permit that is suspended already takes the reason too, else it would be lost.
fn address_cancelled(
    held: &IssuedPermit,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, PermitDenial> {
    if held.address_ended_on.is_some() {
        return Err(PermitDenial::WrongState);
    }
    let next = Permit::Issued(IssuedPermit {
        address_ended_on: Some(today),
        ..held.clone()
    });
    let reasons = permit_status(&next, today, &policy.permit).suspended_for;
    let effects = vec![
        PermitEffect::Record(PermitRecord::Suspension),
        PermitEffect::Notify(PermitNotice::Suspended { reasons }),
    ];
    Ok((next, effects))
}

/// P11 and P12: the address changes, the dates stay.
fn change_address(
    held: &IssuedPermit,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, PermitDenial> {
    let address = facts.new_address.ok_or(PermitDenial::NoHabitual)?;
    let effective_on = address_in_effect(held, &address, today)?;
    if let Some(ended_on) = held.address_ended_on
        && facts.actor != PermitActor::Officer
    {
        check_break(ended_on, effective_on, policy)?;
    }
    let next = IssuedPermit {
        address_ended_on: None,
        ..held.clone()
    };
    let restored = restored_from(held, &next, today, policy);
    let record = PermitEffect::Record(PermitRecord::AddressChange);
    let effects = [record].into_iter().chain(restored);
    Ok((Permit::Issued(next), effects.collect()))
}

fn address_in_effect(
    held: &IssuedPermit,
    address: &NewAddress,
    today: NaiveDate,
) -> Result<NaiveDate, PermitDenial> {
    let effective_on = address
        .effective_on
        .filter(|day| *day <= today && address.city == held.city)
        .ok_or(PermitDenial::NoEffectiveRegistration)?;
    match address.habitual {
        Some(Habitual::Approved { since }) if since <= today => Ok(effective_on),
        Some(Habitual::Approved { .. } | Habitual::Pending) => Err(PermitDenial::HabitualPending),
        None => Err(PermitDenial::NoHabitual),
    }
}

/// The same break that a stay bridges (佛山市居住证办理工作指引: 三日); a longer one goes to the desk.
fn check_break(
    ended_on: NaiveDate,
    effective_on: NaiveDate,
    policy: &Policy,
) -> Result<(), PermitDenial> {
    let between = effective_on.signed_duration_since(ended_on).num_days();
    let days = u32::try_from(between.saturating_sub(1)).unwrap_or(0);
    if days > policy.stay.break_days_max {
        return Err(PermitDenial::BreakTooLong { days });
    }
    Ok(())
}

/// The holder is told when the last reason is gone, or which ones are left.
fn restored_from(
    held: &IssuedPermit,
    next: &IssuedPermit,
    today: NaiveDate,
    policy: &Policy,
) -> Vec<PermitEffect> {
    let reasons = |permit: &IssuedPermit| {
        let permit = Permit::Issued(permit.clone());
        permit_status(&permit, today, &policy.permit).suspended_for
    };
    let (before, left) = (reasons(held), reasons(next));
    if before.is_empty() || before == left {
        return Vec::new();
    }
    if left.is_empty() {
        return vec![
            PermitEffect::Record(PermitRecord::Restoration),
            PermitEffect::Notify(PermitNotice::Restored),
        ];
    }
    vec![PermitEffect::Notify(PermitNotice::Suspended {
        reasons: left,
    })]
}

/// P13: dates and state stay, the number of the card rises (居住证暂行条例 art. 11).
fn next_card(held: &IssuedPermit, record: PermitRecord, policy: &Policy) -> Change {
    let serial = held.card_serial.saturating_add(1);
    let next = IssuedPermit {
        card_serial: serial,
        ..held.clone()
    };
    let card = PermitEffect::MakeCard {
        serial,
        fee_fen: policy.permit.card_fee.replacement_fen,
    };
    (
        Permit::Issued(next),
        vec![PermitEffect::Record(record), card],
    )
}

/// P15: the day from which the permit counts as cancelled is the one that the limit sets.
fn suspended_too_long(status: &PermitStatus, policy: &Policy) -> Result<Change, PermitDenial> {
    match (status.state, status.since) {
        (PermitState::Cancelled, Some(on)) => {
            Ok(cancelled(PermitCancelReason::SuspendedTooLong, on))
        }
        (_, since) => Err(PermitDenial::NotDue {
            on: since.and_then(|since| too_late_on(since, &policy.permit)),
        }),
    }
}

fn cancelled(reason: PermitCancelReason, on: NaiveDate) -> Change {
    let record = PermitEffect::Record(PermitRecord::Cancellation);
    (Permit::Cancelled { reason, on }, vec![record])
}
