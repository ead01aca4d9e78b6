//! Everything the window ever writes to its log: fixed lines about the program, never about persons.
//!
//! An argument is a number, a place in the program or the name of a failure. What a person typed
//! or showed has no way in here.

use std::{io::Write as _, panic::Location};

use custody::CustodyError;

/// The window opens.
pub(crate) fn started(version: &str) {
    line(format_args!("window {version} opens"));
}

/// A bug ended the program; the message of the panic could carry what somebody typed.
pub(crate) fn bug(place: &Location<'_>) {
    line(format_args!("a bug at {}:{}", place.file(), place.line()));
}

/// The keys of the machine cannot be had.
pub(crate) fn keys_refused(error: CustodyError) {
    line(format_args!("keys refused: {error}"));
}

/// What a recovery needs could not be written; the kiosk works without it.
pub(crate) fn recovery_not_kept(error: CustodyError) {
    line(format_args!("nothing kept for a recovery: {error}"));
}

/// The authority is one of a demonstration, and this was not started as one.
pub(crate) fn demonstration_refused() {
    line(format_args!(
        "a demonstration's authority is refused without --demo"
    ));
}

fn line(text: std::fmt::Arguments<'_>) {
    // A log that cannot be written must not stop the registration of residents.
    drop(writeln!(std::io::stderr().lock(), "kiosk: {text}"));
}
