//! The pure machine: every event on every stage is a named step or changes nothing.

pub(crate) mod fixtures;
mod moves;
mod pages;
mod privacy;
