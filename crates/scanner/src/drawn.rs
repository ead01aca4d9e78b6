//! Codes drawn for tests.

use image::{GrayImage, Luma, Rgb, RgbImage};

/// A drawn code with its quiet margin.
pub(crate) fn code(text: &str, module: u32) -> GrayImage {
    let drawn = qrcode::QrCode::new(text).unwrap();
    drawn
        .render::<Luma<u8>>()
        .module_dimensions(module, module)
        .build()
}

/// A drawn code on white paper in the middle of a grey frame.
pub(crate) fn scene(text: &str, module: u32) -> RgbImage {
    let code = code(text, module);
    let mut frame = RgbImage::from_pixel(1280, 720, Rgb([120; 3]));
    let rgb = image::DynamicImage::from(code).into_rgb8();
    let left = i64::from((1280 - rgb.width()) / 2);
    let top = i64::from((720 - rgb.height()) / 2);
    image::imageops::overlay(&mut frame, &rgb, left, top);
    frame
}
