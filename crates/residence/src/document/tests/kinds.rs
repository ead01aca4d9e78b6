//! What follows from the kind alone, the hints, and what is stated.

use super::*;
use crate::lists::{Named as _, Shown as _};
use DocumentError::{BirthDate, Checksum, Format, Mismatch, Old15, Region};
use DocumentGroup as Group;

/// Writes what follows from a kind: code, name, GA/T 517, group, and the facts that hold.
fn row(kind: DocumentType) -> String {
    let facts = [
        (kind.has_citizen_number(), " citizen"),
        (kind.carries_birth(), " birth"),
        (kind.needs_issuing_state(), " state"),
        (kind.stands_alone(), " alone"),
    ];
    let held: String = facts
        .iter()
        .filter(|(holds, _)| *holds)
        .map(|(_, word)| *word)
        .collect();
    let months = kind
        .valid_months()
        .map_or(String::new(), |months| format!(" {months}"));
    let (code, zh, group) = (kind.code(), kind.zh(), kind.group().code());
    format!(
        "{code} {zh} {} {group}{held}{months}",
        kind.gat517().unwrap_or("–")
    )
}

#[test]
fn the_table_of_kinds() {
    let rows: Vec<String> = Kind::ALL.iter().map(|kind| row(*kind)).collect();
    assert_eq!(
        rows,
        [
            "RESIDENT_ID 居民身份证 111 MAINLAND citizen birth alone",
            "TEMP_RESIDENT_ID 临时居民身份证 112 MAINLAND citizen birth alone 3",
            "HOUSEHOLD_REGISTER 居民户口簿 113 MAINLAND citizen birth alone",
            "BIRTH_CERT 出生医学证明 – MAINLAND alone",
            "HKMO_RESIDENCE 港澳居民居住证 – HK_MACAO_TW citizen birth alone",
            "TW_RESIDENCE 台湾居民居住证 – HK_MACAO_TW citizen birth alone",
            "HKMO_PASS 港澳居民来往内地通行证 516 HK_MACAO_TW alone",
            "HKMO_PASS_NONCN 港澳居民来往内地通行证(非中国籍) – HK_MACAO_NONCN alone 60",
            "TW_PASS 台湾居民来往大陆通行证 511 HK_MACAO_TW alone",
            "FOREIGN_PR_2023 外国人永久居留身份证(2023版) 553 FOREIGN_PR birth alone",
            "FOREIGN_PR_2017 外国人永久居留身份证(2017版) 553 FOREIGN_PR birth alone",
            "PASSPORT_FOREIGN 外国护照 414 FOREIGN state alone",
            "PASSPORT_CN 中国护照 414 OVERSEAS_CN alone",
            "FOREIGN_RP 外国人居留许可 554 FOREIGN",
        ]
    );
    assert_eq!(Kind::SHOWN, [Kind::ResidentId, Kind::HouseholdRegister]);
    let english: std::collections::BTreeSet<_> = Kind::ALL.iter().map(|kind| kind.en()).collect();
    assert_eq!(english.len(), 14);
    assert_eq!(Group::HkMacaoTw.zh(), "港澳台居民");
    assert_eq!(Group::Foreign.en(), "foreign national");
}

#[test]
fn sexes_and_warnings_have_their_words() {
    assert_eq!(
        (Sex::Male.gbt2261(), Sex::Male.zh(), Sex::Male.en()),
        ("1", "男", "male")
    );
    assert_eq!((Sex::Female.gbt2261(), Sex::Female.code()), ("2", "F"));
    let codes: Vec<&str> = DocumentWarning::ALL.iter().map(|w| w.code()).collect();
    assert_eq!(
        codes,
        [
            "DIVISION_UNKNOWN",
            "NATIONALITY_UNKNOWN",
            "PROVINCE_UNKNOWN",
            "LEGACY_FORMAT"
        ]
    );
    assert_eq!(LegacyFormat.zh(), "旧版号码格式");
    assert_eq!(ProvinceUnknown.en(), "province code unknown");
    let errors = [Format, Region, BirthDate, Checksum, Old15, Mismatch].map(|e| e.to_string());
    assert_eq!(
        errors,
        [
            "ID_FORMAT",
            "ID_REGION",
            "ID_BIRTHDATE",
            "ID_CHECKSUM",
            "ID_OLD_15",
            "ID_MISMATCH"
        ]
    );
}

#[test]
fn one_person_is_known_across_papers_of_one_numbering_only() {
    let id = parse(Kind::ResidentId, "449900199001010017").unwrap();
    let register = parse(Kind::HouseholdRegister, "449900199001010017").unwrap();
    assert!(id.names_same_person(&register));
    assert!(id != register);
    let pass = parse(Kind::TwPass, "00000001").unwrap();
    let paper = parse(Kind::ForeignRp, "00000001").unwrap();
    assert!(!pass.names_same_person(&paper));
}

#[test]
fn a_wrong_choice_is_named() {
    for (text, kind) in [
        ("449900199001010017", Some(Kind::ResidentId)),
        ("44990019900101001 0", Some(Kind::ResidentId)),
        ("820000190101010017", Some(Kind::HkmoResidence)),
        ("830000190101010019", Some(Kind::TwResidence)),
        ("944990190101010012", Some(Kind::ForeignPr2023)),
        ("710105199001010012", None),
        ("H00000001", Some(Kind::HkmoPass)),
        ("MA0000001", Some(Kind::HkmoPassNoncn)),
        ("00000001", Some(Kind::TwPass)),
        ("KAZ110090123105", Some(Kind::ForeignPr2017)),
        ("Z449999999", Some(Kind::BirthCert)),
        ("G00000001", Some(Kind::PassportCn)),
        ("", None),
        ("粤A12345", None),
    ] {
        assert_eq!(suggested_type(text, day(TODAY)), kind, "{text}");
    }
}

#[test]
fn what_is_stated_must_be_what_the_number_tells() {
    let number = "449900199001010017";
    let check = |stated: Stated| {
        IdentityDocument::parse_stated(Kind::ResidentId, number, &stated, day(TODAY)).map(|_| ())
    };
    let (birth, other) = (day("1990-01-01"), day("1990-01-02"));
    assert_eq!(check(Stated::default()), Ok(()));
    assert_eq!(
        check(Stated::default().with_birth(birth).with_sex(Sex::Male)),
        Ok(())
    );
    assert_eq!(check(Stated::default().with_birth(other)), Err(Mismatch));
    assert_eq!(
        check(Stated::default().with_sex(Sex::Female)),
        Err(Mismatch)
    );
    let wrong_check = IdentityDocument::parse_stated(
        Kind::ResidentId,
        "449900199001010010",
        &Stated::default().with_birth(other),
        day(TODAY),
    );
    assert_eq!(wrong_check, Err(Checksum), "the number is judged first");
}

#[test]
fn a_number_without_a_birth_date_takes_the_stated_one() {
    let check = |birth: &str| {
        let stated = Stated::default()
            .with_birth(day(birth))
            .with_sex(Sex::Female);
        IdentityDocument::parse_stated(Kind::HkmoPass, "H00000001", &stated, day(TODAY))
    };
    let told = check("1990-01-01").unwrap();
    assert_eq!(told.reveal_birth(), Some(day("1990-01-01")));
    assert_eq!(told.sex(), None);
    let age = |document: IdentityDocument| document.age_on(day(TODAY), &Policy::GD_DEFAULT.age);
    assert_eq!(age(told), Some(35));
    assert_eq!(age(parse(Kind::HkmoPass, "H00000001").unwrap()), None);
    assert!(check("2025-06-15").is_ok() && check("1900-01-01").is_ok());
    assert_eq!(check("2025-06-16"), Err(BirthDate));
    assert_eq!(check("1899-12-31"), Err(BirthDate));
}
