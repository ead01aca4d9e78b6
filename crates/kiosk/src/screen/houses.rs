//! The houses of an owner, a trustee or a manager.

use serde::Serialize;
use ts_rs::TS;

use super::{Address, Centre, PersonSeen};

/// Screen of 我的房屋.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Houses {
    /// Masked name, when it is known.
    pub holder: Option<String>,
    /// What the centre said.
    pub centre: Centre,
    /// The houses.
    pub houses: Vec<HouseView>,
}

/// A house in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct HouseView {
    /// House code; what `open_item` carries. Nothing while a claim has no house yet.
    pub code: Option<String>,
    /// Where.
    pub address: Address,
    /// Code of `residence::OwnershipState`; nothing for a trustee or manager.
    pub claim: Option<String>,
    /// Code of `residence::Capacity` in which the person may decide.
    pub capacity: Option<String>,
    /// How many registrations there are.
    pub residents: u32,
    /// How many trusteeships there are.
    pub trusts: u32,
}

/// Screen of one house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct OneHouse {
    /// The house.
    pub house: HouseView,
    /// Who lives there, with the minimum that the owner's duty needs.
    pub residents: Vec<ResidentRow>,
    /// Trustees, for an owner; the owner, for a trustee.
    pub trusts: Vec<TrustRow>,
    /// The person may appoint a trustee here.
    pub may_appoint: bool,
}

/// Who lives in a house.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ResidentRow {
    /// What `ask_act` carries.
    pub about: String,
    /// Who.
    pub who: PersonSeen,
    /// Code of `residence::State`.
    pub state: String,
    /// A move can be reported now.
    pub may_report: bool,
    /// A move was reported in this visit, and the centre has not decided yet.
    pub pending: bool,
    /// Name of the rule by which the centre refused what was done about it last, in this visit.
    pub denied: Option<String>,
}

/// A trusteeship.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TrustRow {
    /// What `ask_act` carries.
    pub about: String,
    /// Masked name of the other side.
    pub other: String,
    /// First day, `YYYY-MM-DD`.
    pub from: String,
    /// Last day, `YYYY-MM-DD`.
    pub to: String,
    /// The trustee accepted.
    pub accepted: bool,
    /// It can be taken back now.
    pub may_revoke: bool,
    /// It was taken back in this visit, and the centre has not decided yet.
    pub pending: bool,
    /// Name of the rule by which the centre refused what was done about it last, in this visit.
    pub denied: Option<String>,
}
