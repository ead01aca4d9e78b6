//! Where the light comes from.

use std::path::PathBuf;
use std::str::FromStr;

use crate::camera::{CameraSource, Which};
use crate::frame::{FrameSource, SourceError};
use crate::picture_source::PictureSource;
use crate::synthetic::SyntheticSource;
use crate::video::VideoSource;

/// Which source to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceChoice {
    /// A camera.
    Camera(Which),
    /// The pictures of a folder.
    Pictures(PathBuf),
    /// A file of JPEG frames, one after the other, as many cameras record.
    Video(PathBuf),
    /// Moving test codes that are drawn, without any device.
    Synthetic,
    /// A camera if one delivers a usable format, else the pictures if a folder is given.
    Auto {
        /// Folder of the pictures.
        pictures: Option<PathBuf>,
    },
}

/// The text names no source.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "auto, auto:FOLDER, pictures:FOLDER, video:FILE, synthetic, name:CAMERA or the number of a camera"
)]
pub struct NoSuchSource;

impl SourceChoice {
    /// Opens the source; to be called on the thread that will use it.
    pub fn open(&self) -> Result<Box<dyn FrameSource>, SourceError> {
        Ok(match self {
            Self::Camera(which) => Box::new(CameraSource::open(which)?),
            Self::Pictures(folder) => Box::new(PictureSource::new(folder.clone())),
            Self::Video(file) => Box::new(VideoSource::open(file)?),
            Self::Synthetic => Box::new(SyntheticSource::new()),
            Self::Auto { pictures } => match (CameraSource::open(&Which::First), pictures) {
                (Ok(camera), _) => Box::new(camera),
                (Err(_), Some(folder)) => Box::new(PictureSource::new(folder.clone())),
                (Err(reason), None) => return Err(reason),
            },
        })
    }
}

impl FromStr for SourceChoice {
    type Err = NoSuchSource;

    /// Reads a source as the command lines name it: a word, or a word and what belongs to it.
    fn from_str(text: &str) -> Result<Self, NoSuchSource> {
        let (word, rest) = match text.split_once(':') {
            Some((word, rest)) => (word, Some(rest).filter(|rest| !rest.is_empty())),
            None => (text, None),
        };
        match (word, rest) {
            ("pictures", Some(folder)) => Ok(Self::Pictures(folder.into())),
            ("video", Some(file)) => Ok(Self::Video(file.into())),
            ("name", Some(name)) => Ok(Self::Camera(Which::Named(name.to_owned()))),
            ("auto", folder) if folder.is_some() || text == "auto" => Ok(Self::Auto {
                pictures: folder.map(PathBuf::from),
            }),
            ("synthetic", None) if text == word => Ok(Self::Synthetic),
            _ => text
                .parse()
                .map(|number| Self::Camera(Which::Number(number)))
                .map_err(|_| NoSuchSource),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_source_is_named_in_a_word() {
        let named = |name: &str| SourceChoice::Camera(Which::Named(name.to_owned()));
        let cases = [
            ("auto", SourceChoice::Auto { pictures: None }),
            (
                "auto:a/b",
                SourceChoice::Auto {
                    pictures: Some("a/b".into()),
                },
            ),
            ("pictures:a:b", SourceChoice::Pictures("a:b".into())),
            ("video:walk.mjpeg", SourceChoice::Video("walk.mjpeg".into())),
            ("synthetic", SourceChoice::Synthetic),
            ("2", SourceChoice::Camera(Which::Number(2))),
            ("name:046d:0825:AB 12", named("046d:0825:AB 12")),
        ];
        for (text, choice) in cases {
            assert_eq!(text.parse(), Ok(choice), "{text}");
        }
        for text in [
            "",
            ":",
            "auto:",
            "pictures",
            "pictures:",
            "video:",
            "name:",
            "synthetic:",
            "-1",
            "046d:0825",
        ] {
            assert_eq!(text.parse::<SourceChoice>(), Err(NoSuchSource), "{text}");
        }
    }
}
