//! The life of one residence registration: 9 states and the 17 transitions T1 to T17.
//!
//! `decide` is one row of the table; `act` is what happens when somebody acts: first the time that
//! has passed, then the row, then what follows at once (an owner's own house). Both are pure, so
//! kiosk and centre reach the same answer from the same facts.

mod answers;
mod deciding;
mod denial;
mod event;
mod facts;
mod lateness;
mod reason;
mod table;

pub use answers::Answers;
pub use deciding::{act, add_cohabitants, decide, let_time_pass};
pub use denial::Denial;
pub use event::{AddressRefusal, CancelReason, CancelRefusal, EndReason, Event, VoidReason};
pub use facts::{Effect, Facts, HouseStanding, Matter, Notice};
pub use lateness::{
    Lateness, MovedInProblem, check_moved_in, confirm_by, declare_by, desk_due, lateness,
    reminders_due,
};
pub use table::Transition;

use chrono::NaiveDate;

use crate::{
    civil::days_after,
    lists::{RejectionReason, listed},
    policy::PolicyVersion,
};

listed! {
    /// Where a registration stands.
    State {
        /// 待确认: waits for the owner or a trustee.
        AwaitingConfirmation = "AWAITING_CONFIRMATION",
        /// 有效: confirmed, counts as declared to the police.
        Effective = "EFFECTIVE",
        /// 未通过: refused with a reason.
        Rejected = "REJECTED",
        /// 地址待核对: an address entered by hand is not matched to a house yet.
        AwaitingAddress = "AWAITING_ADDRESS",
        /// 超时失效: nobody decided in time.
        Expired = "EXPIRED",
        /// 已撤回: taken back before a decision.
        Withdrawn = "WITHDRAWN",
        /// 注销待确认: the end is asked for or reported; still effective.
        CancelPending = "CANCEL_PENDING",
        /// 已注销: ended.
        Cancelled = "CANCELLED",
        /// 已作废: registered by mistake or fraud.
        Voided = "VOIDED",
    }
}

impl State {
    /// Tells whether the registration lives: awaited, effective, or waiting for its end.
    pub fn is_live(self) -> bool {
        match self {
            Self::AwaitingAddress
            | Self::AwaitingConfirmation
            | Self::Effective
            | Self::CancelPending => true,
            Self::Rejected | Self::Expired | Self::Withdrawn | Self::Cancelled | Self::Voided => {
                false
            }
        }
    }

    /// Tells whether the person counts as registered: effective, or still so until the end.
    pub fn is_registered(self) -> bool {
        matches!(self, Self::Effective | Self::CancelPending)
    }

    /// Tells whether a confirmer is waited for: what reminders count.
    pub fn awaits_confirmer(self) -> bool {
        self == Self::AwaitingConfirmation
    }

    /// Tells whether it is as if it had never been: none of its days count.
    pub fn is_void(self) -> bool {
        self == Self::Voided
    }

    /// Returns the word a person reads.
    pub fn zh(self) -> &'static str {
        match self {
            Self::AwaitingAddress => "地址待核对",
            Self::AwaitingConfirmation => "待确认",
            Self::Effective => "有效",
            Self::Rejected => "未通过",
            Self::Expired => "超时失效",
            Self::Withdrawn => "已撤回",
            Self::CancelPending => "注销待确认",
            Self::Cancelled => "已注销",
            Self::Voided => "已作废",
        }
    }

    /// Returns the word in English.
    pub fn en(self) -> &'static str {
        match self {
            Self::AwaitingAddress => "awaiting address check",
            Self::AwaitingConfirmation => "awaiting confirmation",
            Self::Effective => "effective",
            Self::Rejected => "rejected",
            Self::Expired => "expired",
            Self::Withdrawn => "withdrawn",
            Self::CancelPending => "cancellation awaiting confirmation",
            Self::Cancelled => "cancelled",
            Self::Voided => "voided",
        }
    }
}

listed! {
    /// In which capacity a confirmer acts.
    Capacity {
        /// A verified owner of the house (业主).
        Owner = "OWNER",
        /// A trustee appointed by a verified owner (托管人).
        Trustee = "TRUSTEE",
        /// The rule itself: a verified owner's own dwelling, or time that has passed.
        Auto = "AUTO",
        /// Manages the dormitories of an employer or a school (居住证暂行条例 art. 8).
        Unit = "UNIT",
        /// The community desk, where nobody else is bound to the house.
        Desk = "DESK",
    }
}

/// Why a registration is where it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The confirmer refused it (T7).
    Rejected(RejectionReason),
    /// The desk found no such address (T4).
    Address(AddressRefusal),
    /// The resident asked to end it (T10).
    Asked(CancelReason),
    /// The owner reported that the resident moved out on this day (T15).
    MovedOut(NaiveDate),
    /// The confirmer refused the end (T12).
    CancelRefused(CancelRefusal),
    /// An officer ended it (T16).
    Ended(EndReason),
    /// An officer voided it (T17).
    Voided(VoidReason),
}

/// A registration as the rules know it: where it stands, since when, until when, and by whose word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Registration {
    /// Where it stands.
    pub state: State,
    /// First day in this state.
    pub since: NaiveDate,
    /// Last day on which somebody may decide; the day after, time decides. Counted once, by the
    /// rules of the day on which it was set: a change of the rules alters nothing.
    pub until: Option<NaiveDate>,
    /// First day on which the desk decides when nobody is bound to the house.
    pub desk_from: Option<NaiveDate>,
    /// Day from which it counts.
    pub effective_on: Option<NaiveDate>,
    /// Day on which it ended.
    pub ended_on: Option<NaiveDate>,
    /// In which capacity the last decision was made, when somebody decided.
    pub capacity: Option<Capacity>,
    /// Why.
    pub reason: Option<Reason>,
    /// Profile and version under which the last decision was made.
    pub under: PolicyVersion,
}

impl Registration {
    /// Returns the day on which time decides, when nobody did before: its rules are the ones of
    /// that decision.
    pub fn lapses_on(&self) -> Option<NaiveDate> {
        self.until.map(|until| days_after(until, 1))
    }

    /// Returns what the owner's side is asked about it: whether somebody moved in, or whether it may
    /// end. What the owner's side reported itself is no question to it.
    pub fn asks_owner(&self) -> Option<Matter> {
        match self.state {
            State::AwaitingConfirmation => Some(Matter::MoveIn),
            State::CancelPending if self.move_reported() => None,
            State::CancelPending => Some(Matter::Cancel),
            State::AwaitingAddress
            | State::Effective
            | State::Rejected
            | State::Expired
            | State::Withdrawn
            | State::Cancelled
            | State::Voided => None,
        }
    }

    /// Tells whether the owner's side reported that the resident moved out, and the resident may still
    /// object (T15).
    pub fn move_reported(&self) -> bool {
        self.state == State::CancelPending && matches!(self.reason, Some(Reason::MovedOut(_)))
    }
}

/// What an accepted event leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The row of the table; of several at once, the last.
    pub row: Transition,
    /// The registration from now on.
    pub registration: Registration,
    /// What follows and is carried out at the rim, in this order.
    pub effects: Vec<Effect>,
}

#[cfg(test)]
mod tests;
