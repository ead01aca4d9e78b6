//! What came of it: the owner's decision, receipts, registrations, failures.

use serde::Serialize;
use ts_rs::TS;

use super::{Address, PrintState};

/// Screen on which the owner decides (minimum data, domain.md 5.5).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OwnerDecides {
    /// Masked name of the owner, when the code carries one.
    pub owner: Option<String>,
    /// Masked name of the declarant, when the code carries one.
    pub declarant: Option<String>,
    /// Masked number of the declarant.
    pub declarant_number: String,
    /// The address.
    pub address: Address,
    /// Code of the dwelling type.
    pub dwelling: String,
    /// Code of the reason.
    pub reason: String,
    /// Day of moving in, `YYYY-MM-DD`.
    pub moved_in_on: String,
    /// How many cohabitants are declared.
    pub cohabitants: u32,
    /// Codes of `residence::RejectionReason`, in order.
    pub reasons: Vec<String>,
    /// Receipt number of the declaration.
    pub receipt: String,
}

/// How far a record has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SavedState {
    /// Durable on this machine.
    OnThisMachine,
    /// Received by the centre.
    Received,
    /// Decided by the centre; the state of the registration tells how.
    Decided,
}

/// A registration as its holder sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct RegistrationView {
    /// Receipt number.
    pub receipt: String,
    /// The address without the room, as kept in the masked index.
    pub address: Address,
    /// How far the record has come.
    pub saved: SavedState,
    /// Code of `residence::State` as the centre decided, or `AWAITING_CONFIRMATION` before.
    pub state: String,
    /// The owner confirmed at this kiosk and the centre has not agreed yet.
    pub provisional: bool,
    /// Day of effect, `YYYY-MM-DD`.
    pub effective_on: Option<String>,
    /// Code of the owner's reason, or name of the centre's rule, when refused.
    pub refusal: Option<String>,
    /// Day of declaring, `YYYY-MM-DD`.
    pub declared_on: String,
    /// Last day for the owner, `YYYY-MM-DD`, while nothing is decided.
    pub until: Option<String>,
    /// How many cohabitants were declared.
    pub cohabitants: u32,
}

/// Screen of the receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Receipt {
    /// The registration.
    pub registration: RegistrationView,
    /// QR of the receipt number only, as SVG path data on a square of `qr_modules` units.
    pub qr_path: String,
    /// Width of the QR in modules, margin included.
    pub qr_modules: u32,
    /// What became of the paper (`print_receipt`); whatever it is, nothing is lost.
    pub print: PrintState,
}

/// A failure as a person needs to know it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Failure {
    /// What kind; the page has the words.
    pub code: FailureCode,
    /// Number for the worker and the log.
    pub incident: String,
    /// Whether what the person did is saved.
    pub saved: Saved,
    /// Whether trying again can help.
    pub can_retry: bool,
}

/// Kinds of failure; one exists only if somebody does something different for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum FailureCode {
    /// The disk is full: nothing new can be saved.
    DiskFull,
    /// The memory of the kiosk cannot be read or written.
    Storage,
    /// The kiosk is not enrolled.
    NotEnrolled,
    /// The declaration is refused by a rule that only shows at the end (for instance declared before).
    Rule,
    /// Too many wrong numbers.
    TooManyTries,
    /// No draft is kept under this ticket, or it was too old.
    NoDraft,
    /// The person is registered at this address, or waits to be.
    SameAddress,
    /// So many addresses of one person are the desk's matter.
    TooManyAddresses,
}

/// Is it saved?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum Saved {
    /// Yes.
    Yes,
    /// No, and it has to be done again.
    No,
    /// The draft is kept under the ticket.
    Draft,
    /// Nothing was begun; what was saved before is still there.
    Before,
}
