//! Plates on A4 sheets, with what is printed over the edge and where to cut.

use super::{Drawn, SMALL_MM};
use paper::{
    Area, Faces, Ink, Mark, PrintError, Sheet, Weight,
    column::{Column, Line, Part},
    dots, real,
};

const A4_MM: (f32, f32) = (210.0, 297.0);
/// Small plates on a sheet: columns and rows.
const ACROSS: u32 = 2;
const DOWN: u32 = 4;
/// Small plates of a sheet.
pub(crate) const SMALL_PER_SHEET: usize = 8;

/// Returns the side of the white field, to be measured after printing.
pub(crate) fn field_mm(plate: &Drawn, dpi: u32) -> String {
    format!("{:.0}", real(plate.side) * 25.4 / real(dpi))
}

/// Puts up to eight door plates on an A4 sheet, neighbours sharing a cut.
pub(crate) fn small_page(
    plates: &[Sheet],
    dpi: u32,
    note: &str,
    faces: &Faces<'_>,
) -> Result<Sheet, PrintError> {
    let mut page = Sheet::new(dpi, A4_MM.0, A4_MM.1);
    let (width, height) = (dots(dpi, SMALL_MM.0), dots(dpi, SMALL_MM.1));
    let left = page.width.saturating_sub(ACROSS * width) / 2;
    let top = dots(dpi, 14.0);
    let bleed = dots(dpi, 2.0);
    let count = u32::try_from(plates.len()).unwrap_or(0);
    let rows = count.div_ceil(ACROSS).min(DOWN);
    let corners: Vec<(u32, u32)> = (0..count.min(ACROSS * DOWN))
        .map(|place| {
            let (column, row) = (place % ACROSS, place / ACROSS);
            (left + column * width, top + row * height)
        })
        .collect();
    for (x, y) in &corners {
        let ground = Area {
            left: x - bleed,
            top: y - bleed,
            width: width + 2 * bleed,
            height: height + 2 * bleed,
        };
        page.marks.push(Mark::Fill(ground, 0, Ink::Plate));
    }
    for (plate, (x, y)) in plates.iter().zip(corners) {
        page.place(plate, x, y);
    }
    let cuts = Cuts {
        left,
        top,
        width,
        height,
        columns: ACROSS,
        rows,
        bleed,
    };
    cuts.mark(&mut page, dpi);
    let below = top + rows * height + dots(dpi, 7.0);
    write_note(&mut page, &[note], left, below, dpi, faces)?;
    Ok(page)
}

/// Puts a building's plate on a lying A4 sheet with its bleed, its cuts and what to do.
pub(crate) fn big_page(plate: &Drawn, dpi: u32, faces: &Faces<'_>) -> Result<Sheet, PrintError> {
    let field = field_mm(plate, dpi);
    let plate = &plate.sheet;
    let mut page = Sheet::new(dpi, A4_MM.1, A4_MM.0);
    let left = page.width.saturating_sub(plate.width) / 2;
    let top = dots(dpi, 40.0);
    let bleed = dots(dpi, 3.0);
    let ground = Area {
        left: left - bleed,
        top: top - bleed,
        width: plate.width + 2 * bleed,
        height: plate.height + 2 * bleed,
    };
    page.marks.push(Mark::Fill(ground, 0, Ink::Plate));
    page.place(plate, left, top);
    let cuts = Cuts {
        left,
        top,
        width: plate.width,
        height: plate.height,
        columns: 1,
        rows: 1,
        bleed,
    };
    cuts.mark(&mut page, dpi);
    let below = top + plate.height + dots(dpi, 14.0);
    let measures = format!(
        "沿角线裁，蓝色多印 3 mm。按 100 % 打印，裁好量一下：长 200 mm、宽 120 mm，二维码连白边 {field} mm。"
    );
    let notes = [
        measures.as_str(),
        "装在门右侧，中心离地 1.5 m；码上不要覆膜反光、不要钉钉子。二维码下面一行是扫不了码时手工输入的房屋编码。",
    ];
    write_note(&mut page, &notes, left, below, dpi, faces)?;
    Ok(page)
}

fn write_note(
    page: &mut Sheet,
    notes: &[&str],
    left: u32,
    top: u32,
    dpi: u32,
    faces: &Faces<'_>,
) -> Result<(), PrintError> {
    let size = 3.4 * real(dpi) / 25.4;
    let column = Column {
        left: real(left),
        width: real(page.width) - 2.0 * real(left),
        size_min: 0.0,
        ink: Ink::Black,
    };
    let lines: Vec<Line> = notes
        .iter()
        .map(|note| Line::of(Part::new(*note, size, Weight::Regular), 1.5, 0.0))
        .collect();
    page.marks.extend(column.write(&lines, real(top), faces)?);
    Ok(())
}

/// A grid of plates whose cuts are marked outside of it.
struct Cuts {
    left: u32,
    top: u32,
    width: u32,
    height: u32,
    columns: u32,
    rows: u32,
    bleed: u32,
}

impl Cuts {
    fn mark(&self, page: &mut Sheet, dpi: u32) {
        let (length, thin) = (dots(dpi, 4.0), dots(dpi, 0.15).max(1));
        let gap = self.bleed + dots(dpi, 0.5);
        let (right, bottom) = (
            self.left + self.columns * self.width,
            self.top + self.rows * self.height,
        );
        let mut fill = |left: u32, top: u32, width: u32, height: u32| {
            let area = Area {
                left,
                top,
                width,
                height,
            };
            page.marks.push(Mark::Fill(area, 0, Ink::Black));
        };
        for column in 0..=self.columns {
            let x = self.left + column * self.width;
            fill(x, self.top.saturating_sub(gap + length), thin, length);
            fill(x, bottom + gap, thin, length);
        }
        for row in 0..=self.rows {
            let y = self.top + row * self.height;
            fill(self.left.saturating_sub(gap + length), y, length, thin);
            fill(right + gap, y, length, thin);
        }
    }
}
