//! Row 8: a picture of a code on a screen is worth nothing the second time, nor two minutes later.

use std::{cell::RefCell, collections::BTreeSet};

use codes::{Algorithm, Clock, RedReason, SeenCodes, Verdict, verify_seen};
use town::{MINTED_S, Mint};

/// What a kiosk has accepted.
#[derive(Default)]
struct Seen(RefCell<BTreeSet<[u8; 8]>>);

impl SeenCodes for Seen {
    fn was_seen(&self, serial: &[u8; 8]) -> bool {
        self.0.borrow().contains(serial)
    }
}

#[test]
fn a_dynamic_code_counts_once_and_for_two_minutes() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Es256, Algorithm::Sm2] {
        let mint = Mint::new(algorithm, 0);
        let (trust, seen) = (mint.trust(), Seen::default());
        let code = &mint.codes()[2];
        let at = |second: u64| verify_seen(code, &trust, Clock::exact(second * 1_000), &seen);
        let Verdict::Green(meaning) = at(MINTED_S) else {
            panic!("a fresh dynamic code is green");
        };
        seen.0.borrow_mut().insert(meaning.serial());
        assert_eq!(at(MINTED_S), Verdict::Red(RedReason::Replayed));
        // It was issued a minute ago, so its two minutes end in one.
        seen.0.borrow_mut().clear();
        assert!(matches!(at(MINTED_S + 59), Verdict::Green(_)));
        assert_eq!(at(MINTED_S + 61), Verdict::Red(RedReason::Expired));
        assert_eq!(
            at(MINTED_S - 60 - 301),
            Verdict::Red(RedReason::NotYetValid)
        );
        // A clock that may be wrong by more than the life of the code decides nothing.
        let unsure = Clock {
            lo_ms: (MINTED_S - 600) * 1_000,
            hi_ms: (MINTED_S + 600) * 1_000,
        };
        assert!(matches!(
            verify_seen(code, &trust, unsure, &seen),
            Verdict::Amber(..)
        ));
    }
}
