//! The search for personal data where none may be.

use std::{
    collections::HashMap,
    path::{Path, PathBuf},
};

use anyhow::{Result, ensure};

/// A shorter text would be found by chance in what is encrypted.
const BYTES_MIN: usize = 6;
const HEAD: usize = 4;

/// Searches every file below these folders for a text, and returns the files that hold it.
pub fn search_for_canary(places: &[&Path], text: &str) -> Result<Vec<PathBuf>> {
    let needles = Needles::new([text])?;
    let mut found = Vec::new();
    for file in files_below(places)? {
        // A running store takes its temporary files away while they are looked for.
        let bytes = match std::fs::read(&file) {
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => continue,
            read => read?,
        };
        if needles.find(&bytes).is_some() {
            found.push(file);
        }
    }
    Ok(found)
}

/// Lists every file below these folders, in order; what is a file itself is listed too.
pub fn files_below(places: &[&Path]) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut open: Vec<PathBuf> = places.iter().map(|place| place.to_path_buf()).collect();
    while let Some(place) = open.pop() {
        if place.is_dir() {
            match std::fs::read_dir(&place) {
                Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
                entries => {
                    for entry in entries? {
                        open.push(entry?.path());
                    }
                }
            }
        } else if place.is_file() {
            files.push(place);
        }
    }
    files.sort();
    Ok(files)
}

/// Texts to be looked for as UTF-8, as UTF-16 (as a dump of a web view holds them) and as GBK (as
/// Chinese systems write logs).
pub struct Needles(HashMap<[u8; HEAD], Vec<(Vec<u8>, usize)>>);

impl Needles {
    /// Takes the texts; each must be long enough not to be found by chance.
    pub fn new<'a>(texts: impl IntoIterator<Item = &'a str>) -> Result<Self> {
        let mut needles: HashMap<[u8; HEAD], Vec<(Vec<u8>, usize)>> = HashMap::new();
        for (place, text) in texts.into_iter().enumerate() {
            let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
            let (national, _, lossy) = encoding_rs::GBK.encode(text);
            let mut spelled = vec![text.as_bytes().to_vec(), wide];
            if !lossy && national != text.as_bytes() {
                spelled.push(national.into_owned());
            }
            for bytes in spelled {
                ensure!(
                    bytes.len() >= BYTES_MIN,
                    "text {place} is too short to be searched for"
                );
                let head = bytes.first_chunk::<HEAD>().copied().unwrap_or_default();
                needles.entry(head).or_default().push((bytes, place));
            }
        }
        Ok(Self(needles))
    }

    /// Returns the place in the list of the first text that these bytes hold.
    pub fn find(&self, bytes: &[u8]) -> Option<usize> {
        bytes.windows(HEAD).enumerate().find_map(|(at, window)| {
            let head = window.first_chunk::<HEAD>()?;
            let rest = bytes.get(at..)?;
            let held = |(needle, _): &&(Vec<u8>, usize)| rest.starts_with(needle);
            self.0.get(head)?.iter().find(held).map(|(_, place)| *place)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_found_in_every_encoding() {
        let needles = Needles::new(["欧阳文彬", "449900199001010017"]).unwrap();
        let (gbk, ..) = encoding_rs::GBK.encode("x欧阳文彬x");
        assert_eq!(needles.find(&gbk), Some(0));
        assert_eq!(needles.find("…欧阳文彬…".as_bytes()), Some(0));
        let wide: Vec<u8> = "a449900199001010017"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(needles.find(&wide), Some(1));
        assert_eq!(needles.find("欧阳文杰 449900199001010018".as_bytes()), None);
        assert!(Needles::new(["陈"]).is_err());
    }
}
