//! Demonstration roots: good for trying things out, and never by accident for real people.

/// Tells whether a program must refuse demonstration roots: a released one does, unless it was told
/// with `--demo` that they are meant (trust.md 8).
///
/// Programs that people build to work on them do not ask, so that tests and towns stay simple.
pub fn refuses_demo(demo: bool, told: bool) -> bool {
    judged(demo, told, cfg!(not(debug_assertions)))
}

fn judged(demo: bool, told: bool, released: bool) -> bool {
    demo && released && !told
}

#[cfg(test)]
mod tests {
    use super::judged;

    #[test]
    fn only_a_released_program_that_was_not_told_refuses() {
        let cases = [
            ((true, false, true), true),
            ((true, true, true), false),
            ((true, false, false), false),
            ((false, false, true), false),
        ];
        for ((demo, told, released), refuses) in cases {
            assert_eq!(judged(demo, told, released), refuses);
        }
    }
}
