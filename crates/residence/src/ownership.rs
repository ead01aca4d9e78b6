//! Who may decide for a house: verified owners, the trustees they appoint, unit managers.

mod sight;

pub use sight::{CohabitantSeen, OwnerSeen, ResidentSeen, StaySeen, owner_seen, resident_seen};

use chrono::NaiveDate;

use crate::{
    civil::DateRange,
    ids::{HouseCode, Subject},
    lists::listed,
    registration::Capacity,
};

listed! {
    /// Where a claim to own a house stands (own decision).
    OwnershipState {
        /// Claimed at the registration of the house (房屋登记).
        Claimed = "CLAIMED",
        /// Verified by matching data, or by the desk with the document.
        Verified = "VERIFIED",
        /// Refused.
        Refused = "REFUSED",
        /// Was verified and is over.
        Ended = "ENDED",
    }
}

listed! {
    /// What happens to a claim.
    OwnershipEvent {
        /// Data or document agree.
        Verify = "VERIFY",
        /// They do not.
        Refuse = "REFUSE",
        /// The house was sold, or the owner died.
        End = "END",
    }
}

listed! {
    /// Why an act about ownership or trusteeship is refused.
    OwnershipDenial {
        /// The act does not exist in this state.
        WrongState = "WRONG_STATE",
        /// Only a verified owner appoints; a trustee appoints nobody.
        NotTheOwner = "NOT_THE_OWNER",
        /// Only the person who was appointed accepts.
        NotTheTrustee = "NOT_THE_TRUSTEE",
        /// The last day lies before the first.
        Dates = "DATES",
    }
}

/// A person's claim to a house.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ownership {
    /// The house.
    pub house: HouseCode,
    /// The person.
    pub owner: Subject,
    /// Where the claim stands.
    pub state: OwnershipState,
}

impl Ownership {
    /// Applies an event to a claim: CLAIMED → VERIFIED or REFUSED, VERIFIED → ENDED.
    pub fn apply(&self, event: OwnershipEvent) -> Result<Self, OwnershipDenial> {
        let state = match (self.state, event) {
            (OwnershipState::Claimed, OwnershipEvent::Verify) => OwnershipState::Verified,
            (OwnershipState::Claimed, OwnershipEvent::Refuse) => OwnershipState::Refused,
            (OwnershipState::Verified, OwnershipEvent::End) => OwnershipState::Ended,
            (OwnershipState::Claimed, OwnershipEvent::End)
            | (OwnershipState::Verified, OwnershipEvent::Verify | OwnershipEvent::Refuse)
            | (OwnershipState::Refused | OwnershipState::Ended, _) => {
                return Err(OwnershipDenial::WrongState);
            }
        };
        Ok(Self {
            state,
            ..self.clone()
        })
    }

    fn is_of(&self, person: &Subject, house: &HouseCode) -> bool {
        self.state == OwnershipState::Verified && self.owner == *person && self.house == *house
    }
}

/// A verified owner lets another person manage houses (托管人).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusteeship {
    /// The owner who appointed.
    pub owner: Subject,
    /// Who was appointed.
    pub trustee: Subject,
    /// For which houses.
    pub houses: Vec<HouseCode>,
    /// From the first to the last day.
    pub days: DateRange,
    /// First day after the trustee accepted; nothing counts before.
    pub accepted_on: Option<NaiveDate>,
    /// Day from which the owner took it back.
    pub revoked_on: Option<NaiveDate>,
}

impl Trusteeship {
    /// Appoints a trustee: by a verified owner of each house, never by a trustee (own decision).
    pub fn appoint(
        owner: Subject,
        trustee: Subject,
        houses: Vec<HouseCode>,
        days: DateRange,
        ownerships: &[Ownership],
    ) -> Result<Self, OwnershipDenial> {
        let owns = |house| ownerships.iter().any(|claim| claim.is_of(&owner, house));
        if houses.is_empty() || !houses.iter().all(owns) {
            return Err(OwnershipDenial::NotTheOwner);
        }
        if days.from > days.to {
            return Err(OwnershipDenial::Dates);
        }
        Ok(Self {
            owner,
            trustee,
            houses,
            days,
            accepted_on: None,
            revoked_on: None,
        })
    }

    /// Accepts the appointment; only the trustee does, once, and not after it was taken back.
    pub fn accept(&self, by: &Subject, today: NaiveDate) -> Result<Self, OwnershipDenial> {
        if *by != self.trustee {
            return Err(OwnershipDenial::NotTheTrustee);
        }
        if self.accepted_on.is_some() || self.revoked_on.is_some() {
            return Err(OwnershipDenial::WrongState);
        }
        Ok(Self {
            accepted_on: Some(today),
            ..self.clone()
        })
    }

    /// Declines the appointment: as for accepting it, and it is over (own decision).
    pub fn decline(&self, by: &Subject, today: NaiveDate) -> Result<Self, OwnershipDenial> {
        let accepted = self.accept(by, today)?;
        Ok(Self {
            accepted_on: None,
            revoked_on: Some(today),
            ..accepted
        })
    }

    /// Takes the appointment back, at any time, from today on.
    pub fn revoke(&self, by: &Subject, today: NaiveDate) -> Result<Self, OwnershipDenial> {
        if *by != self.owner {
            return Err(OwnershipDenial::NotTheOwner);
        }
        if self.revoked_on.is_some() {
            return Err(OwnershipDenial::WrongState);
        }
        Ok(Self {
            revoked_on: Some(today),
            ..self.clone()
        })
    }

    /// Tells whether the trustee may decide for a house today, for an owner who still owns it.
    pub fn holds(&self, house: &HouseCode, today: NaiveDate, ownerships: &[Ownership]) -> bool {
        self.houses.contains(house)
            && self.days.contains(today)
            && self.accepted_on.is_some_and(|day| day <= today)
            && self.revoked_on.is_none_or(|day| today < day)
            && ownerships
                .iter()
                .any(|claim| claim.is_of(&self.owner, house))
    }
}

/// Tells whether a person is a verified owner of a house: only then a declaration confirms itself.
pub fn is_owner(person: &Subject, house: &HouseCode, ownerships: &[Ownership]) -> bool {
    ownerships.iter().any(|claim| claim.is_of(person, house))
}

/// Returns in which capacity a person may decide for a house today.
///
/// Any one of several owners may decide (own decision); a unit's house names its managers.
pub fn capacity_of(
    person: &Subject,
    house: &HouseCode,
    ownerships: &[Ownership],
    trusteeships: &[Trusteeship],
    unit_managers: &[Subject],
    today: NaiveDate,
) -> Option<Capacity> {
    if is_owner(person, house, ownerships) {
        return Some(Capacity::Owner);
    }
    let trusted = trusteeships
        .iter()
        .any(|trust| trust.trustee == *person && trust.holds(house, today, ownerships));
    if trusted {
        return Some(Capacity::Trustee);
    }
    unit_managers.contains(person).then_some(Capacity::Unit)
}

/// Tells whether anybody is bound to a house who may confirm; otherwise the desk is asked.
pub fn has_confirmer(
    house: &HouseCode,
    ownerships: &[Ownership],
    trusteeships: &[Trusteeship],
    unit_managers: &[Subject],
    today: NaiveDate,
) -> bool {
    let owned = ownerships
        .iter()
        .any(|claim| is_owner(&claim.owner, house, ownerships));
    let trusted = || {
        trusteeships
            .iter()
            .any(|trust| trust.holds(house, today, ownerships))
    };
    owned || !unit_managers.is_empty() || trusted()
}

#[cfg(test)]
mod tests;
