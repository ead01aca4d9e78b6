//! The one value a screen is drawn from. The web view sees this and nothing else.
//!
//! Strings in here are data (masked names, addresses, numbers), never sentences: the page owns the
//! words. Dates are `YYYY-MM-DD`, times `HH:MM`, both in Guangdong.

use serde::Serialize;
use ts_rs::TS;

/// Everything the window shows, with a number that rises at each change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct View {
    /// Rises at each change; a smaller number is an old view and is dropped.
    #[ts(type = "number")]
    pub number: u64,
    /// The strip at the top.
    pub strip: Strip,
    /// Language of the visit.
    pub language: Language,
    /// Text size 1 to 4; 4 is elder mode.
    pub text_size: u8,
    /// Ticket under which the draft is kept, once there is one: 6 characters.
    pub ticket: Option<String>,
    /// Where in the five steps of declaring the visit is.
    pub step: Option<Step>,
    /// Seconds left before everything personal is wiped, when the warning is on.
    pub idle_seconds_left: Option<u32>,
    /// Whether there is a way back from here.
    pub can_go_back: bool,
    /// The person asked for a worker; a calm line says that somebody comes.
    pub worker_called: bool,
    /// The screen itself.
    pub screen: Screen,
}

/// The strip: place, network, what waits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Strip {
    /// Name of the service centre.
    pub place: String,
    /// Time of day, `HH:MM`.
    pub time: String,
    /// Whether the last contact with the centre succeeded.
    pub online: bool,
    /// Time of the last contact, `HH:MM`.
    pub last_contact: Option<String>,
    /// Records that wait to be received by the centre.
    pub waiting: u32,
    /// The trust root is a demonstration root.
    pub demo: bool,
}

/// Language of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, serde::Deserialize, TS)]
pub enum Language {
    /// Simplified Chinese.
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// English.
    #[serde(rename = "en")]
    En,
}

/// One of the five steps: 1 house, 2 stay, 3 cohabitants, 4 owner, 5 read back.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
pub struct Step {
    /// This step, from 1.
    pub now: u8,
    /// How many there are.
    pub of: u8,
}

/// What is asked or told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Screen {
    /// Nobody is here: four tiles.
    Welcome,
    /// The camera looks for a code.
    Scan(Scan),
    /// The holder of the scanned code enters the full number of their card.
    ProveIdentity(ProveIdentity),
    /// Is this your door?
    ConfirmDoor(ConfirmDoor),
    /// Dwelling, reason, day of moving in.
    Stay(Stay),
    /// Who lives with you?
    Cohabitants(Cohabitants),
    /// Is the owner here now?
    OwnerPresent(OwnerPresent),
    /// The whole declaration to be agreed to.
    ReadBack(ReadBack),
    /// The owner, after scanning: who asks, confirm or refuse.
    OwnerDecides(OwnerDecides),
    /// Saved, and what happens next.
    Receipt(Receipt),
    /// The registrations of the holder of the scanned code.
    MyResidence(MyResidence),
    /// Something failed; what, what to do, is it saved.
    Failure(Failure),
}

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
}

/// Screen of scanning.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Scan {
    /// What is looked for.
    pub purpose: ScanPurpose,
    /// Why the last code was not taken.
    pub refusal: Option<ScanRefusal>,
    /// Whether frames arrive; without a camera the other ways are offered at once.
    pub camera: CameraState,
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

/// An address for a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Address {
    /// Town and community, such as 海榕街道榕荫社区.
    pub area: String,
    /// Street, as on the plate.
    pub street: String,
    /// House number, as on the plate.
    pub number: String,
    /// Building, unit, room; may be empty.
    pub room: String,
}

/// Screen of the door.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ConfirmDoor {
    /// The address on the plate.
    pub address: Address,
    /// The house code as printed.
    pub house_code: String,
    /// The house is not in this kiosk's register (another district, or a new house).
    pub not_in_register: bool,
}

/// Screen of the stay. Lists are codes; the page has their words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Stay {
    /// The address, for the plate.
    pub address: Address,
    /// Codes of `residence::DwellingType`, in order.
    pub dwellings: Vec<String>,
    /// Codes of `residence::ResidenceReason`, in order.
    pub reasons: Vec<String>,
    /// Chosen before, when the person comes back.
    pub dwelling: Option<String>,
    /// Chosen before.
    pub reason: Option<String>,
    /// Chosen before, `YYYY-MM-DD`.
    pub moved_in_on: Option<String>,
    /// Today in Guangdong, `YYYY-MM-DD`.
    pub today: String,
    /// What was wrong.
    pub problem: Option<StayProblem>,
}

/// What is wrong with the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum StayProblem {
    /// The day of moving in lies in the future.
    InFuture,
    /// No real date, or too long ago.
    NoDate,
    /// Something was not chosen.
    Incomplete,
}

/// Screen of the cohabitants.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Cohabitants {
    /// Those added so far.
    pub people: Vec<CohabitantView>,
    /// Codes of `residence::Relation`, in order.
    pub relations: Vec<String>,
    /// What was wrong with the person last entered; the page keeps what was typed.
    pub problem: Option<CohabitantProblem>,
    /// Whether one more may be added.
    pub may_add: bool,
    /// Version of the text of the guardian's consent.
    pub consent_version: u16,
}

/// One cohabitant, masked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct CohabitantView {
    /// Masked name.
    pub name: String,
    /// Age in full years.
    pub age: u32,
    /// Minor (true) or elder (false).
    pub minor: bool,
    /// Code of the relation.
    pub relation: String,
    /// Code of the document type.
    pub document: String,
    /// Masked number.
    pub number: String,
    /// Masked telephone.
    pub phone: String,
    /// The guardian's consent is recorded.
    pub consent: bool,
}

/// What is wrong with an entered cohabitant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "field", content = "problem", rename_all = "snake_case")]
pub enum CohabitantProblem {
    /// The name is empty, too long, or has a wrong character.
    Name,
    /// The number.
    Number(NumberProblem),
    /// The telephone.
    Phone,
    /// 16 to 59 years: declares in person. Carries the age.
    Age(u32),
    /// Under 14, and the guardian did not consent.
    Consent,
    /// The same number stands in this declaration already.
    Twice,
    /// The relation was not chosen.
    Relation,
}

/// Screen that asks for the owner.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OwnerPresent {
    /// Last day on which the owner may decide, `YYYY-MM-DD`.
    pub until: String,
    /// The declarant is recorded as owner: nobody else is asked.
    pub own_house: bool,
    /// Answered before.
    pub present: Option<bool>,
}

/// Screen of the whole declaration.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReadBack {
    /// Masked name of the declarant, when the code carries one.
    pub holder: Option<String>,
    /// Masked number of the declarant.
    pub number: String,
    /// The address.
    pub address: Address,
    /// Code of the dwelling type.
    pub dwelling: String,
    /// Code of the reason.
    pub reason: String,
    /// Day of moving in, `YYYY-MM-DD`.
    pub moved_in_on: String,
    /// Those who live there too.
    pub people: Vec<CohabitantView>,
    /// Whether the owner confirms right after.
    pub owner_present: bool,
    /// The declarant is recorded as owner.
    pub own_house: bool,
    /// Version of the privacy notice.
    pub notice_version: u16,
}

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
}

/// Screen of the own registrations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MyResidence {
    /// Masked name, when the code carries one.
    pub holder: Option<String>,
    /// The registrations this kiosk knows of, newest first.
    pub registrations: Vec<RegistrationView>,
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
}
