//! Keys, signatures and codes that OpenSSL made, by tests/openssl/make.mjs: the other half of every
//! agreement about bytes.

use codes::{
    Algorithm, Clock, Kind, Meaning, SealingPublic, SeededCrypto, SigningKey, TrustBundle,
    TrustKey, TrustList, Verdict, VerifyingKey, issue_bundle, low_s, verify,
};
use serde_json::Value;

use crate::known::{NOW_MS, list, text, unhex};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../openssl/vectors.json")).unwrap()
}

struct Made {
    algorithm: Algorithm,
    key: VerifyingKey,
    part: Value,
}

fn made() -> Vec<Made> {
    let vectors = vectors();
    let part = |algorithm: Algorithm| {
        let part = vectors[algorithm.name()].clone();
        let key = VerifyingKey::from_public(algorithm, &unhex(text(&part, "public"))).unwrap();
        Made {
            algorithm,
            key,
            part,
        }
    };
    Algorithm::ALL.map(part).into()
}

/// What OpenSSL signs; for ES256 in the only form that is accepted.
fn signature(made: &Made, hex: &str) -> [u8; 64] {
    let signature = unhex(hex).try_into().unwrap();
    match made.algorithm {
        Algorithm::Es256 => low_s(&signature).unwrap(),
        Algorithm::Ed25519 | Algorithm::Sm2 => signature,
    }
}

#[test]
fn signatures_verify_for_their_message_only() {
    for made in made() {
        assert_eq!(made.key.kid().0, *unhex(text(&made.part, "kid")));
        for case in list(&made.part, "signatures") {
            let message = unhex(text(case, "message"));
            let signature = signature(&made, text(case, "signature"));
            assert!(made.key.verifies(&message, &signature), "{case}");
            let longer = [message.as_slice(), &[0]].concat();
            assert!(!made.key.verifies(&longer, &signature), "{case}");
            let mut altered = signature;
            altered[40] ^= 1;
            assert!(!made.key.verifies(&message, &altered), "{case}");
        }
    }
}

#[test]
fn sm2_under_another_distinguishing_id_fails() {
    let made = made().pop().unwrap();
    assert_eq!(made.algorithm, Algorithm::Sm2);
    let other: [u8; 64] = unhex(text(&made.part, "under_another_id"))
        .try_into()
        .unwrap();
    assert!(!made.key.verifies(b"YJ1S:", &other));
}

#[test]
fn whole_codes_are_green_under_a_bundle_that_names_the_key() {
    for made in made() {
        let root = SigningKey::from_bytes(&[1; 32]);
        let now = NOW_MS / 1_000;
        let bundle = TrustBundle {
            seq: 1,
            iat: now - 60,
            next: now + 60,
            exp: now + 86_400,
            keys: vec![TrustKey {
                verifying: made.key,
                may: vec![Kind::House, Kind::Resident],
                nbf: now - 86_400,
                exp: now,
            }],
            ..TrustBundle::empty(SealingPublic::from_bytes(&[9; 32]), root.verifying_key())
        };
        let bundle = issue_bundle(&bundle, &root, &SeededCrypto::new(1)).unwrap();
        let clock = Clock::exact(NOW_MS);
        let trust = TrustList::open(&bundle, &[root.verifying_key()], 0, clock).unwrap();
        match verify(text(&made.part, "house"), &trust, clock) {
            Verdict::Green(Meaning::House(house)) => {
                assert_eq!(
                    (house.code.as_str(), house.area),
                    ("449900-0018", 449_900_001_001)
                );
            }
            other => panic!("{:?}: {other:?}", made.algorithm),
        }
        match verify(text(&made.part, "resident"), &trust, clock) {
            Verdict::Green(Meaning::Resident(resident)) => {
                assert_eq!(resident.hint.as_deref(), Some("陈*华"));
            }
            other => panic!("{:?}: {other:?}", made.algorithm),
        }
    }
}
