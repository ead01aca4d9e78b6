use super::*;

fn day(text: &str) -> NaiveDate {
    text.parse().expect(text)
}

fn today() -> NaiveDate {
    day("2025-06-15")
}

fn code(text: &str) -> DivisionCode {
    DivisionCode::parse(text).expect(text)
}

fn divisions() -> Divisions {
    Divisions::load(today()).expect("the committed files")
}

fn count(divisions: &Divisions, within: &str, level: Level) -> usize {
    let of = |division: &Division<'_>| {
        division.code.level() == level && code(within).contains(division.code)
    };
    divisions.all().filter(of).count()
}

fn names(divisions: &Divisions, of: &str) -> Vec<String> {
    let children = divisions.children(code(of), false);
    children.map(|child| child.name.to_owned()).collect()
}

#[test]
fn the_edition_is_told() {
    let edition = divisions().edition();
    assert_eq!((edition.year, edition.as_of), (2023, day("2023-06-30")));
}

/// Towns and communities of each city, as the source was counted; 124 counties with two placeholders.
#[test]
fn every_city_has_its_towns_and_communities() {
    let table = [
        ("4401", "广州市", 178, 2_851),
        ("4402", "韶关市", 112, 1_468),
        ("4403", "深圳市", 79, 788),
        ("4404", "珠海市", 31, 345),
        ("4405", "汕头市", 67, 1_091),
        ("4406", "佛山市", 41, 818),
        ("4407", "江门市", 82, 1_348),
        ("4408", "湛江市", 125, 1_992),
        ("4409", "茂名市", 127, 1_917),
        ("4412", "肇庆市", 106, 1_558),
        ("4413", "惠州市", 84, 1_364),
        ("4414", "梅州市", 117, 2_269),
        ("4415", "汕尾市", 63, 907),
        ("4416", "河源市", 101, 1_452),
        ("4417", "阳江市", 63, 878),
        ("4418", "清远市", 92, 1_235),
        ("4419", "东莞市", 36, 609),
        ("4420", "中山市", 23, 287),
        ("4451", "潮州市", 51, 1_034),
        ("4452", "揭阳市", 108, 1_651),
        ("4453", "云浮市", 71, 980),
    ];
    let divisions = divisions();
    for (city, name, towns, communities) in table {
        let found = divisions.find(code(city)).expect(city);
        assert_eq!(found.name, name);
        assert_eq!(count(&divisions, city, Level::Town), towns, "{name}");
        assert_eq!(
            count(&divisions, city, Level::Community),
            communities,
            "{name}"
        );
    }
    assert_eq!(count(&divisions, "44", Level::Prefecture), 21);
    assert_eq!(count(&divisions, "44", Level::County), 122);
    assert_eq!(count(&divisions, "44", Level::Town), 1_757);
    assert_eq!(count(&divisions, "44", Level::Community), 26_842);
}

#[test]
fn dongguan_and_zhongshan_have_no_counties() {
    let divisions = divisions();
    for city in ["4419", "4420"] {
        let children: Vec<_> = divisions.children(code(city), true).collect();
        assert!(
            children
                .iter()
                .all(|child| child.code.level() == Level::Town)
        );
        assert!(children.len() > 20);
    }
    assert_eq!(names(&divisions, "441900")[0], "东城街道");
    assert_eq!(
        divisions.find(code("441900")).map(|found| found.name),
        Some("东莞市")
    );
}

#[test]
fn the_cascade_leads_down() {
    let divisions = divisions();
    assert_eq!(
        names(&divisions, "4415"),
        ["城区", "海丰县", "陆河县", "陆丰市"]
    );
    assert_eq!(names(&divisions, "44").len(), 21);
    assert!(names(&divisions, "441521").contains(&"鮜门镇".to_owned()));
    assert!(names(&divisions, "4499").is_empty() && names(&divisions, "440103001101").is_empty());
    for parent in divisions.all() {
        for child in divisions.children(parent.code, true) {
            assert_eq!(child.code.parent(), Some(parent.code));
        }
    }
}

#[test]
fn paths_are_printed_as_people_write_them() {
    let table = [
        ("44", Some("广东省")),
        ("4415", Some("汕尾市")),
        ("441502", Some("汕尾市城区")),
        ("441900", Some("东莞市")),
        ("441900003001", Some("东莞市东城街道岗贝社区居民委员会")),
        ("442000001", Some("中山市石岐街道")),
        ("441424103203", Some("梅州市五华县转水镇輋𣒍村委会")),
        ("449900", None),
    ];
    let divisions = divisions();
    for (text, path) in table {
        assert_eq!(divisions.path(code(text)).as_deref(), path, "{text}");
    }
}

#[test]
fn odd_names_survive() {
    let divisions = divisions();
    let with = |part: &str| {
        divisions
            .all()
            .filter(|found| found.name.contains(part))
            .count()
    };
    let table = [("㘵", 10), ("㙟", 14), ("㙍", 2), ("𣒍", 1), ("(土郎)", 6)];
    for (part, expected) in table {
        assert_eq!(with(part), expected, "{part}");
    }
    assert_eq!(with("居委会会"), 0);
    let odd = |found: &Division<'_>| {
        found
            .name
            .chars()
            .any(|c| !('\u{4e00}'..='\u{9fff}').contains(&c))
    };
    assert_eq!(divisions.all().filter(odd).count(), 38);
}

#[test]
fn helpers_are_hidden_and_areas_are_flagged() {
    let divisions = divisions();
    let helpers: Vec<_> = divisions
        .all()
        .filter(|found| found.code.is_helper())
        .collect();
    let virtual_ones = helpers
        .iter()
        .filter(|found| found.code.to_string().ends_with("498"));
    assert_eq!((helpers.len(), virtual_ones.count()), (124 + 46, 46));
    assert!(helpers.iter().all(|found| found.hidden));
    let helper = code("440282400498");
    assert!(
        !divisions
            .children(code("440282400"), false)
            .any(|child| child.code == helper)
    );
    assert!(
        divisions
            .children(code("440282400"), true)
            .any(|child| child.code == helper)
    );
    let areas = |digit: &str| {
        let towns = divisions
            .all()
            .filter(|found| found.code.level() == Level::Town);
        towns
            .filter(|town| {
                town.code.is_functional() && town.code.to_string()[6..].starts_with(digit)
            })
            .count()
    };
    assert_eq!((areas("4"), areas("5")), (134, 13));
    assert!(code("441581400").is_functional());
}

const HEADER: &str = "code,op,name,parent,from,to,source\n";

fn overridden(rows: &str, on: &str) -> Result<Divisions, LoadError> {
    Divisions::with_overrides(&format!("{HEADER}{rows}"), day(on))
}

#[test]
fn overrides_hold_from_their_day_to_their_day() {
    let row = "441502001,rename,新名街道,,2025-01-02,2025-03-04,test";
    let name = |on: &str| {
        let divisions = overridden(row, on).expect("a good row");
        divisions
            .find(code("441502001"))
            .expect("still there")
            .name
            .to_owned()
    };
    for (on, renamed) in [
        ("2025-01-01", false),
        ("2025-01-02", true),
        ("2025-03-04", true),
        ("2025-03-05", false),
    ] {
        assert_eq!(name(on) == "新名街道", renamed, "{on}");
    }
}

#[test]
fn each_operation_does_what_it_says() {
    let rows = "441502001999,add,新设社区,,,,test\n\
                441502001,alias,老名,,,,test\n\
                441521,rename,海丰区,,,,test\n\
                441523,close,,,,,test\n\
                441521102,merge,,441521103,,,test\n";
    let divisions = overridden(rows, "2025-01-01").expect("good rows");
    let added = divisions.find(code("441502001999")).expect("added");
    assert_eq!((added.name, added.hidden), ("新设社区", false));
    assert!(
        divisions
            .children(code("441502001"), false)
            .any(|child| child == added)
    );
    assert_eq!(
        divisions.path(code("441521103")),
        Some(format!(
            "汕尾市海丰区{}",
            divisions.find(code("441521103")).expect("kept").name
        ))
    );
    assert_eq!(names(&divisions, "4415"), ["城区", "海丰区", "陆丰市"]);
    assert!(
        divisions
            .find(code("441523"))
            .expect("still understood")
            .hidden
    );
    assert!(
        divisions
            .find(code("441521102"))
            .expect("still understood")
            .hidden
    );
    let others = |of: &str| {
        divisions
            .other_names(code(of))
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let merged = self::divisions();
    let merged = merged.find(code("441521102")).expect("in the edition").name;
    assert_eq!(others("441502001"), ["老名"]);
    assert_eq!(others("441521"), ["海丰县"]);
    assert_eq!(others("441521103"), [merged]);
    assert!(others("441502").is_empty());
}

#[test]
fn wrong_overrides_are_named() {
    use OverrideError::{Code, Date, Empty, Fields, Op};
    let table = [
        ("441502,rename,x,,,", Fields(2)),
        ("4415022,rename,x,,,,s", Code(2)),
        ("449902,rename,x,,,,s", Code(2)),
        ("441502,add,x,,,,s", Code(2)),
        ("449902,add,x,,,,s", Code(2)),
        ("441502,merge,,,,,s", Code(2)),
        ("441502,merge,,449902,,,s", Code(2)),
        ("441502,rename,,,,,s", Empty(2)),
        ("441502,rename,x,,,,", Empty(2)),
        ("441502,move,x,,,,s", Op(2)),
        ("441502,close,,,2025-13-01,,s", Date(2)),
        ("441502,close,,,,soon,s", Date(2)),
    ];
    for (row, error) in table {
        let found = overridden(row, "2025-01-01").err();
        assert_eq!(found, Some(LoadError::Override(error)), "{row}");
    }
}

#[test]
fn a_damaged_tree_is_refused() {
    for (text, line) in [
        ("", 1),
        ("2023", 1),
        ("2023 2023-06-30\nxx汕尾市", 2),
        ("2023 2023-06-30\n1", 2),
        ("2023 2023-06-30\n\t\t\t\t\t1x", 2),
    ] {
        assert_eq!(
            Divisions::read(text).err(),
            Some(LoadError::Line(line)),
            "{text:?}"
        );
    }
}
