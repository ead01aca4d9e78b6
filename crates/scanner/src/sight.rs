//! What a look at one picture tells: codes with their corners, foreign codes, and a hint.

use std::fmt;

/// A place in a picture, in pixels from the upper left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// To the right.
    pub x: f32,
    /// Downwards.
    pub y: f32,
}

/// The corners of a symbol without its quiet zone: upper left, then clockwise as it is printed.
pub type Corners = [Point; 4];

/// A QR code that was read.
#[derive(Clone, PartialEq)]
pub struct Code {
    /// What it says.
    pub text: String,
    /// Where it is in the picture.
    pub corners: Corners,
    /// Error correction was far from its limit: one reading is enough to believe it.
    pub sure: bool,
}

impl fmt::Debug for Code {
    /// Hides the text: it can belong to a person.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Code at {:?}", self.corners)
    }
}

/// A symbology this kiosk has no use for and names to the person who shows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Symbology {
    /// The bars on goods: EAN, UPC, ISBN.
    Product,
    /// Other bars: parcels, files, tickets.
    Bars,
    /// The stacked bars of PDF417, as on boarding passes.
    Pdf417,
    /// The squares of Data Matrix, as on medicine.
    DataMatrix,
    /// Aztec, as on railway tickets.
    Aztec,
    /// The small or oblong relatives of the QR code.
    SmallQr,
}

/// A foreign code that was recognised; what it says is not kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Foreign {
    /// What kind it is.
    pub symbology: Symbology,
    /// Where it is in the picture.
    pub corners: Corners,
}

/// What the person can do so that the next picture shows more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Hint {
    /// The modules of the code are too small.
    Nearer,
    /// The code is larger than the picture.
    Farther,
    /// A light is reflected by the code.
    Glare,
    /// The picture is too dark.
    Dark,
    /// The picture is not sharp: out of focus or moved.
    Blurred,
    /// Several codes are in view, and nobody but the person knows which is meant.
    TwoCodes,
    /// What is in view is no QR code.
    Foreign(Symbology),
}

/// What one picture shows.
#[derive(Clone, PartialEq, Default)]
pub struct Decoded {
    /// The QR codes that were read, each text once, in the order found.
    pub codes: Vec<Code>,
    /// QR codes that were located and not read.
    pub located: Vec<Corners>,
    /// Codes of other kinds.
    pub foreign: Vec<Foreign>,
    /// What would help; `None` when one code was read, or when nothing is in view.
    pub hint: Option<Hint>,
    /// How long the search took, in milliseconds.
    pub ms: f64,
}

impl Decoded {
    /// The texts that were read.
    pub fn texts(&self) -> Vec<&str> {
        self.codes.iter().map(|code| code.text.as_str()).collect()
    }
}

impl fmt::Debug for Decoded {
    /// Counts the texts and shows none.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decoded {} in {:.1} ms", self.codes.len(), self.ms)
    }
}
