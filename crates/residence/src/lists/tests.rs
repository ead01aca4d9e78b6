//! The tables of domain.md 5.6, row by row.

use std::{collections::BTreeSet, fmt::Debug};

use super::*;
use crate::{
    document::{DocumentGroup, DocumentType, DocumentWarning, Sex},
    masking::{AgeGroup, Audience},
    phone::{PhoneKind, PhoneWarning},
    policy::ProfileName,
};

fn round_trip<T: Listed + PartialEq + Debug>() {
    let codes: BTreeSet<&str> = T::ALL.iter().map(|member| member.code()).collect();
    assert_eq!(codes.len(), T::ALL.len(), "a code is given twice");
    for member in T::ALL {
        assert_eq!(T::from_code(member.code()), Some(*member));
    }
    assert_eq!(T::from_code("no such code"), None);
    assert_eq!(T::from_code(""), None);
}

#[test]
fn codes_come_back() {
    round_trip::<DwellingType>();
    round_trip::<ResidenceReason>();
    round_trip::<Relation>();
    round_trip::<RejectionReason>();
    round_trip::<CancellationCategory>();
    round_trip::<PermitCategory>();
    round_trip::<VisitPurpose>();
    round_trip::<BuildingUse>();
    round_trip::<DocumentType>();
    round_trip::<DocumentGroup>();
    round_trip::<DocumentWarning>();
    round_trip::<Sex>();
    round_trip::<PhoneKind>();
    round_trip::<PhoneWarning>();
    round_trip::<Audience>();
    round_trip::<AgeGroup>();
    round_trip::<ProfileName>();
}

fn names<T: Named>() -> Vec<(&'static str, &'static str, &'static str)> {
    T::ALL
        .iter()
        .map(|member| (member.code(), member.zh(), member.en()))
        .collect()
}

type Row = (
    &'static str,
    &'static str,
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
);

const REASONS: [Row; 17] = [
    ("WORK", "务工", "employment", Some("1"), Some("01")),
    ("FARM", "务农", "farming", Some("2"), Some("02")),
    ("BUSINESS", "经商", "business", Some("3"), Some("03")),
    ("SERVICE", "服务", "service trade", Some("4"), None),
    (
        "OFFICIAL_TRIP",
        "因公出差",
        "official trip",
        Some("5"),
        None,
    ),
    ("TRANSFER", "工作调动", "job transfer", None, Some("09")),
    (
        "STUDY",
        "学习培训",
        "study, training",
        Some("6"),
        Some("04"),
    ),
    (
        "STUDENT",
        "在校学生",
        "enrolled student",
        Some("13"),
        Some("04"),
    ),
    ("MEDICAL", "治病疗养", "medical", Some("7"), Some("07")),
    ("HOUSEKEEPER", "保姆", "domestic helper", Some("8"), None),
    (
        "JOIN_RELATIVES",
        "投靠亲友",
        "living with relatives",
        Some("9"),
        Some("08"),
    ),
    ("ACCOMPANY", "随迁", "moving with family", None, Some("06")),
    ("MARRIAGE", "婚嫁", "marriage", None, Some("05")),
    ("VISIT", "探亲访友", "visiting", Some("10"), None),
    ("TOURISM", "旅游观光", "tourism", Some("11"), None),
    ("PETITION", "自报来访", "petition visit", Some("12"), None),
    ("OTHER", "其他", "other", Some("14"), Some("99")),
];

#[test]
fn reasons_of_residence() {
    let rows: Vec<Row> = ResidenceReason::ALL
        .iter()
        .map(|reason| {
            let (code, zh, en) = (reason.code(), reason.zh(), reason.en());
            (code, zh, en, reason.shenzhen_code(), reason.gbt31000())
        })
        .collect();
    assert_eq!(rows, REASONS);
    let tiles: Vec<&str> = ResidenceReason::SHOWN.iter().map(|r| r.zh()).collect();
    assert_eq!(
        tiles,
        [
            "务工",
            "经商",
            "在校学生",
            "学习培训",
            "随迁",
            "治病疗养",
            "探亲访友",
            "其他"
        ]
    );
    let hidden = ResidenceReason::ALL.iter().filter(|r| r.is_hidden());
    assert_eq!(hidden.collect::<Vec<_>>(), [&ResidenceReason::Petition]);
    assert_eq!(ResidenceReason::from_shown_code("PETITION"), None);
    assert_eq!(
        ResidenceReason::from_shown_code("VISIT"),
        Some(ResidenceReason::Visit)
    );
}

#[test]
fn kinds_of_dwelling() {
    let rows: Vec<_> = DwellingType::ALL
        .iter()
        .map(|kind| (kind.gbt31000(), kind.zh(), kind.en(), kind.code()))
        .collect();
    assert_eq!(
        rows,
        [
            ("01", "自购房屋", "own purchased home", "OWNED"),
            ("02", "租赁房屋", "rented home", "RENTED"),
            ("03", "寄宿", "boarding", "BOARDING"),
            ("04", "借住", "lent, living with others", "BORROWED"),
            ("05", "单位宿舍", "employer dormitory", "UNIT_DORM"),
            (
                "06",
                "临时性宿舍",
                "temporary dormitory (site)",
                "TEMP_DORM"
            ),
            ("07", "农民工公寓", "migrant workers' flats", "WORKER_FLAT"),
            ("05", "学校宿舍", "school dormitory", "SCHOOL_DORM"),
            ("01", "自建房", "self-built home", "SELF_BUILT"),
            ("99", "其他", "other", "OTHER"),
        ]
    );
    let tiles: Vec<&str> = DwellingType::SHOWN.iter().map(|d| d.code()).collect();
    assert_eq!(
        tiles,
        [
            "RENTED",
            "OWNED",
            "BORROWED",
            "UNIT_DORM",
            "SELF_BUILT",
            "SCHOOL_DORM",
            "BOARDING",
            "OTHER"
        ]
    );
}

/// The whole table of GB/T 4761-2008 as domain.md lists it.
const RELATIONS: &str = "01 本人, 02 户主; 10 配偶, 11 夫, 12 妻; 20 子, 21 独生子, 22 长子, \
23 次子, 24 三子, 25 四子, 26 五子, 27 养子或继子, 28 女婿, 29 其他儿子; 30 女, 31 独生女, \
32 长女, 33 次女, 34 三女, 35 四女, 36 五女, 37 养女或继女, 38 儿媳, 39 其他女儿; \
40 孙子、孙女或外孙子、外孙女, 41 孙子, 42 孙女, 43 外孙子, 44 外孙女, 45 孙媳妇或外孙媳妇, \
46 孙女婿或外孙女婿, 47 曾孙子或外曾孙子, 48 曾孙女或外曾孙女, 49 其他; 50 父母, 51 父亲, 52 母亲, \
53 公公, 54 婆婆, 55 岳父, 56 岳母, 57 继父或养父, 58 继母或养母, 59 其他父母关系; \
60 祖父母或外祖父母, 61 祖父, 62 祖母, 63 外祖父, 64 外祖母, 65 配偶的祖父母或外祖父母, 66 曾祖父, \
67 曾祖母, 68 配偶的曾祖父母或外曾祖父母, 69 其他; 70 兄弟姐妹, 71 兄, 72 嫂, 73 弟, 74 弟媳, \
75 姐姐, 76 姐夫, 77 妹妹, 78 妹夫, 79 其他; 80 其他, 81 伯父, 82 伯母, 83 叔父, 84 婶母, 85 舅父, \
86 舅母, 87 姨父, 88 姨母, 89 姑父, 90 姑母, 91 堂兄弟、堂姐妹, 92 表兄弟、表姐妹, 93 侄子, 94 侄女, \
95 外甥, 96 外甥女, 97 其他亲属, 99 非亲属";

#[test]
fn relations_of_the_standard() {
    let table: Vec<(&str, &str)> = RELATIONS
        .split([',', ';'])
        .map(|row| row.trim().split_once(' ').unwrap())
        .collect();
    let ours: Vec<(&str, &str)> = Relation::ALL.iter().map(|r| (r.code(), r.zh())).collect();
    assert_eq!(ours, table);
    assert_eq!(Relation::from_code("98"), None);
    for relation in Relation::ALL {
        let number: u32 = relation.code().parse().unwrap();
        assert_eq!(relation.is_near(), (10..=79).contains(&number), "{number}");
    }
    let english: BTreeSet<&str> = Relation::ALL.iter().map(|relation| relation.en()).collect();
    assert_eq!(english.len(), Relation::ALL.len(), "an English name twice");
    let shown: Vec<_> = Relation::SHOWN.iter().map(|r| (r.code(), r.en())).collect();
    assert_eq!(
        shown,
        [
            ("10", "spouse"),
            ("20", "son"),
            ("30", "daughter"),
            ("40", "grandchild"),
            ("50", "parent"),
            ("60", "grandparent"),
            ("70", "sibling"),
            ("97", "other relative"),
            ("99", "not related"),
        ]
    );
}

#[test]
fn reasons_of_refusal_and_cancellation() {
    assert_eq!(
        names::<RejectionReason>(),
        [
            (
                "NOT_LIVING_HERE",
                "非本房屋居住人",
                "does not live in this home"
            ),
            ("WRONG_ROOM", "房号有误", "wrong room number"),
            ("WRONG_PERSON", "身份信息有误", "wrong identity"),
            ("CONTRACT_ENDED", "租约已结束", "the contract has ended"),
            ("NOT_MY_HOUSE", "非本人房屋", "not my house"),
            ("OTHER", "其他", "other"),
        ]
    );
    for reason in RejectionReason::ALL {
        let other = *reason == RejectionReason::Other;
        assert_eq!(reason.needs_note(), other);
        assert_eq!(RejectionReason::SHOWN.contains(reason), !other);
        let not_mine = *reason == RejectionReason::NotMyHouse;
        assert_eq!(reason.opens_ownership_review(), not_mine);
    }
    let exported: Vec<_> = CancellationCategory::ALL
        .iter()
        .map(|c| (c.code(), c.gat2000_25(), c.zh(), c.en()))
        .collect();
    assert_eq!(
        exported,
        [
            ("DEATH", Some("1"), "死亡", "death"),
            ("MISSING", Some("2"), "失踪", "missing"),
            ("MOVED_AWAY", Some("3"), "迁出(离开)本地", "moved away"),
            (
                "BECAME_LOCAL",
                None,
                "转为本地户籍人口",
                "became a local registrant"
            ),
            ("OTHER", None, "其他", "other"),
        ]
    );
}

#[test]
fn other_lists_of_the_standard() {
    assert_eq!(
        names::<PermitCategory>(),
        [
            ("01", "居住证", "residence permit"),
            ("02", "暂住证", "temporary residence permit"),
            ("99", "其他", "other"),
        ]
    );
    assert_eq!(
        names::<VisitPurpose>(),
        [
            ("01", "商务", "business"),
            ("02", "就业", "employment"),
            ("03", "学习", "study"),
            ("04", "定居", "settlement"),
            ("05", "探亲", "visiting family"),
            ("99", "其他", "other"),
        ]
    );
    assert_eq!(
        names::<BuildingUse>(),
        [
            ("01", "住宅", "dwelling"),
            ("02", "商业", "commerce"),
            ("03", "办公", "office"),
            ("04", "工业", "industry"),
            ("05", "仓储", "storage"),
            ("06", "商住混用", "shop and home"),
            ("99", "其他", "other"),
        ]
    );
}

#[test]
fn ethnic_groups() {
    let name = |code: &str| EthnicGroup::from_code(code).map(|group| (group.code(), group.zh()));
    for (code, zh) in [
        ("01", "汉"),
        ("08", "壮"),
        ("22", "畲"),
        ("50", "塔塔尔"),
        ("56", "基诺"),
        ("97", "其他"),
        ("98", "外国血统"),
    ] {
        assert_eq!(name(code), Some((code.to_owned(), zh)));
    }
    for none in ["00", "57", "96", "99", "1", "001", "+1", "汉", ""] {
        assert_eq!(name(none), None, "{none}");
    }
    let all = (0..100).filter_map(|n| EthnicGroup::from_code(&format!("{n:02}")));
    assert_eq!(all.map(EthnicGroup::zh).collect::<BTreeSet<_>>().len(), 58);
}
