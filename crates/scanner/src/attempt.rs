//! One candidate: lays the grid, samples it, reads it.

use crate::candidate::Candidate;
use crate::gray::Gray;
use crate::grid::{Fit, fit, fit_by_kind, polish, refine, sample};
use crate::sight::{Code, Corners};
use crate::symbol::layout::{Layout, VERSION_MAX};
use crate::symbol::{self, Reading, Soft};

/// Evidence in bits from which one reading is enough.
const SURE_FROM: f32 = 40.0;
/// A grid that fits less than this lies on something else.
const FIT_MIN: f32 = 0.45;
/// The same before the grid was refined.
const FIT_FIRST: f32 = 0.4;
/// Eyes that are seen as well as this are seen well enough to tell that the rest is missing.
const EYES_CLEAR: f32 = 0.9;

/// What came of a candidate.
pub(crate) enum Attempt {
    /// It was read.
    Read(Code),
    /// It looks like a code and cannot be read, not from this picture alone.
    Unread(Box<Unread>),
    /// It does not look like a code.
    Unlike,
    /// It is seen well, and it is no code.
    NoCode(Corners),
}

/// What is known of a code that was not read.
#[derive(Clone)]
pub(crate) struct Unread {
    pub(crate) corners: Corners,
    pub(crate) version: usize,
    pub(crate) fit: Fit,
    /// What each module was taken for.
    pub(crate) soft: Soft,
}

impl Unread {
    /// The same place again, in another picture.
    pub(crate) fn candidate(&self) -> Candidate {
        Candidate {
            corners: self.corners,
            version: self.version,
            fit: self.fit.all.abs(),
        }
    }
}

/// A code from a reading.
pub(crate) fn code(reading: Reading, corners: Corners) -> Code {
    Code {
        text: reading.text,
        corners,
        sure: reading.evidence >= SURE_FROM,
    }
}

/// Lays the grid of a candidate, samples it and reads it.
pub(crate) fn attempt(gray: &Gray<'_>, candidate: &Candidate) -> Attempt {
    let Some(layout) = Layout::of(candidate.version) else {
        return Attempt::Unlike;
    };
    let fitted = refine(gray, &candidate.corners, layout, 4);
    let seen = fit_by_kind(gray, &fitted.corners, layout);
    if !seen.is_plausible() {
        return if seen.eyes.abs() > EYES_CLEAR {
            Attempt::NoCode(fitted.corners)
        } else {
            Attempt::Unlike
        };
    }
    if seen.all.abs() < FIT_MIN {
        return Attempt::Unlike;
    }
    let sign = fitted.fit.signum();
    let soft = match sampled(gray, &fitted.corners, layout, sign) {
        Ok(reading) => return Attempt::Read(code(reading, fitted.corners)),
        Err(soft) => soft,
    };
    let corners = polish(gray, &fitted.corners, layout.size, &soft.values, sign);
    match sampled(gray, &corners, layout, sign) {
        Ok(reading) => Attempt::Read(code(reading, corners)),
        Err(soft) => Attempt::Unread(Box::new(Unread {
            corners,
            version: candidate.version,
            fit: seen,
            soft,
        })),
    }
}

/// Samples a grid and reads it in every way; else what the modules were last taken for.
fn sampled(
    gray: &Gray<'_>,
    corners: &Corners,
    layout: &Layout,
    sign: f32,
) -> Result<Reading, Soft> {
    let mut brightness = sample(gray, corners, layout.size);
    if sign < 0.0 {
        for value in &mut brightness {
            *value = 255.0 - *value;
        }
    }
    let mut last = Soft::unknown(layout.size);
    for soft in symbol::soft_variants(layout, &brightness) {
        if let Some(reading) = symbol::read(&soft) {
            return Ok(reading);
        }
        last = soft;
    }
    Err(last)
}

/// Reads a symbol that somebody else located, whatever its version.
pub(crate) fn rescue(gray: &Gray<'_>, corners: &Corners) -> Attempt {
    let mut fits: Vec<Candidate> = (1..=VERSION_MAX)
        .filter_map(|version| {
            let fit = fit(gray, corners, Layout::of(version)?).abs();
            (fit > FIT_FIRST).then_some(Candidate {
                corners: *corners,
                version,
                fit,
            })
        })
        .collect();
    fits.sort_by(|a, b| b.fit.total_cmp(&a.fit));
    let mut outcome = Attempt::Unlike;
    for candidate in fits.iter().take(2) {
        match attempt(gray, candidate) {
            read @ Attempt::Read(_) => return read,
            // The likelier version says more.
            Attempt::Unlike => {}
            unread @ Attempt::Unread(_) => outcome = unread,
            // Another version does not make it one.
            none @ Attempt::NoCode(_) => return none,
        }
    }
    outcome
}
