//! Known answers, altered codes and sizes, all from tests/golden/codes.json.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test stops at the first surprise"
)]

mod alterations;
mod dependencies;
mod foreign;
mod golden;
mod kinds;
mod known;
mod openssl;
mod sizes;
