//! A printer that is a folder, for demonstrations and tests: each slip is a PDF and a picture.
//!
//! It behaves as a printer does: a file called `empty` in the folder means that there is no paper, and
//! one called `stopped` that it does not print now.

use std::{
    fs,
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::{
    printer::{NotPrinted, Printer},
    sheet::{Fonts, pdf, png},
    slip::Slip,
    slips::draw,
};

/// More slips than any demonstration prints.
const SLIPS_MAX: u32 = 9_999;

/// A folder that slips are laid into.
pub struct Folder {
    path: PathBuf,
    fonts: Option<PathBuf>,
}

impl Folder {
    /// Lays slips into a folder; `fonts` is where the type faces are, if not where systems have them.
    pub fn new(path: PathBuf, fonts: Option<PathBuf>) -> Self {
        Self { path, fonts }
    }

    /// Returns the place of the next slip: a number says nothing about who it is for.
    fn next(&self) -> Option<PathBuf> {
        (1..=SLIPS_MAX)
            .map(|number| self.path.join(format!("slip-{number:04}.pdf")))
            .find(|path| !path.exists())
    }
}

impl Printer for Folder {
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted> {
        if !self.path.is_dir() {
            return Err(NotPrinted::NoPrinter);
        }
        if self.path.join("empty").exists() {
            return Err(NotPrinted::Empty);
        }
        if self.path.join("stopped").exists() {
            return Err(NotPrinted::Stopped);
        }
        let fonts = Fonts::find(self.fonts.as_deref())?;
        let faces = fonts.faces()?;
        let sheet = draw(slip, &faces)?;
        let page = Zeroizing::new(pdf(std::slice::from_ref(&sheet), &faces)?);
        let picture = Zeroizing::new(png(&sheet, &faces));
        let file = self.next().ok_or(NotPrinted::Failed)?;
        lay(&file.with_extension("png"), &picture)?;
        lay(&file, &page)
    }
}

fn lay(file: &Path, bytes: &[u8]) -> Result<(), NotPrinted> {
    fs::write(file, bytes).map_err(|_| NotPrinted::Failed)
}
