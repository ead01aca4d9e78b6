//! Where a line ends: between ideographs, at spaces of Latin text, never before closing marks.

use crate::sheet::{Faces, Weight};

/// Marks that never begin a line.
const CLOSING: &str = "，。、；：？！）》」』”’,.;:?!)]}%";
/// Marks that never end a line.
const OPENING: &str = "（《「『“‘([{";

/// Breaks a text into lines of at most so many em.
pub(crate) fn wrapped(text: &str, weight: Weight, width: f32, faces: &Faces<'_>) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let mut line = String::new();
        for piece in pieces(paragraph) {
            let longer = format!("{line}{piece}");
            if line.is_empty() || fits(longer.trim_end(), weight, width, faces) {
                line = longer;
            } else {
                lines.push(line.trim_end().to_owned());
                line = piece.trim_start().to_owned();
            }
            line = break_long(line, weight, width, faces, &mut lines);
        }
        lines.push(line.trim_end().to_owned());
    }
    lines
}

fn fits(text: &str, weight: Weight, width: f32, faces: &Faces<'_>) -> bool {
    faces.width(text, weight, 0.0) <= width
}

/// Breaks what is longer than a line by itself; returns what is left of it.
fn break_long(
    line: String,
    weight: Weight,
    width: f32,
    faces: &Faces<'_>,
    lines: &mut Vec<String>,
) -> String {
    if fits(line.trim_end(), weight, width, faces) {
        return line;
    }
    let mut part = String::new();
    for character in line.chars() {
        part.push(character);
        if !fits(&part, weight, width, faces) {
            part.pop();
            lines.push(std::mem::take(&mut part));
            part.push(character);
        }
    }
    part
}

/// Cuts a text into what stays together.
fn pieces(text: &str) -> Vec<String> {
    let mut pieces: Vec<String> = Vec::new();
    let mut last: Option<char> = None;
    for next in text.chars() {
        let together = last.is_some_and(|last| {
            CLOSING.contains(next)
                || OPENING.contains(last)
                || (is_letter(last) && is_letter(next))
                || (next == ' ' && is_letter(last))
        });
        match pieces.last_mut() {
            Some(piece) if together => piece.push(next),
            Some(_) | None => pieces.push(next.to_string()),
        }
        last = Some(next);
    }
    pieces
}

/// Characters of which words are made that are not broken.
fn is_letter(c: char) -> bool {
    c != ' ' && c < '\u{2e80}' && !OPENING.contains(c)
}

#[cfg(test)]
mod tests {
    use super::pieces;

    #[test]
    fn words_and_marks_stay_together() {
        assert_eq!(
            pieces("回执（K7M2-QX8R），about it"),
            ["回", "执", "（K7M2-QX8R），", "about ", "it"]
        );
        assert_eq!(
            pieces("12 月 8 日前。"),
            ["12 ", "月", " ", "8 ", "日", "前。"]
        );
        assert!(pieces("").is_empty());
    }
}
