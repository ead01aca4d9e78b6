//! Codes that a kiosk refuses, or accepts with a doubt; each breaks exactly one rule.

use ciborium::Value;
use codes::{
    HouseClaims, KioskCertificate, ResidentClaims, SigningKey, issue_certificate, issue_house,
    issue_resident,
};

use crate::{
    Case,
    forge::{Loose, Parts, cbor, frame, headers, map, text},
    good::{certificate, house, house_json, resident, resident_json, stolen},
    world::{DAY, NOW, REVOKED_SERIAL, World},
};

const IAT: u64 = NOW - DAY;
const EXP: u64 = NOW + DAY;

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [
        texts(world),
        structures(world),
        frames(world),
        claims(world),
        confirmations(world),
        keys(world),
        signatures(world),
        times(world),
        lifetimes(world),
        revocations(world),
        doubts(world),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn good_resident(world: &World) -> String {
    issue_resident(&resident(), &world.resident, &world.crypto)
}

/// A correctly signed resident code around any payload.
fn around(world: &World, payload: Vec<u8>) -> String {
    Parts::new("YJ1S:", payload, &world.resident).text()
}

fn texts(world: &World) -> Vec<Case> {
    let good = good_resident(world);
    let body = good.trim_start_matches("YJ1S:");
    let long = format!("YJ1S:{}", "0".repeat(1_396));
    let case = Case::new;
    let damaged = "Damaged(Base45)";
    vec![
        case(
            "web address",
            "1: prefix",
            "https://example.org/h?id=18".to_owned(),
            "Foreign",
        ),
        case(
            "very long web address",
            "1: prefix",
            "https://".repeat(400),
            "Foreign",
        ),
        case(
            "other health code",
            "1: prefix",
            format!("HC1:{body}"),
            "Foreign",
        ),
        case(
            "prefix in lower case",
            "1: prefix",
            format!("yj1s:{body}"),
            "Foreign",
        ),
        case(
            "space before the prefix",
            "1: prefix",
            format!(" {good}"),
            "Foreign",
        ),
        case("empty", "1: prefix", String::new(), "Foreign"),
        case(
            "1 401 characters",
            "1: length <= 1 400",
            long,
            "Damaged(Length)",
        ),
        case(
            "later format",
            "1.2: YJ2 is newer, not fake",
            format!("YJ2S:{body}"),
            "Newer",
        ),
        case(
            "dynamic code",
            "1.2: kind of a later kiosk",
            format!("YJ1D:{body}"),
            "Newer",
        ),
        case(
            "provisional code",
            "1.2: kind of a later kiosk",
            format!("YJ1P:{body}"),
            "Newer",
        ),
        case(
            "kind that does not exist",
            "1: known kind",
            format!("YJ1X:{body}"),
            "UnknownKind",
        ),
        case(
            "bundle held to the camera",
            "1: known kind",
            world.bundle_text(),
            "UnknownKind",
        ),
        case(
            "body in lower case",
            "2: base45",
            format!("YJ1S:{}", body.to_lowercase()),
            damaged,
        ),
        case(
            "space after the text",
            "2: base45",
            format!("{good} "),
            damaged,
        ),
        case(
            "line end after the text",
            "2: base45",
            format!("{good}\n"),
            damaged,
        ),
        case(
            "one lone character more",
            "2: base45",
            format!("YJ1S:{body}0"),
            damaged,
        ),
        case(
            "triple above 65535",
            "2: base45",
            "YJ1S:GGW".to_owned(),
            damaged,
        ),
        case(
            "pair above 255",
            "2: re-encode must equal",
            "YJ1S:V5".to_owned(),
            damaged,
        ),
        case(
            "no body",
            "3: no item",
            "YJ1S:".to_owned(),
            "Damaged(Structure(Truncated))",
        ),
    ]
}

fn structures(world: &World) -> Vec<Case> {
    let rule = "3: structural walk";
    let good = Parts::new("YJ1S:", Loose::resident(IAT, EXP).bytes(), &world.resident);
    let bytes = good.bytes();
    let whole =
        |name, bytes: &[u8], expected| Case::new(name, rule, text("YJ1S:", bytes), expected);
    let inside =
        |name, payload: Vec<u8>, expected| Case::new(name, rule, around(world, payload), expected);
    let loose = |value: Value| Loose::resident(IAT, EXP).private(7, value).bytes();
    let nested = |depth: usize| (0..depth).fold(Value::from(0), |v, _| Value::Array(vec![v]));
    let indefinite = [&[0xbf], good.payload.get(1..).expect("a map"), &[0xff]].concat();
    let claimed = [
        &bytes[..1],
        &[0x5b, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
    ]
    .concat();
    vec![
        whole(
            "bytes after the end",
            &[&bytes[..], &[0]].concat(),
            "Damaged(Structure(Trailing))",
        ),
        whole(
            "cut short",
            &bytes[..bytes.len() - 1],
            "Damaged(Structure(Truncated))",
        ),
        whole("length of 2^63", &claimed, "Damaged(Structure(Truncated))"),
        whole(
            "tag 18",
            &[&[0xd2], &bytes[..]].concat(),
            "Damaged(Structure(Tag))",
        ),
        whole("800 arrays deep", &[0x81; 800], "Damaged(Structure(Depth))"),
        whole("901 bytes", &[0; 901], "Damaged(Structure(TooLong))"),
        inside(
            "claims nested seven deep",
            loose(nested(5)),
            "Damaged(Structure(Depth))",
        ),
        inside(
            "33 items in one array",
            loose(Value::Array(vec![Value::from(0); 33])),
            "Damaged(Structure(Items))",
        ),
        inside(
            "float in the claims",
            loose(Value::from(1.5)),
            "Damaged(Structure(Float))",
        ),
        inside(
            "tag in the claims",
            loose(Value::Tag(1, Box::new(Value::from(0)))),
            "Damaged(Structure(Tag))",
        ),
        inside(
            "claims of indefinite length",
            indefinite,
            "Damaged(Structure(Indefinite))",
        ),
        inside("empty claims", Vec::new(), "Damaged(Structure(Truncated))"),
        inside(
            "bytes after the claims",
            [&good.payload[..], &[0]].concat(),
            "Damaged(Structure(Trailing))",
        ),
    ]
}

fn frames(world: &World) -> Vec<Case> {
    let payload = || Loose::resident(IAT, EXP).bytes();
    let parts = || Parts::new("YJ1S:", payload(), &world.resident);
    let signer = &world.resident;
    let bstr = |bytes: &[u8]| cbor(&Value::from(bytes));
    let protected = |entries: &[(i64, Value)]| {
        Parts {
            protected: cbor(&map(entries)),
            ..parts()
        }
        .text()
    };
    let kid = || Value::from(signer.kid().0.as_slice());
    let good = parts();
    let (prot, sig) = (bstr(&good.protected), bstr(&good.signature()));
    let detached = frame(&[prot.clone(), vec![0xa0], vec![0xf6], sig.clone()]);
    let short = frame(&[prot.clone(), vec![0xa0], bstr(&payload()), bstr(&[0; 63])]);
    let three = frame(&[prot, vec![0xa0], bstr(&payload())]);
    let unprotected = Parts {
        unprotected: cbor(&map(&[(4, kid())])),
        ..parts()
    }
    .text();
    let twice = [&[0xa3][..], &headers(-19, signer)[1..], &[0x04, 0x41, 0x00]].concat();
    let long_form = [&[0xb8, 0x02][..], &headers(-19, signer)[1..]].concat();
    let (frame_rule, damaged) = ("4: COSE form", "Damaged(Frame)");
    vec![
        Case::new(
            "unprotected header",
            "4: unprotected empty",
            unprotected,
            damaged,
        ),
        Case::new(
            "a third header",
            "4: only alg and kid",
            protected(&[(1, Value::from(-19)), (3, Value::from(60)), (4, kid())]),
            damaged,
        ),
        Case::new(
            "critical header",
            "4: only alg and kid",
            protected(&[
                (1, Value::from(-19)),
                (2, Value::Array(vec![Value::from(4)])),
                (4, kid()),
            ]),
            damaged,
        ),
        Case::new(
            "no kid",
            "4: only alg and kid",
            protected(&[(1, Value::from(-19))]),
            damaged,
        ),
        Case::new(
            "no algorithm",
            "4: only alg and kid",
            protected(&[(4, kid())]),
            damaged,
        ),
        Case::new(
            "kid of seven bytes",
            "1.3: kid bstr .size 8",
            protected(&[(1, Value::from(-19)), (4, Value::from([0; 7].as_slice()))]),
            damaged,
        ),
        Case::new(
            "header twice",
            "4: unique keys",
            Parts {
                protected: twice,
                ..parts()
            }
            .text(),
            "Damaged(Structure(DuplicateKey))",
        ),
        Case::new(
            "headers not in shortest form",
            "4: re-encode identically",
            Parts {
                protected: long_form,
                ..parts()
            }
            .text(),
            "Damaged(Structure(NotShortest))",
        ),
        Case::new("no payload", frame_rule, text("YJ1S:", &detached), damaged),
        Case::new(
            "signature of 63 bytes",
            frame_rule,
            text("YJ1S:", &short),
            damaged,
        ),
        Case::new("three parts", frame_rule, text("YJ1S:", &three), damaged),
        Case::new(
            "a number, no frame",
            frame_rule,
            text("YJ1S:", &[0x00]),
            damaged,
        ),
    ]
}

fn claims(world: &World) -> Vec<Case> {
    let good = || Loose::resident(IAT, EXP);
    let case = |name, rule, loose: Loose| {
        Case::new(name, rule, around(world, loose.bytes()), "Damaged(Claims)")
    };
    let bytes = |value: &[u8]| Value::from(value);
    let house = |name, rule, loose: Loose| {
        let text = Parts::new("YJ1H:", loose.bytes(), &world.house).text();
        Case::new(name, rule, text, "Damaged(Claims)")
    };
    let good_house = || Loose::house(IAT, EXP);
    let map_head = |count: u8| 0xa0 | count;
    let payload = good().bytes();
    let twice = [&[map_head(6)], &payload[1..18 + 1], &payload[1..]].concat();
    let text_key = cbor(&Value::Map(vec![(Value::from("sub"), Value::from(1))]));
    let wide = [&payload[..19], &[0x04, 0x1b, 0, 0, 0, 0], &payload[21..]].concat();
    let swapped = [&[map_head(2)][..], &[0x06, 0x00, 0x04, 0x00]].concat();
    let raw = |name, rule, payload: Vec<u8>, expected| {
        Case::new(name, rule, around(world, payload), expected)
    };
    vec![
        raw(
            "claim twice",
            "4: unique keys",
            twice,
            "Damaged(Structure(DuplicateKey))",
        ),
        raw(
            "claims out of order",
            "4: deterministic",
            swapped,
            "Damaged(Structure(KeyOrder))",
        ),
        raw(
            "time in a longer form",
            "4: deterministic",
            wide,
            "Damaged(Structure(NotShortest))",
        ),
        raw("text as key", "4: int keys", text_key, "Damaged(Claims)"),
        raw(
            "claims are an array",
            "1.3: claims",
            vec![0x80],
            "Damaged(Claims)",
        ),
        case("no expiry", "1.3: 4 => exp", good().without(4)),
        case("no time of issue", "1.3: 6 => iat", good().without(6)),
        case("no serial", "1.3: 7 => bstr .size 8", good().without(7)),
        case(
            "serial of seven bytes",
            "1.3: 7 => bstr .size 8",
            good().claim(7, bytes(&[0; 7])),
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
        case(
            "key claim in a resident code",
            "1.3: 8 is for K",
            good().claim(8, map(&[])),
        ),
        case(
            "subject as text",
            "1.3: S sub bstr .size 16",
            good().claim(2, Value::from("p1")),
        ),
        case(
            "category 4",
            "1.3: cat 1..3",
            good().private(1, Value::from(4)),
        ),
        case(
            "binding of 15 bytes",
            "1.3: idbind .size 16",
            good().private(2, bytes(&[0; 15])),
        ),
        case(
            "hint of 17 characters",
            "1.3: hint <= 16",
            good().private(5, "陈".repeat(17).into()),
        ),
        case(
            "inline certificate",
            "1.3: 9 is for P",
            good().private(9, bytes(&[0])),
        ),
        house(
            "house code of five",
            "1.3: 6..40",
            good_house().claim(2, Value::from("44990")),
        ),
        house(
            "house code with markup",
            "1.3: [0-9A-Za-z-]",
            good_house().claim(2, "<b>449900".into()),
        ),
        house(
            "address of 121 bytes",
            "1.3: <=120",
            good_house().private(2, "a".repeat(121).into()),
        ),
        house(
            "area as text",
            "1.3: areacode uint",
            good_house().private(1, Value::from("449900")),
        ),
    ]
}

fn confirmations(world: &World) -> Vec<Case> {
    let key = |kind: i64, curve: i64, point: &[u8]| {
        let fields = [
            (1, Value::from(kind)),
            (-1, Value::from(curve)),
            (-2, Value::from(point)),
        ];
        map(&[(1, map(&fields))])
    };
    let case = |name, confirmation: Value| {
        let mut loose = Loose::resident(IAT, EXP)
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

fn keys(world: &World) -> Vec<Case> {
    let stranger = issue_resident(&resident(), &world.stranger, &world.crypto);
    let root = issue_resident(&resident(), &world.root, &world.crypto);
    let by_house_key = issue_resident(&resident(), &world.house, &world.crypto);
    let by_resident_key = issue_house(&house(), &world.resident, &world.crypto);
    let own = issue_certificate(&certificate(world), &world.device, &world.crypto);
    let before = HouseClaims {
        iat: NOW - 4_001 * DAY,
        exp: NOW + DAY,
        ..house()
    };
    let before = issue_house(&before, &world.house, &world.crypto);
    let payload = || Loose::resident(IAT, EXP).bytes();
    let algorithm = |number| {
        let protected = headers(number, &world.resident);
        Parts {
            protected,
            ..Parts::new("YJ1S:", payload(), &world.resident)
        }
        .text()
    };
    let pinned = "6: algorithm pinned to the key";
    vec![
        Case::new(
            "key that nobody knows",
            "5: key by kid",
            stranger,
            "UnknownKey",
        ),
        Case::new("root used for a code", "5: key by kid", root, "UnknownKey"),
        Case::new(
            "certificate a kiosk gave itself",
            "5: key by kid",
            own,
            "UnknownKey",
        ),
        Case::new(
            "algorithm EdDSA (-8)",
            pinned,
            algorithm(-8),
            "WrongAlgorithm",
        ),
        Case::new(
            "algorithm ESP256 (-9)",
            pinned,
            algorithm(-9),
            "WrongAlgorithm",
        ),
        Case::new(
            "algorithm SM2 (-65602)",
            pinned,
            algorithm(-65_602),
            "WrongAlgorithm",
        ),
        Case::new(
            "resident code by the house key",
            "7: allowed kind",
            by_house_key,
            "WrongKeyUse",
        ),
        Case::new(
            "house code by the resident key",
            "7: allowed kind",
            by_resident_key,
            "WrongKeyUse",
        ),
        Case::new(
            "issued before the key was in use",
            "1.10: nbf, exp",
            before,
            "KeyPeriod",
        ),
    ]
}

fn signatures(world: &World) -> Vec<Case> {
    let rule = "8: signature with aad = prefix";
    let signed = |prefix, payload: Vec<u8>, signer| Parts::new(prefix, payload, signer);
    let payload = || Loose::resident(IAT, EXP).bytes();
    let other_aad = Parts {
        aad: "YJ1P:",
        ..signed("YJ1S:", payload(), &world.resident)
    }
    .text();
    let no_aad = Parts {
        aad: "",
        ..signed("YJ1S:", payload(), &world.resident)
    }
    .text();
    // The kind letter is exchanged, and the key may sign the other kind: only the aad differs.
    let swapped = Parts {
        aad: "YJ1S:",
        ..signed("YJ1H:", Loose::house(IAT, EXP).bytes(), &world.renewed)
    }
    .text();
    let borrowed_kid = Parts {
        protected: headers(-19, &world.resident),
        ..signed("YJ1S:", payload(), &world.stranger)
    }
    .text();
    let altered = |at: usize, bit: u8| {
        let mut bytes = signed("YJ1S:", payload(), &world.resident).bytes();
        let place = bytes.len() - at;
        *bytes.get_mut(place).expect("within the code") ^= bit;
        text("YJ1S:", &bytes)
    };
    vec![
        Case::new("signed for another kind", rule, other_aad, "BadSignature"),
        Case::new("signed for no kind", rule, no_aad, "BadSignature"),
        Case::new("kind letter exchanged", rule, swapped, "BadSignature"),
        Case::new(
            "stranger with the kid of ours",
            rule,
            borrowed_kid,
            "BadSignature",
        ),
        Case::new(
            "one bit of the signature",
            rule,
            altered(1, 1),
            "BadSignature",
        ),
        Case::new(
            "first bit of the signature",
            rule,
            altered(64, 1),
            "BadSignature",
        ),
        Case::new(
            "category altered by one bit",
            rule,
            altered(67, 2),
            "BadSignature",
        ),
        Case::new(
            "signature with S not reduced",
            rule,
            unreduced(world),
            "BadSignature",
        ),
    ]
}

/// The same signature with the group order added to S: lenient verifiers accept the twin.
fn unreduced(world: &World) -> String {
    const ORDER: [u8; 32] = [
        0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde,
        0x14, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
    ];
    let mut bytes = Parts::new("YJ1S:", Loose::resident(IAT, EXP).bytes(), &world.resident).bytes();
    let start = bytes.len() - 32;
    let mut carry = 0_u16;
    for (digit, add) in bytes.iter_mut().skip(start).zip(ORDER) {
        carry += u16::from(*digit) + u16::from(add);
        *digit = u8::try_from(carry & 0xff).expect("eight bits");
        carry >>= 8;
    }
    text("YJ1S:", &bytes)
}

fn at(world: &World, iat: u64, exp: u64) -> String {
    issue_resident(
        &ResidentClaims {
            iat,
            exp,
            ..resident()
        },
        &world.resident,
        &world.crypto,
    )
}

fn times(world: &World) -> Vec<Case> {
    let early = "9: iat > hi+300 s";
    let late = "9: exp < lo";
    vec![
        Case::new(
            "issued in 301 s",
            early,
            at(world, NOW + 301, EXP),
            "NotYetValid",
        ),
        Case::new(
            "issued in 30 days",
            early,
            at(world, NOW + 30 * DAY, NOW + 60 * DAY),
            "NotYetValid",
        ),
        Case::new(
            "expired a second ago",
            late,
            at(world, IAT, NOW - 1),
            "Expired",
        ),
        Case::new(
            "expired last year",
            late,
            at(world, NOW - 700 * DAY, NOW - 400 * DAY),
            "Expired",
        ),
        Case::new(
            "expired before the interval",
            late,
            at(world, IAT, NOW - 10),
            "Expired",
        )
        .at(NOW - 9, NOW + 1_000),
        Case::new(
            "issued after the interval",
            early,
            at(world, NOW + 401, EXP),
            "NotYetValid",
        )
        .at(NOW - 1_000, NOW + 100),
        Case::new(
            "too long and expired: the earlier rule speaks",
            "9 before 10",
            at(world, NOW - 800 * DAY, NOW - DAY),
            "Expired",
        ),
    ]
}

fn lifetimes(world: &World) -> Vec<Case> {
    let resident = at(world, NOW - DAY, NOW + 365 * DAY + 1);
    let house = HouseClaims {
        iat: NOW - DAY,
        exp: NOW - DAY + 4_018 * DAY + 1,
        ..house()
    };
    let kiosk = KioskCertificate {
        exp: NOW + 83 * DAY + 1,
        ..certificate(world)
    };
    let house = issue_house(&house, &world.house, &world.crypto);
    let kiosk = issue_certificate(&kiosk, &world.kiosk_ca, &world.crypto);
    vec![
        Case::new(
            "resident of 366 days and a second",
            "10: S <= 366 d",
            resident,
            "TooLong(31622401)",
        ),
        Case::new(
            "house of eleven years and a second",
            "10: H <= 11 y",
            house,
            "TooLong(347155201)",
        ),
        Case::new(
            "certificate of 93 days and a second",
            "10: K <= 93 d",
            kiosk,
            "TooLong(8035201)",
        ),
    ]
}

fn revocations(world: &World) -> Vec<Case> {
    let serial = REVOKED_SERIAL;
    let revoked = ResidentClaims {
        serial,
        ..resident()
    };
    let first = ResidentClaims {
        serial: [0x01; 8],
        ..resident()
    };
    let last = HouseClaims {
        serial: [0xfe; 8],
        ..house()
    };
    let expired = ResidentClaims {
        serial,
        exp: NOW - 1,
        ..resident()
    };
    let residents =
        |claims: &ResidentClaims| issue_resident(claims, &world.resident, &world.crypto);
    let house = issue_house(&last, &world.house, &world.crypto);
    let kiosk = issue_certificate(&stolen(world), &world.kiosk_ca, &world.crypto);
    let rule = "11: revocation by cti";
    vec![
        Case::new("revoked resident", rule, residents(&revoked), "Revoked"),
        Case::new(
            "revoked, first of the list",
            rule,
            residents(&first),
            "Revoked",
        ),
        Case::new("revoked house, last of the list", rule, house, "Revoked"),
        Case::new("stolen kiosk", "1.10: revoked_kiosks", kiosk, "Revoked"),
        Case::new(
            "expired and revoked: the earlier rule",
            "9 before 11",
            residents(&expired),
            "Expired",
        ),
    ]
}

/// Amber: good codes of which not everything can be known.
fn doubts(world: &World) -> Vec<Case> {
    let soon = ResidentClaims {
        exp: NOW + 50,
        ..resident()
    };
    let resident_text =
        |claims: &ResidentClaims, key: &SigningKey| issue_resident(claims, key, &world.crypto);
    let amber = |name, rule, claims: &ResidentClaims, expected| {
        let text = resident_text(claims, &world.resident);
        Case::new(name, rule, text, expected).meaning(resident_json(claims))
    };
    let good = resident();
    let revoked = ResidentClaims {
        serial: REVOKED_SERIAL,
        ..resident()
    };
    let unknown = resident_text(&good, &world.stranger);
    let plate = issue_house(&house(), &world.house, &world.crypto);
    let old = (NOW + 6 * DAY, NOW + 6 * DAY + 1);
    vec![
        amber(
            "expires within the interval",
            "9: lo <= exp < hi",
            &soon,
            "Amber(ClockUncertain)",
        )
        .at(NOW - 100, NOW + 100),
        amber(
            "clock known only from below",
            "9: hi without end",
            &good,
            "Amber(ClockUncertain)",
        )
        .at(NOW, u64::MAX / 1_000),
        amber(
            "bundle older than seven days",
            "verdicts: 7 d",
            &good,
            "Amber(OldRevocation)",
        )
        .at(old.0, old.1),
        Case::new(
            "house, bundle older than seven days",
            "verdicts: 7 d",
            plate,
            "Amber(OldRevocation)",
        )
        .at(old.0, old.1)
        .meaning(house_json(&house())),
        amber(
            "bundle has expired",
            "1.10: amber for all",
            &good,
            "Amber(BundleExpired)",
        )
        .at(NOW + 61 * DAY, NOW + 61 * DAY),
        Case::new(
            "unknown key, old bundle",
            "verdicts: 7 d",
            unknown,
            "Amber(UnknownKey)",
        )
        .at(old.0, old.1)
        .meaning(resident_json(&good)),
        Case::new(
            "revoked, old bundle",
            "11 stands",
            resident_text(&revoked, &world.resident),
            "Revoked",
        )
        .at(old.0, old.1),
        Case::new(
            "altered, old bundle",
            "8 stands",
            Parts {
                aad: "",
                ..Parts::new(
                    "YJ1S:",
                    Loose::resident(IAT, NOW + 20 * DAY).bytes(),
                    &world.resident,
                )
            }
            .text(),
            "BadSignature",
        )
        .at(old.0, old.1),
    ]
}
