//! Codes shown at a kiosk and codes issued by one (trust design 1.8 and 1.10).

use codes::Category;
use residence::{HouseCode, IdentityDocument, PersonName, Subject};

use crate::{
    records::{ActingPerson, CodeSerial, GuardianConsent},
    worker::WorkerId,
};

/// The verdict under which a presentation was taken; red is none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TakenAs {
    /// Verified with current data.
    Green,
    /// Verified as far as it could be.
    Amber,
}

/// A resident showed a code (亮码), which is evidence of residing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presentation {
    /// Pseudonym in the code.
    pub subject: Subject,
    /// Serial number of the code.
    pub serial: CodeSerial,
    /// Form of the code: 1 printed, 2 on a screen, 3 provisional.
    pub form: u8,
    /// The house that was scanned with it, if any.
    pub house: Option<HouseCode>,
    /// The verdict.
    pub verdict: TakenAs,
    /// The earliest and latest time it can have been, in milliseconds since 1970.
    pub at: (u64, u64),
}

/// A worker issued a provisional code for a child or an elder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionalIssue {
    /// Pseudonym in the new code.
    pub subject: Subject,
    /// Serial number of the new code.
    pub serial: CodeSerial,
    /// Age group of the holder.
    pub category: Category,
    /// The holder's name.
    pub name: PersonName,
    /// The holder's document.
    pub document: IdentityDocument,
    /// The guardian, for a child.
    pub guardian: Option<ActingPerson>,
    /// The guardian's consent, for a child under 14.
    pub guardian_consent: Option<GuardianConsent>,
    /// The house the code is bound to, if any.
    pub house: Option<HouseCode>,
    /// Who issued it.
    pub worker: WorkerId,
    /// Issued at, in seconds since 1970.
    pub issued_s: u64,
    /// Valid until, in seconds since 1970.
    pub expires_s: u64,
}

/// Why a provisional code counts for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VoidReason {
    /// It could not be printed.
    PrintFailed,
    /// It was made out wrongly.
    Mistake,
    /// The holder lost it.
    Lost,
    /// The holder gave it back.
    Returned,
}

/// A provisional code counts for nothing from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProvisionalVoid {
    /// Serial number of the code.
    pub serial: CodeSerial,
    /// Who says so.
    pub worker: WorkerId,
    /// Why.
    pub reason: VoidReason,
}

/// The place that the kiosk's audit had reached; the centre sees by it when entries vanish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditCheckpoint {
    /// Number of the last entry, from 1.
    pub n: u64,
    /// SHA-256 of that entry.
    pub hash: [u8; 32],
}
