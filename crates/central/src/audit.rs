//! What the checkpoints of a kiosk's audit prove: an audit that only ever grows (trust.md 4.3).

use crate::tables::audits::Told;

/// A kiosk tells after 50 entries; one act may make some more.
const ENTRIES_BETWEEN_MAX: u64 = 100;

/// What is wrong between two checkpoints that follow each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Break {
    /// The numbers went back: entries were cut off or an old disk came back.
    WentBack {
        /// What was told before.
        held: u64,
        /// What was told then.
        told: u64,
    },
    /// One number, two hashes: an entry was changed.
    Changed {
        /// The number.
        n: u64,
    },
    /// More entries than a kiosk makes between two checkpoints: some of those were lost.
    Missing {
        /// The first number of which nothing was told.
        from: u64,
        /// The last.
        to: u64,
    },
}

/// Finds what is wrong with the checkpoints of one kiosk, in their order.
pub(crate) fn breaks(told: &[Told]) -> Vec<Break> {
    let pairs = told.iter().zip(told.iter().skip(1));
    pairs
        .filter_map(|(before, after)| between(before, after))
        .collect()
}

/// Compares a checkpoint with the one before it.
pub(crate) fn between(before: &Told, after: &Told) -> Option<Break> {
    if after.n < before.n {
        Some(Break::WentBack {
            held: before.n,
            told: after.n,
        })
    } else if after.n == before.n {
        (after.hash != before.hash).then_some(Break::Changed { n: after.n })
    } else if after.n - before.n > ENTRIES_BETWEEN_MAX {
        Some(Break::Missing {
            from: before.n + 1,
            to: after.n - 1,
        })
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use residence::KioskId;

    use super::*;

    fn told(n: u64, hash: u8) -> Told {
        Told {
            kiosk: KioskId::parse("rongyin-1").unwrap(),
            place: (1, n),
            n,
            hash: [hash; 32],
            at_ms: 0,
        }
    }

    #[test]
    fn an_audit_only_grows() {
        let good = [told(3, 1), told(3, 1), told(40, 2), told(90, 3)];
        assert_eq!(breaks(&good), []);
        let cut = [told(100, 1), told(95, 2)];
        let went_back = Break::WentBack {
            held: 100,
            told: 95,
        };
        assert_eq!(breaks(&cut), [went_back]);
        assert_eq!(breaks(&[told(9, 1), told(9, 2)]), [Break::Changed { n: 9 }]);
        let missing = Break::Missing { from: 10, to: 110 };
        assert_eq!(breaks(&[told(9, 1), told(111, 2)]), [missing]);
    }
}
