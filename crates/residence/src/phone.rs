//! Telephone numbers: mobile and fixed of the mainland, and those of Hong Kong, Macao and Taiwan
//! (domain.md 2.9; the forms follow the numbering in use and are loose on purpose).

use zeroize::ZeroizeOnDrop;

use crate::{document::DocumentGroup, lists::listed, masking, private::Private};

/// A text that is no telephone number of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a telephone number")]
pub struct PhoneError;

listed! {
    /// Kind of a telephone number.
    PhoneKind {
        /// Mainland mobile, 11 digits.
        Mobile = "MOBILE",
        /// Mainland fixed line with its area code.
        Landline = "LANDLINE",
        /// Number of Hong Kong, +852.
        HongKong = "HONG_KONG",
        /// Number of Macao, +853.
        Macao = "MACAO",
        /// Number of Taiwan, +886.
        Taiwan = "TAIWAN",
    }
}

listed! {
    /// What is odd about a number without making it wrong.
    PhoneWarning {
        /// 140–144, 146, 148 and 174 are given to data, devices and satellites, not to people.
        NotForCalls = "NOT_FOR_CALLS",
    }
}

const DEVICE_PREFIXES: [&str; 8] = ["140", "141", "142", "143", "144", "146", "148", "174"];
const ABROAD: [(&str, PhoneKind); 3] = [
    ("+852", PhoneKind::HongKong),
    ("+853", PhoneKind::Macao),
    ("+886", PhoneKind::Taiwan),
];

/// A checked number: digits, with `-` after an area code and before an extension, or `+852…`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phone {
    kind: PhoneKind,
    number: Private<String>,
}

/// The number lies in [`Private`], which overwrites itself.
impl ZeroizeOnDrop for Phone {}

impl Phone {
    /// Reads a number; strips spaces and the prefixes +86, 0086, 86.
    pub fn parse(text: &str) -> Result<Self, PhoneError> {
        let compact: String = text
            .chars()
            .filter(|c| !c.is_whitespace())
            .map(half_width)
            .collect();
        let (kind, number) = abroad(&compact)
            .or_else(|| mainland(&compact))
            .or_else(|| {
                let prefixes = ["+86", "0086", "86"];
                let national = prefixes.iter().find_map(|p| compact.strip_prefix(p))?;
                mainland(national.strip_prefix('-').unwrap_or(national))
            })
            .ok_or(PhoneError)?;
        Ok(Self {
            kind,
            number: Private::new(number),
        })
    }

    /// Shows the whole number to code that stores or sends it.
    pub fn reveal(&self) -> &str {
        self.number.reveal()
    }

    /// Returns the kind of number.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// Returns what is odd about the number.
    pub fn warning(&self) -> Option<PhoneWarning> {
        let prefix = self.reveal().get(..3)?;
        let device = self.kind == PhoneKind::Mobile && DEVICE_PREFIXES.contains(&prefix);
        device.then_some(PhoneWarning::NotForCalls)
    }

    /// Tells whether a holder of such a document may give this number: numbers of Hong Kong, Macao
    /// and Taiwan are for their residents (own decision).
    pub fn suits(&self, group: DocumentGroup) -> bool {
        match self.kind {
            PhoneKind::Mobile | PhoneKind::Landline => true,
            PhoneKind::HongKong | PhoneKind::Macao | PhoneKind::Taiwan => matches!(
                group,
                DocumentGroup::HkMacaoTw | DocumentGroup::HkMacaoNonCn
            ),
        }
    }

    /// Returns the number with its middle starred: 138\*\*\*\*0000, 0660-\*\*\*0000.
    pub fn masked(&self) -> String {
        match self.kind {
            PhoneKind::Mobile => masking::masked_mobile(self.reveal()),
            PhoneKind::Landline => masking::masked_landline(self.reveal()),
            PhoneKind::HongKong | PhoneKind::Macao | PhoneKind::Taiwan => {
                masking::masked_abroad(self.reveal())
            }
        }
    }
}

fn half_width(c: char) -> char {
    match c {
        '０'..='９' | '＋' | '－' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn abroad(text: &str) -> Option<(PhoneKind, String)> {
    let (prefix, kind) = ABROAD.iter().find(|(prefix, _)| text.starts_with(prefix))?;
    let local = text.strip_prefix(prefix)?.replace('-', "");
    let fits = (8..=10).contains(&local.len()) && digits(&local);
    fits.then(|| (*kind, format!("{prefix}{local}")))
}

fn mainland(text: &str) -> Option<(PhoneKind, String)> {
    let mobile = text.replace('-', "");
    if is_mobile(&mobile) {
        return Some((PhoneKind::Mobile, mobile));
    }
    landline(text).map(|number| (PhoneKind::Landline, number))
}

fn is_mobile(text: &str) -> bool {
    matches!(text.as_bytes(), [b'1', b'3'..=b'9', rest @ ..] if rest.len() == 9) && digits(text)
}

/// Reads area code, number and perhaps an extension; the hyphen after the area code may be missing.
fn landline(text: &str) -> Option<String> {
    let three = text.starts_with("010") || text.starts_with("02");
    let (area, rest) = text.split_at_checked(if three { 3 } else { 4 })?;
    let rest = rest.strip_prefix('-').unwrap_or(rest);
    let (local, extension) = match rest.split_once('-') {
        Some((local, extension)) => (local, Some(extension)),
        None => (rest, None),
    };
    let fits = area.starts_with('0')
        && digits(area)
        && (7..=8).contains(&local.len())
        && digits(local)
        && !local.starts_with('0')
        && extension.is_none_or(|inner| (1..=6).contains(&inner.len()) && digits(inner));
    fits.then(|| match extension {
        Some(inner) => format!("{area}-{local}-{inner}"),
        None => format!("{area}-{local}"),
    })
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests;
