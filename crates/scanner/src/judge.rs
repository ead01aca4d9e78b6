//! When a text that was read is believed: at once when it is sure, after a second reading when it
//! is not, and never by itself while another code is in view beside it.

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use crate::calm::{Calm, FOREIGN_BLINK};
use crate::debounce::Debounce;
use crate::outline::{Mark, MarkKind, fractions};
use crate::sight::{Code, Corners, Decoded, Hint};

/// A second reading counts within this time.
const AGAIN_WITHIN: Duration = Duration::from_millis(1000);
/// So long one of several codes has to be the only one before nobody is asked any more.
const ALONE_FOR: Duration = Duration::from_millis(1000);
/// Out of sight for less than this is still in view.
const BLINK: Duration = Duration::from_millis(500);
/// How long codes out of sight can still be picked: the hand that shows them is the one that points.
const KEPT_FOR: Duration = Duration::from_secs(10);
/// Numbers that a person can still tell apart on a screen.
const CHOICES_MAX: u8 = 9;

/// One of several codes in view.
struct Rival {
    number: u8,
    text: String,
    /// As fractions of the picture.
    corners: Corners,
    seen_at: Instant,
}

/// The only one left of several codes.
struct Alone {
    text: String,
    since: Instant,
    seen_at: Instant,
}

/// Judges the frames of one scene.
#[derive(Default)]
pub(crate) struct Judge {
    debounce: Debounce,
    calm: Calm,
    /// Texts that were read and are not believed yet.
    read_once: BTreeMap<String, Instant>,
    /// Codes of which a person has to pick one; empty while there is nothing to pick.
    rivals: Vec<Rival>,
    alone: Option<Alone>,
    /// Codes of other kinds, which are not looked for in every frame, and when they were found.
    foreign: Vec<Mark>,
    foreign_at: Option<Instant>,
}

/// What a frame comes to.
pub(crate) struct Judged {
    /// A text to report.
    pub(crate) text: Option<String>,
    /// Outlines, in fractions of the picture.
    pub(crate) marks: Vec<Mark>,
    /// The calmed hint.
    pub(crate) hint: Option<Hint>,
}

impl Judge {
    /// Judges what was found in the next frame, a picture of this width and height.
    pub(crate) fn hear(&mut self, found: &Decoded, size: (u32, u32), now: Instant) -> Judged {
        let text = match found.codes.as_slice() {
            [] => {
                self.give_up_in_time(now);
                None
            }
            [code] => self.hear_one(code, found.located.is_empty(), size, now),
            several => {
                self.ask(several, size, now);
                None
            }
        };
        let calmed = self.calm.hear(found.hint, now);
        let hint = if self.rivals.is_empty() {
            calmed
        } else {
            Some(Hint::TwoCodes)
        };
        self.keep_foreign(found, size, now);
        let marks = self.marks(found, size);
        Judged { text, marks, hint }
    }

    /// Takes the code that a person touched; its number, and when it was seen last.
    pub(crate) fn pick(&mut self, number: u8, now: Instant) -> Option<(String, Instant)> {
        let place = self.rivals.iter().position(|it| it.number == number)?;
        let picked = self.rivals.swap_remove(place);
        self.close();
        self.debounce.lets_pass(&picked.text, now);
        Some((picked.text, picked.seen_at))
    }

    /// Hears the only code of a frame; `clear` when nothing else in it waits to be read.
    fn hear_one(
        &mut self,
        code: &Code,
        clear: bool,
        size: (u32, u32),
        now: Instant,
    ) -> Option<String> {
        if !self.rivals.is_empty() {
            if !self.stays_alone(code, size, now) {
                return None;
            }
            self.close();
        }
        // Beside a code that cannot be read yet, one more look may make them two.
        let at_once = code.sure && clear;
        let believed = self.read_before(&code.text, now) || at_once;
        (believed && self.debounce.lets_pass(&code.text, now)).then(|| code.text.clone())
    }

    /// Notes a reading; tells whether there was one not long ago.
    fn read_before(&mut self, text: &str, now: Instant) -> bool {
        self.read_once
            .retain(|_, at| now.saturating_duration_since(*at) < AGAIN_WITHIN);
        self.read_once.insert(text.to_owned(), now).is_some()
    }

    /// Tells whether one of several codes has been the only one for long enough.
    fn stays_alone(&mut self, code: &Code, size: (u32, u32), now: Instant) -> bool {
        for rival in self.rivals.iter_mut().filter(|it| it.text == code.text) {
            rival.corners = fractions(code.corners, size.0, size.1);
            rival.seen_at = now;
        }
        let since = self
            .alone
            .as_ref()
            .filter(|alone| alone.text == code.text)
            .filter(|alone| now.saturating_duration_since(alone.seen_at) < BLINK)
            .map_or(now, |alone| alone.since);
        self.alone = Some(Alone {
            text: code.text.clone(),
            since,
            seen_at: now,
        });
        now.saturating_duration_since(since) >= ALONE_FOR
    }

    /// Numbers several codes; one that was numbered before keeps its number.
    fn ask(&mut self, codes: &[Code], size: (u32, u32), now: Instant) {
        self.alone = None;
        self.read_once.clear();
        let mut codes: Vec<(&Code, Corners)> = codes
            .iter()
            .map(|code| (code, fractions(code.corners, size.0, size.1)))
            .collect();
        // As people count: from the left.
        codes.sort_by(|(_, one), (_, other)| middle(one).total_cmp(&middle(other)));
        for (code, corners) in codes {
            if let Some(rival) = self.rivals.iter_mut().find(|it| it.text == code.text) {
                (rival.corners, rival.seen_at) = (corners, now);
            } else if let Some(number) = self.free_number() {
                self.rivals.push(Rival {
                    number,
                    text: code.text.clone(),
                    corners,
                    seen_at: now,
                });
            }
        }
        self.rivals
            .retain(|it| now.saturating_duration_since(it.seen_at) < ALONE_FOR);
    }

    fn free_number(&self) -> Option<u8> {
        (1..=CHOICES_MAX).find(|number| self.rivals.iter().all(|it| it.number != *number))
    }

    fn give_up_in_time(&mut self, now: Instant) {
        let newest = self.rivals.iter().map(|it| it.seen_at).max();
        if newest.is_some_and(|at| now.saturating_duration_since(at) >= KEPT_FOR) {
            self.close();
        }
    }

    fn close(&mut self) {
        self.rivals.clear();
        self.alone = None;
    }

    fn keep_foreign(&mut self, found: &Decoded, (width, height): (u32, u32), now: Instant) {
        let gone = self
            .foreign_at
            .is_none_or(|at| now.saturating_duration_since(at) >= FOREIGN_BLINK);
        if found.foreign.is_empty() && found.codes.is_empty() && !gone {
            return;
        }
        self.foreign_at = Some(now);
        let marks = found.foreign.iter().map(|foreign| Mark {
            kind: MarkKind::Foreign(foreign.symbology),
            corners: fractions(foreign.corners, width, height),
        });
        self.foreign = marks.collect();
    }

    fn marks(&self, found: &Decoded, (width, height): (u32, u32)) -> Vec<Mark> {
        let place = |corners: &Corners| fractions(*corners, width, height);
        let choices = self.rivals.iter().map(|rival| Mark {
            kind: MarkKind::Choice(rival.number),
            corners: rival.corners,
        });
        let is_choice = |code: &&Code| self.rivals.iter().any(|it| it.text == code.text);
        let read = found.codes.iter().filter(|code| !is_choice(code));
        let read = read.map(|code| Mark {
            kind: MarkKind::Read,
            corners: place(&code.corners),
        });
        let located = found.located.iter().map(|corners| Mark {
            kind: MarkKind::Located,
            corners: place(corners),
        });
        let foreign = self.foreign.iter().copied();
        choices.chain(read).chain(located).chain(foreign).collect()
    }
}

/// How far to the right a code is, from 0 to 4.
fn middle(corners: &Corners) -> f32 {
    corners.iter().map(|corner| corner.x).sum()
}

#[cfg(test)]
mod tests;
