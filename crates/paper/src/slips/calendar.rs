//! The days that count towards a permit, in large type: each day is a box, each month a row.

use chrono::{Datelike as _, NaiveDate};

use crate::{
    roll::{MM, Roll, SMALL, TEXT, Type},
    sheet::{Area, Faces, Ink, Sheet, dots, real, whole},
    slip::{CalendarSlip, DayKind},
    words::{Said, put},
};

use super::head;

/// A sheet of A4 in millimetres, and the dots of an inch it is drawn with.
const A4: (f32, f32) = (210.0, 297.0);
const DPI: u32 = 203;
/// A page or a roll has at least a row for each month of a year and a half.
const MONTHS_MAX: u32 = 18;

/// What a box is filled with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Box {
    Ahead,
    Counted,
    Gap,
    Goal,
}

/// Lengths of a grid in dots, and the type of its labels.
struct Grid {
    left: u32,
    label: u32,
    step: u32,
    cell: u32,
    height: u32,
    row: u32,
    how: Type,
    /// How many numbers stand side by side.
    abreast: usize,
    /// Millimetres for a line of the legend.
    legend: f32,
}

/// Draws the calendar.
pub(super) fn sheet(slip: &CalendarSlip, faces: &Faces<'_>) -> Sheet {
    if slip.a4 {
        let page = Sheet::of_dots(DPI, dots(DPI, A4.0), dots(DPI, A4.1));
        let mut roll = Roll::on(page, faces, 15.0 * MM, 14.0 * MM);
        let grid = Grid {
            left: 120,
            label: 120,
            step: 42,
            cell: 36,
            height: 72,
            row: 84,
            how: Type::strong(5.6),
            abreast: 3,
            legend: 150.0,
        };
        write(&mut roll, slip, &grid, 1.6);
        roll.sheet()
    } else {
        let mut roll = Roll::new(faces);
        let grid = Grid {
            left: 0,
            label: 80,
            step: 16,
            cell: 13,
            height: 40,
            row: 48,
            how: Type::strong(4.0),
            abreast: 1,
            legend: 60.0,
        };
        write(&mut roll, slip, &grid, 1.0);
        roll.finish()
    }
}

/// Writes all; `scale` is how much larger type is than on the roll.
fn write(roll: &mut Roll<'_>, slip: &CalendarSlip, grid: &Grid, scale: f32) {
    let said = Said::of(slip.language);
    let words = &said.calendar;
    let larger = |how: Type| Type {
        size: how.size * scale,
        ..how
    };
    head(roll, &slip.place, words.kind);
    roll.gap(3.0);
    if let Some(name) = &slip.holder {
        roll.text(&format!("{} · {}", **name, said.day(slip.today)), TEXT);
        roll.gap(1.0);
    }
    let count = |form: &str, days: u32| put(form, "count", &days.to_string());
    let title = match slip.missing {
        0 => words.ready.to_owned(),
        missing => count(words.wait, missing),
    };
    roll.text(&title, larger(Type::strong(8.0)));
    let from = put(words.from, "day", &said.day(slip.eligible_on));
    roll.text(&from, larger(Type::text(4.5)));
    roll.gap(3.0);
    let tally = [
        (words.counted, count(words.days, slip.counted)),
        (words.missing, count(words.days, slip.missing)),
        (words.apply, said.short_day(slip.eligible_on)),
    ];
    roll.columns(
        grid.abreast,
        &tally,
        larger(TEXT),
        larger(Type::strong(11.0)),
    );
    roll.gap(2.0);
    months(roll, slip, grid, words.month);
    legend(roll, said, grid, larger(TEXT));
    roll.gap(2.0);
    roll.dashes();
    let start = put(words.start_text, "day", &said.day(slip.start));
    roll.fact(words.start, &start);
    roll.fact(words.rule, &put(words.rule_text, "city", &slip.city));
    if let Some(phone) = &slip.desk_phone {
        roll.fact(said.call, phone);
    }
    roll.gap(1.0);
    roll.text(words.foot, SMALL);
}

fn months(roll: &mut Roll<'_>, slip: &CalendarSlip, grid: &Grid, form: &str) {
    let mut month = slip.start.with_day(1).unwrap_or(slip.start);
    for _ in 0..MONTHS_MAX {
        if month > slip.eligible_on {
            break;
        }
        let top = roll.y();
        let name = put(form, "m", &month.month().to_string());
        let (left, label) = (real(grid.left), real(grid.label));
        roll.text_at(&name, grid.how, left, label, top);
        let mut day = month;
        while day.month() == month.month() {
            let column = day.day0();
            let area = Area {
                left: grid.left + grid.label + column * grid.step,
                top: whole(top),
                width: grid.cell,
                height: grid.height,
            };
            one(roll, area, kind(slip, day), day == slip.today);
            let Some(next) = day.succ_opt() else { return };
            day = next;
        }
        month = day;
        roll.gap(real(grid.row) / MM);
    }
}

fn kind(slip: &CalendarSlip, day: NaiveDate) -> Box {
    if day == slip.eligible_on {
        return Box::Goal;
    }
    let stretch = slip
        .stretches
        .iter()
        .find(|stretch| (stretch.from..=stretch.to).contains(&day));
    match stretch.map(|stretch| stretch.kind) {
        Some(DayKind::Counted) => Box::Counted,
        Some(DayKind::Gap) => Box::Gap,
        None => Box::Ahead,
    }
}

/// Draws a day; black, striped, empty and marked tell the kinds apart without a colour.
fn one(roll: &mut Roll<'_>, area: Area, kind: Box, today: bool) {
    roll.fill(area, 2, Ink::Black);
    let inside = area.inside(2);
    match kind {
        Box::Counted => {}
        Box::Ahead => roll.fill(inside, 1, Ink::White),
        Box::Gap => {
            for stripe in (0..inside.height).step_by(8) {
                let height = 4.min(inside.height - stripe);
                let top = inside.top + stripe;
                let stripe = Area {
                    top,
                    height,
                    ..inside
                };
                roll.fill(stripe, 0, Ink::White);
            }
        }
        Box::Goal => {
            roll.fill(inside, 1, Ink::White);
            let side = area.width - 6;
            let dot = Area {
                left: area.left + 3,
                top: area.top + (area.height - side) / 2,
                width: side,
                height: side,
            };
            roll.fill(dot, side / 2, Ink::Black);
        }
    }
    if today {
        let under = Area {
            top: area.top + area.height + 2,
            height: 5,
            ..area
        };
        roll.fill(under, 0, Ink::Black);
    }
}

fn legend(roll: &mut Roll<'_>, said: &Said, grid: &Grid, how: Type) {
    let words = &said.calendar;
    roll.gap(2.0);
    for (kind, name, today) in [
        (Box::Counted, words.legend_counted, false),
        (Box::Gap, words.legend_gap, false),
        (Box::Ahead, words.legend_today, true),
        (Box::Goal, words.legend_goal, false),
    ] {
        let top = roll.y();
        let area = Area {
            left: grid.left,
            top: whole(top),
            width: grid.cell,
            height: 40,
        };
        one(roll, area, kind, today);
        let left = real(grid.left + grid.cell) + 2.0 * MM;
        let end = roll.text_at(name, how, left, grid.legend * MM, top);
        roll.gap(((end - top) / MM).max(6.5));
    }
}
