//! Who lives where, since when, and what follows: documents, ages, registrations, policy.
//!
//! Invariant: this crate does no input or output, reads no clock, draws no random number and knows
//! neither SQL, JSON, HTTP nor QR. Every date and every fact is an argument, so kiosk and centre
//! reach the same answer from the same facts.

mod acting;
mod age;
mod civil;
mod cohabitant;
mod document;
mod habitual;
mod ids;
mod lists;
mod message;
mod name;
mod ownership;
mod phone;
mod policy;
mod private;
mod registration;

pub use acting::{
    ActingDenial, CodeShown, ConsentRecord, FamilyLink, IdentityProof, may_act_for,
    may_receive_code, show_code, take_over_due,
};
pub use age::{
    Addable, age_on, attained_on, guardian_consent_needed, guardian_may_act, may_be_added,
    may_self_declare, takes_over_on,
};
pub use civil::{
    DateRange, anniversary, days_after, days_before, guangdong_date, guangdong_minute,
    months_after, months_before, shifted_to_workday, working_days_after,
};
pub use cohabitant::{
    Added, Assent, CohabitantDenial, CohabitantFacts, check_cohabitant, outgrew_guardian,
};
pub use document::{
    DocumentError, DocumentType, DocumentWarning, IdentityDocument, Sex, masked_number,
    normalised_number,
};
pub use habitual::{
    Habitual, HabitualDenial, HabitualEffect, HabitualEvent, HabitualFacts, HabitualState,
    HabitualStep, decide_habitual, let_habitual_time_pass,
};
pub use ids::{HouseCode, IdError, KioskId, RecordId, Subject};
pub use lists::{DwellingType, Listed, RejectionReason, Relation, ResidenceReason};
pub use message::{
    ACCOMMODATION_RULE, AddressLine, Addressed, Declared, Language, Message, NoticeState, Receipt,
    ReceiptFacts, ReceiptMatter, Recipient, Task, TaskDenial, TaskState, Template, Words,
    cancel_warning, habitual_messages, lateness_text, messages, refusal_words,
};
pub use name::{NameError, PersonName};
pub use ownership::{
    CohabitantSeen, OwnerSeen, Ownership, OwnershipDenial, OwnershipEvent, OwnershipState,
    ResidentSeen, StaySeen, Trusteeship, capacity_of, has_confirmer, is_owner, owner_seen,
    resident_seen,
};
pub use phone::{Phone, PhoneError};
pub use policy::{
    AgePolicy, Attain, Boundary, CardFee, EndorsementWindow, GroundRule, IssueTerm, LateAnchor,
    LateLimit, LateYears, LeapDay, PermitPolicy, Policy, PolicyBook, PolicyVersion, PresencePolicy,
    ProfileName, RegistrationPolicy, ServiceArea, StayPolicy, StayRule, StayScope, StayStart,
};
pub use private::Private;
pub use registration::{
    AddressRefusal, Answers, CancelReason, CancelRefusal, Capacity, Denial, Effect, EndReason,
    Event, Facts, HouseStanding, Lateness, Matter, MovedInProblem, Notice, Reason, Registration,
    State, Step, Transition, VoidReason, act, check_moved_in, confirm_by, decide, declare_by,
    lateness, let_time_pass, reminders_due,
};
