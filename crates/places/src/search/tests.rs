use std::sync::LazyLock;

use proptest::prelude::*;

use super::*;

const STREETS: [(&str, &str, &str); 12] = [
    ("SW000001", "441502001001", "榕荫路18号"),
    ("SW000002", "441502001001", "榕荫路18号附1号"),
    ("SW000003", "441502001001", "榕荫路18号2栋1单元301房"),
    ("SW000004", "441502001001", "榕荫路18号2栋1单元302房"),
    ("SW000005", "441502001001", "榕荫路20号"),
    ("SW000006", "441502001001", "榕荫二巷5号"),
    ("SW000007", "441502001002", "海晏花园A座1203房"),
    ("SW000008", "441502001002", "12号"),
    ("44-99-0018", "449900001", "鹏城县榕荫街道31号"),
    ("SZ000001", "440304004033", "榕荫路18号"),
    ("SW000010", "440282400498", "园区一路3号"),
    ("SW000011", "441502001003", "A区3栋"),
];

fn divisions() -> Divisions {
    Divisions::load("2025-06-15".parse().expect("a day")).expect("the committed files")
}

fn index_of(houses: &[(&str, &str, &str)]) -> Index {
    let aliases = vec!["老邮局".to_owned()];
    let told: Vec<_> = houses
        .iter()
        .map(|(code, division, line)| {
            let division = DivisionCode::parse(division).expect(division);
            (HouseCode::parse(code).expect(code), division, *line)
        })
        .collect();
    let entries = told.iter().map(|(code, division, line)| HouseEntry {
        code,
        division: *division,
        line,
        aliases: if line.contains("20号") {
            &aliases
        } else {
            &[]
        },
    });
    Index::new(divisions(), entries)
}

static ALONE: LazyLock<Index> = LazyLock::new(|| index_of(&[]));
static TOWN: LazyLock<Index> = LazyLock::new(|| index_of(&STREETS));

fn codes(index: &Index, query: &str, near: Option<&str>) -> Vec<String> {
    let near = near.map(|code| DivisionCode::parse(code).expect(code));
    let found = index.search(query, Options { limit: 10, near });
    found.iter().map(|found| found.place.to_string()).collect()
}

/// What a person in a hurry types, and what must come first.
#[test]
fn people_find_their_place() {
    let table = [
        ("海丰", "441521"),
        ("haifeng", "441521"),
        ("HAI FENG", "441521"),
        ("hǎi fēng xiàn", "441521"),
        ("hf", "441521"),
        ("shanweichengqu", "441502"),
        ("swcq", "441502"),
        ("广东省汕尾市城区", "441502"),
        ("汕尾城曲", "441502"),
        ("海奉", "441521"),
        ("hiafeng", "441521"),
        ("haifen", "441521"),
        ("番禺", "440113"),
        ("panyu", "440113"),
        ("黄埔区", "440112"),
        ("黄浦区", "440112"),
        ("huangpu", "440112"),
        ("东莞 长安镇", "441900119"),
        ("长安镇 东莞", "441900119"),
        ("dg chang'an", "441900119"),
        ("dongguan changan zhen", "441900119"),
        ("东莞市东莞市长安镇", "441900119"),
        ("sz福田", "440304"),
        ("何㘵", "440111113208"),
        ("𣒍", "441424103203"),
        ("輋𣒍村", "441424103203"),
        ("(土郎)头", "445321101209"),
        ("土郎头村", "445321101209"),
        ("塘㙍镇", "440883107"),
        ("南漖社区居委会会", "440103021001"),
        ("南漖居委会", "440103021001"),
        ("441581", "441581"),
        ("441900", "4419"),
        ("4415810", "441581001"),
        ("汕尾红草", "441502100"),
        ("汕尾红革镇", "441502100"),
    ];
    for (query, first) in table {
        let found = codes(&ALONE, query, None);
        assert_eq!(
            found.first().map(String::as_str),
            Some(first),
            "{query}: {found:?}"
        );
    }
}

#[test]
fn compositions_are_found_by_their_sound() {
    for query in ["langtou cun xinxing", "云浮新兴langtou", "新兴郎头"] {
        assert!(
            codes(&ALONE, query, None).contains(&"445321101209".to_owned()),
            "{query}"
        );
    }
}

#[test]
fn houses_are_found_by_street_and_numbers() {
    let table = [
        ("榕荫路18号", "SW000001"),
        ("汕尾榕荫路18", "SW000001"),
        ("ryl18", "SW000001"),
        ("榕荫路18号2栋301", "SW000003"),
        ("rongyinlu 18 302", "SW000004"),
        ("rongyinlu18hao2dong1danyuan302fang", "SW000004"),
        ("榕萌路18号附1", "SW000002"),
        ("绒荫路20", "SW000005"),
        ("榕荫2巷5号", "SW000006"),
        ("海晏花园a座1203", "SW000007"),
        ("haiyanhuayuan a 1203", "SW000007"),
        ("44990018", "44-99-0018"),
        ("44-99-0018", "44-99-0018"),
        ("鹏城县榕荫街道31", "44-99-0018"),
        ("sw000008", "SW000008"),
        ("老邮局", "SW000005"),
        ("A区3栋", "SW000011"),
        ("shenzhen rongyinlu 18", "SZ000001"),
    ];
    for (query, first) in table {
        let found = codes(&TOWN, query, Some("4415"));
        assert_eq!(
            found.first().map(String::as_str),
            Some(first),
            "{query}: {found:?}"
        );
    }
}

#[test]
fn a_number_that_is_not_registered_leads_to_its_street() {
    let found = TOWN.search("榕荫路99号", Options::default());
    assert!(
        found.iter().any(|found| found.name == "榕荫路18号"),
        "{found:?}"
    );
    assert!(found.iter().all(|found| found.score < 70));
}

#[test]
fn answers_are_told_in_full() {
    let found = |query: &str| {
        TOWN.search(
            query,
            Options {
                limit: 1,
                near: DivisionCode::parse("4415").ok(),
            },
        )
        .into_iter()
        .next()
    };
    let city = found("汕尾城区").expect("found");
    assert_eq!(
        (city.name.as_str(), city.path.as_str(), city.score),
        ("城区", "汕尾市城区", 100)
    );
    assert_eq!(
        city.place,
        Place::Division(DivisionCode::parse("441502").expect("a code"))
    );
    let house = found("榕荫路18号2栋1单元302房").expect("found");
    assert_eq!(house.place.to_string(), "SW000004");
    assert_eq!(house.name, "榕荫路18号2栋1单元302房");
    assert!(
        house.path.starts_with("汕尾市城区") && house.path.ends_with("榕荫路18号2栋1单元302房")
    );
    let stray = found("44-99-0018").expect("found");
    assert_eq!(stray.path, "鹏城县榕荫街道31号");
    assert_eq!(found("榕荫路18").expect("found").score, 100);
    assert_eq!(found("ryl18").expect("found").score, 100);
}

#[test]
fn what_is_near_comes_first_among_equals() {
    assert_eq!(
        codes(&TOWN, "榕荫路18号", Some("4403"))
            .first()
            .map(String::as_str),
        Some("SZ000001")
    );
    assert_eq!(
        codes(&TOWN, "榕荫路18号", Some("441502"))
            .first()
            .map(String::as_str),
        Some("SW000001")
    );
    assert_eq!(
        codes(&ALONE, "新港", Some("4415"))
            .first()
            .map(String::as_str),
        Some("441502001")
    );
    assert_eq!(
        codes(&ALONE, "广州", Some("4415"))
            .first()
            .map(String::as_str),
        Some("4401")
    );
}

#[test]
fn helpers_are_listed_only_when_a_house_uses_them() {
    let query = "东莞大岭山（南雄）产业转移工业园虚拟社区";
    assert!(!codes(&ALONE, query, None).contains(&"440282400498".to_owned()));
    assert!(codes(&TOWN, query, None).contains(&"440282400498".to_owned()));
    assert!(!codes(&ALONE, "440282400498", None).contains(&"440282400498".to_owned()));
    assert_eq!(
        codes(&TOWN, "南雄园区1路3号", None)
            .first()
            .map(String::as_str),
        Some("SW000010")
    );
}

#[test]
fn lists_are_as_long_as_wanted_and_repeat() {
    let count = |limit: usize| ALONE.search("新村", Options { limit, near: None }).len();
    assert_eq!((count(0), count(1), count(7)), (0, 1, 7));
    assert!(count(usize::MAX) <= LIMIT_MAX);
    let found = ALONE.search(
        "新村",
        Options {
            limit: 50,
            near: None,
        },
    );
    assert_eq!(
        found,
        ALONE.search(
            "新村",
            Options {
                limit: 50,
                near: None
            }
        )
    );
    assert!(found.windows(2).all(|pair| pair[0].score >= pair[1].score));
    let places: BTreeSet<_> = found.iter().map(|found| &found.place).collect();
    assert_eq!(places.len(), found.len());
}

#[test]
fn nothing_is_found_for_nothing() {
    for query in [
        "",
        " ",
        "!?",
        "\u{0}",
        "€",
        "привет",
        "vvvvvvvv",
        &"海".repeat(10_000),
    ] {
        let found = codes(&TOWN, query, None);
        assert!(found.is_empty(), "{query}: {found:?}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn any_text_is_answered(query in "\\PC{0,80}") {
        assert!(codes(&TOWN, &query, None).len() <= 10);
    }

    #[test]
    fn anything_like_an_address_is_answered(query in "[a-z0-9 海丰汕尾城区榕荫路号栋'·（）㘵𣒍-]{1,70}") {
        assert!(codes(&TOWN, &query, Some("4415")).len() <= 10);
    }

    #[test]
    fn each_division_is_found_by_its_path(place in 1_u32..28_000) {
        let division = ALONE.divisions.at(place).expect("there are more");
        let path = ALONE.divisions.path(division.code).expect("it is known");
        let found = codes(&ALONE, &path, None);
        prop_assert!(division.hidden || found.contains(&division.code.to_string()), "{} {:?}", path, found);
    }
}
