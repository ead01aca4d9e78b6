//! The kiosk's durable, encrypted memory: records on their way, a masked index, drafts, houses.
//!
//! Invariant: the only SQL on the kiosk is here, and this crate knows neither the network, nor
//! screens, nor cameras. It reads no clock; randomness comes from the `Crypto` it is handed.
//!
//! Entry points: [`Journal::open`], [`Journal::append`] (one act, one transaction, durable when it
//! returns) and [`Journal::apply_answer`] (what the centre said, one transaction as well).

mod acts;
mod answer;
mod append;
mod audit;
mod bind_key;
mod boot;
mod bundle;
mod certificate;
mod chain;
mod check;
mod clock;
mod copies;
mod device;
mod drafts;
mod enrolment;
mod error;
mod exports;
mod file;
mod health;
mod houses;
mod journal;
mod keeping;
mod key_store;
mod migrations;
mod mirror;
mod outbox;
mod receipts;
mod recovery;
mod registrations;
mod replacements;
mod salvage;
mod seen;
mod stored;
mod sync_state;
mod tidy;
mod witness;
mod workers;

#[cfg(test)]
mod testing;

pub use answer::{Applied, AppliedAnswer};
pub use append::{NewRecord, Saved};
pub use audit::{AuditBreak, AuditEntry, AuditEvent, AuditResult, AuditTip};
pub use chain::Chain;
pub use clock::{ClockAnchor, ClockMemory, StatedTime};
pub use device::Device;
pub use drafts::DRAFT_BYTES_MAX;
pub use enrolment::Enrolment;
pub use error::Error;
pub use exports::{ExportedRequest, LastExport};
pub use health::{Damage, Health, Restoration};
pub use journal::Journal;
pub use key_store::{KeyError, KeyFile, KeyStore, Witness};
pub use outbox::OutboxStatus;
pub use receipts::Receipted;
pub use registrations::{IndexEntry, IndexedRegistration, SavedState};
pub use salvage::salvage;
pub use sync_state::SyncState;
pub use tidy::Tidied;
pub use workers::{AttemptOutcome, Attempts};
