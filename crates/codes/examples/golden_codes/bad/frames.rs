//! Step 4: the signed frame and its two headers.

use ciborium::Value;

use crate::{
    Case,
    bad::{EXP, IAT},
    forge::{Loose, Parts, cbor, frame, headers, map, text},
    world::World,
};

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [parts(world), header_sets(world), header_spellings(world)]
        .into_iter()
        .flatten()
        .collect()
}

fn good(world: &World) -> Parts<'_> {
    Parts::new("YJ1S:", Loose::resident(IAT, EXP).bytes(), &world.resident)
}

fn parts(world: &World) -> Vec<Case> {
    let case = |name, items: &[Vec<u8>]| {
        Case::new(
            name,
            "1.3: code",
            text("YJ1S:", &frame(items)),
            "Damaged(Frame)",
        )
    };
    let bytes = |bytes: &[u8]| cbor(&Value::from(bytes));
    let good = good(world);
    let (protected, payload) = (bytes(&good.protected), bytes(&good.payload));
    let (none, signature) = (vec![0xa0], bytes(&good.signature()));
    let [p, n, c, s] = [protected, none, payload, signature];
    let null = vec![0xf6];
    vec![
        case("no payload", &[p.clone(), n.clone(), null, s.clone()]),
        case(
            "signature of 63 bytes",
            &[p.clone(), n.clone(), c.clone(), bytes(&[0; 63])],
        ),
        case("three parts", &[p.clone(), n.clone(), c.clone()]),
        case("five parts", &[p, n.clone(), c.clone(), s.clone(), vec![0]]),
        case("headers not in a byte string", &[n.clone(), n, c, s]),
        Case::new(
            "a number, no frame",
            "1.3: code",
            text("YJ1S:", &[0]),
            "Damaged(Frame)",
        ),
    ]
}

fn header_sets(world: &World) -> Vec<Case> {
    let kid = || Value::from(world.resident.kid().0.as_slice());
    let algorithm = || (1, Value::from(-19));
    let case = |name, entries: &[(i64, Value)]| {
        let text = Parts {
            protected: cbor(&map(entries)),
            ..good(world)
        }
        .text();
        Case::new(name, "4: only alg and kid", text, "Damaged(Frame)")
    };
    let critical = Value::Array(vec![Value::from(4)]);
    let short = Value::from([0; 7].as_slice());
    let unprotected = Parts {
        unprotected: cbor(&map(&[(4, kid())])),
        ..good(world)
    }
    .text();
    vec![
        Case::new(
            "unprotected header",
            "4: unprotected empty",
            unprotected,
            "Damaged(Frame)",
        ),
        case(
            "a third header",
            &[algorithm(), (3, Value::from(60)), (4, kid())],
        ),
        case("critical header", &[algorithm(), (2, critical), (4, kid())]),
        case("no kid", &[algorithm()]),
        case("no algorithm", &[(4, kid())]),
        case(
            "algorithm as text",
            &[(1, Value::from("EdDSA")), (4, kid())],
        ),
        case("kid of seven bytes", &[algorithm(), (4, short)]),
    ]
}

fn header_spellings(world: &World) -> Vec<Case> {
    let case = |name, protected: Vec<u8>, expected| {
        let text = Parts {
            protected,
            ..good(world)
        }
        .text();
        Case::new(
            name,
            "4: re-encode identically, unique keys",
            text,
            expected,
        )
    };
    let entries = &headers(-19, &world.resident)[1..];
    let twice = [&[0xa3], entries, &[0x04, 0x41, 0x00]].concat();
    let long_form = [&[0xb8, 0x02], entries].concat();
    vec![
        case("header twice", twice, "Damaged(Structure(DuplicateKey))"),
        case(
            "headers not in shortest form",
            long_form,
            "Damaged(Structure(NotShortest))",
        ),
    ]
}
