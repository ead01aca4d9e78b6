//! From brightness to texts: zxing-cpp first, then our own eyes on what it leaves.
//!
//! The order is that of cost. Most pictures are done after the first step; a picture in which
//! nothing looks like a code costs two quick searches more; only where something does look like
//! one is the time of the frame spent.

use std::cell::LazyCell;
use std::time::Instant;

use crate::eyes::Eyes;
use crate::finder::{Bits, Search};
use crate::frame::Frame;
use crate::gray::Gray;
use crate::grid::{distance, middle};
use crate::guard::guarded;
use crate::hints::{self, Unclear};
use crate::locate::{Located, Locator};
use crate::sight::{Code, Corners, Decoded, Hint};
use crate::track::Track;

/// Smaller pictures show nothing.
const SIDE_MIN: usize = 16;
/// Located codes that are looked at again in one picture.
const RESCUES_MAX: usize = 4;
/// How many thorough ways to look there are.
const THOROUGH_WAYS: u32 = 4;
/// Every how many frames without a QR code codes of other kinds are looked for.
const FOREIGN_EVERY: u32 = 6;
/// For so many pictures, a second of a camera, a code stays alone before it is asked again.
const LONE_FRAMES: u32 = 15;

/// Reads the codes in one picture and names what else is in it.
///
/// Where something looks like a code it is looked at in every way.
pub fn decode(luma: &[u8], width: u32, height: u32) -> Decoded {
    let mut decoder = Decoder::new();
    decoder.tells_all = true;
    let mut decoded = decoder.look_at(luma, width, height);
    for _ in 1..THOROUGH_WAYS {
        if !decoded.codes.is_empty() || !decoder.unsettled {
            break;
        }
        let before = decoded.ms;
        decoded = decoder.look_at(luma, width, height);
        decoded.ms += before;
    }
    decoded
}

/// Reads the codes in the frames of one scene.
///
/// It remembers a code that it saw and could not read, and adds up what every frame says of it.
pub struct Decoder {
    locator: Locator,
    turn: u32,
    track: Option<Track>,
    /// Something looked like a code and was not read.
    unsettled: bool,
    /// There is no next picture: other kinds and neighbours are looked for in this one.
    tells_all: bool,
    /// The code that was read by itself lately.
    lone: Option<Lone>,
}

/// A code that was read, and no other in the same picture.
struct Lone {
    text: String,
    turn: u32,
    /// It was asked whether there is another one, and there is none.
    alone: bool,
}

impl Default for Decoder {
    fn default() -> Self {
        Self::new()
    }
}

impl Decoder {
    /// Starts a scene.
    pub fn new() -> Self {
        Self {
            locator: Locator::new(),
            turn: 0,
            track: None,
            unsettled: false,
            tells_all: false,
            lone: None,
        }
    }

    /// Reads the codes in the next frame.
    pub fn look(&mut self, frame: &Frame) -> Decoded {
        self.look_at(&frame.luma, frame.width, frame.height)
    }

    /// Reads the codes in the next picture of brightness, row by row.
    pub fn look_at(&mut self, luma: &[u8], width: u32, height: u32) -> Decoded {
        let start = Instant::now();
        let gray = Gray::new(luma, width as usize, height as usize);
        // A picture that makes a decoder fall over costs what was known of the scene, no more.
        let mut decoded = guarded(|| self.search(&gray)).unwrap_or_else(|| {
            self.track = None;
            Decoded::default()
        });
        decoded.ms = start.elapsed().as_secs_f64() * 1000.0;
        decoded
    }

    fn search(&mut self, gray: &Gray<'_>) -> Decoded {
        if gray.width < SIDE_MIN || gray.height < SIDE_MIN {
            return Decoded::default();
        }
        self.turn += 1;
        let half = LazyCell::new(|| gray.half());
        let mut decoded = self.first_pass(gray);
        let quick = decoded.codes.len() == 1;
        let mut unclear = Unclear::default();
        if decoded.codes.is_empty() {
            unclear = self.second_pass(gray, &half, &mut decoded);
        } else {
            self.track = None;
        }
        self.look_beside(gray, &mut decoded, quick);
        let naming = self.tells_all || self.turn.is_multiple_of(FOREIGN_EVERY);
        if decoded.codes.is_empty() && naming {
            decoded.foreign = self.locator.foreign(&half);
        }
        let Decoded { codes, located, .. } = &mut decoded;
        located.retain(|corners| {
            !codes
                .iter()
                .any(|code| is_same_place(&code.corners, corners))
        });
        decoded.hint = match decoded.codes.len() {
            0 => hints::of(gray, &half, &decoded.foreign, &unclear),
            1 => None,
            _ => Some(Hint::TwoCodes),
        };
        decoded
    }

    /// Asks whether the one code that was read is the only one, before anybody believes it.
    ///
    /// What the first pass reads has to come twice, and the second time it is asked; what our own
    /// eyes read may be believed at once, and so it is asked at once.
    fn look_beside(&mut self, gray: &Gray<'_>, decoded: &mut Decoded, quick: bool) {
        let [code] = decoded.codes.as_slice() else {
            return;
        };
        let turn = self.turn;
        let lately = self
            .lone
            .as_ref()
            .filter(|lone| turn.wrapping_sub(lone.turn) < LONE_FRAMES);
        let due = match lately {
            Some(lone) => lone.text != code.text || !lone.alone,
            None => !quick,
        };
        if lately.is_some() && !due {
            return;
        }
        let text = code.text.clone();
        let mut alone = false;
        if due || self.tells_all {
            let Located { codes, unread, .. } = self.locator.thorough(gray);
            for code in codes {
                keep(&mut decoded.codes, code);
            }
            decoded.located.extend(unread);
            alone = decoded.codes.len() == 1;
        }
        self.lone = Some(Lone { text, turn, alone });
    }

    /// What zxing-cpp reads, and what it locates beside it.
    fn first_pass(&self, gray: &Gray<'_>) -> Decoded {
        let located = self.locator.qr(gray);
        let mut codes = located.codes;
        if !codes.is_empty() {
            for corners in located.unread.iter().take(2) {
                if let Some(code) = Eyes::new(gray).rescue(corners) {
                    keep(&mut codes, code);
                }
            }
        }
        Decoded {
            codes,
            located: located.unread,
            ..Decoded::default()
        }
    }

    /// What our own eyes read.
    fn second_pass(&mut self, gray: &Gray<'_>, half: &Gray<'_>, decoded: &mut Decoded) -> Unclear {
        let mut eyes = Eyes::new(gray);
        let read = self.by_eyes(gray, half, &mut eyes, decoded);
        let unclear = Unclear::of(&eyes.seen, eyes.unread.as_deref());
        let read = match (read, eyes.unread) {
            (Some(code), _) => Some(code),
            (None, Some(unread)) => {
                decoded.located.push(unread.corners);
                match &mut self.track {
                    Some(track) => track.add(*unread),
                    None => {
                        self.track = Some(Track::new(*unread));
                        None
                    }
                }
            }
            (None, None) => {
                if self.track.as_mut().is_some_and(|track| !track.miss()) {
                    self.track = None;
                }
                None
            }
        };
        if let Some(code) = read {
            self.track = None;
            keep(&mut decoded.codes, code);
        }
        unclear
    }

    fn by_eyes(
        &mut self,
        gray: &Gray<'_>,
        half: &Gray<'_>,
        eyes: &mut Eyes<'_>,
        decoded: &Decoded,
    ) -> Option<Code> {
        if let Some(track) = &self.track
            && let Some(code) = eyes.heed(track.look(gray))
        {
            return Some(code);
        }
        for corners in decoded.located.iter().take(RESCUES_MAX) {
            if let Some(code) = eyes.rescue(corners) {
                return Some(code);
            }
        }
        let half_bits = Bits::of(half);
        eyes.add(&half_bits, 2.0, Search::rows(1));
        if let Some(code) = eyes.read() {
            return Some(code);
        }
        let bits = Bits::of(gray);
        eyes.add(&bits, 1.0, Search::rows(2));
        if let Some(code) = eyes.read() {
            return Some(code);
        }
        let promising = eyes.is_promising() || !decoded.located.is_empty();
        self.unsettled = promising && !eyes.has_dismissed();
        if !self.unsettled {
            return None;
        }
        // The thorough ways take turns: a scene that lasts is looked at in every one of them.
        match self.turn % THOROUGH_WAYS {
            1 => eyes.add(&half_bits, 2.0, Search::everywhere()),
            2 => {
                let located = self.locator.thorough(gray);
                // Others beside it are asked for when one was read.
                if let Some(code) = located.codes.into_iter().next() {
                    return Some(code);
                }
                for corners in located.unread.iter().take(RESCUES_MAX) {
                    if let Some(code) = eyes.rescue(corners) {
                        return Some(code);
                    }
                }
                return None;
            }
            3 => {
                let soft = half.smoothed();
                eyes.add(&Bits::of(&soft), 2.0, Search::everywhere());
                eyes.add(&Bits::of(&soft.half()), 4.0, Search::everywhere());
            }
            _ => eyes.add(&bits, 1.0, Search::everywhere()),
        }
        eyes.read()
    }
}

/// Adds a code unless its text is known.
fn keep(codes: &mut Vec<Code>, code: Code) {
    if codes.iter().all(|known| known.text != code.text) {
        codes.push(code);
    }
}

/// Says whether two outlines lie on one another.
fn is_same_place(one: &Corners, other: &Corners) -> bool {
    distance(middle(one), middle(other)) < distance(one[0], one[2]) / 4.0
}

#[cfg(test)]
mod tests;
