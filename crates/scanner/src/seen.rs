//! From the buffer of a camera to brightness and a picture for the preview.
//!
//! What nokhwa decodes may panic: the caller guards the call.

use std::sync::Arc;

use image::RgbImage;
use nokhwa::Buffer;
use nokhwa::pixel_format::LumaFormat;
use nokhwa::utils::{FrameFormat, Resolution};

use crate::jpeg;

/// A decoded buffer.
pub(crate) struct Seen {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) luma: Arc<[u8]>,
    pub(crate) jpeg: Arc<[u8]>,
}

/// Decodes a buffer; `None` when it is damaged.
pub(crate) fn see(buffer: &Buffer) -> Option<Seen> {
    let size = buffer.resolution();
    match buffer.source_frame_format() {
        FrameFormat::MJPEG => see_jpeg(buffer.buffer()),
        FrameFormat::YUYV => see_yuyv(buffer.buffer(), size.width(), size.height()),
        FrameFormat::NV12 | FrameFormat::GRAY | FrameFormat::RAWRGB | FrameFormat::RAWBGR => None,
    }
}

/// Decodes the first JPEG of some bytes and passes it on as it came; `None` when it is damaged.
pub(crate) fn see_jpeg(bytes: &[u8]) -> Option<Seen> {
    let cut = jpeg::cut(bytes)?;
    let whole = Buffer::new(
        Resolution::new(cut.width, cut.height),
        cut.bytes,
        FrameFormat::MJPEG,
    );
    let luma = whole.decode_image::<LumaFormat>().ok()?.into_raw();
    let fits = luma.len() == cut.width as usize * cut.height as usize;
    fits.then(|| Seen {
        width: cut.width,
        height: cut.height,
        luma: luma.into(),
        jpeg: cut.bytes.into(),
    })
}

fn see_yuyv(bytes: &[u8], width: u32, height: u32) -> Option<Seen> {
    let bytes = bytes.get(..width as usize * height as usize * 2)?;
    let luma: Vec<u8> = bytes.iter().step_by(2).copied().collect();
    let jpeg = jpeg::encode(&small_colour(bytes, width, height)).into();
    Some(Seen {
        width,
        height,
        luma: luma.into(),
        jpeg,
    })
}

/// A preview of half the size in colour: every second row, one pixel of each pair.
fn small_colour(yuyv: &[u8], width: u32, height: u32) -> RgbImage {
    let mut pixels = Vec::with_capacity((width / 2) as usize * (height / 2) as usize * 3);
    for row in yuyv
        .chunks_exact(width as usize * 2)
        .step_by(2)
        .take((height / 2) as usize)
    {
        for pair in row.chunks_exact(4) {
            if let &[y, u, _, v] = pair {
                pixels.extend_from_slice(&rgb(y, u, v));
            }
        }
    }
    RgbImage::from_raw(width / 2, height / 2, pixels).unwrap_or_default()
}

/// BT.601 in whole numbers, which webcams use.
fn rgb(y: u8, u: u8, v: u8) -> [u8; 3] {
    let light = 298 * (i32::from(y) - 16) + 128;
    let (blue, red) = (i32::from(u) - 128, i32::from(v) - 128);
    [
        light + 409 * red,
        light - 100 * blue - 208 * red,
        light + 516 * blue,
    ]
    .map(|value| u8::try_from((value >> 8).clamp(0, 255)).expect("clamped to a byte"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawn;
    use crate::guard::guarded;

    fn mjpeg(bytes: &[u8]) -> Option<Seen> {
        guarded(|| {
            see(&Buffer::new(
                Resolution::new(1280, 720),
                bytes,
                FrameFormat::MJPEG,
            ))
        })
        .flatten()
    }

    #[test]
    fn an_mjpeg_frame_is_read_and_passed_on_as_it_came() {
        let jpeg = jpeg::encode(&drawn::scene("door 18", 5));
        let mut buffer = jpeg.clone();
        buffer.resize(1280 * 720 * 2, 0xd9);
        let seen = mjpeg(&buffer).unwrap();
        assert_eq!(seen.jpeg[..], jpeg[..]);
        assert_eq!(
            crate::decode(&seen.luma, seen.width, seen.height).texts(),
            ["door 18"]
        );
    }

    #[test]
    fn damaged_mjpeg_frames_are_survived() {
        let jpeg = jpeg::encode(&drawn::scene("door 18", 5));
        assert!(mjpeg(&[]).is_none() && mjpeg(&[0; 4096]).is_none());
        for at in (2..jpeg.len()).step_by(jpeg.len() / 40) {
            let mut damaged = jpeg.clone();
            for byte in damaged.iter_mut().skip(at).take(8) {
                *byte ^= 0x5a;
            }
            if let Some(seen) = mjpeg(&damaged) {
                assert_eq!(seen.luma.len(), seen.width as usize * seen.height as usize);
            }
        }
    }

    #[test]
    fn a_yuyv_frame_is_read_and_short_ones_are_refused() {
        let scene = image::DynamicImage::from(drawn::scene("door 18", 5)).into_luma8();
        let yuyv: Vec<u8> = scene.iter().flat_map(|&y| [y, 128]).collect();
        let seen = see_yuyv(&yuyv, 1280, 720).unwrap();
        assert_eq!(seen.luma[..], scene.as_raw()[..]);
        let preview = jpeg::cut(&seen.jpeg).unwrap();
        assert_eq!((preview.width, preview.height), (640, 360));
        assert!(see_yuyv(&yuyv[..1000], 1280, 720).is_none());
    }
}
