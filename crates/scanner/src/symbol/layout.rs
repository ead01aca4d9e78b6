//! Where a QR code of a version keeps what (ISO/IEC 18004: sections 6.3, 7.3, 7.7 to 7.10).

use std::ops::Range;
use std::sync::OnceLock;

/// The largest version.
pub(crate) const VERSION_MAX: usize = 40;

/// Error correction codewords in a block; a row for each of L, M, Q, H, a column for each version.
const CHECKS: [[u8; VERSION_MAX]; 4] = [
    [
        7, 10, 15, 20, 26, 18, 20, 24, 30, 18, 20, 24, 26, 30, 22, 24, 28, 30, 28, 28, 28, 28, 30,
        30, 26, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26, 28, 28,
        28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28, 28,
    ],
    [
        13, 22, 18, 26, 18, 24, 18, 22, 20, 24, 28, 26, 24, 20, 30, 24, 28, 28, 26, 30, 28, 30, 30,
        30, 30, 28, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
    [
        17, 28, 22, 16, 22, 28, 26, 26, 24, 28, 24, 28, 22, 24, 24, 30, 28, 28, 26, 28, 30, 24, 30,
        30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30, 30,
    ],
];

/// Blocks of a symbol, in the same rows and columns.
const BLOCKS: [[u8; VERSION_MAX]; 4] = [
    [
        1, 1, 1, 1, 1, 2, 2, 2, 2, 4, 4, 4, 4, 4, 6, 6, 6, 6, 7, 8, 8, 9, 9, 10, 12, 12, 12, 13,
        14, 15, 16, 17, 18, 19, 19, 20, 21, 22, 24, 25,
    ],
    [
        1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23,
        25, 26, 28, 29, 31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
    ],
    [
        1, 1, 2, 2, 4, 4, 6, 6, 8, 8, 8, 10, 12, 16, 12, 17, 16, 18, 21, 20, 23, 23, 25, 27, 29,
        34, 34, 35, 38, 40, 43, 45, 48, 51, 53, 56, 59, 62, 65, 68,
    ],
    [
        1, 1, 2, 4, 4, 4, 5, 6, 8, 8, 11, 11, 16, 16, 18, 16, 19, 21, 25, 25, 25, 34, 30, 32, 35,
        37, 40, 42, 45, 48, 51, 54, 57, 60, 63, 66, 70, 74, 77, 81,
    ],
];

/// The row of the tables for the two bits that name the level in the format information.
const LEVEL_ROWS: [usize; 4] = [1, 0, 3, 2];

/// A module whose colour follows from the version alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Known {
    pub(crate) x: u8,
    pub(crate) y: u8,
    pub(crate) dark: bool,
}

/// Everything about the symbols of one version.
#[derive(Debug)]
pub(crate) struct Layout {
    pub(crate) version: usize,
    /// Modules on a side.
    pub(crate) size: usize,
    /// Finders with their separators, timing, alignment, version information and the dark module;
    /// the finders and the timing come first.
    pub(crate) known: Vec<Known>,
    /// Stretches of the known modules that lie close together, so that the light is even in each.
    pub(crate) patches: Vec<Range<usize>>,
    /// Centres of the alignment patterns.
    pub(crate) alignments: Vec<(usize, usize)>,
    /// The modules of the codewords as `y * size + x`, bit after bit, without the remainder bits.
    pub(crate) data: Vec<u16>,
}

/// How the codewords of a symbol are shared between blocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Blocks {
    /// Number of blocks.
    pub(crate) count: usize,
    /// How many of them, the first ones, are shorter by one data codeword.
    pub(crate) short: usize,
    /// Data codewords in a short block.
    pub(crate) data: usize,
    /// Error correction codewords in each block.
    pub(crate) checks: usize,
}

impl Layout {
    /// The layout of a version from 1 to 40.
    pub(crate) fn of(version: usize) -> Option<&'static Self> {
        static ALL: [OnceLock<Layout>; VERSION_MAX] = [const { OnceLock::new() }; VERSION_MAX];
        let cell = ALL.get(version.checked_sub(1)?)?;
        Some(cell.get_or_init(|| Self::new(version)))
    }

    /// The layout with that many modules on a side.
    pub(crate) fn of_size(size: usize) -> Option<&'static Self> {
        let fits = size % 4 == 1 && size >= 21;
        fits.then(|| Self::of((size - 17) / 4))?
    }

    fn new(version: usize) -> Self {
        let size = 17 + 4 * version;
        let mut known = finders(size);
        known.extend(timing(size));
        let mut patches = frame_patches(size, known.len());
        let alignments = alignment_centres(version, size);
        for &(x, y) in &alignments {
            patches.push(known.len()..known.len() + 25);
            known.extend(square(x, y, 2, |ring| ring != 1));
        }
        known.extend(version_information(version, size));
        known.push(Known::at(8, size - 8, true));
        let data = data_modules(size, &known);
        Self {
            version,
            size,
            known,
            patches,
            alignments,
            data,
        }
    }

    /// How many codewords the symbol holds.
    pub(crate) fn codewords(&self) -> usize {
        self.data.len() / 8
    }

    /// How a level, named by the two bits of the format information, shares the codewords.
    pub(crate) fn blocks(&self, level_bits: usize) -> Option<Blocks> {
        let row = *LEVEL_ROWS.get(level_bits)?;
        let column = self.version - 1;
        let count = usize::from(*BLOCKS.get(row)?.get(column)?);
        let checks = usize::from(*CHECKS.get(row)?.get(column)?);
        let in_block = self.codewords() / count;
        Some(Blocks {
            count,
            short: count - self.codewords() % count,
            data: in_block.checked_sub(checks)?,
            checks,
        })
    }
}

impl Blocks {
    /// The places in the stream of codewords of one block: its data, then its checks.
    pub(crate) fn places(&self, block: usize) -> Vec<usize> {
        let all_data = self.data * self.count + (self.count - self.short);
        let common = (0..self.data).map(|index| index * self.count + block);
        let last = (block >= self.short).then(|| self.data * self.count + block - self.short);
        let checks = (0..self.checks).map(|index| all_data + index * self.count + block);
        common.chain(last).chain(checks).collect()
    }
}

impl Known {
    fn at(x: usize, y: usize, dark: bool) -> Self {
        let narrow = |value| u8::try_from(value).expect("a symbol has at most 177 modules a side");
        Self {
            x: narrow(x),
            y: narrow(y),
            dark,
        }
    }
}

/// The square around a centre; the colour follows from the distance to the centre.
fn square(
    x: usize,
    y: usize,
    reach: usize,
    dark: impl Fn(usize) -> bool,
) -> impl Iterator<Item = Known> {
    let side = move |centre: usize| centre - reach..=centre + reach;
    side(y)
        .flat_map(move |row| side(x).map(move |column| (column, row)))
        .map(move |(column, row)| {
            Known::at(column, row, dark(column.abs_diff(x).max(row.abs_diff(y))))
        })
}

/// The three finders with their light borders.
fn finders(size: usize) -> Vec<Known> {
    let mut known = Vec::new();
    let far = size - 4;
    for (x, y) in [(3, 3), (far, 3), (3, far)] {
        for row in y.saturating_sub(4)..=(y + 4).min(size - 1) {
            for column in x.saturating_sub(4)..=(x + 4).min(size - 1) {
                let ring = column.abs_diff(x).max(row.abs_diff(y));
                known.push(Known::at(column, row, ring <= 1 || ring == 3));
            }
        }
    }
    known
}

fn timing(size: usize) -> impl Iterator<Item = Known> {
    let across = (8..size - 8).map(|at| Known::at(at, 6, at % 2 == 0));
    let down = (8..size - 8).map(|at| Known::at(6, at, at % 2 == 0));
    across.chain(down)
}

/// The patches of the three finders and of the two timing lines, which are cut in short pieces.
fn frame_patches(size: usize, frame: usize) -> Vec<Range<usize>> {
    /// Modules of a piece of timing, at least.
    const PIECE: usize = 8;
    let line = size - 16;
    let finders = frame - 2 * line;
    let mut patches: Vec<Range<usize>> = (0..3)
        .map(|finder| finder * finders / 3..(finder + 1) * finders / 3)
        .collect();
    let pieces = (line / PIECE).max(1);
    for start in [finders, finders + line] {
        patches.extend(
            (0..pieces)
                .map(|piece| start + piece * line / pieces..start + (piece + 1) * line / pieces),
        );
    }
    patches
}

/// The centres of the alignment patterns, without those that finders cover.
fn alignment_centres(version: usize, size: usize) -> Vec<(usize, usize)> {
    if version < 2 {
        return Vec::new();
    }
    let count = version / 7 + 2;
    // Version 32 is the one exception to the rule of even steps.
    let step = if version == 32 {
        26
    } else {
        (version * 8 + count * 3 + 5) / (count * 4 - 4) * 2
    };
    let mut lines: Vec<usize> = (0..count - 1)
        .map(|index| size - 7 - index * step)
        .collect();
    lines.push(6);
    let in_finder = |x: usize, y: usize| {
        let far = size - 10;
        (x < 9 && (y < 9 || y > far)) || (x > far && y < 9)
    };
    lines
        .iter()
        .flat_map(|&y| lines.iter().map(move |&x| (x, y)))
        .filter(|&(x, y)| !in_finder(x, y))
        .collect()
}

/// Eighteen bits in two copies, from version 7 on.
fn version_information(version: usize, size: usize) -> Vec<Known> {
    if version < 7 {
        return Vec::new();
    }
    let remainder = (0..12).fold(version, |bits, _| {
        let shifted = bits << 1;
        if shifted >> 12 == 1 {
            shifted ^ 0x1f25
        } else {
            shifted
        }
    });
    let bits = version << 12 | remainder;
    (0..18)
        .flat_map(|index| {
            let dark = bits >> index & 1 == 1;
            let (a, b) = (size - 11 + index % 3, index / 3);
            [Known::at(a, b, dark), Known::at(b, a, dark)]
        })
        .collect()
}

/// The two copies of the format information: places of the bits, the lowest first.
pub(crate) fn format_modules(size: usize) -> [[(usize, usize); 15]; 2] {
    let first = std::array::from_fn(|bit| match bit {
        0..=5 => (8, bit),
        6 => (8, 7),
        7 => (8, 8),
        8 => (7, 8),
        _ => (14 - bit, 8),
    });
    let second = std::array::from_fn(|bit| match bit {
        0..=7 => (size - 1 - bit, 8),
        _ => (8, size - 15 + bit),
    });
    [first, second]
}

/// The fifteen bits that tell of a level (two bits) and a mask (three bits).
pub(crate) fn format_bits(level_and_mask: usize) -> usize {
    let remainder = (0..10).fold(level_and_mask, |bits, _| {
        let shifted = bits << 1;
        if shifted >> 10 == 1 {
            shifted ^ 0x537
        } else {
            shifted
        }
    });
    (level_and_mask << 10 | remainder) ^ 0x5412
}

/// Whether the mask of that number turns a module round.
pub(crate) fn is_masked(mask: usize, x: usize, y: usize) -> bool {
    let product = x * y;
    0 == match mask {
        0 => (x + y) % 2,
        1 => y % 2,
        2 => x % 3,
        3 => (x + y) % 3,
        4 => (x / 3 + y / 2) % 2,
        5 => product % 2 + product % 3,
        6 => (product % 2 + product % 3) % 2,
        _ => ((x + y) % 2 + product % 3) % 2,
    }
}

/// The way of the codewords through the symbol: pairs of columns from the right, up and down.
fn data_modules(size: usize, known: &[Known]) -> Vec<u16> {
    let mut taken = vec![false; size * size];
    let places = known
        .iter()
        .map(|module| (usize::from(module.x), usize::from(module.y)));
    let format = format_modules(size);
    for (x, y) in places.chain(format.into_iter().flatten()) {
        if let Some(taken) = taken.get_mut(y * size + x) {
            *taken = true;
        }
    }
    // The vertical timing pattern takes a column out of the pairing.
    let pairs = (0..size).rev().filter(|&x| x != 6).collect::<Vec<_>>();
    let mut data = Vec::new();
    for (turn, pair) in pairs.chunks(2).enumerate() {
        for step in 0..size {
            let y = if turn % 2 == 0 { size - 1 - step } else { step };
            data.extend(
                pair.iter()
                    .map(|x| y * size + x)
                    .filter(|&at| taken.get(at) == Some(&false)),
            );
        }
    }
    data.truncate(data.len() / 8 * 8);
    data.into_iter()
        .map(|at| u16::try_from(at).expect("177 squared fits"))
        .collect()
}
