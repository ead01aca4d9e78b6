//! Trust bundles that a kiosk refuses.

use ciborium::Value as Cbor;
use codes::{Kind, SigningKey, TrustBundle, issue_bundle};
use serde_json::{Value, json};

use crate::{
    forge::{Parts, cbor, headers, text},
    world::{DAY, NOW, World},
};

pub(crate) fn cases(world: &World) -> Vec<Value> {
    let case = |name: &str, rule: &str, text: String, floor: u64, expected: &str| json!({ "name": name, "rule": rule, "text": text, "floor": floor, "expected": expected });
    let good = world.bundle();
    let sign = |bundle: &TrustBundle, key: &SigningKey| issue_bundle(bundle, key, &world.crypto);
    let whole = sign(&good, &world.root);
    let body = whole.trim_start_matches(Kind::Bundle.prefix()).to_owned();
    let payload = payload_of(&body);
    let forged = || Parts::new("YJ1T:", payload.clone(), &world.root);
    let future = TrustBundle {
        iat: NOW + 301,
        ..good.clone()
    };
    let long = TrustBundle {
        exp: good.iat + 366 * DAY + 1,
        ..good.clone()
    };
    let past = TrustBundle {
        iat: NOW - 90 * DAY,
        exp: NOW - DAY,
        ..good.clone()
    };
    let unsorted = forged().payload_with([0xfe; 8], [0x00; 8]).text();
    let tagged = text("YJ1T:", &[&[0xd2], forged().bytes().as_slice()].concat());
    let other_aad = Parts {
        aad: "YJ1H:",
        ..forged()
    }
    .text();
    let eddsa = Parts {
        protected: headers(-8, &world.root),
        ..forged()
    }
    .text();
    let empty = Parts::new("YJ1T:", cbor(&Cbor::Map(Vec::new())), &world.root).text();
    let accepted = "Accepted";
    vec![
        case("bundle", "1.10", whole.clone(), 0, accepted),
        case(
            "bundle again",
            "1.10: the floor itself",
            whole.clone(),
            7,
            accepted,
        ),
        case(
            "by the standby root",
            "1.10: roots",
            sign(&good, &world.standby),
            0,
            accepted,
        ),
        case(
            "expired",
            "1.10: amber for all, still opens",
            sign(&past, &world.root),
            0,
            accepted,
        ),
        case(
            "below the floor",
            "1.10: seq must grow",
            whole.clone(),
            8,
            "Rollback",
        ),
        case(
            "by the house key",
            "1.10: signed by a root",
            sign(&good, &world.house),
            0,
            "UnknownRoot",
        ),
        case(
            "by a stranger",
            "1.10: signed by a root",
            sign(&good, &world.stranger),
            0,
            "UnknownRoot",
        ),
        case(
            "of tomorrow",
            "9",
            sign(&future, &world.root),
            0,
            "NotYetValid",
        ),
        case(
            "of 366 days and a second",
            "1.3: T <= 366 d",
            sign(&long, &world.root),
            0,
            "TooLong",
        ),
        case(
            "other prefix",
            "1: prefix",
            format!("YJ1S:{body}"),
            0,
            "Foreign",
        ),
        case(
            "space at the end",
            "2: base45",
            format!("{whole} "),
            0,
            "Shape",
        ),
        case("tag 18", "3: no tags", tagged, 0, "Structure(Tag)"),
        case(
            "revoked serials out of order",
            "11: binary search",
            unsorted,
            0,
            "Shape",
        ),
        case("no claims", "1.10", empty, 0, "Shape"),
        case(
            "signed for another kind",
            "8: aad",
            other_aad,
            0,
            "Signature",
        ),
        case(
            "algorithm EdDSA (-8)",
            "6: algorithm pinned",
            eddsa,
            0,
            "Algorithm",
        ),
    ]
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
