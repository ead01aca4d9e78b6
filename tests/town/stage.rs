//! The stage in front of the picture camera: one picture at a time.

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use anyhow::{Context as _, Result};
use image::{GrayImage, Luma, imageops};

const FRAME: (u32, u32) = (1280, 720);
const MODULE_PIXELS: usize = 6;

/// A folder that the picture camera plays.
pub struct Stage {
    folder: PathBuf,
    shown: u32,
}

impl Stage {
    /// Makes an empty stage: the camera sees a plain grey frame.
    pub fn new(folder: &Path) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        Ok(Self {
            folder: folder.to_owned(),
            shown: 0,
        })
    }

    /// Returns the folder for `--camera pictures:FOLDER`.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Holds a code before the camera, drawn from its text.
    pub fn show(&mut self, text: &str) -> Result<()> {
        self.hold(&picture_of(text)?)
    }

    /// Holds two codes before the camera, one beside the other.
    pub fn show_both(&mut self, left: &str, right: &str) -> Result<()> {
        let mut frame = before_grey(&GrayImage::new(1, 1));
        for (text, from) in [(left, 20), (right, FRAME.0 / 2 + 20)] {
            let (side, luma) = codes::draw(text).luma(MODULE_PIXELS);
            let side = u32::try_from(side)?;
            let code = GrayImage::from_raw(side, side, luma).context("the drawing is square")?;
            let wide = FRAME.0 / 2 - 40;
            let code = imageops::resize(&code, wide, wide, imageops::FilterType::Triangle);
            imageops::overlay(&mut frame, &code, i64::from(from), 40);
        }
        self.hold(&frame)
    }

    /// Holds the lower end of a printed slip before the camera.
    pub fn show_slip(&mut self, file: &Path) -> Result<()> {
        let slip = image::open(file)?.into_luma8();
        let height = slip.height().min(FRAME.1 - 20);
        let top = slip.height() - height;
        let end = imageops::crop_imm(&slip, 0, top, slip.width(), height).to_image();
        self.hold(&before_grey(&end))
    }

    /// Holds a picture of a code before the camera, such as one that was taken of a screen.
    pub fn show_picture(&mut self, file: &Path) -> Result<()> {
        let picture = image::open(file)?.into_luma8();
        let side = FRAME.1 - 80;
        let picture = imageops::resize(&picture, side, side, imageops::FilterType::Triangle);
        self.hold(&before_grey(&picture))
    }

    /// Holds a picture of a whole frame before the camera, as it is; returns when it lay there.
    pub fn show_frame(&mut self, file: &Path) -> Result<SystemTime> {
        self.clear()?;
        self.shown += 1;
        let kind = file.extension().context("a picture has a kind")?;
        let unfinished = self.folder.join(".next");
        let place = self.folder.join(format!("{:04}", self.shown));
        let place = place.with_extension(kind);
        std::fs::write(&unfinished, std::fs::read(file)?)?;
        std::fs::rename(unfinished, &place)?;
        Ok(std::fs::metadata(place)?.modified()?)
    }

    fn hold(&mut self, picture: &GrayImage) -> Result<()> {
        self.clear()?;
        self.shown += 1;
        // Written under another name first: the camera never sees half a picture.
        let unfinished = self.folder.join(".next");
        let place = self.folder.join(format!("{:04}.png", self.shown));
        picture.save_with_format(&unfinished, image::ImageFormat::Png)?;
        std::fs::rename(unfinished, place)?;
        Ok(())
    }

    /// Takes away what is before the camera.
    pub fn clear(&mut self) -> Result<()> {
        for entry in std::fs::read_dir(&self.folder)? {
            std::fs::remove_file(entry?.path())?;
        }
        Ok(())
    }
}

/// Draws a code in the middle of a frame, as a webcam sees a card held before it.
fn picture_of(text: &str) -> Result<GrayImage> {
    let (side, luma) = codes::draw(text).luma(MODULE_PIXELS);
    let side = u32::try_from(side)?;
    let code = GrayImage::from_raw(side, side, luma).context("the drawing is square")?;
    let largest = FRAME.1 - 40;
    let code = if side > largest {
        imageops::resize(&code, largest, largest, imageops::FilterType::Triangle)
    } else {
        code
    };
    Ok(before_grey(&code))
}

fn before_grey(paper: &GrayImage) -> GrayImage {
    let mut frame = GrayImage::from_pixel(FRAME.0, FRAME.1, Luma([150]));
    let left = i64::from(FRAME.0.saturating_sub(paper.width()) / 2);
    let top = i64::from(FRAME.1.saturating_sub(paper.height()) / 2);
    imageops::overlay(&mut frame, paper, left, top);
    frame
}
