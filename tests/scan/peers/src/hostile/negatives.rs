//! Pictures without a code, most of them with something that looks like one.

use scanner::Picture;

use super::canvas::{Canvas, Cells};
use super::chance::Chance;
use super::symbols::{Drawn, ruined};

/// The kinds, in the order of the report.
pub(crate) const KINDS: [&str; 9] = [
    "clutter",
    "writing",
    "grid",
    "false finders",
    "ruined code",
    "bars",
    "rings",
    "noise",
    "slope",
];

/// Draws a picture; tells its kind.
pub(crate) fn draw(chance: &mut Chance, symbols: &[Drawn]) -> (usize, Picture) {
    let (width, height) = *chance.one_of(&[
        (640, 480),
        (640, 480),
        (640, 480),
        (640, 480),
        (640, 360),
        (320, 240),
        (800, 600),
        (481, 641),
        (333, 217),
        (1280, 720),
    ]);
    let kind = chance.below(KINDS.len());
    let mut canvas = Canvas::new(width, height, 128);
    canvas.slope(chance);
    if kind < 7 {
        for _ in 0..chance.whole(2, 12) {
            add_shape(&mut canvas, chance);
        }
    }
    match kind {
        1 => (0..chance.whole(20, 400)).for_each(|_| add_letter(&mut canvas, chance)),
        2 => {
            let side = chance.whole(10, 90);
            let cells = Cells::random(chance, side);
            canvas.cells(chance, &cells);
        }
        3 => {
            let cells = false_symbol(chance);
            canvas.cells(chance, &cells);
        }
        4 => {
            let cells = ruined(chance, symbols);
            canvas.cells(chance, &cells);
        }
        5 => (0..chance.whole(1, 4)).for_each(|_| add_bars(&mut canvas, chance)),
        6 => (0..chance.whole(3, 12)).for_each(|_| add_target(&mut canvas, chance)),
        7 => canvas
            .luma
            .iter_mut()
            .for_each(|level| *level = chance.byte()),
        _ => {}
    }
    for _ in 0..chance.below(3) {
        canvas.soften();
    }
    let most = if chance.percent(20) { 50.0 } else { 8.0 };
    let deviation = chance.between(0.0, most);
    canvas.noise(chance, deviation);
    (kind, canvas.into_picture())
}

fn place(canvas: &Canvas, chance: &mut Chance) -> (i32, i32) {
    (
        chance.below(canvas.width) as i32,
        chance.below(canvas.height) as i32,
    )
}

fn add_shape(canvas: &mut Canvas, chance: &mut Chance) {
    let (at, to, level) = (place(canvas, chance), place(canvas, chance), chance.byte());
    match chance.below(3) {
        0 => {
            let size = (chance.whole(4, 300) as i32, chance.whole(4, 300) as i32);
            canvas.rectangle(at, size, level);
        }
        1 => {
            let outer = chance.whole(4, 90) as i32;
            let inner = if chance.percent(40) { outer * 2 / 3 } else { 0 };
            canvas.ring(at, outer, inner, level);
        }
        _ => canvas.line(at, to, chance.whole(1, 14) as i32, level),
    }
}

/// A few strokes in a box, as letters are.
fn add_letter(canvas: &mut Canvas, chance: &mut Chance) {
    let (at, size, level) = (
        place(canvas, chance),
        chance.whole(5, 40),
        chance.below(100) as u8,
    );
    let stroke = (size / 8).max(1) as i32;
    for _ in 0..chance.whole(2, 5) {
        let mut end = || {
            (
                at.0 + chance.below(size * 2 / 3) as i32,
                at.1 + chance.below(size) as i32,
            )
        };
        let (from, to) = (end(), end());
        canvas.line(from, to, stroke, level);
    }
}

/// True finders, timing and chance inside: only error correction can refuse it.
fn false_symbol(chance: &mut Chance) -> Cells {
    let side = 17 + 4 * chance.whole(1, 16);
    let mut cells = Cells::random(chance, side);
    for at in 8..side - 8 {
        cells.set(at, 6, at % 2 == 0);
        cells.set(6, at, at % 2 == 0);
    }
    for (left, top) in [(0, 0), (side - 8, 0), (0, side - 8)] {
        for row in 0..8 {
            for column in 0..8 {
                cells.set(left + column, top + row, false);
            }
        }
    }
    let corners = [(0, 0), (side - 7, 0), (0, side - 7)];
    let missing = if chance.percent(20) { 1 } else { 0 };
    for (left, top) in corners.into_iter().skip(missing) {
        for row in 0..7usize {
            for column in 0..7usize {
                let ring = row.abs_diff(3).max(column.abs_diff(3));
                cells.set(left + column, top + row, ring != 2);
            }
        }
    }
    cells
}

fn add_bars(canvas: &mut Canvas, chance: &mut Chance) {
    let (mut at, high) = (place(canvas, chance), chance.whole(20, 200) as i32);
    let module = chance.whole(1, 5) as i32;
    let across = chance.percent(60);
    for _ in 0..chance.whole(10, 90) {
        let bar = module * chance.whole(1, 5) as i32;
        canvas.rectangle(at, if across { (bar, high) } else { (high, bar) }, 20);
        let step = bar + module * chance.whole(1, 5) as i32;
        if across { at.0 += step } else { at.1 += step }
    }
}

/// Round or square targets, in the ratio of a finder: 1:1:3:1:1.
fn add_target(canvas: &mut Canvas, chance: &mut Chance) {
    let (at, module) = (place(canvas, chance), chance.whole(1, 12) as i32);
    let (dark, light) = (chance.below(100) as u8, chance.whole(150, 256) as u8);
    for (size, level) in [(9, light), (7, dark), (5, light), (3, dark)] {
        let half = size * module / 2;
        if chance.percent(1) {
            continue;
        }
        match module % 2 {
            0 => canvas.ring(at, half, 0, level),
            _ => canvas.rectangle((at.0 - half, at.1 - half), (2 * half, 2 * half), level),
        }
    }
}
