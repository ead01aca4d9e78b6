//! Correctly signed codes with texts that must not be shown (step 13): green, and the text is gone.

use codes::{HouseClaims, ResidentClaims, issue_house, issue_resident};

use crate::{
    Case,
    good::{house, house_json, resident, resident_json},
    world::World,
};

const ADDRESSES: [(&str, &str); 9] = [
    ("markup in an address", "<script>alert(1)</script>|1|2"),
    ("ampersand in an address", "A&B|1|2"),
    ("quotation mark in an address", "\" onload=x|1|2"),
    ("backslash in an address", "a\\u003c|1|2"),
    ("backtick in an address", "`x`|1|2"),
    (
        "right-to-left override in an address",
        "榕荫\u{202e}一路|1|2",
    ),
    ("zero-width space in an address", "榕荫\u{200b}一路|1|2"),
    ("byte order mark in an address", "\u{feff}榕荫一路|1|2"),
    ("line end in an address", "榕荫一路\n|1|2"),
];

const HINTS: [(&str, &str); 4] = [
    ("decomposed letter in a hint", "Jose\u{301}*"),
    ("markup in a hint", "<img src=x>"),
    ("isolate in a hint", "陈\u{2066}*华"),
    ("control character in a hint", "陈\u{7}华"),
];

pub(crate) fn cases(world: &World) -> Vec<Case> {
    let rule = "13: charset rule";
    let houses = ADDRESSES.into_iter().map(|(name, address)| {
        let claims = HouseClaims {
            address: Some(address.to_owned()),
            ..house()
        };
        let text = issue_house(&claims, &world.house, &world.crypto).expect("signed");
        let shown = HouseClaims {
            address: None,
            ..claims
        };
        Case::new(name, rule, text, "Green").meaning(house_json(&shown))
    });
    let residents = HINTS.into_iter().map(|(name, hint)| {
        let claims = ResidentClaims {
            hint: Some(hint.to_owned()),
            ..resident()
        };
        let text = issue_resident(&claims, &world.resident, &world.crypto).expect("signed");
        let shown = ResidentClaims {
            hint: None,
            ..claims
        };
        Case::new(name, rule, text, "Green").meaning(resident_json(&shown))
    });
    houses.chain(residents).collect()
}
