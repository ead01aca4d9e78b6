//! Moves records up and changes down, exactly once in effect: a pure plan of when and how much, one
//! round of asking and applying, and the carriers that bring the bytes across.
//!
//! Invariant: this crate knows no screen, no SQL and no rule of residence. Nothing here deletes a
//! record; what the centre has is for the journal to note, and only signed answers are noted.
//!
//! Entry points: [`Courier::spawn`] (the background thread), [`round()`] (one exchange),
//! [`export`] and [`import`] (the same exchange on a stick) and [`enrol`] (how a kiosk becomes
//! known).

mod carrier;
mod courier;
mod enquiry;
mod enrolment;
mod error;
mod http;
mod moment;
pub mod plan;
mod progress;
mod round;
mod stick;

pub use carrier::{Carrier, CarrierError};
pub use courier::{Courier, MakeCarrier, OnReport, Report, Route, Waker};
pub use enquiry::enquire;
pub use enrolment::{EnrolOrder, EnrolProgress, enrol, enrol_by};
pub use error::Error;
pub use http::HttpCarrier;
pub use moment::Moment;
pub use progress::{Notice, Progress};
pub use protocol::{STICK_BYTES_MAX, StickError, key_characters};
pub use round::{round, round_of, round_with};
pub use stick::{Exported, export, import};

#[cfg(test)]
mod testing;
