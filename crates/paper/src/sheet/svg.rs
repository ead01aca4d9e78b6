//! A sheet as SVG: letters are outlines, so that every print shop sees the same.

use std::fmt::Write as _;

use ab_glyph::{OutlineCurve, Point};

use super::{Area, Faces, Ink, Mark, Sheet, Words, real};

/// Draws a sheet; one unit is one dot, the size is told in millimetres.
pub fn svg(sheet: &Sheet, faces: &Faces<'_>) -> String {
    let mm = |dots: u32| real(dots) * 25.4 / real(sheet.dpi);
    let mut text = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{:.3}mm\" height=\"{:.3}mm\" \
         viewBox=\"0 0 {} {}\">",
        mm(sheet.width),
        mm(sheet.height),
        sheet.width,
        sheet.height
    );
    text += "<path fill=\"#fff\" d=\"M0 0";
    write(
        &mut text,
        format_args!("h{}v{}H0z\"/>", sheet.width, sheet.height),
    );
    for mark in &sheet.marks {
        match mark {
            Mark::Fill(area, radius, ink) => fill(&mut text, *area, *radius, *ink),
            Mark::Words(words) => letters(&mut text, words, faces),
            Mark::Code(left, top, module, drawing) => {
                write(
                    &mut text,
                    format_args!(
                        "<path transform=\"translate({left} {top}) scale({module})\" \
                         shape-rendering=\"crispEdges\" d=\"{}\"/>",
                        drawing.svg_path()
                    ),
                );
            }
        }
    }
    text + "</svg>\n"
}

fn fill(text: &mut String, area: Area, radius: u32, ink: Ink) {
    let Area {
        left,
        top,
        width,
        height,
    } = area;
    let colour = colour(ink);
    write(
        text,
        format_args!(
            "<rect x=\"{left}\" y=\"{top}\" width=\"{width}\" height=\"{height}\" rx=\"{radius}\" \
             fill=\"{colour}\"/>"
        ),
    );
}

fn letters(text: &mut String, words: &Words, faces: &Faces<'_>) {
    let face = faces.of(words.weight);
    write(
        text,
        format_args!("<path fill=\"{}\" d=\"", colour(words.ink)),
    );
    for placed in faces.place(words) {
        let Some((outline, em)) = face.outline(placed.glyph) else {
            continue;
        };
        let scale = words.size / em;
        let at = |point: Point| {
            let x = words.left + placed.x + point.x * scale;
            format!("{:.1} {:.1}", x, words.base - point.y * scale)
        };
        let mut last = None;
        for curve in &outline.curves {
            let (start, end) = ends(curve);
            if last != Some((start.x, start.y)) {
                write(text, format_args!("M{}", at(start)));
            }
            match curve {
                OutlineCurve::Line(_, end) => write(text, format_args!("L{}", at(*end))),
                OutlineCurve::Quad(_, control, end) => {
                    write(text, format_args!("Q{} {}", at(*control), at(*end)));
                }
                OutlineCurve::Cubic(_, first, second, end) => {
                    let (first, second) = (at(*first), at(*second));
                    write(text, format_args!("C{first} {second} {}", at(*end)));
                }
            }
            last = Some((end.x, end.y));
        }
    }
    *text += "\"/>";
}

fn ends(curve: &OutlineCurve) -> (Point, Point) {
    match curve {
        OutlineCurve::Line(start, end)
        | OutlineCurve::Quad(start, _, end)
        | OutlineCurve::Cubic(start, _, _, end) => (*start, *end),
    }
}

fn colour(ink: Ink) -> String {
    let [red, green, blue] = ink.rgb();
    format!("#{red:02x}{green:02x}{blue:02x}")
}

fn write(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes text");
}
