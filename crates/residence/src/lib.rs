//! Who lives where, since when, and what follows: documents, ages, registrations, policy.
//!
//! Invariant: this crate does no input or output, reads no clock, draws no random number and knows
//! neither SQL, JSON, HTTP nor QR. Every date and every fact is an argument, so kiosk and centre
//! reach the same answer from the same facts.

mod acting;
mod age;
mod civil;
mod cohabitant;
mod division;
mod document;
mod eligibility;
mod habitual;
mod ids;
mod lists;
mod masking;
mod message;
mod name;
mod ownership;
mod permit;
mod phone;
mod policy;
mod population;
mod presence;
mod private;
mod receipt_number;
mod registration;
mod retention;
mod stay;

pub use acting::{
    ActingDenial, CodeShown, ConsentRecord, FamilyLink, IdentityProof, may_act_for,
    may_receive_code, show_code, take_over_due,
};
pub use age::{
    Addable, age_on, attained_on, guardian_consent_needed, guardian_may_act, may_be_added,
    may_self_declare, takes_over_on,
};
pub use civil::{
    DateRange, anniversary, days_after, days_before, days_between, elapsed_days, guangdong_date,
    guangdong_midnight_ms, guangdong_minute, months_after, months_before, shifted_to_workday,
    working_days_after,
};
pub use cohabitant::{
    Added, Assent, CohabitantDenial, CohabitantFacts, check_cohabitant, outgrew_guardian,
};
pub use division::{CityCode, Division};
pub use document::{
    DocumentError, DocumentGroup, DocumentType, DocumentWarning, IdentityDocument, Sex, Stated,
    birth_certificate_suffices, normalised_number, province_name, suggested_type,
};
pub use eligibility::{
    Assessment, Eligibility, EligibilityInput, Exemption, Ground, Habitual, PermitDenial, Proof,
    Route, agent_required, eligibility, still_qualified, without_registered_place,
};
pub use habitual::{
    HabitualDenial, HabitualEffect, HabitualEvent, HabitualFacts, HabitualResidence, HabitualState,
    HabitualStep, decide_habitual, let_habitual_time_pass,
};
pub use ids::{HouseCode, IdError, KioskId, RecordId, Subject};
pub use lists::{
    BuildingUse, CancellationCategory, DwellingType, EthnicGroup, Listed, Named, PermitCategory,
    RejectionReason, Relation, ResidenceReason, Shown, VisitPurpose,
};
pub use masking::{
    AddressParts, AgeGroup, Audience, BirthShown, address_for, birth_for, document_for,
    masked_landline, masked_mobile, masked_name, masked_number, masked_other_number, name_for,
    phone_for,
};
pub use message::{
    ACCOMMODATION_RULE, AddressLine, Addressed, DataKept, DataRefusal, Declared, Language, Message,
    NoticeState, Receipt, ReceiptFacts, ReceiptMatter, Recipient, Task, TaskDenial, TaskState,
    Template, Words, cancel_warning, habitual_messages, lateness_text, messages, refusal_words,
    traditional,
};
pub use name::{NameError, PersonName};
pub use ownership::{
    CohabitantSeen, OwnerSeen, Ownership, OwnershipDenial, OwnershipEvent, OwnershipState,
    ResidentSeen, StaySeen, Trusteeship, capacity_of, has_confirmer, is_owner, owner_seen,
    resident_seen,
};
pub use permit::{
    Application, ApplicationStep, Correction, DatedNotice, HistoryEntry, IssuedPermit, NewAddress,
    Permit, PermitAction, PermitActor, PermitCancelReason, PermitDecision, PermitEffect,
    PermitEvent, PermitFacts, PermitNotice, PermitPaper, PermitRecord, PermitStanding, PermitState,
    PermitStatus, PermitStep, Schedule, SuspensionReason, Term, can, decide_permit,
    eligibility_notice, history, issue_due, issue_due_extended, kiosk_offers, may_start_at_kiosk,
    notices_due, objection_until, papers_needed, permit_status, schedule,
};
pub use phone::{Phone, PhoneError, PhoneKind, PhoneWarning};
pub use policy::{
    AgePolicy, Attain, Boundary, CardFee, EndorsementWindow, FloatingRule, GroundRule, IssueTerm,
    LateAnchor, LateLimit, LateYears, LeapDay, PermitPolicy, Policy, PolicyBook, PolicyVersion,
    PresencePolicy, ProfileName, RegistrationPolicy, ServiceArea, StayPolicy, StayRule, StayScope,
    StayStart,
};
pub use population::{Population, population};
pub use presence::{Presence, Retention, presence, retention};
pub use private::{Private, Wipe};
pub use receipt_number::ReceiptNumber;
pub use registration::{
    AddressRefusal, Answers, CancelReason, CancelRefusal, Capacity, Denial, Effect, EndReason,
    Event, Facts, HouseStanding, Lateness, Matter, MovedInProblem, Notice, Reason, Registration,
    State, Step, Transition, VoidReason, act, add_cohabitants, check_moved_in, confirm_by, decide,
    declare_by, desk_due, lateness, let_time_pass, reminders_due,
};
pub use retention::{
    consents_kept_from, each_day_after, feedback_kept_from, history_kept_from, logs_kept_from,
};
pub use stay::{HabitualPeriod, Segment, counted_from, first_eligible, habitual_since, stay_start};
