//! Acts: asked with their consequences first, then done, then told like a receipt.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Address, SavedState};

/// What somebody wants to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActMatter {
    /// Take back a declaration that nobody decided yet.
    Withdraw,
    /// End a registration (注销).
    Cancel,
    /// Take the request to end it back.
    KeepHome,
    /// Object to a move that the owner reported.
    Object,
    /// Make the address the habitual one (设为常住地).
    Habitual,
    /// Take that request back.
    WithdrawHabitual,
    /// Give the habitual residence up.
    RemoveHabitual,
    /// Declare further persons at an address.
    AddCohabitants,
    /// Confirm or refuse that somebody moved in.
    MoveIn,
    /// Agree to the end of somebody's registration, or refuse.
    AnswerCancel,
    /// Approve that an address becomes somebody's habitual one, or refuse (屋主审核).
    AnswerHabitual,
    /// Accept or decline a trusteeship.
    AnswerTrust,
    /// Take over the own matters at 16.
    TakeOver,
    /// Claim to own a house (房屋登记).
    ClaimHouse,
    /// Report that somebody moved out.
    ReportMoveOut,
    /// Appoint a trustee (委托).
    Appoint,
    /// Take an appointment back (撤销委托).
    RevokeTrust,
}

/// What is wrong with what was said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ActProblem {
    /// No reason was chosen.
    Reason,
    /// No real day, or one that cannot be meant.
    Day,
    /// The last day lies before the first.
    Dates,
    /// It is not possible any more.
    Gone,
}

/// Screen before an act: what it is about, what follows, and what still has to be said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct AskAct {
    /// What.
    pub matter: ActMatter,
    /// It ends or takes away something: it is asked once more.
    pub grave: bool,
    /// Where.
    pub address: Option<Address>,
    /// Who asks or is concerned, with the minimum that the owner's duty needs.
    pub who: Option<PersonSeen>,
    /// Name of the other side of a trusteeship, masked.
    pub other: Option<String>,
    /// Names of what follows, in order; the page has the words.
    pub follows: Vec<String>,
    /// Last day of the next decision, `YYYY-MM-DD`, for those words.
    pub until: Option<String>,
    /// Codes of reasons to choose from: of the act, or of a refusal when it can be refused.
    pub reasons: Vec<String>,
    /// It can be refused as well as agreed to.
    pub two_sided: bool,
    /// A day is asked for.
    pub day: Option<DayAsked>,
    /// A last day is asked for too.
    pub last_day: Option<DayAsked>,
    /// What was wrong.
    pub problem: Option<ActProblem>,
}

/// A day that is asked for, all as `YYYY-MM-DD`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct DayAsked {
    /// First day that can be meant.
    pub first: String,
    /// Last day that can be meant.
    pub last: String,
    /// Today.
    pub today: String,
}

/// A resident as the owner's side may see one (domain.md 5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PersonSeen {
    /// Name, whole: the duty of an owner needs it.
    pub name: String,
    /// Code of the document type.
    pub document: String,
    /// Masked number.
    pub number: String,
    /// Masked telephone.
    pub phone: Option<String>,
    /// Code of the dwelling type.
    pub dwelling: String,
    /// Code of the reason.
    pub reason: String,
    /// Day of moving in, `YYYY-MM-DD`.
    pub moved_in_on: String,
    /// How many live there too.
    pub cohabitants: u32,
}

/// Screen after an act: saved, and what happens next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ActDone {
    /// What.
    pub matter: ActMatter,
    /// It was refused, of what can be refused.
    pub refused: bool,
    /// Receipt number.
    pub receipt: String,
    /// QR of the receipt number only, as SVG path data on a square of `qr_modules` units.
    pub qr_path: String,
    /// Width of the QR in modules, margin included.
    pub qr_modules: u32,
    /// How far the record has come.
    pub saved: SavedState,
    /// Name of the rule by which the centre refused it.
    pub denied: Option<String>,
    /// Day of saving, `YYYY-MM-DD`.
    pub done_on: String,
    /// Last day of what happens next, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// Where, without the room.
    pub address: Option<Address>,
}
