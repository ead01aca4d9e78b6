//! What every source of light delivers.

use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// One picture of a moving scene.
#[derive(Clone)]
pub struct Frame {
    /// Rises by one with every frame of a source.
    pub number: u64,
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Brightness, row by row, `width * height` bytes.
    pub luma: Arc<[u8]>,
    /// The same picture as JPEG, for the preview.
    pub jpeg: Arc<[u8]>,
    /// When the source handed the picture over, before it was decoded.
    pub taken_at: Instant,
}

impl fmt::Debug for Frame {
    /// Says how large the frame is and nothing about what it shows.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Frame {} of {}x{}", self.number, self.width, self.height)
    }
}

/// Why no frame came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    /// No device offers a format that can be used.
    #[error("no camera with a usable format is connected")]
    Missing,
    /// A camera is there and cannot be opened; often another program holds it.
    #[error("the camera cannot be opened")]
    Refused,
    /// The camera stopped while it delivered frames.
    #[error("the camera was lost")]
    Lost,
    /// Many frames in a row could not be decoded.
    #[error("the camera delivers damaged frames")]
    Damaged,
    /// A picture file cannot be read as a picture.
    #[error("the file is not a readable PNG or JPEG picture")]
    Unreadable,
}

impl SourceError {
    /// Tells whether the same call can succeed later without a change of the file or the command.
    pub fn can_retry(self) -> bool {
        match self {
            Self::Missing | Self::Refused | Self::Lost | Self::Damaged => true,
            Self::Unreadable => false,
        }
    }
}

/// A source of frames: a camera, or pictures played as a camera would.
///
/// It lives and dies on the thread that opened it: nokhwa's camera must not change threads.
pub trait FrameSource {
    /// Delivers the next frame; a camera blocks until it has one.
    fn next(&mut self) -> Result<Frame, SourceError>;

    /// Names the source for a technician.
    fn name(&self) -> &str;

    /// Says how long the caller waits between frames; `None` when `next` itself keeps the time.
    fn interval(&self) -> Option<Duration> {
        None
    }
}
