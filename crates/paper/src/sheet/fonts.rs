//! The type faces: Noto Sans CJK of the system, regular and bold.
//!
//! They are not in this tree: each has some 19 MB, and a plate may need any of the 65 000
//! characters, for street names are where rare ones live.

use std::{
    fs,
    path::{Path, PathBuf},
};

use ab_glyph::{Font as _, FontRef, GlyphId, Outline};

use super::{PrintError, Words};

/// Where distributions put the package, and how its files are called.
const FOLDERS: [&str; 4] = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/local/share/fonts",
];
/// The place of simplified Chinese in the collections.
const SIMPLIFIED: u32 = 2;

/// A face of the family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// For texts.
    Regular,
    /// For what is read from afar.
    Bold,
}

/// The files of both faces.
pub struct Fonts {
    regular: (Vec<u8>, u32),
    bold: (Vec<u8>, u32),
}

impl Fonts {
    /// Reads the files from a folder, or from where systems have them.
    pub fn find(folder: Option<&Path>) -> Result<Self, PrintError> {
        let folders: Vec<PathBuf> = match folder {
            Some(folder) => vec![folder.to_owned()],
            None => FOLDERS.map(PathBuf::from).to_vec(),
        };
        let read = |weight: &str| {
            let files = [
                (format!("NotoSansCJK-{weight}.ttc"), SIMPLIFIED),
                (format!("NotoSansCJKsc-{weight}.otf"), 0),
                (format!("NotoSansSC-{weight}.otf"), 0),
            ];
            let places = folders
                .iter()
                .flat_map(|folder| files.iter().map(|(name, at)| (folder.join(name), *at)));
            places
                .filter_map(|(path, at)| Some((fs::read(path).ok()?, at)))
                .next()
                .ok_or(PrintError::Fonts)
        };
        Ok(Self {
            regular: read("Regular")?,
            bold: read("Bold")?,
        })
    }

    /// Opens the faces.
    pub fn faces(&self) -> Result<Faces<'_>, PrintError> {
        Ok(Faces {
            regular: Face::open(&self.regular)?,
            bold: Face::open(&self.bold)?,
        })
    }
}

/// Both faces, opened.
pub struct Faces<'a> {
    regular: Face<'a>,
    bold: Face<'a>,
}

/// A face, opened.
pub struct Face<'a> {
    /// The file.
    pub data: &'a [u8],
    /// Its place in a collection.
    pub index: u32,
    font: FontRef<'a>,
    em: f32,
}

/// A letter in its place: dots from the left end of its line.
pub struct Placed {
    /// The character.
    pub character: char,
    /// Its shape.
    pub glyph: GlyphId,
    /// Dots from the left end.
    pub x: f32,
}

impl<'a> Face<'a> {
    fn open((data, index): &'a (Vec<u8>, u32)) -> Result<Self, PrintError> {
        let font =
            FontRef::try_from_slice_and_index(data, *index).map_err(|_| PrintError::Fonts)?;
        let em = font.units_per_em().ok_or(PrintError::Fonts)?;
        Ok(Self {
            data,
            index: *index,
            font,
            em,
        })
    }

    /// Returns the width of a letter in parts of the em.
    pub fn advance(&self, glyph: GlyphId) -> f32 {
        self.font.h_advance_unscaled(glyph) / self.em
    }

    /// Returns the shape of a letter in units of the face, and the units of its em.
    pub fn outline(&self, glyph: GlyphId) -> Option<(Outline, f32)> {
        Some((self.font.outline(glyph)?, self.em))
    }
}

impl<'a> Faces<'a> {
    /// Returns the face of a weight.
    pub fn of(&self, weight: Weight) -> &Face<'a> {
        match weight {
            Weight::Regular => &self.regular,
            Weight::Bold => &self.bold,
        }
    }

    /// Refuses a text with a character that the faces do not have.
    pub fn check(&self, text: &str) -> Result<(), PrintError> {
        let lacks = |face: &Face<'_>, c: char| face.font.glyph_id(c).0 == 0;
        let missing = text
            .chars()
            .find(|c| lacks(&self.regular, *c) || lacks(&self.bold, *c));
        missing.map_or(Ok(()), |c| Err(PrintError::Character(c)))
    }

    /// Returns a text in which each character that the faces do not have is told by its code point.
    ///
    /// A name must never lose a character in silence, nor get a wrong one (domain.md 10.6).
    pub fn printable(&self, text: &str) -> String {
        let mut shown = String::new();
        for c in text.chars() {
            if c == '\n' || self.check(c.encode_utf8(&mut [0; 4])).is_ok() {
                shown.push(c);
            } else {
                shown += &format!("[U+{:04X}]", u32::from(c));
            }
        }
        shown
    }

    /// Puts the letters of a line in their places.
    pub fn place(&self, words: &Words) -> Vec<Placed> {
        let face = self.of(words.weight);
        let mut x = 0.0;
        let mut placed = Vec::new();
        for character in words.text.chars() {
            let glyph = face.font.glyph_id(character);
            placed.push(Placed {
                character,
                glyph,
                x,
            });
            x += (face.advance(glyph) + words.spacing) * words.size;
        }
        placed
    }

    /// Returns the width of a text whose em has one dot.
    pub fn width(&self, text: &str, weight: Weight, spacing: f32) -> f32 {
        let face = self.of(weight);
        text.chars()
            .map(|c| face.advance(face.font.glyph_id(c)) + spacing)
            .sum()
    }
}
