//! A code on paper: what a verifier needs and not more (trust.md 1.4, 1.10).

use crate::{
    roll::{Roll, SMALL, TEXT, Type},
    sheet::{Area, Faces, Ink, PrintError, Sheet, real, whole},
    slip::CardSlip,
    words::Said,
};

use super::help;
use crate::roll::{MM, WIDTH};

/// A module in dots: three quarters of a millimetre fill the paper with the largest of our codes.
const MODULE_MAX: u32 = 6;

/// Draws a card of the roll.
pub(super) fn sheet(slip: &CardSlip, faces: &Faces<'_>) -> Result<Sheet, PrintError> {
    let said = Said::of(slip.language);
    let words = &said.card;
    let mut roll = Roll::new(faces);
    roll.ends(&slip.place, words.kind, SMALL);
    roll.gap(0.8);
    if slip.provisional {
        banner(&mut roll, words.provisional);
        roll.text(words.unchecked, Type::strong(4.5));
    } else {
        roll.rule(6);
    }
    if slip.demo {
        roll.gap(1.0);
        roll.text(words.demo, Type::strong(4.5));
    }
    roll.gap(1.5);
    if let Some(name) = &slip.holder {
        roll.line(name, Type::strong(9.5));
    }
    roll.text(said.category(slip.category), Type::strong(5.0));
    roll.gap(1.0);
    roll.code(&slip.code, MODULE_MAX)?;
    roll.fact(words.until, &said.day(slip.valid_until));
    if let Some(receipt) = &slip.receipt {
        roll.fact(words.receipt, receipt);
    }
    roll.dashes();
    for pair in [&words.exchange, &words.lost]
        .into_iter()
        .skip(usize::from(!slip.provisional))
    {
        roll.text(pair.title, Type::strong(4.5));
        roll.text(pair.text, TEXT);
        roll.gap(1.0);
    }
    help(&mut roll, said, slip.desk_phone.as_deref());
    Ok(roll.finish())
}

/// White on black, so that nobody takes it for the code of the authority.
fn banner(roll: &mut Roll<'_>, text: &str) {
    const HEIGHT_MM: f32 = 12.0;
    let how = Type::strong(8.0);
    let top = roll.y();
    let area = Area {
        left: 0,
        top: whole(top),
        width: WIDTH,
        height: whole(HEIGHT_MM * MM),
    };
    roll.fill(area, 0, Ink::Black);
    let wide = roll.faces().width(text, how.weight, 0.0) * how.size * MM;
    let left = (real(WIDTH) - wide) / 2.0;
    let inner = (HEIGHT_MM - how.size * how.height) / 2.0;
    roll.words_in(text, how, left, top + inner * MM, Ink::White);
    roll.gap(HEIGHT_MM + 1.0);
}
