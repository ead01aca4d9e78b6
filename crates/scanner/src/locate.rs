//! The native locator: zxing-cpp, kept within these walls.
//!
//! It finds and reads most codes at a fifth of rqrr's time, and it tells where a code is that it
//! could not read. Its memory safety is its authors' care; what goes in is a slice of known size.

use zxingcpp::{BarcodeFormat, BarcodeReader, ImageFormat, ImageView, TextMode};

use crate::gray::Gray;
use crate::sight::{Code, Corners, Foreign, Point, Symbology};

/// What one pass found.
#[derive(Default)]
pub(crate) struct Located {
    pub(crate) codes: Vec<Code>,
    pub(crate) unread: Vec<Corners>,
    pub(crate) foreign: Vec<Foreign>,
}

/// The readers, made once.
pub(crate) struct Locator {
    qr: BarcodeReader,
    thorough: BarcodeReader,
    foreign: BarcodeReader,
}

impl Locator {
    pub(crate) fn new() -> Self {
        let foreign = [
            BarcodeFormat::AllLinear,
            BarcodeFormat::PDF417,
            BarcodeFormat::DataMatrix,
            BarcodeFormat::Aztec,
            BarcodeFormat::MicroQRCode,
            BarcodeFormat::RMQRCode,
        ];
        let qr = || {
            zxingcpp::read()
                .formats([BarcodeFormat::QRCode].as_slice())
                .text_mode(TextMode::Plain)
                .return_errors(true)
        };
        Self {
            qr: qr().try_downscale(false).try_invert(false),
            thorough: qr(),
            // Naming needs no effort: who holds a parcel before the camera holds it well or long.
            // A data matrix is only found near the middle so, where a person is asked to hold it.
            foreign: zxingcpp::read()
                .formats(foreign.as_slice())
                .try_harder(false)
                .try_invert(false)
                .try_downscale(false),
        }
    }

    /// Looks for QR codes.
    pub(crate) fn qr(&self, gray: &Gray<'_>) -> Located {
        look(&self.qr, gray)
    }

    /// Looks for QR codes also with swapped brightness and in smaller pictures.
    pub(crate) fn thorough(&self, gray: &Gray<'_>) -> Located {
        look(&self.thorough, gray)
    }

    /// Looks for codes of other kinds in the picture of half size: who shows one shows it well.
    ///
    /// Their corners are those in the whole picture.
    pub(crate) fn foreign(&self, half: &Gray<'_>) -> Vec<Foreign> {
        let mut found = look(&self.foreign, half).foreign;
        for corner in found.iter_mut().flat_map(|foreign| &mut foreign.corners) {
            (corner.x, corner.y) = (corner.x * 2.0, corner.y * 2.0);
        }
        found
    }
}

fn look(reader: &BarcodeReader, gray: &Gray<'_>) -> Located {
    let mut located = Located::default();
    let Ok(view) = ImageView::from_slice(&gray.pixels, gray.width, gray.height, ImageFormat::Lum)
    else {
        return located;
    };
    for symbol in reader.from(view).unwrap_or_default() {
        let position = symbol.position();
        let corners = [
            position.top_left,
            position.top_right,
            position.bottom_right,
            position.bottom_left,
        ]
        .map(|at| Point {
            x: at.x as f32,
            y: at.y as f32,
        });
        match (symbology(symbol.format()), symbol.is_valid()) {
            (None, true) => located.codes.push(Code {
                text: symbol.text(),
                corners,
                // How near its correction was to the limit it does not tell.
                sure: false,
            }),
            (None, false) => located.unread.push(corners),
            (Some(symbology), true) => located.foreign.push(Foreign { symbology, corners }),
            (Some(_), false) => {}
        }
    }
    located
}

/// The kind of a foreign code; `None` for a QR code.
fn symbology(format: BarcodeFormat) -> Option<Symbology> {
    use BarcodeFormat as F;
    let of_kind = |kinds: &[F]| kinds.contains(&format) || kinds.contains(&format.symbology());
    if [F::MicroQRCode, F::RMQRCode].contains(&format) {
        Some(Symbology::SmallQr)
    } else if of_kind(&[F::QRCode, F::QRCodeModel1, F::QRCodeModel2]) {
        None
    } else if of_kind(&[F::EANUPC, F::EAN13, F::EAN8, F::UPCA, F::UPCE, F::ISBN]) {
        Some(Symbology::Product)
    } else if of_kind(&[F::PDF417]) {
        Some(Symbology::Pdf417)
    } else if of_kind(&[F::DataMatrix]) {
        Some(Symbology::DataMatrix)
    } else if of_kind(&[F::Aztec]) {
        Some(Symbology::Aztec)
    } else {
        Some(Symbology::Bars)
    }
}
