//! Dynamic codes: short lives, one use, no binding to the number.

use codes::{Category, ResidentClaims, issue_dynamic, issue_resident};

use super::{
    good::form_json,
    profile::{Profile, card, screen},
};
use crate::{
    Case,
    world::{DAY, NOW, REVOKED_SERIAL},
};

pub(crate) fn cases(profile: &Profile) -> Vec<Case> {
    [times(profile), uses(profile), doubts(profile)]
        .into_iter()
        .flatten()
        .collect()
}

fn times(profile: &Profile) -> Vec<Case> {
    let text = || profile.screen(&screen());
    let long = ResidentClaims {
        exp: NOW + 591,
        ..screen()
    };
    let early = ResidentClaims {
        iat: NOW + 301,
        exp: NOW + 421,
        ..screen()
    };
    vec![
        Case::new("after 121 s", "9: exp < lo", text(), "Expired").at(NOW + 111, NOW + 111),
        Case::new(
            "of 601 s",
            "10: D <= 600 s",
            profile.screen(&long),
            "TooLong(601)",
        ),
        Case::new(
            "issued in 301 s",
            "9: iat > hi+300 s",
            profile.screen(&early),
            "NotYetValid",
        ),
        Case::new("a day later", "9: exp < lo", text(), "Expired").at(NOW + DAY, NOW + DAY),
    ]
}

fn uses(profile: &Profile) -> Vec<Case> {
    let revoked = ResidentClaims {
        serial: REVOKED_SERIAL,
        ..screen()
    };
    let bound = ResidentClaims {
        id_bind: Some([0x42; 16]),
        ..screen()
    };
    let by_card_key = issue_dynamic(&screen(), &profile.resident, &profile.crypto);
    let by_screen_key = issue_resident(&card(), &profile.dynamic, &profile.crypto);
    let swapped = profile.screen(&screen()).replacen("YJ1D:", "YJ1S:", 1);
    vec![
        Case::new(
            "second scan",
            "12: replay",
            profile.screen(&screen()),
            "Replayed",
        )
        .seen(),
        Case::new(
            "revoked and shown again: 11 before 12",
            "11",
            profile.screen(&revoked),
            "Revoked",
        )
        .seen(),
        Case::new(
            "with a binding to the number",
            "1.3 D: no idbind",
            profile.screen(&bound),
            "Damaged(Claims)",
        ),
        Case::new(
            "dynamic code by the resident key",
            "7: allowed for this kind",
            by_card_key.expect("signed"),
            "WrongKeyUse",
        ),
        Case::new(
            "printed code by the dynamic key",
            "7: allowed for this kind",
            by_screen_key.expect("signed"),
            "WrongKeyUse",
        ),
        Case::new("kind letter exchanged", "7 and 8", swapped, "WrongKeyUse"),
    ]
}

fn doubts(profile: &Profile) -> Vec<Case> {
    let elder = ResidentClaims {
        category: Category::Elder,
        ..screen()
    };
    vec![
        Case::new(
            "ends within the interval",
            "9: lo <= exp < hi",
            profile.screen(&elder),
            "Amber(ClockUncertain)",
        )
        .at(NOW, NOW + 600)
        .meaning(form_json(&elder, "screen")),
    ]
}
