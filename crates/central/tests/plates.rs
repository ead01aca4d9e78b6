//! Plates as they come out of the printer: read back, measured in dots, and withdrawn.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test ends where an expectation fails"
)]

mod support;

use std::{fs, path::Path};

use codes::{Meaning, RedReason, Verdict};
use serde_json::Value;
use support::print::{Picture, Town, check_dots, dots_a_metre};

#[test]
fn plates_are_read_back_from_every_resolution_and_their_modules_are_whole_dots() {
    let town = Town::new();
    for (dpi, dots, metre) in [("203", 8, 7_992), ("300", 12, 11_811)] {
        let out = format!("plates-{dpi}");
        // A door, a long street, a building; the second resolution looks at the door again only.
        let to = if dpi == "203" {
            "449900-0199"
        } else {
            "449900-0101"
        };
        let range = ["--from", "449900-0101", "--to", to];
        let what = ["houses", "codes", "--format", "png", "--dpi", dpi];
        town.print(&[&what[..], &range].concat(), &out, "").done();
        let pictures = town.files(&out, "png");
        assert_eq!(pictures.len(), if dpi == "203" { 4 } else { 1 });
        for path in pictures {
            let text = Picture::open(&path).text();
            let Verdict::Green(Meaning::House(claims)) = town.verdict(&text) else {
                panic!("{path:?} {:?}", town.verdict(&text));
            };
            let name = path.file_stem().unwrap().to_str().unwrap();
            assert!(name.starts_with(claims.code.as_str()), "{name}");
            assert_eq!(dots_a_metre(&path), (metre, metre));
            check_dots(&path, dots);
        }
        let index = fs::read_to_string(town.path().join(&out).join("plates.csv")).unwrap();
        assert!(index.contains("449900-0101,96x66,8,"), "{index}");
    }
    // 600 dots an inch is the finest: one plate is enough.
    let one = ["--from", "449900-0101", "--to", "449900-0101"];
    let what = ["houses", "codes", "--format", "png", "--dpi", "600"];
    town.print(&[&what[..], &one].concat(), "plates-600", "")
        .done();
    check_dots(&town.files("plates-600", "png")[0], 24);
}

#[test]
fn printing_goes_on_where_it_stopped_and_gives_the_same_bytes() {
    let town = Town::new();
    let what = ["houses", "codes", "--format", "pdf,svg,png", "--dpi", "203"];
    town.print(&what, "first", "").done();
    let first = town.bytes("first");
    town.print(&what, "second", "").done();
    assert_eq!(
        first,
        town.bytes("second"),
        "the same houses, the same bytes"
    );

    // A work that was broken off: some files are missing, one was touched by somebody.
    let svg = town.files("first", "svg");
    fs::remove_file(&svg[0]).unwrap();
    fs::write(&svg[1], "kept").unwrap();
    town.print(&what, "first", "").done();
    let name = |path: &Path| path.file_name().unwrap().to_str().unwrap().to_owned();
    let again = town.bytes("first");
    assert_eq!(again[&name(&svg[0])], first[&name(&svg[0])], "made again");
    assert_eq!(
        again[&name(&svg[1])],
        b"kept",
        "what is there is not made again"
    );
}

#[test]
fn a_pdf_has_whole_dots_for_its_page_and_text_to_be_found() {
    let town = Town::new();
    town.print(&["houses", "codes"], "sheets", "").done();
    let sheets = town.files("sheets", "pdf");
    let doors = sheets
        .iter()
        .find(|path| path.to_str().unwrap().contains("doors-"))
        .unwrap();
    let bytes = fs::read(doors).unwrap();
    assert!(bytes.starts_with(b"%PDF-1.7"));
    let text = String::from_utf8_lossy(&bytes);
    // A4 in dots of a three-hundredth inch: 2480 by 3508.
    assert!(
        text.contains("/MediaBox [0 0 595.2 841.92]"),
        "the page is whole dots"
    );
    assert!(
        text.contains("/ToUnicode") && text.contains("/FontFile3"),
        "letters are embedded"
    );
    assert!(
        bytes.len() < 100_000,
        "only the letters that occur: {}",
        bytes.len()
    );
    let single = [
        "houses",
        "codes",
        "--pages",
        "single",
        "--from",
        "449900-0104",
        "--to",
        "449900-0104",
    ];
    town.print(&single, "single", "").done();
    let bytes = fs::read(&town.files("single", "pdf")[0]).unwrap();
    // 200 by 120 mm are 2362 by 1417 dots.
    assert!(String::from_utf8_lossy(&bytes).contains("/MediaBox [0 0 566.88 340.08]"));
}

#[test]
fn bad_lines_of_a_register_are_named_and_the_good_ones_taken() {
    let town = Town::new();
    let csv = "code,town,community,street,number,room\n\
        449900-0101,海榕街道,榕荫社区,榕荫一路,18号,201\n\
        449900-0201,海榕街道,榕荫社区,榕荫一路,18号,201\n\
        4499 0202,海榕街道,榕荫社区,榕荫一路,18号,201\n";
    fs::write(town.path().join("more.csv"), csv).unwrap();
    let import = ["houses", "import", "more.csv", "--data", "town", "--json"];
    let said = town.run(&import, "");
    assert_eq!(said.code, Some(1), "{}", said.err);
    let lines: Vec<Value> = said
        .out
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(
        lines[0],
        serde_json::json!({ "line": 2, "refused": "TWICE" })
    );
    assert_eq!(
        lines[1],
        serde_json::json!({ "line": 4, "refused": "CODE" })
    );
    assert_eq!(
        lines[2],
        serde_json::json!({ "registered": 1, "refused_lines": 2 })
    );
    fs::write(town.path().join("gbk.csv"), [0xb7, 0xbf, 0xce, 0xdd]).unwrap();
    town.run(&["houses", "import", "gbk.csv", "--data", "town"], "")
        .refused(2, "UTF-8");
}

#[test]
fn a_character_that_no_face_has_is_refused_and_not_left_out() {
    let town = Town::new();
    let csv = "code,town,community,street,number,room\n\
        449900-0301,海榕街道,榕荫社区,龘龘路,18号,201\n";
    fs::write(town.path().join("rare.csv"), csv).unwrap();
    town.run(&["houses", "import", "rare.csv", "--data", "town"], "")
        .done();
    town.print(&["houses", "codes", "--from", "449900-0301"], "rare", "")
        .refused(
            2,
            "house 449900-0301: the type faces do not have the character U+9F98",
        );
    let nowhere = [
        "houses", "codes", "--data", "town", "--out", "x", "--fonts", ".",
    ];
    town.run(&nowhere, "").refused(2, "fonts-noto-cjk");
}

#[test]
fn a_plate_issued_again_and_a_house_withdrawn_are_believed_no_more() {
    let town = Town::new();
    let png = ["houses", "codes", "--format", "png", "--dpi", "203"];
    let one = ["--from", "449900-0101", "--to", "449900-0101"];
    town.print(&[&png[..], &one].concat(), "old", "").done();
    let old = Picture::open(&town.files("old", "png")[0]).text();
    let again = ["--reissue", "449900-0101", "--with-address"];
    town.print(&[&png[..], &again].concat(), "new", "").done();
    let new = Picture::open(&town.files("new", "png")[0]).text();
    assert_eq!(town.verdict(&old), Verdict::Red(RedReason::Revoked));
    let Verdict::Green(Meaning::House(claims)) = town.verdict(&new) else {
        panic!("{:?}", town.verdict(&new));
    };
    assert_eq!(claims.address.as_deref(), Some("榕荫一路|18号|2栋1单元201"));
    let said = town
        .run(&["revoke", "house", "449900-0101", "--data", "town"], "")
        .done();
    assert!(said.contains("bundle"), "{said}");
    assert_eq!(town.verdict(&new), Verdict::Red(RedReason::Revoked));
    town.print(&[&png[..], &one].concat(), "gone", "")
        .refused(1, "no registered house");
    town.run(&["revoke", "house", "449900-9999", "--data", "town"], "")
        .refused(1, "no house");
}
