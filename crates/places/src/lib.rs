//! The divisions of Guangdong, standard addresses, and finding them by what people type.
//!
//! Invariant: this crate does no input or output and reads no clock; the divisions are part of the
//! program, the houses are told by the caller, and the same query finds the same places.

mod address;
mod code;
mod divisions;
mod house_code;
mod overrides;
mod search;

pub use address::Address;
pub use code::{CodeError, DivisionCode, Level};
pub use divisions::{Division, Divisions, Edition, LoadError};
pub use house_code::{AuthorityCode, HouseCodeError};
pub use overrides::OverrideError;
pub use search::{Found, HouseEntry, Index, Options, Place};
