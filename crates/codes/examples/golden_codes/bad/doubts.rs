//! Amber: good codes of which not everything can be known; and what an old bundle does not excuse.

use codes::{ResidentClaims, issue_house, issue_resident};

use crate::{
    Case,
    bad::{IAT, resident_code},
    forge::{Loose, Parts},
    good::{house, house_json, resident, resident_json},
    world::{DAY, NOW, REVOKED_SERIAL, World},
};

/// The bundle is a day old at `NOW`; a second after this it is older than seven days.
const OLD: u64 = NOW + 6 * DAY;

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [ambers(world), not_excused(world)]
        .into_iter()
        .flatten()
        .collect()
}

fn ambers(world: &World) -> Vec<Case> {
    let case = |name, rule, claims: &ResidentClaims, expected| {
        let text = resident_code(world, claims);
        Case::new(name, rule, text, expected).meaning(resident_json(claims))
    };
    let good = resident();
    let soon = ResidentClaims {
        exp: NOW + 50,
        ..resident()
    };
    let plate = issue_house(&house(), &world.house, &world.crypto).expect("signed");
    let unknown = issue_resident(&good, &world.stranger, &world.crypto).expect("signed");
    let late = "verdicts: data older than 7 d";
    vec![
        case(
            "ends within the interval",
            "9: lo <= exp < hi",
            &soon,
            "Amber(ClockUncertain)",
        )
        .at(NOW - 100, NOW + 100),
        case(
            "clock without upper end",
            "9: lo <= exp < hi",
            &good,
            "Amber(ClockUncertain)",
        )
        .at(NOW, u64::MAX / 1_000),
        case("resident, old bundle", late, &good, "Amber(OldRevocation)").at(OLD, OLD + 1),
        case(
            "bundle has expired",
            "1.10: amber for all",
            &good,
            "Amber(BundleExpired)",
        )
        .at(NOW + 61 * DAY, NOW + 61 * DAY),
        Case::new("house, old bundle", late, plate, "Amber(OldRevocation)")
            .at(OLD, OLD + 1)
            .meaning(house_json(&house())),
        Case::new(
            "unknown key, old bundle",
            late,
            unknown,
            "Amber(UnknownKey)",
        )
        .at(OLD, OLD + 1)
        .meaning(resident_json(&good)),
    ]
}

fn not_excused(world: &World) -> Vec<Case> {
    let case = |name, text: String, expected| {
        Case::new(name, "first failure wins", text, expected).at(OLD, OLD + 1)
    };
    let revoked = ResidentClaims {
        serial: REVOKED_SERIAL,
        ..resident()
    };
    let expired = ResidentClaims {
        exp: NOW,
        ..resident()
    };
    let expired = issue_resident(&expired, &world.stranger, &world.crypto).expect("signed");
    let stolen = issue_resident(&revoked, &world.stranger, &world.crypto).expect("signed");
    let payload = Loose::resident(IAT, NOW + 20 * DAY).bytes();
    let altered = Parts {
        aad: "",
        ..Parts::new("YJ1S:", payload, &world.resident)
    }
    .text();
    vec![
        case("altered, old bundle", altered, "BadSignature"),
        case(
            "revoked, old bundle",
            resident_code(world, &revoked),
            "Revoked",
        ),
        case("unknown key, old bundle, expired", expired, "Expired"),
        case("unknown key, old bundle, revoked serial", stolen, "Revoked"),
    ]
}
