//! The drawn camera: test codes that wander over a grey frame, without any device.
//!
//! A technician sees with it whether scanner and window work when the camera is in doubt
//! (`--camera synthetic`), and a program can be measured where no camera is.

use std::time::{Duration, Instant};

use image::{DynamicImage, Rgb, RgbImage};
use qrcode::{Color, QrCode};

use crate::frame::{Frame, FrameSource, SourceError};
use crate::{jpeg, picture};

/// Frames a second.
const RATE: u32 = 15;
/// Frames for which one code is shown: 2 seconds.
const HOLD_FRAMES: u64 = 30;
/// Codes that follow each other.
const CODES: u64 = 8;
/// White modules around a code.
const MARGIN: usize = 4;
/// Pixels of a module, by turns.
const MODULE_SIZES: [u32; 3] = [6, 9, 12];
const DARK: Rgb<u8> = Rgb([28, 28, 30]);
const LIGHT: Rgb<u8> = Rgb([232, 232, 230]);

/// A frame source that draws its frames.
#[derive(Default)]
pub struct SyntheticSource {
    number: u64,
}

impl SyntheticSource {
    /// Starts with the first code.
    pub fn new() -> Self {
        Self::default()
    }
}

impl FrameSource for SyntheticSource {
    fn next(&mut self) -> Result<Frame, SourceError> {
        let frame = draw(self.number);
        self.number += 1;
        Ok(Frame {
            number: self.number,
            width: picture::WIDTH,
            height: picture::HEIGHT,
            jpeg: jpeg::encode(&frame).into(),
            luma: DynamicImage::from(frame).into_luma8().into_raw().into(),
            taken_at: Instant::now(),
        })
    }

    fn name(&self) -> &'static str {
        "synthetic"
    }

    fn interval(&self) -> Option<Duration> {
        Some(Duration::from_secs(1) / RATE)
    }
}

/// Draws the frame of that number.
fn draw(number: u64) -> RgbImage {
    let turn = number / HOLD_FRAMES % CODES;
    let text = format!("SCANNER TEST {}", turn + 1);
    let code = QrCode::new(text).expect("a short text fits into a code");
    let module = MODULE_SIZES
        .iter()
        .cycle()
        .nth(turn as usize)
        .copied()
        .unwrap_or(8);
    let side = module * (code.width() + 2 * MARGIN) as u32;
    let left = wander(number * 7, picture::WIDTH - side);
    let top = wander(number * 3, picture::HEIGHT - side);
    let colours = code.to_colors();
    RgbImage::from_fn(picture::WIDTH, picture::HEIGHT, |x, y| {
        let (Some(x), Some(y)) = (x.checked_sub(left), y.checked_sub(top)) else {
            return picture::GREY;
        };
        if x >= side || y >= side {
            return picture::GREY;
        }
        let at = |pixel: u32| ((pixel / module) as usize).checked_sub(MARGIN);
        match at(x).zip(at(y)) {
            Some((column, row))
                if column < code.width()
                    && colours.get(row * code.width() + column) == Some(&Color::Dark) =>
            {
                DARK
            }
            _ => LIGHT,
        }
    })
}

/// Goes to and fro between 0 and the end.
fn wander(way: u64, end: u32) -> u32 {
    let end = u64::from(end.max(1));
    let at = way % (2 * end);
    u32::try_from(at.min(2 * end - at)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_code_is_read_wherever_it_wanders() {
        for turn in 0..CODES {
            for at in [0, HOLD_FRAMES - 1] {
                let mut source = SyntheticSource {
                    number: turn * HOLD_FRAMES + at,
                };
                let frame = source.next().unwrap();
                assert!(jpeg::cut(&frame.jpeg).is_some());
                let decoded = crate::decode(&frame.luma, frame.width, frame.height);
                assert_eq!(decoded.texts(), [format!("SCANNER TEST {}", turn + 1)]);
            }
        }
        assert!(draw(0) != draw(1), "the code moves");
        assert!(draw(0) == draw(0), "the same frame is drawn alike");
    }

    #[test]
    fn the_way_leads_to_and_fro() {
        let way: Vec<u32> = (0..8).map(|way| wander(way, 3)).collect();
        assert_eq!(way, [0, 1, 2, 3, 2, 1, 0, 1]);
    }
}
