//! The text around the bytes: `YJ1`, a letter for the kind, a colon, base45; and texts worth showing.

use unicode_normalization::is_nfc;

/// Longest text of a code that people carry or screw to a wall.
const CODE_CHARACTERS_MAX: usize = 1_400;

/// What a code is; its letter is signed with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `H`: a house code, on the plate.
    House,
    /// `S`: a resident's printed code.
    Resident,
    /// `D`: a resident's code on a screen.
    Dynamic,
    /// `P`: a resident's code that a kiosk issued.
    Provisional,
    /// `K`: a kiosk certificate.
    Kiosk,
    /// `T`: a trust bundle.
    Bundle,
}

impl Kind {
    /// All kinds this version reads.
    pub(crate) const ALL: [Self; 6] = [
        Self::House,
        Self::Resident,
        Self::Dynamic,
        Self::Provisional,
        Self::Kiosk,
        Self::Bundle,
    ];

    /// Returns the beginning of a text of this kind; it is also what the signature is bound to.
    pub fn prefix(self) -> &'static str {
        match self {
            Self::House => "YJ1H:",
            Self::Resident => "YJ1S:",
            Self::Dynamic => "YJ1D:",
            Self::Provisional => "YJ1P:",
            Self::Kiosk => "YJ1K:",
            Self::Bundle => "YJ1T:",
        }
    }

    /// Returns the longest life in seconds a verifier accepts, whoever signed (trust.md 1.3).
    pub fn lifetime_max_s(self) -> u64 {
        const DAY: u64 = 86_400;
        match self {
            // Eleven calendar years hold at most three leap days.
            Self::House => (11 * 365 + 3) * DAY,
            Self::Resident | Self::Bundle => 366 * DAY,
            Self::Dynamic => 600,
            Self::Provisional => 31 * DAY,
            Self::Kiosk => 93 * DAY,
        }
    }

    pub(crate) fn letter(self) -> char {
        match self {
            Self::House => 'H',
            Self::Resident => 'S',
            Self::Dynamic => 'D',
            Self::Provisional => 'P',
            Self::Kiosk => 'K',
            Self::Bundle => 'T',
        }
    }

    pub(crate) fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// Why a text does not open as a code at all (trust.md 1.7, steps 1 and 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TextError {
    Foreign,
    Newer,
    UnknownKind,
    Length,
    Base45,
}

/// Tells whether a text claims to be a code of this family, of this or a later format.
pub fn is_code(text: &str) -> bool {
    claimed(text).is_some()
}

/// Tells the kind of a text by its prefix alone.
pub fn kind_of(text: &str) -> Option<Kind> {
    match claimed(text) {
        Some(('1', letter, _)) => Kind::from_letter(letter),
        _ => None,
    }
}

/// Tells whether a signed text may be shown: NFC, no control or invisible characters, no markup.
///
/// To those that trust.md 1.7 names come others that nobody sees: the Arabic mark of direction, the
/// separators of lines, the word joiner and its kin, and the tag characters.
pub fn is_showable(text: &str) -> bool {
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}')
            || matches!(c, '\u{2060}'..='\u{206f}' | '\u{feff}')
            || matches!(c, '\u{61c}' | '\u{180e}' | '\u{e0000}'..='\u{e007f}')
    };
    let markup = |c: char| matches!(c, '<' | '>' | '"' | '&' | '\\' | '`');
    is_nfc(text) && !text.chars().any(|c| hidden(c) || markup(c))
}

/// Splits a text of the family into version, kind letter and body.
fn claimed(text: &str) -> Option<(char, char, &str)> {
    let rest = text.strip_prefix("YJ")?;
    let mut characters = rest.chars();
    let version = characters.next().filter(|c| matches!(c, '1'..='9'))?;
    let letter = characters.next().filter(char::is_ascii_uppercase)?;
    let body = characters.as_str().strip_prefix(':')?;
    Some((version, letter, body))
}

/// Steps 1 and 2 for a code of any kind that can be presented.
pub(crate) fn open(text: &str) -> Result<(Kind, Vec<u8>), TextError> {
    // A long text that is not ours is somebody's web address, not a damaged code of ours.
    let (version, letter, body) = claimed(text).ok_or(TextError::Foreign)?;
    if text.len() > CODE_CHARACTERS_MAX {
        return Err(TextError::Length);
    }
    if version != '1' {
        return Err(TextError::Newer);
    }
    // A bundle is nothing that a person presents; it has its own door.
    let kind = Kind::from_letter(letter).filter(|kind| *kind != Kind::Bundle);
    Ok((kind.ok_or(TextError::UnknownKind)?, decode(body)?))
}

/// Decodes base45 and refuses every second spelling of the same bytes.
pub(crate) fn decode(body: &str) -> Result<Vec<u8>, TextError> {
    let bytes = base45::decode(body).map_err(|_| TextError::Base45)?;
    if base45::encode(&bytes) == body {
        Ok(bytes)
    } else {
        Err(TextError::Base45)
    }
}

/// Puts signed bytes into the text form of their kind.
pub(crate) fn compose(kind: Kind, bytes: &[u8]) -> String {
    format!("{}{}", kind.prefix(), base45::encode(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes() {
        let check = |text: &str, code: bool, kind: Option<Kind>| {
            assert_eq!((is_code(text), kind_of(text)), (code, kind), "{text}");
        };
        check("YJ1H:", true, Some(Kind::House));
        check("YJ1S:ABC", true, Some(Kind::Resident));
        check("YJ1K:ABC", true, Some(Kind::Kiosk));
        check("YJ1T:ABC", true, Some(Kind::Bundle));
        check("YJ1D:ABC", true, Some(Kind::Dynamic));
        check("YJ1P:ABC", true, Some(Kind::Provisional));
        check("YJ1E:ABC", true, None);
        check("YJ2S:ABC", true, None);
        check("YJ0S:ABC", false, None);
        check("yj1s:ABC", false, None);
        check(" YJ1S:ABC", false, None);
        check("YJ1S", false, None);
        check("YJ码S:", false, None);
        check("https://example.org/YJ1S:", false, None);
        check("", false, None);
    }

    #[test]
    fn the_first_two_steps() {
        let check = |text: &str, expected: TextError| {
            assert_eq!(open(text), Err(expected), "{text}");
        };
        check("HC1:6BF", TextError::Foreign);
        check("YJ2S:6BF", TextError::Newer);
        check("YJ9D:6BF", TextError::Newer);
        check("YJ1X:6BF", TextError::UnknownKind);
        check("YJ1T:6BF", TextError::UnknownKind);
        check("YJ1S:6bf", TextError::Base45);
        check("YJ1S:6BF ", TextError::Base45);
        check("YJ1S:ZZ", TextError::Base45);
        check("YJ1S:GGW", TextError::Base45);
        check(&format!("YJ1S:{}", "0".repeat(1_396)), TextError::Length);
        check(&"https://".repeat(1_000), TextError::Foreign);
        assert_eq!(
            open("YJ1S:UJCLQE7W581"),
            Ok((Kind::Resident, b"base-45".to_vec()))
        );
    }

    #[test]
    fn texts_that_may_be_shown() {
        for text in ["榕荫一路|18号|2栋301", "陈*华", "O'Neil é", ""] {
            assert!(is_showable(text), "{text:?}");
        }
        for text in [
            "<b>", "a>b", "\"", "a&b", "a\\b", "`", "a\nb", "\u{0}", "\u{7f}", "\u{85}",
        ] {
            assert!(!is_showable(text), "{text:?}");
        }
        for hidden in [
            '\u{200b}', '\u{200f}', '\u{202a}', '\u{202e}', '\u{2066}', '\u{2069}',
        ] {
            assert!(!is_showable(&format!("a{hidden}b")), "{hidden:?}");
        }
        assert!(!is_showable("\u{feff}a"));
        assert!(!is_showable("e\u{301}"), "not NFC");
    }
}
