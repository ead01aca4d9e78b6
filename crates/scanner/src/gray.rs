//! A picture of brightness and the few variants of it that help a decoder.

/// A picture of brightness, row by row.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Gray {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Vec<u8>,
}

/// Side of a square whose statistics are taken together, in pixels.
pub(crate) const CELL: usize = 16;
/// Cells on each side that count as the neighbourhood of one.
const REACH: usize = 2;
/// Spread of brightness that the levelled picture aims at.
const SPREAD: i32 = 52;
/// Below this spread there is only noise, and noise is not raised further.
const SPREAD_MIN: f32 = 2.0;

impl Gray {
    /// Takes a picture whose size fits its bytes; anything else is empty and shows nothing.
    pub(crate) fn new(luma: &[u8], width: usize, height: usize) -> Self {
        match width
            .checked_mul(height)
            .and_then(|length| luma.get(..length))
        {
            Some(pixels) if !pixels.is_empty() => Self {
                width,
                height,
                pixels: pixels.to_vec(),
            },
            _ => Self {
                width: 0,
                height: 0,
                pixels: Vec::new(),
            },
        }
    }

    /// Averages squares of two by two pixels: calms noise and interlacing.
    pub(crate) fn half(&self) -> Self {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact((self.width * 2).max(1)) {
            let (upper, lower) = pair.split_at(self.width);
            for (a, b) in upper.chunks_exact(2).zip(lower.chunks_exact(2)) {
                let sum: u16 = a.iter().chain(b).map(|&value| u16::from(value)).sum();
                pixels.push(u8::try_from(sum / 4).expect("the mean of bytes is a byte"));
            }
        }
        Self {
            width,
            height,
            pixels,
        }
    }

    /// Averages every pixel with its neighbours, those in line twice as much as the corners.
    pub(crate) fn smoothed(&self) -> Self {
        let width = self.width;
        let mut across: Vec<u16> = Vec::with_capacity(self.pixels.len());
        for row in self.pixels.chunks_exact(width.max(1)) {
            let last = row.len() - 1;
            across.push(3 * u16::from(row[0]) + u16::from(row[1.min(last)]));
            across.extend(
                row.windows(3)
                    .map(|at| u16::from(at[0]) + 2 * u16::from(at[1]) + u16::from(at[2])),
            );
            if last > 0 {
                across.push(3 * u16::from(row[last]) + u16::from(row[last - 1]));
            }
        }
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..self.height {
            let line = |y: usize| &across[y * width..][..width];
            let (above, below) = (line(y.saturating_sub(1)), line((y + 1).min(self.height - 1)));
            let rows = above.iter().zip(line(y)).zip(below);
            pixels.extend(rows.map(|((a, b), c)| ((a + 2 * b + c + 8) >> 4) as u8));
        }
        Self {
            width,
            height: self.height,
            pixels,
        }
    }

    /// Swaps dark and bright: a code on a telephone in dark mode.
    pub(crate) fn inverted(mut self) -> Self {
        for value in &mut self.pixels {
            *value = 255 - *value;
        }
        self
    }

    /// Brings every neighbourhood to the same brightness and the same contrast.
    pub(crate) fn levelled(&self) -> Self {
        let columns = self.width.div_ceil(CELL);
        let levels = neighbourhoods(&self.cells(columns), columns);
        let mut pixels = Vec::with_capacity(self.pixels.len());
        let rows = self.pixels.chunks_exact(self.width.max(1));
        for (y, row) in rows.enumerate() {
            let first = (y / CELL) * columns;
            let row_levels = levels.get(first..first + columns).unwrap_or_default();
            for (cell, level) in row.chunks(CELL).zip(row_levels) {
                pixels.extend(cell.iter().map(|&value| level.apply(value)));
            }
        }
        Self {
            width: self.width,
            height: self.height,
            pixels,
        }
    }

    /// The mean of each cell and those around it.
    pub(crate) fn means(&self) -> Vec<u8> {
        let columns = self.width.div_ceil(CELL);
        let rows = self.height.div_ceil(CELL);
        let mut sums = vec![(0_u32, 0_u32); columns * rows];
        for (y, row) in self.pixels.chunks_exact(self.width.max(1)).enumerate() {
            let line = &mut sums[y / CELL * columns..][..columns];
            for (values, sum) in row.chunks(CELL).zip(line) {
                sum.0 += values.iter().map(|&value| u32::from(value)).sum::<u32>();
                sum.1 += values.len() as u32;
            }
        }
        (0..rows * columns)
            .map(|at| {
                let (column, row) = (at % columns, at / columns);
                let (mut sum, mut count) = (0, 0);
                for y in row.saturating_sub(REACH)..(row + REACH + 1).min(rows) {
                    let left = y * columns + column.saturating_sub(REACH);
                    let right = y * columns + (column + REACH + 1).min(columns);
                    for cell in &sums[left..right] {
                        sum += cell.0;
                        count += cell.1;
                    }
                }
                (sum / count.max(1)) as u8
            })
            .collect()
    }

    /// Sums up each cell.
    fn cells(&self, columns: usize) -> Vec<Sums> {
        let mut cells = vec![Sums::default(); columns * self.height.div_ceil(CELL)];
        let rows = self.pixels.chunks_exact(self.width.max(1));
        for (y, row) in rows.enumerate() {
            let first = (y / CELL) * columns;
            let row_cells = cells.get_mut(first..first + columns).unwrap_or_default();
            for (values, cell) in row.chunks(CELL).zip(row_cells) {
                cell.add_pixels(values);
            }
        }
        cells
    }
}

/// Count, sum and sum of squares of brightness.
#[derive(Clone, Copy, Default)]
struct Sums {
    count: u32,
    sum: u32,
    squares: u32,
}

impl Sums {
    fn add_pixels(&mut self, values: &[u8]) {
        for &value in values {
            let value = u32::from(value);
            self.count += 1;
            self.sum += value;
            self.squares += value * value;
        }
    }

    fn add(&mut self, other: Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    fn level(self) -> Level {
        let count = self.count.max(1) as f32;
        let mean = self.sum as f32 / count;
        let variance = (self.squares as f32 / count - mean * mean).max(0.0);
        let spread = variance.sqrt().max(SPREAD_MIN);
        Level {
            mean: mean as i32,
            gain_256: (SPREAD * 256) / spread as i32,
        }
    }
}

/// How to bring a neighbourhood to the common brightness and contrast.
#[derive(Clone, Copy)]
struct Level {
    mean: i32,
    gain_256: i32,
}

impl Level {
    fn apply(self, value: u8) -> u8 {
        let raised = 128 + (i32::from(value) - self.mean) * self.gain_256 / 256;
        u8::try_from(raised.clamp(0, 255)).expect("the value is clamped to a byte")
    }
}

/// The level of each cell, from the cell and those around it.
fn neighbourhoods(cells: &[Sums], columns: usize) -> Vec<Level> {
    let rows = cells.len() / columns.max(1);
    let mut levels = Vec::with_capacity(cells.len());
    for row in 0..rows {
        for column in 0..columns {
            let mut sums = Sums::default();
            for y in row.saturating_sub(REACH)..(row + REACH + 1).min(rows) {
                let left = y * columns + column.saturating_sub(REACH);
                let right = y * columns + (column + REACH + 1).min(columns);
                for &cell in cells.get(left..right).unwrap_or_default() {
                    sums.add(cell);
                }
            }
            levels.push(sums.level());
        }
    }
    levels
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_do_not_fit_show_nothing() {
        for (length, width, height) in [(0, 0, 0), (5, 2, 3), (9, usize::MAX, 2), (0, 4, 0)] {
            let gray = Gray::new(&vec![0; length], width, height);
            assert_eq!(
                (gray.width, gray.height),
                (0, 0),
                "{length} {width} {height}"
            );
            assert!(gray.half().pixels.is_empty() && gray.levelled().pixels.is_empty());
        }
    }

    #[test]
    fn every_variant_keeps_its_promise_of_size() {
        for (width, height) in [(1, 1), (2, 3), (17, 33), (40, 15), (1, 40)] {
            let gray = Gray::new(&vec![100; width * height], width, height);
            assert_eq!(gray.levelled().pixels.len(), width * height);
            let half = gray.half();
            assert_eq!(
                half.pixels.len(),
                half.width * half.height,
                "{width}x{height}"
            );
        }
    }

    #[test]
    fn half_is_the_mean_of_four() {
        let half = Gray::new(&[0, 10, 100, 104, 20, 30, 100, 104], 4, 2).half();
        assert_eq!(
            (half.width, half.height, half.pixels),
            (2, 1, vec![15, 102])
        );
    }

    #[test]
    fn levelling_raises_a_faint_pattern() {
        let faint: Vec<u8> = (0..64 * 64)
            .map(|i| if (i / 4) % 2 == 0 { 120 } else { 126 })
            .collect();
        let levelled = Gray::new(&faint, 64, 64).levelled();
        let (low, high) = (levelled.pixels.iter().min(), levelled.pixels.iter().max());
        assert!(low < Some(&90) && high > Some(&165), "{low:?} {high:?}");
    }
}
