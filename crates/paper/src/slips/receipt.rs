//! The receipt (回执, domain.md 9): a number, three states, what happens next and by when.

use crate::{
    roll::{Roll, SMALL, TEXT, Type},
    sheet::{Faces, Sheet},
    slip::{Owner, ReceiptSlip, Saved},
    words::{Pair, ReceiptSaid, Said, put},
};

use super::{head, moment, number};

/// A module of the code in dots: a millimetre, for any camera.
const MODULE: u32 = 8;

/// Draws a receipt.
pub(super) fn sheet(slip: &ReceiptSlip, faces: &Faces<'_>) -> Sheet {
    let said = Said::of(slip.language);
    let words = &said.receipt;
    let mut roll = Roll::new(faces);
    head(&mut roll, &slip.place, words.kind);
    number(&mut roll, words.number, &slip.number);
    roll.text(&about(slip, said), Type::strong(6.0));
    roll.gap(2.0);
    facts(&mut roll, slip, said);
    roll.dashes();
    steps(&mut roll, slip, said);
    roll.dashes();
    let (title, text) = next(slip.progress.owner, said);
    roll.framed(|roll| {
        roll.text(words.next, TEXT);
        roll.text(&title, Type::strong(6.0));
        roll.gap(0.5);
        roll.text(text, TEXT);
    });
    roll.dashes();
    let mut beside = vec![(words.ask, TEXT)];
    if let Some(phone) = &slip.desk_phone {
        beside.push((said.call, TEXT));
        beside.push((phone, Type::strong(5.0)));
    }
    roll.code_beside(&slip.number, MODULE, &beside);
    roll.dashes();
    roll.text(words.foot, SMALL);
    roll.finish()
}

fn about(slip: &ReceiptSlip, said: &Said) -> String {
    let matter = said.matter(slip.matter);
    let Some(name) = &slip.holder else {
        return matter.to_owned();
    };
    let who = if slip.people > 1 {
        let named = put(said.receipt.people, "name", name);
        put(&named, "count", &slip.people.to_string())
    } else {
        name.to_string()
    };
    format!("{matter} · {who}")
}

fn facts(roll: &mut Roll<'_>, slip: &ReceiptSlip, said: &Said) {
    let words = &said.receipt;
    let time = slip.at.map(|at| moment(said, at));
    roll.fact(words.time, time.as_deref().unwrap_or(words.no_time));
    let rest = [
        (words.address, slip.address.as_deref().map(String::as_str)),
        (words.document, slip.document.as_deref().map(String::as_str)),
        (words.ticket, slip.ticket.as_deref()),
    ];
    for (name, what) in rest {
        if let Some(what) = what {
            roll.fact(name, what);
        }
    }
}

fn steps(roll: &mut Roll<'_>, slip: &ReceiptSlip, said: &Said) {
    let words = &said.receipt;
    let here = &words.here;
    roll.step(1, true, false, here.title, here.text);
    let received = slip.progress.saved == Saved::Received;
    let second = if received {
        &words.received
    } else {
        &words.not_received
    };
    roll.step(2, received, false, second.title, second.text);
    let (third, done) = third(slip.progress.owner, words);
    let text = match slip.progress.owner {
        Owner::Effective(Some(day)) => put(third.text, "day", &said.day(day)),
        Owner::Effective(None) => String::new(),
        Owner::Asked(_)
        | Owner::ConfirmedHere
        | Owner::Centre(_)
        | Owner::Refused
        | Owner::Over => third.text.to_owned(),
    };
    roll.step(3, done, true, third.title, &text);
}

/// The third state and whether it is reached.
fn third(owner: Owner, words: &ReceiptSaid) -> (&Pair, bool) {
    match owner {
        Owner::Asked(_) => (&words.owner_asked, false),
        Owner::ConfirmedHere => (&words.owner_here, false),
        Owner::Centre(_) => (&words.centre, false),
        Owner::Effective(_) => (&words.effective, true),
        Owner::Refused => (&words.refused, false),
        Owner::Over => (&words.over, false),
    }
}

/// What happens next and by when.
fn next(owner: Owner, said: &'static Said) -> (String, &'static str) {
    let words = &said.receipt;
    let by = |pair: &'static Pair, day| (put(pair.title, "day", &said.short_day(day)), pair.text);
    let plain = |pair: &'static Pair| (pair.title.to_owned(), pair.text);
    match owner {
        Owner::Asked(Some(day)) => by(&words.next_until, day),
        Owner::Centre(Some(day)) => by(&words.next_centre, day),
        Owner::Asked(None) | Owner::ConfirmedHere | Owner::Centre(None) => plain(&words.next_open),
        Owner::Effective(_) => plain(&words.next_effective),
        Owner::Refused | Owner::Over => plain(&words.next_refused),
    }
}
