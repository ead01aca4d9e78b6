//! A provisional code for a child or an elder, from the form to the printed slip.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use super::{Address, NumberProblem};

/// For whom a provisional code can be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum IssueCategory {
    /// A child, with a guardian who shows the own code.
    Child,
    /// An elder.
    Elder,
}

/// The guardian of a child, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct GuardianView {
    /// Masked name, when the code carries one.
    pub holder: Option<String>,
    /// Masked number.
    pub number: String,
}

/// The form for the person whom the code is for (`describe_holder`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct IssueFor {
    /// For whom.
    pub category: IssueCategory,
    /// The guardian who proved to be here; of a child only.
    pub guardian: Option<GuardianView>,
    /// The house whose plate was scanned.
    pub house: Option<Address>,
    /// Codes of the documents that are taken, in order.
    pub documents: Vec<String>,
    /// Version of the text of the guardian's consent; of a child only.
    pub consent_version: Option<u16>,
    /// What was wrong; the page keeps what was typed.
    pub problem: Option<IssueProblem>,
}

/// What is wrong with the person entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "field", content = "problem", rename_all = "snake_case")]
pub enum IssueProblem {
    /// The name is empty, too long, or has a wrong character.
    Name,
    /// The number.
    Number(NumberProblem),
    /// Neither a child nor an elder, or the other of the two. Carries the age.
    Age(u32),
    /// The guardian did not consent.
    Consent,
    /// The guardian's own number.
    SamePerson,
}

/// Everything read back before the worker answers for it (`issue`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct IssueCheck {
    /// For whom.
    pub category: IssueCategory,
    /// Masked name, as it will stand on the code.
    pub name: String,
    /// Age in full years.
    pub age: u32,
    /// Code of the document type.
    pub document: String,
    /// Masked number.
    pub number: String,
    /// The guardian.
    pub guardian: Option<GuardianView>,
    /// The house.
    pub house: Option<Address>,
    /// Last day of the code, `YYYY-MM-DD`.
    pub valid_until: String,
    /// Codes that this kiosk may still issue, this one included.
    pub provisional_left: u32,
}

/// The code that was issued.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Issued {
    /// For whom.
    pub category: IssueCategory,
    /// Masked name on the code.
    pub holder: Option<String>,
    /// The code as SVG path data on a square of `qr_modules` units; nothing once it is void.
    pub qr_path: Option<String>,
    /// Width of the code in modules, margin included.
    pub qr_modules: u32,
    /// Last day of the code, `YYYY-MM-DD`.
    pub valid_until: String,
    /// Receipt number of the record.
    pub receipt: String,
    /// What became of the paper (`print_code`).
    pub print: PrintState,
    /// Whether it can be voided (`void_code`).
    pub can_void: bool,
}

/// What became of the paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// Not printed yet.
    Ready,
    /// On its way: the printer has it.
    Printing,
    /// It lies in the printer.
    Printed,
    /// This kiosk has no printer: show the code, or void it; note the number of a receipt.
    NoPrinter,
    /// The printer has no paper; it can be tried again.
    Empty,
    /// The printer does not print now; it can be tried again.
    Stopped,
    /// The printer failed, and the code is void for that.
    Failed,
    /// Voided by the worker.
    Voided,
}

impl PrintState {
    /// Tells whether it can be printed now, again or for the first time.
    pub(crate) fn can_begin(self) -> bool {
        match self {
            Self::Ready | Self::Empty | Self::Stopped => true,
            Self::Printing | Self::Printed | Self::NoPrinter | Self::Failed | Self::Voided => false,
        }
    }
}
