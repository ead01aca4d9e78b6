//! A code as a picture that a camera might see: dark modules on white, the key below.

use std::{io, path::Path};

use codes::Drawing;
use image::{GrayImage, ImageFormat, Luma, imageops};

use crate::files;

const PIXELS_PER_MODULE: usize = 8;
const CAPTION_HEIGHT: u32 = 40;
const DOT: u32 = 6;
const WHITE: Luma<u8> = Luma([255]);
const BLACK: Luma<u8> = Luma([0]);

/// Writes the picture as PNG.
pub(crate) fn write(path: &Path, drawing: &Drawing, caption: &str) -> io::Result<()> {
    let (width, luma) = drawing.luma(PIXELS_PER_MODULE);
    let side = u32::try_from(width).map_err(io::Error::other)?;
    let code = GrayImage::from_raw(side, side, luma).ok_or(io::ErrorKind::InvalidData)?;
    let mut sheet = GrayImage::from_pixel(side, side + CAPTION_HEIGHT, WHITE);
    imageops::replace(&mut sheet, &code, 0, 0);
    write_caption(&mut sheet, side, caption);
    let mut png = io::Cursor::new(Vec::new());
    sheet
        .write_to(&mut png, ImageFormat::Png)
        .map_err(io::Error::other)?;
    files::write_public(path, png.get_ref())
}

/// Writes the caption in the middle below the code, in letters of 3 by 5 dots.
fn write_caption(sheet: &mut GrayImage, top: u32, caption: &str) {
    let advance = 4 * DOT;
    let count = u32::try_from(caption.len()).unwrap_or(0);
    let left = sheet.width().saturating_sub(count * advance) / 2;
    for (letter, place) in caption.bytes().zip(0_u32..) {
        for (dots, row) in letter_rows(letter).into_iter().zip(0_u32..) {
            for column in (0..3).filter(|column| dots >> (2 - column) & 1 == 1) {
                fill_dot(
                    sheet,
                    (left + place * advance + column * DOT, top + row * DOT),
                );
            }
        }
    }
}

fn fill_dot(sheet: &mut GrayImage, (left, top): (u32, u32)) {
    for y in top..top + DOT {
        for x in left..left + DOT {
            if x < sheet.width() && y < sheet.height() {
                sheet.put_pixel(x, y, BLACK);
            }
        }
    }
}

/// Five rows of three dots; keys are only a-z and 0-9, of which towns use h, p and digits.
fn letter_rows(letter: u8) -> [u8; 5] {
    match letter {
        b'0' => [0b111, 0b101, 0b101, 0b101, 0b111],
        b'1' => [0b010, 0b110, 0b010, 0b010, 0b111],
        b'2' => [0b111, 0b001, 0b111, 0b100, 0b111],
        b'3' => [0b111, 0b001, 0b111, 0b001, 0b111],
        b'4' => [0b101, 0b101, 0b111, 0b001, 0b001],
        b'5' => [0b111, 0b100, 0b111, 0b001, 0b111],
        b'6' => [0b111, 0b100, 0b111, 0b101, 0b111],
        b'7' => [0b111, 0b001, 0b010, 0b010, 0b010],
        b'8' => [0b111, 0b101, 0b111, 0b101, 0b111],
        b'9' => [0b111, 0b101, 0b111, 0b001, 0b111],
        b'h' => [0b100, 0b100, 0b110, 0b101, 0b101],
        b'p' => [0b110, 0b101, 0b110, 0b100, 0b100],
        _ => [0b000, 0b000, 0b111, 0b000, 0b000],
    }
}
