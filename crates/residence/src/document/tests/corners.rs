//! The corners of each kind of number.

use super::*;
use DocumentError::{BirthDate, Checksum, Format, Old15, Region};

#[test]
fn typing_habits_are_forgiven() {
    for typed in [
        " 44990019650615002x ",
        "449900 19650615 002X",
        "449900-1965-0615-002X",
        "449900－1965‐0615–002—X",
        "４４９９００１９６５０６１５００２Ｘ",
        "44990019650615002ｘ",
        "\u{3000}449900\u{a0}19650615\t002X\n",
    ] {
        assert_eq!(normalised_number(typed), "44990019650615002X", "{typed}");
        assert!(parse(Kind::ResidentId, typed).is_ok(), "{typed}");
    }
    assert_eq!(normalised_number("０９ＡＺａｚ"), "09AZAZ");
    // Only digits and Latin letters lose their width; nothing else is read as something else.
    for kept in ["！（）", "①", "四", "𝟜", "×", "Х"] {
        assert_eq!(normalised_number(kept), kept);
        fails(
            Kind::ResidentId,
            &format!("44990019650615002{kept}"),
            Format,
        );
    }
}

#[test]
fn citizen_numbers_of_every_paper() {
    for kind in [
        Kind::ResidentId,
        Kind::TempResidentId,
        Kind::HouseholdRegister,
    ] {
        assert!(parse(kind, "449900199001010017").is_ok());
        fails(kind, "449900900101001", Old15);
        for bad in [
            "",
            "X",
            "44990019900101001",
            "4499001990010100177",
            "44990019900101001Y",
            "4499001990010100A7",
            "X49900199001010017",
            "44990090010100A",
            "4499009001010017",
            "四四九九零零一九九零零一零一零零一七",
        ] {
            fails(kind, bad, Format);
        }
        for region in [
            "710105199001010012",
            "91010519900101001X",
            "820000190101010017",
        ] {
            fails(kind, region, Region);
        }
    }
    // Today may be a birthday, tomorrow not; 1900 is the first year.
    assert!(parse(Kind::ResidentId, "110105202506150013").is_ok());
    fails(Kind::ResidentId, "110105202506160019", BirthDate);
    assert!(parse(Kind::ResidentId, "11010519000101001X").is_ok());
    fails(Kind::ResidentId, "110105189912310015", BirthDate);
    // The order of the rules: form, region, date, check.
    fails(Kind::ResidentId, "999900199013010010", Region);
    fails(Kind::ResidentId, "449900199013010010", BirthDate);
}

#[test]
fn residence_permits_have_one_region_each() {
    fails(Kind::HkmoResidence, "830000190101010019", Region);
    fails(Kind::HkmoResidence, "810001190101010011", Region);
    fails(Kind::TwResidence, "830001190101010015", Region);
    fails(Kind::HkmoResidence, "810000190101010016", Checksum);
    fails(Kind::HkmoResidence, "810000190113010015", BirthDate);
    fails(Kind::HkmoResidence, "H00000001", Format);
    fails(Kind::TwResidence, "449900900101001", Format);
}

#[test]
fn passes_are_known_by_their_root() {
    let first = parse(Kind::HkmoPass, "H0000000100").unwrap();
    let again = parse(Kind::HkmoPass, "h00000001-02").unwrap();
    let card = parse(Kind::HkmoPass, "H00000001").unwrap();
    let other = parse(Kind::HkmoPass, "H00000002").unwrap();
    assert_eq!(first.reveal_reissue_no(), Some("00"));
    assert_eq!(again.reveal_reissue_no(), Some("02"));
    assert_eq!(again.reveal_number(), "H0000000102");
    assert_eq!(card.reveal_reissue_no(), None);
    assert!(first.names_same_person(&again) && again.names_same_person(&card));
    assert!(!card.names_same_person(&other));
    for bad in [
        "H00000000100",
        "H0000000A",
        "H",
        "",
        "00000001",
        "HA0000001",
    ] {
        fails(Kind::HkmoPass, bad, Format);
    }
}

#[test]
fn passes_of_other_forms() {
    tells(Kind::HkmoPassNoncn, "ma0000001", &only("MA0000001"));
    for bad in [
        "HB0000001",
        "TA0000001",
        "HA000001",
        "HA00000012",
        "HA00000X1",
        "H00000001",
    ] {
        fails(Kind::HkmoPassNoncn, bad, Format);
    }
    tells(
        Kind::TwPass,
        "0000000102",
        &with(&[LegacyFormat], only("00000001")),
    );
    for typed in ["0000000102B", "0000000102(b)", "0000000102（Ｂ）"] {
        tells(
            Kind::TwPass,
            typed,
            &with(&[LegacyFormat], only("00000001")),
        );
        assert_eq!(
            parse(Kind::TwPass, typed).unwrap().reveal_number(),
            "0000000102B"
        );
    }
    for bad in [
        "000000012",
        "00000001B",
        "00000001(B)",
        "0000000102BB",
        "0000000102()",
        "0000000102(B",
        "0000000102B)",
        "00000001021",
        "000000010(2)",
        "A000000102",
        "0000000A02B",
        "",
    ] {
        fails(Kind::TwPass, bad, Format);
    }
    // A legacy number has ten digits, but they count nothing here.
    assert_eq!(
        parse(Kind::TwPass, "0000000102B")
            .unwrap()
            .reveal_reissue_no(),
        None
    );
    let legacy = parse(Kind::TwPass, "0000000102").unwrap();
    assert!(legacy.names_same_person(&parse(Kind::TwPass, "00000001").unwrap()));
}

#[test]
fn cards_of_foreign_permanent_residents() {
    let told = at(
        "44",
        born(only("944004190101010013"), "1901-01-01", Sex::Male),
    );
    tells(
        Kind::ForeignPr2023,
        "944004190101010013",
        &of_nation("004", told),
    );
    fails(Kind::ForeignPr2023, "971990190101010014", Region);
    fails(Kind::ForeignPr2023, "449900199001010017", Region);
    fails(Kind::ForeignPr2023, "944990190113010011", BirthDate);
    fails(Kind::ForeignPr2023, "94499019010101001", Format);
    fails(Kind::ForeignPr2023, "KAZ110090123105", Format);
    // The latest century in which the birth is not in the future.
    let born_on = |text| {
        parse(Kind::ForeignPr2017, text)
            .unwrap()
            .reveal_birth()
            .unwrap()
    };
    assert_eq!(born_on("KAZ110025061500"), day("2025-06-15"));
    assert_eq!(born_on("KAZ110025061607"), day("1925-06-16"));
    assert_eq!(born_on("KAZ110024022919"), day("2024-02-29"));
    assert_eq!(
        parse(Kind::ForeignPr2017, "KAZ110024022919").unwrap().sex(),
        Some(Sex::Male)
    );
    let earlier =
        IdentityDocument::parse(Kind::ForeignPr2017, "KAZ110024022919", day("2024-02-28"));
    assert_eq!(earlier.unwrap().reveal_birth(), Some(day("1924-02-29")));
    // In 1999 the century before is the one before 1900: nobody alive was born there.
    let long_ago =
        IdentityDocument::parse(Kind::ForeignPr2017, "KAZ110025061500", day("1924-01-01"));
    assert_eq!(long_ago, Err(BirthDate));
    let far = parse(Kind::ForeignPr2017, "KAZ710090123110").unwrap();
    assert_eq!(far.warnings(), [ProvinceUnknown]);
    assert_eq!(far.sex(), Some(Sex::Male));
    fails(Kind::ForeignPr2017, "KAZ110090133108", BirthDate);
    for bad in [
        "KAZ11009012310",
        "KAZ1100901231055",
        "KA1110090123105",
        "KAZ11009012310A",
        "哈萨110090123105",
        "",
    ] {
        fails(Kind::ForeignPr2017, bad, Format);
    }
}

#[test]
fn birth_certificates_and_the_first_year() {
    tells(Kind::BirthCert, "x320101001", &at("32", only("X320101001")));
    tells(
        Kind::BirthCert,
        "Z719999999",
        &with(&[ProvinceUnknown], at("71", only("Z719999999"))),
    );
    tells(
        Kind::BirthCert,
        "Z819999999",
        &with(&[ProvinceUnknown], at("81", only("Z819999999"))),
    );
    for bad in ["Z44999999", "Z4499999999", "4449999999", "ZZ49999999", ""] {
        fails(Kind::BirthCert, bad, Format);
    }
    let suffices =
        |birth| birth_certificate_suffices(day(birth), day(TODAY), &Policy::GD_DEFAULT.age);
    assert!(suffices("2025-06-15") && suffices("2024-06-16"));
    assert!(!suffices("2024-06-15"));
}

#[test]
fn papers_without_a_form_are_short_and_printable() {
    tells(Kind::ForeignRp, "ab-12/34 (粤)", &only("AB12/34(粤)"));
    assert!(parse(Kind::ForeignRp, &"1".repeat(40)).is_ok());
    for bad in [
        "",
        " - ",
        "A<B",
        "A\u{7}B",
        "A\u{202e}B",
        "\"",
        "`",
        "a&b",
        "\\",
        "a>b",
    ] {
        fails(Kind::ForeignRp, bad, Format);
    }
    fails(Kind::ForeignRp, &"1".repeat(41), Format);
}
