//! The pages of a declaration, from the door to reading back.

use serde::Serialize;
use ts_rs::TS;
use zeroize::Zeroize;

use super::NumberProblem;

/// An address for a screen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS, Zeroize)]
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
    /// The house code as printed; empty for an address written by hand.
    pub house_code: String,
    /// The address was written by hand: the desk checks it first.
    pub by_hand: bool,
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
    /// Last day that may be chosen, `YYYY-MM-DD`: later than today while the time is not known.
    pub last_day: String,
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
    /// A minor whose guardian is somebody else, or whose family this is not.
    Guardian,
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
    /// The address was written by hand: the desk checks it first.
    pub by_hand: bool,
    /// Version of the privacy notice.
    pub notice_version: u16,
}
