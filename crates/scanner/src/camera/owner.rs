//! The one thread that opens a camera, takes its frames, decodes them and closes it.
//!
//! A damaged MJPEG frame panics in nokhwa's decoder and a device that refuses to stop panics in the
//! v4l crate, so every step is guarded, and nothing is kept after an error.

use std::time::Instant;

use nokhwa::Camera;

use super::device;
use super::link::Link;
use crate::frame::{Frame, SourceError};
use crate::guard::guarded;
use crate::seen;

/// Damaged frames in a row after which the camera is opened anew.
const DAMAGED_MAX: u32 = 10;

/// Owns the camera of that number from opening it to closing it.
pub(super) fn own(number: u32, link: &Link) {
    let reason = match guarded(|| device::start(number)).unwrap_or(Err(SourceError::Refused)) {
        Ok(camera) => serve(camera, link),
        Err(reason) => reason,
    };
    link.tell_end(reason);
}

/// Delivers frames until the camera fails or is not wanted any more, then closes it.
fn serve(mut camera: Camera, link: &Link) -> SourceError {
    let described = guarded(|| device::describe(&camera));
    link.tell_open(described.unwrap_or_else(|| "a camera".to_owned()));
    let reason = deliver(&mut camera, link);
    let _closed = guarded(|| drop(camera));
    reason
}

fn deliver(camera: &mut Camera, link: &Link) -> SourceError {
    let (mut number, mut damaged) = (0, 0);
    while !link.is_unwanted() {
        let Some(Ok(buffer)) = guarded(|| camera.frame()) else {
            break;
        };
        let taken_at = Instant::now();
        link.tell_buffer();
        let seen = guarded(|| seen::see(&buffer)).flatten();
        damaged = if seen.is_some() { 0 } else { damaged + 1 };
        if damaged == DAMAGED_MAX {
            return SourceError::Damaged;
        }
        link.lay(seen.map(|seen| {
            number += 1;
            Frame {
                number,
                width: seen.width,
                height: seen.height,
                luma: seen.luma,
                jpeg: seen.jpeg,
                taken_at,
            }
        }));
    }
    SourceError::Lost
}
