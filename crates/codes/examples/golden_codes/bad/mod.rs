//! Codes that a kiosk refuses, or accepts with a doubt; each breaks exactly one rule.

mod claims;
mod doubts;
mod frames;
mod keys;
mod structures;
mod texts;
mod times;

use codes::{ResidentClaims, issue_resident};

use crate::{
    Case,
    forge::Parts,
    good::resident,
    world::{DAY, NOW, World},
};

/// The life of codes in which something else is wrong.
pub(crate) const IAT: u64 = NOW - DAY;
pub(crate) const EXP: u64 = NOW + DAY;

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [
        texts::cases(world),
        structures::cases(world),
        frames::cases(world),
        claims::cases(world),
        keys::cases(world),
        times::cases(world),
        doubts::cases(world),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// A correctly signed resident code around any payload.
fn around(world: &World, payload: Vec<u8>) -> String {
    Parts::new("YJ1S:", payload, &world.resident).text()
}

/// A good resident code in which the changes are the only difference.
fn resident_code(world: &World, claims: &ResidentClaims) -> String {
    issue_resident(claims, &world.resident, &world.crypto).expect("signed")
}

/// A resident code with another life.
fn living(world: &World, iat: u64, exp: u64) -> String {
    resident_code(
        world,
        &ResidentClaims {
            iat,
            exp,
            ..resident()
        },
    )
}
