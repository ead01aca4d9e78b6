//! From a typed text to what the number of each kind tells.

use chrono::NaiveDate;

use super::{
    DocumentError, DocumentType, DocumentWarning, Sex, Stated, countries,
    digits::{all_digits, full_birth, mod_7_3_1, mod_11_2, short_birth},
    divisions,
    passport::{chinese_passport, foreign_passport},
};

/// Most bytes of a residence permit's number, which has no fixed form.
const FREE_TEXT_BYTES_MAX: usize = 40;

/// What a number tells.
pub(super) struct Reading {
    pub(super) number: String,
    pub(super) key: String,
    pub(super) birth: Option<NaiveDate>,
    pub(super) sex: Option<Sex>,
    pub(super) issuing_state: Option<String>,
    pub(super) warnings: Vec<DocumentWarning>,
}

impl Reading {
    /// A number that tells nothing but itself.
    pub(super) fn plain(number: String) -> Self {
        Self {
            key: number.clone(),
            number,
            birth: None,
            sex: None,
            issuing_state: None,
            warnings: Vec::new(),
        }
    }

    fn of_person(self, (birth, sex): (NaiveDate, Sex)) -> Self {
        Self {
            birth: Some(birth),
            sex: Some(sex),
            ..self
        }
    }

    pub(super) fn warn_unless(mut self, known: bool, warning: DocumentWarning) -> Self {
        if !known {
            self.warnings.push(warning);
        }
        self
    }
}

/// Brings a typed number to its plain form: no spaces or hyphens, half-width, upper case.
///
/// Only full-width digits and Latin letters are changed; anything else stays as it was written.
pub fn normalised_number(text: &str) -> String {
    text.chars()
        .filter(|c| !c.is_whitespace() && !is_hyphen(*c))
        .map(|c| match c {
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c)
            }
            other => other,
        })
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '－' | '﹣' | '−' | '\u{2010}'..='\u{2015}')
}

/// Reads a text as a document of this kind.
pub(super) fn read(
    kind: DocumentType,
    text: &str,
    stated: &Stated,
    today: NaiveDate,
) -> Result<Reading, DocumentError> {
    let number = normalised_number(text);
    match kind {
        DocumentType::ResidentId
        | DocumentType::TempResidentId
        | DocumentType::HouseholdRegister => citizen(number, today),
        DocumentType::HkmoResidence => settled(number, &["810000", "820000"], today),
        DocumentType::TwResidence => settled(number, &["830000"], today),
        DocumentType::BirthCert => birth_certificate(number),
        DocumentType::HkmoPass => hkmo_pass(number),
        DocumentType::HkmoPassNoncn => hkmo_pass_noncn(number),
        DocumentType::TwPass => tw_pass(&number),
        DocumentType::ForeignPr2023 => foreign_pr_2023(number, today),
        DocumentType::ForeignPr2017 => foreign_pr_2017(number, today),
        DocumentType::PassportForeign => foreign_passport(number, stated, today),
        DocumentType::PassportCn => chinese_passport(number, stated, today),
        DocumentType::ForeignRp => free_text(number),
    }
}

/// Names the kind whose form the text has.
pub(super) fn suggest(text: &str, today: NaiveDate) -> Option<DocumentType> {
    let number = normalised_number(text);
    if let Ok(eighteen) = Eighteen::of(&number) {
        return match eighteen.region {
            region if divisions::is_mainland(region.get(..2)?) => Some(DocumentType::ResidentId),
            region if region.starts_with("81") || region.starts_with("82") => {
                Some(DocumentType::HkmoResidence)
            }
            region if region.starts_with("83") => Some(DocumentType::TwResidence),
            region if region.starts_with('9') => Some(DocumentType::ForeignPr2023),
            _ => None,
        };
    }
    let told_by_form = [
        DocumentType::HkmoPass,
        DocumentType::HkmoPassNoncn,
        DocumentType::TwPass,
        DocumentType::ForeignPr2017,
        DocumentType::BirthCert,
        DocumentType::PassportCn,
        // Its form is told by the machine-readable zone only.
        DocumentType::PassportForeign,
    ];
    told_by_form
        .into_iter()
        .find(|kind| read(*kind, &number, &Stated::default(), today).is_ok())
}

/// A number of 17 digits and a check character, cut where its parts begin (GB 11643-1999).
struct Eighteen<'a> {
    region: &'a str,
    birth: &'a str,
    digits: &'a [u8],
    check: u8,
}

impl<'a> Eighteen<'a> {
    /// V1: the form.
    fn of(number: &'a str) -> Result<Self, DocumentError> {
        let (digits, check) = match number.as_bytes() {
            [digits @ .., check] if digits.len() == 17 && all_digits(digits) => (digits, *check),
            _ => return Err(DocumentError::Format),
        };
        if !check.is_ascii_digit() && check != b'X' {
            return Err(DocumentError::Format);
        }
        Ok(Self {
            region: number.get(..6).ok_or(DocumentError::Format)?,
            birth: number.get(6..14).ok_or(DocumentError::Format)?,
            digits,
            check,
        })
    }

    /// V3 and V4: the date, then the check character.
    fn person(&self, today: NaiveDate) -> Result<(NaiveDate, Sex), DocumentError> {
        let birth = full_birth(self.birth, today)?;
        if mod_11_2(self.digits) != self.check {
            return Err(DocumentError::Checksum);
        }
        Ok((birth, sex_of(self.digits)))
    }
}

/// The parity of the last digit tells the sex: odd is male.
fn sex_of(digits: &[u8]) -> Sex {
    if digits.last().is_some_and(|digit| digit % 2 == 1) {
        Sex::Male
    } else {
        Sex::Female
    }
}

/// 公民身份号码 (GB 11643-1999, 居民身份证法 art. 3): V1 to V5 in this order.
fn citizen(number: String, today: NaiveDate) -> Result<Reading, DocumentError> {
    if number.len() == 15 && all_digits(number.as_bytes()) {
        return Err(DocumentError::Old15);
    }
    let eighteen = Eighteen::of(&number)?;
    if !eighteen.region.get(..2).is_some_and(divisions::is_mainland) {
        return Err(DocumentError::Region);
    }
    let person = eighteen.person(today)?;
    let known = divisions::is_county(eighteen.region);
    let reading = Reading::plain(number).of_person(person);
    Ok(reading.warn_unless(known, DocumentWarning::DivisionUnknown))
}

/// 港澳居民居住证, 台湾居民居住证: the region is fixed (港澳台居民居住证申领发放办法 art. 3).
fn settled(number: String, regions: &[&str], today: NaiveDate) -> Result<Reading, DocumentError> {
    let eighteen = Eighteen::of(&number)?;
    if !regions.contains(&eighteen.region) {
        return Err(DocumentError::Region);
    }
    let person = eighteen.person(today)?;
    Ok(Reading::plain(number).of_person(person))
}

/// 出生医学证明: a letter and nine digits, the first two of them a province.
fn birth_certificate(number: String) -> Result<Reading, DocumentError> {
    match number.as_bytes() {
        [b'A'..=b'Z', digits @ ..] if digits.len() == 9 && all_digits(digits) => {}
        _ => return Err(DocumentError::Format),
    }
    let known = number.get(1..3).is_some_and(divisions::is_mainland);
    Ok(Reading::plain(number).warn_unless(known, DocumentWarning::ProvinceUnknown))
}

/// 港澳居民来往内地通行证: the root of nine characters is for life, two digits count re-issues.
fn hkmo_pass(number: String) -> Result<Reading, DocumentError> {
    match number.as_bytes() {
        [b'H' | b'M', digits @ ..] if matches!(digits.len(), 8 | 10) && all_digits(digits) => {}
        _ => return Err(DocumentError::Format),
    }
    let key = number.chars().take(9).collect();
    Ok(Reading {
        key,
        ..Reading::plain(number)
    })
}

/// The form for non-Chinese permanent residents of Hong Kong and Macao, issued since 2024-07-10.
fn hkmo_pass_noncn(number: String) -> Result<Reading, DocumentError> {
    match number.as_bytes() {
        [b'H' | b'M', b'A', digits @ ..] if digits.len() == 7 && all_digits(digits) => {
            Ok(Reading::plain(number))
        }
        _ => Err(DocumentError::Format),
    }
}

/// 台湾居民来往大陆通行证: eight digits for life; booklets add two digits and perhaps a letter,
/// which older ones print in brackets.
fn tw_pass(number: &str) -> Result<Reading, DocumentError> {
    let number = number.replace('（', "(").replace('）', ")");
    if number.len() == 8 && all_digits(number.as_bytes()) {
        return Ok(Reading::plain(number));
    }
    let (digits, letter) = match number.as_bytes() {
        [digits @ .., b'(', letter @ b'A'..=b'Z', b')'] => (digits, Some(*letter)),
        [digits @ .., letter @ b'A'..=b'Z'] => (digits, Some(*letter)),
        digits => (digits, None),
    };
    if digits.len() != 10 || !all_digits(digits) {
        return Err(DocumentError::Format);
    }
    let number: String = digits
        .iter()
        .copied()
        .chain(letter)
        .map(char::from)
        .collect();
    Ok(Reading {
        key: number.chars().take(8).collect(),
        warnings: vec![DocumentWarning::LegacyFormat],
        ..Reading::plain(number)
    })
}

/// 外国人永久居留身份证, 2023 version: 9, province, nationality, then as a citizen number.
fn foreign_pr_2023(number: String, today: NaiveDate) -> Result<Reading, DocumentError> {
    let eighteen = Eighteen::of(&number)?;
    let (Some("9"), Some(province), Some(nationality)) =
        (number.get(..1), number.get(1..3), number.get(3..6))
    else {
        return Err(DocumentError::Region);
    };
    if !divisions::is_mainland(province) {
        return Err(DocumentError::Region);
    }
    let person = eighteen.person(today)?;
    let known = countries::is_numeric(nationality);
    let reading = Reading::plain(number).of_person(person);
    Ok(reading.warn_unless(known, DocumentWarning::NationalityUnknown))
}

/// 外国人永久居留身份证, 2017 version: nationality, division, short birth date, check of ICAO 9303.
fn foreign_pr_2017(number: String, today: NaiveDate) -> Result<Reading, DocumentError> {
    let (letters, digits) = number.split_at_checked(3).ok_or(DocumentError::Format)?;
    let well_formed = letters.bytes().all(|b| b.is_ascii_uppercase())
        && digits.len() == 12
        && all_digits(digits.as_bytes());
    let [checked @ .., check] = number.as_bytes() else {
        return Err(DocumentError::Format);
    };
    let (true, Some(province), Some(birth)) = (well_formed, digits.get(..2), digits.get(4..10))
    else {
        return Err(DocumentError::Format);
    };
    let birth = short_birth(birth, today)?;
    if mod_7_3_1(checked) != Some(*check) {
        return Err(DocumentError::Checksum);
    }
    let sex = sex_of(checked);
    let nationality_known = countries::is_alpha3(letters);
    let province_known = divisions::is_mainland(province);
    Ok(Reading::plain(number)
        .of_person((birth, sex))
        .warn_unless(nationality_known, DocumentWarning::NationalityUnknown)
        .warn_unless(province_known, DocumentWarning::ProvinceUnknown))
}

/// 外国人居留许可: whatever stands on the paper, short and printable.
fn free_text(number: String) -> Result<Reading, DocumentError> {
    let printable = |c: char| {
        let markup = matches!(c, '<' | '>' | '&' | '"' | '\\' | '`');
        c.is_alphanumeric() || c.is_ascii_punctuation() && !markup
    };
    let fits = (1..=FREE_TEXT_BYTES_MAX).contains(&number.len());
    if fits && number.chars().all(printable) {
        Ok(Reading::plain(number))
    } else {
        Err(DocumentError::Format)
    }
}
