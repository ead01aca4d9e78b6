//! Evidence over frames: what one frame leaves open, several together may decide.

use crate::attempt::{Attempt, Unread, attempt, code};
use crate::gray::Gray;
use crate::sight::Code;
use crate::symbol::{self, Soft};

/// Frames without the code after which it is forgotten.
const MISSED_MAX: u32 = 4;
/// How much of the old evidence stays when a frame is added: a hand may have changed the code.
const KEPT: f32 = 0.9;

/// A code that was seen in earlier frames and could not be read yet.
pub(crate) struct Track {
    last: Unread,
    sum: Vec<f32>,
    frames: u32,
    missed: u32,
}

impl Track {
    pub(crate) fn new(unread: Unread) -> Self {
        Self {
            sum: unread
                .soft
                .values
                .iter()
                .map(|&value| bounded(value))
                .collect(),
            last: unread,
            frames: 1,
            missed: 0,
        }
    }

    /// Looks where it was last.
    pub(crate) fn look(&self, gray: &Gray) -> Attempt {
        attempt(gray, &self.last.candidate())
    }

    /// Adds a further sight of it; the code, when all sights together can be read.
    pub(crate) fn add(&mut self, unread: Unread) -> Option<Code> {
        if unread.version != self.last.version {
            *self = Self::new(unread);
            return None;
        }
        for (sum, &value) in self.sum.iter_mut().zip(&unread.soft.values) {
            *sum = *sum * KEPT + bounded(value);
        }
        self.frames += 1;
        self.missed = 0;
        self.last = unread;
        let soft = Soft {
            size: self.last.soft.size,
            values: self.sum.clone(),
        };
        symbol::read(&soft).map(|reading| code(reading, self.last.corners))
    }

    /// Notes a frame without it; `false` when it is to be forgotten.
    pub(crate) fn miss(&mut self) -> bool {
        self.missed += 1;
        self.missed <= MISSED_MAX
    }
}

/// One frame says no more than "certainly dark" or "certainly light".
fn bounded(value: f32) -> f32 {
    value.clamp(-1.0, 1.0)
}
