//! A code that is held so near that it is larger than the view: no eye is in it, but its modules are.

use crate::gray::Gray;

/// Side of a cell of the picture of a quarter of the size, in pixels.
const CELL: usize = 16;
/// Least contrast of what is around a cell.
const CONTRAST: u8 = 40;
/// Percent of dark pixels in a field of modules.
const DARK: std::ops::RangeInclusive<usize> = 38..=62;
/// Percent of pixels that may be neither dark nor light: print has two colours, a room has many.
const BETWEEN_MAX: usize = 35;
/// Changes between dark and light in a thousand steps along rows and along columns: modules of 13
/// to 40 pixels.
const CHANGES: std::ops::RangeInclusive<usize> = 50..=165;

/// Says whether the middle of the view, from top to bottom, is a field of large modules, from the
/// picture of half the size.
pub(super) fn fills_view(half: &Gray<'_>) -> bool {
    let small = half.half();
    let (columns, rows) = (small.width / CELL, small.height / CELL);
    let side = columns.min(rows);
    if side < 3 {
        return false;
    }
    let levels = levels(&small, columns, (columns - side) / 2, side);
    let left = (columns - side) / 2 * CELL;
    let mut field = Field::default();
    let mut above: Vec<bool> = Vec::new();
    for (y, row) in small
        .pixels
        .chunks_exact(small.width)
        .take(side * CELL)
        .enumerate()
    {
        let middle = row.iter().skip(left).take(side * CELL);
        let at = levels.iter().skip(y / CELL * side);
        let at = at.flat_map(|level| std::iter::repeat_n(level, CELL));
        let mut dark = Vec::with_capacity(side * CELL);
        for (&value, &(low, high)) in middle.zip(at) {
            if high - low < CONTRAST {
                return false;
            }
            let part = usize::from(value - low) * 100 / usize::from(high - low);
            field.between += usize::from((31..70).contains(&part));
            dark.push(part < 50);
        }
        field.pixels += dark.len();
        field.dark += dark.iter().filter(|&&dark| dark).count();
        field.along += dark
            .windows(2)
            .filter(|two| two.first() != two.last())
            .count();
        field.down += above
            .iter()
            .zip(&dark)
            .filter(|(one, other)| one != other)
            .count();
        above = dark;
    }
    field.is_of_modules()
}

/// What was counted over the middle of the view.
#[derive(Default)]
struct Field {
    pixels: usize,
    dark: usize,
    between: usize,
    along: usize,
    down: usize,
}

impl Field {
    fn is_of_modules(&self) -> bool {
        let pixels = self.pixels.max(1);
        let (less, more) = (self.along.min(self.down), self.along.max(self.down));
        DARK.contains(&(self.dark * 100 / pixels))
            && self.between * 100 <= pixels * BETWEEN_MAX
            && CHANGES.contains(&(less * 1000 / pixels))
            && CHANGES.contains(&(more * 1000 / pixels))
            && more * 3 <= less * 4
    }
}

/// The lowest and the highest value around each cell of the middle, row by row.
fn levels(small: &Gray<'_>, columns: usize, first: usize, side: usize) -> Vec<(u8, u8)> {
    let mut own = vec![(u8::MAX, 0); columns * side];
    for (y, row) in small
        .pixels
        .chunks_exact(small.width)
        .take(side * CELL)
        .enumerate()
    {
        let cells = own.iter_mut().skip(y / CELL * columns).take(columns);
        for ((low, high), values) in cells.zip(row.chunks_exact(CELL)) {
            for &value in values {
                (*low, *high) = (value.min(*low), value.max(*high));
            }
        }
    }
    let around = |row: usize, column: usize| {
        let rows = row.saturating_sub(1)..(row + 2).min(side);
        rows.flat_map(|row| {
            own.iter()
                .skip(row * columns + column.saturating_sub(1))
                .take(3)
        })
        .fold((u8::MAX, 0), |(low, high), &(l, h)| {
            (low.min(l), high.max(h))
        })
    };
    (0..side * side)
        .map(|cell| around(cell / side, first + cell % side))
        .collect()
}
