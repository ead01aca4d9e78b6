//! What this kiosk knows of a receipt: only its own memory is asked, so it answers offline too.

use journal::Receipted;
use residence::{IdError, ReceiptNumber};

use super::{Kiosk, checking::foreign_name, strip};
use crate::{
    failure,
    screen::{Address, ForeignName, ReceiptAnswer, ReceiptStatus, SavedState, ScanRefusal},
    visit::Event,
};

impl Kiosk {
    /// Looks up the receipt whose number was shown or typed.
    pub(super) fn find_receipt(&self, text: &str) -> Event {
        let number = match ReceiptNumber::parse(text) {
            Ok(number) => number,
            Err(error) => return Event::ReceiptFound(Box::new(Err(refusal(error, text)))),
        };
        let answer = match self.journal.find_receipt(number) {
            Err(error) => return Event::Failed(failure::trouble(error, false)),
            Ok(Some(Receipted::Registration(known))) => {
                let mut registration = Box::new(strip::registration(*known));
                registration.address = to_community(&registration.address);
                ReceiptAnswer::Registration { registration }
            }
            Ok(Some(Receipted::Record(saved))) => ReceiptAnswer::Record {
                saved: match saved {
                    journal::SavedState::OnThisMachine => SavedState::OnThisMachine,
                    journal::SavedState::Received => SavedState::Received,
                    journal::SavedState::Decided => SavedState::Decided,
                },
            },
            // Made elsewhere, or too long ago: the centre is asked next.
            Ok(None) => ReceiptAnswer::NotHere,
        };
        let number = number.to_string();
        Event::ReceiptFound(Box::new(Ok(ReceiptStatus { number, answer })))
    }
}

/// A slip of a finger is told from a code that is none of ours.
fn refusal(error: IdError, text: &str) -> ScanRefusal {
    match error {
        IdError::Check => ScanRefusal::ReceiptMistyped,
        IdError::Length | IdError::Alphabet => match foreign_name(text) {
            ForeignName::Text => ScanRefusal::NoReceipt,
            ForeignName::Payment
            | ForeignName::Health
            | ForeignName::MiniProgram
            | ForeignName::Website
            | ForeignName::Wifi
            | ForeignName::Contact
            | ForeignName::Telephone
            | ForeignName::Message
            | ForeignName::Place
            | ForeignName::Appointment
            | ForeignName::LoginSecret
            | ForeignName::Product
            | ForeignName::Link => ScanRefusal::Foreign,
        },
    }
}

/// Masks an address below the community (domain.md 10.4).
///
/// A receipt may have been found: whoever holds it learns how far it is, but no door.
fn to_community(address: &Address) -> Address {
    let first: String = address.street.chars().take(1).collect();
    Address {
        area: address.area.clone(),
        street: format!("{first}***"),
        number: "**号".to_owned(),
        room: String::new(),
    }
}
