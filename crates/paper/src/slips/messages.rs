//! Tasks and notices on paper, to take home.

use crate::{
    roll::{Roll, SMALL, TEXT, Type},
    sheet::{Faces, Sheet},
    slip::{MessageLine, MessageSlip},
    words::{Said, put},
};

use super::{head, moment};

/// Draws the slip.
pub(super) fn sheet(slip: &MessageSlip, faces: &Faces<'_>) -> Sheet {
    let said = Said::of(slip.language);
    let words = &said.messages;
    let mut roll = Roll::new(faces);
    head(&mut roll, &slip.place, words.kind);
    roll.gap(3.0);
    roll.text(&title(slip, said), Type::strong(6.0));
    if let Some(at) = slip.at {
        roll.text(&put(words.printed, "time", &moment(said, at)), TEXT);
    }
    for (name, lines) in [(words.tasks, &slip.tasks), (words.notices, &slip.notices)] {
        if lines.is_empty() {
            continue;
        }
        roll.dashes();
        roll.text(name, Type::strong(4.5));
        for line in lines {
            one(&mut roll, line, said);
        }
    }
    roll.dashes();
    roll.framed(|roll| {
        roll.text(words.place.text, TEXT);
        roll.text(words.place.title, Type::strong(6.0));
        roll.text(words.how, TEXT);
        if let Some(phone) = &slip.desk_phone {
            roll.text(said.call, TEXT);
            roll.text(phone, Type::strong(5.0));
        }
    });
    roll.gap(2.0);
    roll.text(words.foot, SMALL);
    roll.finish()
}

fn title(slip: &MessageSlip, said: &Said) -> String {
    let words = &said.messages;
    if slip.tasks.is_empty() {
        return words.nothing.to_owned();
    }
    let form = match &slip.holder {
        Some(name) => put(words.title_named, "name", name),
        None => words.title.to_owned(),
    };
    put(&form, "count", &slip.tasks.len().to_string())
}

fn one(roll: &mut Roll<'_>, line: &MessageLine, said: &Said) {
    roll.gap(2.0);
    roll.text(&line.title, Type::strong(5.0));
    roll.text(&line.text, TEXT);
    if let Some(day) = line.until {
        let till = put(said.messages.until, "day", &said.short_day(day));
        roll.text(&till, Type::strong(4.0));
    }
}
