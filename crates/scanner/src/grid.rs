//! Lays the grid of a symbol over a picture: fits it to the modules that are known, then samples.
#![allow(
    clippy::indexing_slicing,
    reason = "the hot loop of the scanner; places are clamped to the picture before they are read"
)]

use std::ops::Range;

use crate::gray::Gray;
use crate::sight::{Corners, Point};
use crate::symbol::layout::Layout;

/// A perspective from module coordinates to pixels.
#[derive(Clone, Copy)]
pub(crate) struct Perspective([f32; 8]);

impl Perspective {
    /// The map that takes the corners of a square of that many modules to the corners in the picture.
    pub(crate) fn of(corners: &Corners, modules: f32) -> Self {
        let [a, b, c, d] = *corners;
        let (dx1, dx2, dx3) = (b.x - c.x, d.x - c.x, a.x - b.x + c.x - d.x);
        let (dy1, dy2, dy3) = (b.y - c.y, d.y - c.y, a.y - b.y + c.y - d.y);
        let area = dx1 * dy2 - dx2 * dy1;
        let area = if area.abs() < 1e-6 { 1e-6 } else { area };
        let g = (dx3 * dy2 - dx2 * dy3) / area;
        let h = (dx1 * dy3 - dx3 * dy1) / area;
        Self([
            (b.x - a.x + g * b.x) / modules,
            (d.x - a.x + h * d.x) / modules,
            a.x,
            (b.y - a.y + g * b.y) / modules,
            (d.y - a.y + h * d.y) / modules,
            a.y,
            g / modules,
            h / modules,
        ])
    }

    pub(crate) fn at(&self, u: f32, v: f32) -> Point {
        let m = &self.0;
        let scale = 1.0 / (m[6] * u + m[7] * v + 1.0);
        Point {
            x: (m[0] * u + m[1] * v + m[2]) * scale,
            y: (m[3] * u + m[4] * v + m[5]) * scale,
        }
    }
}

/// The brightness at a place, smoothly; beyond the picture as at its edge.
#[inline(always)]
pub(crate) fn brightness(gray: &Gray<'_>, at: Point) -> f32 {
    // A place that is no number becomes the corner.
    let x = (at.x - 0.5).clamp(0.0, gray.width as f32 - 1.001).max(0.0);
    let y = (at.y - 0.5).clamp(0.0, gray.height as f32 - 1.001).max(0.0);
    let (column, row) = (x as usize, y as usize);
    let (fx, fy) = (x - column as f32, y - row as f32);
    let first = row * gray.width + column;
    let pair = |at: usize| match gray.pixels[at..] {
        [left, right, ..] => f32::from(left) * (1.0 - fx) + f32::from(right) * fx,
        _ => 0.0,
    };
    pair(first) * (1.0 - fy) + pair(first + gray.width) * fy
}

/// A grid that was fitted.
#[derive(Clone, Copy)]
pub(crate) struct Fitted {
    pub(crate) corners: Corners,
    /// How well the known modules fit, from -1 to 1; below 0 for a light symbol on a dark ground.
    pub(crate) fit: f32,
}

/// How well the kinds of known modules are seen, each from -1 (inverted) to 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Fit {
    pub(crate) eyes: f32,
    pub(crate) timing: f32,
    pub(crate) all: f32,
}

impl Fit {
    /// Sharp eyes without the line of timing between them belong to something else.
    pub(crate) fn is_plausible(self) -> bool {
        let (eyes, timing) = (self.eyes.abs(), self.timing * self.eyes.signum());
        timing > 0.2 && (eyes < 0.97 || timing > 0.45)
    }
}

/// How well the known modules of a layout are seen under a grid: 1 at best, -1 when inverted.
pub(crate) fn fit(gray: &Gray<'_>, corners: &Corners, layout: &Layout) -> f32 {
    fit_of(gray, corners, layout, &layout.patches)
}

/// The same by kind.
pub(crate) fn fit_by_kind(gray: &Gray<'_>, corners: &Corners, layout: &Layout) -> Fit {
    let timing = layout.patches.len() - layout.alignments.len();
    Fit {
        eyes: fit_of(gray, corners, layout, &layout.patches[..3]),
        timing: fit_of(gray, corners, layout, &layout.patches[3..timing]),
        all: fit(gray, corners, layout),
    }
}

/// How well the three finders are seen.
pub(crate) fn fit_eyes(gray: &Gray<'_>, corners: &Corners, layout: &Layout) -> f32 {
    fit_of(gray, corners, layout, &layout.patches[..3])
}

/// How well the better of the two lines of timing is seen.
pub(crate) fn fit_line(gray: &Gray<'_>, corners: &Corners, layout: &Layout) -> f32 {
    let timing = &layout.patches[3..layout.patches.len() - layout.alignments.len()];
    let (across, down) = timing.split_at(timing.len() / 2);
    let (across, down) = (
        fit_of(gray, corners, layout, across),
        fit_of(gray, corners, layout, down),
    );
    if across.abs() > down.abs() {
        across
    } else {
        down
    }
}

fn fit_of(gray: &Gray<'_>, corners: &Corners, layout: &Layout, patches: &[Range<usize>]) -> f32 {
    let map = Perspective::of(corners, layout.size as f32);
    let (mut score, mut weight) = (0.0, 0.0);
    for patch in patches {
        let modules = &layout.known[patch.clone()];
        let (mut sum, mut squares, mut dark_sum, mut dark) = (0.0, 0.0, 0.0, 0.0);
        for module in modules {
            let at = map.at(f32::from(module.x) + 0.5, f32::from(module.y) + 0.5);
            let value = brightness(gray, at);
            sum += value;
            squares += value * value;
            if module.dark {
                dark_sum += value;
                dark += 1.0;
            }
        }
        let count = modules.len() as f32;
        let mean = sum / count;
        let spread = squares / count - mean * mean;
        // The correlation with the pattern, drawn towards none where there is hardly any contrast.
        let share = dark / count;
        let pattern = (share * (1.0 - share)).max(0.01);
        let shared = (mean * dark - dark_sum) / count;
        score += count * shared / ((spread + 4.0) * pattern).sqrt();
        weight += count;
    }
    score / weight
}

/// Moves the corners until the known modules fit best.
pub(crate) fn refine(gray: &Gray<'_>, start: &Corners, layout: &Layout, rounds: u32) -> Fitted {
    let mut corners = *start;
    let mut best = fit(gray, &corners, layout);
    let sign = best.signum();
    best *= sign;
    let side = distance(corners[0], corners[1]) + distance(corners[0], corners[3]);
    let mut step = side / (2.0 * layout.size as f32) * 0.9;
    for _ in 0..rounds {
        for corner in [2, 1, 3, 0] {
            for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                for _ in 0..6 {
                    let mut tried = corners;
                    tried[corner].x += dx * step;
                    tried[corner].y += dy * step;
                    let score = sign * fit(gray, &tried, layout);
                    if score <= best + 1e-5 {
                        break;
                    }
                    (best, corners) = (score, tried);
                }
            }
        }
        step *= 0.6;
    }
    Fitted {
        corners,
        fit: best * sign,
    }
}

/// Moves the corners by less than a module until every module fits best what it was taken for.
pub(crate) fn polish(
    gray: &Gray<'_>,
    start: &Corners,
    size: usize,
    taken: &[f32],
    sign: f32,
) -> Corners {
    let score = |corners: &Corners| {
        let map = Perspective::of(corners, size as f32);
        let sum: f32 = taken
            .iter()
            .enumerate()
            .map(|(at, dark)| {
                let centre = map.at((at % size) as f32 + 0.5, (at / size) as f32 + 0.5);
                dark.clamp(-1.0, 1.0) * brightness(gray, centre)
            })
            .sum();
        -sign * sum
    };
    let mut corners = *start;
    let mut best = score(&corners);
    let side = distance(corners[0], corners[1]) + distance(corners[0], corners[3]);
    let mut step = side / (2.0 * size as f32) * 0.4;
    for _ in 0..3 {
        for corner in 0..4 {
            for (dx, dy) in [(1.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (0.0, -1.0)] {
                let mut tried = corners;
                tried[corner].x += dx * step;
                tried[corner].y += dy * step;
                let reached = score(&tried);
                if reached > best {
                    (best, corners) = (reached, tried);
                }
            }
        }
        step *= 0.5;
    }
    corners
}

pub(crate) fn distance(a: Point, b: Point) -> f32 {
    (a.x - b.x).hypot(a.y - b.y)
}

/// The middle of an outline.
pub(crate) fn middle(corners: &Corners) -> Point {
    let [a, _, c, _] = *corners;
    Point {
        x: (a.x + c.x) / 2.0,
        y: (a.y + c.y) / 2.0,
    }
}

/// The brightness of every module, row by row: the mean over the middle of each.
pub(crate) fn sample(gray: &Gray<'_>, corners: &Corners, size: usize) -> Vec<f32> {
    /// Places within a module, and how much each counts.
    const PLACES: [(f32, f32, f32); 9] = [
        (0.5, 0.5, 4.0),
        (0.22, 0.5, 2.0),
        (0.78, 0.5, 2.0),
        (0.5, 0.22, 2.0),
        (0.5, 0.78, 2.0),
        (0.22, 0.22, 1.0),
        (0.78, 0.22, 1.0),
        (0.22, 0.78, 1.0),
        (0.78, 0.78, 1.0),
    ];
    let map = Perspective::of(corners, size as f32);
    (0..size * size)
        .map(|at| {
            let (x, y) = ((at % size) as f32, (at / size) as f32);
            let sum: f32 = PLACES
                .iter()
                .map(|&(dx, dy, weight)| weight * brightness(gray, map.at(x + dx, y + dy)))
                .sum();
            sum / 16.0
        })
        .collect()
}

impl Perspective {
    /// The way back; `None` when the picture of the square has no area.
    pub(crate) fn inverse(&self) -> Option<Self> {
        let [a, b, c, d, e, f, g, h] = self.0;
        let scale = a * e - b * d;
        if scale.abs() < 1e-9 {
            return None;
        }
        Some(Self(
            [
                e - f * h,
                c * h - b,
                b * f - c * e,
                f * g - d,
                a - c * g,
                c * d - a * f,
                d * h - e * g,
                b * g - a * h,
            ]
            .map(|value| value / scale),
        ))
    }
}
