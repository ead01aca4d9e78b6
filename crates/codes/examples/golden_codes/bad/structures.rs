//! Step 3: the structural walk, over the whole code and over the claims inside it.

use ciborium::Value;

use crate::{
    Case,
    bad::{EXP, IAT, around},
    forge::{Loose, Parts, cbor, text},
    world::World,
};

const RULE: &str = "3: structural walk";
const DETERMINISTIC: &str = "4: re-encode identically, unique keys";

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [wholes(world), insides(world), spellings(world)]
        .into_iter()
        .flatten()
        .collect()
}

fn wholes(world: &World) -> Vec<Case> {
    let bytes = Parts::new("YJ1S:", Loose::resident(IAT, EXP).bytes(), &world.resident).bytes();
    let case = |name, bytes: &[u8], expected| Case::new(name, RULE, text("YJ1S:", bytes), expected);
    let longer = [&bytes[..], &[0]].concat();
    let tagged = [&[0xd2], &bytes[..]].concat();
    let claimed = [0x84, 0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff];
    let open_ended = [&[0x9f], &bytes[1..], &[0xff]].concat();
    vec![
        case("nothing", &[], "Damaged(Structure(Truncated))"),
        case(
            "bytes after the end",
            &longer,
            "Damaged(Structure(Trailing))",
        ),
        case(
            "cut short",
            &bytes[..bytes.len() - 1],
            "Damaged(Structure(Truncated))",
        ),
        case("length of 2^63", &claimed, "Damaged(Structure(Truncated))"),
        case("tag 18", &tagged, "Damaged(Structure(Tag))"),
        case(
            "frame of indefinite length",
            &open_ended,
            "Damaged(Structure(Indefinite))",
        ),
        case("800 arrays deep", &[0x81; 800], "Damaged(Structure(Depth))"),
        case("901 bytes", &[0; 901], "Damaged(Structure(TooLong))"),
    ]
}

fn insides(world: &World) -> Vec<Case> {
    let case =
        |name, payload: Vec<u8>, expected| Case::new(name, RULE, around(world, payload), expected);
    let good = Loose::resident(IAT, EXP).bytes();
    let with = |value: Value| Loose::resident(IAT, EXP).private(7, value).bytes();
    let nested = (0..5).fold(Value::from(0), |inner, _| Value::Array(vec![inner]));
    let many = Value::Array(vec![Value::from(0); 33]);
    let tag = Value::Tag(1, Box::new(Value::from(0)));
    let open_ended = [&[0xbf], &good[1..], &[0xff]].concat();
    let longer = [&good[..], &[0]].concat();
    vec![
        case(
            "claims nested seven deep",
            with(nested),
            "Damaged(Structure(Depth))",
        ),
        case(
            "33 items in one array",
            with(many),
            "Damaged(Structure(Items))",
        ),
        case(
            "float in the claims",
            with(Value::from(1.5)),
            "Damaged(Structure(Float))",
        ),
        case("tag in the claims", with(tag), "Damaged(Structure(Tag))"),
        case(
            "claims of indefinite length",
            open_ended,
            "Damaged(Structure(Indefinite))",
        ),
        case("empty claims", Vec::new(), "Damaged(Structure(Truncated))"),
        case(
            "bytes after the claims",
            longer,
            "Damaged(Structure(Trailing))",
        ),
    ]
}

/// Claims begin with the head of the map, then 18 bytes of subject, then the expiry.
fn spellings(world: &World) -> Vec<Case> {
    let case = |name, payload: Vec<u8>, expected| {
        Case::new(name, DETERMINISTIC, around(world, payload), expected)
    };
    let good = Loose::resident(IAT, EXP).bytes();
    let twice = [&[0xa6], &good[1..19], &good[1..]].concat();
    let wide = [&good[..19], &[0x04, 0x1b, 0, 0, 0, 0], &good[21..]].concat();
    let swapped = vec![0xa2, 0x06, 0x00, 0x04, 0x00];
    let words = cbor(&Value::Map(vec![(Value::from("sub"), Value::from(1))]));
    vec![
        case("claim twice", twice, "Damaged(Structure(DuplicateKey))"),
        case(
            "claims out of order",
            swapped,
            "Damaged(Structure(KeyOrder))",
        ),
        case(
            "time in a longer form",
            wide,
            "Damaged(Structure(NotShortest))",
        ),
        Case::new(
            "word as key",
            "4: int keys",
            around(world, words),
            "Damaged(Claims)",
        ),
    ]
}
