//! Obtaining a code, and collecting it.

use serde::Serialize;
use ts_rs::TS;

use super::NumberProblem;

/// Screen that asks who wants a code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClaimForm {
    /// Codes of `residence::DocumentType`, in order.
    pub documents: Vec<String>,
    /// What was wrong; the page keeps what was typed.
    pub problem: Option<ClaimProblem>,
}

/// What is wrong with what was entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "field", content = "problem", rename_all = "snake_case")]
pub enum ClaimProblem {
    /// The name.
    Name,
    /// The number.
    Number(NumberProblem),
    /// The telephone.
    Phone,
    /// A guardian brings a child to a worker.
    Child,
}

/// Screen on which the claim is read back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClaimCheck {
    /// Masked name.
    pub name: String,
    /// Code of the document type.
    pub document: String,
    /// Masked number.
    pub number: String,
    /// Masked telephone, if there is one.
    pub phone: Option<String>,
    /// Version of the privacy notice.
    pub notice_version: u16,
}

/// Screen of a claim that is saved, and of the code once it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ClaimState {
    /// Receipt number of the claim.
    pub receipt: String,
    /// QR of the code when it is there, else of the receipt number; SVG path data.
    pub qr_path: String,
    /// Width of the QR in modules, margin included.
    pub qr_modules: u32,
    /// The QR is the code.
    pub ready: bool,
    /// Masked name in the code.
    pub holder: Option<String>,
    /// Last day of the code, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// Name of the rule by which the centre refused the claim.
    pub denied: Option<String>,
    /// A worker saw the original document.
    pub seen: bool,
}

/// Screen on which a code is collected by its receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CollectCode {
    /// Codes of `residence::DocumentType`, in order.
    pub documents: Vec<String>,
    /// What was wrong; the page keeps what was typed.
    pub problem: Option<CollectProblem>,
    /// The centre is asked: the code was claimed at another kiosk.
    pub asking: bool,
}

/// Why no code is handed out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "why", content = "problem", rename_all = "snake_case")]
pub enum CollectProblem {
    /// This is no number of a receipt, or one symbol is wrong.
    Receipt,
    /// Neither here nor at the centre a code waits under this receipt: not ready yet, or none.
    NotHere,
    /// No code waits at this kiosk, and the centre cannot be asked now.
    NoLine,
    /// The number is not the one of the claim.
    OtherPerson,
    /// The number.
    Number(NumberProblem),
}
