//! A picture of brightness and the few variants of it that help to find a code.
#![allow(
    clippy::indexing_slicing,
    reason = "rows and cells are cut from the picture they are used on; sizes are checked when it is made"
)]

use std::borrow::Cow;

/// A picture of brightness, row by row.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Gray<'a> {
    pub(crate) width: usize,
    pub(crate) height: usize,
    pub(crate) pixels: Cow<'a, [u8]>,
}

/// Side of a square whose statistics are taken together, in pixels.
pub(crate) const CELL: usize = 16;
/// Cells on each side that count as the neighbourhood of one.
const REACH: usize = 2;

impl<'a> Gray<'a> {
    /// Takes a picture whose size fits its bytes; anything else is empty and shows nothing.
    pub(crate) fn new(luma: &'a [u8], width: usize, height: usize) -> Self {
        match width
            .checked_mul(height)
            .and_then(|length| luma.get(..length))
        {
            Some(pixels) if !pixels.is_empty() => Self {
                width,
                height,
                pixels: pixels.into(),
            },
            _ => Self {
                width: 0,
                height: 0,
                pixels: Cow::default(),
            },
        }
    }

    /// Averages squares of two by two pixels: calms noise and interlacing.
    pub(crate) fn half(&self) -> Gray<'static> {
        let (width, height) = (self.width / 2, self.height / 2);
        let mut pixels = Vec::with_capacity(width * height);
        for pair in self.pixels.chunks_exact((self.width * 2).max(1)) {
            let (upper, lower) = pair.split_at(self.width);
            let squares = upper.chunks_exact(2).zip(lower.chunks_exact(2));
            pixels.extend(squares.map(|(a, b)| {
                let sum = u16::from(a[0]) + u16::from(a[1]) + u16::from(b[0]) + u16::from(b[1]);
                (sum / 4) as u8
            }));
        }
        Gray {
            width,
            height,
            pixels: pixels.into(),
        }
    }

    /// Averages every pixel with its neighbours, those in line twice as much as the corners.
    pub(crate) fn smoothed(&self) -> Gray<'static> {
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
            let (above, below) = (
                line(y.saturating_sub(1)),
                line((y + 1).min(self.height - 1)),
            );
            let rows = above.iter().zip(line(y)).zip(below);
            pixels.extend(rows.map(|((a, b), c)| ((a + 2 * b + c + 8) >> 4) as u8));
        }
        Gray {
            width,
            height: self.height,
            pixels: pixels.into(),
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_that_do_not_fit_show_nothing() {
        for (length, width, height) in [(0, 0, 0), (5, 2, 3), (9, usize::MAX, 2), (0, 4, 0)] {
            let luma = vec![0; length];
            let gray = Gray::new(&luma, width, height);
            assert_eq!(
                (gray.width, gray.height),
                (0, 0),
                "{length} {width} {height}"
            );
            assert!(gray.half().pixels.is_empty() && gray.smoothed().pixels.is_empty());
        }
    }

    #[test]
    fn every_variant_keeps_its_promise_of_size() {
        for (width, height) in [(1, 1), (2, 3), (17, 33), (40, 15), (1, 40)] {
            let luma = vec![100; width * height];
            let gray = Gray::new(&luma, width, height);
            assert_eq!(gray.smoothed().pixels, gray.pixels);
            assert!(gray.means().iter().all(|&mean| mean == 100));
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
            (2, 1, vec![15, 102].into())
        );
    }
}
