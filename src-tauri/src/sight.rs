//! What the scanner sees, in the words of the page; no text of a code passes here.

use kiosk::{Sight, SightHint, SightKind, SightMark};
use scanner::{Hint, Mark, MarkKind, Symbology};

/// Translates a sight.
pub(crate) fn shown(seen: &scanner::Sight) -> Sight {
    Sight {
        width: seen.width,
        height: seen.height,
        marks: seen.marks.iter().map(mark).collect(),
        hint: seen.hint.map(hint),
    }
}

fn mark(mark: &Mark) -> SightMark {
    let (kind, number) = match mark.kind {
        MarkKind::Read => (SightKind::Read, None),
        MarkKind::Choice(number) => (SightKind::Read, Some(number)),
        MarkKind::Located => (SightKind::Located, None),
        MarkKind::Foreign(_) => (SightKind::Foreign, None),
    };
    SightMark {
        kind,
        number,
        corners: mark.corners.map(|corner| [corner.x, corner.y]),
    }
}

fn hint(hint: Hint) -> SightHint {
    match hint {
        Hint::Nearer => SightHint::Nearer,
        Hint::Farther => SightHint::Farther,
        Hint::Glare => SightHint::Glare,
        Hint::Dark => SightHint::Dark,
        Hint::Blurred => SightHint::Blurred,
        Hint::TwoCodes => SightHint::TwoCodes,
        Hint::Foreign(symbology) => match symbology {
            Symbology::Product => SightHint::Product,
            Symbology::Bars => SightHint::Bars,
            Symbology::Pdf417 => SightHint::Pdf417,
            Symbology::DataMatrix => SightHint::DataMatrix,
            Symbology::Aztec => SightHint::Aztec,
            Symbology::SmallQr => SightHint::SmallQr,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use scanner::Point;
    use serde_json::json;

    #[test]
    fn the_page_learns_where_and_what_and_under_which_number() {
        let corners = [(0.25, 0.5), (0.5, 0.5), (0.5, 0.75), (0.25, 0.75)];
        let corners = corners.map(|(x, y)| Point { x, y });
        let of = |kind| Mark { kind, corners };
        let seen = scanner::Sight {
            frame: 7,
            width: 1280,
            height: 720,
            marks: vec![
                of(MarkKind::Choice(2)),
                of(MarkKind::Foreign(Symbology::Aztec)),
            ],
            hint: Some(Hint::Foreign(Symbology::DataMatrix)),
        };
        let told = serde_json::to_value(shown(&seen)).unwrap();
        let corners = json!([[0.25, 0.5], [0.5, 0.5], [0.5, 0.75], [0.25, 0.75]]);
        assert_eq!(
            told,
            json!({ "width": 1280, "height": 720, "hint": "data_matrix", "marks": [
                { "kind": "read", "number": 2, "corners": corners },
                { "kind": "foreign", "number": null, "corners": corners },
            ]})
        );
    }
}
