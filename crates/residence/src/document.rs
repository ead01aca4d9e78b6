//! Identity documents (证件): one checked type for all fourteen kinds.
//!
//! A document exists only after the checks of its kind. Its number tells what it can (birth, sex,
//! nationality, place of first issue); what it cannot tell must be stated from the paper.

mod countries;
mod digits;
mod divisions;
mod kind;
mod mrz;
mod passport;
mod reading;

use chrono::NaiveDate;
use zeroize::ZeroizeOnDrop;

pub use divisions::province_name;
pub use kind::{DocumentGroup, DocumentType};
pub use reading::normalised_number;

use crate::{age::age_on, lists::named, masking, policy::AgePolicy, private::Private};
use reading::{Reading, read};

named! {
    /// Sex as the number tells it (parity of the 17th digit); the codes are our own.
    Sex {
        Male = "M", "男", "male";
        Female = "F", "女", "female";
    }
}

impl Sex {
    /// Returns the code of GB/T 2261.1.
    pub fn gbt2261(self) -> &'static str {
        match self {
            Self::Male => "1",
            Self::Female => "2",
        }
    }
}

/// Why a document is not accepted; the texts are the codes of domain.md 2.2.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, thiserror::Error)]
pub enum DocumentError {
    /// The number has not the form of its kind, or a passport comes without its issuing state.
    #[error("ID_FORMAT")]
    Format,
    /// The place in the number is none of this kind of document.
    #[error("ID_REGION")]
    Region,
    /// No real date of birth, one in the future, or one before 1900.
    #[error("ID_BIRTHDATE")]
    BirthDate,
    /// A check character is wrong.
    #[error("ID_CHECKSUM")]
    Checksum,
    /// A number of the first generation, out of use since 2013 (own decision to refuse it).
    #[error("ID_OLD_15")]
    Old15,
    /// What was stated beside the number is not what the number tells.
    #[error("ID_MISMATCH")]
    Mismatch,
}

named! {
    /// What is odd in a number without making it wrong.
    DocumentWarning {
        DivisionUnknown = "DIVISION_UNKNOWN", "行政区划代码不在现行代码表中", "division not of today";
        NationalityUnknown = "NATIONALITY_UNKNOWN", "国籍代码未知", "nationality code unknown";
        ProvinceUnknown = "PROVINCE_UNKNOWN", "省级代码未知", "province code unknown";
        LegacyFormat = "LEGACY_FORMAT", "旧版号码格式", "number of an older booklet";
    }
}

/// What a person or a paper states beside the number; empty where nothing was asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Stated {
    birth: Option<Private<NaiveDate>>,
    sex: Option<Sex>,
    issuing_state: Option<Private<String>>,
}

impl Stated {
    /// Adds the date of birth that the paper shows.
    pub fn with_birth(self, birth: NaiveDate) -> Self {
        let birth = Some(Private::new(birth));
        Self { birth, ..self }
    }

    /// Adds the sex that the paper shows.
    pub fn with_sex(self, sex: Sex) -> Self {
        let sex = Some(sex);
        Self { sex, ..self }
    }

    /// Adds the state that issued a passport (ISO 3166 alpha-3), in either case.
    pub fn with_issuing_state(self, state: &str) -> Self {
        let issuing_state = Some(Private::new(normalised_number(state)));
        Self {
            issuing_state,
            ..self
        }
    }
}

/// A checked document of one person: kind, number, and what the two tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdentityDocument {
    kind: DocumentType,
    number: Private<String>,
    key: Private<String>,
    birth: Option<Private<NaiveDate>>,
    sex: Option<Sex>,
    issuing_state: Option<Private<String>>,
    warnings: Vec<DocumentWarning>,
}

/// Number, key, birth and state lie in [`Private`], which overwrites itself.
impl ZeroizeOnDrop for IdentityDocument {}

impl IdentityDocument {
    /// Checks a number by the rules of its kind; `today` is the civil date in Guangdong.
    ///
    /// A foreign passport needs its issuing state besides: [`Self::parse_stated`].
    pub fn parse(kind: DocumentType, text: &str, today: NaiveDate) -> Result<Self, DocumentError> {
        Self::parse_stated(kind, text, &Stated::default(), today)
    }

    /// Checks a number together with what is stated beside it.
    ///
    /// A stated birth date or sex must be that of the number (`ID_MISMATCH`). A number without a
    /// birth date takes the stated one; a sex is known only from a number.
    pub fn parse_stated(
        kind: DocumentType,
        text: &str,
        stated: &Stated,
        today: NaiveDate,
    ) -> Result<Self, DocumentError> {
        let reading = read(kind, text, stated, today)?;
        let stated_birth = stated.birth.as_ref().map(|birth| *birth.reveal());
        let birth = match (reading.birth, stated_birth) {
            (Some(told), Some(stated)) if told != stated => return Err(DocumentError::Mismatch),
            (Some(told), _) => Some(told),
            (None, Some(stated)) if !digits::may_be_birth(stated, today) => {
                return Err(DocumentError::BirthDate);
            }
            (None, stated) => stated,
        };
        if let (Some(told), Some(stated)) = (reading.sex, stated.sex)
            && told != stated
        {
            return Err(DocumentError::Mismatch);
        }
        let Reading {
            number,
            key,
            issuing_state,
            warnings,
            ..
        } = reading;
        Ok(Self {
            kind,
            number: Private::new(number),
            key: Private::new(key),
            birth: birth.map(Private::new),
            sex: reading.sex.filter(|_| kind.carries_birth()),
            issuing_state: issuing_state.map(Private::new),
            warnings,
        })
    }

    /// Returns the kind of document.
    pub fn kind(&self) -> DocumentType {
        self.kind
    }

    /// Shows the normalised number to code that stores or sends it.
    pub fn reveal_number(&self) -> &str {
        self.number.reveal()
    }

    /// Shows what stays the same when the document is issued again: two documents of one group
    /// with the same key are of one person.
    pub fn reveal_key(&self) -> &str {
        self.key.reveal()
    }

    /// Shows the date of birth, from the number or as stated, to code that computes an age.
    pub fn reveal_birth(&self) -> Option<NaiveDate> {
        self.birth.as_ref().map(|birth| *birth.reveal())
    }

    /// Returns the age in full years on a day; `None` without a birth date.
    pub fn age_on(&self, today: NaiveDate, policy: &AgePolicy) -> Option<u32> {
        self.reveal_birth()
            .map(|birth| age_on(birth, today, policy))
    }

    /// Returns the sex that the number tells.
    pub fn sex(&self) -> Option<Sex> {
        self.sex
    }

    /// Shows the nationality at first issue: ISO 3166 numeric (`682`) or alpha-3 (`KAZ`), as the
    /// number has it; of a foreign passport the issuing state.
    pub fn reveal_nationality(&self) -> Option<&str> {
        match self.kind {
            DocumentType::ForeignPr2023 => self.reveal_number().get(3..6),
            DocumentType::ForeignPr2017 => self.reveal_number().get(..3),
            DocumentType::PassportForeign => {
                self.issuing_state.as_ref().map(|s| s.reveal().as_str())
            }
            DocumentType::ResidentId
            | DocumentType::TempResidentId
            | DocumentType::HouseholdRegister
            | DocumentType::BirthCert
            | DocumentType::HkmoResidence
            | DocumentType::TwResidence
            | DocumentType::HkmoPass
            | DocumentType::HkmoPassNoncn
            | DocumentType::TwPass
            | DocumentType::PassportCn
            | DocumentType::ForeignRp => None,
        }
    }

    /// Shows the division code of the place of first issue: 6, 4 or 2 digits, as the number has it.
    ///
    /// It is lifelong and says nothing of where the person is registered (居民身份证法 art. 3).
    pub fn reveal_first_place(&self) -> Option<&str> {
        let number = self.reveal_number();
        match self.kind {
            DocumentType::ResidentId
            | DocumentType::TempResidentId
            | DocumentType::HouseholdRegister
            | DocumentType::HkmoResidence
            | DocumentType::TwResidence => number.get(..6),
            DocumentType::ForeignPr2017 => number.get(3..7),
            DocumentType::ForeignPr2023 | DocumentType::BirthCert => number.get(1..3),
            DocumentType::HkmoPass
            | DocumentType::HkmoPassNoncn
            | DocumentType::TwPass
            | DocumentType::PassportForeign
            | DocumentType::PassportCn
            | DocumentType::ForeignRp => None,
        }
    }

    /// Shows the count of re-issues of a 港澳居民来往内地通行证 with 11 characters: two digits.
    pub fn reveal_reissue_no(&self) -> Option<&str> {
        let number = self.reveal_number();
        let counted = self.kind == DocumentType::HkmoPass;
        number.get(9..11).filter(|_| counted)
    }

    /// Returns what is odd about the number; empty for most.
    pub fn warnings(&self) -> &[DocumentWarning] {
        &self.warnings
    }

    /// Tells whether two documents are of one person, as far as their numbers can tell.
    ///
    /// Documents of different groups never prove it: their keys are numbered by different offices.
    pub fn names_same_person(&self, other: &Self) -> bool {
        self.kind.key_space() == other.kind.key_space() && self.key == other.key
    }

    /// Returns the number masked: a citizen number to its first 3 and last 2 characters, any other
    /// to its first 2 and last 2.
    pub fn masked(&self) -> String {
        if self.kind.has_citizen_number() {
            masking::masked_number(self.reveal_number())
        } else {
            masking::masked_other_number(self.reveal_number())
        }
    }
}

/// Names the kind that a number has the form of, for a hint after a refusal: 81… is a
/// 港澳居民居住证, 83… a 台湾居民居住证, 9… a 外国人永久居留身份证, and so on.
pub fn suggested_type(text: &str, today: NaiveDate) -> Option<DocumentType> {
    reading::suggest(text, today)
}

/// Tells whether a 出生医学证明 may still stand for a child who was born on this day.
///
/// Registration of a newborn is due within a month (户口登记条例 art. 7); the age from which the
/// household register is asked for instead is a setting (own decision: 1 year).
pub fn birth_certificate_suffices(birth: NaiveDate, today: NaiveDate, policy: &AgePolicy) -> bool {
    age_on(birth, today, policy) < policy.birth_certificate_below
}

#[cfg(test)]
mod tests;
