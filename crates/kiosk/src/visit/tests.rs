//! The pure machine: every event on every stage is a named step or changes nothing.

mod claiming;
mod desk;
mod finding;
pub(crate) mod fixtures;
mod issuing;
mod moves;
mod pages;
mod privacy;
mod wiped;
