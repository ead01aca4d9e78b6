//! Why an event is refused.

use super::State;
use crate::cohabitant::CohabitantDenial;

/// Why an event is refused; nothing changes then.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Denial {
    /// The code alone does not act (own decision: number or card beside it).
    #[error("IDENTITY_UNPROVEN")]
    IdentityUnproven,
    /// Under 16 (居民身份证法 art. 2): a guardian adds the person.
    #[error("MUST_NOT_SELF_DECLARE")]
    MustNotSelfDeclare,
    /// The house is not in the register.
    #[error("HOUSE_UNKNOWN")]
    HouseUnknown,
    /// The house or its code was withdrawn.
    #[error("HOUSE_WITHDRAWN")]
    HouseWithdrawn,
    /// The person has a live registration at this house.
    #[error("DUPLICATE_ADDRESS")]
    DuplicateAddress,
    /// As many live registrations as a person may have; the desk helps (own decision).
    #[error("TOO_MANY_ADDRESSES")]
    TooManyAddresses,
    /// The day of moving in is in the future or too long ago.
    #[error("MOVED_IN_ON")]
    MovedInOn,
    /// The day of moving out is in the future or before the day of moving in.
    #[error("MOVED_OUT_ON")]
    MovedOutOn,
    /// More cohabitants than one declaration carries.
    #[error("TOO_MANY_COHABITANTS")]
    TooManyCohabitants,
    /// A cohabitant may not be added.
    #[error("COHABITANT")]
    Cohabitant {
        /// Place in the declaration, from 0.
        place: usize,
        /// The rule that refuses.
        denial: CohabitantDenial,
    },
    /// The actor is neither owner nor trustee of the house, and the desk is not asked yet.
    #[error("NOT_THE_OWNER")]
    NotTheOwner,
    /// The actor is not the resident and does not act for the resident.
    #[error("NOT_THE_RESIDENT")]
    NotTheResident,
    /// Only the community desk does this.
    #[error("NOT_THE_DESK")]
    NotTheDesk,
    /// Only an officer does this.
    #[error("NOT_AN_OFFICER")]
    NotAnOfficer,
    /// The reason 其他 needs a note.
    #[error("NOTE_MISSING")]
    NoteMissing,
    /// The resident may still object to what the owner reported.
    #[error("OBJECTION_OPEN")]
    ObjectionOpen,
    /// The last day to decide has not passed.
    #[error("NOT_YET")]
    NotYet,
    /// Somebody decided first; the state that holds is given.
    #[error("ALREADY_DECIDED")]
    AlreadyDecided(State),
    /// The event does not exist in this state.
    #[error("WRONG_STATE")]
    WrongState,
}

impl Denial {
    /// Returns the stable name of the rule that refuses; of a cohabitant, that person's rule.
    pub fn rule(self) -> String {
        if let Self::Cohabitant { denial, .. } = self {
            denial.to_string()
        } else {
            self.to_string()
        }
    }
}
