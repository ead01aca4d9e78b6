//! What a person shows, is and holds: code, family, permit, own data.

use serde::Serialize;
use ts_rs::TS;

use super::{Address, Centre, NumberProblem};

/// Screen of 亮码 and 持码查询.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MyCode {
    /// What the centre said.
    pub centre: Centre,
    /// The code that is shown now, large.
    pub shown: Option<BigCode>,
    /// Members of the family.
    pub members: Vec<MemberRow>,
    /// The last presentations, newest first.
    pub presentations: Vec<PresentedRow>,
    /// How many there were in twelve months; nothing while the centre was not heard.
    pub presented: Option<u32>,
}

/// A code for a verifier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct BigCode {
    /// SVG path data on a square of `qr_modules` units.
    pub qr_path: String,
    /// Width of the QR in modules, margin included.
    pub qr_modules: u32,
    /// Masked name, when the code carries one.
    pub holder: Option<String>,
    /// It is the code of a member of the family.
    pub of_family: bool,
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: String,
    /// The presentation is recorded.
    pub recorded: bool,
}

/// A member of the family.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MemberRow {
    /// Masked name.
    pub name: String,
    /// Code of the relation.
    pub relation: String,
    /// Age in full years.
    pub age: u32,
    /// The person is the guardian.
    pub guardian: bool,
    /// There is a code to be shown (`show_code` with the place of the row).
    pub has_code: bool,
    /// Neither minor nor elder any more: the member takes over the own matters.
    pub takes_over: bool,
}

/// A presentation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PresentedRow {
    /// Day, `YYYY-MM-DD`.
    pub on: String,
    /// Name of the service centre or place.
    pub place: String,
    /// Somebody of the family showed it.
    pub by_family: bool,
}

/// Screen of 亲属管理.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Family {
    /// What the centre said.
    pub centre: Centre,
    /// Members, in the order of `remove_member`.
    pub members: Vec<MemberRow>,
    /// Codes of `residence::Relation`, in order.
    pub relations: Vec<String>,
    /// Codes of `residence::DocumentType`, in order.
    pub documents: Vec<String>,
    /// What was wrong with the member last entered; the page keeps what was typed.
    pub problem: Option<MemberProblem>,
    /// Version of the text of the guardian's consent.
    pub consent_version: u16,
}

/// What is wrong with an entered member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "field", content = "problem", rename_all = "snake_case")]
pub enum MemberProblem {
    /// The name.
    Name,
    /// The number.
    Number(NumberProblem),
    /// The relation was not chosen.
    Relation,
    /// 16 to 59 years: acts in person. Carries the age.
    Age(u32),
    /// Under 14, and the guardian did not consent.
    Consent,
    /// The elder did not agree.
    Agreement,
    /// A minor whose guardian is somebody else, or whose family this is not.
    Guardian,
    /// It is the person's own number.
    Twice,
}

/// Screen of 我的证照.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Permits {
    /// What the centre said.
    pub centre: Centre,
    /// The newest permit or application.
    pub permit: Option<PermitView>,
    /// Codes of `residence::PermitStep` that may be started now.
    pub offers: Vec<String>,
    /// Names of all rules that are not met for a first application.
    pub missing: Vec<String>,
    /// First day on which the person may apply, when only time is missing, `YYYY-MM-DD`.
    pub first_eligible: Option<String>,
    /// Addresses that a permit may name.
    pub places: Vec<PermitPlace>,
    /// Codes of `residence::Ground`, in order.
    pub grounds: Vec<String>,
    /// Codes of `residence::Exemption`, in order, where documents may stand for the registered stay.
    pub exemptions: Vec<String>,
    /// Codes of `residence::PermitPaper`, in order.
    pub papers: Vec<String>,
    /// What happened in the last five years, newest first.
    pub history: Vec<PermitRow>,
    /// Why the last one was not sent.
    pub problem: Option<PermitProblem>,
}

/// A permit or an application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PermitView {
    /// Code of `residence::PermitState`.
    pub state: String,
    /// Code of `residence::SuspensionReason`.
    pub suspended_for: Option<String>,
    /// Address on the permit, to the community.
    pub address: Option<Address>,
    /// Receipt number of the application.
    pub receipt: String,
    /// Day of acceptance, `YYYY-MM-DD`.
    pub accepted_on: Option<String>,
    /// Last day to decide, `YYYY-MM-DD`.
    pub due_on: Option<String>,
    /// Codes of papers that are missing.
    pub missing: Vec<String>,
    /// Last day to bring them, `YYYY-MM-DD`.
    pub missing_until: Option<String>,
    /// Day of issue, `YYYY-MM-DD`.
    pub issued_on: Option<String>,
    /// Last day of the year that runs, `YYYY-MM-DD`.
    pub valid_until: Option<String>,
    /// First day to endorse, `YYYY-MM-DD`.
    pub endorse_from: Option<String>,
    /// Last day to endorse, `YYYY-MM-DD`.
    pub endorse_until: Option<String>,
    /// Number of the card, from 1.
    pub card: u16,
    /// Names of the reasons of a refusal, or of the end.
    pub because: Vec<String>,
}

/// An address that a permit may name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PermitPlace {
    /// Receipt number of the registration.
    pub receipt: String,
    /// The own address.
    pub address: Address,
    /// It is the habitual residence.
    pub habitual: bool,
}

/// Something that happened about a permit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct PermitRow {
    /// Day, `YYYY-MM-DD`.
    pub on: String,
    /// Code of what happened.
    pub what: String,
    /// Code of the state then.
    pub state: String,
}

/// Why nothing was sent about a permit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PermitProblem {
    /// It is not offered now.
    NotNow,
    /// No address was chosen.
    Address,
    /// No ground was chosen.
    Grounds,
    /// No paper was chosen.
    Papers,
    /// The number of the evidence is too long.
    Evidence,
}

/// Screen of 我的信息.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MyData {
    /// What the centre said.
    pub centre: Centre,
    /// Name; masked unless `full`.
    pub name: Option<String>,
    /// Code of the document type.
    pub document: Option<String>,
    /// Number; masked unless `full`.
    pub number: Option<String>,
    /// Telephone; masked unless `full`.
    pub phone: Option<String>,
    /// Day of birth, `YYYY-MM-DD`, or its year only.
    pub birth: Option<String>,
    /// Everything stands in full, for 10 seconds after the number was entered again.
    pub full: bool,
    /// What was wrong with what was written; the page keeps it.
    pub problem: Option<DataProblem>,
    /// Version of the privacy notice.
    pub notice_version: u16,
}

/// Why words are not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum DataProblem {
    /// Nothing, too much, or no text.
    Words,
}

/// Screen of something that is saved.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct LivesDone {
    /// What was asked for.
    pub deed: LivesDeed,
    /// Receipt number.
    pub receipt: String,
    /// QR of the receipt number only, as SVG path data.
    pub qr_path: String,
    /// Width of the QR in modules, margin included.
    pub qr_modules: u32,
    /// The centre decided.
    pub decided: bool,
    /// Name of the rule that refused it.
    pub denied: Option<String>,
}

/// What can be asked for on these pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum LivesDeed {
    /// A member of the family is linked.
    AddMember,
    /// The link ends.
    RemoveMember,
    /// A permit is applied for.
    Apply,
    /// Missing papers are there.
    Supply,
    /// The yearly endorsement.
    Endorse,
    /// The late endorsement.
    EndorseLate,
    /// Another address on the permit.
    ChangeAddress,
    /// Another card: damaged, or data changed.
    Replace,
    /// Another card: lost.
    Reissue,
    /// The card besides the electronic permit.
    AskCard,
    /// The permit ends.
    CancelPermit,
    /// The own data is wrong.
    Correct,
    /// The own data is to be deleted.
    Erase,
    /// A word to those who run the service.
    Feedback,
}
