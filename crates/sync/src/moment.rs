//! One reading of the machine's clocks, and what the centre's time makes of two of them.

use journal::ClockAnchor;

/// What the clocks of the machine show at one moment.
///
/// They must be read when they are asked for: half of what passes between two readings is the
/// doubt about the centre's time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    /// The wall clock, in milliseconds since 1970.
    pub unix_ms: u64,
    /// The clock that runs since the machine was started, sleep included, in milliseconds.
    pub boot_ms: u64,
    /// Names that start of the machine; zeros where there is no such clock.
    pub boot_id: [u8; 16],
}

/// Places the centre's time in the middle between asking and hearing.
///
/// Without a boot clock, or when the machine was started anew between, there is no anchor.
pub(crate) fn anchor(server_ms: u64, asked: Moment, answered: Moment) -> Option<ClockAnchor> {
    let one_start = asked.boot_id == answered.boot_id && asked.boot_id != [0; 16];
    let way_ms = answered.boot_ms.checked_sub(asked.boot_ms)?;
    one_start.then_some(ClockAnchor {
        server_ms,
        boot_ms: asked.boot_ms + way_ms / 2,
        boot_id: asked.boot_id,
        uncertainty_ms: way_ms.div_ceil(2),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(boot_ms: u64, boot: u8) -> Moment {
        Moment {
            unix_ms: 7,
            boot_ms,
            boot_id: [boot; 16],
        }
    }

    #[test]
    fn half_the_way_is_the_doubt() {
        let anchored = |boot_ms, uncertainty_ms| {
            Some(ClockAnchor {
                server_ms: 1_000,
                boot_ms,
                boot_id: [1; 16],
                uncertainty_ms,
            })
        };
        let cases = [
            (at(100, 1), at(100, 1), anchored(100, 0)),
            (at(100, 1), at(301, 1), anchored(200, 101)),
            (at(100, 1), at(99, 1), None),
            (at(100, 1), at(300, 2), None),
            (at(100, 0), at(300, 0), None),
        ];
        for (asked, answered, expected) in cases {
            assert_eq!(anchor(1_000, asked, answered), expected, "{answered:?}");
        }
    }
}
