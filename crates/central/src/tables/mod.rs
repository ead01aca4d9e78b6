//! What the tables mean: one module a table, with its row, its reads and its writes together.
//!
//! A read is an async function on the store; a write is a `Statement`, so that one act gathers
//! all its writes and commits them at once.

pub mod changes;
pub mod desk;
pub mod envelopes;
pub mod houses;
pub mod kiosks;
pub mod meta;
pub mod people;
pub mod registrations;
pub mod sites;
pub mod standings;
pub mod tokens;
