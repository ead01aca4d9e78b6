//! Why something about a permit is not possible, by name.

use chrono::NaiveDate;

/// Why something about a permit is not possible; the names are those of domain.md 7.4, and below
/// them our own for what an officer, a day or a paper is missing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum PermitDenial {
    /// Registered in this city: needs no permit (居住证暂行条例 art. 2).
    #[error("LOCAL_HUKOU")]
    LocalHukou,
    /// Not a mainland resident: another document serves (港澳台居民居住证申领发放办法 art. 2).
    #[error("NOT_PERMIT_POPULATION")]
    NotPermitPopulation,
    /// No registration of this city is in effect.
    #[error("NO_EFFECTIVE_REGISTRATION")]
    NoEffectiveRegistration,
    /// No habitual residence is set.
    #[error("NO_HABITUAL")]
    NoHabitual,
    /// The owner has not yet approved the habitual residence.
    #[error("HABITUAL_PENDING")]
    HabitualPending,
    /// The registered address of a mainland resident is not known here: an officer looks at it.
    #[error("REGISTERED_PLACE_UNKNOWN")]
    RegisteredPlaceUnknown,
    /// The half year is not full.
    #[error("STAY_TOO_SHORT")]
    StayTooShort {
        /// First day on which it is.
        first: NaiveDate,
    },
    /// Presentations do not show that the person lives here: other proof is looked at.
    #[error("PRESENCE_UNPROVEN")]
    PresenceUnproven,
    /// No lawful ground is shown (居住证暂行条例 art. 2).
    #[error("NO_GROUND")]
    NoGround,
    /// Holds a permit.
    #[error("HAS_PERMIT")]
    HasPermit,
    /// Has applied.
    #[error("HAS_APPLICATION")]
    HasApplication,
    /// Too young to apply alone (居住证暂行条例 art. 9).
    #[error("AGENT_REQUIRED")]
    AgentRequired,
    /// Too early to endorse (居住证暂行条例 art. 10).
    #[error("WINDOW_NOT_OPEN")]
    WindowNotOpen {
        /// First day of the window.
        from: NaiveDate,
    },
    /// The endorsement was missed: it can be made late (居住证暂行条例 art. 10).
    #[error("LAPSED")]
    Lapsed {
        /// First day without use.
        since: NaiveDate,
    },
    /// Does not meet the conditions any more.
    #[error("NOT_QUALIFIED_NOW")]
    NotQualifiedNow,
    /// Endorse late first, then ask again.
    #[error("ENDORSE_FIRST")]
    EndorseFirst,
    /// The event does not exist in this state.
    #[error("WRONG_STATE")]
    WrongState,
    /// Only an officer decides this (个人信息保护法 art. 24).
    #[error("OFFICER_REQUIRED")]
    OfficerRequired,
    /// Papers were asked for once already (居住证暂行条例 art. 9).
    #[error("ALREADY_ASKED")]
    AlreadyAsked,
    /// A list of papers or reasons is empty.
    #[error("LIST_EMPTY")]
    ListEmpty,
    /// The time to supply papers is over.
    #[error("CORRECTION_OVER")]
    CorrectionOver,
    /// The day of this event has not come.
    #[error("NOT_DUE")]
    NotDue {
        /// First day on which it may happen, if one is set.
        on: Option<NaiveDate>,
    },
    /// The new address follows after too long a break: the desk looks at it.
    #[error("BREAK_TOO_LONG")]
    BreakTooLong {
        /// Days without an address.
        days: u32,
    },
    /// The holder has not confirmed.
    #[error("NOT_CONFIRMED")]
    NotConfirmed,
}

impl PermitDenial {
    /// The reasons that an officer may give for a refusal (居住证暂行条例 art. 2 and 9).
    pub const REFUSALS: &[Self] = &[
        Self::LocalHukou,
        Self::NotPermitPopulation,
        Self::NoEffectiveRegistration,
        Self::NoHabitual,
        Self::PresenceUnproven,
        Self::NoGround,
        Self::NotQualifiedNow,
    ];

    /// Finds the reason for a refusal that has this name.
    pub fn refusal(name: &str) -> Option<Self> {
        let all = Self::REFUSALS.iter().copied();
        all.into_iter().find(|reason| reason.to_string() == name)
    }
}
