//! How long a bundle is worth something, and lists of the size of a prefecture.

use codes::{
    AppVersion, BundleAge, BundleError, Clock, Crypto as _, RevokedDelta, SealingPublic,
    SeededCrypto, SigningKey, TrustBundle, TrustList, issue_bundle,
};

use crate::known::NOW_MS;

const NOW_S: u64 = NOW_MS / 1_000;
const DAY_S: u64 = 86_400;

fn root() -> SigningKey {
    SigningKey::from_bytes(&[1; 32])
}

fn bundle() -> TrustBundle {
    TrustBundle {
        seq: 5,
        iat: NOW_S,
        next: NOW_S + DAY_S,
        exp: NOW_S + 60 * DAY_S,
        ..TrustBundle::empty(SealingPublic::from_bytes(&[9; 32]), root().verifying_key())
    }
}

fn open(bundle: &TrustBundle) -> Result<TrustList, BundleError> {
    let text = issue_bundle(bundle, &root(), &SeededCrypto::new(1)).unwrap();
    TrustList::open(&text, &[root().verifying_key()], 0, Clock::exact(NOW_MS))
}

#[test]
fn a_bundle_ages() {
    let list = open(&bundle()).unwrap();
    let at = |second: u64, ms: u64| Clock::exact(second * 1_000 + ms);
    let check = |clock: Clock, age: BundleAge, issues: bool| {
        assert_eq!(list.age(clock), age, "{clock:?}");
        assert_eq!(age.may_issue(), issues, "{age:?}");
    };
    check(at(NOW_S, 0), BundleAge::Current, true);
    check(at(NOW_S + 7 * DAY_S, 0), BundleAge::Current, true);
    check(at(NOW_S + 7 * DAY_S, 1), BundleAge::Old, true);
    check(at(NOW_S + 30 * DAY_S, 0), BundleAge::Old, true);
    check(at(NOW_S + 30 * DAY_S, 1), BundleAge::Stale, false);
    check(at(NOW_S + 60 * DAY_S, 0), BundleAge::Stale, false);
    check(at(NOW_S + 60 * DAY_S, 1), BundleAge::Expired, false);
    // A clock that is not good enough makes it older, but never surely expired.
    let unsure = Clock {
        lo_ms: NOW_MS,
        hi_ms: u64::MAX,
    };
    check(unsure, BundleAge::Stale, false);
    assert!(BundleAge::Current < BundleAge::Old && BundleAge::Stale < BundleAge::Expired);
}

/// A short life ends issuing before thirty days do.
#[test]
fn a_bundle_that_ends_early_is_stale_when_it_may_have_ended() {
    let short = TrustBundle {
        exp: NOW_S + DAY_S,
        ..bundle()
    };
    let list = open(&short).unwrap();
    let clock = Clock {
        lo_ms: NOW_MS,
        hi_ms: NOW_MS + 2 * DAY_S * 1_000,
    };
    assert_eq!(list.age(clock), BundleAge::Stale);
}

#[test]
fn two_hundred_thousand_revoked_codes_fit() {
    let chance = SeededCrypto::new(200_000);
    let mut bytes = vec![0; 8 * 200_000];
    chance.random(&mut bytes);
    let mut revoked: Vec<[u8; 8]> = bytes.as_chunks::<8>().0.to_vec();
    revoked.sort_unstable();
    let whole = TrustBundle {
        revoked: revoked.clone(),
        ..bundle()
    };
    let list = open(&whole).unwrap();
    assert_eq!(list.bundle().revoked.len(), 200_000);
    for serial in revoked.iter().step_by(997) {
        assert!(list.has_revoked(serial));
        let mut other = *serial;
        other[7] ^= 1;
        assert!(!list.has_revoked(&other));
    }

    // A day's change is small, and gives the same list as sending it whole.
    let mut later: Vec<_> = revoked.iter().skip(100).copied().collect();
    later.extend((0..200_u64).map(|n| (n << 40 | 77).to_be_bytes()));
    later.sort_unstable();
    let delta = TrustBundle {
        seq: 6,
        delta: Some(RevokedDelta::between(5, &revoked, &later)),
        ..bundle()
    };
    let text = issue_bundle(&delta, &root(), &SeededCrypto::new(1)).unwrap();
    assert!(text.len() < 10_000, "{}", text.len());
    let roots = [root().verifying_key()];
    let onto = TrustList::open_onto(&list, &text, &roots, 6, Clock::exact(NOW_MS)).unwrap();
    assert_eq!(onto.bundle().revoked, later);
    // A whole list needs no base and takes no notice of one.
    let text = issue_bundle(&whole, &root(), &SeededCrypto::new(1)).unwrap();
    let again = TrustList::open_onto(&onto, &text, &roots, 0, Clock::exact(NOW_MS)).unwrap();
    assert_eq!(again.bundle().revoked, revoked);
}

#[test]
fn only_time_and_a_base_make_a_refused_bundle_acceptable() {
    for error in [BundleError::NotYetValid, BundleError::NeedsBase] {
        assert!(error.can_retry());
    }
    for error in [
        BundleError::Rollback,
        BundleError::NewRoots,
        BundleError::WrongBase,
    ] {
        assert!(!error.can_retry());
    }
}

#[test]
fn versions_compare_by_number() {
    let version = |text: &str| AppVersion::parse(text);
    assert_eq!(version("1.2.30"), Some(AppVersion([1, 2, 30])));
    assert!(version("1.10.0") > version("1.9.9"));
    for text in ["", "1", "1.2", "1.2.3.4", "1.2.x", "1.2.-3", "v1.2.3"] {
        assert_eq!(version(text), None, "{text}");
    }
}
