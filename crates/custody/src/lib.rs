//! The keys of this machine: where the database key lies, who signs, and what counts.
//!
//! Invariant: a kind of custody is chosen once, by a person, at enrolment. Nothing here ever
//! falls back to a weaker kind: what was promised and cannot be had is refused by its name. This
//! crate reads no clock and no environment; folders, passphrases and devices are arguments.
//!
//! Entry points: [`open`] for the window, [`Technician`] for the technician's tool.

mod change;
mod characters;
mod chip;
mod credential;
mod error;
mod files;
mod making;
mod opening;
mod passphrase;
mod record;
mod recover;
mod recovery;
mod signer;
mod technician;
mod wrap;

pub use credential::{CREDENTIAL, SealedTo, SystemdCreds};
pub use error::CustodyError;
pub use opening::{
    Description, Environment, Opened, describe, open, open_demonstration, passphrase_wait_ms,
    recovering_to,
};
pub use passphrase::PASSPHRASE_CHARACTERS_MIN;
pub use record::{Kind, Start};
pub use recovery::{
    DeviceKey, Recovered, RecoveryAnswer, RecoveryError, RecoveryFile, RecoveryRequest,
};
pub use technician::{ChipState, Erased, Technician};
