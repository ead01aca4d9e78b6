//! Passports (ICAO 9303 and the forms of Chinese ones), typed or by their machine-readable zone.

use chrono::NaiveDate;

use super::{
    DocumentError, DocumentWarning, Stated, countries, digits::all_digits, mrz::Mrz,
    reading::Reading,
};

/// Issuing states of passports that are none of a foreigner (own decision).
const NOT_FOREIGN: [&str; 4] = ["CHN", "HKG", "MAC", "TWN"];

/// A passport as typed, or as its machine-readable zone tells it.
fn passport(number: String, stated: &Stated, today: NaiveDate) -> Result<Reading, DocumentError> {
    let said = stated
        .issuing_state
        .as_ref()
        .map(|state| state.reveal().as_str());
    if !number.contains('<') {
        return Ok(Reading {
            issuing_state: said.map(whole_state),
            ..Reading::plain(number)
        });
    }
    let zone = Mrz::read(&number, today)?;
    let told = zone.issuing_state.as_deref().map(whole_state);
    if let (Some(told), Some(said)) = (&told, said)
        && *told != whole_state(said)
    {
        return Err(DocumentError::Mismatch);
    }
    Ok(Reading {
        birth: Some(zone.birth),
        sex: zone.sex,
        issuing_state: told.or_else(|| said.map(whole_state)),
        ..Reading::plain(zone.number)
    })
}

/// Germany writes one letter into its passports; every other state the three of ISO 3166.
fn whole_state(letters: &str) -> String {
    if letters == "D" { "DEU" } else { letters }.to_owned()
}

/// 外国护照 (ICAO 9303): a number and the state that issued it; the two together are the key.
pub(super) fn foreign_passport(
    number: String,
    stated: &Stated,
    today: NaiveDate,
) -> Result<Reading, DocumentError> {
    let reading = passport(number, stated, today)?;
    let well_formed = (5..=15).contains(&reading.number.len())
        && reading
            .number
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
    let state = reading.issuing_state.clone().ok_or(DocumentError::Format)?;
    let three_letters = state.len() == 3 && state.bytes().all(|b| b.is_ascii_uppercase());
    if !well_formed || !three_letters {
        return Err(DocumentError::Format);
    }
    if NOT_FOREIGN.contains(&state.as_str()) {
        return Err(DocumentError::Region);
    }
    let known = countries::is_alpha3(&state);
    Ok(Reading {
        key: format!("{state}{}", reading.number),
        ..reading
    }
    .warn_unless(known, DocumentWarning::NationalityUnknown))
}

/// 中国护照: ordinary E or G, official D, S or P.
pub(super) fn chinese_passport(
    number: String,
    stated: &Stated,
    today: NaiveDate,
) -> Result<Reading, DocumentError> {
    let reading = passport(number, stated, today)?;
    let ordinary = |digits: &[u8], len| digits.len() == len && all_digits(digits);
    let well_formed = match reading.number.as_bytes() {
        [b'E', b'A'..=b'H' | b'J'..=b'N' | b'P'..=b'Z', digits @ ..] => ordinary(digits, 7),
        [b'E' | b'G', digits @ ..] => ordinary(digits, 8),
        [b'D' | b'S' | b'P', b'E', digits @ ..] | [b'D' | b'S' | b'P', digits @ ..] => {
            ordinary(digits, 7) || ordinary(digits, 8)
        }
        _ => false,
    };
    if !well_formed {
        return Err(DocumentError::Format);
    }
    let state = reading.issuing_state.as_deref();
    if state.is_some_and(|state| state != "CHN") {
        return Err(DocumentError::Region);
    }
    Ok(Reading {
        issuing_state: None,
        ..reading
    })
}
