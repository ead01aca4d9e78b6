//! The numbers that members of closed lists have on the wire: never renumbered, only added to.

use residence::{DocumentType, DwellingType, RejectionReason, Relation, ResidenceReason, State};

use crate::{
    cbor::{Reader, Writer},
    records::Assurance,
    wire::WireError,
};

/// A closed list with a fixed number for each member.
pub(super) trait Numbered: Copy + PartialEq + 'static {
    /// Each member with its number.
    const NUMBERS: &'static [(Self, u8)];
}

/// Writes the number of a member.
pub(super) fn write_member<T: Numbered>(writer: &mut Writer, member: T) {
    let found = T::NUMBERS.iter().find(|(listed, _)| *listed == member);
    writer.uint(
        found
            .expect("a test holds every member against its table")
            .1,
    );
}

/// Reads a member by its number.
pub(super) fn read_member<T: Numbered>(reader: &mut Reader<'_>) -> Result<T, WireError> {
    let number: u8 = reader.narrow()?;
    let found = T::NUMBERS.iter().find(|(_, listed)| *listed == number);
    found.map(|(member, _)| *member).ok_or(WireError::Value)
}

impl Numbered for Assurance {
    const NUMBERS: &'static [(Self, u8)] = &[(Self::Verified, 1), (Self::Unverified, 2)];
}

impl Numbered for DocumentType {
    const NUMBERS: &'static [(Self, u8)] = &[(Self::ResidentId, 1), (Self::HouseholdRegister, 2)];
}

impl Numbered for DwellingType {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::Rented, 1),
        (Self::Owned, 2),
        (Self::Borrowed, 3),
        (Self::UnitDorm, 4),
        (Self::SelfBuilt, 5),
        (Self::SchoolDorm, 6),
        (Self::Boarding, 7),
        (Self::Other, 8),
    ];
}

impl Numbered for ResidenceReason {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::Work, 1),
        (Self::Business, 2),
        (Self::Student, 3),
        (Self::Study, 4),
        (Self::Accompany, 5),
        (Self::Medical, 6),
        (Self::Visit, 7),
        (Self::Other, 8),
    ];
}

/// The numbers are the groups of GB/T 4761-2008.
impl Numbered for Relation {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::Spouse, 10),
        (Self::Son, 20),
        (Self::Daughter, 30),
        (Self::Grandchild, 40),
        (Self::Parent, 50),
        (Self::Grandparent, 60),
        (Self::Sibling, 70),
        (Self::OtherRelative, 97),
        (Self::NotRelated, 99),
    ];
}

impl Numbered for RejectionReason {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::NotLivingHere, 1),
        (Self::WrongRoom, 2),
        (Self::WrongPerson, 3),
        (Self::ContractEnded, 4),
        (Self::NotMyHouse, 5),
        (Self::Other, 6),
    ];
}

impl Numbered for State {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::AwaitingConfirmation, 1),
        (Self::Effective, 2),
        (Self::Rejected, 3),
        (Self::AwaitingAddress, 4),
        (Self::Expired, 5),
        (Self::Withdrawn, 6),
        (Self::CancelPending, 7),
        (Self::Cancelled, 8),
        (Self::Voided, 9),
    ];
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use residence::Listed;

    use super::*;

    fn complete<T: Numbered + Listed>() {
        for member in T::ALL {
            assert!(
                T::NUMBERS.iter().any(|(listed, _)| listed == member),
                "{}",
                member.code()
            );
        }
        let numbers: BTreeSet<u8> = T::NUMBERS.iter().map(|(_, number)| *number).collect();
        assert_eq!(numbers.len(), T::ALL.len(), "a number is given twice");
    }

    #[test]
    fn every_member_has_its_own_number() {
        complete::<DocumentType>();
        complete::<DwellingType>();
        complete::<ResidenceReason>();
        complete::<Relation>();
        complete::<RejectionReason>();
        complete::<State>();
    }
}
