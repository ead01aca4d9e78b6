//! Known answers, altered codes, sizes and keys; the vectors lie in tests/golden.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod alterations;
mod dependencies;
mod foreign;
mod golden;
mod issuing;
mod keys;
mod kinds;
mod known;
mod openssl;
mod sizes;
mod trust;
