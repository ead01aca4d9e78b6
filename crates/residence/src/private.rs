//! Personal data that must be named to be seen.

use std::fmt;

/// Wraps a value that belongs to a person, so that it cannot reach a log by accident.
///
/// `Debug` prints `[private]`; there is no `Display`. `reveal` is the only way out, and a test of
/// the house rules lists the modules that may call it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Private<T>(T);

impl<T> Private<T> {
    /// Takes the value into custody.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to code that stores, sends or displays it for its owner.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(format!("{:?}", Private::new("陈小华")), "[private]");
    }
}
