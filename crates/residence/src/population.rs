//! To which part of the actual population (实有人口) a person belongs.

use crate::{
    division::Division,
    document::{DocumentGroup, DocumentType},
    lists::named,
    policy::FloatingRule,
};

named! {
    /// The actual population (实有人口), as registration and permit divide it.
    ///
    /// Local holders need no permit; residents of Hong Kong, Macao and Taiwan have one of their own,
    /// issued at a police counter; foreigners report the lodging within 24 hours (出境入境管理法 art. 39).
    Population {
        LocalHukou = "LOCAL_HUKOU", "本市户籍人口", "registered in this city";
        Floating = "FLOATING", "流动人口", "registered elsewhere on the mainland";
        HkMacaoTw = "HK_MACAO_TW", "港澳台居民", "resident of Hong Kong, Macao or Taiwan";
        Foreign = "FOREIGN", "外国人", "foreign national";
        ForeignPr = "FOREIGN_PR", "永久居留外国人", "foreign permanent resident";
    }
}

/// Computes the population of a person from their document and their registered address
/// (户籍地址), as declared and verified.
///
/// The first six digits of the citizen number are never asked: they tell where the number was
/// given and stay for life (居民身份证法 art. 3). `None` while the registered address of a
/// mainland person is not known.
pub fn population(
    document: DocumentType,
    registered: Option<Division>,
    served: Division,
    rule: FloatingRule,
) -> Option<Population> {
    match document.group() {
        // 华侨 without an identity card are citizens, and registered somewhere or not yet.
        DocumentGroup::Mainland | DocumentGroup::OverseasCn => {
            registered.map(|registered| mainland(registered, served, rule))
        }
        DocumentGroup::HkMacaoTw => Some(Population::HkMacaoTw),
        // Foreign nationals who live in Hong Kong or Macao for good (出境入境管理法 art. 39).
        DocumentGroup::HkMacaoNonCn | DocumentGroup::Foreign => Some(Population::Foreign),
        DocumentGroup::ForeignPr => Some(Population::ForeignPr),
    }
}

fn mainland(registered: Division, served: Division, rule: FloatingRule) -> Population {
    let local = match rule {
        FloatingRule::OtherPrefecture => registered.city() == served.city(),
        FloatingRule::OtherCityOrCounty => registered.is_same_city_or_county(served),
    };
    if local {
        Population::LocalHukou
    } else {
        Population::Floating
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Division {
        Division::parse(text).unwrap()
    }

    /// domain.md 1.1: the registered address decides, by prefecture in Guangdong and by city or
    /// county in the nation.
    #[test]
    fn the_registered_address_decides() {
        use Population::{Floating, LocalHukou};
        for (registered, served, province, nation) in [
            ("430102", "441502", Floating, Floating),
            ("440300", "441502", Floating, Floating),
            ("441502", "441502", LocalHukou, LocalHukou),
            ("441521", "441502", LocalHukou, Floating),
            ("440103", "440106", LocalHukou, LocalHukou),
            ("441521", "4415", LocalHukou, LocalHukou),
            ("441900", "4419", LocalHukou, LocalHukou),
            ("442000", "4419", Floating, Floating),
            ("441900", "442000", Floating, Floating),
        ] {
            for document in [DocumentType::ResidentId, DocumentType::HouseholdRegister] {
                let by = |rule| population(document, Some(place(registered)), place(served), rule);
                let case = format!("{registered} in {served}");
                assert_eq!(by(FloatingRule::OtherPrefecture), Some(province), "{case}");
                assert_eq!(by(FloatingRule::OtherCityOrCounty), Some(nation), "{case}");
            }
        }
    }

    /// domain.md 2.1: who holds a document of other groups is known from the document alone.
    #[test]
    fn other_groups_are_known_from_the_document() {
        for (document, expected) in [
            (DocumentType::ResidentId, None),
            (DocumentType::BirthCert, None),
            (DocumentType::PassportCn, None),
            (DocumentType::HkmoResidence, Some(Population::HkMacaoTw)),
            (DocumentType::TwResidence, Some(Population::HkMacaoTw)),
            (DocumentType::HkmoPass, Some(Population::HkMacaoTw)),
            (DocumentType::TwPass, Some(Population::HkMacaoTw)),
            (DocumentType::HkmoPassNoncn, Some(Population::Foreign)),
            (DocumentType::PassportForeign, Some(Population::Foreign)),
            (DocumentType::ForeignRp, Some(Population::Foreign)),
            (DocumentType::ForeignPr2017, Some(Population::ForeignPr)),
            (DocumentType::ForeignPr2023, Some(Population::ForeignPr)),
        ] {
            let rule = FloatingRule::OtherPrefecture;
            assert_eq!(population(document, None, place("4415"), rule), expected);
            let local = population(document, Some(place("441502")), place("4415"), rule);
            let registered = expected.unwrap_or(Population::LocalHukou);
            assert_eq!(local, Some(registered), "{document:?}");
        }
    }
}
