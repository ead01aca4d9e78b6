//! The fourteen kinds of document and what follows from the kind alone.

use crate::lists::{Shown, named};

named! {
    /// Kind of identity document (证件类型, domain.md 2.1).
    DocumentType {
        ResidentId = "RESIDENT_ID", "居民身份证", "resident identity card";
        TempResidentId = "TEMP_RESIDENT_ID", "临时居民身份证", "temporary resident identity card";
        HouseholdRegister = "HOUSEHOLD_REGISTER", "居民户口簿", "household register";
        BirthCert = "BIRTH_CERT", "出生医学证明", "birth certificate";
        HkmoResidence = "HKMO_RESIDENCE", "港澳居民居住证", "residence permit for Hong Kong and Macao residents";
        TwResidence = "TW_RESIDENCE", "台湾居民居住证", "residence permit for Taiwan residents";
        HkmoPass = "HKMO_PASS", "港澳居民来往内地通行证", "mainland travel permit for Hong Kong and Macao residents";
        HkmoPassNoncn = "HKMO_PASS_NONCN", "港澳居民来往内地通行证(非中国籍)", "mainland travel permit for Hong Kong and Macao residents (non-Chinese)";
        TwPass = "TW_PASS", "台湾居民来往大陆通行证", "mainland travel permit for Taiwan residents";
        ForeignPr2023 = "FOREIGN_PR_2023", "外国人永久居留身份证(2023版)", "foreign permanent resident card (2023)";
        ForeignPr2017 = "FOREIGN_PR_2017", "外国人永久居留身份证(2017版)", "foreign permanent resident card (2017)";
        PassportForeign = "PASSPORT_FOREIGN", "外国护照", "foreign passport";
        PassportCn = "PASSPORT_CN", "中国护照", "Chinese passport";
        ForeignRp = "FOREIGN_RP", "外国人居留许可", "foreigner's residence permit";
    }
}

named! {
    /// Who holds a kind of document; the population of a person begins here.
    DocumentGroup {
        Mainland = "MAINLAND", "内地居民", "mainland resident";
        HkMacaoTw = "HK_MACAO_TW", "港澳台居民", "Hong Kong, Macao or Taiwan resident";
        HkMacaoNonCn = "HK_MACAO_NONCN", "港澳非中国籍永久性居民", "non-Chinese permanent resident of Hong Kong or Macao";
        ForeignPr = "FOREIGN_PR", "永久居留外国人", "foreign permanent resident";
        Foreign = "FOREIGN", "外国人", "foreign national";
        OverseasCn = "OVERSEAS_CN", "无居民身份证的华侨", "overseas Chinese without identity card";
    }
}

/// By whom keys are numbered: only keys of one space can be compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum KeySpace {
    /// 公民身份号码, one for life (居民身份证法 art. 3), also on the residence permits of 2018.
    Citizen,
    /// A number of this kind of document alone.
    Own(DocumentType),
}

impl DocumentType {
    /// Returns the code of GA/T 517, where it is known.
    pub fn gat517(self) -> Option<&'static str> {
        match self {
            Self::ResidentId => Some("111"),
            Self::TempResidentId => Some("112"),
            Self::HouseholdRegister => Some("113"),
            Self::HkmoPass => Some("516"),
            Self::TwPass => Some("511"),
            Self::ForeignPr2023 | Self::ForeignPr2017 => Some("553"),
            Self::PassportForeign | Self::PassportCn => Some("414"),
            Self::ForeignRp => Some("554"),
            Self::BirthCert | Self::HkmoResidence | Self::TwResidence | Self::HkmoPassNoncn => None,
        }
    }

    /// Returns who holds this kind of document.
    pub fn group(self) -> DocumentGroup {
        match self {
            Self::ResidentId | Self::TempResidentId | Self::HouseholdRegister | Self::BirthCert => {
                DocumentGroup::Mainland
            }
            Self::HkmoResidence | Self::TwResidence | Self::HkmoPass | Self::TwPass => {
                DocumentGroup::HkMacaoTw
            }
            Self::HkmoPassNoncn => DocumentGroup::HkMacaoNonCn,
            Self::ForeignPr2023 | Self::ForeignPr2017 => DocumentGroup::ForeignPr,
            Self::PassportForeign | Self::ForeignRp => DocumentGroup::Foreign,
            Self::PassportCn => DocumentGroup::OverseasCn,
        }
    }

    /// Tells whether the number is a 公民身份号码 (GB 11643, 港澳台居民居住证申领发放办法 art. 3).
    pub fn has_citizen_number(self) -> bool {
        match self {
            Self::ResidentId
            | Self::TempResidentId
            | Self::HouseholdRegister
            | Self::HkmoResidence
            | Self::TwResidence => true,
            Self::BirthCert
            | Self::HkmoPass
            | Self::HkmoPassNoncn
            | Self::TwPass
            | Self::ForeignPr2023
            | Self::ForeignPr2017
            | Self::PassportForeign
            | Self::PassportCn
            | Self::ForeignRp => false,
        }
    }

    /// Tells whether the number holds the date of birth; else the date must be stated.
    pub fn carries_birth(self) -> bool {
        self.has_citizen_number() || self.group() == DocumentGroup::ForeignPr
    }

    /// Tells whether the issuing state must be stated beside the number.
    pub fn needs_issuing_state(self) -> bool {
        self == Self::PassportForeign
    }

    /// Tells whether the document may be the only one; a residence permit in a passport may not.
    pub fn stands_alone(self) -> bool {
        self != Self::ForeignRp
    }

    /// Returns how long such a document lasts, in months, where that is the same for everybody.
    ///
    /// 3 for a temporary card; 60 for the non-Chinese holders of a 通行证.
    pub fn valid_months(self) -> Option<u32> {
        match self {
            Self::TempResidentId => Some(3),
            Self::HkmoPassNoncn => Some(60),
            Self::ResidentId
            | Self::HouseholdRegister
            | Self::BirthCert
            | Self::HkmoResidence
            | Self::TwResidence
            | Self::HkmoPass
            | Self::TwPass
            | Self::ForeignPr2023
            | Self::ForeignPr2017
            | Self::PassportForeign
            | Self::PassportCn
            | Self::ForeignRp => None,
        }
    }

    pub(super) fn key_space(self) -> KeySpace {
        if self.has_citizen_number() {
            KeySpace::Citizen
        } else {
            KeySpace::Own(self)
        }
    }
}

/// The kinds that a resident types at the kiosk: their numbers tell everything that is needed.
impl Shown for DocumentType {
    const SHOWN: &'static [Self] = &[Self::ResidentId, Self::HouseholdRegister];
}
