//! What became of a receipt that somebody asks after by its number.

use serde::Serialize;
use ts_rs::TS;

use super::{RegistrationView, SavedState};

/// What this kiosk knows of a receipt.
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
    /// Nothing of this number is known here: ask again where it was made, or a worker.
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
