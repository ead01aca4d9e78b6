//! The picture camera: plays a folder of pictures as a webcam would.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use image::{DynamicImage, RgbImage};

use crate::frame::{Frame, FrameSource, SourceError};
use crate::guard::guarded;
use crate::{jpeg, picture};

/// Frames a second.
const RATE: u32 = 15;
/// Frames for which one picture is held: 0.6 seconds.
const HOLD_FRAMES: u32 = 9;
/// Pictures of a folder that are played; each takes about a megabyte while it is there.
const PICTURES_MAX: usize = 64;

/// A frame source that plays the pictures of a folder, again and again.
///
/// Pictures can be added, changed and taken away while it plays: one that is taken away goes at
/// once, one that is laid before an empty stage comes at once, and the others come in their turn.
/// An empty or missing folder shows plain grey.
pub struct PictureSource {
    folder: PathBuf,
    round: std::vec::IntoIter<PathBuf>,
    stills: BTreeMap<PathBuf, (Stamp, Still)>,
    blank: Still,
    shown: Still,
    /// The file of the picture that is shown, as it was then; `None` shows grey.
    shown_file: Option<(PathBuf, Stamp)>,
    held: u32,
    number: u64,
}

/// Tells a changed file from the one already prepared.
type Stamp = (u64, Option<SystemTime>);

/// A picture prepared as a frame.
#[derive(Clone)]
struct Still {
    luma: Arc<[u8]>,
    jpeg: Arc<[u8]>,
}

impl PictureSource {
    /// Plays the pictures of a folder.
    pub fn new(folder: PathBuf) -> Self {
        let grey = RgbImage::from_pixel(picture::WIDTH, picture::HEIGHT, picture::GREY);
        let blank = Still::new(grey);
        Self {
            folder,
            round: Vec::new().into_iter(),
            stills: BTreeMap::new(),
            shown: blank.clone(),
            shown_file: None,
            blank,
            held: 0,
            number: 0,
        }
    }

    /// Finds the picture to hold next; grey when the folder shows none.
    fn turn_over(&mut self) -> Still {
        self.shown_file = None;
        if let Some(still) = self.next_in_round() {
            return still;
        }
        let mut paths = picture::list_pictures(&self.folder).unwrap_or_default();
        paths.truncate(PICTURES_MAX);
        self.stills.retain(|path, _| paths.contains(path));
        self.round = paths.into_iter();
        self.next_in_round().unwrap_or_else(|| self.blank.clone())
    }

    /// Skips files that went away or cannot be read (yet).
    fn next_in_round(&mut self) -> Option<Still> {
        while let Some(path) = self.round.next() {
            if let Some((stamp, still)) = self.prepare(&path) {
                self.shown_file = Some((path, stamp));
                return Some(still);
            }
        }
        None
    }

    /// Tells whether what is shown is still what the folder holds.
    fn still_there(&self) -> bool {
        let shown = self.shown_file.as_ref();
        shown.is_some_and(|(path, stamp)| stamp_of(path).as_ref() == Some(stamp))
    }

    fn prepare(&mut self, path: &Path) -> Option<(Stamp, Still)> {
        let stamp = stamp_of(path)?;
        if let Some((known, still)) = self.stills.get(path)
            && *known == stamp
        {
            return Some((stamp, still.clone()));
        }
        let still = guarded(|| picture::open(path).map(|picture| Still::of(&picture)))?.ok()?;
        self.stills.insert(path.to_owned(), (stamp, still.clone()));
        Some((stamp, still))
    }
}

fn stamp_of(path: &Path) -> Option<Stamp> {
    let about = std::fs::metadata(path).ok()?;
    Some((about.len(), about.modified().ok()))
}

impl Still {
    fn of(picture: &DynamicImage) -> Self {
        Self::new(picture::on_frame(picture))
    }

    fn new(frame: RgbImage) -> Self {
        let jpeg = jpeg::encode(&frame).into();
        let luma = DynamicImage::from(frame).into_luma8().into_raw().into();
        Self { luma, jpeg }
    }
}

impl FrameSource for PictureSource {
    fn next(&mut self) -> Result<Frame, SourceError> {
        if self.held == 0 || !self.still_there() {
            self.held = 0;
            self.shown = self.turn_over();
        }
        self.held = (self.held + 1) % HOLD_FRAMES;
        self.number += 1;
        Ok(Frame {
            number: self.number,
            width: picture::WIDTH,
            height: picture::HEIGHT,
            luma: self.shown.luma.clone(),
            jpeg: self.shown.jpeg.clone(),
            taken_at: Instant::now(),
        })
    }

    fn name(&self) -> &'static str {
        "pictures"
    }

    fn interval(&self) -> Option<Duration> {
        Some(Duration::from_secs(1) / RATE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drawn;

    /// Plays for as long as one picture is held and reads its last frame.
    fn hold(source: &mut PictureSource) -> Vec<String> {
        let frames: Vec<_> = (0..HOLD_FRAMES).map(|_| source.next().unwrap()).collect();
        let last = frames.last().unwrap();
        assert_eq!((last.width, last.height), (1280, 720));
        assert_eq!(last.luma.len(), 1280 * 720);
        assert!(jpeg::cut(&last.jpeg).is_some());
        let decoded = crate::decode(&last.luma, last.width, last.height);
        decoded.codes.into_iter().map(|code| code.text).collect()
    }

    #[test]
    fn the_folder_is_played_in_order_and_read_again() {
        let folder = tempfile::tempdir().unwrap();
        let mut source = PictureSource::new(folder.path().to_owned());
        assert_eq!(
            hold(&mut source),
            [] as [&str; 0],
            "an empty folder is grey"
        );

        drawn::code("house", 4)
            .save(folder.path().join("1.png"))
            .unwrap();
        drawn::code("resident", 5)
            .save(folder.path().join("2.png"))
            .unwrap();
        std::fs::write(folder.path().join("3.png"), b"half a file").unwrap();
        assert_eq!(hold(&mut source), ["house"]);
        assert_eq!(hold(&mut source), ["resident"]);
        assert_eq!(hold(&mut source), ["house"], "the damaged file is skipped");

        std::fs::remove_file(folder.path().join("2.png")).unwrap();
        drawn::code("another door", 4)
            .save(folder.path().join("1.png"))
            .unwrap();
        assert_eq!(hold(&mut source), ["another door"]);
        assert_eq!(
            source.stills.len(),
            1,
            "nothing is kept of pictures that are gone"
        );

        std::fs::remove_file(folder.path().join("1.png")).unwrap();
        assert_eq!(hold(&mut source), [] as [&str; 0]);
    }

    #[test]
    fn what_is_laid_down_and_taken_away_is_seen_at_once() {
        let folder = tempfile::tempdir().unwrap();
        let mut source = PictureSource::new(folder.path().to_owned());
        let mut read = || {
            let frame = source.next().unwrap();
            let found = crate::decode(&frame.luma, frame.width, frame.height);
            found.codes.into_iter().map(|code| code.text).next()
        };
        assert_eq!(read(), None);
        drawn::code("house", 4)
            .save(folder.path().join("1.png"))
            .unwrap();
        assert_eq!(read().as_deref(), Some("house"));
        std::fs::remove_file(folder.path().join("1.png")).unwrap();
        assert_eq!(read(), None);
    }

    #[test]
    fn a_missing_folder_is_grey() {
        let folder = tempfile::tempdir().unwrap();
        let mut source = PictureSource::new(folder.path().join("nowhere"));
        let frame = source.next().unwrap();
        assert!(frame.luma.iter().all(|&value| value == frame.luma[0]));
        assert_eq!(source.interval(), Some(Duration::from_nanos(66_666_666)));
    }

    #[test]
    fn a_picture_larger_than_the_frame_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let text = "YJ1S:".to_owned() + &"6BFOXN*TS0BI$ZD4N9:9S6RCVN5+O30K3/XIV".repeat(9);
        for module in [8, 11, 14] {
            let code = drawn::code(&text, module);
            assert!(code.height() > 500);
            code.save(folder.path().join(format!("{module}.png")))
                .unwrap();
        }
        let mut source = PictureSource::new(folder.path().to_owned());
        for _ in 0..3 {
            assert_eq!(hold(&mut source), [text.as_str()]);
        }
    }
}
