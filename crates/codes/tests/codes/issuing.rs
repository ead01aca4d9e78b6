//! What is issued today is, byte for byte, what was released: read a golden code and sign it again.

use codes::{
    Algorithm, AppVersion, CodeForm, Kind, Meaning, Sealed, SealingSecret, SeededCrypto, SeenCodes,
    SigningKey, TrustBundle, TrustKey, TrustList, Verdict, certify_bundle_key, issue_bundle,
    issue_certificate, issue_dynamic, issue_house, issue_provisional, issue_resident, verify,
    verify_seen,
};

use crate::{
    kinds::{Profile, profiles},
    known,
};

/// The keys of the file, drawn in its order.
struct Keys {
    root: SigningKey,
    bundle_key: SigningKey,
    house: SigningKey,
    resident: SigningKey,
    dynamic: SigningKey,
    kiosk_ca: SigningKey,
    device: SigningKey,
    crypto: SeededCrypto,
}

fn keys(algorithm: Algorithm) -> Keys {
    let crypto = SeededCrypto::new(match algorithm {
        Algorithm::Ed25519 => 11,
        Algorithm::Es256 => 12,
        Algorithm::Sm2 => 13,
    });
    let key = || SigningKey::generate_with(algorithm, &crypto);
    let (root, _standby) = (key(), key());
    Keys {
        root,
        bundle_key: key(),
        house: key(),
        resident: key(),
        dynamic: key(),
        kiosk_ca: key(),
        device: key(),
        crypto,
    }
}

fn meaning(profile: &Profile, name: &str) -> Meaning {
    match verify(profile.good(name), &profile.trust, known::now()) {
        Verdict::Green(meaning) => meaning,
        Verdict::Amber(..) | Verdict::Newer | Verdict::Red(_) => panic!("{name}"),
    }
}

fn issued_again(keys: &Keys, meaning: &Meaning) -> String {
    match meaning {
        Meaning::House(claims) => issue_house(claims, &keys.house, &keys.crypto),
        Meaning::Kiosk(claims) => issue_certificate(claims, &keys.kiosk_ca, &keys.crypto),
        Meaning::Resident(claims) => match &claims.form {
            CodeForm::Printed => issue_resident(claims, &keys.resident, &keys.crypto),
            CodeForm::Screen => issue_dynamic(claims, &keys.dynamic, &keys.crypto),
            CodeForm::Provisional(kiosk) => {
                let certificate = issue_certificate(kiosk, &keys.kiosk_ca, &keys.crypto).unwrap();
                let text = issue_provisional(claims, &certificate, &keys.device, &keys.crypto);
                return text.unwrap();
            }
        },
    }
    .unwrap()
}

#[test]
fn released_codes_are_issued_alike() {
    for profile in profiles() {
        let keys = keys(profile.algorithm);
        let check = |name: &str, kind: Kind| {
            let meaning = meaning(&profile, name);
            assert_eq!(
                (meaning.kind(), codes::kind_of(profile.good(name))),
                (kind, Some(kind))
            );
            assert_eq!(issued_again(&keys, &meaning), profile.good(name), "{name}");
        };
        check("house, id only", Kind::House);
        check("house with 83-byte address", Kind::House);
        check("resident, full", Kind::Resident);
        check("dynamic", Kind::Dynamic);
        check("kiosk certificate", Kind::Kiosk);
        check("provisional, child", Kind::Provisional);
        check("provisional, only what must be", Kind::Provisional);
    }
}

/// Debug output of a person's code says no more than the age group.
#[test]
fn codes_do_not_print_people() {
    let profile = &profiles()[0];
    let printed = |name: &str| format!("{:?}", meaning(profile, name));
    assert_eq!(
        printed("resident, full"),
        "Resident(ResidentClaims { category: Adult, .. })"
    );
    assert!(!printed("house with 83-byte address").contains("榕荫"));
}

/// A kiosk that remembers dynamic codes refuses the second use; whoever only reads does not.
#[test]
fn a_dynamic_code_counts_once() {
    struct One([u8; 8]);
    impl SeenCodes for One {
        fn was_seen(&self, serial: &[u8; 8]) -> bool {
            self.0 == *serial
        }
    }
    for profile in profiles() {
        let text = profile.good("dynamic");
        let judged = |seen: [u8; 8]| verify_seen(text, &profile.trust, known::now(), &One(seen));
        assert!(matches!(judged([0; 8]), Verdict::Green(_)));
        assert_eq!(
            judged(meaning(&profile, "dynamic").serial()),
            Verdict::Red(codes::RedReason::Replayed)
        );
    }
}

/// Every optional field of a bundle comes back as it was given, under every algorithm.
#[test]
fn a_full_bundle_is_read_as_it_was_written() {
    for profile in profiles() {
        let keys = keys(profile.algorithm);
        let held = profile.trust.bundle();
        let key = TrustKey {
            verifying: keys.bundle_key.verifying_key(),
            may: vec![Kind::Bundle],
            nbf: held.iat,
            exp: held.exp,
        };
        let bundle = TrustBundle {
            recovery_seal: Some(SealingSecret::from_bytes(&[5; 32]).public()),
            min_app: Some(AppVersion([0, 2, 70_000])),
            signer: Some(certify_bundle_key(&key, &keys.root, &keys.crypto).unwrap()),
            sealed_bind: Some(Sealed {
                enc: [6; 32],
                ct: vec![7; 48],
            }),
            ..held.clone()
        };
        let root = [keys.root.verifying_key()];
        let read = |bundle: &TrustBundle, key: &SigningKey| {
            let text = issue_bundle(bundle, key, &keys.crypto).unwrap();
            let list = TrustList::open(&text, &root, 0, known::now()).unwrap();
            list.bundle().clone()
        };
        assert_eq!(read(&bundle, &keys.bundle_key), bundle);
        let rotated = TrustBundle {
            roots: vec![keys.house.verifying_key(), root[0]],
            ..bundle
        };
        assert_eq!(read(&rotated, &keys.root), rotated);
    }
}
