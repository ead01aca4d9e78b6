//! What a verified code tells the visit.

use protocol::{Assurance, CodeSerial};
use residence::{HouseCode, Subject};

use crate::screen::Address;

/// A code that was verified.
pub(crate) enum Code {
    House(Box<HouseSeen>),
    /// A resident's code, and what its holder is to the house of this visit.
    Resident(Box<Holder>, Ownership),
}

/// The house whose code was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HouseSeen {
    pub(crate) code: HouseCode,
    pub(crate) serial: CodeSerial,
    pub(crate) assurance: Assurance,
    pub(crate) address: Address,
    /// Whether this kiosk's register has the house.
    pub(crate) in_register: bool,
}

/// The person whose code was scanned.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Holder {
    pub(crate) subject: Subject,
    pub(crate) serial: CodeSerial,
    pub(crate) assurance: Assurance,
    /// Masked name.
    pub(crate) hint: Option<String>,
    /// The code is of the category child.
    pub(crate) child: bool,
    /// What the number of the card is compared with.
    pub(crate) id_bind: Option<[u8; 16]>,
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
