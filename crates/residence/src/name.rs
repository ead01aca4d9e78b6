//! Names of persons: kept as written, compared by the standard character, never normalised.

mod characters;

use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::ZeroizeOnDrop;

use crate::{
    masking,
    private::{Private, Wipe},
};
use characters::{SEPARATOR, is_chinese, is_foreign_to_names, standard};

const CHINESE_MAX: usize = 50;
const LATIN_MAX: usize = 100;
const BYTES_MAX: usize = 400;

/// Why a text is not accepted as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was written.
    #[error("the name is empty")]
    Empty,
    /// More than 50 characters of a Chinese name or 100 of another, as a reader counts them.
    #[error("the name is too long")]
    Long,
    /// A digit, a control or direction character, a sign of markup, a lost character ("?"), or a
    /// "·" that separates nothing.
    #[error("the name has a character that names do not have")]
    Character,
}

/// A person's name as the document shows it: 1 to 50 graphemes of a Chinese name with "·", or up to
/// 100 of a Latin one.
///
/// Private-use characters of card readers are read as the standard characters they stand for; one
/// that no table knows stays as it is. The text as it came is kept beside. Two names are equal when
/// their standard characters are.
#[derive(Debug, Clone)]
pub struct PersonName(Private<Spelling>);

#[derive(Clone)]
struct Spelling {
    standard: String,
    raw: String,
}

impl Wipe for Spelling {
    fn wipe(&mut self) {
        self.standard.wipe();
        self.raw.wipe();
    }
}

/// The spelling lies in [`Private`], which overwrites itself.
impl ZeroizeOnDrop for PersonName {}

impl PersonName {
    /// Reads a name, trimming the ends and refusing what cannot stand in a name.
    ///
    /// No Unicode normalisation is applied: a character never becomes another one. Dots that are
    /// typed for the "·" of a name are read as "·".
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let raw = text.trim();
        if raw.is_empty() {
            return Err(NameError::Empty);
        }
        let standard: String = raw.chars().map(standard).collect();
        let graphemes_max = if standard.chars().any(is_chinese) {
            CHINESE_MAX
        } else {
            LATIN_MAX
        };
        let too_long = raw.len().max(standard.len()) > BYTES_MAX
            || standard.graphemes(true).count() > graphemes_max;
        if too_long {
            return Err(NameError::Long);
        }
        let between_parts = standard
            .split(SEPARATOR)
            .all(|part| !part.trim().is_empty());
        if standard.chars().any(is_foreign_to_names) || !between_parts {
            return Err(NameError::Character);
        }
        Ok(Self(Private::new(Spelling {
            standard,
            raw: raw.to_owned(),
        })))
    }

    /// Shows the whole name to code that stores, compares or displays it for its owner.
    pub fn reveal(&self) -> &str {
        &self.0.reveal().standard
    }

    /// Shows the name as it came, before private-use characters were read, to code that sends it.
    pub fn reveal_raw(&self) -> &str {
        &self.0.reveal().raw
    }

    /// Returns the name with all but the surname and the last of three or more characters starred.
    ///
    /// 张明 → 张\*, 张小明 → 张\*明, 欧阳小明 → 欧阳\*\* (domain.md 10.4).
    pub fn masked(&self) -> String {
        masking::masked_name(self.reveal())
    }
}

impl PartialEq for PersonName {
    fn eq(&self, other: &Self) -> bool {
        self.reveal() == other.reveal()
    }
}

impl Eq for PersonName {}

#[cfg(test)]
mod tests;
