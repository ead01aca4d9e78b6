//! Steps 5 to 8: key, algorithm, use, signature.

use codes::{HouseClaims, SigningKey, issue_certificate, issue_house, issue_resident};

use crate::{
    Case,
    bad::{EXP, IAT},
    forge::{Loose, Parts, headers, text},
    good::{certificate, house, resident},
    world::{DAY, NOW, World},
};

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [
        unknown(world),
        algorithms(world),
        uses(world),
        signatures(world),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn good(world: &World) -> Parts<'_> {
    Parts::new("YJ1S:", Loose::resident(IAT, EXP).bytes(), &world.resident)
}

fn unknown(world: &World) -> Vec<Case> {
    let signed =
        |key: &SigningKey| issue_resident(&resident(), key, &world.crypto).expect("signed");
    let own = issue_certificate(&certificate(world), &world.device, &world.crypto).expect("signed");
    let case = |name, text: String| Case::new(name, "5: key by kid", text, "UnknownKey");
    vec![
        case("key that nobody knows", signed(&world.stranger)),
        case("root used for a code", signed(&world.root)),
        case("certificate a kiosk gave itself", own),
    ]
}

fn algorithms(world: &World) -> Vec<Case> {
    let case = |name, number: i64| {
        let protected = headers(number, &world.resident);
        let text = Parts {
            protected,
            ..good(world)
        }
        .text();
        Case::new(
            name,
            "6: algorithm pinned to the key",
            text,
            "WrongAlgorithm",
        )
    };
    vec![
        case("algorithm EdDSA (-8)", -8),
        case("algorithm ESP256 (-9)", -9),
        case("algorithm SM2 (-65602)", -65_602),
    ]
}

fn uses(world: &World) -> Vec<Case> {
    let by_house_key = issue_resident(&resident(), &world.house, &world.crypto).expect("signed");
    let by_resident_key = issue_house(&house(), &world.resident, &world.crypto).expect("signed");
    let by_kiosk_key = issue_house(&house(), &world.kiosk_ca, &world.crypto).expect("signed");
    let certificate =
        issue_certificate(&certificate(world), &world.house, &world.crypto).expect("signed");
    let before = HouseClaims {
        iat: NOW - 4_001 * DAY,
        exp: NOW + DAY,
        ..house()
    };
    let before = issue_house(&before, &world.house, &world.crypto).expect("signed");
    let case =
        |name, text: String| Case::new(name, "7: allowed for this kind", text, "WrongKeyUse");
    vec![
        case("resident code by the house key", by_house_key),
        case("house code by the resident key", by_resident_key),
        case("house code by the kiosk authority", by_kiosk_key),
        case("certificate by the house key", certificate),
        Case::new(
            "issued before the key was in use",
            "1.10: nbf, exp",
            before,
            "KeyPeriod",
        ),
    ]
}

fn signatures(world: &World) -> Vec<Case> {
    let case = |name, parts: &Parts<'_>| {
        Case::new(
            name,
            "8: signature with aad = prefix",
            parts.text(),
            "BadSignature",
        )
    };
    // The key may sign both kinds, and the claims are those of a house: only the aad differs.
    let house_claims = Loose::house(IAT, EXP).bytes();
    let swapped = Parts {
        aad: "YJ1S:",
        ..Parts::new("YJ1H:", house_claims, &world.renewed)
    };
    let protected = headers(-19, &world.resident);
    let borrowed = Parts {
        protected,
        signer: &world.stranger,
        ..good(world)
    };
    let altered = |name, from_end: usize, bit: u8| {
        let mut bytes = good(world).bytes();
        let place = bytes.len() - from_end;
        bytes[place] ^= bit;
        Case::new(name, "8: signature", text("YJ1S:", &bytes), "BadSignature")
    };
    let unreduced = text("YJ1S:", &unreduced(good(world).bytes()));
    vec![
        case(
            "signed for another kind",
            &Parts {
                aad: "YJ1P:",
                ..good(world)
            },
        ),
        case(
            "signed for no kind",
            &Parts {
                aad: "",
                ..good(world)
            },
        ),
        case("kind letter exchanged", &swapped),
        case("stranger with the kid of ours", &borrowed),
        altered("last byte of the signature", 1, 1),
        altered("first byte of the signature", 64, 1),
        altered("adult made a child by one bit", 67, 2),
        Case::new(
            "signature with S not reduced",
            "8: strict",
            unreduced,
            "BadSignature",
        ),
    ]
}

/// Adds the group order to S: a lenient verifier would accept this twin of the signature.
fn unreduced(mut code: Vec<u8>) -> Vec<u8> {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let start = code.len() - ORDER.len();
    let mut carry = 0_u16;
    for (digit, add) in code.iter_mut().skip(start).zip(ORDER) {
        carry += u16::from(*digit) + u16::from(add);
        *digit = u8::try_from(carry & 0xff).expect("eight bits");
        carry >>= 8;
    }
    code
}
