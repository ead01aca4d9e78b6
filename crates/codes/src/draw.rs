//! Codes as pictures: QR, level M, with the quiet zone of four modules.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode, Version};

/// Quiet zone around the symbol, in modules (ISO/IEC 18004).
const MARGIN: usize = 4;

/// A drawn code: rows of modules, margin included; `true` is dark.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// Modules along one side, margin included.
    pub modules: usize,
    /// QR version, 1 to 40.
    pub version: i16,
    /// The modules, row by row.
    pub rows: Vec<Vec<bool>>,
}

/// Draws the text of a code; the 1 400 characters it may have always fit a symbol at level M.
pub fn draw(text: &str) -> Drawing {
    let code = QrCode::with_error_correction_level(text, EcLevel::M)
        .expect("2 331 bytes fit version 40 at level M");
    let version = match code.version() {
        Version::Normal(number) | Version::Micro(number) => number,
    };
    let modules = code.width() + 2 * MARGIN;
    let mut rows = vec![vec![false; modules]; MARGIN];
    for line in code.to_colors().chunks(code.width()) {
        let mut row = vec![false; MARGIN];
        row.extend(line.iter().map(|color| *color == Color::Dark));
        row.resize(modules, false);
        rows.push(row);
    }
    rows.resize(modules, vec![false; modules]);
    Drawing {
        modules,
        version,
        rows,
    }
}

impl Drawing {
    /// Returns SVG path data for the dark modules; one unit is one module.
    pub fn svg_path(&self) -> String {
        let mut path = String::new();
        for (y, row) in self.rows.iter().enumerate() {
            let mut x = 0;
            for run in row.chunk_by(|a, b| a == b) {
                let width = run.len();
                if run.first() == Some(&true) {
                    write!(path, "M{x} {y}h{width}v1h-{width}z").expect("a string takes text");
                }
                x += width;
            }
        }
        path
    }

    /// Returns a whole SVG picture, black on white.
    pub fn svg(&self) -> String {
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {0} {0}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{0}v{0}H0z\"/>\
             <path d=\"{1}\"/></svg>\n",
            self.modules,
            self.svg_path()
        )
    }

    /// Returns the width and the grey values of a square picture, 0 black and 255 white.
    pub fn luma(&self, pixels_per_module: usize) -> (usize, Vec<u8>) {
        let width = self.modules * pixels_per_module;
        let mut picture = Vec::with_capacity(width * width);
        for row in &self.rows {
            let line: Vec<u8> = row
                .iter()
                .flat_map(|dark| {
                    std::iter::repeat_n(if *dark { 0 } else { 255 }, pixels_per_module)
                })
                .collect();
            for _ in 0..pixels_per_module {
                picture.extend_from_slice(&line);
            }
        }
        (width, picture)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_drawing_has_its_margin_and_its_finders() {
        let drawing = draw("YJ1S:ABC");
        assert_eq!((drawing.version, drawing.modules), (1, 21 + 8));
        assert_eq!(drawing.rows.len(), 29);
        assert!(drawing.rows.iter().all(|row| row.len() == 29));
        for at in 0..29 {
            for edge in [0, 3, 25, 28] {
                assert!(
                    !drawing.rows[edge][at] && !drawing.rows[at][edge],
                    "{edge} {at}"
                );
            }
        }
        assert!(drawing.rows[4][4..11].iter().all(|dark| *dark));
        assert!(drawing.svg_path().starts_with("M4 4h7v1h-7z"));
    }

    #[test]
    fn the_path_and_the_picture_hold_the_same_modules() {
        let drawing = draw("YJ1H:SOMETHING LONGER 0123456789");
        let dark = drawing.rows.iter().flatten().filter(|dark| **dark).count();
        let in_path: usize = drawing
            .svg_path()
            .split('h')
            .skip(1)
            .filter_map(|part| part.split('v').next()?.parse::<usize>().ok())
            .sum();
        assert_eq!(in_path, dark);
        let (width, picture) = drawing.luma(3);
        assert_eq!((width, picture.len()), (drawing.modules * 3, width * width));
        assert_eq!(picture.iter().filter(|grey| **grey == 0).count(), dark * 9);
        assert!(drawing.svg().contains("viewBox=\"0 0"));
    }
}
