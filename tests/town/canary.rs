//! The search for personal data where none may be.

use std::path::{Path, PathBuf};

use anyhow::Result;

/// Searches every file below these folders for a text, and returns the files that hold it.
///
/// The text is looked for as UTF-8 and as UTF-16, as a dump of a web view would hold it.
pub fn search_for_canary(places: &[&Path], text: &str) -> Result<Vec<PathBuf>> {
    let narrow = text.as_bytes().to_vec();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut found = Vec::new();
    let mut open: Vec<PathBuf> = places.iter().map(|place| place.to_path_buf()).collect();
    while let Some(place) = open.pop() {
        if place.is_dir() {
            for entry in std::fs::read_dir(&place)? {
                open.push(entry?.path());
            }
        } else if place.is_file() {
            let bytes = std::fs::read(&place)?;
            if holds(&bytes, &narrow) || holds(&bytes, &wide) {
                found.push(place);
            }
        }
    }
    found.sort();
    Ok(found)
}

fn holds(bytes: &[u8], wanted: &[u8]) -> bool {
    bytes.windows(wanted.len()).any(|window| window == wanted)
}
