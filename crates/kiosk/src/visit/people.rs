//! What a verified code tells the visit.

use protocol::{Assurance, CodeSerial, WorkerId};
use residence::{HouseCode, Subject};
use zeroize::Zeroizing;

use crate::screen::Address;

/// A code that was verified.
pub(crate) enum Code {
    House(Box<HouseSeen>),
    /// A resident's code, and what its holder is to the house of this visit.
    Resident(Box<Holder>, Ownership),
}

/// The house of a visit: its code was scanned, or its address was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HouseSeen {
    pub(crate) entry: Entry,
    pub(crate) address: Zeroizing<Address>,
    /// Whether this kiosk's register has the house.
    pub(crate) in_register: bool,
}

/// How a house came into a visit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The code of its plate was scanned.
    Plate {
        code: HouseCode,
        serial: CodeSerial,
        assurance: Assurance,
    },
    /// It was chosen from the list of addresses.
    Listed(HouseCode),
    /// Its address was written by hand; the twelve digits name the division.
    ByHand(String),
}

impl HouseSeen {
    /// Returns the code; an address written by hand has none yet.
    pub(crate) fn code(&self) -> Option<&HouseCode> {
        match &self.entry {
            Entry::Plate { code, .. } | Entry::Listed(code) => Some(code),
            Entry::ByHand(_) => None,
        }
    }

    /// Tells whether its plate could not be checked completely.
    pub(crate) fn is_amber(&self) -> bool {
        match &self.entry {
            Entry::Plate { assurance, .. } => *assurance == Assurance::Unverified,
            Entry::Listed(_) | Entry::ByHand(_) => false,
        }
    }

    /// Tells whether the desk has to match the address to a house first.
    pub(crate) fn is_by_hand(&self) -> bool {
        matches!(self.entry, Entry::ByHand(_))
    }
}

/// The person whose code was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) subject: Subject,
    pub(crate) serial: CodeSerial,
    pub(crate) assurance: Assurance,
    pub(crate) carried_on: CarriedOn,
    /// The worker who answered for what this kiosk could not check.
    pub(crate) answered_by: Option<WorkerId>,
    /// Masked name.
    pub(crate) hint: Option<Zeroizing<String>>,
    /// The code is of the category child.
    pub(crate) child: bool,
    /// What the number of the card is compared with.
    pub(crate) id_bind: Option<[u8; 16]>,
    /// The text of the code as scanned: in memory for this visit, to be shown again (亮码).
    pub(crate) text: Option<Zeroizing<String>>,
    /// Epoch of the key under which `id_bind` was made.
    pub(crate) bind_epoch: Option<u32>,
}

/// What the holder of a code is to the house of the visit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ownership {
    /// The register names the person as owner or trustee.
    Recorded,
    /// The register names others.
    NotRecorded,
    /// This kiosk cannot tell: the house is not in its register.
    Unknown,
}

/// Where a resident carries the code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CarriedOn {
    /// On paper, from the authority.
    Paper,
    /// On a telephone.
    Screen,
    /// On paper, provisional, from a kiosk.
    Slip,
}

impl CarriedOn {
    /// Returns the number by which a presentation names the form.
    pub(crate) fn number(self) -> u8 {
        match self {
            Self::Paper => 1,
            Self::Screen => 2,
            Self::Slip => 3,
        }
    }
}

impl Holder {
    /// Tells whether the code is worth something only when a worker answers for it: one that
    /// lives for minutes, and is not certain (trust design 1.7).
    pub(crate) fn needs_answer(&self) -> bool {
        self.carried_on == CarriedOn::Screen
            && self.assurance == Assurance::Unverified
            && self.answered_by.is_none()
    }
}
