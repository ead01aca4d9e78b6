//! What the owner sees of a resident, and the resident of the owner: no more than the duty to
//! record a tenant needs (广东省流动人口服务管理条例 2009 art. 21; minimum set is an own decision).

use chrono::{NaiveDate, NaiveDateTime};

use crate::{
    age::{Addable, may_be_added},
    document::{DocumentType, IdentityDocument},
    lists::{DwellingType, ResidenceReason},
    name::PersonName,
    phone::Phone,
    policy::AgePolicy,
    registration::Capacity,
};

/// A cohabitant as the owner sees one: name and age group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CohabitantSeen {
    /// Name.
    pub name: PersonName,
    /// Age group: minor, elder, or neither.
    pub group: Addable,
}

/// A resident as the owner's task shows one; neither other addresses nor presentations exist here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResidentSeen {
    /// Name.
    pub name: PersonName,
    /// Kind of document.
    pub document: DocumentType,
    /// Masked number.
    pub number: String,
    /// Masked telephone; `None` for a person without one.
    pub phone: Option<String>,
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
    /// The cohabitants; their count is its length.
    pub cohabitants: Vec<CohabitantSeen>,
}

/// What a declaration says of the stay.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StaySeen {
    /// Kind of dwelling.
    pub dwelling: DwellingType,
    /// Reason for residence.
    pub reason: ResidenceReason,
    /// Day of moving in.
    pub moved_in_on: NaiveDate,
}

/// Shows a resident to the owner of the house; ages of cohabitants are in full years.
pub fn resident_seen(
    name: &PersonName,
    document: &IdentityDocument,
    phone: Option<&Phone>,
    stay: StaySeen,
    cohabitants: &[(PersonName, u32)],
    policy: &AgePolicy,
) -> ResidentSeen {
    let cohabitants = cohabitants
        .iter()
        .map(|(name, age)| CohabitantSeen {
            name: name.clone(),
            group: may_be_added(*age, policy),
        })
        .collect();
    ResidentSeen {
        name: name.clone(),
        document: document.kind(),
        number: document.masked(),
        phone: phone.map(Phone::masked),
        dwelling: stay.dwelling,
        reason: stay.reason,
        moved_in_on: stay.moved_in_on,
        cohabitants,
    }
}

/// A confirmer as the resident sees one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnerSeen {
    /// Surname and "**".
    pub name: String,
    /// In which capacity the decision was made; a trustee's reads 受业主委托.
    pub capacity: Capacity,
    /// Date and time of the decision in Guangdong.
    pub decided_at: NaiveDateTime,
}

impl OwnerSeen {
    /// Returns what stands beside a trustee's decision.
    pub fn on_behalf_zh(&self) -> Option<&'static str> {
        (self.capacity == Capacity::Trustee).then_some("受业主委托")
    }
}

/// Shows a confirmer to the resident.
pub fn owner_seen(name: &PersonName, capacity: Capacity, decided_at: NaiveDateTime) -> OwnerSeen {
    // The masked name begins with the surname, as long as it is; the rest is stars.
    let masked = name.masked();
    let surname: String = masked.chars().take_while(|c| *c != '*').collect();
    OwnerSeen {
        name: format!("{surname}**"),
        capacity,
        decided_at,
    }
}
