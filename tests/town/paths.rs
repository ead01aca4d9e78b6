//! What people do at the window, an errand a file.

pub(crate) mod acting;
pub(crate) mod claiming;
pub(crate) mod declaring;
pub(crate) mod living;
pub(crate) mod owning;
pub(crate) mod returning;
