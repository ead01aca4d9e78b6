//! Names of persons, kept as written and masked by what a reader sees as one character.

use unicode_segmentation::UnicodeSegmentation as _;

use crate::private::Private;

const GRAPHEMES_MAX: usize = 100;
const BYTES_MAX: usize = 400;
/// Family names of two characters, so that 欧阳** keeps both.
const COMPOUND_SURNAMES: [&str; 16] = [
    "欧阳", "司徒", "上官", "诸葛", "司马", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "端木",
    "夏侯", "南宫", "独孤", "歐陽",
];

/// Why a text is not accepted as a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NameError {
    /// Nothing was written.
    #[error("the name is empty")]
    Empty,
    /// More than 100 characters as a reader counts them.
    #[error("the name is too long")]
    Long,
    /// A digit, a control or direction character, or a sign of markup.
    #[error("the name has a character that names do not have")]
    Character,
}

/// A person's name as the document shows it: 1 to 100 graphemes, any script, "·" included.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonName(Private<String>);

impl PersonName {
    /// Reads a name, trimming the ends and refusing what cannot stand in a name.
    ///
    /// No normalisation is applied: a name is never changed into another character.
    pub fn parse(text: &str) -> Result<Self, NameError> {
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return Err(NameError::Empty);
        }
        if trimmed.len() > BYTES_MAX || trimmed.graphemes(true).count() > GRAPHEMES_MAX {
            return Err(NameError::Long);
        }
        if trimmed.chars().any(is_foreign_to_names) {
            return Err(NameError::Character);
        }
        Ok(Self(Private::new(trimmed.to_owned())))
    }

    /// Shows the whole name to code that stores, sends or displays it for its owner.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Returns the name with all but the surname and the last of three or more characters starred.
    ///
    /// 张明 → 张\*, 张小明 → 张\*明, 欧阳明 → 欧阳\* (domain.md 10.4).
    pub fn masked(&self) -> String {
        let name = self.reveal();
        let graphemes: Vec<&str> = name.graphemes(true).collect();
        if let Some(surname) = COMPOUND_SURNAMES.iter().find(|s| name.starts_with(**s)) {
            return format!("{surname}{}", "*".repeat(graphemes.len().saturating_sub(2)));
        }
        match graphemes.as_slice() {
            [] => String::new(),
            [_] => "*".to_owned(),
            [first, _] => format!("{first}*"),
            [first, middle @ .., last] => format!("{first}{}{last}", "*".repeat(middle.len())),
        }
    }
}

fn is_foreign_to_names(c: char) -> bool {
    let hidden = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let markup = matches!(
        c,
        '<' | '>' | '&' | '"' | '\\' | '`' | '{' | '}' | '/' | ';' | '='
    );
    c.is_control() || c.is_numeric() && !is_cjk(c) || hidden || markup
}

fn is_cjk(c: char) -> bool {
    matches!(c, '\u{3007}' | '\u{3400}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn masked(name: &str) -> String {
        PersonName::parse(name).unwrap().masked()
    }

    #[test]
    fn masks_keep_what_a_neighbour_may_see() {
        assert_eq!(masked("张明"), "张*");
        assert_eq!(masked("张小明"), "张*明");
        assert_eq!(masked("欧阳小明"), "欧阳**");
        assert_eq!(masked("𠮷田花"), "𠮷*花");
        assert_eq!(masked("阿依古丽·买买提"), format!("阿{}提", "*".repeat(6)));
    }

    #[test]
    fn names_are_kept_or_refused_never_changed() {
        assert_eq!(PersonName::parse("  陈䶮 ").unwrap().reveal(), "陈䶮");
        assert_eq!(PersonName::parse(" ").unwrap_err(), NameError::Empty);
        assert_eq!(PersonName::parse("张3").unwrap_err(), NameError::Character);
        assert_eq!(
            PersonName::parse("张\u{202e}明").unwrap_err(),
            NameError::Character
        );
        assert_eq!(
            PersonName::parse(&"明".repeat(101)).unwrap_err(),
            NameError::Long
        );
        assert!(PersonName::parse("李一〇").is_ok());
        assert_eq!(
            format!("{:?}", PersonName::parse("张明").unwrap()),
            "PersonName([private])"
        );
    }
}
