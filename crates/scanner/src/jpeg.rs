//! Just enough of JPEG to cut a frame out of a camera's buffer, and to make a preview.

use image::codecs::jpeg::JpegEncoder;
use image::{ExtendedColorType, ImageEncoder as _, RgbImage};

/// Quality of the preview made by ourselves, of 100.
const QUALITY: u8 = 80;
/// A side longer than this is no frame of a kiosk's camera.
const SIDE_MAX: u32 = 8192;

const MARK: u8 = 0xff;
/// The mark that starts a picture.
pub(crate) const START: [u8; 2] = [MARK, SECOND_OF_START];
const SECOND_OF_START: u8 = 0xd8;
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;

/// One whole JPEG at the start of a buffer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cut<'a> {
    pub(crate) bytes: &'a [u8],
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// Cuts the first JPEG out of a buffer.
///
/// A V4L2 buffer is larger than its frame and ends in remains of earlier frames, which hold end
/// marks of their own: only walking the segments finds the right one.
pub(crate) fn cut(buffer: &[u8]) -> Option<Cut<'_>> {
    let mut rest = buffer.strip_prefix(&START)?;
    let mut size = None;
    loop {
        let (&[mark, kind], after) = rest.split_first_chunk::<2>()?;
        if mark != MARK {
            return None;
        }
        if kind == MARK {
            // A filler before a mark: the second byte begins what follows.
            rest = rest.get(1..)?;
            continue;
        }
        let (length, _) = after.split_first_chunk::<2>()?;
        let (segment, next) = after.split_at_checked(usize::from(u16::from_be_bytes(*length)))?;
        match kind {
            0xc0..=0xc3 => size = Some(frame_size(segment)?),
            SCAN => {
                let left = after_scan(next)?;
                let bytes = buffer.get(..buffer.len() - left)?;
                let (width, height) = size?;
                return Some(Cut {
                    bytes,
                    width,
                    height,
                });
            }
            0xc4..=0xfe => {}
            _ => return None,
        }
        rest = next;
    }
}

/// Reads width and height from the segment that begins a frame.
fn frame_size(segment: &[u8]) -> Option<(u32, u32)> {
    let &[_, _, _, h1, h2, w1, w2] = segment.first_chunk::<7>()?;
    let width = u32::from(u16::from_be_bytes([w1, w2]));
    let height = u32::from(u16::from_be_bytes([h1, h2]));
    let usable = 1..=SIDE_MAX;
    (usable.contains(&width) && usable.contains(&height)).then_some((width, height))
}

/// Walks the compressed pixels up to the end mark; says how many bytes lie behind it.
fn after_scan(mut rest: &[u8]) -> Option<usize> {
    loop {
        let at = rest.iter().position(|&byte| byte == MARK)?;
        let (_, from_mark) = rest.split_at(at);
        match from_mark {
            [_, END, behind @ ..] => return Some(behind.len()),
            // Another picture begins before this one has ended.
            [_, SECOND_OF_START, ..] => return None,
            // A filler before a mark.
            [_, MARK, ..] => rest = rest.get(at + 1..)?,
            // Further scans of a progressive picture: their tables and pixels are passed over.
            [_, _, behind @ ..] => rest = behind,
            _ => return None,
        }
    }
}

/// Compresses a picture for the preview.
pub(crate) fn encode(picture: &RgbImage) -> Vec<u8> {
    let mut bytes = Vec::new();
    let (width, height) = picture.dimensions();
    JpegEncoder::new_with_quality(&mut bytes, QUALITY)
        .write_image(picture, width, height, ExtendedColorType::Rgb8)
        .expect("a picture of known size is written to memory");
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Vec<u8> {
        encode(&RgbImage::from_fn(48, 32, |x, y| {
            image::Rgb([(x * 5) as u8, (y * 7) as u8, 99])
        }))
    }

    #[test]
    fn the_tail_of_an_older_frame_is_cut_off() {
        let jpeg = sample();
        let mut buffer = jpeg.clone();
        buffer.extend_from_slice(&jpeg);
        buffer.extend_from_slice(&[0; 100]);
        let cut = cut(&buffer).unwrap();
        assert_eq!(
            (cut.bytes, cut.width, cut.height),
            (jpeg.as_slice(), 48, 32)
        );
    }

    #[test]
    fn fillers_before_a_mark_are_passed_over() {
        let mut jpeg = sample();
        let end = jpeg.len() - 2;
        jpeg.splice(end..end, [MARK; 3]);
        jpeg.splice(2..2, [MARK; 2]);
        let mut buffer = jpeg.clone();
        buffer.extend_from_slice(&sample());
        let cut = cut(&buffer).unwrap();
        assert_eq!(
            (cut.bytes, cut.width, cut.height),
            (jpeg.as_slice(), 48, 32)
        );
    }

    #[test]
    fn half_a_picture_does_not_take_the_next_one_for_its_end() {
        let jpeg = sample();
        let half = &jpeg[..jpeg.len() - 20];
        assert_eq!(cut(&[half, &jpeg].concat()), None);
    }

    #[test]
    fn what_is_not_a_whole_jpeg_is_refused() {
        let jpeg = sample();
        for end in [0, 1, 2, 3, 4, 20, 200, jpeg.len() - 1] {
            assert_eq!(cut(&jpeg[..end]), None, "cut at {end}");
        }
        for (at, byte) in [(0, 0), (1, 0), (2, 7), (4, 0xff)] {
            let mut damaged = jpeg.clone();
            damaged[at] = byte;
            assert_eq!(cut(&damaged), None, "byte {at}");
        }
    }
}
