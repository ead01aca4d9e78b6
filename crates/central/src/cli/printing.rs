//! What printing plates and cards has in common: formats, dots, faces, files, and how far it is.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use paper::{Faces, Fonts, PrintError, Sheet};

use super::{Failure, Printer};
use crate::{centre::Error, files};

/// After so many files it is said how far printing is.
const TELL_EVERY: usize = 100;

/// A format of files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// Pages for a printer or a print shop.
    Pdf,
    /// Drawings for a plate maker.
    Svg,
    /// Pictures whose pixels are the dots of the printer.
    Png,
}

/// How something is printed.
#[derive(Args)]
pub(super) struct Printing {
    /// The folder to fill; files that are there already are not made again.
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// What to make.
    #[arg(long, value_enum, value_delimiter = ',', default_value = "pdf")]
    pub(super) format: Vec<Format>,
    /// Dots an inch of the printer: 203 and 300 for card printers, 300 and 600 for others.
    #[arg(long, value_name = "DOTS", default_value_t = 300, value_parser = clap::value_parser!(u32).range(150..=1200))]
    pub(super) dpi: u32,
    /// The folder of NotoSansCJK-Regular.ttc and NotoSansCJK-Bold.ttc, when it is an unusual one.
    #[arg(long, value_name = "DIR")]
    pub(super) fonts: Option<PathBuf>,
}

impl Printing {
    /// Reads the type faces and makes the folder.
    pub(super) fn prepare(&self) -> Result<Fonts, Failure> {
        let fonts = Fonts::find(self.fonts.as_deref())?;
        std::fs::create_dir_all(&self.out).map_err(|_| Error::Io)?;
        Ok(fonts)
    }

    /// Tells whether a format is wanted.
    pub(super) fn wants(&self, format: Format) -> bool {
        self.format.contains(&format)
    }

    /// Returns the file of a name, unless it is there already.
    pub(super) fn missing(&self, name: &str, format: Format) -> Option<PathBuf> {
        let file = self.out.join(format!("{name}.{}", extension(format)));
        (!file.exists()).then_some(file)
    }

    /// Writes a sheet as drawing and picture, as far as they are wanted and missing.
    pub(super) fn single(
        &self,
        name: &str,
        faces: &Faces<'_>,
        draw: impl Fn() -> Result<Sheet, PrintError>,
    ) -> Result<(), Failure> {
        for format in [Format::Svg, Format::Png] {
            if !self.wants(format) {
                continue;
            }
            let Some(file) = self.missing(name, format) else {
                continue;
            };
            let sheet = draw()?;
            let bytes = match format {
                Format::Svg => paper::svg(&sheet, faces).into_bytes(),
                Format::Png => paper::png(&sheet, faces),
                Format::Pdf => paper::pdf(&[sheet], faces)?,
            };
            write(&file, &bytes)?;
        }
        Ok(())
    }
}

/// Writes a file that everybody may read.
pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    Ok(files::write_public(file, bytes).map_err(|_| Error::Io)?)
}

fn extension(format: Format) -> &'static str {
    match format {
        Format::Pdf => "pdf",
        Format::Svg => "svg",
        Format::Png => "png",
    }
}

/// Says how far a long work is, where it disturbs no answer.
pub(super) fn tell(printer: &mut Printer<'_>, what: &str, done: usize, of: usize) {
    if of >= TELL_EVERY && (done.is_multiple_of(TELL_EVERY) || done == of) {
        // Nobody listening is no reason to stop.
        drop(writeln!(printer.err, "central: {what} {done} of {of}"));
    }
}
