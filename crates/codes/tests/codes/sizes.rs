//! Codes stay small enough to print (trust.md 1.5 and 7).

use codes::{Drawing, draw};

use crate::known;

fn drawn(name: &str) -> (usize, Drawing) {
    let text = known::good_code(&known::file(), name);
    (text.len(), draw(&text))
}

#[test]
fn characters_and_versions() {
    let check = |name: &str, characters: usize, version: i16| {
        let (length, drawing) = drawn(name);
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
