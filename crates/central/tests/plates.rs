//! Plates and cards as they come out of the printer: read back, measured in dots, and withdrawn.

mod support;

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use codes::{Clock, Meaning, RedReason, TrustList, Verdict, VerifyingKey};
use serde_json::Value;
use support::program::{Said, central_told, fonts};

const HOUSES: &str = "code,town,community,street,number,room,area
449900-0101,海榕街道,榕荫社区,榕荫一路,18号,2栋1单元201,449900001001
449900-0102,海榕街道,榕荫社区,榕荫一路,18号,2栋1单元202,
449900-0103,海榕街道,榕荫社区,榕荫中路新塘涌二巷,18号之一,A座1203,
449900-0104,海榕街道,榕荫社区,榕荫一路,20号,,
441501001001-00018-0201,海榕街道,新塘社区,榕荫一路,甲1号,,
";

struct Town {
    folder: tempfile::TempDir,
}

impl Town {
    fn new() -> Self {
        let town = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        town.run(&["demo", "town"], "").done();
        fs::write(town.path().join("houses.csv"), HOUSES).unwrap();
        town.run(&["houses", "import", "houses.csv", "--data", "town"], "")
            .done();
        town
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn run(&self, arguments: &[&str], told: &str) -> Said {
        central_told(self.path(), arguments, told)
    }

    /// Prints into a folder with the faces of the tests.
    fn print(&self, what: &[&str], out: &str, told: &str) -> Said {
        let fonts = fonts();
        let place = [
            "--data",
            "town",
            "--out",
            out,
            "--fonts",
            fonts.to_str().unwrap(),
        ];
        self.run(&[what, &place].concat(), told)
    }

    fn files(&self, out: &str, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path().join(out)).unwrap();
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .collect();
        files.sort();
        files
    }

    fn bytes(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        ["pdf", "svg", "png", "csv"]
            .iter()
            .flat_map(|ending| self.files(out, ending))
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read(path).unwrap())
            })
            .collect()
    }

    fn trust(&self) -> TrustList {
        let read = |name: &str| fs::read_to_string(self.path().join(name)).unwrap();
        let roots: Vec<VerifyingKey> = read("town/trust/roots.txt")
            .lines()
            .filter(|line| !line.starts_with('#'))
            .map(|line| {
                let tagged = data_encoding::HEXLOWER.decode(line.as_bytes()).unwrap();
                VerifyingKey::from_tagged(&tagged).unwrap()
            })
            .collect();
        TrustList::open(&read("town/trust/bundle.txt"), &roots, 0, now()).unwrap()
    }

    fn verdict(&self, text: &str) -> Verdict {
        codes::verify(text, &self.trust(), now())
    }

    /// Citizen numbers of the town and the names that belong to them.
    fn people(&self) -> Vec<(String, String)> {
        let text = fs::read_to_string(self.path().join("town/town.json")).unwrap();
        let town: Value = serde_json::from_str(&text).unwrap();
        let field = |person: &Value, name: &str| person[name].as_str().unwrap().to_owned();
        let people = town["people"].as_array().unwrap().iter();
        people
            .map(|person| (field(person, "number"), field(person, "name")))
            .collect()
    }
}

fn now() -> Clock {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    // Codes that were made in this second must have begun.
    Clock::exact(u64::try_from(since.as_millis()).unwrap() + 1_000)
}

/// A picture of a print: grey values.
struct Picture {
    grey: image::GrayImage,
}

impl Picture {
    fn open(path: &Path) -> Self {
        let grey = image::open(path).unwrap().into_luma8();
        Self { grey }
    }

    fn text(&self) -> String {
        let mut prepared = rqrr::PreparedImage::prepare(self.grey.clone());
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one code on each print");
        grids[0].decode().unwrap().1
    }

    fn is_dark(&self, x: u32, y: u32) -> bool {
        self.grey.get_pixel(x, y).0[0] < 30
    }

    /// The dots of the symbol: left, top, and the side without the quiet zone.
    fn symbol(&self, modules: u32, module: u32) -> (u32, u32) {
        let side = modules * module;
        let (width, height) = self.grey.dimensions();
        // The finder is 7 modules of dark, then 5 of white inside: look for its first row.
        for y in 0..height - side {
            for x in 0..width - side {
                let bar = (0..7 * module).all(|at| self.is_dark(x + at, y));
                let alone = x == 0 || !self.is_dark(x - 1, y);
                let ends = !self.is_dark(x + 7 * module, y);
                let other = (side - 7 * module..side).all(|at| self.is_dark(x + at, y));
                let down = (0..7 * module).all(|at| self.is_dark(x, y + at));
                if bar && alone && ends && other && down {
                    return (x, y);
                }
            }
        }
        panic!("no finder of {module} dots a module");
    }
}

/// Each module is the same whole number of dots, and the quiet zone is white: measured in the picture,
/// against the modules that the text has.
fn check_dots(path: &Path, module: u32) {
    let picture = Picture::open(path);
    let drawing = codes::draw(&picture.text());
    let modules = u32::try_from(drawing.modules).unwrap() - 8;
    let (left, top) = picture.symbol(modules, module);
    for (row, y) in drawing.rows.iter().zip(0_u32..) {
        for (dark, x) in row.iter().zip(0_u32..) {
            for (dx, dy) in [
                (0, 0),
                (module - 1, 0),
                (0, module - 1),
                (module - 1, module - 1),
            ] {
                let (x, y) = (left + x * module + dx, top + y * module + dy);
                let (x, y) = (x - 4 * module, y - 4 * module);
                assert_eq!(picture.is_dark(x, y), *dark, "{path:?} dot {x} {y}");
            }
        }
    }
}

/// The dots a metre that a PNG tells.
fn dots_a_metre(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).unwrap();
    let at = bytes.windows(4).position(|four| four == b"pHYs").unwrap() + 4;
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(bytes[at + 8], 1, "the unit is the metre");
    (number(at), number(at + 4))
}

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

#[test]
fn a_card_shows_its_hint_and_age_group_and_withdraws_the_one_before() {
    let town = Town::new();
    let people = &town.people()[..2];
    let numbers: String = people
        .iter()
        .map(|(number, _)| format!("{number}\n"))
        .collect();
    let card = [
        "residents",
        "card",
        "--format",
        "png,svg,pdf",
        "--telephone",
        "0660-555 0123",
    ];
    for (size, dpi, dots) in [("a7", "300", 6), ("id1", "203", 4), ("a6", "300", 9)] {
        let out = format!("cards-{size}");
        let how = ["--size", size, "--dpi", dpi];
        let said = town
            .print(&[&card[..], &how].concat(), &out, &numbers)
            .done();
        for path in town.files(&out, "png") {
            check_dots(&path, dots);
            let text = Picture::open(&path).text();
            let Verdict::Green(Meaning::Resident(claims)) = town.verdict(&text) else {
                panic!("{path:?} {:?}", town.verdict(&text));
            };
            assert!(claims.hint.as_ref().unwrap().contains('*'), "masked");
            assert!(claims.id_bind.is_some());
        }
        assert_eq!(town.files(&out, "png").len(), people.len());
        for (number, name) in people {
            assert!(!said.contains(number.as_str()) && !said.contains(name.as_str()));
            for (file, bytes) in town.bytes(&out) {
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
    // The cards of the first two rounds are withdrawn, and with them the ones from the beginning.
    for path in [
        town.files("cards-a7", "png"),
        town.files("cards-id1", "png"),
    ]
    .concat()
    {
        let text = Picture::open(&path).text();
        assert_eq!(
            town.verdict(&text),
            Verdict::Red(RedReason::Revoked),
            "{path:?}"
        );
    }
    let first = fs::read_to_string(town.path().join("town/codes/residents/p1.txt")).unwrap();
    assert_eq!(town.verdict(&first), Verdict::Red(RedReason::Revoked));

    town.print(
        &["residents", "cards", "--format", "png", "--size", "a6"],
        "again",
        "",
    )
    .done();
    let names = |out: &str| -> Vec<String> {
        let files = town.files(out, "png");
        files
            .iter()
            .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
            .collect()
    };
    let again = names("again");
    assert!(names("cards-a6").iter().all(|name| again.contains(name)));
    let gone = [names("cards-a7"), names("cards-id1")].concat();
    assert!(
        gone.iter().all(|name| !again.contains(name)),
        "only what is in force is drawn again"
    );

    let number = names("cards-a6")[0].trim_end_matches(".png").to_owned();
    let text = Picture::open(&town.files("cards-a6", "png")[0]).text();
    town.run(
        &["revoke", "card", &number.to_lowercase(), "--data", "town"],
        "",
    )
    .done();
    assert_eq!(town.verdict(&text), Verdict::Red(RedReason::Revoked));
    town.run(&["revoke", "card", "0000-0000", "--data", "town"], "")
        .refused(1, "no card");
    let unknown = "110101199001011237\nnonsense\n";
    town.print(&card, "none", unknown).refused(1, "UNKNOWN");
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
