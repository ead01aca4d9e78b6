//! A town whose plates and cards are printed, and prints measured in dots.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use codes::{Clock, TrustList, Verdict, VerifyingKey};
use serde_json::Value;

use super::program::{Said, central_told, fonts};

const HOUSES: &str = "code,town,community,street,number,room,area
449900-0101,海榕街道,榕荫社区,榕荫一路,18号,2栋1单元201,449900001001
449900-0102,海榕街道,榕荫社区,榕荫一路,18号,2栋1单元202,
449900-0103,海榕街道,榕荫社区,榕荫中路新塘涌二巷,18号之一,A座1203,
449900-0104,海榕街道,榕荫社区,榕荫一路,20号,,
441501001001-00018-0201,海榕街道,新塘社区,榕荫一路,甲1号,,
";

/// A town with houses of a spreadsheet.
pub(crate) struct Town {
    folder: tempfile::TempDir,
}

impl Town {
    pub(crate) fn new() -> Self {
        let town = Self {
            folder: tempfile::tempdir().unwrap(),
        };
        town.run(&["demo", "town"], "").done();
        fs::write(town.path().join("houses.csv"), HOUSES).unwrap();
        town.run(&["houses", "import", "houses.csv", "--data", "town"], "")
            .done();
        town
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn run(&self, arguments: &[&str], told: &str) -> Said {
        central_told(self.path(), arguments, told)
    }

    /// Prints into a folder with the faces of the tests.
    pub(crate) fn print(&self, what: &[&str], out: &str, told: &str) -> Said {
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

    pub(crate) fn files(&self, out: &str, ending: &str) -> Vec<PathBuf> {
        let entries = fs::read_dir(self.path().join(out)).unwrap();
        let mut files: Vec<PathBuf> = entries
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|found| found == ending))
            .collect();
        files.sort();
        files
    }

    pub(crate) fn bytes(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        ["pdf", "svg", "png", "csv"]
            .iter()
            .flat_map(|ending| self.files(out, ending))
            .map(|path| {
                let name = path.file_name().unwrap().to_str().unwrap().to_owned();
                (name, fs::read(path).unwrap())
            })
            .collect()
    }

    pub(crate) fn trust(&self) -> TrustList {
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

    pub(crate) fn verdict(&self, text: &str) -> Verdict {
        codes::verify(text, &self.trust(), now())
    }

    /// Citizen numbers of the town and the names that belong to them.
    pub(crate) fn people(&self) -> Vec<(String, String)> {
        let text = fs::read_to_string(self.path().join("town/town.json")).unwrap();
        let town: Value = serde_json::from_str(&text).unwrap();
        let field = |person: &Value, name: &str| person[name].as_str().unwrap().to_owned();
        let people = town["people"].as_array().unwrap().iter();
        people
            .map(|person| (field(person, "number"), field(person, "name")))
            .collect()
    }
}

/// The time, a second ahead.
fn now() -> Clock {
    let since = std::time::SystemTime::UNIX_EPOCH.elapsed().unwrap();
    // Codes that were made in this second must have begun.
    Clock::exact(u64::try_from(since.as_millis()).unwrap() + 1_000)
}

/// A picture of a print: grey values.
pub(crate) struct Picture {
    grey: image::GrayImage,
}

impl Picture {
    pub(crate) fn open(path: &Path) -> Self {
        let grey = image::open(path).unwrap().into_luma8();
        Self { grey }
    }

    pub(crate) fn text(&self) -> String {
        let mut prepared = rqrr::PreparedImage::prepare(self.grey.clone());
        let grids = prepared.detect_grids();
        assert_eq!(grids.len(), 1, "one code on each print");
        grids[0].decode().unwrap().1
    }

    pub(crate) fn is_dark(&self, x: u32, y: u32) -> bool {
        self.grey.get_pixel(x, y).0[0] < 30
    }

    /// The dots of the symbol: left, top, and the side without the quiet zone.
    pub(crate) fn symbol(&self, modules: u32, module: u32) -> (u32, u32) {
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
pub(crate) fn check_dots(path: &Path, module: u32) {
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
pub(crate) fn dots_a_metre(path: &Path) -> (u32, u32) {
    let bytes = fs::read(path).unwrap();
    let at = bytes.windows(4).position(|four| four == b"pHYs").unwrap() + 4;
    let number = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    assert_eq!(bytes[at + 8], 1, "the unit is the metre");
    (number(at), number(at + 4))
}
