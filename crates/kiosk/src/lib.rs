//! A visit as a state machine: intents in, one whole [`View`] and effects out.
//!
//! Invariant: this crate knows no Tauri, no HTTP, no SQL and no camera. The window hands it texts
//! and touches; everything it answers is one value that holds nothing a bystander may not see.

mod clock;
mod draft;
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
pub use failure::without_visit;
pub use intent::{
    AddressEntry, ClaimEntry, CohabitantEntry, CollectEntry, Intent, IssueEntry, Matter, Secret,
};
pub use kiosk::{Kiosk, Now, Settings};
pub use printing::{NotPrinted, Printer, Slip};
/// The area a kiosk is configured for; it chooses the rules.
pub use residence::ServiceArea;
pub use screen::{
    Address, AddressProblem, CameraState, CheckDoubt, CheckVerdict, Checked, CheckedCategory,
    CheckedForm, CheckedKind, ClaimCheck, ClaimForm, ClaimProblem, ClaimState, ClockState,
    CohabitantProblem, CohabitantView, Cohabitants, CollectCode, CollectProblem, ConfirmDoor,
    Failure, FailureCode, FindAddress, ForeignName, GuardianView, IssueBar, IssueCategory,
    IssueCheck, IssueFor, IssueProblem, Issued, Language, Locked, LoginAsks, LoginProblem,
    MyResidence, NumberProblem, OwnerDecides, OwnerPresent, PlaceRow, PrintState, ProveIdentity,
    ReadBack, Receipt, RegistrationView, Saved, SavedState, Scan, ScanPurpose, ScanRefusal, Screen,
    StateTime, Stay, StayProblem, Step, Strip, TimeAsks, View, WorkerHome, WorkerLogin,
    WorkerMatter, WorkerNeeded, WorkerRank, WriteAddress,
};
