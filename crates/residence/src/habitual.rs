//! The habitual residence (常住地): at most one, reviewed by the owner; the address of the permit.

mod deciding;

pub use deciding::{decide_habitual, let_habitual_time_pass};

use chrono::NaiveDate;

use crate::{
    civil::days_after,
    eligibility::Habitual,
    ids::RecordId,
    lists::{RejectionReason, listed},
    policy::PolicyVersion,
    registration::{Capacity, State},
};

listed! {
    /// Where a habitual residence stands; 未设置 is the absence of one.
    HabitualState {
        /// 未设置.
        None = "NONE",
        /// 待屋主审核.
        Pending = "PENDING",
        /// 常住地.
        Habitual = "HABITUAL",
        /// 未通过.
        Rejected = "REJECTED",
        /// 已取消.
        Ended = "ENDED",
    }
}

/// A request for a habitual residence, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HabitualResidence {
    /// The registration whose address it is.
    pub registration: RecordId,
    /// Where it stands.
    pub state: HabitualState,
    /// First day in this state.
    pub since: NaiveDate,
    /// Last day for the owner, while pending.
    pub until: Option<NaiveDate>,
    /// First day on which the desk decides when nobody is bound to the house.
    pub desk_from: Option<NaiveDate>,
    /// Day of the approval: days are counted from it (own decision, `StayStart`).
    pub habitual_on: Option<NaiveDate>,
    /// Day on which it ended.
    pub ended_on: Option<NaiveDate>,
    /// In which capacity the last decision was made.
    pub capacity: Option<Capacity>,
    /// Why the owner refused.
    pub rejection: Option<RejectionReason>,
    /// Profile and version under which the last decision was made.
    pub under: PolicyVersion,
}

impl HabitualResidence {
    /// Returns the day on which time decides, when nobody did before.
    pub fn lapses_on(&self) -> Option<NaiveDate> {
        self.until.map(|until| days_after(until, 1))
    }

    /// Returns what it is worth on the way to a permit.
    pub fn counts_as(&self) -> Option<Habitual> {
        match self.state {
            HabitualState::Habitual => self.habitual_on.map(|since| Habitual::Approved { since }),
            HabitualState::Pending => Some(Habitual::Pending),
            HabitualState::None | HabitualState::Rejected | HabitualState::Ended => None,
        }
    }
}

/// What happens to a habitual residence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HabitualEvent {
    /// The resident asks for it (设为常住地).
    Request,
    /// The owner's side approves (屋主审核).
    Approve,
    /// The owner's side refuses.
    Reject(RejectionReason),
    /// A day has come; a request that waited too long ends.
    DayComes,
    /// The resident takes the request back.
    Withdraw,
    /// Another address was approved: the old one ends the same instant.
    Replace,
    /// The resident gives it up.
    Remove,
    /// The registration ended.
    RegistrationEnded,
}

/// What the rules need to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HabitualFacts {
    /// Whoever acts proved who they are.
    pub identity_proven: bool,
    /// In which capacity the actor may decide for the house.
    pub actor: Option<Capacity>,
    /// The actor is the resident, or may act for the resident.
    pub for_resident: bool,
    /// A reason was explained in words.
    pub note_present: bool,
    /// Where the registration stands; `None` when there is none.
    pub registration: Option<State>,
    /// The resident is a verified owner of the house.
    pub resident_owns: bool,
    /// An owner, trustee or unit manager is bound to the house.
    pub has_confirmer: bool,
    /// Day on which the confirmers learn of it.
    pub asked_on: NaiveDate,
    /// The registration whose address is the resident's habitual one until now.
    pub habitual_now: Option<RecordId>,
}

/// What follows and is carried out at the rim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HabitualEffect {
    /// Ask owners, trustees and unit managers until this day.
    AskOwner {
        /// Last day on which they may decide.
        until: NaiveDate,
    },
    /// Ask the desk, from this day.
    AskDesk {
        /// First day on which the desk decides.
        from: NaiveDate,
    },
    /// Close the open tasks of this request.
    CloseTasks,
    /// The open tasks ended with their time.
    ExpireTasks,
    /// End the old habitual residence the same instant (`HabitualEvent::Replace`).
    EndOld {
        /// The registration whose address it was.
        registration: RecordId,
    },
    /// Tell the resident that it is habitual, and from when days count.
    TellApproved {
        /// First day.
        from: NaiveDate,
    },
    /// Tell the resident that it was refused or not answered.
    TellRefused,
}

/// What an accepted event leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HabitualStep {
    /// The habitual residence from now on.
    pub habitual: HabitualResidence,
    /// What follows, in this order.
    pub effects: Vec<HabitualEffect>,
}

/// Why an event is refused; nothing changes then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HabitualDenial {
    /// The code alone does not act.
    #[error("IDENTITY_UNPROVEN")]
    IdentityUnproven,
    /// Not the resident, and does not act for the resident.
    #[error("NOT_THE_RESIDENT")]
    NotTheResident,
    /// Neither owner nor trustee, and the desk is not asked yet.
    #[error("NOT_THE_OWNER")]
    NotTheOwner,
    /// Only an effective registration becomes habitual.
    #[error("NOT_EFFECTIVE")]
    NotEffective,
    /// The address is the habitual one.
    #[error("ALREADY_HABITUAL")]
    AlreadyHabitual,
    /// The reason 其他 needs a note.
    #[error("NOTE_MISSING")]
    NoteMissing,
    /// The last day to decide has not passed.
    #[error("NOT_YET")]
    NotYet,
    /// Somebody decided first; the state that holds is given.
    #[error("ALREADY_DECIDED")]
    AlreadyDecided(HabitualState),
    /// The event does not exist in this state.
    #[error("WRONG_STATE")]
    WrongState,
}

#[cfg(test)]
mod tests;
