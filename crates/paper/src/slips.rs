//! From what a slip carries to a sheet.

mod calendar;
mod card;
mod messages;
mod receipt;

use chrono::NaiveDateTime;

use crate::{
    roll::{Roll, SMALL, TEXT, Type},
    sheet::{Faces, PrintError, Sheet},
    slip::{Slip, TicketSlip},
    words::Said,
};

/// Draws a slip as one sheet.
pub fn draw(slip: &Slip, faces: &Faces<'_>) -> Result<Sheet, PrintError> {
    match slip {
        Slip::Receipt(slip) => Ok(receipt::sheet(slip, faces)),
        Slip::Ticket(slip) => Ok(ticket(slip, faces)),
        Slip::Card(slip) => card::sheet(slip, faces),
        Slip::Messages(slip) => Ok(messages::sheet(slip, faces)),
        Slip::Calendar(slip) => Ok(calendar::sheet(slip, faces)),
    }
}

fn ticket(slip: &TicketSlip, faces: &Faces<'_>) -> Sheet {
    let said = Said::of(slip.language);
    let mut roll = Roll::new(faces);
    head(&mut roll, &slip.place, said.ticket.kind);
    number(&mut roll, said.ticket.kind, &slip.ticket);
    roll.text(said.ticket.title, Type::strong(6.0));
    roll.gap(1.0);
    roll.text(said.ticket.text, TEXT);
    help(&mut roll, said, slip.desk_phone.as_deref());
    roll.finish()
}

/// Place and kind over a thick line.
fn head(roll: &mut Roll<'_>, place: &str, kind: &str) {
    roll.ends(place, kind, SMALL);
    roll.gap(0.8);
    roll.rule(6);
}

/// A number large enough to be read without glasses.
fn number(roll: &mut Roll<'_>, name: &str, number: &str) {
    roll.gap(3.0);
    roll.text(name, SMALL);
    let figures = Type {
        height: 1.25,
        ..Type::strong(13.0)
    };
    roll.line(number, figures);
}

/// Where to call.
fn help(roll: &mut Roll<'_>, said: &Said, phone: Option<&str>) {
    if let Some(phone) = phone {
        roll.dashes();
        roll.text(said.call, TEXT);
        roll.text(phone, Type::strong(5.0));
    }
}

/// Date and time as a person reads them.
fn moment(said: &Said, at: NaiveDateTime) -> String {
    format!("{} {}", said.day(at.date()), at.format("%H:%M"))
}
