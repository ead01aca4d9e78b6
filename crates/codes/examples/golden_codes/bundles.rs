//! Trust bundles that a kiosk refuses.

use ciborium::Value as Cbor;
use codes::{SigningKey, TrustBundle, issue_bundle};
use serde_json::{Value, json};

use crate::{
    forge::{Parts, cbor, headers, text},
    world::{DAY, NOW, World},
};

pub(crate) fn cases(world: &World) -> Vec<Value> {
    [floors(world), signers(world), lives(world), forms(world)]
        .into_iter()
        .flatten()
        .collect()
}

fn case(name: &str, rule: &str, text: String, expected: &str) -> Value {
    with_floor(name, rule, text, 0, expected)
}

fn with_floor(name: &str, rule: &str, text: String, floor: u64, expected: &str) -> Value {
    json!({ "name": name, "rule": rule, "text": text, "floor": floor, "expected": expected })
}

fn floors(world: &World) -> Vec<Value> {
    let rule = "1.10: seq must grow";
    vec![
        case("bundle", rule, world.bundle_text(), "Accepted"),
        with_floor(
            "the stored bundle again",
            rule,
            world.bundle_text(),
            7,
            "Accepted",
        ),
        with_floor("below the floor", rule, world.bundle_text(), 8, "Rollback"),
    ]
}

fn signers(world: &World) -> Vec<Value> {
    let signed =
        |key: &SigningKey| issue_bundle(&world.bundle(), key, &world.crypto).expect("signed");
    let rule = "1.10: signed by a pinned root";
    let other_aad = Parts {
        aad: "YJ1H:",
        ..good(world)
    }
    .text();
    let eddsa = Parts {
        protected: headers(-8, &world.root),
        ..good(world)
    }
    .text();
    vec![
        case(
            "by the standby root",
            rule,
            signed(&world.standby),
            "Accepted",
        ),
        case(
            "by the house key",
            rule,
            signed(&world.house),
            "UnknownRoot",
        ),
        case(
            "by a stranger",
            rule,
            signed(&world.stranger),
            "UnknownRoot",
        ),
        case("signed for another kind", "8: aad", other_aad, "Signature"),
        case(
            "algorithm EdDSA (-8)",
            "6: algorithm pinned",
            eddsa,
            "Algorithm",
        ),
    ]
}

fn lives(world: &World) -> Vec<Value> {
    let signed =
        |bundle: &TrustBundle| issue_bundle(bundle, &world.root, &world.crypto).expect("signed");
    let good = world.bundle();
    let past = TrustBundle {
        iat: NOW - 90 * DAY,
        exp: NOW - DAY,
        ..good.clone()
    };
    let future = TrustBundle {
        iat: NOW + 301,
        ..good.clone()
    };
    let long = TrustBundle {
        exp: good.iat + 366 * DAY + 1,
        ..good
    };
    vec![
        case(
            "expired",
            "1.10: amber for all, so it opens",
            signed(&past),
            "Accepted",
        ),
        case(
            "issued in 301 s",
            "9: iat > hi+300 s",
            signed(&future),
            "NotYetValid",
        ),
        case(
            "of 366 days and a second",
            "1.3: T <= 366 d",
            signed(&long),
            "TooLong",
        ),
    ]
}

fn forms(world: &World) -> Vec<Value> {
    let whole = world.bundle_text();
    let renamed = whole.replacen("YJ1T:", "YJ1S:", 1);
    let tagged = text("YJ1T:", &[&[0xd2], good(world).bytes().as_slice()].concat());
    let unsorted = good(world).payload_with([0xfe; 8], [0x00; 8]).text();
    let empty = Parts::new("YJ1T:", cbor(&Cbor::Map(Vec::new())), &world.root).text();
    vec![
        case("other prefix", "1: prefix", renamed, "Foreign"),
        case(
            "space at the end",
            "2: base45",
            format!("{whole} "),
            "Shape",
        ),
        case("tag 18", "3: no tags", tagged, "Structure(Tag)"),
        case(
            "revoked serials out of order",
            "11: binary search",
            unsorted,
            "Shape",
        ),
        case("no claims", "1.10: fields", empty, "Shape"),
    ]
}

/// A correct bundle that can be taken apart.
fn good(world: &World) -> Parts<'_> {
    let whole = world.bundle_text();
    Parts::new(
        "YJ1T:",
        payload_of(whole.trim_start_matches("YJ1T:")),
        &world.root,
    )
}

fn payload_of(body: &str) -> Vec<u8> {
    let bytes = base45::decode(body).expect("issued a moment ago");
    let frame: Cbor = ciborium::from_reader(bytes.as_slice()).expect("issued a moment ago");
    let parts = frame.into_array().expect("a frame is an array");
    parts
        .get(2)
        .and_then(Cbor::as_bytes)
        .expect("the payload is the third part")
        .clone()
}

impl Parts<'_> {
    /// Exchanges eight bytes of the payload for others.
    fn payload_with(mut self, old: [u8; 8], new: [u8; 8]) -> Self {
        let place = self.payload.windows(8).position(|window| window == old);
        let place = place.expect("the bytes are in the payload");
        self.payload.splice(place..place + 8, new);
        self
    }
}
