//! Names of things: houses, persons as codes know them, records, kiosks.

use std::fmt;

/// An identifier that does not have the form its kind asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IdError {
    /// Too short or too long.
    #[error("identifier has a wrong length")]
    Length,
    /// A character outside the alphabet of this kind.
    #[error("identifier has a character that is not allowed")]
    Alphabet,
}

/// The house code of the authority: 6 to 40 characters of `[0-9A-Za-z-]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct HouseCode(String);

impl HouseCode {
    /// Reads a house code, refusing any other form.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        checked(text, 6, 40, |c| c.is_ascii_alphanumeric() || c == '-').map(Self)
    }

    /// Returns the text as printed on the plate.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for HouseCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The name of a kiosk: 3 to 32 characters of `[a-z0-9-]`, given by the centre.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KioskId(String);

impl KioskId {
    /// Reads a kiosk name, refusing any other form.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        checked(text, 3, 32, |c| {
            c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'
        })
        .map(Self)
    }

    /// Returns the name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for KioskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn checked(
    text: &str,
    length_min: usize,
    length_max: usize,
    allowed: fn(char) -> bool,
) -> Result<String, IdError> {
    if !(length_min..=length_max).contains(&text.len()) {
        return Err(IdError::Length);
    }
    if !text.chars().all(allowed) {
        return Err(IdError::Alphabet);
    }
    Ok(text.to_owned())
}

/// The pseudonym of a person in their code: 16 random bytes, not derived from any number.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Subject([u8; 16]);

/// The name of a record: a UUID version 7, which is also the command id that makes acts idempotent.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RecordId([u8; 16]);

impl Subject {
    /// Takes 16 bytes as they stand in a code.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Returns the 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl RecordId {
    /// Takes 16 bytes as they stand in an envelope.
    pub const fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Composes a UUID version 7 from a time in milliseconds since 1970 and 10 random bytes.
    pub fn compose(unix_ms: u64, random: [u8; 10]) -> Self {
        let mut bytes = [0; 16];
        let (head, tail) = bytes.split_at_mut(6);
        let time = unix_ms.to_be_bytes();
        for (to, from) in head.iter_mut().zip(time.iter().skip(2)) {
            *to = *from;
        }
        tail.copy_from_slice(&random);
        bytes[6] = 0x70 | (bytes[6] & 0x0f);
        bytes[8] = 0x80 | (bytes[8] & 0x3f);
        Self(bytes)
    }

    /// Returns the 16 bytes.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }

    /// Returns the receipt number a person can read out: 12 characters in groups of four.
    ///
    /// 60 bits of the record id in Crockford base32 (no I, L, O, U), taken from its random part.
    pub fn receipt_number(&self) -> String {
        const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
        let mut tail = [0; 8];
        tail.copy_from_slice(&self.0[8..]);
        let mut bits = u64::from_be_bytes(tail) & ((1 << 60) - 1);
        let mut symbols = Vec::with_capacity(14);
        for place in 0..12 {
            if place > 0 && place % 4 == 0 {
                symbols.push('-');
            }
            let index = usize::try_from(bits & 31).expect("five bits fit");
            symbols.push(char::from(
                *ALPHABET.get(index).expect("five bits index 32 symbols"),
            ));
            bits >>= 5;
        }
        symbols.iter().rev().collect()
    }
}

/// A receipt number as somebody typed or scanned it: the last 60 bits of a record's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReceiptNumber(u64);

impl ReceiptNumber {
    /// Reads 12 characters of Crockford base32 in any case; spaces and hyphens are skipped, and the
    /// letters that are taken for digits are read as those.
    pub fn parse(text: &str) -> Result<Self, IdError> {
        let mut bits = 0_u64;
        let mut characters = 0;
        for c in text.chars().filter(|c| !c.is_whitespace() && *c != '-') {
            let value = crockford(c).ok_or(IdError::Alphabet)?;
            characters += 1;
            if characters > 12 {
                return Err(IdError::Length);
            }
            bits = bits << 5 | u64::from(value);
        }
        if characters == 12 {
            Ok(Self(bits))
        } else {
            Err(IdError::Length)
        }
    }

    /// Returns the last seven bytes of the names that this may be the number of.
    pub fn tail(self) -> [u8; 7] {
        let mut tail = [0; 7];
        for (to, from) in tail.iter_mut().zip(self.0.to_be_bytes().iter().skip(1)) {
            *to = *from;
        }
        tail
    }

    /// Tells whether this is the number of the record.
    pub fn names(self, record: &RecordId) -> bool {
        Self::parse(&record.receipt_number()) == Ok(self)
    }
}

/// The value of a character; I and L are read as 1, O as 0 (Crockford's table for decoding).
fn crockford(c: char) -> Option<u8> {
    let c = match c.to_ascii_uppercase() {
        'I' | 'L' => '1',
        'O' => '0',
        other => other,
    };
    let place = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".find(c)?;
    u8::try_from(place).ok()
}

impl fmt::Debug for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for byte in self.0 {
            write!(f, "{byte:02x}")?;
        }
        Ok(())
    }
}

/// A pseudonym links acts of one person, so it is not printed either.
impl fmt::Debug for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn house_codes_are_checked() {
        assert!(HouseCode::parse("449900-0018").is_ok());
        assert_eq!(HouseCode::parse("44990"), Err(IdError::Length));
        assert_eq!(HouseCode::parse("4499 00018"), Err(IdError::Alphabet));
        assert_eq!(HouseCode::parse(&"4".repeat(41)), Err(IdError::Length));
    }

    #[test]
    fn names_show_what_was_read() {
        let house = HouseCode::parse("449900-0018").unwrap();
        assert_eq!(
            (house.as_str(), house.to_string().as_str()),
            ("449900-0018", "449900-0018")
        );
        let kiosk = KioskId::parse("rongyin-1").unwrap();
        assert_eq!(
            (kiosk.as_str(), kiosk.to_string().as_str()),
            ("rongyin-1", "rongyin-1")
        );
        for bad in ["Rongyin", "rong_yin", "rong yin"] {
            assert_eq!(KioskId::parse(bad), Err(IdError::Alphabet), "{bad}");
        }
        assert_eq!(KioskId::parse("a1"), Err(IdError::Length));
        assert_eq!(KioskId::parse(&"a".repeat(33)), Err(IdError::Length));
        let subject = Subject::from_bytes([7; 16]);
        assert_eq!(subject.as_bytes(), &[7; 16]);
        assert_eq!(format!("{subject:?}"), "[private]");
    }

    /// RFC 9562 5.7: 48 bits of time, version 7, variant 10, the rest random.
    #[test]
    fn a_record_id_is_a_uuid_of_version_7() {
        let ones = RecordId::compose(0x0123_4567_89ab, [0xff; 10]);
        let zeros = RecordId::compose(0x0123_4567_89ab, [0; 10]);
        assert_eq!(format!("{ones:?}"), "0123456789ab7fffbfffffffffffffff");
        assert_eq!(format!("{zeros:?}"), "0123456789ab70008000000000000000");
    }

    #[test]
    fn a_receipt_number_is_the_last_sixty_bits() {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&0xf123_4567_89ab_cdef_u64.to_be_bytes());
        // 0x123456789abcdef in groups of five bits, Crockford's alphabet.
        let receipt = RecordId::from_bytes(bytes).receipt_number();
        assert_eq!(receipt, "28T5-CY4T-QKFF");
        assert_eq!(
            RecordId::from_bytes([0; 16]).receipt_number(),
            "0000-0000-0000"
        );
        assert_eq!(
            RecordId::from_bytes([0xff; 16]).receipt_number(),
            "ZZZZ-ZZZZ-ZZZZ"
        );
    }

    #[test]
    fn a_receipt_number_is_read_as_people_write_it() {
        let mut bytes = [0; 16];
        bytes[8..].copy_from_slice(&0xf123_4567_89ab_cdef_u64.to_be_bytes());
        let record = RecordId::from_bytes(bytes);
        for written in ["28T5-CY4T-QKFF", " 28t5 cy4t qkff", "28T5CY4TQKFF"] {
            let number = ReceiptNumber::parse(written).unwrap();
            assert!(number.names(&record), "{written}");
            assert_eq!(number.tail(), [0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef]);
        }
        assert_eq!(
            ReceiptNumber::parse("OOOO-IIII-LLLL"),
            ReceiptNumber::parse("0000-1111-1111")
        );
        for (wrong, why) in [
            ("28T5-CY4T-QKF", IdError::Length),
            ("28T5-CY4T-QKFF-0", IdError::Length),
            ("28T5-CY4T-QKFU", IdError::Alphabet),
            ("林小芳", IdError::Alphabet),
            ("", IdError::Length),
        ] {
            assert_eq!(ReceiptNumber::parse(wrong), Err(why), "{wrong}");
        }
        assert!(
            !ReceiptNumber::parse("0000-0000-0000")
                .unwrap()
                .names(&record)
        );
    }

    #[test]
    fn record_ids_sort_by_time_and_give_receipts() {
        let early = RecordId::compose(1_000, [0xff; 10]);
        let late = RecordId::compose(2_000, [0; 10]);
        assert!(early < late);
        assert_eq!(early.as_bytes()[6] >> 4, 7);
        assert_eq!(early.receipt_number().len(), 14);
        assert_ne!(early.receipt_number(), late.receipt_number());
    }
}
