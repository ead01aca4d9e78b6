//! What would help the person who holds a code before the camera.
//!
//! The thresholds were set on the development set; docs/measurements.md tells how often each is said.
#![allow(
    clippy::indexing_slicing,
    reason = "cells lie within the picture whose size they were cut from"
)]

mod near;

use crate::attempt::Unread;
use crate::finder::Finder;
use crate::gray::Gray;
use crate::grid::distance;
use crate::sight::{Corners, Foreign, Hint};

/// A code whose modules are narrower than this, in pixels, should come nearer.
const MODULE_SMALL: f32 = 2.3;
/// Modules on a side of a house code (version 8); a resident's code has up to 77.
const MODULES: f32 = 49.0;
/// Share of clipped pixels in a code that only a reflection makes.
const CLIPPED_GLARE: f32 = 0.04;
/// Mean brightness below which a picture is too dark.
const MEAN_DARK: f32 = 38.0;
/// Timing that is seen this much worse than the eyes was smeared: it has the finest pattern.
const SMEARED: f32 = 0.75;
/// Steepest edge of a cell against its contrast: sharp edges rise within one or two pixels.
const STEEP_SHARP: f32 = 0.42;
/// Contrast from which a cell counts as printed.
const CONTRAST: u8 = 40;
/// Cells of dense print from which there is something to be sharp.
const DENSE_MIN: usize = 3;
/// Side of a cell in pixels.
const CELL: usize = 16;

/// What was seen and not read.
#[derive(Default)]
pub(crate) struct Unclear {
    /// A place that looks like an eye: how wide its modules are.
    pub(crate) module: Option<f32>,
    pub(crate) unread: Option<(Corners, f32, bool)>,
}

impl Unclear {
    pub(crate) fn of(eyes: &[Finder], unread: Option<&Unread>) -> Self {
        Self {
            module: eyes
                .iter()
                .find(|eye| eye.is_promising())
                .map(|eye| eye.module),
            unread: unread.map(|unread| {
                let side = distance(unread.corners[0], unread.corners[1])
                    .max(distance(unread.corners[0], unread.corners[3]));
                let module = side / (17 + 4 * unread.version) as f32;
                let smeared = unread.fit.timing.abs() < unread.fit.eyes.abs() * SMEARED;
                (unread.corners, module, smeared)
            }),
        }
    }
}

/// The hint for a picture of which nothing was read, from what was found and seen in it.
pub(crate) fn of(
    gray: &Gray<'_>,
    half: &Gray<'_>,
    foreign: &[Foreign],
    unclear: &Unclear,
) -> Option<Hint> {
    if let Some(foreign) = foreign.first() {
        return Some(Hint::Foreign(foreign.symbology));
    }
    if mean(gray) < MEAN_DARK {
        return Some(Hint::Dark);
    }
    let module = unclear
        .unread
        .map(|(_, module, _)| module)
        .or(unclear.module);
    match module {
        Some(module) if module < MODULE_SMALL => return Some(Hint::Nearer),
        Some(module) if module * MODULES > gray.height as f32 => {
            return Some(Hint::Farther);
        }
        _ => {}
    }
    if let Some((corners, _, smeared)) = unclear.unread {
        if clipped(gray, &corners) > CLIPPED_GLARE {
            return Some(Hint::Glare);
        }
        if smeared {
            return Some(Hint::Blurred);
        }
    }
    if near::fills_view(half) {
        return Some(Hint::Farther);
    }
    let print = dense_print(gray)?;
    let smeared = print.steepness < STEEP_SHARP;
    smeared.then_some(if print.side < MODULES * MODULE_SMALL {
        Hint::Nearer
    } else {
        Hint::Blurred
    })
}

/// The mean brightness, from every fourth pixel of every fourth row.
fn mean(gray: &Gray<'_>) -> f32 {
    let (mut sum, mut count) = (0_u32, 0_u32);
    for row in gray.pixels.chunks_exact(gray.width.max(1)).step_by(4) {
        for &value in row.iter().step_by(4) {
            sum += u32::from(value);
            count += 1;
        }
    }
    sum as f32 / count.max(1) as f32
}

/// The share of pixels at the upper end within the bounds of a code.
fn clipped(gray: &Gray<'_>, corners: &Corners) -> f32 {
    let bounds = |pick: fn(&crate::sight::Point) -> f32, limit: usize| {
        let low = corners.iter().map(pick).fold(f32::MAX, f32::min).max(0.0) as usize;
        let high = corners.iter().map(pick).fold(0.0, f32::max) as usize;
        low.min(limit)..high.min(limit)
    };
    let columns = bounds(|at| at.x, gray.width);
    let rows = bounds(|at| at.y, gray.height);
    let all = (columns.len() * rows.len()).max(1);
    let bright: usize = rows
        .map(|y| {
            let row = &gray.pixels[y * gray.width..][..gray.width];
            row[columns.clone()]
                .iter()
                .filter(|&&value| value >= 250)
                .count()
        })
        .sum();
    bright as f32 / all as f32
}

/// Where print is dense in a picture.
struct Print {
    /// Three quarters of the cells have less steep edges.
    steepness: f32,
    /// The longer side of all of it, in pixels.
    side: f32,
}

/// Looks for cells of print whose neighbours are all printed too; a room behind has hardly any.
fn dense_print(gray: &Gray<'_>) -> Option<Print> {
    let (columns, rows) = (gray.width.saturating_sub(1) / CELL, gray.height / CELL);
    let cells: Vec<Option<f32>> = (0..rows * columns)
        .map(|cell| steepness(gray, cell % columns * CELL, cell / columns * CELL))
        .collect();
    let mut dense: Vec<f32> = Vec::new();
    let (mut left, mut right, mut top, mut bottom) = (columns, 0, rows, 0);
    for row in 1..rows.saturating_sub(1) {
        for column in 1..columns.saturating_sub(1) {
            let around = (row - 1..=row + 1)
                .flat_map(|row| &cells[row * columns + column - 1..=row * columns + column + 1]);
            if around.clone().all(Option::is_some) {
                dense.extend(cells[row * columns + column]);
                (left, right) = (left.min(column - 1), right.max(column + 2));
                (top, bottom) = (top.min(row - 1), bottom.max(row + 2));
            }
        }
    }
    if dense.len() < DENSE_MIN {
        return None;
    }
    let at = dense.len() * 3 / 4;
    let (_, quarter, _) = dense.select_nth_unstable_by(at, f32::total_cmp);
    Some(Print {
        steepness: *quarter,
        side: ((right - left).max(bottom - top) * CELL) as f32,
    })
}

/// The steepest edge of a printed cell against its contrast; `None` where nothing is printed.
fn steepness(gray: &Gray<'_>, left: usize, top: usize) -> Option<f32> {
    let (mut low, mut high, mut across, mut down) = (255_u8, 0_u8, 0_u8, 0_u8);
    for y in (top..top + CELL - 1).step_by(2) {
        let row = &gray.pixels[y * gray.width + left..][..=CELL];
        let below = &gray.pixels[(y + 1) * gray.width + left..][..CELL];
        for x in 0..CELL {
            low = low.min(row[x]);
            high = high.max(row[x]);
            across = across.max(row[x].abs_diff(row[x + 1]));
            down = down.max(row[x].abs_diff(below[x]));
        }
    }
    // Edges in both directions: a symbol or writing, not the edge of a table.
    let (less, more) = (across.min(down), across.max(down));
    let printed = high - low >= CONTRAST && u16::from(less) * 3 > u16::from(more);
    printed.then(|| f32::from(more) / f32::from(high - low))
}
