//! The same command twice gives the same answer.

use std::collections::BTreeMap;

use crate::ids::RecordId;

/// The commands that were carried out, each with its answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers<T> {
    given: BTreeMap<RecordId, T>,
}

impl<T> Default for Answers<T> {
    fn default() -> Self {
        Self {
            given: BTreeMap::new(),
        }
    }
}

impl<T: Clone> Answers<T> {
    /// Carries out a command unless it was carried out before; returns its first answer.
    pub fn once(&mut self, command: RecordId, carry_out: impl FnOnce() -> T) -> T {
        self.given.entry(command).or_insert_with(carry_out).clone()
    }
}
