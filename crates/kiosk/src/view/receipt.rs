//! The receipt of a declaration, for the page.

use residence::Listed as _;

use super::{Around, last_day_for_owner};
use crate::{
    screen::{Address, PrintState, Receipt, RegistrationView, SavedState},
    visit::Declared,
};

pub(super) fn draw(declared: &Declared, print: PrintState, around: &Around) -> Receipt {
    let registration = around
        .registrations
        .iter()
        .find(|(record, _)| *record == declared.record)
        .map_or_else(
            || just_saved(declared, around),
            |(_, registration)| registration.clone(),
        );
    let drawing = codes::draw(&registration.receipt);
    Receipt {
        qr_path: drawing.svg_path(),
        qr_modules: u32::try_from(drawing.modules).expect("a QR code has at most 185 modules"),
        print,
        registration,
    }
}

/// The registration as it was saved, for the moment in which the index cannot be read.
fn just_saved(declared: &Declared, around: &Around) -> RegistrationView {
    RegistrationView {
        receipt: declared.record.receipt_number(),
        address: Address {
            room: String::new(),
            ..(*declared.house.address).clone()
        },
        saved: SavedState::OnThisMachine,
        state: declared.registration.state.code().to_owned(),
        provisional: false,
        effective_on: None,
        refusal: None,
        declared_on: around.today.to_string(),
        until: Some(last_day_for_owner(around).to_string()),
        cohabitants: declared.cohabitants,
    }
}
