//! From brightness to texts: zxing-cpp first, then our own eyes on what it leaves.

use std::time::Instant;

use crate::candidate::{Candidate, candidates, triples};
use crate::finder::{Bits, Finder, finders};
use crate::frame::Frame;
use crate::gray::Gray;
use crate::grid::{Perspective, fit, refine, sample};
use crate::guard::guarded;
use crate::locate::Locator;
use crate::sight::{Code, Corners, Decoded};
use crate::symbol::{self, Reading, layout::Layout};

/// Evidence in bits from which one reading is enough.
const SURE_FROM: f32 = 40.0;

/// Reads the codes in one picture.
pub fn decode(luma: &[u8], width: u32, height: u32) -> Decoded {
    Decoder::new().look_at(luma, width, height)
}

/// Reads the codes in the frames of one scene within the budget of a frame.
pub struct Decoder {
    locator: Locator,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// Starts a scene.
    pub fn new() -> Self {
        Self {
            locator: Locator::new(),
        }
    }

    /// Reads the codes in the next frame.
    pub fn look(&mut self, frame: &Frame) -> Decoded {
        self.look_at(&frame.luma, frame.width, frame.height)
    }

    /// Reads the codes in the next picture of brightness.
    pub fn look_at(&mut self, luma: &[u8], width: u32, height: u32) -> Decoded {
        let start = Instant::now();
        let gray = Gray::new(luma, width as usize, height as usize);
        let mut decoded = guarded(|| self.search(&gray)).unwrap_or_default();
        decoded.ms = start.elapsed().as_secs_f64() * 1000.0;
        decoded
    }

    fn search(&mut self, gray: &Gray) -> Decoded {
        let mut decoded = Decoded::default();
        if gray.width < 16 || gray.height < 16 {
            return decoded;
        }
        let located = self.locator.qr(gray);
        decoded.codes = located.codes;
        if !decoded.codes.is_empty() {
            return decoded;
        }
        for corners in located.unread.iter().take(4) {
            if let Some(code) = rescue(gray, corners) {
                decoded.codes.push(code);
            }
        }
        if !decoded.codes.is_empty() {
            return decoded;
        }
        let half = gray.half();
        let mut eyes = finders(&Bits::of(&half), 1);
        for eye in &mut eyes {
            (eye.at.x, eye.at.y, eye.module) = (eye.at.x * 2.0, eye.at.y * 2.0, eye.module * 2.0);
        }
        if let Some(code) = from_eyes(gray, &eyes) {
            decoded.codes.push(code);
            return decoded;
        }
        let eyes = finders(&Bits::of(gray), 2);
        decoded.codes.extend(from_eyes(gray, &eyes));
        decoded
    }
}

/// Tries what three eyes together may be.
fn from_eyes(gray: &Gray, eyes: &[Finder]) -> Option<Code> {
    let mut tried: Vec<Candidate> = triples(eyes)
        .iter()
        .take(12)
        .flat_map(|triple| candidates(gray, triple).into_iter().take(2))
        .collect();
    tried.sort_by(|a, b| b.fit.total_cmp(&a.fit));
    tried.iter().take(6).find_map(|candidate| attempt(gray, candidate))
}

/// Reads a symbol that was located but not read.
fn rescue(gray: &Gray, corners: &Corners) -> Option<Code> {
    let mut fits: Vec<Candidate> = (1..=symbol::layout::VERSION_MAX)
        .filter_map(|version| {
            let layout = Layout::of(version)?;
            Some(Candidate {
                corners: *corners,
                version,
                fit: fit(gray, corners, layout).abs(),
            })
        })
        .collect();
    fits.sort_by(|a, b| b.fit.total_cmp(&a.fit));
    fits.iter().take(2).find_map(|candidate| attempt(gray, candidate))
}

/// Lays the grid, samples it and reads it.
fn attempt(gray: &Gray, candidate: &Candidate) -> Option<Code> {
    let layout = Layout::of(candidate.version)?;
    let fitted = refine(gray, &candidate.corners, layout, 4);
    if fitted.fit.abs() < 0.35 {
        return None;
    }
    let mut brightness = sample(gray, &fitted.corners, layout.size);
    if fitted.fit < 0.0 {
        brightness.iter_mut().for_each(|value| *value = 255.0 - *value);
    }
    let Reading { text, evidence } =
        symbol::soft_variants(layout.size, &brightness).find_map(|soft| symbol::read(&soft))?;
    Some(Code {
        text,
        corners: fitted.corners,
        sure: evidence >= SURE_FROM,
    })
}

