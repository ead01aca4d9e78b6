//! Codes stay small enough to print (trust.md 1.5 and 7).

use codes::{Drawing, draw};

use crate::{kinds::profiles, known};

fn drawn(text: &str) -> (usize, Drawing) {
    (text.len(), draw(text))
}

#[test]
fn characters_and_versions() {
    let file = known::file();
    let check = |name: &str, characters: usize, version: i16| {
        let (length, drawing) = drawn(&known::good_code(&file, name));
        assert!(length <= characters, "{name}: {length} characters");
        assert!(
            drawing.version <= version,
            "{name}: version {}",
            drawing.version
        );
        let side = 17 + 4 * usize::try_from(drawing.version).unwrap() + 8;
        assert_eq!(drawing.modules, side, "{name}");
    };
    check("house, id only", 217, 8);
    check("house with 83-byte address", 346, 11);
    check("resident, full", 269, 10);
    check("resident, elder without hint", 256, 9);
    check("kiosk certificate", 290, 10);
}

/// The limits at level M hold for every algorithm: house 11, printed 10, provisional 15.
#[test]
fn limits_of_every_algorithm() {
    for profile in profiles() {
        let check = |name: &str, version: i16| {
            let (length, drawing) = drawn(profile.good(name));
            let found = drawing.version;
            assert!(
                found <= version,
                "{} {name}: version {found} with {length} characters",
                profile.name
            );
        };
        check("house, id only", 11);
        check("house with 83-byte address", 11);
        check("resident, full", 10);
        check("dynamic", 10);
        check("provisional, child", 15);
        check("kiosk certificate", 11);
    }
}
