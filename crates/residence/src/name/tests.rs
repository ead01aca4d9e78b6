use super::*;

fn name(text: &str) -> PersonName {
    PersonName::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn refused(text: &str) -> NameError {
    PersonName::parse(text).unwrap_err()
}

#[test]
fn names_are_kept_as_written() {
    for kept in [
        "陈䶮",
        "李一〇",
        "张\u{e0100}明",
        "葛\u{fe00}",
        "㘵",
        "𠮷田",
        "\u{2ebf0}\u{2ee5d}",
        "\u{30000}\u{31350}",
        "\u{f900}",
        "O'Neil-Smith, Jr.",
        "José Ñuñez",
        "Jose\u{301}",
        "ئالىم",
        "བསྟན་འཛིན",
        "(土郎)",
        "\u{e000}\u{f8ff}\u{e814}\u{e865}",
        "\u{100000}",
    ] {
        assert_eq!(name(kept).reveal(), kept);
        assert_eq!(name(kept).reveal_raw(), kept);
    }
    let padded = name("  陈䶮\u{3000}");
    assert_eq!((padded.reveal(), padded.reveal_raw()), ("陈䶮", "陈䶮"));
    assert_eq!(format!("{:?}", name("张明")), "PersonName([private])");
}

#[test]
fn separators_are_read_as_one() {
    for dot in ['·', '•', '‧', '・', '･', '⋅', '∙', '\u{387}'] {
        let typed = format!("阿依古丽{dot}买买提");
        assert_eq!(name(&typed).reveal(), "阿依古丽·买买提", "{dot}");
        assert_eq!(name(&typed).reveal_raw(), typed);
        assert_eq!(name(&typed), name("阿依古丽·买买提"));
    }
    // A full stop is part of Latin names and is left alone.
    assert_eq!(name("J. Smith").reveal(), "J. Smith");
    for odd in ["·", "·明", "张·", "张··明", "张· ·明"] {
        assert_eq!(refused(odd), NameError::Character, "{odd}");
    }
}

#[test]
fn private_use_characters_are_read_and_kept() {
    // The eight that moved in 2022, the six of Extension B, the ends of the row.
    for (private, standard) in [
        ('\u{e81e}', '\u{9fb4}'),
        ('\u{e826}', '\u{9fb5}'),
        ('\u{e82b}', '\u{9fb6}'),
        ('\u{e82c}', '\u{9fb7}'),
        ('\u{e832}', '\u{9fb8}'),
        ('\u{e843}', '\u{9fb9}'),
        ('\u{e854}', '\u{9fba}'),
        ('\u{e864}', '\u{9fbb}'),
        ('\u{e816}', '\u{20087}'),
        ('\u{e817}', '\u{20089}'),
        ('\u{e818}', '\u{200cc}'),
        ('\u{e831}', '\u{215d7}'),
        ('\u{e83b}', '\u{2298f}'),
        ('\u{e855}', '\u{241fe}'),
        ('\u{e815}', '\u{2e81}'),
        ('\u{e863}', '\u{4dae}'),
    ] {
        let (from_card, typed) = (format!("张{private}"), format!("张{standard}"));
        let read = name(&from_card);
        assert_eq!(read.reveal(), typed);
        assert_eq!(read.reveal_raw(), from_card);
        assert_eq!(read, name(&typed));
    }
    assert_ne!(name("张\u{e865}"), name("张\u{e866}"));
    assert_ne!(name("张明"), name("张朋"));
}

#[test]
fn the_whole_row_leads_out_of_the_private_area() {
    let row: Vec<char> = ('\u{e815}'..='\u{e864}').map(standard).collect();
    assert_eq!(row.len(), 80);
    for (place, c) in row.iter().enumerate() {
        assert!(!('\u{e000}'..='\u{f8ff}').contains(c), "{place}");
        assert_eq!(row.iter().filter(|other| *other == c).count(), 1, "{place}");
        assert!(is_chinese(*c), "{place}");
    }
}

#[test]
fn lengths_are_counted_as_a_reader_counts() {
    assert!(PersonName::parse(&"明".repeat(50)).is_ok());
    assert_eq!(refused(&"明".repeat(51)), NameError::Long);
    assert!(PersonName::parse(&"n".repeat(100)).is_ok());
    assert_eq!(refused(&"n".repeat(101)), NameError::Long);
    // One Han character makes the name a Chinese one.
    assert_eq!(refused(&format!("{}明", "n".repeat(50))), NameError::Long);
    // Fifty characters of Extension B, each with its variant: 400 bytes and still fifty.
    assert!(PersonName::parse(&"\u{20087}\u{e0100}".repeat(50)).is_ok());
    assert_eq!(
        refused(&format!("n{}", "\u{301}".repeat(200))),
        NameError::Long
    );
    // Private-use characters grow when they are read.
    assert!(PersonName::parse(&"\u{e816}".repeat(50)).is_ok());
    let grows = format!("\u{e816}n{}", "\u{301}".repeat(198));
    assert_eq!((grows.len(), refused(&grows)), (400, NameError::Long));
    for char_kind in [
        "\u{2e80}",
        "\u{3007}",
        "\u{3400}",
        "\u{e000}",
        "\u{f0000}",
        "\u{20000}",
    ] {
        assert_eq!(
            refused(&char_kind.repeat(51)),
            NameError::Long,
            "{char_kind}"
        );
    }
}

#[test]
fn what_names_do_not_have_is_refused() {
    for empty in ["", " ", "\u{3000}\t"] {
        assert_eq!(refused(empty), NameError::Empty);
    }
    let foreign = "3３①\u{3021}\u{7}\u{ad}\u{61c}\u{180e}\u{200b}\u{200f}\u{2028}\u{202e}\u{2060}\u{2069}\u{206f}\
        \u{feff}\u{fff9}\u{e0001}\u{e007f}<>&\"\\`{}/;=?？\u{fffc}\u{fffd}\u{fdd0}\u{fdef}\u{fffe}\u{1ffff}\u{10fffe}";
    for c in foreign.chars() {
        assert_eq!(refused(&format!("张{c}明")), NameError::Character, "{c:?}");
    }
}

#[test]
fn masked_as_its_standard_spelling() {
    assert_eq!(name("张小明").masked(), "张*明");
    assert_eq!(name("张\u{e81e}").masked(), "张*");
}
