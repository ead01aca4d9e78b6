//! What the newest picture shows, for eyes only: outlines and a hint, never a text.

use crate::sight::{Corners, Hint, Point, Symbology};

/// What is outlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MarkKind {
    /// A code that was read.
    Read,
    /// One of several codes that were read, under the number by which it is picked.
    Choice(u8),
    /// A code that was located and not read.
    Located,
    /// A code of a kind that nobody needs here.
    Foreign(Symbology),
}

/// One outline.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    /// What it is.
    pub kind: MarkKind,
    /// Where it is, as fractions of the width and the height of the picture.
    pub corners: Corners,
}

/// What the newest decoded frame shows.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sight {
    /// Number of the frame, as in the preview.
    pub frame: u64,
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// What was found in it.
    pub marks: Vec<Mark>,
    /// What would help, calmed: it held for a while and does not flicker.
    pub hint: Option<Hint>,
}

impl Sight {
    /// Tells whether a person would see no difference.
    pub(crate) fn looks_like(&self, other: &Self) -> bool {
        let at = |sight: &Self| (sight.width, sight.height, sight.hint);
        at(self) == at(other) && self.marks == other.marks
    }
}

/// Takes corners from pixels to fractions of the picture.
pub(crate) fn fractions(corners: Corners, width: u32, height: u32) -> Corners {
    let side = |pixels: u32| f32::from(u16::try_from(pixels.max(1)).unwrap_or(u16::MAX));
    let (width, height) = (side(width), side(height));
    corners.map(|corner| Point {
        x: corner.x / width,
        y: corner.y / height,
    })
}
