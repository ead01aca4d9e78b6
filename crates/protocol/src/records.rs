//! The records a kiosk makes and the changes the centre answers with, as meaning.
//!
//! How they look on the wire is `wire.rs`; those bytes are frozen by golden files.

use std::fmt;

use chrono::NaiveDate;
use residence::{
    DwellingType, HouseCode, IdentityDocument, PersonName, Phone, RecordId, RejectionReason,
    Relation, ResidenceReason, State, Subject,
};

use crate::{
    acts::{Act, ActOutcome, ClaimedCode, CodeClaim, Feedback, PlacedDeclaration},
    presence::{AuditCheckpoint, Presentation, ProvisionalIssue, ProvisionalVoid},
    worker::{Roster, WorkerEvent},
};

/// The serial number of a code, 8 bytes: revocation id and replay id.
pub type CodeSerial = [u8; 8];

/// What a scanned code was worth when it was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Assurance {
    /// The code was verified with current data.
    Verified,
    /// The code could not be verified completely (clock, old data); the centre decides.
    Unverified,
}

/// How the holder of a code proved to be its person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActingPerson {
    /// Pseudonym in the code.
    pub subject: Subject,
    /// Serial number of the code.
    pub serial: CodeSerial,
    /// The document whose number was entered and matched the code.
    pub document: IdentityDocument,
    /// What the code was worth.
    pub assurance: Assurance,
}

/// The guardian's separate consent for a child under 14 (个人信息保护法 art. 31).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GuardianConsent {
    /// Version of the text that was shown.
    pub text_version: u16,
    /// When it was given, in milliseconds since 1970.
    pub given_at_ms: u64,
}

/// A person added to a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cohabitant {
    /// Name as the document shows it.
    pub name: PersonName,
    /// Document with number.
    pub document: IdentityDocument,
    /// Telephone; a guardian's may stand for a child.
    pub phone: Phone,
    /// Relation to the person who declares.
    pub relation: Relation,
    /// Present when the rule asks for it.
    pub guardian_consent: Option<GuardianConsent>,
}

/// A resident declares to live in a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declaration {
    /// Who declares.
    pub declarant: ActingPerson,
    /// The house.
    pub house: HouseCode,
    /// Serial number of the house code that was scanned.
    pub house_serial: CodeSerial,
    /// What the house code was worth.
    pub house_assurance: Assurance,
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// Those who live there with the declarant.
    pub cohabitants: Vec<Cohabitant>,
    /// Version of the privacy notice that was agreed to.
    pub notice_version: u16,
    /// Profile and version of the policy that the kiosk applied.
    pub policy: (String, u32),
    /// Civil date in Guangdong on which it was declared.
    pub declared_on: NaiveDate,
}

/// What an owner decided at the kiosk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnerAnswer {
    /// The person lives there.
    Confirmed,
    /// The person does not, for this reason.
    Refused(RejectionReason),
}

/// An owner or trustee who is present decides about a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerDecision {
    /// The declaration that is decided about.
    pub declaration: RecordId,
    /// Who decides.
    pub owner: ActingPerson,
    /// What is decided.
    pub answer: OwnerAnswer,
    /// Civil date in Guangdong on which it was decided.
    pub decided_on: NaiveDate,
}

/// What a record is about; one kind per command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// T1: a declaration.
    Declaration(Box<Declaration>),
    /// T6 or T7: an owner's decision.
    OwnerDecision(Box<OwnerDecision>),
    /// A code was shown.
    Presentation(Presentation),
    /// A provisional code was issued.
    ProvisionalIssue(Box<ProvisionalIssue>),
    /// A provisional code counts for nothing.
    ProvisionalVoid(ProvisionalVoid),
    /// A worker did something the centre has to know.
    WorkerEvent(WorkerEvent),
    /// How far the audit of the kiosk has come.
    AuditCheckpoint(AuditCheckpoint),
    /// What somebody did besides declaring and deciding about a declaration.
    Act(Box<Act>),
    /// T1 or T2 without a plate.
    PlacedDeclaration(Box<PlacedDeclaration>),
    /// A code is asked for.
    CodeClaim(Box<CodeClaim>),
    /// A word to those who run the service.
    Feedback(Box<Feedback>),
}

/// What the centre decided about a declaration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// The declaration.
    pub declaration: RecordId,
    /// Accepted with a state, or refused by a rule.
    pub result: OutcomeResult,
    /// Civil date in Guangdong of the decision.
    pub decided_on: NaiveDate,
}

/// The result that an outcome carries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutcomeResult {
    /// The registration stands in this state, effective from a day when it is.
    State {
        /// The state.
        state: State,
        /// Day of effect.
        effective_on: Option<NaiveDate>,
        /// Reason of a refusal by the owner.
        rejection: Option<RejectionReason>,
    },
    /// The centre's rules refuse the declaration; the code names the rule.
    Denied {
        /// Name of the rule, such as `DUPLICATE_ADDRESS`; letters, digits and "_" only, up to 40.
        rule: String,
    },
}

/// A house of the kiosk's service area, as the kiosk may keep it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct House {
    /// The house code.
    pub code: HouseCode,
    /// Town or street, such as 海榕街道.
    pub town: String,
    /// Community, such as 榕荫社区.
    pub community: String,
    /// Street, such as 榕荫一路.
    pub street: String,
    /// Number with sub-number, such as 18号.
    pub number: String,
    /// Building, unit and room, when the code is of a dwelling; may be empty.
    pub room: String,
    /// Whether the house was withdrawn from use.
    pub withdrawn: bool,
    /// `owner_tag` of each verified owner and trustee (see `codes::BindKey`).
    pub owner_tags: Vec<[u8; 8]>,
}

/// What comes down to one kiosk, in order.
#[derive(Clone, PartialEq, Eq)]
pub enum Change {
    /// The centre decided about a declaration of this kiosk.
    Outcome(Outcome),
    /// A house is new or changed.
    House(House),
    /// The key that binds numbers and houses to codes, with its epoch.
    BindKey {
        /// Epoch of the key.
        epoch: u32,
        /// The key.
        key: codes::BindKey,
    },
    /// Everybody who may log in at this kiosk, in place of those before.
    Roster(Roster),
    /// A newer certificate of this kiosk, as text; whoever uses it verifies it.
    Certificate(String),
    /// A code of the resident key takes the place of a provisional one.
    Replacement {
        /// Serial number of the provisional code, which is withdrawn.
        provisional: CodeSerial,
        /// The text of the code that takes its place.
        code: String,
    },
    /// The centre decided about an act or a claim of this kiosk.
    ActOutcome(ActOutcome),
    /// A code that was claimed at this kiosk is ready.
    ClaimedCode(ClaimedCode),
}

/// Names what changes; the text of a code is its holder's.
impl fmt::Debug for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outcome(outcome) => outcome.fmt(f),
            Self::House(house) => house.fmt(f),
            Self::BindKey { epoch, .. } => write!(f, "BindKey({epoch})"),
            Self::Roster(roster) => roster.fmt(f),
            Self::Certificate(_) => f.write_str("Certificate"),
            Self::Replacement { provisional, .. } => write!(f, "Replacement({provisional:02x?})"),
            Self::ActOutcome(outcome) => outcome.fmt(f),
            Self::ClaimedCode(claimed) => claimed.fmt(f),
        }
    }
}
