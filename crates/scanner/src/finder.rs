//! Looks for the three eyes of a QR code along rows and columns.
#![allow(
    clippy::indexing_slicing,
    reason = "walks over a picture whose size is checked once; hostile pictures run under the guard"
)]

mod quality;

use crate::gray::{CELL as CELL_OF_MEAN, Gray};
use crate::sight::Point;

pub(crate) use quality::quality;

/// A finder pattern that was seen.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Finder {
    pub(crate) at: Point,
    /// Width of a module in pixels, roughly.
    pub(crate) module: f32,
    /// The inner square is dark; false in a code with swapped brightness.
    pub(crate) dark: bool,
    /// How many lines crossed it, against how many would at best; about 1 for a clean one.
    pub(crate) weight: f32,
    /// How much it looks like an eye from any side, at best 1; chance stays below a half.
    pub(crate) quality: f32,
}

/// Eyes that look like this, and that enough lines crossed, are hardly chance.
const QUALITY_PROMISING: f32 = 0.56;
const WEIGHT_PROMISING: f32 = 0.53;

impl Finder {
    /// Says whether it is hardly chance.
    pub(crate) fn is_promising(&self) -> bool {
        self.quality > QUALITY_PROMISING && self.weight > WEIGHT_PROMISING
    }

    /// Moves a finder from a picture that is smaller by that factor.
    pub(crate) fn scaled(self, factor: f32) -> Self {
        Self {
            at: Point {
                x: self.at.x * factor,
                y: self.at.y * factor,
            },
            module: self.module * factor,
            ..self
        }
    }
}

/// Dark and bright, relative to the neighbourhood.
pub(crate) struct Bits {
    width: usize,
    height: usize,
    /// 1 where it is darker than around.
    dark: Vec<u8>,
}

impl Bits {
    /// Splits a picture at the mean of every neighbourhood.
    pub(crate) fn of(gray: &Gray<'_>) -> Self {
        let means = gray.means();
        let columns = gray.width.div_ceil(CELL_OF_MEAN);
        let mut dark = vec![0; gray.pixels.len()];
        let rows = gray.pixels.chunks_exact(gray.width.max(1));
        for (y, (row, out)) in rows
            .zip(dark.chunks_exact_mut(gray.width.max(1)))
            .enumerate()
        {
            let means = &means[y / CELL_OF_MEAN * columns..][..columns];
            let cells = row.chunks(CELL_OF_MEAN).zip(out.chunks_mut(CELL_OF_MEAN));
            for ((pixels, out), &mean) in cells.zip(means) {
                for (pixel, out) in pixels.iter().zip(out) {
                    *out = u8::from(*pixel < mean);
                }
            }
        }
        Self {
            width: gray.width,
            height: gray.height,
            dark,
        }
    }

    fn at(&self, x: usize, y: usize) -> u8 {
        self.dark[y * self.width + x]
    }
}

/// Narrower modules are looked for in a larger picture, or not at all.
const MODULE_MIN: f32 = 1.2;
/// The seven modules of such a pattern, in whole pixels.
const WHOLE_MIN: i32 = 8;
/// How far two runs together may be from their measure: half a module and half a pixel.
const SLACK_MODULES: f32 = 0.5;
const SLACK_PIXELS: f32 = 0.5;

/// A line crossed five runs in the ratio of a finder.
struct Crossing {
    centre: f32,
    module: f32,
    dark: bool,
}

/// The last six edges of a line: five runs lie between them.
#[derive(Clone, Copy, Default)]
struct Edges {
    at: [u16; 6],
    seen: u8,
}

impl Edges {
    /// Takes the next edge, and the five runs before it for 1:1:3:1:1 when they fit.
    #[inline]
    fn push(&mut self, at: usize, dark: bool) -> Option<Crossing> {
        let [_, a, b, c, d, e] = self.at;
        self.at = [a, b, c, d, e, at as u16];
        if self.seen < 5 {
            self.seen += 1;
            return None;
        }
        let middle = i32::from(d) - i32::from(c);
        let whole = at as i32 - i32::from(a);
        // The middle has three sevenths; anything far from that is dropped without arithmetic.
        if middle * 3 < whole || middle * 9 > whole * 5 || whole < WHOLE_MIN {
            return None;
        }
        crossing([b - a, c - b, d - c, e - d, at as u16 - e], at, dark)
    }
}

/// Takes five runs for 1:1:3:1:1 when the distances between edges of the same kind fit: these stay
/// while ink or light spreads.
fn crossing(runs: [u16; 5], end: usize, dark: bool) -> Option<Crossing> {
    let [a, b, c, d, e] = runs.map(f32::from);
    let module = (a + b + c + d + e) / 7.0;
    let slack = module * SLACK_MODULES + SLACK_PIXELS;
    let near = |length: f32, modules: f32| (length - modules * module).abs() < slack;
    let fits = c > a.max(b).max(d).max(e)
        && near(a + b, 2.0)
        && near(b + c, 4.0)
        && near(c + d, 4.0)
        && near(d + e, 2.0);
    (fits && module >= MODULE_MIN).then(|| Crossing {
        centre: end as f32 - e - d - c / 2.0,
        module,
        dark,
    })
}

/// Calls back for every place where two rows of marks differ; eight marks are compared at once.
fn differences(a: &[u8], b: &[u8], mut found: impl FnMut(usize)) {
    let mut chunks = a.chunks_exact(8).zip(b.chunks_exact(8));
    for (index, (a, b)) in chunks.by_ref().enumerate() {
        let word = |bytes: &[u8]| u64::from_le_bytes(bytes.try_into().expect("eight bytes"));
        let mut different = word(a) ^ word(b);
        while different != 0 {
            found(index * 8 + (different.trailing_zeros() / 8) as usize);
            different &= different - 1;
        }
    }
    let done = a.len() / 8 * 8;
    for at in done..a.len().min(b.len()) {
        if a[at] != b[at] {
            found(at);
        }
    }
}

/// How thoroughly a picture is searched.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Search {
    /// Every how many rows, and columns, are looked at.
    pub(crate) step: usize,
    /// Columns are looked at as well as rows.
    pub(crate) columns: bool,
}

impl Search {
    /// Rows only: quick, and enough for most.
    pub(crate) fn rows(step: usize) -> Self {
        Self {
            step,
            columns: false,
        }
    }

    /// Every row and every column.
    pub(crate) fn everywhere() -> Self {
        Self {
            step: 1,
            columns: true,
        }
    }
}

/// Finds patterns.
pub(crate) fn finders(bits: &Bits, search: Search) -> Vec<Finder> {
    let step = search.step.max(1);
    if bits.width < 16 || bits.height < 16 || bits.width > 60_000 || bits.height > 60_000 {
        return Vec::new();
    }
    let mut clusters = Clusters::new(bits);
    for (y, row) in bits.dark.chunks_exact(bits.width).enumerate().step_by(step) {
        let mut edges = Edges::default();
        differences(row, &row[1..], |x| {
            if let Some(hit) = edges.push(x + 1, row[x] == 1) {
                clusters.check_row(bits, &hit, y);
            }
        });
    }
    if !search.columns {
        return clusters.finish(step, 3.0);
    }
    let mut columns = vec![Edges::default(); bits.width];
    for y in 1..bits.height {
        let (above, row) = (
            &bits.dark[(y - 1) * bits.width..][..bits.width],
            &bits.dark[y * bits.width..][..bits.width],
        );
        differences(above, row, |x| {
            if x % step == 0
                && let Some(hit) = columns[x].push(y, above[x] == 1)
            {
                clusters.check_column(bits, &hit, x);
            }
        });
    }
    clusters.finish(step, 6.0)
}

/// Hits that belong together, filed by place.
struct Clusters {
    columns: usize,
    cells: Vec<Vec<Cluster>>,
}

struct Cluster {
    x: f32,
    y: f32,
    module: f32,
    dark: bool,
    hits: f32,
}

/// Side of a cell of the file, in pixels.
const CELL: usize = 32;
/// More clusters in one cell are clutter.
const CELL_MAX: usize = 12;

impl Clusters {
    fn new(bits: &Bits) -> Self {
        let columns = bits.width / CELL + 1;
        let rows = bits.height / CELL + 1;
        Self {
            columns,
            cells: std::iter::repeat_with(Vec::new)
                .take(columns * rows)
                .collect(),
        }
    }

    fn check_row(&mut self, bits: &Bits, hit: &Crossing, y: usize) {
        let x = hit.centre as usize;
        if let Some((centre, module)) = across(bits, x, y, hit, true) {
            self.add(hit.centre, centre, (hit.module + module) / 2.0, hit.dark);
        }
    }

    fn check_column(&mut self, bits: &Bits, hit: &Crossing, x: usize) {
        let y = hit.centre as usize;
        if let Some((centre, module)) = across(bits, x, y, hit, false) {
            self.add(centre, hit.centre, (hit.module + module) / 2.0, hit.dark);
        }
    }

    fn add(&mut self, x: f32, y: f32, module: f32, dark: bool) {
        let (column, row) = (x as usize / CELL, y as usize / CELL);
        let near = |cluster: &Cluster| {
            let reach = 2.0 * module.max(cluster.module);
            let ratio = module / cluster.module;
            cluster.dark == dark
                && (cluster.x - x).abs() < reach
                && (cluster.y - y).abs() < reach
                && (0.6..1.67).contains(&ratio)
        };
        let rows = self.cells.len() / self.columns;
        let mut known = None;
        'search: for r in row.saturating_sub(1)..=(row + 1).min(rows - 1) {
            for c in column.saturating_sub(1)..=(column + 1).min(self.columns - 1) {
                let cell = r * self.columns + c;
                if let Some(at) = self.cells[cell].iter().position(near) {
                    known = Some((cell, at));
                    break 'search;
                }
            }
        }
        let home = row * self.columns + column;
        let full = self.cells[home].len() >= CELL_MAX;
        match known.map(|(cell, at)| &mut self.cells[cell][at]) {
            Some(cluster) => {
                cluster.hits += 1.0;
                let share = 1.0 / cluster.hits;
                cluster.x += (x - cluster.x) * share;
                cluster.y += (y - cluster.y) * share;
                cluster.module += (module - cluster.module) * share;
            }
            None if !full => self.cells[home].push(Cluster {
                x,
                y,
                module,
                dark,
                hits: 1.0,
            }),
            None => {}
        }
    }

    fn finish(self, step: usize, lines: f32) -> Vec<Finder> {
        let mut finders: Vec<Finder> = self
            .cells
            .into_iter()
            .flatten()
            .map(|cluster| Finder {
                at: Point {
                    x: cluster.x,
                    y: cluster.y,
                },
                module: cluster.module,
                dark: cluster.dark,
                weight: cluster.hits * step as f32 / (lines * cluster.module),
                quality: 0.0,
            })
            .collect();
        finders.sort_by(|a, b| b.weight.total_cmp(&a.weight));
        finders
    }
}

/// Walks across a hit in the other direction; the centre and the module when the pattern is there.
fn across(bits: &Bits, x: usize, y: usize, hit: &Crossing, down: bool) -> Option<(f32, f32)> {
    let limit = if down { bits.height } else { bits.width };
    let start = if down { y } else { x };
    let colour = |at: usize| if down { bits.at(x, at) } else { bits.at(at, y) };
    if start >= limit || colour(start) != u8::from(hit.dark) {
        return None;
    }
    let far = (hit.module * 9.0) as usize + 4;
    // The middle run and the two beyond it, on each side.
    let walk = |forward: bool| -> Option<[u16; 3]> {
        let mut lengths = [0_u16; 3];
        let mut run = 0;
        let mut at = start;
        for _ in 0..far {
            let next = if forward { at + 1 } else { at.wrapping_sub(1) };
            if next >= limit {
                // The last run may end at the edge of the picture.
                return (run == 2 && lengths[2] > 0).then_some(lengths);
            }
            if colour(next) == colour(at) {
                lengths[run] += 1;
            } else {
                run += 1;
                if run == 3 {
                    return Some(lengths);
                }
                lengths[run] += 1;
            }
            at = next;
        }
        None
    };
    let (before, after) = (walk(false)?, walk(true)?);
    let runs = [
        before[2],
        before[1],
        before[0] + after[0] + 1,
        after[1],
        after[2],
    ];
    let end = start + usize::from(after[0] + after[1] + after[2]) + 1;
    let crossed = crossing(runs, end, hit.dark)?;
    let ratio = crossed.module / hit.module;
    (0.5..2.0)
        .contains(&ratio)
        .then_some((crossed.centre, crossed.module))
}
