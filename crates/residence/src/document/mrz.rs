//! The machine-readable zone of a passport (ICAO 9303 part 4, form TD3: two lines of 44).

use chrono::NaiveDate;

use super::{DocumentError, Sex, digits};

const LINE: usize = 44;

/// What the zone tells; every check digit of it was right.
pub(super) struct Mrz {
    /// Number of the passport without fillers.
    pub(super) number: String,
    /// Issuing state of the first line; `None` when only the second line was read.
    pub(super) issuing_state: Option<String>,
    /// Date of birth.
    pub(super) birth: NaiveDate,
    /// `None` when the passport leaves it open.
    pub(super) sex: Option<Sex>,
}

impl Mrz {
    /// Reads both lines one after the other, or the second alone.
    pub(super) fn read(text: &str, today: NaiveDate) -> Result<Self, DocumentError> {
        let (first, second) = match text.len() {
            LINE => (None, text),
            _ => {
                let (first, second) = text.split_at_checked(LINE).ok_or(DocumentError::Format)?;
                (Some(first), second)
            }
        };
        let fields = Fields::of(second).ok_or(DocumentError::Format)?;
        let issuing_state = first.map(issuing_state).transpose()?;
        let birth = if digits::all_digits(fields.birth.as_bytes()) {
            digits::short_birth(fields.birth, today)?
        } else {
            return Err(DocumentError::BirthDate);
        };
        fields.check()?;
        Ok(Self {
            number: fields.number.trim_end_matches('<').to_owned(),
            issuing_state,
            birth,
            sex: match fields.sex {
                "M" => Some(Sex::Male),
                "F" => Some(Sex::Female),
                _ => None,
            },
        })
    }
}

fn issuing_state(first: &str) -> Result<String, DocumentError> {
    let letters = first.get(2..5).filter(|_| first.starts_with('P'));
    let letters = letters.ok_or(DocumentError::Format)?;
    Ok(letters.trim_end_matches('<').to_owned())
}

/// The second line cut where its fields begin.
struct Fields<'a> {
    number: &'a str,
    birth: &'a str,
    sex: &'a str,
    /// Each checked part with its check digit; the last covers the others together.
    checked: [(String, &'a str); 5],
}

impl<'a> Fields<'a> {
    fn of(line: &'a str) -> Option<Self> {
        let number = line.get(..9)?;
        let birth = line.get(13..19)?;
        let expiry = line.get(21..27)?;
        let own = line.get(28..42)?;
        let whole = [line.get(..10)?, line.get(13..20)?, line.get(21..43)?].concat();
        let checked = [
            (number.to_owned(), line.get(9..10)?),
            (birth.to_owned(), line.get(19..20)?),
            (expiry.to_owned(), line.get(27..28)?),
            (own.to_owned(), line.get(42..43)?),
            (whole, line.get(43..)?),
        ];
        Some(Self {
            number,
            birth,
            sex: line.get(20..21)?,
            checked,
        })
    }

    /// Checks every digit; an empty personal number may leave its own open.
    fn check(&self) -> Result<(), DocumentError> {
        for (text, check) in &self.checked {
            let computed = digits::mod_7_3_1(text.as_bytes()).ok_or(DocumentError::Format)?;
            let open = *check == "<" && text.bytes().all(|b| b == b'<');
            if check.as_bytes() != [computed] && !open {
                return Err(DocumentError::Checksum);
            }
        }
        Ok(())
    }
}
