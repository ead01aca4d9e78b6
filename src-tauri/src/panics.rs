//! A bug ends the process; whoever watches it starts it again, and the visit goes on from its draft.

use std::panic::{self, PanicHookInfo};
use std::process;

use crate::events;

const EXIT_CODE: i32 = 101;

/// Lets a panic end the process, except where a damaged picture costs one frame only.
pub(crate) fn end_the_process() {
    panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        if scanner::is_guarded() {
            return;
        }
        if let Some(place) = panic.location() {
            events::bug(place);
        }
        process::exit(EXIT_CODE);
    }));
}
