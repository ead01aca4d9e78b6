//! What the tables mean: one module a table, with its row, its reads and its writes together.
//!
//! A read is an async function on the store; a write is a `Statement`, so that one act gathers
//! all its writes and commits them at once.

pub mod acts;
pub mod alarms;
pub mod audits;
pub mod backups;
pub mod certificates;
pub mod changes;
pub mod claims;
pub mod cohabitants;
pub mod contacts;
pub mod counts;
pub mod desk;
pub mod desk_access;
pub mod down;
pub mod enquiries;
pub mod envelopes;
pub mod erasing;
pub mod family;
pub mod habituals;
pub mod hand_addresses;
pub mod house_claims;
pub mod houses;
pub mod identities;
pub mod kiosks;
pub mod ledger;
pub mod machines;
pub mod meta;
pub mod mine;
pub mod notices;
pub mod people;
pub mod permit_news;
pub mod permits;
pub mod presentations;
pub mod printed;
pub mod provisionals;
pub mod published;
pub mod record_times;
pub mod recoveries;
pub mod registrations;
pub mod sites;
pub mod standings;
pub mod tokens;
pub mod trusts;
pub mod withdrawn;
pub mod workers;
