//! Sheets: one is made of whole printer dots once, and drawn as SVG, PNG or PDF.
//!
//! A module of a code is a whole number of dots and begins on one, so no printer has to round it
//! (trust.md 1.5). Letters are placed in fractions of dots; they may be.

pub mod column;
mod fonts;
mod pdf;
mod raster;
mod svg;

use codes::Drawing;

pub use fonts::{Faces, Fonts, Weight};
pub use pdf::pdf;
pub use raster::png;
pub use svg::svg;

/// Why nothing can be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PrintError {
    /// The type faces are not where they are looked for.
    #[error(
        "the type faces are missing: install the package fonts-noto-cjk, or name the folder of \
         NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc with --fonts"
    )]
    Fonts,
    /// The type faces do not have a character.
    #[error("the type faces do not have the character U+{:04X}", u32::from(*.0))]
    Character(char),
    /// A text does not fit its place in a size that can be read.
    #[error("a text is too long for its place")]
    TooLong,
}

/// A colour of our prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Paper.
    White,
    /// Text on paper, and codes.
    Black,
    /// The blue of house plates (look/tokens.css).
    Plate,
}

impl Ink {
    /// Returns red, green and blue.
    pub fn rgb(self) -> [u8; 3] {
        match self {
            Self::White => [255, 255, 255],
            Self::Black => [0, 0, 0],
            Self::Plate => [0x0e, 0x3f, 0x7e],
        }
    }
}

/// A rectangle in whole dots.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Area {
    /// Dots from the left edge.
    pub left: u32,
    /// Dots from the upper edge.
    pub top: u32,
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
}

impl Area {
    /// Returns the area without a border of so many dots.
    pub fn inside(self, border: u32) -> Self {
        Self {
            left: self.left + border,
            top: self.top + border,
            width: self.width.saturating_sub(2 * border),
            height: self.height.saturating_sub(2 * border),
        }
    }
}

/// A line of text.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// Left end in dots.
    pub left: f32,
    /// Base line in dots from the upper edge.
    pub base: f32,
    /// Size of the em in dots.
    pub size: f32,
    /// Which face.
    pub weight: Weight,
    /// Its colour.
    pub ink: Ink,
    /// What letters stand apart more than by their width, in parts of the em.
    pub spacing: f32,
    /// The text.
    pub text: String,
}

/// Something on a sheet; later ones lie above earlier ones.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// A filled rectangle, its corners rounded by so many dots.
    Fill(Area, u32, Ink),
    /// A line of text.
    Words(Words),
    /// The dark modules of a code, on white that lies below: left and upper dot of its quiet zone,
    /// and the dots of a module.
    Code(u32, u32, u32, Drawing),
}

/// A sheet in whole dots.
#[derive(Debug, Clone, PartialEq)]
pub struct Sheet {
    /// Dots of an inch.
    pub dpi: u32,
    /// Dots across.
    pub width: u32,
    /// Dots down.
    pub height: u32,
    /// What is on it.
    pub marks: Vec<Mark>,
}

impl Sheet {
    /// Makes an empty sheet of a size in millimetres.
    pub fn new(dpi: u32, width_mm: f32, height_mm: f32) -> Self {
        Self {
            dpi,
            width: dots(dpi, width_mm),
            height: dots(dpi, height_mm),
            marks: Vec::new(),
        }
    }

    /// Makes an empty sheet of so many dots.
    pub fn of_dots(dpi: u32, width: u32, height: u32) -> Self {
        Self {
            dpi,
            width,
            height,
            marks: Vec::new(),
        }
    }

    /// Puts all of another sheet on this one.
    pub fn place(&mut self, other: &Self, left: u32, top: u32) {
        let moved = other.marks.iter().map(|mark| match mark {
            Mark::Fill(area, radius, ink) => {
                let area = Area {
                    left: area.left + left,
                    top: area.top + top,
                    ..*area
                };
                Mark::Fill(area, *radius, *ink)
            }
            Mark::Words(words) => Mark::Words(Words {
                left: words.left + real(left),
                base: words.base + real(top),
                ..words.clone()
            }),
            Mark::Code(x, y, module, drawing) => {
                Mark::Code(x + left, y + top, *module, drawing.clone())
            }
        });
        self.marks.extend(moved);
    }

    /// Tells whether the sheet is black on white, for printers that know nothing else.
    pub fn is_black_and_white(&self) -> bool {
        self.marks.iter().all(|mark| match mark {
            Mark::Fill(_, _, ink) => *ink != Ink::Plate,
            Mark::Words(words) => words.ink != Ink::Plate,
            Mark::Code(..) => true,
        })
    }
}

/// Returns the whole dots that are nearest to a length.
pub fn dots(dpi: u32, mm: f32) -> u32 {
    whole((mm * real(dpi) / 25.4).round())
}

/// Returns the dots of a module that is at least so long.
pub fn module_dots(dpi: u32, mm: f32) -> u32 {
    // A millimetre that dots almost make, as 8 of 203 an inch do, is one.
    whole((mm * real(dpi) / 25.4 - 0.01).ceil()).max(1)
}

/// Returns a count of dots as a number with a fraction.
#[expect(
    clippy::cast_precision_loss,
    reason = "sheets have far less than 2^24 dots"
)]
pub fn real(dots: u32) -> f32 {
    dots as f32
}

/// Returns a length without its fraction.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "lengths on a sheet are small and begin at 0"
)]
pub fn whole(length: f32) -> u32 {
    length.max(0.0) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_whole_dots_and_never_smaller_than_told() {
        let cases = [
            (203, 0.5, 4),
            (300, 0.5, 6),
            (600, 0.5, 12),
            (203, 1.0, 8),
            (300, 1.0, 12),
            (600, 1.0, 24),
        ];
        for (dpi, mm, dots) in cases {
            assert_eq!(module_dots(dpi, mm), dots, "{dpi} {mm}");
        }
        assert_eq!(dots(300, 200.0), 2_362);
    }
}
