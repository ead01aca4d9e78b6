//! Collects eyes from every way to look at a picture and tries what they may belong to.

use crate::attempt::{Attempt, Unread, attempt, rescue};
use crate::candidate::{Candidate, Triple, candidates, pairs, triples};
use crate::finder::{Bits, Finder, Search, finders, quality};
use crate::gray::Gray;
use crate::grid::{distance, middle};
use crate::sight::{Code, Corners};

/// A place that looks less like an eye than this is none.
const QUALITY_MIN: f32 = 0.38;
/// Share of its lines that must cross an eye in a quick search and in a thorough one.
const WEIGHT_QUICK: f32 = 0.25;
const WEIGHT_THOROUGH: f32 = 0.12;
/// Eyes that are kept.
const EYES_MAX: usize = 12;
/// Triples that are looked at closely.
const TRIPLES_MAX: usize = 8;
/// Grids that are laid in one picture.
const ATTEMPTS_MAX: usize = 10;
/// A grid that fits less before it is refined is not tried.
const FIT_FIRST: f32 = 0.42;

/// Eyes of one picture, the best first, and what was tried with them.
pub(crate) struct Eyes<'a> {
    gray: &'a Gray<'a>,
    pub(crate) seen: Vec<Finder>,
    tried: Vec<Candidate>,
    /// Places with three sharp eyes that do not belong to a code.
    dismissed: Vec<Corners>,
    /// The code that came nearest to being read.
    pub(crate) unread: Option<Box<Unread>>,
}

impl<'a> Eyes<'a> {
    pub(crate) fn new(gray: &'a Gray<'a>) -> Self {
        Self {
            gray,
            seen: Vec::new(),
            tried: Vec::new(),
            dismissed: Vec::new(),
            unread: None,
        }
    }

    /// Adds the eyes of a picture that is smaller than the whole one by that factor.
    pub(crate) fn add(&mut self, bits: &Bits, factor: f32, search: Search) {
        let least = if search.columns {
            WEIGHT_THOROUGH
        } else {
            WEIGHT_QUICK
        };
        let found = finders(bits, search);
        for found in found.into_iter().take_while(|eye| eye.weight > least) {
            let mut eye = found.scaled(factor);
            eye.quality = quality(self.gray, &eye);
            if eye.quality > QUALITY_MIN {
                self.keep(eye);
            }
        }
        self.seen.sort_by(|a, b| b.quality.total_cmp(&a.quality));
        self.seen.truncate(EYES_MAX);
    }

    fn keep(&mut self, eye: Finder) {
        let same = |seen: &&mut Finder| {
            seen.dark == eye.dark && distance(seen.at, eye.at) < 1.5 * seen.module.max(eye.module)
        };
        match self.seen.iter_mut().find(same) {
            Some(known) if known.quality >= eye.quality => {}
            Some(known) => *known = eye,
            None => self.seen.push(eye),
        }
    }

    /// Says whether a thorough search is worth its time.
    pub(crate) fn is_promising(&self) -> bool {
        self.seen.iter().any(Finder::is_promising)
    }

    /// Takes note of what came of a candidate; a code that was read is handed on.
    pub(crate) fn heed(&mut self, outcome: Attempt) -> Option<Code> {
        match outcome {
            Attempt::Read(code) => return Some(code),
            Attempt::NoCode(corners) => self.dismissed.push(corners),
            Attempt::Unlike => {}
            Attempt::Unread(unread) => {
                let before = self
                    .unread
                    .as_ref()
                    .map_or(0.0, |unread| unread.fit.all.abs());
                if unread.fit.all.abs() > before {
                    self.unread = Some(unread);
                }
            }
        }
        None
    }

    /// Tries what three eyes together may be, then what two may be.
    pub(crate) fn read(&mut self) -> Option<Code> {
        let mut whole = triples(&self.seen);
        whole.truncate(TRIPLES_MAX);
        self.try_these(&whole, 5).or_else(|| {
            let pairs = pairs(&self.seen);
            self.try_these(&pairs, 4)
        })
    }

    fn try_these(&mut self, triples: &[Triple], most: usize) -> Option<Code> {
        let mut fresh: Vec<Candidate> = triples
            .iter()
            .flat_map(|triple| candidates(self.gray, triple).into_iter().take(2))
            .filter(|candidate| candidate.fit > FIT_FIRST)
            .filter(|candidate| !self.is_dismissed(&candidate.corners))
            .filter(|candidate| !self.tried.iter().any(|tried| tried.is_like(candidate)))
            .collect();
        fresh.sort_by(|a, b| b.fit.total_cmp(&a.fit));
        fresh.truncate(most.min(ATTEMPTS_MAX.saturating_sub(self.tried.len())));
        self.tried.extend(&fresh);
        fresh.iter().find_map(|candidate| {
            if self.is_dismissed(&candidate.corners) {
                return None;
            }
            self.heed(attempt(self.gray, candidate))
        })
    }

    /// Says whether a place was looked at and is no code.
    fn is_dismissed(&self, corners: &Corners) -> bool {
        self.dismissed.iter().any(|known| {
            let reach = distance(known[0], known[2]) / 3.0;
            distance(middle(known), middle(corners)) < reach
        })
    }

    /// Looks again at what somebody else located.
    pub(crate) fn rescue(&mut self, corners: &Corners) -> Option<Code> {
        if self.is_dismissed(corners) {
            return None;
        }
        self.heed(rescue(self.gray, corners))
    }

    /// Says whether anything was seen that is no code.
    pub(crate) fn has_dismissed(&self) -> bool {
        !self.dismissed.is_empty()
    }
}
