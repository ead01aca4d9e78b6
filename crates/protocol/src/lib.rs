//! What kiosk and centre say to each other: records, changes, the sealed and signed envelope, the
//! sync exchange and the enrolment, each as bytes that golden files freeze.
//!
//! Invariant: this crate knows neither how the bytes are carried nor where they are stored. It
//! reads no clock, and chance enters only through `codes::Crypto`.

mod cbor;
mod circumstances;
mod enrol;
mod envelope;
mod exchange;
mod limits;
mod presence;
mod records;
pub mod wire;
mod worker;

pub use codes;

pub use circumstances::{Circumstances, ClockLevel};
pub use enrol::{EnrolAnswer, EnrolError, EnrolRequest, EnrolToken, key_characters};
pub use envelope::{
    Envelope, EnvelopeError, Header, Opened, RecordKind, SealAt, open_envelope, rechain,
    seal_record, verify_envelope,
};
pub use exchange::{DownItem, ExchangeError, RejectCode, SyncAnswer, SyncRequest};
pub use limits::{
    ANSWER_BYTES_MAX, DOWN_ENTRIES_MAX, ENVELOPE_BYTES_MAX, REQUEST_BYTES_MAX, UP_BYTES_MAX,
    UP_ENTRIES_MAX,
};
pub use presence::{
    AuditCheckpoint, Presentation, ProvisionalIssue, ProvisionalVoid, TakenAs, VoidReason,
};
pub use records::{
    ActingPerson, Assurance, Change, CodeSerial, Cohabitant, Declaration, GuardianConsent, House,
    Outcome, OutcomeResult, OwnerAnswer, OwnerDecision, Record,
};
pub use worker::{Roster, RosterEntry, WorkerAct, WorkerEvent, WorkerId, WorkerRole};
