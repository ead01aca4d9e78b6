//! Three eyes make a code: puts finder patterns together and finds the fourth corner.
#![allow(
    clippy::indexing_slicing,
    reason = "indices come from the lists they index; hostile pictures run under the guard"
)]

use crate::finder::Finder;
use crate::gray::Gray;
use crate::grid::{Perspective, brightness, distance, fit, fit_eyes, fit_line};
use crate::sight::{Corners, Point};
use crate::symbol::layout::{Layout, VERSION_MAX};

/// A place where a code may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Candidate {
    pub(crate) corners: Corners,
    pub(crate) version: usize,
    /// How well the known modules fit before the grid was refined.
    pub(crate) fit: f32,
}

impl Candidate {
    /// Says whether trying both would be trying the same.
    pub(crate) fn is_like(&self, other: &Self) -> bool {
        let reach = distance(self.corners[0], self.corners[1]) / (17 + 4 * self.version) as f32;
        self.version == other.version
            && (0..4).all(|turn| distance(self.corners[turn], other.corners[turn]) < reach)
    }
}

/// Three finders in the order upper left, upper right, lower left.
#[derive(Clone, Copy)]
pub(crate) struct Triple {
    pub(crate) eyes: [Finder; 3],
    /// What speaks against it.
    cost: f32,
}

impl Triple {
    fn is_guessed(&self) -> bool {
        self.eyes.iter().any(|eye| eye.weight <= 0.0)
    }
}

/// Two eyes without a line of timing beside them do not belong together.
const LINE_MIN: f32 = 0.4;
/// Three places that look less like finders than this are none.
const EYES_MIN: f32 = 0.5;

/// The triples that can belong to one code, the likeliest first.
pub(crate) fn triples(finders: &[Finder]) -> Vec<Triple> {
    let mut triples = Vec::new();
    for a in 0..finders.len() {
        for b in a + 1..finders.len() {
            if !alike(&finders[a], &finders[b]) {
                continue;
            }
            for c in b + 1..finders.len() {
                if alike(&finders[a], &finders[c]) && alike(&finders[b], &finders[c]) {
                    triples.extend(arrange([finders[a], finders[b], finders[c]]));
                }
            }
        }
    }
    triples.sort_by(|a, b| a.cost.total_cmp(&b.cost));
    triples
}

fn alike(a: &Finder, b: &Finder) -> bool {
    let ratio = a.module / b.module;
    let apart = distance(a.at, b.at) / (a.module + b.module) * 2.0;
    a.dark == b.dark && (0.5..2.0).contains(&ratio) && (10.0..260.0).contains(&apart)
}

/// Puts the eye at the right angle first and keeps the others clockwise.
fn arrange(eyes: [Finder; 3]) -> Option<Triple> {
    let [a, b, c] = eyes.map(|eye| eye.at);
    let (ab, bc, ca) = (distance(a, b), distance(b, c), distance(c, a));
    let corner = if bc >= ab && bc >= ca {
        0
    } else if ca >= ab && ca >= bc {
        1
    } else {
        2
    };
    let (first, mut second, mut third) =
        (eyes[corner], eyes[(corner + 1) % 3], eyes[(corner + 2) % 3]);
    let arm = |eye: &Finder| (eye.at.x - first.at.x, eye.at.y - first.at.y);
    let ((ux, uy), (vx, vy)) = (arm(&second), arm(&third));
    let turn = ux * vy - uy * vx;
    if turn < 0.0 {
        std::mem::swap(&mut second, &mut third);
    }
    let (along, down) = (ux.hypot(uy), vx.hypot(vy));
    let sine = turn.abs() / (along * down);
    let ratio = (along / down).ln().abs();
    if sine < 0.6 || ratio > 0.65 {
        return None;
    }
    let modules = eyes.map(|eye| eye.module.ln());
    let mean = modules.iter().sum::<f32>() / 3.0;
    let uneven: f32 = modules.iter().map(|module| (module - mean).abs()).sum();
    let quality: f32 = eyes.iter().map(|eye| eye.quality).sum();
    Some(Triple {
        eyes: [first, second, third],
        cost: (1.0 - sine) * 1.5 + ratio * 0.7 + uneven + (3.0 - quality),
    })
}

/// Finders that are paired up when the third is hidden.
const PAIRED_MAX: usize = 8;

/// What two eyes can belong to when the third is under a reflection: every place of the third.
pub(crate) fn pairs(finders: &[Finder]) -> Vec<Triple> {
    let finders = &finders[..finders.len().min(PAIRED_MAX)];
    let mut triples = Vec::new();
    for (index, a) in finders.iter().enumerate() {
        for b in &finders[index + 1..] {
            if alike(a, b) {
                triples.extend(completed(a, b));
                triples.extend(completed(b, a));
            }
        }
    }
    triples
}

/// Three ways to see an ordered pair: as the upper eyes, as the left eyes, as the diagonal.
fn completed(a: &Finder, b: &Finder) -> [Triple; 3] {
    let (dx, dy) = (b.at.x - a.at.x, b.at.y - a.at.y);
    let third = |x: f32, y: f32| Finder {
        at: Point { x, y },
        module: (a.module + b.module) / 2.0,
        dark: a.dark,
        weight: 0.0,
        quality: 0.0,
    };
    let triple = |eyes: [Finder; 3]| Triple { eyes, cost: 0.0 };
    [
        triple([*a, *b, third(a.at.x - dy, a.at.y + dx)]),
        triple([*a, third(a.at.x + dy, a.at.y - dx), *b]),
        triple([
            third(a.at.x + (dx - dy) / 2.0, a.at.y + (dx + dy) / 2.0),
            *a,
            *b,
        ]),
    ]
}

/// The codes a triple can be: the versions near its measures with the fourth corner of each.
pub(crate) fn candidates(gray: &Gray<'_>, triple: &Triple) -> Vec<Candidate> {
    let [corner, right, below] = triple.eyes;
    // The module as the eyes show it; slanted eyes show it too large by up to the square root of 2.
    let module = triple.eyes.iter().map(|eye| eye.module).sum::<f32>() / 3.0;
    let arm = (distance(corner.at, right.at) + distance(corner.at, below.at)) / 2.0;
    let slant = slant(corner.at, right.at);
    let guess = (arm / (module * slant) + 7.0 - 17.0) / 4.0;
    let spread = 1.5 + guess * 0.16;
    let low = (guess - spread).floor().max(1.0) as usize;
    let high = ((guess + spread).ceil().max(1.0) as usize).min(VERSION_MAX);
    let sign = if corner.dark { 1.0 } else { -1.0 };
    let mut candidates: Vec<Candidate> = (low..=high)
        .filter_map(|version| {
            let layout = Layout::of(version)?;
            let even = evenly(triple, layout.size as f32);
            if sign * fit_eyes(gray, &even, layout) < EYES_MIN {
                return None;
            }
            if triple.is_guessed() && sign * fit_line(gray, &even, layout) < LINE_MIN {
                return None;
            }
            let corners = with_fourth(gray, triple, layout, sign);
            Some(Candidate {
                corners,
                version,
                fit: sign * fit(gray, &corners, layout),
            })
        })
        .collect();
    candidates.sort_by(|a, b| b.fit.total_cmp(&a.fit));
    candidates
}

/// How much longer a module is along a row than along the side of a code that is turned.
fn slant(a: Point, b: Point) -> f32 {
    let (dx, dy) = ((b.x - a.x).abs(), (b.y - a.y).abs());
    dx.max(dy) / dx.hypot(dy).max(1e-3)
}

/// The map from modules to pixels that three eyes give when nothing is slanted.
fn plane(triple: &Triple, size: f32) -> (Point, (f32, f32), (f32, f32)) {
    let [corner, right, below] = triple.eyes.map(|eye| eye.at);
    let span = size - 7.0;
    let along = ((right.x - corner.x) / span, (right.y - corner.y) / span);
    let down = ((below.x - corner.x) / span, (below.y - corner.y) / span);
    (corner, along, down)
}

/// The corners when nothing is slanted.
fn evenly(triple: &Triple, size: f32) -> Corners {
    let (corner, along, down) = plane(triple, size);
    [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)].map(|(u, v)| Point {
        x: corner.x + (u - 3.5) * along.0 + (v - 3.5) * down.0,
        y: corner.y + (u - 3.5) * along.1 + (v - 3.5) * down.1,
    })
}

/// Completes the corners: from the lowest right alignment pattern if there is one, else evenly.
fn with_fourth(gray: &Gray<'_>, triple: &Triple, layout: &Layout, sign: f32) -> Corners {
    let size = layout.size as f32;
    let (corner, along, down) = plane(triple, size);
    let even = evenly(triple, size);
    let place = |u: f32, v: f32| Point {
        x: corner.x + (u - 3.5) * along.0 + (v - 3.5) * down.0,
        y: corner.y + (u - 3.5) * along.1 + (v - 3.5) * down.1,
    };
    if layout.version < 2 {
        return even;
    }
    let centre = size - 6.5;
    // A slanted view moves the fourth corner by up to a tenth of the side.
    let reach = (2.0 + size * 0.07).min(9.0);
    let score = |u: f32, v: f32| {
        let off = (u - centre).hypot(v - centre);
        sign * alignment(gray, place(u, v), along, down) - off * 0.003
    };
    let mut best = (score(centre, centre), centre, centre);
    let mut search = |around: (f32, f32), reach: f32, step: f32| {
        let steps = (reach / step) as i32;
        for row in -steps..=steps {
            for column in -steps..=steps {
                let (u, v) = (
                    around.0 + column as f32 * step,
                    around.1 + row as f32 * step,
                );
                let score = score(u, v);
                if score > best.0 {
                    best = (score, u, v);
                }
            }
        }
        (best.1, best.2)
    };
    let coarse = search((centre, centre), reach, 1.0);
    search(coarse, 0.5, 0.5);
    if best.0 < 0.35 {
        return even;
    }
    // The square between three eyes and the alignment pattern, stretched to the whole symbol.
    let [_, right, below] = triple.eyes.map(|eye| eye.at);
    let inner = [corner, right, place(best.1, best.2), below];
    through(inner, size)
}

/// How much a place looks like the centre of an alignment pattern.
fn alignment(gray: &Gray<'_>, at: Point, along: (f32, f32), down: (f32, f32)) -> f32 {
    let (mut sum, mut squares, mut dark_sum) = (0.0, 0.0, 0.0);
    for row in -2..=2_i32 {
        for column in -2..=2_i32 {
            let (u, v) = (column as f32, row as f32);
            let value = brightness(
                gray,
                Point {
                    x: at.x + u * along.0 + v * down.0,
                    y: at.y + u * along.1 + v * down.1,
                },
            );
            sum += value;
            squares += value * value;
            if row.abs().max(column.abs()) != 1 {
                dark_sum += value;
            }
        }
    }
    let (count, dark) = (25.0, 17.0);
    let mean = sum / count;
    let spread = squares / count - mean * mean + 4.0;
    let share = dark / count;
    ((mean * dark - dark_sum) / count) / (spread * share * (1.0_f32 - share)).sqrt()
}

/// The corners of a symbol from three eyes and the centre of the last alignment pattern.
fn through(inner: Corners, size: f32) -> Corners {
    // The map of the unit square to the four centres, asked for the places of the corners in the
    // frame where the centres are (0,0), (1,0), (1,1), (0,1) and the symbol is a general square.
    let near = 3.5;
    let far = size - 3.5;
    let mark = size - 6.5;
    let centres = [
        Point { x: near, y: near },
        Point { x: far, y: near },
        Point { x: mark, y: mark },
        Point { x: near, y: far },
    ];
    let to_picture = Perspective::of(&inner, 1.0);
    let Some(from_modules) = Perspective::of(&centres, 1.0).inverse() else {
        return inner;
    };
    [(0.0, 0.0), (size, 0.0), (size, size), (0.0, size)].map(|(u, v)| {
        let unit = from_modules.at(u, v);
        to_picture.at(unit.x, unit.y)
    })
}
