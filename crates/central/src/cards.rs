//! Residents' cards: the printed code, a masked name, the age group, until when, what to do when
//! it is lost. Nothing else: a card is shown to strangers and photographed (trust.md 1.4).

use chrono::{Datelike as _, NaiveDate};
use codes::{Category, draw};

use paper::{
    Area, Faces, Ink, Mark, PrintError, Sheet, Weight,
    column::{Column, Line, Part},
    dots, module_dots, real, whole,
};

/// The size of a card.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum CardSize {
    /// 148 by 105 mm, in large print.
    A6,
    /// 105 by 74 mm.
    A7,
    /// 85.6 by 54 mm, as bank cards are.
    Id1,
}

/// What a card says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Card {
    /// The text of its code.
    pub(crate) text: String,
    /// Masked name, if the authority prints one.
    pub(crate) hint: Option<String>,
    /// Age group.
    pub(crate) category: Category,
    /// Last day of validity.
    pub(crate) until: NaiveDate,
    /// Number of the card, as a person reads it aloud.
    pub(crate) number: String,
    /// The place that issued it.
    pub(crate) place: String,
    /// Where to call when it is lost.
    pub(crate) telephone: Option<String>,
}

/// Lengths of a card in millimetres.
struct Form {
    size: (f32, f32),
    margin: f32,
    module: f32,
    title: f32,
    place: f32,
    name: f32,
    category: f32,
    fact: f32,
    lost: f32,
    /// Whether there is room to say more than one line about a lost card.
    roomy: bool,
}

const A7: Form = Form {
    size: (105.0, 74.0),
    margin: 5.0,
    module: 0.5,
    title: 5.6,
    place: 3.6,
    name: 9.5,
    category: 4.2,
    fact: 3.6,
    lost: 3.4,
    roomy: true,
};

const A6: Form = Form {
    size: (148.0, 105.0),
    margin: 7.0,
    module: 0.75,
    title: 8.0,
    place: 5.0,
    name: 13.5,
    category: 6.0,
    fact: 5.1,
    lost: 4.8,
    roomy: true,
};

const ID1: Form = Form {
    size: (85.6, 54.0),
    margin: 3.5,
    module: 0.5,
    title: 4.2,
    place: 2.8,
    name: 8.0,
    category: 3.5,
    fact: 3.0,
    lost: 2.7,
    roomy: false,
};

/// Draws a card for a printer of so many dots an inch.
pub(crate) fn sheet(
    card: &Card,
    size: CardSize,
    dpi: u32,
    faces: &Faces<'_>,
) -> Result<Sheet, PrintError> {
    let form = match size {
        CardSize::A6 => A6,
        CardSize::A7 => A7,
        CardSize::Id1 => ID1,
    };
    let mut sheet = Sheet::new(dpi, form.size.0, form.size.1);
    let head = header(&mut sheet, card, &form, faces)?;
    let foot = lost(&mut sheet, card, &form, faces)?;
    let mm = |length: f32| length * real(dpi) / 25.4;

    let code = draw(&card.text);
    let module = module_dots(dpi, form.module);
    let quiet = 4 * module;
    let side = module * u32::try_from(code.modules).map_err(|_| PrintError::TooLong)?;
    if side > foot.saturating_sub(head) + quiet {
        return Err(PrintError::TooLong);
    }
    let margin = dots(dpi, form.margin);
    // The quiet zone may lie over the margin: it is white like it.
    let left = (sheet.width + quiet).saturating_sub(margin + side);
    let top = (head + foot).saturating_sub(side) / 2;
    sheet.marks.push(Mark::Code(left, top, module, code));

    let column = Column {
        left: real(margin),
        width: real(left) - real(margin),
        size_min: mm(2.2),
        ink: Ink::Black,
    };
    let mut lines = Vec::new();
    if let Some(hint) = &card.hint {
        let name = Part::new(hint, mm(form.name), Weight::Bold).spaced(0.02);
        lines.push(Line::of(name, 1.2, 0.0));
    }
    let inner = mm(form.category * 0.45);
    let category = Part::new(word(card.category), mm(form.category), Weight::Bold);
    lines.push(Line::of(
        Part {
            before: inner,
            ..category
        },
        1.45,
        mm(form.category * 0.25),
    ));
    let boxed = lines.len();
    for (line, above) in facts(card, &form, mm(1.0)).into_iter().zip([0.6, 0.15]) {
        let above = mm(form.fact * above);
        lines.push(Line { above, ..line });
    }
    let (lines, height) = column.fit(&lines, faces)?;
    let start = real(head) + (real(foot - head) - height) / 2.0;
    frame_category(&mut sheet, &lines, boxed, start, column, inner, faces);
    sheet.marks.extend(column.set(&lines, start, faces));
    Ok(sheet)
}

/// Title and place over a line; returns where the body begins.
fn header(
    sheet: &mut Sheet,
    card: &Card,
    form: &Form,
    faces: &Faces<'_>,
) -> Result<u32, PrintError> {
    let mm = |length: f32| length * real(sheet.dpi) / 25.4;
    let width = real(sheet.width) - 2.0 * mm(form.margin);
    let title = Part::new("粤居码", mm(form.title), Weight::Bold);
    let own = title.size * faces.width(&title.text, title.weight, title.spacing);
    let place = Part::new(&card.place, mm(form.place), Weight::Regular);
    let said = place.size * faces.width(&place.text, place.weight, place.spacing);
    let before = (width - own - said).max(mm(3.0));
    let column = Column {
        left: mm(form.margin),
        width,
        size_min: mm(2.0),
        ink: Ink::Black,
    };
    let line = Line {
        parts: vec![title, Part { before, ..place }],
        height: 1.25,
        above: 0.0,
    };
    let top = mm(form.margin * 0.9);
    sheet.marks.extend(column.write(&[line], top, faces)?);
    let under = whole(top + mm(form.title * 1.25 + 1.2));
    let thick = dots(sheet.dpi, 0.5);
    rule(sheet, form, under, thick);
    Ok(under + thick)
}

/// What to do with a lost card, under a line; returns where the body ends.
fn lost(sheet: &mut Sheet, card: &Card, form: &Form, faces: &Faces<'_>) -> Result<u32, PrintError> {
    let mm = |length: f32| length * real(sheet.dpi) / 25.4;
    let size = mm(form.lost);
    let text = |text: &str| Part::new(text, size, Weight::Regular);
    let call = |end: &'static str| match &card.telephone {
        Some(number) => vec![
            text("马上打 "),
            Part::new(number, size * 1.12, Weight::Bold),
            text(end),
        ],
        None => vec![text("马上到服务站挂失"), text(end)],
    };
    let line = |parts| Line {
        parts,
        height: 1.4,
        above: 0.0,
    };
    let lines = if form.roomy {
        vec![
            line(call("，旧卡当场停用。")),
            line(vec![text("带身份证来补一张，不收费。")]),
            line(vec![text("别人只凭这张卡，办不了事。")]),
        ]
    } else {
        let mut parts = vec![Part::new("丢了 ", size, Weight::Bold)];
        parts.extend(call("，旧卡当场停用，补卡不收费。"));
        vec![line(parts)]
    };
    let title = Part::new("丢了怎么办", mm(form.lost * 1.25), Weight::Bold);
    let own = if form.roomy {
        title.size * faces.width(&title.text, title.weight, title.spacing) + mm(3.0)
    } else {
        0.0
    };
    let column = Column {
        left: mm(form.margin) + own,
        width: real(sheet.width) - 2.0 * mm(form.margin) - own,
        size_min: mm(2.0),
        ink: Ink::Black,
    };
    let (lines, height) = column.fit(&lines, faces)?;
    let top = real(sheet.height) - mm(form.margin * 0.8) - height;
    sheet.marks.extend(column.set(&lines, top, faces));
    if form.roomy {
        let beside = Column {
            left: mm(form.margin),
            width: own,
            ..column
        };
        let at = top + (height - title.size) / 2.0;
        let line = Line::of(title, 1.0, 0.0);
        sheet.marks.extend(beside.write(&[line], at, faces)?);
    }
    let over = whole(top - mm(1.0));
    rule(sheet, form, over, dots(sheet.dpi, 0.35));
    Ok(over)
}

fn rule(sheet: &mut Sheet, form: &Form, top: u32, height: u32) {
    let left = dots(sheet.dpi, form.margin);
    let area = Area {
        left,
        top,
        width: sheet.width.saturating_sub(2 * left),
        height: height.max(1),
    };
    sheet.marks.push(Mark::Fill(area, 0, Ink::Black));
}

fn facts(card: &Card, form: &Form, unit: f32) -> [Line; 2] {
    let (size, gap) = (form.fact * unit, form.fact * 0.8 * unit);
    let until = card.until;
    let day = format!(
        "{} 年 {} 月 {} 日",
        until.year(),
        until.month(),
        until.day()
    );
    let fact = |name: &str, said: &str, before: f32| Line {
        parts: vec![
            Part::new(name, size, Weight::Regular),
            Part {
                before,
                ..Part::new(said, size, Weight::Bold)
            },
        ],
        height: 1.4,
        above: 0.0,
    };
    // "卡号" is one letter shorter than "有效至".
    [
        fact("有效至", &day, gap),
        fact("卡号", &card.number, gap + size),
    ]
}

/// Draws the frame around the age group, which is line `boxed` counted from 1.
fn frame_category(
    sheet: &mut Sheet,
    lines: &[Line],
    boxed: usize,
    top: f32,
    column: Column,
    inner: f32,
    faces: &Faces<'_>,
) {
    let mut y = top;
    for (line, at) in lines.iter().zip(1..) {
        let Some(part) = line.parts.first() else {
            continue;
        };
        let em = line.parts.iter().map(|part| part.size).fold(0.0, f32::max);
        y += line.above;
        if at == boxed {
            let width = part.size * faces.width(&part.text, part.weight, part.spacing);
            let thin = dots(sheet.dpi, 0.35).max(1);
            let area = Area {
                left: whole(column.left),
                top: whole(y),
                width: whole(width + 2.0 * inner),
                height: whole(em * line.height),
            };
            let radius = dots(sheet.dpi, 1.0);
            sheet.marks.push(Mark::Fill(area, radius, Ink::Black));
            let inside = area.inside(thin);
            let radius = radius.saturating_sub(thin);
            sheet.marks.push(Mark::Fill(inside, radius, Ink::White));
        }
        y += em * line.height;
    }
}

/// Returns the number of a card, as people read it aloud: 40 bits of its serial number.
pub(crate) fn number(serial: &[u8; 8]) -> String {
    // Crockford's letters: none that is taken for a digit.
    const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    let value = u64::from_be_bytes(*serial) >> 24;
    let symbols = (0..8_u32).rev().filter_map(|place| {
        let five = usize::try_from(value >> (5 * place) & 31).ok()?;
        SYMBOLS.get(five).copied().map(char::from)
    });
    let mut text: String = symbols.collect();
    text.insert(4, '-');
    text
}

fn word(category: Category) -> &'static str {
    match category {
        Category::Adult => "16 至 59 岁",
        Category::Elder => "长者，60 岁以上",
        Category::Child => "未满 16 岁",
    }
}
