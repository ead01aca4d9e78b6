//! Step 4: claims that are not those of their kind (CDDL of 1.3).

use ciborium::Value;

use crate::{
    Case,
    bad::{EXP, IAT, around},
    forge::{Loose, Parts, map},
    world::World,
};

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [
        common(world),
        residents(world),
        houses(world),
        certificates(world),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn good() -> Loose {
    Loose::resident(IAT, EXP)
}

fn common(world: &World) -> Vec<Case> {
    let case = |name, rule, loose: Loose| {
        Case::new(name, rule, around(world, loose.bytes()), "Damaged(Claims)")
    };
    let short = Value::from([0; 7].as_slice());
    let array = around(world, vec![0x80]);
    vec![
        Case::new(
            "claims are an array",
            "1.3: claims",
            array,
            "Damaged(Claims)",
        ),
        case("no subject", "1.3: S sub", good().without(2)),
        case("no expiry", "1.3: 4 => exp", good().without(4)),
        case("no time of issue", "1.3: 6 => iat", good().without(6)),
        case("no serial", "1.3: 7 => bstr .size 8", good().without(7)),
        case(
            "serial of seven bytes",
            "1.3: 7 => bstr .size 8",
            good().claim(7, short),
        ),
        case(
            "negative expiry",
            "1.3: 4 => exp",
            good().claim(4, Value::from(-1)),
        ),
        case(
            "unknown claim",
            "1.3: closed map",
            good().claim(9, Value::from(1)),
        ),
    ]
}

fn residents(world: &World) -> Vec<Case> {
    let case = |name, rule, loose: Loose| {
        Case::new(name, rule, around(world, loose.bytes()), "Damaged(Claims)")
    };
    let bytes = |bytes: &[u8]| Value::from(bytes);
    let hint = Value::from("陈".repeat(17));
    vec![
        case(
            "key claim in a resident code",
            "1.3: 8 is for K",
            good().claim(8, map(&[])),
        ),
        case(
            "subject as text",
            "1.3: bstr .size 16",
            good().claim(2, Value::from("p1")),
        ),
        case(
            "category 0",
            "1.3: cat 1..3",
            good().private(1, Value::from(0)),
        ),
        case(
            "category 4",
            "1.3: cat 1..3",
            good().private(1, Value::from(4)),
        ),
        case(
            "binding of 15 bytes",
            "1.3: idbind",
            good().private(2, bytes(&[0; 15])),
        ),
        case(
            "hint of 17 characters",
            "1.3: hint <= 16",
            good().private(5, hint),
        ),
        case(
            "inline certificate",
            "1.3: 9 is for P",
            good().private(9, bytes(&[0])),
        ),
    ]
}

fn houses(world: &World) -> Vec<Case> {
    let good = || Loose::house(IAT, EXP);
    let case = |name, rule, loose: Loose| {
        let text = Parts::new("YJ1H:", loose.bytes(), &world.house).text();
        Case::new(name, rule, text, "Damaged(Claims)")
    };
    let long = Value::from("a".repeat(121));
    vec![
        case(
            "house code of five",
            "1.3: 6..40",
            good().claim(2, Value::from("44990")),
        ),
        case(
            "house code with markup",
            "1.3: [0-9A-Za-z-]",
            good().claim(2, "<b>449900".into()),
        ),
        case(
            "address of 121 bytes",
            "1.3: <=120 bytes",
            good().private(2, long),
        ),
        case(
            "area as text",
            "1.3: uint",
            good().private(1, Value::from("449900")),
        ),
        case(
            "unknown house field",
            "1.3: closed map",
            good().private(3, Value::from(1)),
        ),
    ]
}

fn certificates(world: &World) -> Vec<Case> {
    let key = |kind: i64, curve: i64, point: &[u8]| {
        let fields = [
            (1, Value::from(kind)),
            (-1, Value::from(curve)),
            (-2, Value::from(point)),
        ];
        map(&[(1, map(&fields))])
    };
    let case = |name, confirmation: Value| {
        let mut loose = good()
            .claim(2, Value::from("kiosk-0001"))
            .claim(8, confirmation);
        loose.private = vec![(1, 1.into()), (2, 0.into()), (3, 30.into())];
        let text = Parts::new("YJ1K:", loose.bytes(), &world.kiosk_ca).text();
        Case::new(name, "1.3: K 8 => COSE_Key", text, "Damaged(Claims)")
    };
    let point = world.device.verifying_key().to_bytes();
    let mut small_order = [0; 32];
    small_order[0] = 1;
    vec![
        case("certificate without a key", map(&[])),
        case("certificate with a key on another curve", key(1, 4, &point)),
        case("certificate with a short key", key(1, 6, &point[..31])),
        case(
            "certificate with a key of small order",
            key(1, 6, &small_order),
        ),
    ]
}
