//! Residents' cards: what they show, what they never show, and when they are believed no more.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{fs, path::Path};

use codes::{Meaning, RedReason, Verdict};
use support::print::{Picture, Town, check_dots};

const CARD: [&str; 6] = [
    "residents",
    "card",
    "--format",
    "png,svg,pdf",
    "--telephone",
    "0660-555 0123",
];

fn names(town: &Town, out: &str) -> Vec<String> {
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    town.files(out, "png")
        .iter()
        .map(|path| name(path))
        .collect()
}

#[test]
fn a_card_shows_its_hint_and_age_group_and_names_nobody() {
    let town = Town::new();
    let people = &town.people()[..2];
    let numbers: String = people
        .iter()
        .map(|(number, _)| format!("{number}\n"))
        .collect();
    for (size, dpi, dots) in [("a7", "300", 6), ("id1", "203", 4), ("a6", "300", 9)] {
        let how = ["--size", size, "--dpi", dpi];
        let said = town
            .print(&[&CARD[..], &how].concat(), size, &numbers)
            .done();
        for path in town.files(size, "png") {
            check_dots(&path, dots);
            let text = Picture::open(&path).text();
            let verdict = town.verdict(&text);
            let Verdict::Green(Meaning::Resident(claims)) = verdict else {
                panic!("{path:?} {verdict:?}");
            };
            assert!(claims.hint.as_ref().unwrap().contains('*'), "masked");
            assert!(claims.id_bind.is_some());
        }
        assert_eq!(town.files(size, "png").len(), people.len());
        for (number, name) in people {
            assert!(!said.contains(number.as_str()) && !said.contains(name.as_str()));
            for (file, bytes) in town.bytes(size) {
                assert!(!file.contains(name.as_str()) && !file.contains(number.as_str()));
                let has = |word: &str| {
                    bytes
                        .windows(word.len())
                        .any(|part| part == word.as_bytes())
                };
                assert!(!has(name) && !has(number), "{file}");
            }
        }
    }
}

#[test]
fn a_card_issued_again_withdraws_the_one_before() {
    let town = Town::new();
    let numbers = town.people()[0].0.clone();
    let card = ["residents", "card", "--format", "png", "--dpi", "203"];
    for out in ["first", "second"] {
        town.print(&card, out, &numbers).done();
    }
    let text = |out: &str| Picture::open(&town.files(out, "png")[0]).text();
    let revoked = Verdict::Red(RedReason::Revoked);
    let begun = fs::read_to_string(town.path().join("town/codes/residents/p1.txt")).unwrap();
    assert_eq!(
        town.verdict(&begun),
        revoked,
        "the one that the town began with"
    );
    assert_eq!(town.verdict(&text("first")), revoked);
    assert!(matches!(town.verdict(&text("second")), Verdict::Green(_)));

    let cards = ["residents", "cards", "--format", "png", "--dpi", "203"];
    town.print(&cards, "again", "").done();
    let again = names(&town, "again");
    assert!(again.contains(&names(&town, "second")[0]));
    assert!(
        !again.contains(&names(&town, "first")[0]),
        "only what is in force is drawn"
    );

    let number = names(&town, "second")[0]
        .trim_end_matches(".png")
        .to_lowercase();
    town.run(&["revoke", "card", &number, "--data", "town"], "")
        .done();
    assert_eq!(town.verdict(&text("second")), revoked);
    town.run(&["revoke", "card", "0000-0000", "--data", "town"], "")
        .refused(1, "no card");
    town.print(&card, "none", "110101199001011237\nnonsense\n")
        .refused(1, "UNKNOWN");
}

#[test]
fn a_card_may_name_nobody_at_all() {
    let town = Town::new();
    let (number, _) = town.people().remove(0);
    let card = ["residents", "card", "--format", "png", "--without-hint"];
    town.print(&card, "bare", &number).done();
    let text = Picture::open(&town.files("bare", "png")[0]).text();
    let Verdict::Green(Meaning::Resident(claims)) = town.verdict(&text) else {
        panic!("{:?}", town.verdict(&text));
    };
    assert_eq!(claims.hint, None);
}
