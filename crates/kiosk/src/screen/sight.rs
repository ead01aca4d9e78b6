//! What the camera sees, for the page to draw over the preview. It travels beside the view, as often
//! as frames are decoded, and says where something is and of which kind: never what it says.

use serde::Serialize;
use ts_rs::TS;

/// What is in view now.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct Sight {
    /// Width of the picture in pixels.
    pub width: u32,
    /// Height of the picture in pixels.
    pub height: u32,
    /// What was found in it.
    pub marks: Vec<SightMark>,
    /// What the person can do.
    pub hint: Option<SightHint>,
}

/// One outline.
#[derive(Debug, Clone, PartialEq, Serialize, TS)]
pub struct SightMark {
    /// What it is.
    pub kind: SightKind,
    /// The number under which it is picked (`pick_code`), when the person has to choose.
    pub number: Option<u8>,
    /// Its corners from the upper left one on, as parts of width and height.
    pub corners: [[f32; 2]; 4],
}

/// What is outlined.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SightKind {
    /// A code that was read.
    Read,
    /// A code that was located and cannot be read yet.
    Located,
    /// A code of a kind that is of no use here.
    Foreign,
}

/// What the person can do so that a code is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum SightHint {
    /// Hold it nearer.
    Nearer,
    /// Hold it farther away.
    Farther,
    /// Tilt it: a light is reflected.
    Glare,
    /// More light.
    Dark,
    /// Hold it still.
    Blurred,
    /// Touch the right one.
    TwoCodes,
    /// The bars of goods.
    Product,
    /// Bars of another kind.
    Bars,
    /// PDF417, as on boarding passes.
    Pdf417,
    /// Data Matrix, as on medicine.
    DataMatrix,
    /// Aztec, as on railway tickets.
    Aztec,
    /// A small or oblong relative of the QR code.
    SmallQr,
}
