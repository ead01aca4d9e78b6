//! Steps 9 to 11: time, life, revocation; and that the earlier rule speaks.

use codes::{HouseClaims, KioskCertificate, ResidentClaims, issue_certificate, issue_house};

use crate::{
    Case,
    bad::{EXP, IAT, living, resident_code},
    good::{certificate, house, resident, stolen},
    world::{DAY, NOW, REVOKED_SERIAL, World},
};

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [early(world), late(world), lives(world), revocations(world)]
        .into_iter()
        .flatten()
        .collect()
}

fn early(world: &World) -> Vec<Case> {
    let case = |name, iat: u64, exp: u64| {
        Case::new(
            name,
            "9: iat > hi+300 s",
            living(world, iat, exp),
            "NotYetValid",
        )
    };
    vec![
        case("issued in 301 s", NOW + 301, EXP),
        case("issued in 30 days", NOW + 30 * DAY, NOW + 60 * DAY),
        case("issued after the interval", NOW + 401, EXP).at(NOW - 1_000, NOW + 100),
    ]
}

fn late(world: &World) -> Vec<Case> {
    let case = |name, iat: u64, exp: u64| {
        Case::new(name, "9: exp < lo", living(world, iat, exp), "Expired")
    };
    vec![
        case("expired a second ago", IAT, NOW - 1),
        case("expired last year", NOW - 700 * DAY, NOW - 400 * DAY),
        case("expired before the interval", IAT, NOW - 10).at(NOW - 9, NOW + 1_000),
        case(
            "too long and expired: 9 before 10",
            NOW - 800 * DAY,
            NOW - DAY,
        ),
    ]
}

fn lives(world: &World) -> Vec<Case> {
    let resident = living(world, NOW - DAY, NOW + 365 * DAY + 1);
    let house = HouseClaims {
        iat: NOW - DAY,
        exp: NOW - DAY + 4_018 * DAY + 1,
        ..house()
    };
    let kiosk = KioskCertificate {
        exp: NOW + 83 * DAY + 1,
        ..certificate(world)
    };
    let house = issue_house(&house, &world.house, &world.crypto).expect("signed");
    let kiosk = issue_certificate(&kiosk, &world.kiosk_ca, &world.crypto).expect("signed");
    let case = |name, text: String, expected| Case::new(name, "10: lifetime cap", text, expected);
    vec![
        case(
            "resident of 366 days and a second",
            resident,
            "TooLong(31622401)",
        ),
        case(
            "house of eleven years and a second",
            house,
            "TooLong(347155201)",
        ),
        case(
            "certificate of 93 days and a second",
            kiosk,
            "TooLong(8035201)",
        ),
    ]
}

fn revocations(world: &World) -> Vec<Case> {
    let serial = REVOKED_SERIAL;
    let case = |name, text: String| Case::new(name, "11: revocation by cti", text, "Revoked");
    let resident_with = |serial| {
        resident_code(
            world,
            &ResidentClaims {
                serial,
                ..resident()
            },
        )
    };
    let last = HouseClaims {
        serial: [0xfe; 8],
        ..house()
    };
    let last = issue_house(&last, &world.house, &world.crypto).expect("signed");
    let kiosk = issue_certificate(&stolen(world), &world.kiosk_ca, &world.crypto).expect("signed");
    let expired = ResidentClaims {
        serial,
        exp: NOW - 1,
        ..resident()
    };
    let expired = resident_code(world, &expired);
    vec![
        case("revoked resident", resident_with(serial)),
        case("revoked, first of the list", resident_with([0x01; 8])),
        case("revoked house, last of the list", last),
        case("certificate of a stolen kiosk", kiosk),
        Case::new(
            "expired and revoked: 9 before 11",
            "9 before 11",
            expired,
            "Expired",
        ),
    ]
}
