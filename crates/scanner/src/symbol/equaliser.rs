//! Takes the light, the blur and the neighbours out of sampled modules.
//!
//! A symbol carries its own test signal: some 200 to 700 modules are known beforehand. From them a
//! small linear filter is learnt that maps the neighbourhood of a module to its colour, whatever
//! smeared it: lens, hand, or both. The decisions of a first pass then teach a second one.

use super::Soft;
use super::layout::Layout;

/// Modules to each side that the filter looks at.
const REACH: isize = 2;
const TAPS: usize = 25;
const CENTRE: usize = TAPS / 2;
/// How strongly the filter is drawn to looking at the module alone.
const RIDGE: f32 = 0.06;

/// Reaches of the neighbourhood that is taken for evenly lit, in modules.
const LIT: [usize; 3] = [5, 12, 3];

/// Ways to see the sampled brightness of a symbol, the likeliest first; each is made when asked for.
pub(crate) fn soft_variants<'a>(
    layout: &'a Layout,
    brightness: &'a [f32],
) -> impl Iterator<Item = Soft> + 'a {
    LIT.into_iter().enumerate().flat_map(move |(turn, reach)| {
        let levelled = level(layout.size, brightness, reach);
        let taught = apply(&levelled, &learn(&levelled, &targets_known(layout)));
        // The first neighbourhood is given all its chances, the others their best one.
        let plain = (turn == 0).then(|| levelled.clone());
        let again = if turn == 0 { 2 } else { 1 };
        let first = taught.clone();
        let decided = std::iter::successors(Some(taught), move |soft| {
            let targets = targets_decided(soft, layout);
            Some(apply(&levelled, &learn(&levelled, &targets)))
        });
        let first = (turn == 0).then_some(first);
        plain
            .into_iter()
            .chain(first)
            .chain(decided.skip(1).take(again))
    })
}

/// Brightness against the mean and the spread of its neighbourhood; dark becomes positive.
fn level(size: usize, brightness: &[f32], reach: usize) -> Soft {
    let width = size + 1;
    let mut sums = vec![(0.0_f64, 0.0_f64); width * width];
    for y in 0..size {
        let mut row = (0.0, 0.0);
        for x in 0..size {
            let value = f64::from(brightness[y * size + x]);
            row = (row.0 + value, row.1 + value * value);
            let above = sums[y * width + x + 1];
            sums[(y + 1) * width + x + 1] = (above.0 + row.0, above.1 + row.1);
        }
    }
    let values = (0..size * size)
        .map(|at| {
            let (x, y) = (at % size, at / size);
            let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(size));
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(size));
            let corner = |x: usize, y: usize| sums[y * width + x];
            let count = ((right - left) * (bottom - top)) as f64;
            let part = |pick: fn((f64, f64)) -> f64| {
                (pick(corner(right, bottom))
                    - pick(corner(right, top))
                    - pick(corner(left, bottom))
                    + pick(corner(left, top)))
                    / count
            };
            let mean = part(|sum| sum.0);
            let spread = (part(|sum| sum.1) - mean * mean).max(1.0).sqrt();
            ((mean - f64::from(brightness[at])) / spread).clamp(-2.0, 2.0) as f32
        })
        .collect();
    Soft { size, values }
}

/// A module, the colour it should have, and how much it counts.
struct Target {
    at: usize,
    dark: f32,
    weight: f32,
}

fn targets_known(layout: &Layout) -> Vec<Target> {
    layout
        .known
        .iter()
        .map(|module| Target {
            at: usize::from(module.y) * layout.size + usize::from(module.x),
            dark: if module.dark { 1.0 } else { -1.0 },
            weight: 1.0,
        })
        .collect()
}

/// Every module teaches what it was taken for, the doubtful ones less; the known ones teach truth.
fn targets_decided(soft: &Soft, layout: &Layout) -> Vec<Target> {
    let decided = layout.data.iter().map(|&at| {
        let value = soft.values[usize::from(at)];
        Target {
            at: usize::from(at),
            dark: value.signum(),
            weight: value.abs().min(1.0),
        }
    });
    targets_known(layout).into_iter().chain(decided).collect()
}

/// The neighbourhood of a module; beyond the symbol is the light quiet zone.
fn neighbourhood(soft: &Soft, at: usize) -> [f32; TAPS] {
    let size = soft.size as isize;
    let (x, y) = ((at % soft.size) as isize, (at / soft.size) as isize);
    let mut taps = [0.0; TAPS];
    for (tap, value) in taps.iter_mut().enumerate() {
        let (dx, dy) = (tap as isize % 5 - REACH, tap as isize / 5 - REACH);
        let (column, row) = (x + dx, y + dy);
        let inside = (0..size).contains(&column) && (0..size).contains(&row);
        *value = if inside {
            soft.values[(row * size + column) as usize]
        } else {
            -1.0
        };
    }
    taps
}

/// Least squares with a ridge towards "the module itself".
fn learn(soft: &Soft, targets: &[Target]) -> [f32; TAPS] {
    let mut matrix = [[0.0_f32; TAPS]; TAPS];
    let mut wanted = [0.0_f32; TAPS];
    let mut total = 0.0;
    for target in targets {
        let taps = neighbourhood(soft, target.at);
        total += target.weight;
        for row in 0..TAPS {
            let weighted = taps[row] * target.weight;
            wanted[row] += weighted * target.dark;
            for column in 0..=row {
                matrix[row][column] += weighted * taps[column];
            }
        }
    }
    let ridge = RIDGE * total.max(1.0);
    wanted[CENTRE] += ridge;
    for (row, line) in matrix.iter_mut().enumerate() {
        line[row] += ridge;
    }
    solve(matrix, wanted)
}

/// Cholesky on the lower triangle; the ridge keeps the matrix positive.
fn solve(mut matrix: [[f32; TAPS]; TAPS], mut vector: [f32; TAPS]) -> [f32; TAPS] {
    for row in 0..TAPS {
        for column in 0..=row {
            let known: f32 = (0..column)
                .map(|k| matrix[row][k] * matrix[column][k])
                .sum();
            let rest = matrix[row][column] - known;
            matrix[row][column] = if row == column {
                rest.max(1e-6).sqrt()
            } else {
                rest / matrix[column][column]
            };
        }
    }
    for row in 0..TAPS {
        let known: f32 = (0..row).map(|k| matrix[row][k] * vector[k]).sum();
        vector[row] = (vector[row] - known) / matrix[row][row];
    }
    for row in (0..TAPS).rev() {
        let known: f32 = (row + 1..TAPS).map(|k| matrix[k][row] * vector[k]).sum();
        vector[row] = (vector[row] - known) / matrix[row][row];
    }
    vector
}

fn apply(soft: &Soft, filter: &[f32; TAPS]) -> Soft {
    let values = (0..soft.values.len())
        .map(|at| {
            let taps = neighbourhood(soft, at);
            taps.iter()
                .zip(filter)
                .map(|(tap, weight)| tap * weight)
                .sum()
        })
        .collect();
    Soft {
        size: soft.size,
        values,
    }
}
