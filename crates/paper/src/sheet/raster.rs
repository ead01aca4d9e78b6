//! A sheet as PNG with its dots an inch: one pixel is one dot of the printer.

use ab_glyph::{OutlineCurve, Point};
use ab_glyph_rasterizer::{Rasterizer, point};
use codes::Drawing;

use super::{Area, Faces, Ink, Mark, Sheet, Words, real, whole};

/// A picture in memory: red, green and blue of each dot.
struct Canvas {
    width: u32,
    height: u32,
    dots: Vec<[u8; 3]>,
}

/// Draws a sheet; black on white has one bit a dot, for printers that know nothing else.
pub fn png(sheet: &Sheet, faces: &Faces<'_>) -> Vec<u8> {
    let mut canvas = Canvas::new(sheet.width, sheet.height);
    for mark in &sheet.marks {
        match mark {
            Mark::Fill(area, radius, ink) => canvas.fill(*area, *radius, *ink),
            Mark::Words(words) => canvas.words(words, faces),
            Mark::Code(left, top, module, drawing) => canvas.code(*left, *top, *module, drawing),
        }
    }
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, sheet.width, sheet.height);
    let per_metre = whole((real(sheet.dpi) / 0.0254).round());
    encoder.set_pixel_dims(Some(png::PixelDimensions {
        xppu: per_metre,
        yppu: per_metre,
        unit: png::Unit::Meter,
    }));
    let pixels = if sheet.is_black_and_white() {
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        canvas.bits()
    } else {
        encoder.set_color(png::ColorType::Rgb);
        encoder.set_depth(png::BitDepth::Eight);
        canvas.dots.as_flattened().to_vec()
    };
    encoder
        .write_header()
        .and_then(|mut writer| writer.write_image_data(&pixels))
        .expect("a vector takes bytes, and the picture has the size it tells");
    file
}

impl Canvas {
    fn new(width: u32, height: u32) -> Self {
        let count = usize::try_from(u64::from(width) * u64::from(height));
        Self {
            width,
            height,
            dots: vec![Ink::White.rgb(); count.expect("a sheet fits memory")],
        }
    }

    /// Lays ink over a dot; `cover` is how much of it, 0 to 1.
    fn blend(&mut self, x: u32, y: u32, ink: Ink, cover: f32) {
        if x >= self.width || y >= self.height || cover <= 0.0 {
            return;
        }
        let at = usize::try_from(u64::from(y) * u64::from(self.width) + u64::from(x));
        let Some(dot) = at.ok().and_then(|at| self.dots.get_mut(at)) else {
            return;
        };
        let cover = cover.min(1.0);
        for (under, over) in dot.iter_mut().zip(ink.rgb()) {
            let mixed = f32::from(*under) * (1.0 - cover) + f32::from(over) * cover;
            *under = u8::try_from(whole(mixed.round())).unwrap_or(u8::MAX);
        }
    }

    fn fill(&mut self, area: Area, radius: u32, ink: Ink) {
        for y in 0..area.height {
            let straight = (radius..area.height.saturating_sub(radius)).contains(&y);
            let cut = if straight {
                0
            } else {
                radius.min(area.width / 2)
            };
            let inner = area.width - 2 * cut;
            self.row(area.left + cut, area.top + y, inner, ink);
            for x in (0..cut).chain(area.width - cut..area.width) {
                let cover = corner_cover(x, area.width, y, area.height, radius);
                self.blend(area.left + x, area.top + y, ink, cover);
            }
        }
    }

    /// Fills part of a row.
    fn row(&mut self, left: u32, y: u32, width: u32, ink: Ink) {
        if y >= self.height {
            return;
        }
        let start = u64::from(y) * u64::from(self.width) + u64::from(left.min(self.width));
        let end = start + u64::from(width.min(self.width.saturating_sub(left)));
        if let (Ok(start), Ok(end)) = (usize::try_from(start), usize::try_from(end))
            && let Some(dots) = self.dots.get_mut(start..end)
        {
            dots.fill(ink.rgb());
        }
    }

    fn code(&mut self, left: u32, top: u32, module: u32, drawing: &Drawing) {
        for (line, row) in drawing.rows.iter().zip(0_u32..) {
            for (dark, column) in line.iter().zip(0_u32..) {
                if !dark {
                    continue;
                }
                let ink = Ink::Black;
                let area = Area {
                    left: left + column * module,
                    top: top + row * module,
                    width: module,
                    height: module,
                };
                self.fill(area, 0, ink);
            }
        }
    }

    fn words(&mut self, words: &Words, faces: &Faces<'_>) {
        let face = faces.of(words.weight);
        for placed in faces.place(words) {
            let Some((outline, em)) = face.outline(placed.glyph) else {
                continue;
            };
            let scale = words.size / em;
            let (x, y) = (words.left + placed.x, words.base);
            // ab_glyph names corners by the axis of the face, which points up.
            let bounds = outline.bounds;
            let (low, high) = (
                bounds.min.y.min(bounds.max.y),
                bounds.min.y.max(bounds.max.y),
            );
            // A letter at the edge may begin before it; what lies outside is not drawn.
            let left = (x + bounds.min.x * scale).floor();
            let top = (y - high * scale).floor();
            let width = whole(((bounds.max.x - bounds.min.x) * scale).ceil()) + 2;
            let height = whole(((high - low) * scale).ceil()) + 2;
            let (Ok(across), Ok(down)) = (usize::try_from(width), usize::try_from(height)) else {
                continue;
            };
            let mut raster = Rasterizer::new(across, down);
            let at = |p: Point| point(x + p.x * scale - left, y - p.y * scale - top);
            for curve in &outline.curves {
                match curve {
                    OutlineCurve::Line(a, b) => raster.draw_line(at(*a), at(*b)),
                    OutlineCurve::Quad(a, b, c) => raster.draw_quad(at(*a), at(*b), at(*c)),
                    OutlineCurve::Cubic(a, b, c, d) => {
                        raster.draw_cubic(at(*a), at(*b), at(*c), at(*d));
                    }
                }
            }
            raster.for_each_pixel_2d(|dx, dy, cover| {
                let (dot_x, dot_y) = (left + real(dx), top + real(dy));
                if dot_x >= 0.0 && dot_y >= 0.0 {
                    self.blend(whole(dot_x), whole(dot_y), words.ink, cover.abs());
                }
            });
        }
    }

    /// Packs eight dots into a byte, white as 1, each row beginning a byte.
    fn bits(&self) -> Vec<u8> {
        let width = usize::try_from(self.width).expect("a sheet fits memory");
        let mut packed = Vec::new();
        for row in self.dots.chunks(width) {
            for eight in row.chunks(8) {
                let byte = eight
                    .iter()
                    .zip((0..8_u8).rev())
                    .fold(0, |byte, (dot, bit)| {
                        byte | u8::from(dot.first().is_some_and(|grey| *grey >= 128)) << bit
                    });
                packed.push(byte);
            }
        }
        packed
    }
}

/// How much of a dot lies inside the rounded corners.
fn corner_cover(x: u32, width: u32, y: u32, height: u32, radius: u32) -> f32 {
    let past = |at: u32, length: u32| {
        let (at, radius) = (real(at) + 0.5, real(radius));
        (radius - at).max(at - (real(length) - radius)).max(0.0)
    };
    let (dx, dy) = (past(x, width), past(y, height));
    if dx == 0.0 || dy == 0.0 {
        return 1.0;
    }
    (real(radius) - dx.hypot(dy) + 0.5).clamp(0.0, 1.0)
}
