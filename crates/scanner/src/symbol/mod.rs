//! From the brightness of modules to the text of a symbol.
//!
//! rqrr is the decoder of record: what is read here is a whole, corrected grid that it takes or
//! leaves. What comes before it works on soft values, because a hard bit has forgotten how near it
//! was to the other side.
#![allow(
    clippy::indexing_slicing,
    reason = "inner loops over grids whose sizes are fixed where they are made; every call from \
              outside runs under the guard, and the hostile run feeds it a million pictures"
)]

pub(crate) mod equaliser;
pub(crate) mod layout;
mod read;
mod reed_solomon;

pub(crate) use equaliser::soft_variants;
pub(crate) use read::{Reading, read};

/// How dark each module is, row by row: about 1 for dark and -1 for light, 0 for unknown.
#[derive(Clone)]
pub(crate) struct Soft {
    pub(crate) size: usize,
    pub(crate) values: Vec<f32>,
}

impl Soft {
    /// Nothing is known of any module.
    pub(crate) fn unknown(size: usize) -> Self {
        Self {
            size,
            values: vec![0.0; size * size],
        }
    }
}
