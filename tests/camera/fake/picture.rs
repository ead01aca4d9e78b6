//! What the fake camera sees: a code on a grey wall.

use std::path::PathBuf;

use anyhow::Result;
use image::{DynamicImage, GrayImage, Luma};
use qrcode::{Color, QrCode};

use crate::uvc::Packing;

const WALL: Luma<u8> = Luma([144]);
const PAPER: Luma<u8> = Luma([225]);
const INK: Luma<u8> = Luma([30]);
/// White modules around a code.
const MARGIN: u32 = 4;
/// YUYV without colour.
const NO_COLOUR: u8 = 128;

/// Draws a code, or the bare wall, and packs it as the camera would.
pub(crate) fn frame(
    text: Option<&str>,
    width: u16,
    height: u16,
    packing: Packing,
) -> Result<Vec<u8>> {
    let mut picture = GrayImage::from_pixel(width.into(), height.into(), WALL);
    if let Some(text) = text {
        put_code(text, &mut picture);
    }
    match packing {
        Packing::Yuyv => Ok(picture.iter().flat_map(|&y| [y, NO_COLOUR]).collect()),
        Packing::Mjpeg => {
            // Cameras send colour, also of a grey wall. Through a file, the encoder is the one that
            // was compiled with its own crate and is fast also in a development build.
            let path = scratch();
            DynamicImage::from(picture).into_rgb8().save(&path)?;
            Ok(std::fs::read(path)?)
        }
    }
}

fn scratch() -> PathBuf {
    std::env::temp_dir().join(format!("frame-{}.jpg", std::process::id()))
}

/// Three quarters of the height, in the middle.
fn put_code(text: &str, picture: &mut GrayImage) {
    let code = QrCode::new(text).expect("the texts of the rig are short");
    let modules = u32::try_from(code.width()).expect("a code is small");
    let colours = code.to_colors();
    let scale = (picture.height() * 3 / 4 / (modules + 2 * MARGIN)).max(1);
    let side = scale * (modules + 2 * MARGIN);
    let (left, top) = ((picture.width() - side) / 2, (picture.height() - side) / 2);
    for y in 0..side {
        for x in 0..side {
            let (column, row) = (
                (x / scale).wrapping_sub(MARGIN),
                (y / scale).wrapping_sub(MARGIN),
            );
            let is_inside = column < modules && row < modules;
            let is_dark = is_inside && colours[(row * modules + column) as usize] == Color::Dark;
            picture.put_pixel(left + x, top + y, if is_dark { INK } else { PAPER });
        }
    }
}
