//! A real camera through nokhwa.
//!
//! nokhwa 0.10 on V4L2 asks for care (measured on a fake USB camera): a damaged MJPEG frame panics,
//! a dead handle that is still held is handed out again, a metadata node looks like a camera until
//! it is opened, and a format change is sometimes refused once and taken the second time. So every
//! call is guarded, nothing is kept after an error, and the caller opens a new source.
//! `frame()` has no time limit: a silent camera blocks the one thread that owns it.

use std::sync::Arc;
use std::time::Instant;

use image::RgbImage;
use nokhwa::pixel_format::LumaFormat;
use nokhwa::utils::{
    ApiBackend, CameraFormat, CameraIndex, FrameFormat, RequestedFormat, RequestedFormatType,
    Resolution,
};
use nokhwa::{Buffer, Camera, NokhwaError};

use crate::frame::{Frame, FrameSource, SourceError};
use crate::guard::guarded;
use crate::{format, jpeg};

/// Damaged frames in a row after which the camera is opened anew.
const DAMAGED_MAX: u32 = 10;

/// A camera that delivers frames.
pub struct CameraSource {
    /// `None` only while it is dropped.
    camera: Option<Camera>,
    name: String,
    number: u64,
}

impl CameraSource {
    /// Opens the camera of that number, or the first one that delivers a usable format.
    pub fn open(wanted: Option<u32>) -> Result<Self, SourceError> {
        let mut reason = SourceError::Missing;
        for index in indices(wanted) {
            match guarded(|| start(index)).unwrap_or(Err(SourceError::Refused)) {
                Ok(camera) => return Ok(Self::of(camera)),
                Err(SourceError::Missing) => {}
                Err(other) => reason = other,
            }
        }
        Err(reason)
    }

    fn of(camera: Camera) -> Self {
        // What the driver set, which need not be what was asked for.
        let set = camera.camera_format();
        let name = format!(
            "{}, {} {} at {} a second",
            camera.info().human_name(),
            set.format(),
            set.resolution(),
            set.frame_rate()
        );
        Self {
            camera: Some(camera),
            name,
            number: 0,
        }
    }
}

impl FrameSource for CameraSource {
    fn next(&mut self) -> Result<Frame, SourceError> {
        let camera = self.camera.as_mut().ok_or(SourceError::Lost)?;
        for _ in 0..DAMAGED_MAX {
            let buffer = guarded(|| camera.frame())
                .and_then(Result::ok)
                .ok_or(SourceError::Lost)?;
            let taken_at = Instant::now();
            if let Some(seen) = guarded(|| see(&buffer)).flatten() {
                self.number += 1;
                let Seen {
                    width,
                    height,
                    luma,
                    jpeg,
                } = seen;
                return Ok(Frame {
                    number: self.number,
                    width,
                    height,
                    luma,
                    jpeg,
                    taken_at,
                });
            }
        }
        Err(SourceError::Damaged)
    }

    fn name(&self) -> &str {
        &self.name
    }
}

impl Drop for CameraSource {
    fn drop(&mut self) {
        let camera = self.camera.take();
        // The v4l crate panics when the device refuses to stop; it is given up all the same.
        let _stopped = guarded(|| drop(camera));
    }
}

/// The device numbers to try; V4L2 lists them in no order.
fn indices(wanted: Option<u32>) -> Vec<u32> {
    if let Some(index) = wanted {
        return vec![index];
    }
    let listed = guarded(|| nokhwa::query(ApiBackend::Auto)).and_then(Result::ok);
    let mut indices: Vec<u32> = listed
        .iter()
        .flatten()
        .filter_map(|info| info.index().as_index().ok())
        .collect();
    indices.sort_unstable();
    indices
}

/// Opens one device in the best format it offers and starts the stream.
fn start(index: u32) -> Result<Camera, SourceError> {
    let format = offered(index)?;
    let exact = RequestedFormatType::Exact(format);
    // The second try succeeds after "Rejected": the rate was read before the size was set.
    let mut camera = open(index, exact)
        .or_else(|_| open(index, exact))
        .map_err(|_| SourceError::Refused)?;
    camera.open_stream().map_err(|_| SourceError::Refused)?;
    Ok(camera)
}

/// Asks a device for its formats; the handle is closed again, since the format is set at opening.
fn offered(index: u32) -> Result<CameraFormat, SourceError> {
    let mut camera = open(index, RequestedFormatType::None).map_err(|error| reason(&error))?;
    let formats = camera
        .compatible_camera_formats()
        .map_err(|error| reason(&error))?;
    format::choose(&formats).ok_or(SourceError::Missing)
}

/// Tells a camera that somebody else holds or guards from a device that is gone or is no camera,
/// such as a metadata node.
fn reason(error: &NokhwaError) -> SourceError {
    /// EACCES and EBUSY: nokhwa passes the words of the system on, and no number.
    const KEPT_FROM_US: [&str; 2] = ["(os error 13)", "(os error 16)"];
    let told = error.to_string();
    if KEPT_FROM_US.iter().any(|words| told.contains(words)) {
        SourceError::Refused
    } else {
        SourceError::Missing
    }
}

fn open(index: u32, request: RequestedFormatType) -> Result<Camera, NokhwaError> {
    Camera::new(
        CameraIndex::Index(index),
        RequestedFormat::new::<LumaFormat>(request),
    )
}

/// A decoded buffer.
struct Seen {
    width: u32,
    height: u32,
    luma: Arc<[u8]>,
    jpeg: Arc<[u8]>,
}

/// Decodes a buffer; `None` when it is damaged.
fn see(buffer: &Buffer) -> Option<Seen> {
    let size = buffer.resolution();
    match buffer.source_frame_format() {
        FrameFormat::MJPEG => see_jpeg(buffer.buffer()),
        FrameFormat::YUYV => see_yuyv(buffer.buffer(), size.width(), size.height()),
        FrameFormat::NV12 | FrameFormat::GRAY | FrameFormat::RAWRGB | FrameFormat::RAWBGR => None,
    }
}

fn see_jpeg(bytes: &[u8]) -> Option<Seen> {
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

    #[test]
    fn a_camera_in_other_hands_is_refused_and_a_node_that_is_none_is_missing() {
        let cases = [
            (
                NokhwaError::SetPropertyError {
                    property: "Resolution, FrameFormat".to_owned(),
                    value: "640x480@30FPS, MJPEG Format".to_owned(),
                    error: "Device or resource busy (os error 16)".to_owned(),
                },
                SourceError::Refused,
            ),
            (
                NokhwaError::OpenDeviceError(
                    "0".to_owned(),
                    "V4L2 Error: Permission denied (os error 13)".to_owned(),
                ),
                SourceError::Refused,
            ),
            (
                NokhwaError::GetPropertyError {
                    property: "CameraFormat".to_owned(),
                    error: "Failed to Fufill".to_owned(),
                },
                SourceError::Missing,
            ),
            (
                NokhwaError::OpenDeviceError(
                    "2".to_owned(),
                    "V4L2 Error: No such file or directory (os error 2)".to_owned(),
                ),
                SourceError::Missing,
            ),
        ];
        for (error, wanted) in cases {
            assert_eq!(reason(&error), wanted, "{error}");
        }
    }

    #[test]
    fn a_camera_that_is_not_there_is_missing() {
        assert_eq!(
            CameraSource::open(Some(4711)).err(),
            Some(SourceError::Missing)
        );
    }
}
