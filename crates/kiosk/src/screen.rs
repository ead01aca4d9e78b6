//! The one value a screen is drawn from. The web view sees this and nothing else.
//!
//! Strings in here are data (masked names, addresses, numbers), never sentences: the page owns the
//! words. Dates are `YYYY-MM-DD`, times `HH:MM`, both in Guangdong.

mod acts;
mod calendar;
mod checking;
mod claiming;
mod declaring;
mod finding;
mod helping;
mod houses;
mod issuing;
mod lives;
mod messages;
mod outcome;
mod person;
mod receipts;
mod scanning;
mod sight;
mod worker;

use serde::Serialize;
use ts_rs::TS;

pub use acts::{ActDone, ActMatter, ActProblem, AskAct, DayAsked, PersonSeen};
pub use calendar::{Calendar, CalendarDay, CalendarMonth};
pub use checking::{
    CheckDoubt, CheckVerdict, Checked, CheckedCategory, CheckedForm, CheckedKind, ForeignName,
};
pub use claiming::{ClaimCheck, ClaimForm, ClaimProblem, ClaimState, CollectCode, CollectProblem};
pub use declaring::{
    Address, CohabitantProblem, CohabitantView, Cohabitants, ConfirmDoor, OwnerPresent, ReadBack,
    Stay, StayProblem,
};
pub use finding::{AddressProblem, FindAddress, PlaceRow, WriteAddress};
pub use helping::{Help, HelpTopic};
pub use houses::{HouseView, Houses, OneHouse, ResidentRow, TrustRow};
pub use issuing::{
    GuardianView, IssueCategory, IssueCheck, IssueFor, IssueProblem, Issued, PrintState,
};
pub use lives::{
    BigCode, DataProblem, Family, LivesDeed, LivesDone, MemberProblem, MemberRow, MyCode, MyData,
    PermitPlace, PermitProblem, PermitRow, PermitView, Permits, PresentedRow,
};
pub use messages::{Message, MessageRow, Messages, TaskRow};
pub use outcome::{
    Failure, FailureCode, OwnerDecides, Receipt, RegistrationView, Saved, SavedState,
};
pub use person::{Asked, Centre, Errand, ErrandView, HeldView, MyResidence, Services};
pub use receipts::{ReceiptAnswer, ReceiptStatus};
pub use scanning::{CameraState, NumberProblem, ProveIdentity, Scan, ScanPurpose, ScanRefusal};
pub use sight::{Sight, SightHint, SightKind, SightMark};
pub use worker::{
    ClockState, IssueBar, Locked, LoginAsks, LoginProblem, StateTime, TimeAsks, WorkerHome,
    WorkerLogin, WorkerMatter, WorkerNeeded, WorkerRank,
};

/// Everything the window shows, with a number that rises at each change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct View {
    /// Rises at each change; a smaller number is an old view and is dropped.
    #[ts(type = "number")]
    pub number: u64,
    /// The strip at the top.
    pub strip: Strip,
    /// Language of the visit.
    pub language: Language,
    /// Text size 1 to 4; 4 is elder mode.
    pub text_size: u8,
    /// Ticket under which the draft is kept, once there is one: 6 characters.
    pub ticket: Option<String>,
    /// Where in the five steps of declaring the visit is.
    pub step: Option<Step>,
    /// Seconds left before everything personal is wiped, when the warning is on.
    pub idle_seconds_left: Option<u32>,
    /// The countdown is on because the visit has lasted long, not because nobody touched anything.
    pub session_asks_again: bool,
    /// Masked name of the worker who assists; the frame is coloured all the time then.
    pub assisted_by: Option<String>,
    /// Whether there is a way back from here.
    pub can_go_back: bool,
    /// The person asked for a worker; a calm line says that somebody comes.
    pub worker_called: bool,
    /// What became of the slip that says the same on paper (`print_receipt`); nothing where there
    /// is none. Whatever it is, nothing is lost.
    pub print: Option<PrintState>,
    /// The screen itself.
    pub screen: Screen,
}

/// The strip: place, network, what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Strip {
    /// Name of the service centre.
    pub place: String,
    /// Time of day, `HH:MM`; empty while it is not known.
    pub time: String,
    /// Whether the last contact with the centre succeeded.
    pub online: bool,
    /// Time of the last contact, `HH:MM`.
    pub last_contact: Option<String>,
    /// Records that wait to be received by the centre.
    pub waiting: u32,
    /// The trust root is a demonstration root.
    pub demo: bool,
}

/// Language of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
pub enum Language {
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// English.
    #[serde(rename = "en")]
    En,
    /// Traditional Chinese, in the words of Hong Kong.
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

/// One of the five steps: 1 house, 2 stay, 3 cohabitants, 4 owner, 5 read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Step {
    /// This step, from 1.
    pub now: u8,
    /// How many there are.
    pub of: u8,
}

/// What is asked or told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Screen {
    /// Nobody is here: four tiles.
    Welcome,
    /// The camera looks for a code.
    Scan(Scan),
    /// The holder of the scanned code enters the full number of their card.
    ProveIdentity(ProveIdentity),
    /// Is this your door?
    ConfirmDoor(ConfirmDoor),
    /// Dwelling, reason, day of moving in.
    Stay(Stay),
    /// Who lives with you?
    Cohabitants(Cohabitants),
    /// Is the owner here now?
    OwnerPresent(OwnerPresent),
    /// The whole declaration to be agreed to.
    ReadBack(ReadBack),
    /// The owner, after scanning: who asks, confirm or refuse.
    OwnerDecides(OwnerDecides),
    /// Saved, and what happens next.
    Receipt(Receipt),
    /// What became of a receipt that somebody asks after.
    ReceiptStatus(ReceiptStatus),
    /// The registrations of the person, after the proof.
    MyResidence(MyResidence),
    /// Something failed; what, what to do, is it saved.
    Failure(Failure),
    /// The guide.
    Help(Help),
    /// What a code is worth.
    Checked(Checked),
    /// A worker says who they are.
    WorkerLogin(WorkerLogin),
    /// The page of a worker who is logged in.
    WorkerHome(WorkerHome),
    /// A worker has to answer for the next step.
    WorkerNeeded(WorkerNeeded),
    /// The person whom a provisional code is for.
    IssueFor(IssueFor),
    /// Everything read back before a provisional code is issued.
    IssueCheck(IssueCheck),
    /// The provisional code.
    Issued(Issued),
    /// Two persons state the time.
    StateTime(StateTime),
    /// What a proven person can do here (我的业务).
    Services(Services),
    /// The way to the first permit, day by day.
    Calendar(Calendar),
    /// Tasks and notices.
    Messages(Messages),
    /// One notice.
    Message(Message),
    /// The houses of an owner or a trustee.
    Houses(Houses),
    /// One house: who lives there, who manages it.
    House(OneHouse),
    /// An act is asked about, with what follows from it.
    AskAct(Box<AskAct>),
    /// An act is saved, and what happens next.
    ActDone(ActDone),
    /// The own code and the family's, to be shown.
    MyCode(MyCode),
    /// The family.
    Family(Family),
    /// The permit, and what can be asked for.
    Permits(Box<Permits>),
    /// The own data.
    MyData(MyData),
    /// Something of these four is saved.
    LivesDone(LivesDone),
    /// The memory is locked until its passphrase is entered.
    Locked(Locked),
    /// The address is looked for, without a plate.
    FindAddress(FindAddress),
    /// The address is written by hand.
    WriteAddress(WriteAddress),
    /// Who wants a code?
    ClaimForm(ClaimForm),
    /// The claim of a code, read back.
    ClaimCheck(ClaimCheck),
    /// The claim is saved; the code, once it is there.
    ClaimState(ClaimState),
    /// A code is collected by its receipt.
    CollectCode(CollectCode),
}

impl View {
    /// Draws the one screen of a window without a kiosk: its memory is locked or does not open.
    ///
    /// Its number is 0, older than any view of a kiosk that opens after all.
    pub fn without_kiosk(screen: Screen) -> Self {
        Self {
            number: 0,
            strip: Strip::unknown(),
            language: Language::ZhHans,
            text_size: 1,
            ticket: None,
            step: None,
            idle_seconds_left: None,
            session_asks_again: false,
            assisted_by: None,
            can_go_back: false,
            worker_called: false,
            print: None,
            screen,
        }
    }
}

impl Strip {
    /// The strip of a kiosk that knows nothing yet.
    pub(crate) fn unknown() -> Self {
        Self {
            place: String::new(),
            time: String::new(),
            online: false,
            last_contact: None,
            waiting: 0,
            demo: false,
        }
    }
}
