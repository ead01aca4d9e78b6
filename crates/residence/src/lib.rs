//! Who lives where, since when, and what follows: documents, ages, registrations, policy.
//!
//! Invariant: this crate does no input or output, reads no clock, draws no random number and knows
//! neither SQL, JSON, HTTP nor QR. Every date and every fact is an argument, so kiosk and centre
//! reach the same answer from the same facts.

mod age;
mod civil;
mod cohabitant;
mod document;
mod ids;
mod lists;
mod name;
mod phone;
mod policy;
mod private;
mod registration;

pub use age::{Addable, age_on, guardian_consent_needed, may_be_added, may_self_declare};
pub use civil::{guangdong_date, guangdong_minute};
pub use cohabitant::{CohabitantDenial, CohabitantFacts, check_cohabitant};
pub use document::{
    DocumentError, DocumentType, DocumentWarning, IdentityDocument, Sex, masked_number,
    normalised_number,
};
pub use ids::{HouseCode, IdError, KioskId, RecordId, Subject};
pub use lists::{DwellingType, Listed, RejectionReason, Relation, ResidenceReason};
pub use name::{NameError, PersonName};
pub use phone::{Phone, PhoneError};
pub use policy::{AgePolicy, Policy, PolicyVersion, RegistrationPolicy};
pub use private::Private;
pub use registration::{
    Capacity, Decision, Denial, Effect, Event, Facts, HouseStanding, State, decide,
};
