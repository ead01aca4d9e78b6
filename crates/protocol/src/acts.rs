//! What people do at a kiosk besides declaring for a house whose plate they scanned.

use std::fmt;

use chrono::NaiveDate;
use residence::{
    CancelReason, CancelRefusal, DwellingType, Exemption, Ground, HouseCode, IdentityDocument,
    PermitPaper, PersonName, Phone, Private, RecordId, RejectionReason, Relation, ResidenceReason,
    Subject,
};

use crate::records::{ActingPerson, Cohabitant, GuardianConsent};

/// An address as a person wrote it, for the desk to match to a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandAddress {
    /// Twelve-digit code of the division that was chosen, as deep as the person knew it.
    pub division: String,
    /// Street, road or village.
    pub street: Private<String>,
    /// Number, building and unit.
    pub number: Private<String>,
    /// Room; may be empty.
    pub room: Private<String>,
}

/// Where somebody declares to live when no plate was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Place {
    /// A house chosen from the list of addresses.
    Listed(HouseCode),
    /// An address written by hand (T2).
    ByHand(HandAddress),
}

/// A resident declares to live somewhere without the plate's code.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlacedDeclaration {
    /// Who declares.
    pub declarant: ActingPerson,
    /// Where.
    pub place: Place,
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

/// A person without a residence code asks for one (领码).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeClaim {
    /// Name as the document shows it.
    pub name: PersonName,
    /// Document with number.
    pub document: IdentityDocument,
    /// Telephone, if there is one.
    pub phone: Option<Phone>,
    /// A worker saw the original document; who it was stands in the circumstances.
    pub document_seen: bool,
    /// Version of the privacy notice that was agreed to.
    pub notice_version: u16,
    /// Civil date in Guangdong.
    pub claimed_on: NaiveDate,
}

/// A word to those who run the service, from somebody who need not say who it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// Civil date in Guangdong.
    pub given_on: NaiveDate,
    /// What was said; somebody may have written a name.
    pub words: Private<String>,
}

/// A member of the family whom the actor will act for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMember {
    /// Name as the document shows it.
    pub name: PersonName,
    /// Document with number.
    pub document: IdentityDocument,
    /// What the member is to the actor.
    pub relation: Relation,
    /// The guardian's consent for a child under 14.
    pub guardian_consent: Option<GuardianConsent>,
    /// The elder was present and agreed.
    pub agreed: bool,
    /// A worker saw the member's original document.
    pub document_seen: bool,
}

/// What an applicant shows for a permit: the kind, never a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitRequest {
    /// The registration whose address the permit names.
    pub registration: RecordId,
    /// Grounds that are claimed.
    pub grounds: Vec<Ground>,
    /// An exemption from the half year, with the day since when.
    pub exemption: Option<(Exemption, Option<NaiveDate>)>,
    /// Papers that the applicant has at hand; the desk sees them.
    pub papers: Vec<PermitPaper>,
    /// Number of a contract or certificate by which data can be matched; may be empty.
    pub evidence: Private<String>,
    /// The card is asked for besides the electronic permit.
    pub card: bool,
}

/// What is done about a permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PermitDeed {
    /// P1.
    Apply(PermitRequest),
    /// P4: papers are there now.
    Supply(Vec<PermitPaper>),
    /// P7.
    Endorse,
    /// P10.
    EndorseLate,
    /// P11, P12.
    ChangeAddress(RecordId),
    /// P13: damaged, or data changed.
    Replace,
    /// P13: lost.
    Reissue,
    /// The card is asked for besides the electronic permit.
    AskCard,
    /// P14, confirmed when asked again.
    Cancel,
}

/// Which of the own data is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataField {
    /// The name.
    Name,
    /// The telephone number.
    Phone,
    /// The registered (hukou) address.
    HukouAddress,
}

/// What somebody does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// T9.
    Withdraw(RecordId),
    /// T10.
    RequestCancel(RecordId, CancelReason),
    /// T14.
    WithdrawCancel(RecordId),
    /// T11, or T12 with a reason.
    AnswerCancel(RecordId, Option<CancelRefusal>),
    /// T15, with the day of moving out.
    ReportMoveOut(RecordId, NaiveDate),
    /// The address of this registration is to be the habitual one.
    RequestHabitual(RecordId),
    /// The request is taken back.
    WithdrawHabitual(RecordId),
    /// The habitual residence is given up.
    RemoveHabitual(RecordId),
    /// The owner's review: approved, or refused with a reason.
    AnswerHabitual(RecordId, Option<RejectionReason>),
    /// The actor claims to own the house (房屋登记).
    ClaimHouse(HouseCode),
    /// A trustee is appointed for houses, from the first to the last day.
    AppointTrustee {
        /// Whom: the holder of a code that was scanned.
        trustee: Subject,
        /// For which houses.
        houses: Vec<HouseCode>,
        /// First day.
        from: NaiveDate,
        /// Last day.
        to: NaiveDate,
    },
    /// The trustee accepts or declines an appointment.
    AnswerTrust(RecordId, bool),
    /// The owner takes an appointment back.
    RevokeTrust(RecordId),
    /// A member of the family is linked.
    AddMember(Box<NewMember>),
    /// The link to a member ends.
    RemoveMember(Subject),
    /// A person who turned 16 takes over the own matters.
    TakeOver,
    /// Further persons at an address that is registered.
    AddCohabitants(RecordId, Vec<Cohabitant>),
    /// A permit of the actor, or of whom the actor acts for.
    Permit(PermitDeed),
    /// A word to those who run the service.
    Feedback(Private<String>),
    /// The own data is wrong: which, and what is right.
    Correct(DataField, Private<String>),
    /// The own data is to be deleted (个人信息保护法 art. 47).
    Erase,
    /// A notice was read.
    Read(RecordId),
}

/// Somebody does something for themselves or for a member of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// Who acts.
    pub actor: ActingPerson,
    /// For whom, when not for themselves.
    pub on_behalf_of: Option<Subject>,
    /// Civil date in Guangdong.
    pub done_on: NaiveDate,
    /// What is done.
    pub deed: Deed,
}

/// What the centre made of an act or a claim.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActOutcome {
    /// The record.
    pub record: RecordId,
    /// `None` when it took effect, else the name of the rule that refused it.
    pub denied: Option<String>,
    /// Civil date in Guangdong of the decision.
    pub decided_on: NaiveDate,
}

/// A code that was claimed is ready; the text is its holder's.
#[derive(Clone, PartialEq, Eq)]
pub struct ClaimedCode {
    /// The claim.
    pub claim: RecordId,
    /// The text of the code.
    pub code: String,
}

impl fmt::Debug for ClaimedCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ClaimedCode({:?})", self.claim)
    }
}
