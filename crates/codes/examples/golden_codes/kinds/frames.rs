//! The frame under each algorithm: twins of signatures, other numbers, other spellings.

use ciborium::Value;
use codes::Algorithm;

use super::{
    profile::{Profile, card},
    provisional::other_number,
};
use crate::{
    Case,
    bad::{EXP, IAT},
    forge::{Loose, Parts, cbor, headers, map, text},
};

/// The orders of the curves, big-endian.
const P256: &str = "ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551";
const SM2: &str = "fffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123";

pub(crate) fn cases(profile: &Profile) -> Vec<Case> {
    [
        signatures(profile),
        headers_of(profile),
        spellings(profile),
        strangers(profile),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn good(profile: &Profile) -> Parts<'_> {
    Parts::new(
        "YJ1S:",
        Loose::resident(IAT, EXP).bytes(),
        &profile.resident,
    )
}

fn signatures(profile: &Profile) -> Vec<Case> {
    let bytes = good(profile).bytes();
    let start = bytes.len() - 64;
    let with = |signature: &[u8]| text("YJ1S:", &[&bytes[..start], signature].concat());
    let case =
        |name, signature: &[u8]| Case::new(name, "8: signature", with(signature), "BadSignature");
    let signature = &bytes[start..];
    let halves = [&signature[32..], &signature[..32]].concat();
    let mut all = vec![
        case("signature of zeros", &[0; 64]),
        case("signature of ones", &[0xff; 64]),
        case("halves exchanged", &halves),
        case("first half zero", &[&[0; 32], &signature[32..]].concat()),
        case("second half zero", &[&signature[..32], &[0; 32]].concat()),
    ];
    let order = match profile.algorithm {
        Algorithm::Ed25519 => return all,
        Algorithm::Es256 => P256,
        Algorithm::Sm2 => SM2,
    };
    let twin = [&signature[..32], &less(order, &signature[32..])].concat();
    let name = "second half taken from the order (the high-S twin)";
    all.push(case(name, &twin));
    all
}

/// The order minus the number, both of 32 bytes.
fn less(order: &str, number: &[u8]) -> Vec<u8> {
    let mut borrow = 0_i16;
    let mut digits: Vec<u8> = (0..32)
        .rev()
        .map(|at| {
            let digit = i16::from_str_radix(&order[2 * at..2 * at + 2], 16).expect("hexadecimal");
            let difference = digit - i16::from(number[at]) - borrow;
            borrow = i16::from(difference < 0);
            u8::try_from(difference.rem_euclid(256)).expect("a byte")
        })
        .collect();
    digits.reverse();
    digits
}

fn headers_of(profile: &Profile) -> Vec<Case> {
    let number = |name, number: i64, expected| {
        let parts = Parts {
            protected: headers(number, &profile.resident),
            ..good(profile)
        };
        Case::new(
            name,
            "6: algorithm pinned to the key",
            parts.text(),
            expected,
        )
    };
    let kid = || Value::from(profile.resident.kid().0.as_slice());
    let unprotected = Parts {
        unprotected: cbor(&map(&[(4, kid())])),
        ..good(profile)
    };
    let plain = (1, Value::from(profile.algorithm.number()));
    let extra = Parts {
        protected: cbor(&map(&[plain, (3, Value::from(60)), (4, kid())])),
        ..good(profile)
    };
    vec![
        number(
            "algorithm of another key",
            other_number(profile),
            "WrongAlgorithm",
        ),
        number("algorithm EdDSA (-8)", -8, "WrongAlgorithm"),
        number("algorithm ES256 (-7)", -7, "WrongAlgorithm"),
        number("algorithm HMAC (5)", 5, "WrongAlgorithm"),
        number("algorithm private, unknown", -65_603, "WrongAlgorithm"),
        Case::new(
            "unprotected header",
            "4",
            unprotected.text(),
            "Damaged(Frame)",
        ),
        Case::new("a third header", "4", extra.text(), "Damaged(Frame)"),
    ]
}

fn spellings(profile: &Profile) -> Vec<Case> {
    let code = profile.printed(&card());
    let bytes = good(profile).bytes();
    let tagged = [&[0xd2], bytes.as_slice()].concat();
    let payload = Loose::resident(IAT, EXP).bytes();
    let twice = [&[0xa6], &payload[1..19], &payload[1..]].concat();
    let twice = Parts::new("YJ1S:", twice, &profile.resident).text();
    let structure = "3: structural walk";
    vec![
        Case::new(
            "tag 18",
            structure,
            text("YJ1S:", &tagged),
            "Damaged(Structure(Tag))",
        ),
        Case::new(
            "claim twice",
            structure,
            twice,
            "Damaged(Structure(DuplicateKey))",
        ),
        Case::new("lower case", "1: prefix", code.to_lowercase(), "Foreign"),
        Case::new(
            "space at the end",
            "2: base45",
            format!("{code} "),
            "Damaged(Base45)",
        ),
        Case::new(
            "a later format",
            "1.2: newer, not fake",
            code.replacen("YJ1", "YJ2", 1),
            "Newer",
        ),
    ]
}

fn strangers(profile: &Profile) -> Vec<Case> {
    let other = match profile.algorithm {
        Algorithm::Ed25519 => Algorithm::Es256,
        Algorithm::Es256 => Algorithm::Sm2,
        Algorithm::Sm2 => Algorithm::Ed25519,
    };
    let other = Profile::new(other).printed(&card());
    vec![Case::new(
        "a good code of another authority",
        "5: key by kid",
        other,
        "UnknownKey",
    )]
}
