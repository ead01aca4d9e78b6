//! What the centre tells a kiosk about the person who stands before it, and proved who they are.
//!
//! It is kept in memory for the visit. Names and addresses are the person's own, or what the duty
//! of an owner needs (`residence::resident_seen`); the screen masks them.

use chrono::NaiveDate;
use residence::{
    Capacity, CityCode, DocumentType, DwellingType, HabitualState, HouseCode, OwnershipState,
    PermitPaper, PermitState, Private, RecordId, Relation, ResidenceReason, State, Subject,
    SuspensionReason, Template,
};

/// A house as its people know it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldAddress {
    /// The house; none while an address by hand waits for the desk.
    pub house: Option<HouseCode>,
    /// Town and community.
    pub area: Private<String>,
    /// Street.
    pub street: Private<String>,
    /// Number with sub-number.
    pub number: Private<String>,
    /// Building, unit and room.
    pub room: Private<String>,
}

/// A habitual residence or the request for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldHabitual {
    /// Where it stands.
    pub state: HabitualState,
    /// Since when.
    pub since: NaiveDate,
    /// Last day for the owner, while pending.
    pub until: Option<NaiveDate>,
    /// Day of the approval.
    pub habitual_on: Option<NaiveDate>,
}

/// A cohabitant of a registration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldCohabitant {
    /// Name.
    pub name: Private<String>,
    /// What the person is to the declarant.
    pub relation: Relation,
    /// Day of birth.
    pub birth: Private<NaiveDate>,
}

/// A registration of the person, or of a member of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldRegistration {
    /// The declaration.
    pub record: RecordId,
    /// Whose, when not the person's own.
    pub member: Option<Subject>,
    /// Where.
    pub address: HeldAddress,
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// Where it stands; `None` when a rule refused it.
    pub state: Option<State>,
    /// Code of the reason or name of the rule behind the state, if any.
    pub because: Option<String>,
    /// Since when it stands there.
    pub since: NaiveDate,
    /// Last day of the next decision, if one is awaited.
    pub until: Option<NaiveDate>,
    /// Day of effect.
    pub effective_on: Option<NaiveDate>,
    /// The habitual residence at this address.
    pub habitual: Option<HeldHabitual>,
    /// A permit that is not cancelled names this address.
    pub permit_here: bool,
    /// Those who were declared too.
    pub cohabitants: Vec<HeldCohabitant>,
}

/// The way to the first permit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StayCount {
    /// Days that count until today.
    pub days: u32,
    /// Days, or months times 30, that the rule of the city asks for.
    pub needed: u32,
    /// First day that counts.
    pub from: Option<NaiveDate>,
    /// Periods that count, from the first to the last day; the last may be open.
    pub counted: Vec<(NaiveDate, Option<NaiveDate>)>,
    /// First day on which the person may apply, when only time is missing.
    pub first_eligible: Option<NaiveDate>,
    /// Names of the rules that are not met.
    pub missing: Vec<String>,
}

/// The code was presented.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPresentation {
    /// Civil date in Guangdong.
    pub on: NaiveDate,
    /// Name of the service centre or place.
    pub place: String,
    /// Somebody of the family showed it.
    pub by_family: bool,
}

/// A member of the family.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMember {
    /// The member.
    pub member: Subject,
    /// Name.
    pub name: Private<String>,
    /// What the member is to the person.
    pub relation: Relation,
    /// Day of birth.
    pub birth: Private<NaiveDate>,
    /// The person is the guardian.
    pub guardian: bool,
    /// The text of the member's code, when the person may show it.
    pub code: Option<Private<String>>,
}

/// What a task asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum TaskMatter {
    /// Somebody moved in.
    MoveIn,
    /// Somebody asks to end a registration.
    Cancel,
    /// An address is to be habitual.
    Habitual,
    /// A trusteeship is offered.
    Trust,
    /// The owner reported that the person moved out: object, or let it stand.
    MovedOut,
    /// The person turned 16.
    TakeOver,
}

/// A resident as a task shows one to the owner's side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldSeen {
    /// Name.
    pub name: Private<String>,
    /// Kind of document.
    pub document: DocumentType,
    /// Masked number.
    pub number: String,
    /// Masked telephone.
    pub phone: Option<String>,
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// How many live there too.
    pub cohabitants: u16,
}

/// A task that waits for the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTask {
    /// What it asks for.
    pub matter: TaskMatter,
    /// What it is about: a registration, or the act that appointed a trustee.
    pub record: RecordId,
    /// Whose task, when not the person's own.
    pub member: Option<Subject>,
    /// Where.
    pub address: Option<HeldAddress>,
    /// Who asks.
    pub who: Option<HeldSeen>,
    /// Last day.
    pub until: Option<NaiveDate>,
}

/// A notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldMessage {
    /// Its name, for [`crate::Deed::Read`].
    pub id: RecordId,
    /// Which text it is.
    pub template: Template,
    /// Day on which it was made.
    pub made_on: NaiveDate,
    /// In Chinese.
    pub zh: Private<String>,
    /// In English.
    pub en: Private<String>,
    /// It was read.
    pub read: bool,
}

/// A trusteeship that the person gave or holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldTrust {
    /// The act that appointed.
    pub record: RecordId,
    /// Name of the other: the trustee, or the owner.
    pub other: Private<String>,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// The trustee accepted.
    pub accepted: bool,
}

/// Who lives in a house of the person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldResident {
    /// The registration.
    pub record: RecordId,
    /// The resident, as the owner may see one.
    pub seen: HeldSeen,
    /// Where it stands.
    pub state: State,
}

/// A house that the person owns, claims or manages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldHouse {
    /// Where.
    pub address: HeldAddress,
    /// Where the claim stands; `None` for a trustee or manager.
    pub claim: Option<OwnershipState>,
    /// In which capacity the person may decide.
    pub capacity: Option<Capacity>,
    /// Who lives there.
    pub residents: Vec<HeldResident>,
    /// Trustees, for an owner; the owner, for a trustee.
    pub trusts: Vec<HeldTrust>,
}

/// A permit or the application for one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPermit {
    /// The application.
    pub record: RecordId,
    /// Whose, when not the person's own.
    pub member: Option<Subject>,
    /// Where it stands today.
    pub state: PermitState,
    /// Why it is suspended.
    pub suspended_for: Option<SuspensionReason>,
    /// City.
    pub city: CityCode,
    /// Where, as the permit says.
    pub address: Option<HeldAddress>,
    /// Day of acceptance.
    pub accepted_on: Option<NaiveDate>,
    /// Last day to decide.
    pub due_on: Option<NaiveDate>,
    /// Papers that are missing, with the last day to bring them.
    pub missing: Vec<PermitPaper>,
    /// Last day to bring them.
    pub missing_until: Option<NaiveDate>,
    /// Day of issue.
    pub issued_on: Option<NaiveDate>,
    /// Last day of the year that runs.
    pub valid_until: Option<NaiveDate>,
    /// First and last day to endorse.
    pub window: Option<(NaiveDate, NaiveDate)>,
    /// Number of the card, from 1.
    pub card_serial: u16,
    /// Reasons of a refusal, or of the end.
    pub because: Vec<String>,
}

/// What happened about permits in the last five years.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PermitEntry {
    /// When.
    pub on: NaiveDate,
    /// Code of what happened.
    pub what: String,
    /// Where it stood then.
    pub state: PermitState,
}

/// The person as the register has them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldPerson {
    /// Name.
    pub name: Private<String>,
    /// Kind of document.
    pub document: DocumentType,
    /// Number.
    pub number: Private<String>,
    /// Telephone; may be empty.
    pub phone: Private<String>,
    /// Day of birth.
    pub birth: Private<NaiveDate>,
    /// Text of the code in force.
    pub code: Option<Private<String>>,
}

/// Everything about one person, as of one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// The centre's time, in milliseconds since 1970.
    pub as_of_ms: u64,
    /// The person.
    pub person: HeldPerson,
    /// Own registrations and those of the family, newest first.
    pub registrations: Vec<HeldRegistration>,
    /// The way to the first permit.
    pub stay: Option<StayCount>,
    /// The last presentations, newest first.
    pub presentations: Vec<HeldPresentation>,
    /// How many there were in twelve months.
    pub presented: u32,
    /// The family.
    pub members: Vec<HeldMember>,
    /// Tasks, the most urgent first.
    pub tasks: Vec<HeldTask>,
    /// Notices, newest first.
    pub messages: Vec<HeldMessage>,
    /// Houses owned, claimed or managed.
    pub houses: Vec<HeldHouse>,
    /// Permits and applications, newest first.
    pub permits: Vec<HeldPermit>,
    /// Five years of history.
    pub permit_history: Vec<PermitEntry>,
}
