//! To which part of the actual population (实有人口) a person belongs.

use crate::{division::Division, document::DocumentType, lists::listed, policy::FloatingRule};

listed! {
    /// The actual population, as registration and permit divide it.
    Population {
        /// 本市户籍人口: registered in this city; needs no permit.
        LocalHukou = "LOCAL_HUKOU",
        /// 流动人口: registered elsewhere on the mainland.
        Floating = "FLOATING",
        /// 港澳台居民: has a permit of its own, issued at a police counter.
        HkMacaoTw = "HK_MACAO_TW",
        /// 外国人: reports the lodging within 24 hours (出境入境管理法 art. 39).
        Foreign = "FOREIGN",
        /// 永久居留外国人.
        ForeignPr = "FOREIGN_PR",
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
    match document {
        DocumentType::ResidentId | DocumentType::HouseholdRegister => {
            registered.map(|registered| mainland(registered, served, rule))
        }
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

    #[test]
    fn nothing_is_guessed_without_a_registered_address() {
        let served = place("4415");
        let guess = population(
            DocumentType::ResidentId,
            None,
            served,
            FloatingRule::OtherPrefecture,
        );
        assert_eq!(guess, None);
    }
}
