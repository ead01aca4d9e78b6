//! Decoders of foreign bytes may panic; what they work on is thrown away, the thread goes on.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

thread_local! {
    static DEPTH: Cell<u32> = const { Cell::new(0) };
}

/// Tells a panic hook that the panic of this thread will be caught and costs one frame only.
pub fn is_guarded() -> bool {
    DEPTH.get() > 0
}

/// Runs work that may panic; `None` when it did.
///
/// The caller passes in only what it does not use again after a panic, or what is whole at any time.
pub(crate) fn guarded<T>(work: impl FnOnce() -> T) -> Option<T> {
    DEPTH.set(DEPTH.get() + 1);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    DEPTH.set(DEPTH.get() - 1);
    outcome.ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_becomes_none_and_the_mark_is_taken_back() {
        assert_eq!(guarded(|| 7), Some(7));
        assert_eq!(guarded(is_guarded), Some(true));
        assert_eq!(guarded(|| -> u8 { panic!("a decoder fell over") }), None);
        assert!(!is_guarded());
    }
}
