//! What the rules need to know, and what follows from a decision.

use chrono::NaiveDate;

use super::{Capacity, Event, Lateness, Reason};
use crate::{cohabitant::CohabitantFacts, lists::listed};

/// What is known of a house when a declaration names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HouseStanding {
    /// In the register and in use.
    Known,
    /// Its code or the house itself was withdrawn.
    Withdrawn,
    /// Not in the register that was asked.
    Unknown,
}

/// What the rules need to know; gathered by the caller, never by the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facts {
    /// Whoever acts proved who they are: the code matched the full number, or a worker saw the card.
    pub identity_proven: bool,
    /// In which capacity the actor may decide for the house; `None` for a stranger to it.
    pub actor: Option<Capacity>,
    /// The actor is the resident, or may act for the resident (`may_act_for`).
    pub for_resident: bool,
    /// The actor is an officer.
    pub officer: bool,
    /// The reason was explained in words.
    pub note_present: bool,
    /// Age of the declarant in full years.
    pub declarant_age: u32,
    /// The declarant is a verified owner of the house.
    pub declarant_owns: bool,
    /// The declarant comes from abroad and the police are told (出境入境管理法 art. 39).
    pub foreign: bool,
    /// Standing of the house.
    pub house: HouseStanding,
    /// An owner, trustee or unit manager is bound to the house.
    pub has_confirmer: bool,
    /// A live registration of the same person at the same house exists.
    pub live_at_same_house: bool,
    /// How many live registrations the person has, at any house.
    pub live_addresses: usize,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// Day on which the confirmers learn of it; later than the act when a kiosk was offline.
    pub asked_on: NaiveDate,
    /// The cohabitants of the declaration, in their order, with their age today.
    pub cohabitants: Vec<CohabitantFacts>,
}

impl Facts {
    /// Describes an act of nobody in particular: each fact is what refuses most.
    pub fn of_nobody(today: NaiveDate) -> Self {
        Self {
            identity_proven: false,
            actor: None,
            for_resident: false,
            officer: false,
            note_present: false,
            declarant_age: 0,
            declarant_owns: false,
            foreign: false,
            house: HouseStanding::Unknown,
            has_confirmer: true,
            live_at_same_house: false,
            live_addresses: 0,
            moved_in_on: today,
            asked_on: today,
            cohabitants: Vec::new(),
        }
    }
}

listed! {
    /// What somebody is asked to decide or to do.
    Matter {
        /// Whether the person lives there.
        MoveIn = "MOVE_IN",
        /// Whether the registration ends.
        Cancel = "CANCEL",
        /// Which house an address entered by hand is.
        BindAddress = "BIND_ADDRESS",
        /// Whose house it is, after 非本人房屋.
        Ownership = "OWNERSHIP",
        /// Whether the resident moved out, after an objection.
        Objection = "OBJECTION",
        /// Whether the guardian agrees that somebody else declared a minor.
        Guardian = "GUARDIAN",
        /// The own will of an elder who was not present.
        CallBack = "CALL_BACK",
        /// Registration of accommodation of a foreigner, by the police (出境入境管理法 art. 39).
        Accommodation = "ACCOMMODATION",
        /// A minor who turned 16 takes the account over.
        TakeOver = "TAKE_OVER",
        /// Whether an address becomes the habitual one.
        Habitual = "HABITUAL",
    }
}

listed! {
    /// What the resident is told.
    Notice {
        /// 有效 (T5, T6).
        Effective = "EFFECTIVE",
        /// 未通过 (T4, T7).
        Rejected = "REJECTED",
        /// 超时失效 (T8).
        Expired = "EXPIRED",
        /// 已注销 (T11, T13, T16).
        Cancelled = "CANCELLED",
        /// The end was refused (T12).
        CancelRefused = "CANCEL_REFUSED",
        /// The owner reported a move, until the day of objection (T15).
        MoveOut = "MOVE_OUT",
        /// A foreigner's accommodation is registered within 24 hours.
        ForeignersIn24Hours = "FOREIGNERS_24_HOURS",
    }
}

/// What follows from a decision and is carried out at the rim.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Open a task for owners, trustees and unit managers, to be decided until this day.
    AskOwner {
        /// What about.
        matter: Matter,
        /// Last day on which they may decide.
        until: NaiveDate,
    },
    /// Open a task for the community desk.
    AskDesk {
        /// What about.
        matter: Matter,
        /// First day on which the desk decides.
        from: NaiveDate,
    },
    /// Open a task about one cohabitant of the declaration, for guardian, desk or the person.
    AskAbout {
        /// What about.
        matter: Matter,
        /// Place in the declaration, from 0.
        place: usize,
        /// First day on which it is asked.
        from: NaiveDate,
    },
    /// Close the open tasks of this registration; whoever did not decide reads 已由他人处理.
    CloseTasks,
    /// The open tasks of this registration ended with their time.
    ExpireTasks,
    /// Give the declarant a receipt.
    GiveReceipt,
    /// Tell the resident.
    TellResident(Notice),
    /// Tell the resident that it was declared late, and by when it should have been.
    NoteLateness(Lateness),
    /// The address of the registration ended: a permit tied to it is suspended.
    PermitAddressCancelled,
    /// A habitual residence at this registration ends.
    EndHabitual,
    /// The days of this registration are counted no longer.
    DropDays,
    /// Write the decision into the audit log.
    Audit {
        /// What was decided.
        event: Event,
        /// In which capacity.
        capacity: Option<Capacity>,
        /// Why.
        reason: Option<Reason>,
    },
}
