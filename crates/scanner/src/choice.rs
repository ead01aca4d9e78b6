//! Where the light comes from.

use std::path::PathBuf;

use crate::camera::CameraSource;
use crate::frame::{FrameSource, SourceError};
use crate::picture_source::PictureSource;

/// Which source to open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SourceChoice {
    /// The camera of that number, or the first that works.
    Camera(Option<u32>),
    /// The pictures of a folder.
    Pictures(PathBuf),
    /// A camera if one delivers a usable format, else the pictures if a folder is given.
    Auto {
        /// Folder of the pictures.
        pictures: Option<PathBuf>,
    },
}

impl SourceChoice {
    /// Opens the source; to be called on the thread that will use it.
    pub fn open(&self) -> Result<Box<dyn FrameSource>, SourceError> {
        match self {
            Self::Camera(index) => Ok(Box::new(CameraSource::open(*index)?)),
            Self::Pictures(folder) => Ok(Box::new(PictureSource::new(folder.clone()))),
            Self::Auto { pictures } => match (CameraSource::open(None), pictures) {
                (Ok(camera), _) => Ok(Box::new(camera)),
                (Err(_), Some(folder)) => Ok(Box::new(PictureSource::new(folder.clone()))),
                (Err(reason), None) => Err(reason),
            },
        }
    }
}
