//! Looking for a code, and proving to be its person.

use serde::Serialize;
use ts_rs::TS;

use super::ForeignName;

/// Whose or which code is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanPurpose {
    /// The house code on the plate.
    House,
    /// The declarant's own code.
    Resident,
    /// The code of the owner or trustee who is present.
    Owner,
    /// The own code, to see the own registrations.
    MyResidence,
    /// The plate of the house that the person claims to own.
    ClaimHouse,
    /// The code of the trustee to be, who is present.
    Trustee,
    /// Any code, to be told what it is worth.
    Check,
    /// The plate of the house where the person lives for whom a code is issued (`skip_house`).
    IssueHouse,
    /// The code of the guardian of the child for whom a code is issued.
    Guardian,
    /// The code or the number of a receipt.
    Receipt,
}

/// Screen of scanning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Scan {
    /// What is looked for.
    pub purpose: ScanPurpose,
    /// Why the last code was not taken.
    pub refusal: Option<ScanRefusal>,
    /// What the last code is, when it is not ours. Never what it says.
    pub foreign: Option<ForeignName>,
    /// Whether frames arrive; without a camera the other ways are offered at once.
    pub camera: CameraState,
    /// A code has been looked for in vain for a while: the other ways are brought forward.
    pub late: bool,
    /// Receipt number of what is saved already, when the owner is asked after agreeing.
    pub saved_receipt: Option<String>,
}

/// State of the camera as a person needs to know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum CameraState {
    /// Being opened.
    Starting,
    /// Frames arrive.
    Live,
    /// No camera, or it does not answer.
    Missing,
}

/// Why a code was not taken. Never says which check failed beyond this.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ScanRefusal {
    /// Not a code of this authority (a payment code, a link …).
    Foreign,
    /// Ours, but damaged or altered.
    Damaged,
    /// Its time is over.
    Expired,
    /// Not valid yet.
    NotYetValid,
    /// Withdrawn.
    Withdrawn,
    /// A newer form that this kiosk does not know.
    Newer,
    /// A house code was shown where a resident's is needed.
    HouseInstead,
    /// A resident's code was shown where a house code is needed.
    ResidentInstead,
    /// The code of a child: a guardian acts.
    Child,
    /// The owner's code was needed and this person is not recorded as owner or trustee.
    NotTheOwner,
    /// The declarant's own code was shown where the owner's is needed.
    SamePerson,
    /// The draft taken up by its ticket is another person's.
    OtherPerson,
    /// The owner's code is genuine but cannot be checked completely now: the owner will be asked.
    Uncertain,
    /// The number of a receipt has a wrong character in it.
    ReceiptMistyped,
    /// Neither the code nor the number of a receipt.
    NoReceipt,
    /// Cannot be judged at this kiosk now: the staff knows what to do, a printed code may serve.
    AskStaff,
}

/// Screen on which the number of the card is entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ProveIdentity {
    /// Why it is asked.
    pub purpose: ScanPurpose,
    /// Masked name from the code, such as 陈\*华, when the code carries one.
    pub holder: Option<String>,
    /// What was wrong with the number.
    pub problem: Option<NumberProblem>,
    /// How many tries are left before a worker is needed.
    pub tries_left: u8,
}

/// What is wrong with an entered document number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NumberProblem {
    /// Not 18 characters.
    Format,
    /// The first digits are no province.
    Region,
    /// No real date of birth.
    BirthDate,
    /// The check digit does not fit.
    Checksum,
    /// A number of 15 digits.
    Old15,
    /// A right number, but not the one bound to this code.
    OtherPerson,
    /// This kiosk cannot compare numbers yet (no key from the centre).
    CannotCompare,
}
