//! From brightness to texts: rqrr on the picture as it is, then on a few variants of it.

use std::time::Instant;

use crate::frame::Frame;
use crate::gray::Gray;
use crate::guard::guarded;
use crate::sight::{Code, Decoded, Point};

/// One way to look at a picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Variant {
    Plain,
    HalfLevelled,
    Levelled,
    HalfInverted,
}

/// What is tried after the plain picture showed nothing, the cheapest gain first.
const EXTRA: [Variant; 3] = [
    Variant::HalfLevelled,
    Variant::Levelled,
    Variant::HalfInverted,
];

/// Reads the codes in one picture and takes the time it needs: every variant until one is read.
pub fn decode(luma: &[u8], width: u32, height: u32) -> Decoded {
    timed(luma, width, height, &EXTRA)
}

/// Reads the codes in the frames of one scene within the budget of a frame.
///
/// Every frame is looked at as it is and in one further variant, which changes from frame to
/// frame: a code that is held for a quarter of a second has been looked at in every way.
#[derive(Debug, Default)]
pub struct Decoder {
    turn: usize,
}

impl Decoder {
    /// Starts a scene.
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads the codes in the next frame.
    pub fn look(&mut self, frame: &Frame) -> Decoded {
        self.look_at(&frame.luma, frame.width, frame.height)
    }

    /// Reads the codes in the next picture of brightness.
    pub fn look_at(&mut self, luma: &[u8], width: u32, height: u32) -> Decoded {
        let extra = EXTRA.get(self.turn..=self.turn).unwrap_or_default();
        self.turn = (self.turn + 1) % EXTRA.len();
        timed(luma, width, height, extra)
    }
}

fn timed(luma: &[u8], width: u32, height: u32, extra: &[Variant]) -> Decoded {
    let start = Instant::now();
    let gray = Gray::new(luma, width as usize, height as usize);
    let codes = search(&gray, extra, read);
    Decoded {
        codes,
        ms: start.elapsed().as_secs_f64() * 1000.0,
        ..Decoded::default()
    }
}

/// Reads the picture as it is, then its variants until one shows a text.
fn search(gray: &Gray, extra: &[Variant], read: fn(&Gray) -> Vec<Code>) -> Vec<Code> {
    let variants = std::iter::once(&Variant::Plain).chain(extra);
    variants
        .map(|&variant| guarded(|| read_variant(gray, variant, read)).unwrap_or_default())
        .find(|codes| !codes.is_empty())
        .unwrap_or_default()
}

fn read_variant(gray: &Gray, variant: Variant, read: fn(&Gray) -> Vec<Code>) -> Vec<Code> {
    match variant {
        Variant::Plain => read(gray),
        Variant::HalfLevelled => doubled(read(&gray.half().levelled())),
        Variant::Levelled => read(&gray.levelled()),
        Variant::HalfInverted => doubled(read(&gray.half().inverted())),
    }
}

/// Takes the corners from a picture of half the size back to the whole one.
fn doubled(mut codes: Vec<Code>) -> Vec<Code> {
    for corner in codes.iter_mut().flat_map(|code| &mut code.corners) {
        (corner.x, corner.y) = (corner.x * 2.0, corner.y * 2.0);
    }
    codes
}

/// Finds and reads the codes with rqrr, which panics on some pictures.
fn read(gray: &Gray) -> Vec<Code> {
    if gray.pixels.is_empty() {
        return Vec::new();
    }
    let pixel = |x: usize, y: usize| gray.pixels.get(y * gray.width + x).copied().unwrap_or(255);
    let mut image = rqrr::PreparedImage::prepare_from_greyscale(gray.width, gray.height, pixel);
    let mut codes: Vec<Code> = Vec::new();
    for grid in image.detect_grids() {
        // One damaged symbol must not take away its neighbours.
        let text = guarded(|| grid.decode())
            .and_then(Result::ok)
            .map(|(_, text)| text);
        let Some(text) = text.filter(|text| !text.is_empty()) else {
            continue;
        };
        if codes.iter().all(|code| code.text != text) {
            let corners = grid.bounds.map(|at| Point {
                x: at.x as f32,
                y: at.y as f32,
            });
            codes.push(Code {
                text,
                corners,
                sure: true,
            });
        }
    }
    codes
}

#[cfg(test)]
mod tests;
