//! Codes that are not ours (trust.md 1.9): named for the person, never opened, never followed.
//!
//! A deployment may list patterns of texts that the centre can resolve later, such as the address
//! on official house plates. Those are kept, unverified; every other text is only named.

mod allow;
mod name;

use std::fmt;

pub use allow::{AllowList, PatternError};
pub use name::{ForeignCode, name_of};

use crate::{
    clock::Clock,
    text::is_code,
    trust::TrustList,
    verify::{Judgement, SeenCodes, judge},
};

/// Longest foreign text that is kept, in characters.
const KEPT_CHARACTERS_MAX: usize = 1_000;

/// What was heard when a text was read to all schemes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Heard {
    /// A code of this family, judged.
    Ours(Box<Judgement>),
    /// A text of the allow-list: to be kept, unverified, for the centre to resolve.
    Kept(ForeignText),
    /// Somebody else's code; nothing is done with it.
    Foreign(ForeignCode),
}

/// A family of codes: which texts are its own, and what one of them is worth.
pub trait CodeScheme {
    /// Tells whether a text belongs to this scheme, by its form alone.
    fn matches(&self, text: &str) -> bool;

    /// Judges a text that belongs to this scheme.
    fn verify(&self, text: &str) -> Heard;
}

/// Reads a text to the schemes in turn; the first one it belongs to judges it.
pub fn hear(text: &str, schemes: &[&dyn CodeScheme]) -> Heard {
    schemes
        .iter()
        .find(|scheme| scheme.matches(text))
        .map_or_else(
            || Heard::Foreign(name_of(text)),
            |scheme| scheme.verify(text),
        )
}

/// The codes of this family under a trust list.
pub struct OwnCodes<'a> {
    /// The keys and revocations.
    pub trust: &'a TrustList,
    /// The present.
    pub now: Clock,
    /// The dynamic codes accepted so far.
    pub seen: &'a dyn SeenCodes,
}

impl CodeScheme for OwnCodes<'_> {
    fn matches(&self, text: &str) -> bool {
        is_code(text)
    }

    fn verify(&self, text: &str) -> Heard {
        Heard::Ours(Box::new(judge(text, self.trust, self.now, self.seen)))
    }
}

/// A foreign text that is kept as it was read; up to 1 000 characters, nothing to show or open.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignText(String);

impl ForeignText {
    /// Takes a text that is short enough and has no control characters.
    pub fn parse(text: &str) -> Option<Self> {
        let kept = text.chars().count() <= KEPT_CHARACTERS_MAX
            && !text.is_empty()
            && !text.chars().any(char::is_control);
        kept.then(|| Self(text.to_owned()))
    }

    /// Returns the text to code that seals it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A plate may name a dwelling, so a log gets its length only.
impl fmt::Debug for ForeignText {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "ForeignText({} bytes)", self.0.len())
    }
}
