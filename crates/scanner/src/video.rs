//! The recorded camera: plays a file of JPEG frames, one after the other, again and again.
//!
//! Such a file is what a camera sends and nothing else, so it brings the camera's own frames to a
//! test: `ffmpeg -i FILM -c:v mjpeg -f mjpeg FILE` makes one. The kiosk itself records nothing.

use std::fs::File;
use std::io::{Read as _, Seek as _};
use std::path::Path;
use std::time::{Duration, Instant};

use crate::frame::{Frame, FrameSource, SourceError};
use crate::guard::guarded;
use crate::{jpeg, seen};

/// Frames a second; the file does not say.
const RATE: u32 = 15;
/// What is longer than this without an end is no frame, in bytes.
const FRAME_MAX: usize = 8 * 1024 * 1024;
/// What is read at once, in bytes.
const PIECE: u64 = 256 * 1024;

/// A frame source that plays a file of JPEG frames.
pub struct VideoSource {
    file: File,
    /// Read and not yet played.
    ahead: Vec<u8>,
    number: u64,
}

impl VideoSource {
    /// Plays a file; one without a readable frame is refused at its first round.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let file = File::open(path).map_err(|_| SourceError::Unreadable)?;
        Ok(Self {
            file,
            ahead: Vec::new(),
            number: 0,
        })
    }

    /// Finds the next whole JPEG; `None` at the end of the file.
    fn next_jpeg(&mut self) -> Option<Vec<u8>> {
        loop {
            self.drop_until_start();
            if let Some(cut) = jpeg::cut(&self.ahead) {
                let frame = cut.bytes.to_vec();
                self.ahead.drain(..frame.len());
                return Some(frame);
            }
            let is_longer = self.ahead.len() < FRAME_MAX && self.read_on();
            if !is_longer {
                if self.ahead.len() < jpeg::START.len() {
                    return None;
                }
                // A damaged frame: behind its first mark there may be a whole one.
                self.ahead.drain(..jpeg::START.len());
            }
        }
    }

    /// Drops what comes before the mark that starts a frame.
    fn drop_until_start(&mut self) {
        let start = jpeg::START;
        let at = self.ahead.windows(start.len()).position(|two| two == start);
        // Without one, the last byte may be the first half of a mark.
        let before = at.unwrap_or(self.ahead.len().saturating_sub(1));
        self.ahead.drain(..before);
    }

    /// Reads a piece; says whether there was any.
    fn read_on(&mut self) -> bool {
        let piece = (&mut self.file).take(PIECE).read_to_end(&mut self.ahead);
        piece.is_ok_and(|length| length > 0)
    }

    /// Plays the frames that are left until one can be decoded.
    fn next_seen(&mut self) -> Option<seen::Seen> {
        while let Some(bytes) = self.next_jpeg() {
            if let Some(seen) = guarded(|| seen::see_jpeg(&bytes)).flatten() {
                return Some(seen);
            }
        }
        None
    }
}

impl FrameSource for VideoSource {
    fn next(&mut self) -> Result<Frame, SourceError> {
        let mut found = self.next_seen();
        if found.is_none() {
            self.ahead.clear();
            self.file.rewind().map_err(|_| SourceError::Unreadable)?;
            found = self.next_seen();
        }
        let seen = found.ok_or(SourceError::Unreadable)?;
        self.number += 1;
        Ok(Frame {
            number: self.number,
            width: seen.width,
            height: seen.height,
            luma: seen.luma,
            jpeg: seen.jpeg,
            taken_at: Instant::now(),
        })
    }

    fn name(&self) -> &'static str {
        "video file"
    }

    fn interval(&self) -> Option<Duration> {
        Some(Duration::from_secs(1) / RATE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawn;

    /// A file of these pieces.
    fn film(pieces: &[&[u8]]) -> tempfile::NamedTempFile {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), pieces.concat()).unwrap();
        file
    }

    fn read(source: &mut VideoSource) -> String {
        let frame = source.next().unwrap();
        assert!(jpeg::cut(&frame.jpeg).is_some());
        crate::decode(&frame.luma, frame.width, frame.height)
            .texts()
            .concat()
    }

    #[test]
    fn frames_are_played_in_order_and_again() {
        let frame = |text| jpeg::encode(&drawn::scene(text, 6));
        let (one, two) = (frame("door 1"), frame("door 2"));
        let half = &one[..one.len() / 2];
        let file = film(&[b"\xffrubbish", &one, &[0; 7], half, &two, half]);
        let mut source = VideoSource::open(file.path()).unwrap();
        let texts: Vec<_> = (0..4).map(|_| read(&mut source)).collect();
        assert_eq!(texts, ["door 1", "door 2", "door 1", "door 2"]);
        assert_eq!(source.next().unwrap().number, 5);
    }

    #[test]
    fn a_file_without_a_frame_is_unreadable() {
        let damaged = [jpeg::START.as_slice(), &[0xff; 50]].concat();
        for bytes in [&[][..], b"no frames at all", &[0xff], &damaged] {
            let file = film(&[bytes]);
            let mut source = VideoSource::open(file.path()).unwrap();
            assert_eq!(source.next().err(), Some(SourceError::Unreadable));
        }
        let nowhere = VideoSource::open(Path::new("/nowhere/film.mjpeg"));
        assert_eq!(nowhere.err(), Some(SourceError::Unreadable));
    }
}
