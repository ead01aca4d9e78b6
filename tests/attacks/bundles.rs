//! Rows 10 and 18: a tampered, older, truncated or strange trust bundle is refused, and the one at
//! hand goes on working.

use codes::{Algorithm, BundleError, Powers, TrustList, Verdict, issue_bundle, verify};
use town::Mint;

use crate::{
    damage::{Chance, damage},
    seed, setting,
};

#[test]
fn no_altered_bundle_opens_and_the_old_one_stays() {
    let (count, seed) = (setting("ATTACK_CODES", 6_000) / 20, seed());
    let mint = Mint::new(Algorithm::Ed25519, 64);
    let (text, trust, now) = (mint.bundle_text(), mint.trust(), mint.now());
    let roots = [mint.root.verifying_key()];
    let bytes = base45::decode(&text[5..]).unwrap();
    for attempt in 0..count {
        let mut altered = bytes.clone();
        damage(&mut altered, &[], &mut Chance::new(seed, attempt));
        if altered == bytes {
            continue;
        }
        let altered = format!("YJ1T:{}", base45::encode(&altered));
        let opened = TrustList::open(&altered, &roots, 0, now);
        assert!(
            opened.is_err(),
            "ATTACK_SEED={seed}: bundle {attempt} opens"
        );
        assert!(TrustList::open_onto(&trust, &altered, &roots, 0, now).is_err());
    }
    for end in 0..text.len() {
        assert!(
            TrustList::open(&text[..end], &roots, 0, now).is_err(),
            "cut at {end}"
        );
    }
    // What was trusted before still judges.
    for code in mint.codes() {
        assert!(matches!(verify(&code, &trust, now), Verdict::Green(_)));
    }
}

#[test]
fn an_older_bundle_and_one_of_another_root_are_refused() {
    let mint = Mint::new(Algorithm::Ed25519, 0);
    let (now, roots) = (mint.now(), [mint.root.verifying_key()]);
    let held = mint.trust().bundle().seq;
    let mut older = mint.bundle();
    older.seq = held - 1;
    let older = issue_bundle(&older, &mint.root, &mint.crypto).unwrap();
    let opened = TrustList::open(&older, &roots, held, now).map(|_| ());
    assert_eq!(opened, Err(BundleError::Rollback));

    let mut newer = mint.bundle();
    newer.seq = held + 1;
    let strange = issue_bundle(&newer, &mint.device, &mint.crypto).unwrap();
    let opened = TrustList::open(&strange, &roots, held, now).map(|_| ());
    assert_eq!(opened, Err(BundleError::UnknownRoot));
    // New roots that no old root answers for.
    newer.roots = vec![mint.device.verifying_key()];
    let usurped = issue_bundle(&newer, &mint.device, &mint.crypto).unwrap();
    assert!(TrustList::open(&usurped, &roots, held, now).is_err());
}

#[test]
fn a_revoked_kiosk_takes_its_codes_along() {
    for algorithm in [Algorithm::Ed25519, Algorithm::Es256, Algorithm::Sm2] {
        let mint = Mint::new(algorithm, 0);
        let (now, roots) = (mint.now(), [mint.root.verifying_key()]);
        let codes = mint.codes();
        let mut bundle = mint.bundle();
        bundle.seq += 1;
        bundle.revoked_kiosks = vec!["kiosk-000001".to_owned()];
        let text = issue_bundle(&bundle, &mint.root, &mint.crypto).unwrap();
        let trust = TrustList::open(&text, &roots, 0, now).unwrap();
        let good = |code: &String| matches!(verify(code, &trust, now), Verdict::Green(_));
        let judged: Vec<bool> = codes.iter().map(good).collect();
        assert_eq!(
            judged,
            [true, true, true, false, false],
            "H, S, D stand; P and K fall"
        );
        assert!(!good(&mint.certificate(Powers::CHILDREN)));
    }
}
