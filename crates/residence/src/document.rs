//! Identity documents that carry the citizen number (公民身份号码, GB 11643).

use chrono::NaiveDate;

use crate::{lists::listed, private::Private};

listed! {
    /// Kind of identity document; the others of the list come with their own checks.
    DocumentType {
        /// 居民身份证.
        ResidentId = "RESIDENT_ID",
        /// 居民户口簿: the number is the citizen number of the person.
        HouseholdRegister = "HOUSEHOLD_REGISTER",
    }
}

listed! {
    /// Sex as the number tells it (parity of the 17th digit).
    Sex {
        /// 男.
        Male = "M",
        /// 女.
        Female = "F",
    }
}

/// Why a document number is not accepted; the names are those of domain.md 2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// V1: not 17 digits and a digit or X.
    #[error("ID_FORMAT")]
    Format,
    /// V2: the first two digits are no province.
    #[error("ID_REGION")]
    Region,
    /// V3: no real date, in the future, or before 1900.
    #[error("ID_BIRTHDATE")]
    BirthDate,
    /// V4: the check character is wrong.
    #[error("ID_CHECKSUM")]
    Checksum,
    /// A number of the first generation, out of use since 2013.
    #[error("ID_OLD_15")]
    Old15,
}

/// What is odd in a number without making it wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DocumentWarning {
    /// V5: the division code is not one of today (old numbers carry abolished codes).
    DivisionUnknown,
}

/// A checked document of one person: kind, number, and what the number tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityDocument {
    kind: DocumentType,
    key: Private<String>,
    birth: Private<NaiveDate>,
    sex: Sex,
}

const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const CHECK_CHARACTERS: &[u8; 11] = b"10X98765432";

impl IdentityDocument {
    /// Checks a number in the order V1 to V4 of domain.md 2.2; `today` is the date in Guangdong.
    pub fn parse(kind: DocumentType, text: &str, today: NaiveDate) -> Result<Self, DocumentError> {
        let number = normalised_number(text);
        let bytes = number.as_bytes();
        if bytes.len() == 15 && bytes.iter().all(u8::is_ascii_digit) {
            return Err(DocumentError::Old15);
        }
        let (Some(digits), Some(&check)) = (bytes.get(..17), bytes.get(17)) else {
            return Err(DocumentError::Format);
        };
        let well_formed = bytes.len() == 18
            && digits.iter().all(u8::is_ascii_digit)
            && (check.is_ascii_digit() || check == b'X');
        if !well_formed {
            return Err(DocumentError::Format);
        }
        if !is_province(number.get(..2).expect("18 ASCII characters")) {
            return Err(DocumentError::Region);
        }
        let birth = NaiveDate::parse_from_str(number.get(6..14).expect("18 characters"), "%Y%m%d")
            .ok()
            .filter(|date| *date <= today && *date >= year_1900())
            .ok_or(DocumentError::BirthDate)?;
        if check_character(digits) != check {
            return Err(DocumentError::Checksum);
        }
        let odd = digits.last().is_some_and(|d| d % 2 == 1);
        let sex = if odd { Sex::Male } else { Sex::Female };
        Ok(Self {
            kind,
            key: Private::new(number),
            birth: Private::new(birth),
            sex,
        })
    }

    /// Returns the kind of document.
    pub fn kind(&self) -> DocumentType {
        self.kind
    }

    /// Shows the normalised number to code that stores, sends or compares it.
    pub fn reveal_number(&self) -> &str {
        self.key.reveal()
    }

    /// Shows the date of birth to code that computes an age.
    pub fn reveal_birth(&self) -> NaiveDate {
        *self.birth.reveal()
    }

    /// Returns the sex that the number tells.
    pub fn sex(&self) -> Sex {
        self.sex
    }

    /// Returns the number masked to its first 3 and last 2 characters.
    pub fn masked(&self) -> String {
        masked_number(self.reveal_number())
    }
}

/// Masks a citizen number to first 3 and last 2 (never "first 6 + last 4", domain.md 10.4).
pub fn masked_number(number: &str) -> String {
    let (Some(head), Some(tail)) = (
        number.get(..3),
        number.len().checked_sub(2).and_then(|at| number.get(at..)),
    ) else {
        return "*".repeat(number.chars().count());
    };
    format!("{head}{}{tail}", "*".repeat(number.len().saturating_sub(5)))
}

/// Brings a typed number to its plain form: no spaces or hyphens, half-width, upper case.
pub fn normalised_number(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '-' | '－' | '‐' | '–'))
        .map(|c| match c {
            '！'..='～' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
            other => other,
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn check_character(digits: &[u8]) -> u8 {
    let sum: u32 = digits
        .iter()
        .zip(WEIGHTS)
        .map(|(digit, weight)| u32::from(digit - b'0') * weight)
        .sum();
    let place = usize::try_from(sum % 11).expect("a remainder of 11 fits");
    *CHECK_CHARACTERS
        .get(place)
        .expect("eleven characters for eleven remainders")
}

fn is_province(two: &str) -> bool {
    let Ok(code) = two.parse::<u32>() else {
        return false;
    };
    matches!(code, 11..=15 | 21..=23 | 31..=37 | 41..=46 | 50..=54 | 61..=65)
}

fn year_1900() -> NaiveDate {
    NaiveDate::from_ymd_opt(1900, 1, 1).expect("a real date")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(text: &str) -> Result<IdentityDocument, DocumentError> {
        let today = "2025-06-15".parse().unwrap();
        IdentityDocument::parse(DocumentType::ResidentId, text, today)
    }

    fn passes(text: &str, birth: &str, sex: Sex) {
        let document = parse(text).unwrap();
        assert_eq!(document.reveal_birth().to_string(), birth, "{text}");
        assert_eq!(document.sex(), sex, "{text}");
    }

    #[test]
    fn vectors_that_pass() {
        passes("11010519491231002X", "1949-12-31", Sex::Female);
        passes("449900199001010017", "1990-01-01", Sex::Male);
        passes("44990019880808002X", "1988-08-08", Sex::Female);
        passes("44990019850505019x", "1985-05-05", Sex::Male);
        passes("44990020000229001X", "2000-02-29", Sex::Male);
        passes("449900200802290026", "2008-02-29", Sex::Female);
        passes(" 449900 2009-0615 ００１Ｘ", "2009-06-15", Sex::Male);
        passes("44990019650615002X", "1965-06-15", Sex::Female);
        passes("449900202501310010", "2025-01-31", Sex::Male);
    }

    #[test]
    fn vectors_that_fail() {
        for (text, error) in [
            ("440524188001010014", DocumentError::BirthDate),
            ("449900199001010010", DocumentError::Checksum),
            ("449900199010010017", DocumentError::Checksum),
            ("449900199001010107", DocumentError::Checksum),
            ("449900199002300016", DocumentError::BirthDate),
            ("449900190002290013", DocumentError::BirthDate),
            ("449900209901010019", DocumentError::BirthDate),
            ("999900199001010014", DocumentError::Region),
            ("449900900101001", DocumentError::Old15),
            ("810000190101010015", DocumentError::Region),
            ("932682198501010017", DocumentError::Region),
            ("", DocumentError::Format),
            (
                "四四九九零零一九九零零一零一零零一七",
                DocumentError::Format,
            ),
        ] {
            assert_eq!(parse(text).unwrap_err(), error, "{text}");
        }
    }

    #[test]
    fn a_document_never_prints_itself() {
        let shown = format!("{:?}", parse("449900199001010017").unwrap());
        assert!(
            !shown.contains("4499") && !shown.contains("1990"),
            "{shown}"
        );
        assert_eq!(masked_number("449900199001010017"), "449*************17");
    }
}
