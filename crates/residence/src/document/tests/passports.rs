//! Passports: typed, and as their machine-readable zone tells them.

use super::*;
use DocumentError::{BirthDate, Checksum, Format, Mismatch, Region};

/// The specimen of ICAO 9303.
const SPECIMEN: [&str; 2] = [
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<",
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10",
];

fn foreign(text: &str, state: Option<&str>) -> Result<IdentityDocument, DocumentError> {
    let stated = state.map_or_else(Stated::default, |state| {
        Stated::default().with_issuing_state(state)
    });
    IdentityDocument::parse_stated(Kind::PassportForeign, text, &stated, day(TODAY))
}

fn zone() -> String {
    SPECIMEN.join("\n")
}

#[test]
fn a_typed_number_needs_its_state() {
    let told = foreign(" n 000-0001", Some("kaz")).unwrap();
    compare(&told, "typed", &of_nation("KAZ", only("KAZN0000001")));
    assert_eq!(told.reveal_number(), "N0000001");
    assert!(!told.names_same_person(&foreign("N0000001", Some("USA")).unwrap()));
    assert_eq!(
        foreign("C01X00T47", Some("D"))
            .unwrap()
            .reveal_nationality(),
        Some("DEU")
    );
    let unknown = foreign("N0000001", Some("XXA")).unwrap();
    assert_eq!(unknown.warnings(), [NationalityUnknown]);
    assert_eq!(foreign("N0000001", None), Err(Format));
    for state in ["", "K", "KA", "KAZA", "K4Z", "哈萨"] {
        assert_eq!(foreign("N0000001", Some(state)), Err(Format), "{state}");
    }
    for state in ["CHN", "HKG", "MAC", "TWN"] {
        assert_eq!(foreign("N0000001", Some(state)), Err(Region), "{state}");
    }
    assert!(foreign("12345", Some("KAZ")).is_ok());
    assert!(foreign(&"A".repeat(15), Some("KAZ")).is_ok());
    for bad in ["1234", "", "N000/0001", "号码12345", &"A".repeat(16)] {
        assert_eq!(foreign(bad, Some("KAZ")), Err(Format), "{bad}");
    }
}

#[test]
fn the_zone_tells_number_state_and_birth() {
    let read = foreign(&zone(), None).unwrap();
    let told = Told {
        birth: Some("1974-08-12"),
        ..with(
            &[NationalityUnknown],
            of_nation("UTO", only("UTOL898902C3")),
        )
    };
    compare(&read, "zone", &told);
    assert_eq!(read.reveal_number(), "L898902C3");
    // The second line alone leaves the state to be stated.
    let second = foreign(SPECIMEN[1], Some("UTO")).unwrap();
    assert_eq!(second, read);
    assert_eq!(foreign(SPECIMEN[1], None), Err(Format));
    assert_eq!(foreign(&zone(), Some("UTO")).unwrap(), read);
    assert_eq!(foreign(&zone(), Some("KAZ")), Err(Mismatch));
    assert_eq!(
        suggested_type(&zone(), day(TODAY)),
        Some(Kind::PassportForeign)
    );
    let stated = |stated: Stated| {
        IdentityDocument::parse_stated(Kind::PassportForeign, &zone(), &stated, day(TODAY))
            .map(|document| document == read)
    };
    assert_eq!(stated(Stated::default().with_sex(Sex::Female)), Ok(true));
    assert_eq!(stated(Stated::default().with_sex(Sex::Male)), Err(Mismatch));
    assert_eq!(
        stated(Stated::default().with_birth(day("1974-08-12"))),
        Ok(true)
    );
    assert_eq!(
        stated(Stated::default().with_birth(day("1974-08-13"))),
        Err(Mismatch)
    );
}

#[test]
fn fillers_stand_for_nothing() {
    let german =
        "P<D<<DOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<C01X00T478D<<6408125<2702283<<<<<<<<<<<<<<04";
    let read = foreign(german, Some("DEU")).unwrap();
    assert_eq!(read.reveal_nationality(), Some("DEU"));
    assert_eq!(read, foreign(german, Some("D")).unwrap());
    let either_sex = Stated::default().with_sex(Sex::Male);
    assert!(
        IdentityDocument::parse_stated(Kind::PassportForeign, german, &either_sex, day(TODAY))
            .is_ok()
    );
    // An empty personal number may leave its check digit open, and a short number is filled up.
    let open =
        "P<XXADOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<AB12345<<6XXA9001011F3001019<<<<<<<<<<<<<<<4";
    assert_eq!(foreign(open, None).unwrap().reveal_number(), "AB12345");
    let male =
        "P<XXADOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<00000001<3XXA0101011M3001019<<<<<<<<<<<<<<04";
    assert_eq!(
        foreign(male, None).unwrap().reveal_birth(),
        Some(day("2001-01-01"))
    );
    let woman = Stated::default().with_sex(Sex::Female);
    let mismatch = IdentityDocument::parse_stated(Kind::PassportForeign, male, &woman, day(TODAY));
    assert_eq!(mismatch, Err(Mismatch));
    // A birth date that the passport itself leaves open decides nothing.
    let open_birth =
        "P<KAZDOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<N000000012KAZ9<01011F3001019<<<<<<<<<<<<<<02";
    assert_eq!(foreign(open_birth, None), Err(BirthDate));
}

/// Every checked place of the second line, each changed by one.
#[test]
fn a_wrong_digit_anywhere_is_found() {
    for place in (0..10).chain(13..20).chain(21..44) {
        let mut line = SPECIMEN[1].as_bytes().to_vec();
        line[place] = match line[place] {
            b'9' => b'8',
            b'<' => b'1',
            b'Z' => b'Y',
            other => other + 1,
        };
        let text = format!("{}{}", SPECIMEN[0], String::from_utf8(line).unwrap());
        let error = foreign(&text, None).unwrap_err();
        assert!(matches!(error, Checksum | BirthDate), "{place}: {error}");
    }
}

#[test]
fn what_is_no_zone_is_refused() {
    let short = &zone()[..80];
    let visa = zone().replacen('P', "V", 1);
    let strange = zone().replace("ZE184226B", "ZE18422/B");
    for bad in [
        short,
        visa.as_str(),
        strange.as_str(),
        "<",
        &"<".repeat(200),
        &"号<".repeat(11),
    ] {
        assert_eq!(foreign(bad, Some("UTO")), Err(Format), "{bad}");
    }
    assert_eq!(foreign(&"<".repeat(44), Some("UTO")), Err(BirthDate));
}

#[test]
fn chinese_passports() {
    for number in [
        "E00000001",
        "EA0000001",
        "EH0000001",
        "EJ0000001",
        "EN0000001",
        "EP0000001",
        "EZ0000001",
        "G00000001",
        "D0000001",
        "D00000001",
        "SE0000001",
        "SE00000001",
        "PE0000001",
        "P0000001",
    ] {
        let told = only(number);
        tells(Kind::PassportCn, number, &told);
    }
    for bad in [
        "EI0000001",
        "EO0000001",
        "E0000001",
        "EA000001",
        "EA00000001",
        "GE0000001",
        "G0000001",
        "G000000001",
        "A00000001",
        "DE000001",
        "D000001",
        "D000000001",
        "DF0000001",
        "E0000000A",
        "",
        "E",
    ] {
        fails(Kind::PassportCn, bad, Format);
    }
    let zone =
        "P<CHNDOE<<JANE<<<<<<<<<<<<<<<<<<<<<<<<<<<<<<E000000019CHN9001011F3001019<<<<<<<<<<<<<<08";
    let read = parse(Kind::PassportCn, zone).unwrap();
    assert_eq!(read.reveal_number(), "E00000001");
    assert_eq!(
        (read.reveal_birth(), read.sex()),
        (Some(day("1990-01-01")), None)
    );
    assert_eq!(read.reveal_nationality(), None);
    assert_eq!(foreign(zone, None), Err(Region));
    assert_eq!(suggested_type(zone, day(TODAY)), Some(Kind::PassportCn));
    let german = Stated::default().with_issuing_state("DEU");
    let wrong = IdentityDocument::parse_stated(Kind::PassportCn, "E00000001", &german, day(TODAY));
    assert_eq!(wrong, Err(Region));
}
