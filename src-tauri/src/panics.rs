//! A bug ends the process; whoever watches it starts it again, and the visit goes on from its draft.

use std::io::Write as _;
use std::panic::{self, PanicHookInfo};
use std::process;

const EXIT_CODE: i32 = 101;

/// Lets a panic end the process, except where a damaged picture costs one frame only.
pub(crate) fn end_the_process() {
    panic::set_hook(Box::new(|panic: &PanicHookInfo<'_>| {
        if scanner::is_guarded() {
            return;
        }
        // The place only: a message could carry what somebody typed.
        if let Some(place) = panic.location() {
            writeln!(
                std::io::stderr(),
                "a bug at {}:{}",
                place.file(),
                place.line()
            )
            .ok();
        }
        process::exit(EXIT_CODE);
    }));
}
