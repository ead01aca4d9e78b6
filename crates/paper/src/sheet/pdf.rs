//! Sheets as the pages of a PDF: vector codes, and text that can be searched for a house code.
//!
//! The letters that occur are embedded; nothing is left to the fonts of a print shop.

use std::collections::BTreeMap;

use miniz_oxide::deflate::compress_to_vec_zlib;
use pdf_writer::{
    Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str,
    types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap},
};
use subsetter::GlyphRemapper;

use super::{
    Area, Faces, Mark, PrintError, Sheet, Words,
    fonts::{Face, Weight},
    real,
};

const COMPRESSION: u8 = 6;
const WEIGHTS: [(Weight, Name<'static>); 2] =
    [(Weight::Regular, Name(b"R")), (Weight::Bold, Name(b"B"))];
const IDENTITY: SystemInfo<'static> = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};
/// The distance of control points that makes a quarter of a circle of a curve.
const QUARTER: f32 = 0.552_284_8;

/// The letters of one face that occur.
#[derive(Default)]
struct Used {
    map: GlyphRemapper,
    /// New number, its character and width.
    letters: BTreeMap<u16, (char, f32)>,
}

/// Draws sheets as pages; the same sheets give the same bytes.
pub fn pdf(sheets: &[Sheet], faces: &Faces<'_>) -> Result<Vec<u8>, PrintError> {
    let mut next = 1;
    let mut fresh = || {
        let id = Ref::new(next);
        next += 1;
        id
    };
    let mut file = Pdf::new();
    let (catalog, tree) = (fresh(), fresh());
    let fonts = WEIGHTS.map(|_| [fresh(), fresh(), fresh(), fresh(), fresh()]);
    let pages: Vec<(Ref, Ref)> = sheets.iter().map(|_| (fresh(), fresh())).collect();
    file.catalog(catalog).pages(tree);
    file.pages(tree)
        .kids(pages.iter().map(|(page, _)| *page))
        .count(i32::try_from(pages.len()).unwrap_or(i32::MAX));
    let mut used = [Used::default(), Used::default()];
    for (sheet, (page, content)) in sheets.iter().zip(&pages) {
        let scale = 72.0 / real(sheet.dpi);
        let mut description = file.page(*page);
        description
            .parent(tree)
            .contents(*content)
            .media_box(Rect::new(
                0.0,
                0.0,
                real(sheet.width) * scale,
                real(sheet.height) * scale,
            ));
        let mut resources = description.resources();
        let mut names = resources.fonts();
        for ((_, name), refs) in WEIGHTS.iter().zip(&fonts) {
            names.pair(*name, font_of(refs));
        }
        names.finish();
        resources.finish();
        description.finish();
        let drawn = draw(sheet, scale, faces, &mut used);
        let packed = compress_to_vec_zlib(&drawn, COMPRESSION);
        file.stream(*content, &packed).filter(Filter::FlateDecode);
    }
    for (((weight, _), refs), used) in WEIGHTS.iter().zip(&fonts).zip(&used) {
        embed(&mut file, faces.of(*weight), *weight, *refs, used)?;
    }
    Ok(file.finish())
}

fn font_of(refs: &[Ref; 5]) -> Ref {
    let [font, ..] = refs;
    *font
}

fn draw(sheet: &Sheet, scale: f32, faces: &Faces<'_>, used: &mut [Used; 2]) -> Vec<u8> {
    let mut page = Content::new();
    // One unit is one dot; the axis points up, so heights are turned below.
    page.transform([scale, 0.0, 0.0, scale, 0.0, 0.0]);
    let up = |top: u32| real(sheet.height) - real(top);
    for mark in &sheet.marks {
        match mark {
            Mark::Fill(area, radius, ink) => {
                colour(&mut page, ink.rgb());
                rounded(&mut page, *area, *radius, up(area.top));
                page.fill_nonzero();
            }
            Mark::Words(words) => {
                let [regular, bold] = &mut *used;
                let (used, name) = match words.weight {
                    Weight::Regular => (regular, Name(b"R")),
                    Weight::Bold => (bold, Name(b"B")),
                };
                let base = real(sheet.height) - words.base;
                line(&mut page, words, base, faces, used, name);
            }
            Mark::Code(left, top, module, drawing) => {
                colour(&mut page, [0; 3]);
                for (row, y) in drawing.rows.iter().zip(0_u32..) {
                    let mut x = 0_u32;
                    for run in row.chunk_by(|a, b| a == b) {
                        let length = u32::try_from(run.len()).unwrap_or(0);
                        if run.first() == Some(&true) {
                            let bottom = up(top + (y + 1) * module);
                            let (left, width) = (real(left + x * module), real(length * module));
                            page.rect(left, bottom, width, real(*module));
                        }
                        x += length;
                    }
                }
                page.fill_nonzero();
            }
        }
    }
    page.finish().to_vec()
}

fn colour(page: &mut Content, rgb: [u8; 3]) {
    let [red, green, blue] = rgb.map(|part| f32::from(part) / 255.0);
    page.set_fill_rgb(red, green, blue);
}

/// Adds a rectangle with rounded corners to the path; `top` is counted from below.
fn rounded(page: &mut Content, area: Area, radius: u32, top: f32) {
    let (left, width, height) = (real(area.left), real(area.width), real(area.height));
    let (right, bottom) = (left + width, top - height);
    if radius == 0 {
        page.rect(left, bottom, width, height);
        return;
    }
    let r = real(radius);
    let k = r * (1.0 - QUARTER);
    page.move_to(left + r, top);
    page.line_to(right - r, top);
    page.cubic_to(right - k, top, right, top - k, right, top - r);
    page.line_to(right, bottom + r);
    page.cubic_to(right, bottom + k, right - k, bottom, right - r, bottom);
    page.line_to(left + r, bottom);
    page.cubic_to(left + k, bottom, left, bottom + k, left, bottom + r);
    page.line_to(left, top - r);
    page.cubic_to(left, top - k, left + k, top, left + r, top);
    page.close_path();
}

fn line(
    page: &mut Content,
    words: &Words,
    base: f32,
    faces: &Faces<'_>,
    used: &mut Used,
    name: Name<'_>,
) {
    let face = faces.of(words.weight);
    colour(page, words.ink.rgb());
    page.begin_text();
    page.set_font(name, words.size);
    page.set_text_matrix([1.0, 0.0, 0.0, 1.0, words.left, base]);
    let mut pen = 0.0;
    let mut show = page.show_positioned();
    let mut items = show.items();
    for placed in faces.place(words) {
        let width = face.advance(placed.glyph);
        let number = used.map.remap(placed.glyph.0);
        used.letters.insert(number, (placed.character, width));
        // Adjustments are thousandths of the em, to the left.
        let gap = placed.x - pen;
        if gap.abs() > 0.01 {
            items.adjust(-gap / words.size * 1_000.0);
        }
        items.show(Str(&number.to_be_bytes()));
        pen = placed.x + width * words.size;
    }
    items.finish();
    show.finish();
    page.end_text();
}

fn embed(
    file: &mut Pdf,
    face: &Face<'_>,
    weight: Weight,
    refs: [Ref; 5],
    used: &Used,
) -> Result<(), PrintError> {
    let [font, cid, descriptor, stream, unicode] = refs;
    let subset =
        subsetter::subset(face.data, face.index, &used.map).map_err(|_| PrintError::Fonts)?;
    let cff = table(&subset, *b"CFF ");
    let name: &[u8] = match weight {
        Weight::Regular => b"PLATES+NotoSansSC-Regular",
        Weight::Bold => b"PLATEB+NotoSansSC-Bold",
    };
    file.type0_font(font)
        .base_font(Name(name))
        .encoding_predefined(Name(b"Identity-H"))
        .descendant_font(cid)
        .to_unicode(unicode);
    let mut letters = file.cid_font(cid);
    letters
        .subtype(if cff.is_some() {
            CidFontType::Type0
        } else {
            CidFontType::Type2
        })
        .base_font(Name(name))
        .system_info(IDENTITY)
        .font_descriptor(descriptor)
        .default_width(1_000.0);
    if cff.is_none() {
        letters.cid_to_gid_map_predefined(Name(b"Identity"));
    }
    let mut widths = letters.widths();
    for (number, (_, width)) in &used.letters {
        widths.consecutive(*number, [width * 1_000.0]);
    }
    widths.finish();
    letters.finish();
    let mut about = file.font_descriptor(descriptor);
    about
        .name(Name(name))
        .flags(FontFlags::SYMBOLIC)
        .bbox(Rect::new(-1_000.0, -1_000.0, 3_000.0, 2_000.0))
        .italic_angle(0.0)
        .ascent(880.0)
        .descent(-120.0)
        .cap_height(733.0)
        .stem_v(80.0);
    if cff.is_some() {
        about.font_file3(stream);
    } else {
        about.font_file2(stream);
    }
    about.finish();
    let packed = compress_to_vec_zlib(cff.unwrap_or(&subset), COMPRESSION);
    let mut program = file.stream(stream, &packed);
    program.filter(Filter::FlateDecode);
    if cff.is_some() {
        program.pair(Name(b"Subtype"), Name(b"CIDFontType0C"));
    }
    program.finish();
    let mut map = UnicodeCmap::new(Name(b"Custom"), IDENTITY);
    for (number, (character, _)) in &used.letters {
        map.pair(*number, *character);
    }
    file.cmap(unicode, &map.finish());
    Ok(())
}

/// Finds a table in a font file of one face.
fn table(font: &[u8], tag: [u8; 4]) -> Option<&[u8]> {
    let number = |at: usize| -> Option<usize> {
        let bytes = font.get(at..at + 4)?.try_into().ok()?;
        usize::try_from(u32::from_be_bytes(bytes)).ok()
    };
    let count = usize::from(u16::from_be_bytes(font.get(4..6)?.try_into().ok()?));
    let at = (0..count)
        .map(|place| 12 + place * 16)
        .find(|at| font.get(*at..at + 4) == Some(&tag))?;
    let (start, length) = (number(at + 8)?, number(at + 12)?);
    font.get(start..start + length)
}
