//! Picture files: reading them as they are, and laying them on a frame as a camera would see them.

use std::path::{Path, PathBuf};

use image::imageops::{self, FilterType};
use image::{DynamicImage, ImageReader, Limits, Rgb, RgbImage};

use crate::frame::SourceError;

/// Width of a frame of the picture camera, in pixels.
pub(crate) const WIDTH: u32 = 1280;
/// Height of a frame of the picture camera, in pixels.
pub(crate) const HEIGHT: u32 = 720;
/// What a camera sees beside the picture.
pub(crate) const GREY: Rgb<u8> = Rgb([138, 138, 136]);

/// A longer side is refused before memory is taken for it.
const SIDE_MAX: u32 = 12_000;
/// Memory one picture may take, in bytes.
const MEMORY_MAX: u64 = 512 * 1024 * 1024;

/// The brightness of a picture file.
pub struct Picture {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// Brightness, row by row.
    pub luma: Vec<u8>,
}

/// Reads the brightness of a picture file in its own size.
pub fn read_picture(path: &Path) -> Result<Picture, SourceError> {
    let luma = open(path)?.into_luma8();
    Ok(Picture {
        width: luma.width(),
        height: luma.height(),
        luma: luma.into_raw(),
    })
}

/// Lists the PNG and JPEG files of a folder, by name; folders inside are not entered.
pub fn list_pictures(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if is_picture(&path) && path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn is_picture(path: &Path) -> bool {
    let extension = path
        .extension()
        .map(|text| text.to_string_lossy().to_ascii_lowercase());
    matches!(extension.as_deref(), Some("png" | "jpg" | "jpeg"))
}

/// Opens a picture; transparent parts become white, as paper is.
pub(crate) fn open(path: &Path) -> Result<DynamicImage, SourceError> {
    let mut reader = ImageReader::open(path)
        .and_then(ImageReader::with_guessed_format)
        .map_err(|_| SourceError::Unreadable)?;
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(MEMORY_MAX);
    reader.limits(limits);
    let picture = reader.decode().map_err(|_| SourceError::Unreadable)?;
    Ok(if picture.color().has_alpha() {
        on_paper(&picture)
    } else {
        picture
    })
}

fn on_paper(picture: &DynamicImage) -> DynamicImage {
    let (width, height) = (picture.width(), picture.height());
    let mut paper = image::RgbaImage::from_pixel(width, height, image::Rgba([255; 4]));
    imageops::overlay(&mut paper, &picture.to_rgba8(), 0, 0);
    DynamicImage::from(DynamicImage::from(paper).into_rgb8())
}

/// Lays a picture on the middle of a grey frame.
///
/// A large picture is made smaller; a small one grows by a whole factor only, so that the modules
/// of a drawn code stay square.
pub(crate) fn on_frame(picture: &DynamicImage) -> RgbImage {
    let mut frame = RgbImage::from_pixel(WIDTH, HEIGHT, GREY);
    let (width, height) = (picture.width().max(1), picture.height().max(1));
    let factor = (WIDTH / width).min(HEIGHT / height);
    let fitted = if factor >= 1 {
        picture.resize_exact(width * factor, height * factor, FilterType::Nearest)
    } else {
        picture.resize(WIDTH, HEIGHT, FilterType::Triangle)
    };
    let left = i64::from(WIDTH.saturating_sub(fitted.width()) / 2);
    let top = i64::from(HEIGHT.saturating_sub(fitted.height()) / 2);
    imageops::overlay(&mut frame, &fitted.into_rgb8(), left, top);
    frame
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_size_lands_on_the_frame() {
        for (width, height, inside) in [
            (1, 1, (640, 360)),
            (300, 300, (350, 70)),
            (4000, 100, (5, 355)),
            (90, 3000, (640, 3)),
        ] {
            let white = DynamicImage::from(RgbImage::from_pixel(width, height, Rgb([255; 3])));
            let frame = on_frame(&white);
            assert_eq!(frame.dimensions(), (WIDTH, HEIGHT));
            assert_eq!(
                frame.get_pixel(inside.0, inside.1).0,
                [255; 3],
                "{width}x{height}"
            );
            assert_eq!(frame.get_pixel(0, 0).0, GREY.0, "{width}x{height}");
        }
    }

    #[test]
    fn transparent_parts_are_paper() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("clear.png");
        image::RgbaImage::new(3, 2).save(&path).unwrap();
        assert_eq!(read_picture(&path).unwrap().luma, vec![255; 6]);
    }

    #[test]
    fn only_pictures_are_listed_and_only_pictures_are_read() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["b.PNG", "a.jpg", "notes.txt", "noend"] {
            std::fs::write(folder.path().join(name), b"not a picture").unwrap();
        }
        std::fs::create_dir(folder.path().join("inner.png")).unwrap();
        let paths = list_pictures(folder.path()).unwrap();
        let names: Vec<_> = paths.iter().map(|path| path.file_name().unwrap()).collect();
        assert_eq!(names, ["a.jpg", "b.PNG"]);
        assert_eq!(read_picture(&paths[0]).err(), Some(SourceError::Unreadable));
    }
}
