//! House plates: blue, white letters, the code on a white field, and below it what a person types.
//!
//! A building's plate is 200 by 120 mm, a door's 96 by 66 mm and eight of them fill an A4 sheet.
//! A code that says its address too needs more modules than a door's plate has room for, so such a
//! door gets the large plate.

mod pages;

use codes::{Drawing, draw};

pub(crate) use pages::{SMALL_PER_SHEET, big_page, field_mm, small_page};

use paper::{
    Area, Faces, Ink, Mark, PrintError, Sheet, Weight,
    column::{Column, Line, Part, aired},
    dots, module_dots, real, whole,
};

/// A module of a plate is at least this long (trust.md 1.5).
const MODULE_MM: f32 = 1.0;
/// No letter of a plate is smaller: what is below cannot be typed from arm's length.
const LETTER_MM: f32 = 2.6;
const BIG_MM: (f32, f32) = (200.0, 120.0);
const SMALL_MM: (f32, f32) = (96.0, 66.0);
/// The longest line of a code; longer ones break after a hyphen.
const CODE_LINE_MAX: usize = 14;

/// What a plate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Plate {
    /// The text of its code.
    pub(crate) text: String,
    /// House code, as a person types it.
    pub(crate) house: String,
    /// Street.
    pub(crate) street: String,
    /// Number with sub-number.
    pub(crate) number: String,
    /// Building, unit and room; may be empty.
    pub(crate) room: String,
}

/// A drawn plate.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Drawn {
    /// The plate, cut to its size.
    pub(crate) sheet: Sheet,
    /// Whether it is a door's plate, eight of which fill a sheet.
    pub(crate) small: bool,
    /// Dots of a module.
    pub(crate) module: u32,
    /// Dots of the white field with the code.
    pub(crate) side: u32,
    /// QR version of the code.
    pub(crate) version: i16,
}

/// Draws a plate for a printer of so many dots an inch.
pub(crate) fn drawn(plate: &Plate, dpi: u32, faces: &Faces<'_>) -> Result<Drawn, PrintError> {
    let code = draw(&plate.text);
    let module = module_dots(dpi, MODULE_MM);
    let side = module * u32::try_from(code.modules).map_err(|_| PrintError::TooLong)?;
    let small = !plate.room.is_empty() && side + dots(dpi, 6.0) <= dots(dpi, SMALL_MM.1);
    let version = code.version;
    let field = Field { code, module, side };
    let sheet = if small {
        small_plate(plate, field, dpi, faces)?
    } else {
        big_plate(plate, field, dpi, faces)?
    };
    Ok(Drawn {
        sheet,
        small,
        module,
        side,
        version,
    })
}

/// The white field with the code.
struct Field {
    code: Drawing,
    module: u32,
    side: u32,
}

fn big_plate(
    plate: &Plate,
    field: Field,
    dpi: u32,
    faces: &Faces<'_>,
) -> Result<Sheet, PrintError> {
    let mm = |length: f32| length * real(dpi) / 25.4;
    let mut sheet = Sheet::new(dpi, BIG_MM.0, BIG_MM.1);
    let all = Area {
        left: 0,
        top: 0,
        width: sheet.width,
        height: sheet.height,
    };
    let frame = all.inside(dots(dpi, 4.5));
    let ground = frame.inside(dots(dpi, 1.5));
    sheet.marks = vec![
        Mark::Fill(all, 0, Ink::Plate),
        Mark::Fill(frame, dots(dpi, 5.0), Ink::White),
        Mark::Fill(ground, dots(dpi, 3.5), Ink::Plate),
    ];
    let margin = dots(dpi, 16.0);
    let left = sheet.width.saturating_sub(margin + field.side);
    let column = Column {
        left: real(margin),
        width: real(left.saturating_sub(margin)) - mm(8.0),
        size_min: mm(LETTER_MM),
        ink: Ink::White,
    };
    let street = Part::new(&plate.street, mm(17.0), Weight::Bold).spaced(0.08);
    let mut lines = street_lines(street, column, faces);
    let number = number_line(&plate.number, mm(46.0), mm(17.0), mm(3.0), mm(1.0));
    lines.push(number);
    if !plate.room.is_empty() {
        let room = Part::new(aired(&plate.room), mm(9.5), Weight::Regular);
        lines.push(Line::of(room, 1.25, mm(2.0)));
    }
    let (lines, height) = column.fit(&lines, faces)?;
    let top = (real(sheet.height) - height) / 2.0;
    sheet.marks.extend(column.set(&lines, top, faces));

    let below = Column {
        left: real(left),
        width: real(field.side),
        ..column
    };
    let codes: Vec<Line> = code_lines(&plate.house)
        .into_iter()
        .zip([mm(2.5), 0.0, 0.0])
        .map(|(text, above)| {
            let part = Part::new(text, mm(5.6), Weight::Regular).spaced(0.04);
            Line::of(part, 1.2, above)
        })
        .collect();
    let (codes, height) = below.fit(&codes, faces)?;
    let top = (real(sheet.height) - real(field.side) - height) / 2.0;
    let top = whole(top);
    let centred = codes.iter().map(|line| {
        let part = line.parts.first();
        let width = part.map_or(0.0, |part| {
            part.size * faces.width(&part.text, part.weight, part.spacing)
        });
        let mut line = line.clone();
        for part in &mut line.parts {
            part.before = ((below.width - width) / 2.0).max(0.0);
        }
        line
    });
    let centred: Vec<Line> = centred.collect();
    let under = real(top + field.side);
    sheet.marks.extend(below.set(&centred, under, faces));
    put_code(&mut sheet, field, left, top, dots(dpi, 1.0));
    Ok(sheet)
}

fn small_plate(
    plate: &Plate,
    field: Field,
    dpi: u32,
    faces: &Faces<'_>,
) -> Result<Sheet, PrintError> {
    let mm = |length: f32| length * real(dpi) / 25.4;
    let mut sheet = Sheet::new(dpi, SMALL_MM.0, SMALL_MM.1);
    let all = Area {
        left: 0,
        top: 0,
        width: sheet.width,
        height: sheet.height,
    };
    sheet.marks.push(Mark::Fill(all, 0, Ink::Plate));
    let left = sheet.width.saturating_sub(dots(dpi, 3.0) + field.side);
    let column = Column {
        left: mm(4.5),
        width: real(left) - mm(4.5) - mm(2.0),
        size_min: mm(LETTER_MM),
        ink: Ink::White,
    };
    let (unit, room) = parted(&plate.room);
    let street = Part::new(&plate.street, mm(6.2), Weight::Bold).spaced(0.04);
    let mut lines = street_lines(street, column, faces);
    let number = number_line(&plate.number, mm(17.0), mm(6.2), mm(0.8), mm(1.5));
    lines.push(number);
    if !unit.is_empty() {
        let unit = Part::new(aired(unit), mm(4.6), Weight::Regular);
        lines.push(Line::of(unit, 1.25, mm(1.5)));
    }
    let room = Part::new(aired(room), mm(8.5), Weight::Bold);
    lines.push(Line::of(room, 1.2, mm(0.5)));
    for (text, above) in code_lines(&plate.house)
        .into_iter()
        .zip([mm(2.0), 0.0, 0.0])
    {
        let code = Part::new(text, mm(4.4), Weight::Regular).spaced(0.02);
        lines.push(Line::of(code, 1.2, above));
    }
    let (lines, height) = column.fit(&lines, faces)?;
    let top = (real(sheet.height) - height) / 2.0;
    if top < mm(1.5) {
        return Err(PrintError::TooLong);
    }
    sheet.marks.extend(column.set(&lines, top, faces));
    let top = sheet.height.saturating_sub(field.side) / 2;
    put_code(&mut sheet, field, left, top, dots(dpi, 1.0));
    Ok(sheet)
}

/// Puts the code on its white field; the quiet zone lies inside, so round corners cost nothing.
fn put_code(sheet: &mut Sheet, field: Field, left: u32, top: u32, radius: u32) {
    let area = Area {
        left,
        top,
        width: field.side,
        height: field.side,
    };
    sheet.marks.push(Mark::Fill(area, radius, Ink::White));
    sheet
        .marks
        .push(Mark::Code(left, top, field.module, field.code));
}

/// A street on one line, or a long one on two: small letters are worse than a break.
fn street_lines(street: Part, column: Column, faces: &Faces<'_>) -> Vec<Line> {
    let width = street.size * faces.width(&street.text, street.weight, street.spacing);
    let count = street.text.chars().count();
    let middle = street.text.char_indices().nth(count.div_ceil(2));
    match middle {
        Some((middle, _)) if width > 1.4 * column.width => {
            let (first, second) = street.text.split_at(middle);
            let half = |text: &str| Part {
                text: text.to_owned(),
                ..street.clone()
            };
            // Both as large as the longer one may be.
            let fits = |part: &Part| {
                column.width / (part.size * faces.width(&part.text, part.weight, part.spacing))
            };
            let (first, second) = (half(first), half(second));
            let scale = fits(&first).min(fits(&second)).min(1.0);
            [first, second]
                .map(|part| {
                    let size = part.size * scale;
                    Line::of(Part { size, ..part }, 1.15, 0.0)
                })
                .to_vec()
        }
        Some(_) | None => vec![Line::of(street, 1.15, 0.0)],
    }
}

/// "18号": the figures large, what follows them small beside.
fn number_line(number: &str, large: f32, small: f32, between: f32, above: f32) -> Line {
    let figures = number.find(|c: char| !c.is_ascii()).unwrap_or(number.len());
    let (head, tail) = number.split_at(figures);
    let mut parts = Vec::new();
    if !head.is_empty() {
        parts.push(Part::new(head, large, Weight::Bold));
    }
    if !tail.is_empty() {
        let size = if head.is_empty() { large * 0.6 } else { small };
        let before = if head.is_empty() { 0.0 } else { between };
        let part = Part::new(tail, size, Weight::Bold);
        parts.push(Part { before, ..part });
    }
    Line {
        parts,
        height: 1.0,
        above,
    }
}

/// Parts "2栋1单元201房" before the last number, which is the door's own.
fn parted(room: &str) -> (&str, &str) {
    let is_figure = |c: char| c.is_ascii_alphanumeric();
    let Some((end, _)) = room.char_indices().rfind(|(_, c)| is_figure(*c)) else {
        return ("", room);
    };
    let before = room.get(..end).unwrap_or("");
    let start = before
        .char_indices()
        .rfind(|(_, c)| !is_figure(*c))
        .map_or(0, |(at, c)| at + c.len_utf8());
    room.split_at(start)
}

/// Breaks a long code after its hyphens.
fn code_lines(house: &str) -> Vec<String> {
    let mut lines = vec![String::new()];
    for part in house.split_inclusive('-') {
        let line = lines.last_mut().expect("one line is always there");
        if !line.is_empty() && line.len() + part.trim_end_matches('-').len() > CODE_LINE_MAX {
            lines.push(part.to_owned());
        } else {
            line.push_str(part);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_room_is_parted_before_its_own_number() {
        let cases = [
            ("2栋1单元201房", "2栋1单元", "201房"),
            ("A座1203", "A座", "1203"),
            ("201", "", "201"),
            ("后座", "", "后座"),
        ];
        for (room, unit, own) in cases {
            assert_eq!(parted(room), (unit, own), "{room}");
        }
    }

    #[test]
    fn a_long_code_breaks_after_a_hyphen() {
        assert_eq!(code_lines("449900-0018"), ["449900-0018"]);
        assert_eq!(
            code_lines("441501001001-00018-0201"),
            ["441501001001-", "00018-0201"]
        );
        assert_eq!(aired("2栋1单元"), "2 栋 1 单元");
    }
}
