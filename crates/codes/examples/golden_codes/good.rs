//! Codes that a kiosk accepts.

use codes::{
    Category, CodeForm, HouseClaims, KioskCertificate, Powers, ResidentClaims, issue_certificate,
    issue_house, issue_resident,
};
use residence::{HouseCode, KioskId, Subject};
use serde_json::{Value, json};

use crate::{
    Case, hex,
    world::{DAY, NOW, REVOKED_KIOSK, World},
};

/// 83 bytes, as in the size table of trust.md 1.5.
const ADDRESS: &str = "榕荫一路二巷|榕荫花园18号之一|第12幢3单元一梯1501室主人卧房";

pub(crate) fn house() -> HouseClaims {
    HouseClaims {
        code: HouseCode::parse("449900-0018").expect("a house code"),
        area: 449_900_001_001,
        address: None,
        iat: NOW - 100 * DAY,
        exp: NOW + 3_000 * DAY,
        serial: [0x31; 8],
    }
}

pub(crate) fn resident() -> ResidentClaims {
    ResidentClaims {
        form: CodeForm::Printed,
        subject: Subject::from_bytes([0x11; 16]),
        category: Category::Adult,
        id_bind: Some([0x42; 16]),
        house_bind: Some([0x43; 8]),
        since_days: Some(9_400),
        hint: Some("陈*华".to_owned()),
        bind_epoch: Some(1),
        iat: NOW - 30 * DAY,
        exp: NOW + 330 * DAY,
        serial: [0x32; 8],
    }
}

pub(crate) fn certificate(world: &World) -> KioskCertificate {
    KioskCertificate {
        kiosk: KioskId::parse("kiosk-0001").expect("a kiosk name"),
        signing: world.device.verifying_key(),
        community: 449_900_001_001,
        powers: Powers::from_bits((1 << 2) | (1 << 3) | (1 << 8)),
        max_days: 30,
        quota: Some(200),
        assurance: Some(2),
        iat: NOW - 10 * DAY,
        exp: NOW + 80 * DAY,
        serial: [0x33; 8],
    }
}

/// A certificate of a kiosk that the bundle names as stolen.
pub(crate) fn stolen(world: &World) -> KioskCertificate {
    let kiosk = KioskId::parse(REVOKED_KIOSK).expect("a kiosk name");
    KioskCertificate {
        kiosk,
        ..certificate(world)
    }
}

pub(crate) fn cases(world: &World) -> Vec<Case> {
    [houses(world), residents(world), vec![kiosk(world)]]
        .into_iter()
        .flatten()
        .collect()
}

fn houses(world: &World) -> Vec<Case> {
    let case = |name, rule, claims: &HouseClaims| {
        let text = issue_house(claims, &world.house, &world.crypto).expect("signed");
        Case::new(name, rule, text, "Green").meaning(house_json(claims))
    };
    let with_address = HouseClaims {
        address: Some(ADDRESS.to_owned()),
        ..house()
    };
    let longest = HouseClaims {
        iat: NOW - DAY,
        exp: NOW - DAY + 4_018 * DAY,
        ..house()
    };
    let ahead = HouseClaims {
        iat: NOW + 300,
        ..house()
    };
    vec![
        case("house, id only", "1.3 H", &house()),
        case("house with 83-byte address", "1.3 H", &with_address),
        case(
            "house of eleven years with three leap days",
            "10: H <= 11 years",
            &longest,
        ),
        case(
            "house issued 300 s ahead of the clock",
            "9: iat > hi+300 s is refused",
            &ahead,
        ),
        case(
            "house, clock unsure within its life",
            "9: [lo,hi] inside",
            &house(),
        )
        .at(NOW - DAY, NOW + DAY),
    ]
}

fn residents(world: &World) -> Vec<Case> {
    let signed = |name, rule, claims: &ResidentClaims, key| {
        let text = issue_resident(claims, key, &world.crypto).expect("signed");
        Case::new(name, rule, text, "Green").meaning(resident_json(claims))
    };
    let case = |name, rule, claims: &ResidentClaims| signed(name, rule, claims, &world.resident);
    let bare = ResidentClaims {
        id_bind: None,
        house_bind: None,
        since_days: None,
        hint: None,
        bind_epoch: None,
        ..resident()
    };
    let elder = ResidentClaims {
        category: Category::Elder,
        hint: None,
        ..resident()
    };
    let child = ResidentClaims {
        category: Category::Child,
        ..resident()
    };
    let longest = ResidentClaims {
        iat: NOW - DAY,
        exp: NOW + 365 * DAY,
        ..resident()
    };
    let last = ResidentClaims {
        exp: NOW,
        ..resident()
    };
    let older = ResidentClaims {
        iat: NOW - 60 * DAY,
        exp: NOW + 300 * DAY,
        ..resident()
    };
    vec![
        case("resident, full", "1.3 S", &resident()),
        case("resident, only what must be", "1.3 S", &bare),
        case("resident, elder without hint", "1.3 S", &elder),
        case("resident, child", "1.3 S", &child),
        case("resident of 366 days", "10: S <= 366 d", &longest),
        case(
            "resident in its last second",
            "9: exp < lo is expired, exp = lo is not",
            &last,
        ),
        signed(
            "resident, two entries with equal kid, the second fits",
            "5: try all with equal kid",
            &older,
            &world.renewed,
        ),
    ]
}

fn kiosk(world: &World) -> Case {
    let claims = certificate(world);
    let text = issue_certificate(&claims, &world.kiosk_ca, &world.crypto).expect("signed");
    Case::new("kiosk certificate", "1.3 K", text, "Green").meaning(json!({
        "kiosk": "kiosk-0001",
        "signing": hex(&world.device.verifying_key().to_bytes()),
        "community": 449_900_001_001_u64,
        "powers": 268,
        "max_days": 30,
        "quota": 200,
        "assurance": 2,
        "iat": claims.iat,
        "exp": claims.exp,
        "serial": "3333333333333333",
    }))
}

pub(crate) fn house_json(claims: &HouseClaims) -> Value {
    json!({
        "code": claims.code.as_str(),
        "area": claims.area,
        "address": claims.address,
        "iat": claims.iat,
        "exp": claims.exp,
        "serial": hex(&claims.serial),
    })
}

pub(crate) fn resident_json(claims: &ResidentClaims) -> Value {
    json!({
        "subject": hex(claims.subject.as_bytes()),
        "category": claims.category as u8,
        "id_bind": claims.id_bind.map(|bytes| hex(&bytes)),
        "house_bind": claims.house_bind.map(|bytes| hex(&bytes)),
        "since_days": claims.since_days,
        "hint": claims.hint,
        "bind_epoch": claims.bind_epoch,
        "iat": claims.iat,
        "exp": claims.exp,
        "serial": hex(&claims.serial),
    })
}
