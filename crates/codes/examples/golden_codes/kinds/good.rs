//! Codes that a kiosk accepts.

use codes::{Category, KioskCertificate, ResidentClaims};
use serde_json::Value;

use super::profile::{Profile, card, child, plate, screen};
use crate::{
    Case,
    good::{house_json, resident_json},
    world::{DAY, NOW},
};

/// 83 bytes, as in the size table of trust.md 1.5.
const ADDRESS: &str = "榕荫一路二巷|榕荫花园18号之一|第12幢3单元一梯1501室主人卧房";

pub(crate) fn form_json(claims: &ResidentClaims, form: &str) -> Value {
    let mut meaning = resident_json(claims);
    meaning["form"] = Value::from(form);
    meaning
}

pub(crate) fn cases(profile: &Profile) -> Vec<Case> {
    [printed(profile), screens(profile), provisional(profile)]
        .into_iter()
        .flatten()
        .collect()
}

fn printed(profile: &Profile) -> Vec<Case> {
    let mut with_address = plate();
    with_address.address = Some(ADDRESS.to_owned());
    let certificate = profile.certificate_text(&profile.certificate());
    vec![
        Case::new("house, id only", "1.3 H", profile.house(&plate()), "Green")
            .meaning(house_json(&plate())),
        Case::new(
            "house with 83-byte address",
            "1.3 H",
            profile.house(&with_address),
            "Green",
        )
        .meaning(house_json(&with_address)),
        Case::new("resident, full", "1.3 S", profile.printed(&card()), "Green")
            .meaning(form_json(&card(), "printed")),
        Case::new("kiosk certificate", "1.3 K", certificate, "Green"),
    ]
}

fn screens(profile: &Profile) -> Vec<Case> {
    let case = |name, rule, claims: &ResidentClaims| {
        let text = profile.screen(claims);
        Case::new(name, rule, text, "Green").meaning(form_json(claims, "screen"))
    };
    let longest = ResidentClaims {
        exp: NOW + 590,
        ..screen()
    };
    let seen_card = profile.printed(&card());
    vec![
        case("dynamic", "1.3 D", &screen()),
        case("dynamic of 600 s", "10: D <= 600 s", &longest),
        case("dynamic in its last second", "9: exp = lo", &screen()).at(NOW + 110, NOW + 110),
        Case::new(
            "printed code shown again",
            "12 is for D only",
            seen_card,
            "Green",
        )
        .seen()
        .meaning(form_json(&card(), "printed")),
    ]
}

fn provisional(profile: &Profile) -> Vec<Case> {
    let case = |name, rule, claims: &ResidentClaims, certificate: &KioskCertificate| {
        let text = profile.provisional(claims, certificate);
        let meaning = form_json(claims, "provisional by kiosk-0001");
        Case::new(name, rule, text, "Green").meaning(meaning)
    };
    let held = profile.certificate();
    let elder = ResidentClaims {
        category: Category::Elder,
        ..child()
    };
    let ended = KioskCertificate {
        iat: NOW - 90 * DAY,
        exp: NOW - 3_600,
        ..held.clone()
    };
    let bare = ResidentClaims {
        id_bind: None,
        house_bind: None,
        since_days: None,
        hint: None,
        bind_epoch: None,
        ..child()
    };
    let long = KioskCertificate {
        max_days: 40,
        ..held.clone()
    };
    let longest = ResidentClaims {
        exp: NOW + 30 * DAY,
        ..child()
    };
    vec![
        case("provisional, child", "1.3 P", &child(), &held),
        case("provisional, elder", "1.10: bit 2", &elder, &held),
        case("provisional, only what must be", "1.3 P", &bare, &held),
        case(
            "provisional, its kiosk's certificate has expired since",
            "5: K may have expired since",
            &child(),
            &ended,
        ),
        case("provisional of 31 days", "10: P <= 31 d", &longest, &long),
    ]
}
