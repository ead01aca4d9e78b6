//! Trust bundles: bundle keys, new roots, differences of revocations.

use ciborium::Value as Cbor;
use codes::{
    AppVersion, Crypto as _, Kind, RevokedDelta, SigningKey, TrustBundle, TrustKey,
    certify_bundle_key,
};
use serde_json::{Value, json};

use super::profile::Profile;
use crate::{
    forge::{Parts, cbor},
    world::{DAY, NOW, REVOKED_SERIAL},
};

pub(crate) fn cases(profile: &Profile) -> Vec<Value> {
    [
        signers(profile),
        certificates(profile),
        roots(profile),
        differences(profile),
        forms(profile),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn case(name: &str, text: &str, expected: &str) -> Value {
    json!({ "name": name, "text": text, "floor": 0, "expected": expected })
}

fn signers(profile: &Profile) -> Vec<Value> {
    let by = |key: &SigningKey| profile.signed(&profile.bundle(), key);
    let past = TrustBundle {
        iat: NOW - 90 * DAY,
        exp: NOW - DAY,
        ..profile.bundle()
    };
    let mut below = case("below the floor", &profile.bundle_text(), "Rollback");
    below["floor"] = Value::from(8);
    vec![
        case("by the root", &profile.bundle_text(), "Accepted"),
        case("by the standby root", &by(&profile.standby), "Accepted"),
        case("by a stranger", &by(&profile.stranger), "UnknownRoot"),
        case(
            "by a bundle key nobody certified",
            &by(&profile.bundle_key),
            "UnknownRoot",
        ),
        case("expired", &profile.signed(&past, &profile.root), "Accepted"),
        below,
    ]
}

/// A bundle by the bundle key, under what the closure makes of its certificate.
fn by_bundle_key(profile: &Profile, certified: &TrustKey, root: &SigningKey) -> String {
    let certificate = certify_bundle_key(certified, root, &profile.crypto).expect("signed");
    let bundle = TrustBundle {
        signer: Some(certificate),
        ..profile.bundle()
    };
    profile.signed(&bundle, &profile.bundle_key)
}

fn bundle_key(profile: &Profile) -> TrustKey {
    TrustKey {
        nbf: NOW - 100 * DAY,
        exp: NOW + 200 * DAY,
        ..profile.key(&profile.bundle_key, Kind::Bundle)
    }
}

fn certificates(profile: &Profile) -> Vec<Value> {
    let under = |key: &TrustKey| by_bundle_key(profile, key, &profile.root);
    let held = bundle_key(profile);
    let for_houses = TrustKey {
        may: vec![Kind::House],
        ..held.clone()
    };
    let ended = TrustKey {
        exp: NOW - 2 * DAY,
        ..held.clone()
    };
    let long = TrustKey {
        exp: held.nbf + 366 * DAY + 1,
        ..held.clone()
    };
    let other = TrustKey {
        verifying: profile.stranger.verifying_key(),
        ..held.clone()
    };
    let by_stranger = by_bundle_key(profile, &held, &profile.stranger);
    let mut garbage = profile.bundle();
    garbage.signer = Some(vec![0x80]);
    let garbage = profile.signed(&garbage, &profile.bundle_key);
    let mut as_code = profile.bundle();
    let entry = Cbor::from(profile.bundle_key.algorithm().number());
    let payload = cbor(&Cbor::Array(vec![
        entry,
        Cbor::from(profile.bundle_key.verifying_key().public_bytes()),
        Cbor::from("T"),
        Cbor::from(held.nbf),
        Cbor::from(held.exp),
    ]));
    as_code.signer = Some(Parts::new("YJ1K:", payload, &profile.root).bytes());
    let as_code = profile.signed(&as_code, &profile.bundle_key);
    vec![
        case("by a certified bundle key", &under(&held), "Accepted"),
        case(
            "by a key certified for houses",
            &under(&for_houses),
            "KeyUse",
        ),
        case(
            "after the period of the bundle key",
            &under(&ended),
            "KeyUse",
        ),
        case(
            "bundle key of 366 days and a second",
            &under(&long),
            "KeyUse",
        ),
        case("certificate of another key", &under(&other), "UnknownRoot"),
        case(
            "bundle key certified by a stranger",
            &by_stranger,
            "UnknownRoot",
        ),
        case(
            "certificate signed for another purpose",
            &as_code,
            "Signature",
        ),
        case("an empty array as a certificate", &garbage, "Shape"),
    ]
}

fn roots(profile: &Profile) -> Vec<Value> {
    let renewed = TrustBundle {
        roots: vec![profile.stranger.verifying_key()],
        min_app: Some(AppVersion([1, 2, 3])),
        recovery_seal: Some(profile.centre.public()),
        ..profile.bundle()
    };
    let sealed = profile
        .crypto
        .seal(&profile.centre.public(), b"yj1/bind", b"", &[7; 32])
        .expect("sealed");
    let by_root = TrustBundle {
        sealed_bind: Some(sealed),
        ..renewed.clone()
    };
    let certificate = certify_bundle_key(&bundle_key(profile), &profile.root, &profile.crypto);
    let by_bundle_key = TrustBundle {
        signer: Some(certificate.expect("signed")),
        ..renewed.clone()
    };
    vec![
        case(
            "new roots by an old one",
            &profile.signed(&by_root, &profile.root),
            "Accepted",
        ),
        case(
            "new roots by themselves",
            &profile.signed(&renewed, &profile.stranger),
            "UnknownRoot",
        ),
        case(
            "new roots by a bundle key",
            &profile.signed(&by_bundle_key, &profile.bundle_key),
            "NewRoots",
        ),
    ]
}

fn differences(profile: &Profile) -> Vec<Value> {
    let base = profile.bundle().revoked;
    let later = vec![[0x01; 8], [0x44; 8], REVOKED_SERIAL, [0xfe; 8]];
    let good = RevokedDelta::between(7, &base, &later);
    let signed = |delta: &RevokedDelta| {
        let bundle = TrustBundle {
            seq: 8,
            revoked: Vec::new(),
            delta: Some(delta.clone()),
            ..profile.bundle()
        };
        profile.signed(&bundle, &profile.root)
    };
    let onto = |name: &str, delta: &RevokedDelta, expected: &str| {
        let mut case = case(name, &signed(delta), expected);
        case["onto_the_bundle"] = Value::Bool(true);
        case
    };
    let mut hash = good.clone();
    hash.base_hash[0] ^= 1;
    let number = RevokedDelta {
        base_seq: 6,
        ..good.clone()
    };
    let known = RevokedDelta {
        add: vec![[0x50; 8]],
        ..good.clone()
    };
    let unknown = RevokedDelta {
        del: vec![[0x51; 8]],
        ..good.clone()
    };
    vec![
        onto("difference", &good, "Accepted"),
        case("difference without its base", &signed(&good), "NeedsBase"),
        onto("difference to another list", &hash, "WrongBase"),
        onto("difference to another bundle", &number, "WrongBase"),
        onto("adds what is there", &known, "WrongBase"),
        onto("takes what is not there", &unknown, "WrongBase"),
    ]
}

fn forms(profile: &Profile) -> Vec<Value> {
    let with = |key: i64, value: Cbor| {
        let body = profile.bundle_text();
        let bytes = base45::decode(&body[5..]).expect("issued a moment ago");
        let frame: Cbor = ciborium::from_reader(bytes.as_slice()).expect("issued a moment ago");
        let parts = frame.into_array().expect("a frame is an array");
        let payload = parts[2].as_bytes().expect("the payload");
        let claims: Cbor = ciborium::from_reader(payload.as_slice()).expect("claims");
        let mut claims = claims.into_map().expect("a map");
        let (_, private) = claims.last_mut().expect("the private claims come last");
        let fields = private.as_map_mut().expect("a map");
        fields.retain(|(present, _)| *present != Cbor::from(key));
        fields.push((Cbor::from(key), value));
        fields.sort_by_key(|(key, _)| key.as_integer().map(i128::from));
        let payload = cbor(&Cbor::Map(claims));
        Parts::new("YJ1T:", payload, &profile.root).text()
    };
    let list = |items: &[u64]| Cbor::Array(items.iter().map(|n| Cbor::from(*n)).collect());
    let difference = Cbor::Array(vec![
        Cbor::from(7),
        Cbor::from([0; 32].as_slice()),
        Cbor::Bytes(Vec::new()),
        Cbor::Bytes(Vec::new()),
    ]);
    vec![
        case(
            "the whole list and a difference",
            &with(11, difference),
            "Shape",
        ),
        case("no new roots, spelt out", &with(10, list(&[])), "Shape"),
        case("a number as a root", &with(10, list(&[1])), "Shape"),
        case("version of two numbers", &with(9, list(&[1, 2])), "Shape"),
        case(
            "recovery key of 31 bytes",
            &with(12, Cbor::from([0; 31].as_slice())),
            "Shape",
        ),
        case(
            "sealed key of one part",
            &with(14, Cbor::Array(vec![Cbor::Bytes(Vec::new())])),
            "Shape",
        ),
        case(
            "sync key of no algorithm",
            &with(7, Cbor::from([3; 34].as_slice())),
            "Shape",
        ),
        case("a field nobody knows", &with(15, Cbor::from(0)), "Shape"),
    ]
}
