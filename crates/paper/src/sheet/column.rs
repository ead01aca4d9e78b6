//! A column of lines, one below the other, each as large as it may be and as its width allows.

use super::{Faces, Ink, Mark, PrintError, Weight, Words};

/// A part of a line: what it says, and how large it would like to be.
#[derive(Debug, Clone)]
pub struct Part {
    /// The text.
    pub text: String,
    /// Its em in dots.
    pub size: f32,
    /// Its face.
    pub weight: Weight,
    /// What letters stand apart more than by their width, in parts of the em.
    pub spacing: f32,
    /// What stands before it, in dots.
    pub before: f32,
}

/// A line of a column.
#[derive(Debug, Clone)]
pub struct Line {
    /// Its parts, on one base line.
    pub parts: Vec<Part>,
    /// Its height in parts of the largest em.
    pub height: f32,
    /// What stands above it, in dots.
    pub above: f32,
}

/// Where a column stands.
#[derive(Debug, Clone, Copy)]
pub struct Column {
    /// Its left edge in dots.
    pub left: f32,
    /// Its width in dots.
    pub width: f32,
    /// No part becomes smaller than this em, in dots.
    pub size_min: f32,
    /// The colour of its letters.
    pub ink: Ink,
}

/// The ideographs of the family hang so far over the base line, in parts of the em.
const ASCENT: f32 = 0.88;

impl Part {
    /// Makes a part that stands alone.
    pub fn new(text: impl Into<String>, size: f32, weight: Weight) -> Self {
        Self {
            text: text.into(),
            size,
            weight,
            spacing: 0.0,
            before: 0.0,
        }
    }

    /// Says how far letters stand apart.
    pub fn spaced(self, spacing: f32) -> Self {
        Self { spacing, ..self }
    }
}

impl Line {
    /// Makes a line of one part.
    pub fn of(part: Part, height: f32, above: f32) -> Self {
        Self {
            parts: vec![part],
            height,
            above,
        }
    }

    fn em(&self) -> f32 {
        self.parts.iter().map(|part| part.size).fold(0.0, f32::max)
    }

    fn width(&self, faces: &Faces<'_>) -> f32 {
        let widths = self.parts.iter().map(|part| {
            part.before + part.size * faces.width(&part.text, part.weight, part.spacing)
        });
        widths.sum()
    }

    /// Makes the line smaller until it fits.
    fn fitted(&self, column: Column, faces: &Faces<'_>) -> Result<Self, PrintError> {
        let (is, may) = (self.width(faces), column.width);
        let scale = if is > may { may / is } else { 1.0 };
        let mut line = self.clone();
        for part in &mut line.parts {
            faces.check(&part.text)?;
            part.size *= scale;
            part.before *= scale;
            if part.size < column.size_min && scale < 1.0 {
                return Err(PrintError::TooLong);
            }
        }
        Ok(line)
    }
}

impl Column {
    /// Makes all lines fit, and returns them with their height together.
    pub fn fit(self, lines: &[Line], faces: &Faces<'_>) -> Result<(Vec<Line>, f32), PrintError> {
        let lines: Vec<Line> = lines
            .iter()
            .map(|line| line.fitted(self, faces))
            .collect::<Result<_, _>>()?;
        let height = lines
            .iter()
            .map(|line| line.above + line.height * line.em())
            .sum();
        Ok((lines, height))
    }

    /// Sets lines that fit, from `top` down.
    pub fn set(self, lines: &[Line], top: f32, faces: &Faces<'_>) -> Vec<Mark> {
        let mut marks = Vec::new();
        let mut y = top;
        for line in lines {
            let em = line.em();
            y += line.above;
            let base = y + em * ((line.height - 1.0) / 2.0 + ASCENT);
            let mut x = self.left;
            for part in &line.parts {
                x += part.before;
                marks.push(Mark::Words(Words {
                    left: x,
                    base,
                    size: part.size,
                    weight: part.weight,
                    ink: self.ink,
                    spacing: part.spacing,
                    text: part.text.clone(),
                }));
                x += part.size * faces.width(&part.text, part.weight, part.spacing);
            }
            y += line.height * em;
        }
        marks
    }

    /// Sets lines of any length from `top` down.
    pub fn write(
        self,
        lines: &[Line],
        top: f32,
        faces: &Faces<'_>,
    ) -> Result<Vec<Mark>, PrintError> {
        let (lines, _) = self.fit(lines, faces)?;
        Ok(self.set(&lines, top, faces))
    }
}

/// Puts a thin space between ideographs and digits, as Chinese is set.
pub fn aired(text: &str) -> String {
    let mut aired = String::new();
    let mut last: Option<char> = None;
    for next in text.chars() {
        let meets =
            |a: char, b: char| a.is_ascii_alphanumeric() && ('\u{4e00}'..'\u{a000}').contains(&b);
        if last.is_some_and(|last| meets(last, next) || meets(next, last)) {
            aired.push(' ');
        }
        aired.push(next);
        last = Some(next);
    }
    aired
}
