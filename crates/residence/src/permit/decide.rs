//! P1 to P15: the one rule about permits that kiosk and centre share.

mod application;
mod issued;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use super::{
    Permit, PermitCancelReason, PermitEffect, PermitPaper, PermitState, status::permit_status,
};
use crate::{
    division::CityCode,
    eligibility::{Assessment, Habitual, PermitDenial},
    policy::{Policy, PolicyVersion},
};

/// Who brings an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PermitActor {
    /// The holder, or a guardian or near relative for them (居住证暂行条例 art. 9).
    Holder,
    /// An officer of the police at the centre.
    Officer,
    /// A clerk of the community desk, who sees papers and decides nothing about a permit
    /// (domain.md 7.2: P2 to P6 and P15 need an officer).
    Clerk,
    /// The calendar or the register: nobody decides.
    Register,
}

/// What happens to a permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermitEvent {
    /// P1 申领.
    Apply,
    /// P2 开始审核.
    StartReview,
    /// P3 补正: the one complete list of what is missing.
    AskCorrection(BTreeSet<PermitPaper>),
    /// P4 补齐.
    Supply,
    /// P4: the time for papers is over.
    CorrectionTimeout,
    /// P5 签发.
    Issue,
    /// P6 不予办理, with all reasons.
    Refuse(Vec<PermitDenial>),
    /// P7 签注.
    Endorse,
    /// P8: days have passed.
    DayTick {
        /// The last day that was processed.
        after: NaiveDate,
    },
    /// P9: the registration of the permit's address has ended today, by its confirmation and not
    /// by the request for it.
    AddressCancelled,
    /// P10 补办签注.
    EndorseLate,
    /// P11, P12 地址变更.
    ChangeAddress,
    /// P13 换领: damaged, or its data changed.
    Replace,
    /// P13 补领: lost.
    Reissue,
    /// P14 注销 by the holder.
    Cancel,
    /// P15 注销 by the authority.
    CancelByAuthority(PermitCancelReason),
}

/// The address to be written on the permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NewAddress {
    /// City of the address.
    pub city: CityCode,
    /// Day on which its registration took effect, if it did.
    pub effective_on: Option<NaiveDate>,
    /// Where it stands as habitual residence.
    pub habitual: Option<Habitual>,
}

/// What the rules need to know; gathered by the caller, never by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitFacts {
    /// Who brings the event.
    pub actor: PermitActor,
    /// City that is served.
    pub city: CityCode,
    /// The answer of [`crate::eligibility`] today, for an application.
    pub assessment: Option<Assessment>,
    /// Whether [`crate::still_qualified`] finds nothing missing.
    pub qualified: bool,
    /// The address to change to.
    pub new_address: Option<NewAddress>,
    /// Whether the holder has confirmed the cancellation when asked again.
    pub confirmed: bool,
}

/// The answer to an accepted event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitDecision {
    /// The permit from now on.
    pub permit: Permit,
    /// Profile and version of the rules that decided.
    pub policy: PolicyVersion,
    /// What follows, in this order.
    pub effects: Vec<PermitEffect>,
}

/// What one event changes: the permit from now on and what follows.
type Change = (Permit, Vec<PermitEffect>);

/// Applies an event to a permit; `None` before the application.
///
/// `today` is the civil date in Guangdong. A refused event changes nothing and names every reason.
pub fn decide_permit(
    permit: Option<&Permit>,
    event: &PermitEvent,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<PermitDecision, Vec<PermitDenial>> {
    let refused = |denial: PermitDenial| vec![denial];
    let change = match permit {
        None if *event == PermitEvent::Apply => application::apply(facts, today, policy)?,
        None => return Err(refused(PermitDenial::WrongState)),
        Some(permit) => {
            if *event == PermitEvent::Apply {
                return Err(refused(second_application(permit, today, policy)));
            }
            check_actor(event, facts.actor).map_err(refused)?;
            continued(permit, event, facts, today, policy).map_err(refused)?
        }
    };
    let (permit, effects) = change;
    Ok(PermitDecision {
        permit,
        policy: policy.version,
        effects,
    })
}

fn continued(
    permit: &Permit,
    event: &PermitEvent,
    facts: &PermitFacts,
    today: NaiveDate,
    policy: &Policy,
) -> Result<Change, PermitDenial> {
    match permit {
        Permit::Application(held) => application::continued(held, event, facts, today, policy),
        Permit::Issued(held) => issued::continued(held, event, facts, today, policy),
        Permit::Refused { .. } | Permit::Withdrawn { .. } | Permit::Cancelled { .. } => {
            Err(PermitDenial::WrongState)
        }
    }
}

/// A person has one permit and one application; after a final state a new one begins from nothing.
fn second_application(permit: &Permit, today: NaiveDate, policy: &Policy) -> PermitDenial {
    match permit_status(permit, today, &policy.permit).state {
        PermitState::Eligible
        | PermitState::Refused
        | PermitState::Cancelled
        | PermitState::Withdrawn => PermitDenial::WrongState,
        PermitState::Accepted | PermitState::Correction | PermitState::UnderReview => {
            PermitDenial::HasApplication
        }
        PermitState::Valid | PermitState::Suspended => PermitDenial::HasPermit,
    }
}

/// Tells whether a kiosk may start an event: P1, P7 and P10 to P14, what holders ask for.
///
/// The rest is for an officer or the register; a kiosk decides no refusal (个人信息保护法 art. 24).
pub fn may_start_at_kiosk(event: &PermitEvent) -> bool {
    match event {
        PermitEvent::Apply
        | PermitEvent::Endorse
        | PermitEvent::EndorseLate
        | PermitEvent::ChangeAddress
        | PermitEvent::Replace
        | PermitEvent::Reissue
        | PermitEvent::Cancel => true,
        PermitEvent::StartReview
        | PermitEvent::AskCorrection(_)
        | PermitEvent::Supply
        | PermitEvent::CorrectionTimeout
        | PermitEvent::Issue
        | PermitEvent::Refuse(_)
        | PermitEvent::DayTick { .. }
        | PermitEvent::AddressCancelled
        | PermitEvent::CancelByAuthority(_) => false,
    }
}

/// An officer may do what a holder may, at the desk; time and register bring only their own events.
fn check_actor(event: &PermitEvent, actor: PermitActor) -> Result<(), PermitDenial> {
    let by_register = matches!(
        event,
        PermitEvent::CorrectionTimeout
            | PermitEvent::DayTick { .. }
            | PermitEvent::AddressCancelled
    );
    let allowed = match actor {
        PermitActor::Officer => true,
        PermitActor::Holder => may_start_at_kiosk(event),
        PermitActor::Clerk => false,
        PermitActor::Register => by_register,
    };
    if allowed {
        Ok(())
    } else {
        Err(PermitDenial::OfficerRequired)
    }
}
