//! Step 5: provisional codes that no authority answers for.

use ciborium::Value;
use codes::{Category, KioskCertificate, Powers, ResidentClaims, issue_certificate};
use residence::KioskId;

use super::{
    good::form_json,
    profile::{Profile, child, plate},
};
use crate::{
    Case,
    forge::{Loose, Parts, headers},
    world::{DAY, NOW, REVOKED_KIOSK, REVOKED_SERIAL},
};

pub(crate) fn cases(profile: &Profile) -> Vec<Case> {
    [
        powers(profile),
        periods(profile),
        authorities(profile),
        signers(profile),
        insides(profile),
        doubts(profile),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn powers(profile: &Profile) -> Vec<Case> {
    let held = profile.certificate();
    let case = |name, category, powers, expected| {
        let claims = ResidentClaims {
            category,
            ..child()
        };
        let certificate = KioskCertificate {
            powers,
            ..held.clone()
        };
        let text = profile.provisional(&claims, &certificate);
        Case::new(name, "5: powers bit 1<<cat", text, expected)
    };
    let all = Powers::from_bits(u64::MAX);
    vec![
        case("adult", Category::Adult, held.powers, "NoPower"),
        case("adult, every bit set", Category::Adult, all, "NoPower"),
        case(
            "child, powers for elders",
            Category::Child,
            Powers::ELDERS,
            "NoPower",
        ),
        case(
            "elder, powers for children",
            Category::Elder,
            Powers::CHILDREN,
            "NoPower",
        ),
        case("child, no powers", Category::Child, Powers::NONE, "NoPower"),
    ]
}

fn periods(profile: &Profile) -> Vec<Case> {
    let held = profile.certificate();
    let case = |name, rule, (iat, exp): (u64, u64), certificate: &KioskCertificate, expected| {
        let claims = ResidentClaims {
            iat,
            exp,
            ..child()
        };
        Case::new(
            name,
            rule,
            profile.provisional(&claims, certificate),
            expected,
        )
    };
    let in_period = "5: iat in the period of K";
    let ended = KioskCertificate {
        iat: NOW - 90 * DAY,
        exp: NOW - 2 * DAY,
        ..held.clone()
    };
    let generous = KioskCertificate {
        max_days: 400,
        ..held.clone()
    };
    let long = KioskCertificate {
        exp: held.iat + 93 * DAY + 1,
        ..held.clone()
    };
    let good = (NOW - DAY, NOW + 29 * DAY);
    let before = (NOW - 11 * DAY, NOW + DAY);
    vec![
        case(
            "issued before its certificate",
            in_period,
            before,
            &held,
            "KeyPeriod",
        ),
        case(
            "issued after its certificate",
            in_period,
            good,
            &ended,
            "KeyPeriod",
        ),
        case(
            "of 30 days and a second under 30 days",
            "5: life <= max-days",
            (NOW - DAY, NOW + 29 * DAY + 1),
            &held,
            "TooLong(2592001)",
        ),
        case(
            "of 31 days and a second under 400 days",
            "10: P <= 31 d",
            (NOW - DAY, NOW + 30 * DAY + 1),
            &generous,
            "TooLong(2678401)",
        ),
        case(
            "certificate of 93 days and a second",
            "1.3: K <= 93 d",
            good,
            &long,
            "TooLong(8035201)",
        ),
        case(
            "expired",
            "9: exp < lo",
            (NOW - 9 * DAY, NOW - 1),
            &held,
            "Expired",
        ),
        case(
            "issued in 301 s",
            "9: iat > hi+300 s",
            (NOW + 301, NOW + DAY),
            &held,
            "NotYetValid",
        ),
    ]
}

fn authorities(profile: &Profile) -> Vec<Case> {
    let held = profile.certificate();
    let under = |certificate: &KioskCertificate| profile.provisional(&child(), certificate);
    let by = |key| {
        let text = issue_certificate(&held, key, &profile.crypto).expect("signed");
        profile.provisional_by(&child(), &text, &profile.device)
    };
    let revoked = KioskCertificate {
        serial: REVOKED_SERIAL,
        ..held.clone()
    };
    let stolen = KioskCertificate {
        kiosk: KioskId::parse(REVOKED_KIOSK).expect("a kiosk name"),
        ..held.clone()
    };
    let own = ResidentClaims {
        serial: REVOKED_SERIAL,
        ..child()
    };
    let rule = "5: K with the authority key";
    vec![
        Case::new(
            "certificate a kiosk gave itself",
            rule,
            by(&profile.device),
            "UnknownKey",
        ),
        Case::new(
            "certificate by a stranger",
            rule,
            by(&profile.stranger),
            "UnknownKey",
        ),
        Case::new(
            "certificate by the house key",
            rule,
            by(&profile.house),
            "WrongKeyUse",
        ),
        Case::new(
            "certificate revoked",
            "5: not revoked",
            under(&revoked),
            "Revoked",
        ),
        Case::new("kiosk revoked", "5: not revoked", under(&stolen), "Revoked"),
        Case::new(
            "code revoked",
            "11: revocation by cti",
            profile.provisional(&own, &held),
            "Revoked",
        ),
    ]
}

fn signers(profile: &Profile) -> Vec<Case> {
    let certificate = profile.certificate_text(&profile.certificate());
    let by_stranger = profile.provisional_by(&child(), &certificate, &profile.stranger);
    let good = parts(profile, child_claims(profile));
    let borrowed = Parts {
        protected: headers(profile.algorithm.number(), &profile.device),
        signer: &profile.stranger,
        ..parts(profile, child_claims(profile))
    };
    let printed = Parts {
        aad: "YJ1S:",
        ..parts(profile, child_claims(profile))
    };
    let other = Parts {
        protected: headers(other_number(profile), &profile.device),
        ..good
    };
    let plate = codes::issue_house(&plate(), &profile.device, &profile.crypto).expect("signed");
    vec![
        Case::new(
            "signed by another kiosk",
            "5: K's key",
            by_stranger,
            "UnknownKey",
        ),
        Case::new(
            "signed by another kiosk under our name",
            "8: signature",
            borrowed.text(),
            "BadSignature",
        ),
        Case::new(
            "signed as a printed code",
            "8: aad",
            printed.text(),
            "BadSignature",
        ),
        Case::new(
            "algorithm of another key",
            "6: pinned",
            other.text(),
            "WrongAlgorithm",
        ),
        Case::new(
            "house code by a kiosk",
            "5: key by kid",
            plate,
            "UnknownKey",
        ),
    ]
}

fn insides(profile: &Profile) -> Vec<Case> {
    let case = |name, loose: Loose| {
        let text = parts(profile, loose).text();
        Case::new(name, "1.3: 9 => bstr .cbor K", text, "Damaged(Claims)")
    };
    let inner = inner_bytes(profile);
    let with = |bytes: Vec<u8>| child_claims(profile).private(9, Value::from(bytes));
    let mut none = child_claims(profile);
    none.private.retain(|(key, _)| *key != 9);
    let tagged = [&[0xd2], inner.as_slice()].concat();
    let longer = [inner.as_slice(), &[0]].concat();
    let cut = inner[..inner.len() - 1].to_vec();
    let deep = vec![0x81; 200];
    let card = profile.printed(&super::profile::card());
    let card = base45::decode(&card[5..]).expect("issued a moment ago");
    let altered = Parts {
        aad: "YJ1H:",
        signer: &profile.kiosk_ca,
        ..Parts::new("YJ1K:", payload_of(&inner), &profile.kiosk_ca)
    };
    let altered = parts(profile, with(altered.bytes())).text();
    vec![
        case("no certificate", none),
        case(
            "certificate as text",
            child_claims(profile).private(9, Value::from("YJ1K:")),
        ),
        case("empty certificate", with(Vec::new())),
        case("certificate with a tag", with(tagged)),
        case("bytes after the certificate", with(longer)),
        case("certificate cut short", with(cut)),
        case("200 arrays as a certificate", with(deep)),
        case("a printed code as a certificate", with(card)),
        Case::new(
            "certificate signed for another kind",
            "8: aad",
            altered,
            "BadSignature",
        ),
    ]
}

fn doubts(profile: &Profile) -> Vec<Case> {
    let late = (NOW + 6 * DAY, NOW + 6 * DAY + 1);
    let held = profile.certificate();
    let by_stranger = issue_certificate(&held, &profile.stranger, &profile.crypto).expect("signed");
    let unknown = profile.provisional_by(&child(), &by_stranger, &profile.device);
    let forged = profile.provisional_by(&child(), &by_stranger, &profile.stranger);
    let meaning = || form_json(&child(), "provisional by kiosk-0001");
    let hostile = ResidentClaims {
        hint: Some("<b>陈".to_owned()),
        ..child()
    };
    let shown = ResidentClaims {
        hint: None,
        ..child()
    };
    let dropped = form_json(&shown, "provisional by kiosk-0001");
    vec![
        Case::new(
            "old bundle",
            "verdicts",
            profile.provisional(&child(), &held),
            "Amber(OldRevocation)",
        )
        .at(late.0, late.1)
        .meaning(meaning()),
        Case::new(
            "unknown authority, old bundle",
            "verdicts",
            unknown,
            "Amber(UnknownKey)",
        )
        .at(late.0, late.1)
        .meaning(meaning()),
        Case::new(
            "unknown authority, old bundle, other signer",
            "5",
            forged,
            "UnknownKey",
        )
        .at(late.0, late.1),
        Case::new(
            "markup in a hint",
            "13: charset rule",
            profile.provisional(&hostile, &held),
            "Green",
        )
        .meaning(dropped)
        .dropped(),
    ]
}

/// The number of an algorithm that is not the profile's.
pub(crate) fn other_number(profile: &Profile) -> i64 {
    if profile.algorithm.number() == -19 {
        -9
    } else {
        -19
    }
}

fn parts(profile: &Profile, loose: Loose) -> Parts<'_> {
    Parts::new("YJ1P:", loose.bytes(), &profile.device)
}

/// The claims of a good provisional code, ready to be spoilt.
fn child_claims(profile: &Profile) -> Loose {
    Loose::resident(NOW - DAY, NOW + 29 * DAY)
        .private(1, Value::from(3))
        .private(9, Value::from(inner_bytes(profile)))
}

fn inner_bytes(profile: &Profile) -> Vec<u8> {
    let text = profile.certificate_text(&profile.certificate());
    base45::decode(&text[5..]).expect("issued a moment ago")
}

fn payload_of(code: &[u8]) -> Vec<u8> {
    let frame: Value = ciborium::from_reader(code).expect("issued a moment ago");
    let parts = frame.into_array().expect("a frame is an array");
    parts[2].as_bytes().expect("the payload").clone()
}
