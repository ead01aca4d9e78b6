//! A visit as a state machine: intents in, one whole [`View`] and effects out.
//!
//! Invariant: this crate knows no Tauri, no HTTP, no SQL and no camera. The window hands it texts
//! and touches; everything it answers is one value that holds nothing a bystander may not see.

mod clock;
mod draft;
mod enquiry;
mod failure;
mod idle;
mod intent;
mod kiosk;
mod printing;
mod register;
mod screen;
mod session;
mod view;
mod visit;

/// The cryptography that a kiosk is opened with; the window hands it in and never uses it.
pub use codes::{Crypto, SoftwareCrypto};
pub use enquiry::{Answering, Asks, NoAnswer};
pub use failure::without_visit;
pub use intent::{
    AddressEntry, ClaimEntry, CohabitantEntry, CollectEntry, Intent, IssueEntry, Matter,
    MemberEntry, PermitEntry, Secret,
};
pub use kiosk::{Kiosk, Now, Settings};
/// The door to a printer, which the window hands in.
pub use paper::{NotPrinted, Printer, Slip};
/// The area a kiosk is configured for; it chooses the rules.
pub use residence::ServiceArea;
pub use screen::{
    ActDone, ActMatter, ActProblem, Address, AddressProblem, AskAct, Asked, BigCode, Calendar,
    CalendarDay, CalendarMonth, CameraState, Centre, CheckDoubt, CheckVerdict, Checked,
    CheckedCategory, CheckedForm, CheckedKind, ClaimCheck, ClaimForm, ClaimProblem, ClaimState,
    ClockState, CohabitantProblem, CohabitantView, Cohabitants, CollectCode, CollectProblem,
    ConfirmDoor, DataProblem, DayAsked, Errand, ErrandView, Failure, FailureCode, Family,
    FindAddress, ForeignName, GuardianView, HeldView, Help, HelpTopic, HouseView, Houses, IssueBar,
    IssueCategory, IssueCheck, IssueFor, IssueProblem, Issued, Language, LivesDeed, LivesDone,
    Locked, LoginAsks, LoginProblem, MemberProblem, MemberRow, Message, MessageRow, Messages,
    MyCode, MyData, MyResidence, NumberProblem, OneHouse, OwnerDecides, OwnerPresent, PermitPlace,
    PermitProblem, PermitRow, PermitView, Permits, PersonSeen, PlaceRow, PresentedRow, PrintState,
    ProveIdentity, ReadBack, Receipt, ReceiptAnswer, ReceiptStatus, RegistrationView, ResidentRow,
    Saved, SavedState, Scan, ScanPurpose, ScanRefusal, Screen, Services, Sight, SightHint,
    SightKind, SightMark, StateTime, Stay, StayProblem, Step, Strip, TaskRow, TimeAsks, TrustRow,
    View, WorkerHome, WorkerLogin, WorkerMatter, WorkerNeeded, WorkerRank, WriteAddress,
};
