//! Evidence over frames: what one frame leaves open, several together may decide.

use crate::attempt::{Attempt, Unread, attempt, code};
use crate::gray::Gray;
use crate::sight::Code;
use crate::symbol::{self, Soft};

/// Frames without the code after which it is forgotten.
const MISSED_MAX: u32 = 4;
/// How much of the old evidence stays when a frame is added: a hand may have changed the code.
const KEPT: f32 = 0.9;

/// A code that was seen in earlier frames and could not be read yet.
pub(crate) struct Track {
    last: Unread,
    sum: Vec<f32>,
    missed: u32,
}

impl Track {
    pub(crate) fn new(unread: Unread) -> Self {
        Self {
            sum: unread
                .soft
                .values
                .iter()
                .map(|&value| bounded(value))
                .collect(),
            last: unread,
            missed: 0,
        }
    }

    /// Looks where it was last.
    pub(crate) fn look(&self, gray: &Gray<'_>) -> Attempt {
        attempt(gray, &self.last.candidate())
    }

    /// Adds a further sight of it; the code, when all sights together can be read.
    pub(crate) fn add(&mut self, unread: Unread) -> Option<Code> {
        if unread.version != self.last.version {
            *self = Self::new(unread);
            return None;
        }
        for (sum, &value) in self.sum.iter_mut().zip(&unread.soft.values) {
            *sum = *sum * KEPT + bounded(value);
        }
        self.missed = 0;
        self.last = unread;
        let soft = Soft {
            size: self.last.soft.size,
            values: self.sum.clone(),
        };
        symbol::read(&soft).map(|reading| code(reading, self.last.corners))
    }

    /// Notes a frame without it; `false` when it is to be forgotten.
    pub(crate) fn miss(&mut self) -> bool {
        self.missed += 1;
        self.missed <= MISSED_MAX
    }
}

/// One frame says no more than "certainly dark" or "certainly light".
fn bounded(value: f32) -> f32 {
    value.clamp(-1.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grid::Fit;
    use crate::sight::Point;

    /// The modules of a code under noise that is fresh each time.
    fn noisy(code: &qrcode::QrCode, state: &mut u32) -> Soft {
        let values = code
            .to_colors()
            .iter()
            .map(|colour| {
                *state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                let noise = (*state >> 8) as f32 / 8_388_608.0 - 1.0;
                colour.select(1.0, -1.0) + noise * 2.2
            })
            .collect();
        Soft {
            size: code.width(),
            values,
        }
    }

    fn sight(soft: Soft) -> Unread {
        Unread {
            corners: [Point { x: 0.0, y: 0.0 }; 4],
            version: (soft.size - 17) / 4,
            fit: Fit::default(),
            soft,
        }
    }

    #[test]
    fn what_no_frame_tells_alone_is_told_by_several() {
        let code = qrcode::QrCode::new("YJ1H:FAINT AND NOISY, BUT HELD STILL").unwrap();
        let mut state = 7;
        let mut next = || noisy(&code, &mut state);
        let mut track = Track::new(sight(next()));
        for frame in 2..=12 {
            let soft = next();
            assert!(symbol::read(&soft).is_none(), "frame {frame} tells all");
            if let Some(code) = track.add(sight(soft)) {
                assert_eq!(code.text, "YJ1H:FAINT AND NOISY, BUT HELD STILL");
                return;
            }
        }
        panic!("twelve frames tell nothing");
    }

    #[test]
    fn another_version_starts_anew_and_absence_is_forgotten() {
        let mut state = 7;
        let small = qrcode::QrCode::new("small").unwrap();
        let large = qrcode::QrCode::new("large ".repeat(20)).unwrap();
        let mut track = Track::new(sight(noisy(&small, &mut state)));
        assert!(track.add(sight(noisy(&large, &mut state))).is_none());
        assert_eq!(track.last.soft.size, large.width());
        let kept = (0..10).take_while(|_| track.miss()).count();
        assert_eq!(kept, MISSED_MAX as usize);
    }
}
