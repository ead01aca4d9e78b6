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
mod masking;
mod name;
mod phone;
mod policy;
mod private;
mod registration;

pub use age::{
    Addable, age_on, attained_on, guardian_consent_needed, guardian_may_act, may_be_added,
    may_self_declare, takes_over_on,
};
pub use civil::{
    DateRange, anniversary, days_after, days_before, guangdong_date, guangdong_minute,
    months_after, months_before, shifted_to_workday, working_days_after,
};
pub use cohabitant::{CohabitantDenial, CohabitantFacts, check_cohabitant};
pub use document::{
    DocumentError, DocumentGroup, DocumentType, DocumentWarning, IdentityDocument, Sex, Stated,
    birth_certificate_suffices, normalised_number, province_name, suggested_type,
};
pub use ids::{HouseCode, IdError, KioskId, RecordId, Subject};
pub use lists::{
    BuildingUse, CancellationCategory, DwellingType, EthnicGroup, Listed, Named, PermitCategory,
    RejectionReason, Relation, ResidenceReason, Shown, VisitPurpose,
};
pub use masking::{
    AddressLine, AgeGroup, Audience, BirthShown, address_for, birth_for, document_for,
    masked_landline, masked_mobile, masked_name, masked_number, masked_other_number, name_for,
    phone_for,
};
pub use name::{NameError, PersonName};
pub use phone::{Phone, PhoneError, PhoneKind, PhoneWarning};
pub use policy::{
    AgePolicy, Attain, Boundary, CardFee, EndorsementWindow, GroundRule, IssueTerm, LateAnchor,
    LateLimit, LateYears, LeapDay, PermitPolicy, Policy, PolicyBook, PolicyVersion, PresencePolicy,
    ProfileName, RegistrationPolicy, ServiceArea, StayPolicy, StayRule, StayScope, StayStart,
};
pub use private::Private;
pub use registration::{
    Capacity, Decision, Denial, Effect, Event, Facts, HouseStanding, State, decide,
};
