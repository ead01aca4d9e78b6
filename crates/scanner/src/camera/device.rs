//! Opening a V4L2 device through nokhwa.
//!
//! Measured on a fake USB camera (tests/camera): a metadata node looks like a camera until it is
//! opened, and a format change is sometimes refused once and taken the second time.

use nokhwa::pixel_format::LumaFormat;
use nokhwa::utils::{CameraFormat, CameraIndex, RequestedFormat, RequestedFormatType};
use nokhwa::{Camera, NokhwaError};

use crate::format;
use crate::frame::SourceError;

/// Opens one device in the best format it offers and prepares the stream.
pub(super) fn start(number: u32) -> Result<Camera, SourceError> {
    let format = offered(number)?;
    let exact = RequestedFormatType::Exact(format);
    // The second try succeeds after "Rejected": the rate was read before the size was set.
    let mut camera = open(number, exact)
        .or_else(|_| open(number, exact))
        .map_err(|_| SourceError::Refused)?;
    camera.open_stream().map_err(|_| SourceError::Refused)?;
    Ok(camera)
}

/// Says what the driver set, which need not be what was asked for.
pub(super) fn describe(camera: &Camera) -> String {
    let set = camera.camera_format();
    // The driver puts the name of the interface behind that of the device, often the same.
    let name = camera.info().human_name();
    let name = name.split(": ").next().unwrap_or(&name);
    format!(
        "{name}, {} {} at {} a second",
        set.format(),
        set.resolution(),
        set.frame_rate()
    )
}

/// Asks a device for its formats; the handle is closed again, since the format is set at opening.
fn offered(number: u32) -> Result<CameraFormat, SourceError> {
    let mut camera = open(number, RequestedFormatType::None).map_err(|error| reason(&error))?;
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

fn open(number: u32, request: RequestedFormatType) -> Result<Camera, NokhwaError> {
    Camera::new(
        CameraIndex::Index(number),
        RequestedFormat::new::<LumaFormat>(request),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

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
}
