//! Telephone numbers of the mainland, mobile and fixed (domain.md 2.9).

use crate::private::Private;

/// A text that is no mobile and no fixed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct PhoneError;

/// A checked telephone number: digits only, with "-" after the area code of a fixed line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone(Private<String>);

impl Phone {
    /// Reads a number; strips spaces and the prefixes +86, 0086, 86.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let national = ["+86", "0086", "86"]
            .iter()
            .find_map(|prefix| compact.strip_prefix(prefix))
            .unwrap_or(&compact);
        if is_mobile(national) || is_landline(national) {
            Ok(Self(Private::new(national.to_owned())))
        } else {
            Err(PhoneError)
        }
    }

    /// Shows the whole number to code that stores or sends it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }

    /// Returns the number with its middle starred: 138\*\*\*\*0000.
    pub fn masked(&self) -> String {
        let number = self.reveal();
        let (head, tail) = (
            number.get(..3).unwrap_or(""),
            number.len().saturating_sub(4),
        );
        format!("{head}****{}", number.get(tail..).unwrap_or(""))
    }
}

fn is_mobile(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 11
        && bytes.iter().all(u8::is_ascii_digit)
        && bytes.first() == Some(&b'1')
        && bytes.get(1).is_some_and(|b| (b'3'..=b'9').contains(b))
}

fn is_landline(text: &str) -> bool {
    let Some((area, local)) = text.split_once('-') else {
        return false;
    };
    let digits = |s: &str| !s.is_empty() && s.bytes().all(|b| b.is_ascii_digit());
    let area_length = if matches!(area, "010") || area.starts_with("02") {
        3
    } else {
        4
    };
    digits(area)
        && area.starts_with('0')
        && area.len() == area_length
        && digits(local)
        && (7..=8).contains(&local.len())
        && !local.starts_with('0')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_the_table() {
        for good in ["13800000000", "+86 138 0000 0000", "0660-3000000"] {
            assert!(Phone::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "12800000000",
            "1380000000",
            "",
            "０",
            "138000000001",
            "0660-0000000",
        ] {
            assert!(Phone::parse(bad).is_err(), "{bad}");
        }
        assert_eq!(Phone::parse("13800000000").unwrap().masked(), "138****0000");
    }
}
