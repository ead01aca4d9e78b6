//! Everything the centre ever writes to its log: fixed lines about numbers and kiosks, never about
//! persons.

use std::io::Write as _;

use residence::KioskId;

use crate::{store::StoreError, tables::alarms::Alarm};

/// An envelope contradicts what was received before from this kiosk.
pub(crate) fn fork(kiosk: &KioskId, seq: u64) {
    line(format_args!("ALARM fork kiosk={kiosk} seq={seq}"));
}

/// A record cannot be opened or read and was set aside.
pub(crate) fn quarantined(kiosk: &KioskId, seq: u64) {
    line(format_args!("ALARM quarantined kiosk={kiosk} seq={seq}"));
}

/// A kiosk speaks more often than one does.
pub(crate) fn too_often(kiosk: &KioskId) {
    line(format_args!("too often kiosk={kiosk}"));
}

/// A kiosk was enrolled, renewed, revoked or allowed to begin again.
pub(crate) fn fleet(what: &'static str, kiosk: &KioskId) {
    line(format_args!("{what} kiosk={kiosk}"));
}

/// Something that a person must look at; see the list of alarms.
pub(crate) fn alarm(kind: Alarm, kiosk: &KioskId) {
    line(format_args!("ALARM {} kiosk={kiosk}", kind.code()));
}

/// The database refused; the request was answered with "later".
pub(crate) fn store_failed(error: StoreError) {
    line(format_args!("store refused: {error}"));
}

/// A kiosk asks to be enrolled and waits for an administrator.
pub(crate) fn enrolment_waits(kiosk: &KioskId) {
    line(format_args!("enrolment waits kiosk={kiosk}"));
}

/// A proof of a token was wrong.
pub(crate) fn wrong_token() {
    line(format_args!("ALARM wrong enrolment token"));
}

/// The certificate of the key of bundles has ended: the roots must be fetched.
pub(crate) fn bundle_key_ended() {
    line(format_args!(
        "ALARM the key of bundles has ended; see `central keys rotate bundle --help`"
    ));
}

/// Keys were changed after this process read them: it must be started again.
pub(crate) fn keys_changed() {
    line(format_args!(
        "ALARM keys were changed; start this process again"
    ));
}

fn line(text: std::fmt::Arguments<'_>) {
    // A log that cannot be written must not stop the registration of residents.
    drop(writeln!(std::io::stderr().lock(), "central: {text}"));
}
