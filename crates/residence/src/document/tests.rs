//! The vectors of domain.md 2.10 in their order, then the corners of each kind.

mod corners;
mod kinds;
mod passports;

use super::*;
use crate::{lists::Listed as _, policy::Policy};
use DocumentType as Kind;
use DocumentWarning::{DivisionUnknown, LegacyFormat, NationalityUnknown, ProvinceUnknown};

const TODAY: &str = "2025-06-15";

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn parse(kind: DocumentType, text: &str) -> Result<IdentityDocument, DocumentError> {
    IdentityDocument::parse(kind, text, day(TODAY))
}

fn fails(kind: DocumentType, text: &str, error: DocumentError) {
    assert_eq!(parse(kind, text), Err(error), "{text} as {}", kind.code());
}

/// What a number is expected to tell.
#[derive(Debug, PartialEq, Eq)]
struct Told {
    key: &'static str,
    birth: Option<&'static str>,
    sex: Option<Sex>,
    place: Option<&'static str>,
    nationality: Option<&'static str>,
    warnings: &'static [DocumentWarning],
}

/// A number that tells nothing but its key.
const fn only(key: &'static str) -> Told {
    Told {
        key,
        birth: None,
        sex: None,
        place: None,
        nationality: None,
        warnings: &[],
    }
}

const fn born(told: Told, birth: &'static str, sex: Sex) -> Told {
    Told {
        birth: Some(birth),
        sex: Some(sex),
        ..told
    }
}

/// A citizen number of the division 449900, which does not exist.
const fn nowhere(key: &'static str, birth: &'static str, sex: Sex) -> Told {
    Told {
        place: Some("449900"),
        warnings: &[DivisionUnknown],
        ..born(only(key), birth, sex)
    }
}

const fn at(place: &'static str, told: Told) -> Told {
    Told {
        place: Some(place),
        ..told
    }
}

const fn of_nation(nationality: &'static str, told: Told) -> Told {
    Told {
        nationality: Some(nationality),
        ..told
    }
}

const fn with(warnings: &'static [DocumentWarning], told: Told) -> Told {
    Told { warnings, ..told }
}

fn tells(kind: DocumentType, text: &str, told: &Told) {
    let document = parse(kind, text).unwrap_or_else(|e| panic!("{text} as {}: {e}", kind.code()));
    compare(&document, text, told);
    // What is stored or sent is the number, and it must be read as the same document.
    if !kind.needs_issuing_state() {
        assert_eq!(parse(kind, document.reveal_number()), Ok(document));
    }
}

fn compare(document: &IdentityDocument, text: &str, told: &Told) {
    assert_eq!(document.reveal_key(), told.key, "{text}");
    let birth = document.reveal_birth().map(|birth| birth.to_string());
    assert_eq!(birth.as_deref(), told.birth, "{text}");
    assert_eq!(document.sex(), told.sex, "{text}");
    assert_eq!(document.reveal_first_place(), told.place, "{text}");
    assert_eq!(document.reveal_nationality(), told.nationality, "{text}");
    assert_eq!(document.warnings(), told.warnings, "{text}");
}

#[test]
fn vectors_of_citizen_numbers() {
    use DocumentError::{BirthDate, Checksum, Old15, Region};
    use Sex::{Female, Male};
    let told = born(only("11010519491231002X"), "1949-12-31", Female);
    tells(Kind::ResidentId, "11010519491231002X", &at("110105", told));
    fails(Kind::ResidentId, "440524188001010014", BirthDate);
    let pass = |kind, text: &str, key, birth, sex| tells(kind, text, &nowhere(key, birth, sex));
    let id = |key, birth, sex| pass(Kind::ResidentId, key, key, birth, sex);
    id("449900199001010017", "1990-01-01", Male);
    id("44990019880808002X", "1988-08-08", Female);
    let upper = "44990019850505019X";
    pass(
        Kind::ResidentId,
        "44990019850505019x",
        upper,
        "1985-05-05",
        Male,
    );
    id("44990020000229001X", "2000-02-29", Male);
    id("449900200802290026", "2008-02-29", Female);
    id("44990020090615001X", "2009-06-15", Male);
    id("44990019650615002X", "1965-06-15", Female);
    let infant = "449900202501310010";
    pass(Kind::HouseholdRegister, infant, infant, "2025-01-31", Male);
    fails(Kind::ResidentId, "449900199001010010", Checksum);
    fails(Kind::ResidentId, "449900199010010017", Checksum);
    fails(Kind::ResidentId, "449900199001010107", Checksum);
    fails(Kind::ResidentId, "449900199002300016", BirthDate);
    fails(Kind::ResidentId, "449900190002290013", BirthDate);
    fails(Kind::ResidentId, "449900209901010019", BirthDate);
    fails(Kind::ResidentId, "999900199001010014", Region);
    fails(Kind::ResidentId, "449900900101001", Old15);
}

#[test]
fn vectors_of_hong_kong_macao_and_taiwan() {
    use DocumentError::{Format, Region};
    let settled = |key, place| at(place, born(only(key), "1901-01-01", Sex::Male));
    let hong_kong = "810000190101010015";
    tells(
        Kind::HkmoResidence,
        hong_kong,
        &settled(hong_kong, "810000"),
    );
    let macao = "820000190101010017";
    tells(Kind::HkmoResidence, macao, &settled(macao, "820000"));
    let taiwan = "830000190101010019";
    tells(Kind::TwResidence, taiwan, &settled(taiwan, "830000"));
    fails(Kind::TwResidence, hong_kong, Region);
    fails(Kind::ResidentId, hong_kong, Region);
    assert_eq!(
        suggested_type(hong_kong, day(TODAY)),
        Some(Kind::HkmoResidence)
    );
    tells(Kind::HkmoPass, "H00000001", &only("H00000001"));
    tells(Kind::HkmoPass, "M0000000100", &only("M00000001"));
    for bad in ["A00000001", "H0000001", "H000000011"] {
        fails(Kind::HkmoPass, bad, Format);
    }
    tells(Kind::HkmoPassNoncn, "HA0000001", &only("HA0000001"));
    tells(Kind::TwPass, "00000001", &only("00000001"));
    fails(Kind::TwPass, "0000001", Format);
}

#[test]
fn vectors_of_foreigners_and_newborns() {
    use DocumentError::{Checksum, Format, Region};
    use Sex::{Female, Male};
    let unknown = &[NationalityUnknown];
    let card = "932682198501010017";
    let told = at("32", born(only(card), "1985-01-01", Male));
    tells(Kind::ForeignPr2023, card, &of_nation("682", told));
    assert_eq!(province_name("32"), Some("江苏省"));
    for (card, sex) in [("944990190101010011", Male), ("94499019010101002X", Female)] {
        let told = at("44", born(only(card), "1901-01-01", sex));
        tells(
            Kind::ForeignPr2023,
            card,
            &with(unknown, of_nation("990", told)),
        );
    }
    fails(Kind::ForeignPr2023, "944990190101010012", Checksum);
    fails(Kind::ResidentId, card, Region);
    assert_eq!(suggested_type(card, day(TODAY)), Some(Kind::ForeignPr2023));
    let card = "KAZ110090123105";
    let told = at("1100", born(only(card), "1990-12-31", Female));
    tells(Kind::ForeignPr2017, card, &of_nation("KAZ", told));
    let card = "XXA449901010103";
    let told = at("4499", born(only(card), "2001-01-01", Female));
    tells(
        Kind::ForeignPr2017,
        card,
        &with(unknown, of_nation("XXA", told)),
    );
    fails(Kind::ForeignPr2017, "XXA449901010104", Checksum);
    tells(Kind::BirthCert, "Z449999999", &at("44", only("Z449999999")));
    fails(Kind::BirthCert, "44999999999", Format);
}

#[test]
fn a_document_never_prints_itself() {
    let stated = Stated::default()
        .with_birth(day("1990-01-01"))
        .with_issuing_state("kaz");
    let passport =
        IdentityDocument::parse_stated(Kind::PassportForeign, "N0000001", &stated, day(TODAY));
    let shown = format!(
        "{:?}{:?}{stated:?}",
        parse(Kind::ResidentId, "449900199001010017"),
        passport
    );
    for private in ["4499", "1990", "N0000", "KAZ"] {
        assert!(!shown.contains(private), "{shown}");
    }
}

#[test]
fn masks_follow_the_kind() {
    for (kind, number, masked) in [
        (Kind::ResidentId, "449900199001010017", "449*************17"),
        (
            Kind::HkmoResidence,
            "810000190101010015",
            "810*************15",
        ),
        (
            Kind::ForeignPr2023,
            "932682198501010017",
            "93**************17",
        ),
        (Kind::HkmoPass, "H00000001", "H0*****01"),
        (Kind::ForeignRp, "1234", "****"),
    ] {
        assert_eq!(parse(kind, number).unwrap().masked(), masked);
    }
}
