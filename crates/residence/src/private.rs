//! Personal data that must be named to be seen, and that is overwritten when nobody needs it.

use std::{fmt, hint};

use chrono::NaiveDate;
use zeroize::{Zeroize as _, ZeroizeOnDrop};

/// What can be overwritten in place.
pub trait Wipe {
    /// Overwrites the value; what it was cannot be read from its memory any more.
    fn wipe(&mut self);
}

impl Wipe for String {
    fn wipe(&mut self) {
        self.zeroize();
    }
}

impl Wipe for NaiveDate {
    fn wipe(&mut self) {
        *self = Self::default();
        // A write that nobody reads may be left out; this one is looked at.
        hint::black_box(self);
    }
}

/// Wraps a value that belongs to a person, so that it cannot reach a log by accident.
///
/// `Debug` prints `[private]`; there is no `Display`. `reveal` is the only way out, and a test of
/// the house rules lists the modules that may call it. The value is wiped when it is dropped.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Private<T: Wipe>(T);

impl<T: Wipe> Private<T> {
    /// Takes the value into custody.
    pub fn new(value: T) -> Self {
        Self(value)
    }

    /// Shows the value to code that stores, sends or displays it for its owner.
    pub fn reveal(&self) -> &T {
        &self.0
    }
}

impl<T: Wipe> Drop for Private<T> {
    fn drop(&mut self) {
        self.0.wipe();
    }
}

impl<T: Wipe> ZeroizeOnDrop for Private<T> {}

impl<T: Wipe> fmt::Debug for Private<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use super::*;

    #[test]
    fn debug_shows_nothing() {
        assert_eq!(
            format!("{:?}", Private::new("陈小华".to_owned())),
            "[private]"
        );
    }

    #[test]
    fn a_wiped_value_is_no_more() {
        let mut name = "陈小华".to_owned();
        name.wipe();
        assert_eq!(name, "");
        let mut born: NaiveDate = "1990-01-01".parse().unwrap();
        born.wipe();
        assert_eq!(born, NaiveDate::default());
    }

    #[test]
    fn dropping_wipes() {
        struct Told(Rc<RefCell<u32>>);
        impl Wipe for Told {
            fn wipe(&mut self) {
                *self.0.borrow_mut() += 1;
            }
        }
        let wiped = Rc::new(RefCell::new(0));
        drop(Private::new(Told(Rc::clone(&wiped))));
        assert_eq!(*wiped.borrow(), 1);
    }
}
