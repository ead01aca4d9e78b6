//! The authority's house codes: their public forms, and the room that some of them still need.

/// What the form of a house code tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AuthorityCode {
    /// Shenzhen, 25 digits: 2 province, 2 city, 2 district, 3 street, 3 community, 2 grid, 5 building,
    /// 6 room (社会管理要素统一地址规范).
    Room,
    /// Shenzhen, the first 19 of them: a building; the person has to choose the room.
    Building,
    /// Elsewhere: 6 to 32 characters that say nothing by themselves.
    Opaque,
}

/// Why a text is no house code of the authority.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HouseCodeError {
    /// Not 6 to 32 characters.
    #[error("HOUSE_CODE_LENGTH")]
    Length,
    /// A character outside `[0-9A-Z]`.
    #[error("HOUSE_CODE_ALPHABET")]
    Alphabet,
    /// A Shenzhen code has neither 25 nor 19 digits.
    #[error("HOUSE_CODE_SHENZHEN")]
    Shenzhen,
}

impl AuthorityCode {
    /// Reads a code as the authority of `prefecture` gives it (four digits, `4403` is Shenzhen).
    pub fn parse(text: &str, prefecture: &str) -> Result<Self, HouseCodeError> {
        if !(6..=32).contains(&text.chars().count()) {
            return Err(HouseCodeError::Length);
        }
        if !text
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_ascii_uppercase())
        {
            return Err(HouseCodeError::Alphabet);
        }
        if prefecture != "4403" {
            return Ok(Self::Opaque);
        }
        let shenzhen = text.starts_with("44") && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.len() {
            25 if shenzhen => Ok(Self::Room),
            19 if shenzhen => Ok(Self::Building),
            _ => Err(HouseCodeError::Shenzhen),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_codes_are_told_apart_by_their_form() {
        use HouseCodeError::{Alphabet, Length, Shenzhen};
        let table = [
            ("4403040010010112345000101", "4403", Ok(AuthorityCode::Room)),
            ("4403040010010112345", "4403", Ok(AuthorityCode::Building)),
            ("440304001001011234500010", "4403", Err(Shenzhen)),
            ("5403040010010112345000101", "4403", Err(Shenzhen)),
            ("44030400100101123450001A1", "4403", Err(Shenzhen)),
            (
                "4403040010010112345000101",
                "4415",
                Ok(AuthorityCode::Opaque),
            ),
            ("ABC123", "4415", Ok(AuthorityCode::Opaque)),
            ("ABC12", "4415", Err(Length)),
            ("A23456789012345678901234567890123", "4415", Err(Length)),
            (
                "A2345678901234567890123456789012",
                "4415",
                Ok(AuthorityCode::Opaque),
            ),
            ("abc123", "4415", Err(Alphabet)),
            ("ABC-123", "4415", Err(Alphabet)),
            ("一二三四五六", "4415", Err(Alphabet)),
        ];
        for (text, prefecture, expected) in table {
            assert_eq!(AuthorityCode::parse(text, prefecture), expected, "{text}");
        }
    }
}
