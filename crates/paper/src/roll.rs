//! A slip of the roll, written from the top down: 72 mm of 80 mm paper, 8 dots a millimetre.

use codes::draw;

use crate::sheet::{Area, Faces, Ink, Mark, PrintError, Sheet, Weight, Words, real, whole};

mod wrap;

use wrap::wrapped;

/// Dots of an inch; 8 of them are a millimetre.
const DPI: u32 = 203;
/// Dots of a millimetre.
pub(crate) const MM: f32 = 8.0;
/// What a printer of 80 mm paper reaches.
pub(crate) const WIDTH: u32 = 576;
/// Ideographs hang so far over the base line, in parts of the em.
const ASCENT: f32 = 0.88;
/// Paper below the last line, so that tearing it off cuts nothing.
const FOOT_MM: f32 = 6.0;
/// No letter becomes smaller to fit a line.
const LETTER_MIN_MM: f32 = 2.6;

/// How large text is, in millimetres of its em, and which face.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Type {
    pub(crate) size: f32,
    pub(crate) weight: Weight,
    pub(crate) height: f32,
}

/// Text of the size of most lines.
pub(crate) const TEXT: Type = Type::text(4.0);
/// Labels and what stands at the end.
pub(crate) const SMALL: Type = Type::text(3.5);

impl Type {
    pub(crate) const fn text(size: f32) -> Self {
        Self {
            size,
            weight: Weight::Regular,
            height: 1.42,
        }
    }

    pub(crate) const fn strong(size: f32) -> Self {
        Self {
            size,
            weight: Weight::Bold,
            height: 1.3,
        }
    }
}

/// A slip on its way.
pub(crate) struct Roll<'a> {
    sheet: Sheet,
    faces: &'a Faces<'a>,
    /// Where the next line begins, in dots.
    y: f32,
    /// Where lines begin and how long they may be, in dots.
    left: f32,
    width: f32,
}

impl<'a> Roll<'a> {
    /// Begins a slip.
    pub(crate) fn new(faces: &'a Faces<'a>) -> Self {
        Self::on(Sheet::of_dots(DPI, WIDTH, 0), faces, 0.0, 3.0 * MM)
    }

    /// Begins to write on a sheet, inside a margin on both sides, from `top` down.
    pub(crate) fn on(sheet: Sheet, faces: &'a Faces<'a>, margin: f32, top: f32) -> Self {
        Self {
            width: real(sheet.width) - 2.0 * margin,
            sheet,
            faces,
            y: top,
            left: margin,
        }
    }

    /// Ends the slip where its text ends.
    pub(crate) fn finish(mut self) -> Sheet {
        self.sheet.height = whole(self.y + FOOT_MM * MM);
        self.sheet
    }

    /// Ends a sheet that has its height already.
    pub(crate) fn sheet(self) -> Sheet {
        self.sheet
    }

    pub(crate) fn gap(&mut self, mm: f32) {
        self.y += mm * MM;
    }

    pub(crate) fn y(&self) -> f32 {
        self.y
    }

    pub(crate) fn faces(&self) -> &'a Faces<'a> {
        self.faces
    }

    /// A text over as many lines as it needs.
    pub(crate) fn text(&mut self, text: &str, how: Type) {
        let (left, width) = (self.left, self.width);
        self.y = self.text_at(text, how, left, width, self.y);
    }

    /// The same between two edges; returns where it ends and leaves the roll where it is.
    pub(crate) fn text_at(
        &mut self,
        text: &str,
        how: Type,
        left: f32,
        width: f32,
        top: f32,
    ) -> f32 {
        let text = self.faces.printable(text);
        let em = how.size * MM;
        let mut y = top;
        for line in wrapped(&text, how.weight, width / em, self.faces) {
            self.words(&line, how, left, y);
            y += em * how.height;
        }
        y
    }

    /// A text that has to stay on one line: it becomes smaller rather than break.
    pub(crate) fn line(&mut self, text: &str, how: Type) {
        let text = self.faces.printable(text);
        let wide = self.faces.width(&text, how.weight, 0.0) * how.size * MM;
        let scale = (self.width / wide.max(1.0)).min(1.0);
        let size = (how.size * scale).max(LETTER_MIN_MM);
        let (how, left) = (Type { size, ..how }, self.left);
        self.words(&text, how, left, self.y);
        self.y += size * MM * how.height;
    }

    /// One text at the left end and one at the right.
    pub(crate) fn ends(&mut self, left: &str, right: &str, how: Type) {
        let right = self.faces.printable(right);
        let em = how.size * MM;
        let strong = Weight::Bold;
        let wide = self.faces.width(&right, strong, 0.0) * em;
        let at = self.left + self.width - wide;
        let (own, room) = (self.left, self.width - wide - 2.0 * MM);
        let bottom = self.text_at(left, how, own, room, self.y);
        let how = Type {
            weight: strong,
            ..how
        };
        self.words(&right, how, at, self.y);
        self.y = bottom;
    }

    /// A small name and what it is.
    pub(crate) fn fact(&mut self, name: &str, what: &str) {
        const NAME_MM: f32 = 15.0;
        let (left, width, top) = (self.left, self.width, self.y);
        let lower = top + 0.4 * MM;
        let under = self.text_at(name, SMALL, left, NAME_MM * MM - MM, lower);
        let shift = NAME_MM * MM;
        let end = self.text_at(what, TEXT, left + shift, width - shift, top);
        self.y = end.max(under) + MM;
    }

    /// Names with what they are below them, so many side by side; what is too long gets smaller.
    pub(crate) fn columns<const COUNT: usize>(
        &mut self,
        abreast: usize,
        pairs: &[(&str, String); COUNT],
        name: Type,
        what: Type,
    ) {
        let own = self.width;
        let width = own / real(u32::try_from(abreast).unwrap_or(1));
        let left = self.left;
        for row in pairs.chunks(abreast) {
            let top = self.y;
            let mut bottom = top;
            for (said, is) in row {
                self.y = self.text_at(said, name, self.left, width, top);
                self.width = width - 2.0 * MM;
                self.line(is, what);
                bottom = bottom.max(self.y);
                self.left += width;
            }
            (self.left, self.width, self.y) = (left, own, bottom + MM);
        }
    }

    fn words(&mut self, text: &str, how: Type, left: f32, top: f32) {
        self.words_in(text, how, left, top, Ink::Black);
    }

    pub(crate) fn words_in(&mut self, text: &str, how: Type, left: f32, top: f32, ink: Ink) {
        let em = how.size * MM;
        self.sheet.marks.push(Mark::Words(Words {
            left,
            base: top + em * ((how.height - 1.0) / 2.0 + ASCENT),
            size: em,
            weight: how.weight,
            ink,
            spacing: 0.0,
            text: text.to_owned(),
        }));
    }

    /// A filled rectangle in whole dots.
    pub(crate) fn fill(&mut self, area: Area, radius: u32, ink: Ink) {
        self.sheet.marks.push(Mark::Fill(area, radius, ink));
    }

    /// A line across.
    pub(crate) fn rule(&mut self, height: u32) {
        let area = Area {
            left: whole(self.left),
            top: whole(self.y),
            width: whole(self.width),
            height,
        };
        self.fill(area, 0, Ink::Black);
        self.y += real(height);
    }

    /// A dashed line with room around it.
    pub(crate) fn dashes(&mut self) {
        const STEP: u32 = 12;
        self.gap(2.5);
        let (left, top) = (whole(self.left), whole(self.y));
        for place in 0..whole(self.width) / STEP {
            let area = Area {
                left: left + place * STEP,
                top,
                width: 8,
                height: 3,
            };
            self.fill(area, 0, Ink::Black);
        }
        self.y += 3.0;
        self.gap(2.5);
    }

    /// What is written inside stands in a frame.
    pub(crate) fn framed(&mut self, inside: impl FnOnce(&mut Self)) {
        const LINE: u32 = 6;
        const PAD: f32 = 3.0 * MM;
        let (top, at) = (whole(self.y), self.sheet.marks.len());
        self.y += PAD;
        self.left += PAD;
        self.width -= 2.0 * PAD;
        inside(self);
        self.left -= PAD;
        self.width += 2.0 * PAD;
        self.y += PAD;
        let outer = Area {
            left: whole(self.left),
            top,
            width: whole(self.width),
            height: whole(self.y) - top,
        };
        let fills = [
            Mark::Fill(outer, 16, Ink::Black),
            Mark::Fill(outer.inside(LINE), 10, Ink::White),
        ];
        self.sheet.marks.splice(at..at, fills);
    }

    /// A code in the middle, as large as whole dots and `module_max` allow.
    pub(crate) fn code(&mut self, text: &str, module_max: u32) -> Result<(), PrintError> {
        let drawing = draw(text);
        let modules = u32::try_from(drawing.modules).map_err(|_| PrintError::TooLong)?;
        let module = (whole(self.width) / modules).min(module_max);
        if module == 0 {
            return Err(PrintError::TooLong);
        }
        let side = module * modules;
        let left = whole(self.left + (self.width - real(side)) / 2.0);
        let mark = Mark::Code(left, whole(self.y), module, drawing);
        self.sheet.marks.push(mark);
        self.y += real(side);
        Ok(())
    }

    /// A code at the left end and text beside it.
    pub(crate) fn code_beside(&mut self, text: &str, module: u32, beside: &[(&str, Type)]) {
        let drawing = draw(text);
        let side = real(module) * real(u32::try_from(drawing.modules).unwrap_or(0));
        let (top, left) = (self.y, self.left + side + 2.0 * MM);
        let width = self.width - side - 2.0 * MM;
        let mark = Mark::Code(whole(self.left), whole(top), module, drawing);
        self.sheet.marks.push(mark);
        let mut y = top + 2.0 * MM;
        for (text, how) in beside {
            y = self.text_at(text, *how, left, width, y);
        }
        self.y = y.max(top + side);
    }

    /// One of the steps that a record takes: a black disc with a tick, or a ring with its number.
    pub(crate) fn step(&mut self, number: u32, done: bool, last: bool, title: &str, text: &str) {
        const DISC: u32 = 64;
        let (left, top) = (self.left, self.y);
        let disc = Area {
            left: whole(left),
            top: whole(top),
            width: DISC,
            height: DISC,
        };
        self.fill(disc, DISC / 2, Ink::Black);
        if done {
            self.tick(disc);
        } else {
            self.fill(disc.inside(4), DISC / 2 - 4, Ink::White);
            let figure = number.to_string();
            let how = Type::strong(4.4);
            let wide = self.faces.width(&figure, how.weight, 0.0) * how.size * MM;
            let at = left + (real(DISC) - wide) / 2.0;
            self.words(&figure, how, at, top + 1.1 * MM);
        }
        let shift = real(DISC) + 3.0 * MM;
        let width = self.width - shift;
        let mut y = top + 0.6 * MM;
        y = self.text_at(title, Type::strong(5.0), left + shift, width, y);
        y = self.text_at(text, TEXT, left + shift, width, y);
        self.y = y.max(top + real(DISC)) + if last { 0.0 } else { 3.5 * MM };
        if !last {
            self.way(disc, done);
        }
    }

    /// The line from a disc to the next: solid where the way is done, else dotted.
    fn way(&mut self, disc: Area, done: bool) {
        let (dot, step) = if done { (6, 6) } else { (4, 10) };
        let mut top = disc.top + disc.height + 4;
        while real(top + dot) < self.y - 4.0 {
            let area = Area {
                left: disc.left + disc.width / 2 - 2,
                top,
                width: 4,
                height: dot,
            };
            self.fill(area, 0, Ink::Black);
            top += step;
        }
    }

    /// A white tick, stamped dot by dot: no type face is asked for one.
    fn tick(&mut self, disc: Area) {
        const STAMP: u32 = 7;
        let stamp = |x: u32, y: u32| Area {
            left: disc.left + x,
            top: disc.top + y,
            width: STAMP,
            height: STAMP,
        };
        let down = (0..11).map(|at| stamp(15 + at, 30 + at));
        let up = (0..20).map(|at| stamp(25 + at, 40 - at));
        for area in down.chain(up).collect::<Vec<_>>() {
            self.fill(area, 2, Ink::White);
        }
    }
}
