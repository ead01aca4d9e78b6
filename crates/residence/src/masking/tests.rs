use super::*;
use crate::{document::DocumentType, lists::Listed as _, policy::Policy};

const TODAY: &str = "2025-06-15";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap()
}

fn document(kind: DocumentType, number: &str) -> IdentityDocument {
    IdentityDocument::parse(kind, number, day(TODAY)).unwrap()
}

/// Reads a value as each audience of the table: public screen, owner's task, print, own data.
fn row<T>(shown: impl Fn(Audience) -> T) -> Vec<T> {
    Audience::ALL
        .iter()
        .map(|audience| shown(*audience))
        .collect()
}

#[test]
fn the_table() {
    let three = name("张小明");
    assert_eq!(
        row(|a| name_for(&three, a)),
        ["张*明", "张小明", "张*明", "张小明"]
    );

    let citizen = document(DocumentType::ResidentId, "11010519491231002X");
    let masked = "110*************2X";
    assert_eq!(
        row(|a| document_for(&citizen, a)),
        [masked, masked, masked, "11010519491231002X"]
    );

    let pass = document(DocumentType::HkmoPass, "H0000000100");
    let masked = "H0*******00";
    assert_eq!(
        row(|a| document_for(&pass, a)),
        [masked, masked, masked, "H0000000100"]
    );

    let mobile = Phone::parse("13800000000").unwrap();
    let masked = "138****0000";
    assert_eq!(
        row(|a| phone_for(&mobile, a)),
        [masked, masked, masked, "13800000000"]
    );

    let landline = Phone::parse("0660-3000000").unwrap();
    let masked = "0660-***0000";
    assert_eq!(
        row(|a| phone_for(&landline, a)),
        [masked, masked, masked, "0660-3000000"]
    );

    let address = AddressParts {
        to_community: "汕尾市城区海榕街道榕荫社区",
        building: "榕荫一路18号2栋",
        room: "301室",
    };
    let full = "汕尾市城区海榕街道榕荫社区榕荫一路18号2栋301室";
    let print = "汕尾市城区海榕街道榕荫社区榕荫一路18号2栋";
    assert_eq!(
        row(|a| address_for(address, a)),
        ["汕尾市城区海榕街道榕荫社区**室", full, print, full]
    );

    let birth = day("1990-01-01");
    assert_eq!(
        row(|a| birth_for(birth, a, day(TODAY), &Policy::GD_DEFAULT.age)),
        [
            Some(BirthShown::Year(1990)),
            Some(BirthShown::Group(AgeGroup::Adult)),
            None,
            Some(BirthShown::Date(birth)),
        ]
    );
}

#[test]
fn names_are_masked_by_what_a_reader_sees() {
    for (whole, masked) in [
        ("张", "*"),
        ("张明", "张*"),
        ("张小明", "张*明"),
        ("张小小明", "张**明"),
        ("欧阳", "欧*"),
        ("欧阳明", "欧阳*"),
        ("欧阳小明", "欧阳**"),
        ("歐陽小明", "歐陽**"),
        ("𠮷田花", "𠮷*花"),
        ("𠮷田", "𠮷*"),
        ("葛\u{e0100}明\u{e0101}", "葛\u{e0100}*"),
        (
            "葛\u{e0100}小\u{e0100}明\u{e0101}",
            "葛\u{e0100}*明\u{e0101}",
        ),
        ("阿依古丽·买买提", "阿******提"),
        ("Jose\u{301} Li", "J*****i"),
        ("", ""),
    ] {
        assert_eq!(masked_name(whole), masked, "{whole}");
    }
}

#[test]
fn what_is_too_short_is_hidden_whole() {
    assert_eq!(masked_number("12345"), "*****");
    assert_eq!(masked_number("123456"), "123*56");
    assert_eq!(masked_number(""), "");
    assert_eq!(masked_number("许可一二三四五六"), "许可一***五六");
    assert_eq!(masked_other_number("1234"), "****");
    assert_eq!(masked_other_number("12345"), "12*45");
    assert_eq!(masked_mobile("1234567"), "*******");
    assert_eq!(masked_landline("3000000"), "***0000");
    assert_eq!(masked_landline("0660-3000000-12"), "0660-***0000-**");
}

#[test]
fn a_house_of_one_dwelling_shows_no_room() {
    let address = AddressParts {
        to_community: "榕荫社区",
        building: "榕荫一路18号",
        room: "",
    };
    assert_eq!(address_for(address, Audience::PublicScreen), "榕荫社区");
    assert_eq!(
        address_for(address, Audience::Print),
        "榕荫社区榕荫一路18号"
    );
}

#[test]
fn age_groups_change_with_the_limits() {
    let group = |birth: &str| AgeGroup::of(day(birth), day(TODAY), &Policy::GD_DEFAULT.age);
    assert_eq!(group("2025-06-15"), AgeGroup::Child);
    assert_eq!(group("2011-06-16"), AgeGroup::Child);
    assert_eq!(group("2011-06-15"), AgeGroup::Youth);
    assert_eq!(group("2009-06-16"), AgeGroup::Youth);
    assert_eq!(group("2009-06-15"), AgeGroup::Adult);
    assert_eq!(group("1965-06-16"), AgeGroup::Adult);
    assert_eq!(group("1965-06-15"), AgeGroup::Elder);
}
