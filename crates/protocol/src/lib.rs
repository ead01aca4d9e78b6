//! What kiosk and centre say to each other: records, changes, the sealed and signed envelope, the
//! sync exchange and the enrolment, each as bytes that golden files freeze.
//!
//! Invariant: this crate knows neither how the bytes are carried nor where they are stored. It
//! reads no clock, and chance enters only through `codes::Crypto`.

mod acts;
mod cbor;
mod circumstances;
mod enrol;
mod envelope;
mod exchange;
mod limits;
mod packing;
mod presence;
mod records;
mod stick;
mod summary;
pub mod wire;
mod worker;

pub use codes;

pub use acts::{
    Act, ActOutcome, ClaimedCode, CodeClaim, DataField, Deed, Feedback, HandAddress, NewMember,
    PermitDeed, PermitRequest, Place, PlacedDeclaration,
};
pub use circumstances::{Circumstances, ClockLevel};
pub use enrol::{EnrolAnswer, EnrolError, EnrolRequest, EnrolToken, key_characters};
pub use envelope::{
    Checked, Envelope, EnvelopeError, Header, Opened, RecordKind, SealAt, open_envelope, rechain,
    seal_record, verify_envelope, verify_run,
};
pub use exchange::{
    DownItem, Enquiry, ExchangeError, NOT_THE_CLAIMANT, Question, ReceiptNews, RejectCode, Reply,
    ReplyTo, SyncAnswer, SyncRequest,
};
pub use limits::{
    ANSWER_BYTES_MAX, DOWN_ENTRIES_MAX, ENQUIRY_BYTES_MAX, ENVELOPE_BYTES_MAX, REPLY_BYTES_MAX,
    REQUEST_BYTES_MAX, STICK_BYTES_MAX, STICK_OBJECTS_MAX, UP_BYTES_MAX, UP_ENTRIES_MAX,
};
pub use presence::{
    AuditCheckpoint, Presentation, ProvisionalIssue, ProvisionalVoid, TakenAs, VoidReason,
};
pub use records::{
    ActingPerson, Assurance, Change, CodeSerial, Cohabitant, Declaration, GuardianConsent, House,
    Outcome, OutcomeResult, OwnerAnswer, OwnerDecision, Record,
};
pub use stick::{StickError, StickFile, StickKind};
pub use summary::{
    HeldAddress, HeldCohabitant, HeldHabitual, HeldHouse, HeldMember, HeldMessage, HeldPermit,
    HeldPerson, HeldPresentation, HeldRegistration, HeldResident, HeldSeen, HeldTask, HeldTrust,
    PermitEntry, StayCount, Summary, TaskMatter,
};
pub use worker::{Roster, RosterEntry, WorkerAct, WorkerEvent, WorkerId, WorkerRole};
