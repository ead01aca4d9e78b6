//! Asking after a receipt: its code or its number, and what this kiosk knows of it.
//!
//! And the receipt of this visit itself, which can be printed as often as paper fails.

use super::{Declared, Effect, Event, Facts, Next, Stage};
use crate::screen::{ReceiptStatus, ScanRefusal};

/// Somebody asks what became of a receipt.
#[derive(Default)]
pub(crate) struct ReceiptAsked {
    /// Why what was shown or typed is no number of a receipt.
    pub(crate) problem: Option<ScanRefusal>,
    /// The answer on the screen; a number is looked for while there is none.
    pub(crate) answer: Option<ReceiptStatus>,
}

impl ReceiptAsked {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing here"
    )]
    pub(crate) fn hear(mut self: Box<Self>, event: Event, facts: &Facts) -> Next {
        match event {
            Event::ReceiptFound(found) if self.answer.is_none() => {
                match *found {
                    Ok(answer) => {
                        *self = Self {
                            problem: None,
                            answer: Some(answer),
                        }
                    }
                    Err(problem) => self.problem = Some(problem),
                }
                (Stage::Receipts(self), None)
            }
            Event::GoBack if self.answer.is_some() => (Stage::Receipts(Box::default()), None),
            Event::GoBack => (Stage::home(facts), None),
            _ => (Stage::Receipts(self), None),
        }
    }
}

impl Declared {
    #[expect(
        clippy::wildcard_enum_match_arm,
        reason = "every other event means nothing here"
    )]
    pub(super) fn hear(mut self: Box<Self>, event: Event) -> Next {
        let effect = match event {
            Event::PrintReceipt if self.print.can_begin() => Some(Effect::Print),
            Event::Printed(state) => {
                self.print = state;
                None
            }
            _ => None,
        };
        (Stage::Receipt(self), effect)
    }
}
