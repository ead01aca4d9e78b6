//! The numbers that members of closed lists have on the wire: never renumbered, only added to.

use codes::{Algorithm, BundleAge, Category};
use residence::{DocumentType, DwellingType, RejectionReason, Relation, ResidenceReason, State};

use crate::{
    cbor::{Reader, Writer},
    circumstances::ClockLevel,
    presence::{TakenAs, VoidReason},
    records::Assurance,
    wire::WireError,
    worker::{WorkerAct, WorkerRole},
};

/// A closed list with a fixed number for each member.
pub(crate) trait Numbered: Copy + PartialEq + 'static {
    /// Each member with its number.
    const NUMBERS: &'static [(Self, u8)];
}

/// Writes the number of a member.
pub(crate) fn write_member<T: Numbered>(writer: &mut Writer, member: T) {
    let found = T::NUMBERS.iter().find(|(listed, _)| *listed == member);
    writer.uint(
        found
            .expect("a test holds every member against its table")
            .1,
    );
}

/// Reads a member by its number.
pub(crate) fn read_member<T: Numbered>(reader: &mut Reader<'_>) -> Result<T, WireError> {
    let number: u8 = reader.narrow()?;
    let found = T::NUMBERS.iter().find(|(_, listed)| *listed == number);
    found.map(|(member, _)| *member).ok_or(WireError::Value)
}

impl Numbered for Assurance {
    const NUMBERS: &'static [(Self, u8)] = &[(Self::Verified, 1), (Self::Unverified, 2)];
}

impl Numbered for ClockLevel {
    const NUMBERS: &'static [(Self, u8)] =
        &[(Self::Good, 1), (Self::Degraded, 2), (Self::Unsafe, 3)];
}

impl Numbered for Algorithm {
    const NUMBERS: &'static [(Self, u8)] = &[(Self::Ed25519, 1), (Self::Es256, 2), (Self::Sm2, 3)];
}

impl Numbered for BundleAge {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::Current, 1),
        (Self::Old, 2),
        (Self::Stale, 3),
        (Self::Expired, 4),
    ];
}

/// The numbers are those of the codes themselves (trust design 1.3).
impl Numbered for Category {
    const NUMBERS: &'static [(Self, u8)] = &[(Self::Adult, 1), (Self::Elder, 2), (Self::Child, 3)];
}

impl Numbered for TakenAs {
    const NUMBERS: &'static [(Self, u8)] = &[(Self::Green, 1), (Self::Amber, 2)];
}

impl Numbered for VoidReason {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::PrintFailed, 1),
        (Self::Mistake, 2),
        (Self::Lost, 3),
        (Self::Returned, 4),
    ];
}

impl Numbered for WorkerRole {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::Worker, 1),
        (Self::Supervisor, 2),
        (Self::Technician, 3),
    ];
}

impl Numbered for WorkerAct {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::LoggedIn, 1),
        (Self::LoggedOut, 2),
        (Self::LockedOut, 3),
        (Self::Unlocked, 4),
        (Self::TimeStated, 5),
        (Self::TimeConfirmed, 6),
        (Self::Maintained, 7),
        (Self::Exported, 8),
        (Self::QuotaRaised, 9),
        (Self::Recovered, 10),
        (Self::Decommissioned, 11),
    ];
}

impl Numbered for DocumentType {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::ResidentId, 1),
        (Self::HouseholdRegister, 2),
        (Self::TempResidentId, 3),
        (Self::BirthCert, 4),
        (Self::HkmoResidence, 5),
        (Self::TwResidence, 6),
        (Self::HkmoPass, 7),
        (Self::HkmoPassNoncn, 8),
        (Self::TwPass, 9),
        (Self::ForeignPr2023, 10),
        (Self::ForeignPr2017, 11),
        (Self::PassportForeign, 12),
        (Self::PassportCn, 13),
        (Self::ForeignRp, 14),
    ];
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
        (Self::TempDorm, 9),
        (Self::WorkerFlat, 10),
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
        (Self::Farm, 9),
        (Self::Service, 10),
        (Self::OfficialTrip, 11),
        (Self::Transfer, 12),
        (Self::Housekeeper, 13),
        (Self::JoinRelatives, 14),
        (Self::Marriage, 15),
        (Self::Tourism, 16),
        (Self::Petition, 17),
    ];
}

/// The numbers are the codes of GB/T 4761-2008.
impl Numbered for Relation {
    const NUMBERS: &'static [(Self, u8)] = &[
        (Self::Oneself, 1),
        (Self::Head, 2),
        (Self::Spouse, 10),
        (Self::Husband, 11),
        (Self::Wife, 12),
        (Self::Son, 20),
        (Self::OnlySon, 21),
        (Self::EldestSon, 22),
        (Self::SecondSon, 23),
        (Self::ThirdSon, 24),
        (Self::FourthSon, 25),
        (Self::FifthSon, 26),
        (Self::AdoptedSon, 27),
        (Self::SonInLaw, 28),
        (Self::OtherSon, 29),
        (Self::Daughter, 30),
        (Self::OnlyDaughter, 31),
        (Self::EldestDaughter, 32),
        (Self::SecondDaughter, 33),
        (Self::ThirdDaughter, 34),
        (Self::FourthDaughter, 35),
        (Self::FifthDaughter, 36),
        (Self::AdoptedDaughter, 37),
        (Self::DaughterInLaw, 38),
        (Self::OtherDaughter, 39),
        (Self::Grandchild, 40),
        (Self::SonsSon, 41),
        (Self::SonsDaughter, 42),
        (Self::DaughtersSon, 43),
        (Self::DaughtersDaughter, 44),
        (Self::GrandsonsWife, 45),
        (Self::GranddaughtersHusband, 46),
        (Self::GreatGrandson, 47),
        (Self::GreatGranddaughter, 48),
        (Self::OtherGrandchild, 49),
        (Self::Parent, 50),
        (Self::Father, 51),
        (Self::Mother, 52),
        (Self::HusbandsFather, 53),
        (Self::HusbandsMother, 54),
        (Self::WifesFather, 55),
        (Self::WifesMother, 56),
        (Self::Stepfather, 57),
        (Self::Stepmother, 58),
        (Self::OtherParent, 59),
        (Self::Grandparent, 60),
        (Self::FathersFather, 61),
        (Self::FathersMother, 62),
        (Self::MothersFather, 63),
        (Self::MothersMother, 64),
        (Self::SpousesGrandparent, 65),
        (Self::GreatGrandfather, 66),
        (Self::GreatGrandmother, 67),
        (Self::SpousesGreatGrandparent, 68),
        (Self::OtherGrandparent, 69),
        (Self::Sibling, 70),
        (Self::ElderBrother, 71),
        (Self::ElderBrothersWife, 72),
        (Self::YoungerBrother, 73),
        (Self::YoungerBrothersWife, 74),
        (Self::ElderSister, 75),
        (Self::ElderSistersHusband, 76),
        (Self::YoungerSister, 77),
        (Self::YoungerSistersHusband, 78),
        (Self::OtherSibling, 79),
        (Self::OtherKin, 80),
        (Self::FathersElderBrother, 81),
        (Self::FathersElderBrothersWife, 82),
        (Self::FathersYoungerBrother, 83),
        (Self::FathersYoungerBrothersWife, 84),
        (Self::MothersBrother, 85),
        (Self::MothersBrothersWife, 86),
        (Self::MothersSistersHusband, 87),
        (Self::MothersSister, 88),
        (Self::FathersSistersHusband, 89),
        (Self::FathersSister, 90),
        (Self::PaternalCousin, 91),
        (Self::OtherCousin, 92),
        (Self::BrothersSon, 93),
        (Self::BrothersDaughter, 94),
        (Self::SistersSon, 95),
        (Self::SistersDaughter, 96),
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

    /// Each number belongs to one member; that none is missing, the golden files and `write` show.
    fn unique<T: Numbered>(members: usize) {
        let numbers: BTreeSet<u8> = T::NUMBERS.iter().map(|(_, number)| *number).collect();
        assert_eq!((numbers.len(), T::NUMBERS.len()), (members, members));
    }

    #[test]
    fn lists_of_our_own_are_numbered_once() {
        unique::<Algorithm>(Algorithm::ALL.len());
        unique::<ClockLevel>(3);
        unique::<BundleAge>(4);
        unique::<Category>(3);
        unique::<TakenAs>(2);
        unique::<VoidReason>(4);
        unique::<WorkerRole>(3);
        unique::<WorkerAct>(11);
        for (category, number) in Category::NUMBERS {
            assert_eq!(*category as u8, *number, "as in the codes");
        }
    }

    #[test]
    fn relations_are_numbered_as_the_standard_does() {
        for (relation, number) in Relation::NUMBERS {
            assert_eq!(relation.code(), format!("{number:02}"));
        }
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
