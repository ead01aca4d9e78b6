//! Images that no camera makes, and true codes with damage: the text is right, or there is none.

use std::collections::BTreeSet;
use std::path::Path;

use scanner::Picture;

use super::Subject;
use super::canvas::{Canvas, Cells};
use super::chance::Chance;
use super::symbols::{Drawn, Photograph};

/// The kinds, in the order of the report.
pub(crate) const KINDS: [&str; 9] = [
    "tiny",
    "stripes",
    "noise",
    "wrong size",
    "flat",
    "code, damaged",
    "photograph, cut",
    "file, damaged",
    "squeezed code",
];

/// What fuzzed images are made from.
pub(crate) struct Material<'a> {
    pub(crate) symbols: &'a [Drawn],
    pub(crate) photographs: &'a [Photograph],
    /// A file that may be written again and again.
    pub(crate) file: &'a Path,
}

/// Makes an image; nothing when a damaged file is refused, as it should be.
pub(crate) fn make(chance: &mut Chance, from: &Material<'_>) -> (usize, Option<Subject>) {
    // Larger images and files are rarer, so that a million takes minutes and not hours.
    let kind = *chance.one_of(&[0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 4, 4, 5, 5, 5, 6, 7, 8]);
    let nothing = BTreeSet::new();
    let (picture, accepted) = match kind {
        0 => (tiny(chance), nothing),
        1 => (stripes(chance), nothing),
        2 => (noise(chance), nothing),
        3 => (wrong_size(chance), nothing),
        4 => (flat(chance), nothing),
        5 => damaged_code(chance, from.symbols, false),
        6 => cut_photograph(chance, from.photographs),
        7 => match damaged_file(chance, from) {
            Some(made) => made,
            None => return (kind, None),
        },
        _ => damaged_code(chance, from.symbols, true),
    };
    (kind, Some(Subject { picture, accepted }))
}

fn picture(width: usize, height: usize, luma: Vec<u8>) -> Picture {
    Picture {
        width: width as u32,
        height: height as u32,
        luma,
    }
}

/// No pixel, one, a line, or few.
fn tiny(chance: &mut Chance) -> Picture {
    let (width, height) = (chance.below(42), chance.below(42));
    let coarse = chance.percent(50);
    let level = |chance: &mut Chance| {
        if coarse {
            chance.byte() & 0x80
        } else {
            chance.byte()
        }
    };
    let luma = (0..width * height).map(|_| level(chance)).collect();
    picture(width, height, luma)
}

/// Stripes of one or two periods: finders are sought in lines across.
fn stripes(chance: &mut Chance) -> Picture {
    let (width, height) = (chance.whole(1, 140), chance.whole(1, 140));
    let (right, down) = (chance.below(9), chance.below(9));
    let (period, part) = (chance.whole(1, 24), chance.whole(1, 12));
    let finders = chance.percent(40);
    let mut luma = Vec::with_capacity(width * height);
    for y in 0..height {
        for x in 0..width {
            let at = x * right + y * down;
            // 1:1:3:1:1 again and again, or plain stripes.
            let dark = if finders {
                matches!(at / part % 11, 1 | 3 | 4 | 5 | 7)
            } else {
                at % (period + part) < part
            };
            luma.push(if dark { 20 } else { 235 });
        }
    }
    picture(width, height, luma)
}

fn noise(chance: &mut Chance) -> Picture {
    let (width, height) = (chance.whole(1, 110), chance.whole(1, 110));
    let share = chance.whole(1, 100);
    let grain = chance.whole(1, 5);
    let across = width / grain + 1;
    let grains: Vec<u8> = (0..across * (height / grain + 1))
        .map(|_| {
            if chance.percent(share) {
                chance.byte()
            } else {
                255
            }
        })
        .collect();
    let level = |at: usize| grains[at / width / grain * across + at % width / grain];
    picture(width, height, (0..width * height).map(level).collect())
}

/// Fewer or more pixels than the sides say; sometimes far fewer.
fn wrong_size(chance: &mut Chance) -> Picture {
    let there = chance.below(5000);
    let luma = (0..there).map(|_| chance.byte()).collect();
    let side = |chance: &mut Chance| match chance.below(8) {
        0 => u32::MAX as usize - chance.below(3),
        1 => 1 << chance.below(32),
        _ => chance.below(200),
    };
    picture(side(chance), side(chance), luma)
}

/// One level with at most a few pixels that differ.
fn flat(chance: &mut Chance) -> Picture {
    let (width, height) = (chance.whole(1, 200), chance.whole(1, 120));
    let mut luma = vec![*chance.one_of(&[0, 1, 127, 254, 255]); width * height];
    for _ in 0..chance.below(6) {
        let at = chance.below(luma.len());
        luma[at] = chance.byte();
    }
    picture(width, height, luma)
}

/// A drawn code with spots, flipped pixels, missing rows; or squeezed and cut.
fn damaged_code(
    chance: &mut Chance,
    symbols: &[Drawn],
    squeezed: bool,
) -> (Picture, BTreeSet<Vec<u8>>) {
    let symbol = chance.one_of(&symbols[..symbols.len() / 2]);
    let cells = Cells {
        side: symbol.side,
        dark: symbol.dark.clone(),
        levels: if chance.percent(85) {
            (20, 230)
        } else {
            (230, 20)
        },
    };
    let side = (symbol.side + 8) * chance.whole(1, 4);
    let (mut width, mut height) = (side + chance.below(20), side + chance.below(20));
    if squeezed {
        width = (width * chance.whole(30, 130) / 100).max(1);
        height = (height * chance.whole(30, 130) / 100).max(1);
    }
    let mut canvas = Canvas::new(width, height, 230);
    canvas.cells(chance, &cells);
    damage(chance, width, &mut canvas.luma);
    let accepted = BTreeSet::from([symbol.text.clone().into_bytes()]);
    (canvas.into_picture(), accepted)
}

/// Flips pixels, paints spots, repeats rows.
fn damage(chance: &mut Chance, width: usize, luma: &mut [u8]) {
    let pixels = luma.len();
    if chance.percent(60) {
        for _ in 0..chance.below(pixels / 8 + 2) {
            luma[chance.below(pixels)] ^= 0xFF;
        }
    }
    for _ in 0..chance.below(5) {
        let (start, size, level) = (chance.below(pixels), chance.below(30), chance.byte());
        for row in 0..size {
            for column in 0..size {
                if let Some(pixel) = luma.get_mut(start + row * width + column) {
                    *pixel = level;
                }
            }
        }
    }
    if chance.percent(20) {
        let (from, to) = (chance.below(pixels), chance.below(pixels));
        let length = chance.below(pixels - from.max(to));
        luma.copy_within(from..from + length, to);
    }
}

/// A part of a photograph, with damage.
fn cut_photograph(chance: &mut Chance, photographs: &[Photograph]) -> (Picture, BTreeSet<Vec<u8>>) {
    let photograph = chance.one_of(photographs);
    let whole = &photograph.picture;
    let (full_width, full_height) = (whole.width as usize, whole.height as usize);
    let (left, top) = (chance.below(full_width / 2), chance.below(full_height / 2));
    let width = chance
        .whole(full_width / 3, full_width - left)
        .clamp(1, full_width - left);
    let height = chance
        .whole(full_height / 3, full_height - top)
        .clamp(1, full_height - top);
    let mut luma = Vec::with_capacity(width * height);
    for row in top..top + height {
        let start = row * full_width + left;
        luma.extend_from_slice(&whole.luma[start..start + width]);
    }
    damage(chance, width, &mut luma);
    (picture(width, height, luma), photograph.accepted.clone())
}

/// A PNG or JPEG file that is cut off or has changed bytes, as `read_picture` reads it.
fn damaged_file(chance: &mut Chance, from: &Material<'_>) -> Option<(Picture, BTreeSet<Vec<u8>>)> {
    let photograph = chance.one_of(from.photographs);
    let mut bytes = if chance.percent(50) {
        photograph.file.clone()
    } else {
        jpeg(&photograph.picture)
    };
    if chance.percent(50) {
        bytes.truncate(chance.below(bytes.len()));
    }
    for _ in 0..chance.below(6) {
        let at = chance.below(bytes.len());
        if let Some(byte) = bytes.get_mut(at) {
            *byte = chance.byte();
        }
    }
    std::fs::write(from.file, bytes).expect("the file can be written");
    let picture = scanner::read_picture(from.file).ok()?;
    // A changed size makes a large picture out of few bytes; one of those is as good as many.
    (picture.luma.len() <= 400_000).then(|| (picture, photograph.accepted.clone()))
}

fn jpeg(picture: &Picture) -> Vec<u8> {
    let mut bytes = Vec::new();
    image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 60)
        .encode(
            &picture.luma,
            picture.width,
            picture.height,
            image::ExtendedColorType::L8,
        )
        .expect("a photograph can be stored");
    bytes
}
