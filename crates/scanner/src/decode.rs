//! From brightness to texts: zxing-cpp first, then our own eyes on what it leaves.

use std::time::Instant;

use crate::candidate::{Candidate, Triple, candidates, pairs, triples};
use crate::finder::{Bits, Finder, Search, finders, quality};
use crate::frame::Frame;
use crate::gray::Gray;
use crate::grid::{distance, fit, fit_by_kind, polish, refine, sample};
use crate::guard::guarded;
use crate::locate::Locator;
use crate::sight::{Code, Corners, Decoded};
use crate::symbol::{self, Reading, Soft, layout::Layout};

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
        let mut dismissed = false;
        for corners in located.unread.iter().take(4) {
            match rescue(gray, corners) {
                Attempt::Read(code) => decoded.codes.push(code),
                Attempt::NoCode => dismissed = true,
                Attempt::Unread => {}
            }
        }
        if !decoded.codes.is_empty() {
            return decoded;
        }
        let mut eyes = Eyes::new(gray);
        let rows = |step| Search {
            step,
            columns: false,
        };
        let both = |step| Search {
            step,
            columns: true,
        };
        let half = gray.half();
        let half_bits = Bits::of(&half);
        eyes.add(&half_bits, 2.0, rows(1));
        if let Some(code) = eyes.try_all() {
            decoded.codes.push(code);
            return decoded;
        }
        let bits = Bits::of(gray);
        eyes.add(&bits, 1.0, rows(2));
        if let Some(code) = eyes.try_all() {
            decoded.codes.push(code);
            return decoded;
        }
        if dismissed || eyes.dismissed {
            return decoded;
        }
        let promising = |eye: &Finder| eye.quality > PROMISING && eye.weight > PROMISING_WEIGHT;
        if !eyes.seen.iter().any(promising) && located.unread.is_empty() {
            return decoded;
        }
        eyes.add(&half_bits, 2.0, both(1));
        eyes.add(&bits, 1.0, both(1));
        if let Some(code) = eyes.try_all() {
            decoded.codes.push(code);
            return decoded;
        }
        let soft = half.smoothed();
        eyes.add(&Bits::of(&soft), 2.0, both(1));
        eyes.add(&Bits::of(&soft.half()), 4.0, both(1));
        decoded.codes.extend(eyes.try_all());
        decoded
    }
}

/// Eyes of one picture, from every way to look at it, the best first.
struct Eyes<'a> {
    gray: &'a Gray,
    seen: Vec<Finder>,
    tried: Vec<Candidate>,
    /// Three sharp eyes were seen that do not belong to a code.
    dismissed: bool,
}

/// Eyes that look like this are worth a thorough search.
const PROMISING: f32 = 0.56;
const PROMISING_WEIGHT: f32 = 0.53;
const QUALITY_MIN: f32 = 0.38;
const EYES_MAX: usize = 12;

impl<'a> Eyes<'a> {
    fn new(gray: &'a Gray) -> Self {
        Self {
            gray,
            seen: Vec::new(),
            tried: Vec::new(),
            dismissed: false,
        }
    }

    fn add(&mut self, bits: &Bits, scale: f32, search: Search) {
        let least = if search.columns { 0.12 } else { 0.25 };
        for found in finders(bits, search).into_iter().take_while(|eye| eye.weight > least) {
            let mut eye = found.scaled(scale);
            eye.quality = quality(self.gray, &eye);
            if eye.quality < QUALITY_MIN {
                continue;
            }
            let known = self.seen.iter_mut().find(|seen| distance(seen.at, eye.at) < 1.5 * seen.module.max(eye.module) && seen.dark == eye.dark);
            match known {
                Some(known) if known.quality >= eye.quality => {}
                Some(known) => *known = eye,
                None => self.seen.push(eye),
            }
        }
        self.seen.sort_by(|a, b| b.quality.total_cmp(&a.quality));
        self.seen.truncate(EYES_MAX);
    }

    /// Tries what three eyes together may be, then what two may be.
    fn try_all(&mut self) -> Option<Code> {
        let mut whole = triples(&self.seen);
        whole.truncate(16);
        self.try_these(&whole, 5).or_else(|| {
            let pairs = pairs(&self.seen);
            self.try_these(&pairs, 4)
        })
    }

    fn try_these(&mut self, triples: &[Triple], most: usize) -> Option<Code> {
        let mut fresh: Vec<Candidate> = triples
            .iter()
            .flat_map(|triple| candidates(self.gray, triple).into_iter().take(2))
            .filter(|candidate| candidate.fit > 0.42 && !self.tried.iter().any(|tried| tried.is_like(candidate)))
            .collect();
        fresh.sort_by(|a, b| b.fit.total_cmp(&a.fit));
        fresh.truncate(most);
        self.tried.extend(&fresh);
        for candidate in &fresh {
            match attempt(self.gray, candidate) {
                Attempt::Read(code) => return Some(code),
                Attempt::Unread => {}
                Attempt::NoCode => self.dismissed = true,
            }
        }
        None
    }
}

/// Reads a symbol that was located but not read.
fn rescue(gray: &Gray, corners: &Corners) -> Attempt {
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
    fits.retain(|candidate| candidate.fit > 0.4);
    let mut outcome = Attempt::Unread;
    for candidate in fits.iter().take(2) {
        outcome = attempt(gray, candidate);
        if matches!(outcome, Attempt::Read(_)) {
            break;
        }
    }
    outcome
}

/// What came of a candidate.
enum Attempt {
    Read(Code),
    /// It may be a code that cannot be read.
    Unread,
    /// It is seen well, and it is no code.
    NoCode,
}

/// Lays the grid, samples it and reads it.
fn attempt(gray: &Gray, candidate: &Candidate) -> Attempt {
    let Some(layout) = Layout::of(candidate.version) else {
        return Attempt::NoCode;
    };
    let fitted = refine(gray, &candidate.corners, layout, 4);
    let seen = fit_by_kind(gray, &fitted.corners, layout);
    crate::lab::trace(format!("pre {:.2} post {:.2} v{}", candidate.fit, fitted.fit, candidate.version)+&format!(" {:?}",seen));
    if !seen.is_plausible() {
        return if seen.eyes.abs() > 0.9 { Attempt::NoCode } else { Attempt::Unread };
    }
    if seen.all.abs() < 0.45 {
        return Attempt::Unread;
    }
    let sign = fitted.fit.signum();
    let read = |reading: Reading, corners: Corners| {
        Attempt::Read(Code {
            text: reading.text,
            corners,
            sure: reading.evidence >= SURE_FROM,
        })
    };
    let (reading, decided) = sampled(gray, &fitted.corners, layout, sign);
    if let Some(reading) = reading {
        return read(reading, fitted.corners);
    }
    let Some(decided) = decided else {
        return Attempt::Unread;
    };
    let corners = polish(gray, &fitted.corners, layout.size, &decided.values, sign);
    match sampled(gray, &corners, layout, sign).0 {
        Some(reading) => read(reading, corners),
        None => Attempt::Unread,
    }
}

/// Samples a grid and reads it in every way; beside it what the modules were last taken for.
fn sampled(gray: &Gray, corners: &Corners, layout: &Layout, sign: f32) -> (Option<Reading>, Option<Soft>) {
    let mut brightness = sample(gray, corners, layout.size);
    if sign < 0.0 {
        brightness.iter_mut().for_each(|value| *value = 255.0 - *value);
    }
    let mut last = None;
    let reading = symbol::soft_variants(layout.size, &brightness).find_map(|soft| {
        let reading = symbol::read(&soft);
        last = Some(soft);
        reading
    });
    (reading, last)
}

#[cfg(test)]
mod tests;
