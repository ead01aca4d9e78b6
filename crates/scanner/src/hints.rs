//! What would help the person who holds a code before the camera.

use crate::attempt::Unread;
use crate::gray::Gray;
use crate::grid::distance;
use crate::sight::{Decoded, Hint};

/// A code whose modules are narrower than this, in pixels, should come nearer.
const MODULE_SMALL: f32 = 2.3;
/// A code that is wider than this share of the picture should go farther away.
const SIDE_LARGE: f32 = 0.95;
/// Share of clipped pixels in a code that only a reflection makes.
const CLIPPED_GLARE: f32 = 0.05;
/// Mean brightness below which a picture is too dark.
const MEAN_DARK: f32 = 38.0;
/// Timing that is seen this much worse than the eyes was smeared: it has the finest pattern.
const SMEARED: f32 = 0.75;

/// The light in a picture.
pub(crate) struct Light {
    mean: f32,
    /// Share of pixels at the upper end.
    clipped: f32,
}

impl Light {
    /// Looks at every fourth pixel of every fourth row.
    pub(crate) fn of(gray: &Gray) -> Self {
        let (mut sum, mut clipped, mut count) = (0_u32, 0_u32, 0_u32);
        for row in gray.pixels.chunks_exact(gray.width.max(1)).step_by(4) {
            for &value in row.iter().step_by(4) {
                sum += u32::from(value);
                clipped += u32::from(value >= 250);
                count += 1;
            }
        }
        let count = count.max(1) as f32;
        Self {
            mean: sum as f32 / count,
            clipped: clipped as f32 / count,
        }
    }
}

/// The hint for a picture, from what was read, seen and not read.
pub(crate) fn of(decoded: &Decoded, unread: Option<&Unread>, light: &Light) -> Option<Hint> {
    match decoded.codes.len() {
        0 => {}
        1 => return None,
        _ => return Some(Hint::TwoCodes),
    }
    if let Some(foreign) = decoded.foreign.first() {
        return Some(Hint::Foreign(foreign.symbology));
    }
    if light.mean < MEAN_DARK {
        return Some(Hint::Dark);
    }
    let unread = unread?;
    let side = (distance(unread.corners[0], unread.corners[1])
        + distance(unread.corners[0], unread.corners[3]))
        / 2.0;
    let module = side / (17 + 4 * unread.version) as f32;
    if module < MODULE_SMALL {
        return Some(Hint::Nearer);
    }
    if light.clipped > CLIPPED_GLARE {
        return Some(Hint::Glare);
    }
    if unread.fit.timing.abs() < unread.fit.eyes.abs() * SMEARED {
        return Some(Hint::Blurred);
    }
    None
}
