//! What became of a receipt that somebody asks after by its number.

use serde::Serialize;
use ts_rs::TS;

use super::{RegistrationView, SavedState};

/// What this kiosk or the centre knows of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ReceiptAnswer {
    /// A registration; its address is masked, for a number may have been found in the street.
    Registration {
        /// The registration.
        registration: Box<RegistrationView>,
    },
    /// Another record, whose content this kiosk cannot read.
    Record {
        /// How far it has come.
        saved: SavedState,
    },
    /// The centre told of it, and not a word about whom it is about.
    Told {
        /// How far it has come.
        saved: SavedState,
        /// Code of `residence::State`, of a registration.
        state: Option<String>,
        /// Name of the rule that refused it.
        denied: Option<String>,
        /// Day of the last news, `YYYY-MM-DD`.
        day: String,
    },
    /// It was made elsewhere, and the centre is asked.
    Asking,
    /// The centre does not know it either: it may still lie at the kiosk where it was made.
    Unknown,
    /// Nothing of this number is known here, and the centre cannot be asked now.
    NotHere,
}

/// Screen of a receipt that was asked after.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct ReceiptStatus {
    /// Its number as it is written.
    pub number: String,
    /// What is known.
    pub answer: ReceiptAnswer,
}
