//! Which of a camera's formats to ask for.

use nokhwa::utils::{CameraFormat, FrameFormat};

/// Pixels of the frame we like best: 1280 by 720.
const PIXELS: u64 = 1280 * 720;
/// Frames a second that the decoder keeps up with.
const RATE: u32 = 15;
/// Slower than this, holding a code still becomes a skill.
const RATE_MIN: u32 = 8;

/// Chooses the format nearest to 1280x720 at 15 frames a second or somewhat more.
///
/// MJPEG goes before YUYV of the same size: its frames serve the preview as they are.
pub(crate) fn choose(formats: &[CameraFormat]) -> Option<CameraFormat> {
    formats
        .iter()
        .filter(|format| is_usable(format))
        .min_by_key(|format| cost(format))
        .copied()
}

fn is_usable(format: &CameraFormat) -> bool {
    let known = matches!(format.format(), FrameFormat::MJPEG | FrameFormat::YUYV);
    // YUYV keeps two pixels in four bytes.
    known && format.width() >= 320 && format.height() >= 240 && format.width().is_multiple_of(2)
}

/// What speaks against a format, the weightiest first.
fn cost(format: &CameraFormat) -> (bool, u64, bool, u32) {
    let slow = format.frame_rate() < RATE_MIN;
    let pixels = u64::from(format.width()) * u64::from(format.height());
    let packed = format.format() != FrameFormat::MJPEG;
    let rate = match format.frame_rate() {
        // A frame a second too few hurts more than one too many.
        rate if rate < RATE => (RATE - rate) * 4,
        rate => rate - RATE,
    };
    (slow, pixels.abs_diff(PIXELS), packed, rate)
}

#[cfg(test)]
mod tests {
    use super::*;

    const M: FrameFormat = FrameFormat::MJPEG;
    const Y: FrameFormat = FrameFormat::YUYV;

    #[test]
    fn the_nearest_format_is_chosen() {
        type Row = (u32, u32, FrameFormat, u32);
        let cases: [(&[Row], Option<Row>); 9] = [
            (&[], None),
            (
                &[
                    (1280, 720, FrameFormat::GRAY, 30),
                    (640, 480, FrameFormat::NV12, 30),
                ],
                None,
            ),
            (&[(160, 120, M, 30)], None),
            (
                &[(640, 480, M, 30), (1280, 720, M, 30), (1920, 1080, M, 30)],
                Some((1280, 720, M, 30)),
            ),
            (
                &[(1280, 720, M, 30), (1280, 720, M, 15), (1280, 720, M, 60)],
                Some((1280, 720, M, 15)),
            ),
            (
                &[(1280, 720, M, 10), (1280, 720, M, 30)],
                Some((1280, 720, M, 30)),
            ),
            (
                &[(1280, 720, Y, 10), (640, 480, Y, 30)],
                Some((1280, 720, Y, 10)),
            ),
            (
                &[(1280, 720, Y, 5), (640, 480, Y, 30)],
                Some((640, 480, Y, 30)),
            ),
            (
                &[(1280, 720, Y, 30), (1280, 720, M, 30)],
                Some((1280, 720, M, 30)),
            ),
        ];
        for (offered, wanted) in cases {
            let format = |&(w, h, f, rate): &Row| CameraFormat::new_from(w, h, f, rate);
            let formats: Vec<_> = offered.iter().map(format).collect();
            assert_eq!(choose(&formats), wanted.as_ref().map(format), "{offered:?}");
        }
    }
}
