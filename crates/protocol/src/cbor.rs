//! The little of CBOR that the wire uses: unsigned integers, byte and text strings, arrays, maps
//! with integer keys, null and booleans; definite lengths and shortest heads only.
//!
//! There is one way to write each value and the reader takes no other, so equal meaning is equal
//! bytes and a hash over bytes is a hash over meaning (RFC 8949 4.2.1).

use crate::wire::WireError;

const UINT: u8 = 0;
const BYTES: u8 = 2;
const TEXT: u8 = 3;
const ARRAY: u8 = 4;
const MAP: u8 = 5;
const FALSE: u8 = 0xf4;
const TRUE: u8 = 0xf5;
const NULL: u8 = 0xf6;

/// Appends values in their only form.
#[derive(Default)]
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Starts an array of this many values, as a whole message usually does.
    pub(crate) fn with_array(len: usize) -> Self {
        let mut writer = Self::default();
        writer.array(len);
        writer
    }

    pub(crate) fn array(&mut self, len: usize) {
        self.head(ARRAY, len as u64);
    }

    pub(crate) fn map(&mut self, len: usize) {
        self.head(MAP, len as u64);
    }

    pub(crate) fn uint(&mut self, value: impl Into<u64>) {
        self.head(UINT, value.into());
    }

    pub(crate) fn boolean(&mut self, value: bool) {
        self.0.push(if value { TRUE } else { FALSE });
    }

    pub(crate) fn bytes(&mut self, value: &[u8]) {
        self.head(BYTES, value.len() as u64);
        self.0.extend_from_slice(value);
    }

    pub(crate) fn text(&mut self, value: &str) {
        self.head(TEXT, value.len() as u64);
        self.0.extend_from_slice(value.as_bytes());
    }

    /// Writes null for nothing, else what `write` writes.
    pub(crate) fn optional<T>(&mut self, value: Option<T>, write: impl FnOnce(&mut Self, T)) {
        match value {
            Some(value) => write(self, value),
            None => self.0.push(NULL),
        }
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }

    fn head(&mut self, major: u8, value: u64) {
        let kind = major << 5;
        let wide = value.to_be_bytes();
        match value {
            0..=23 => self.0.push(kind | wide[7]),
            24..=0xff => self.0.extend_from_slice(&[kind | 24, wide[7]]),
            0x100..=0xffff => self.wide_head(kind | 25, &wide[6..]),
            0x1_0000..=0xffff_ffff => self.wide_head(kind | 26, &wide[4..]),
            _ => self.wide_head(kind | 27, &wide),
        }
    }

    fn wide_head(&mut self, first: u8, rest: &[u8]) {
        self.0.push(first);
        self.0.extend_from_slice(rest);
    }
}

/// Takes values from the front and refuses every form but the one `Writer` writes.
pub(crate) struct Reader<'a> {
    rest: &'a [u8],
}

impl<'a> Reader<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self { rest: bytes }
    }

    /// Opens an array of exactly this length.
    pub(crate) fn array(&mut self, len: usize) -> Result<(), WireError> {
        if self.list(len)? == len {
            Ok(())
        } else {
            Err(WireError::Length)
        }
    }

    /// Opens a map of exactly this length.
    pub(crate) fn map(&mut self, len: usize) -> Result<(), WireError> {
        if self.length(MAP, len)? == len {
            Ok(())
        } else {
            Err(WireError::Length)
        }
    }

    /// Opens an array of at most this length and tells its length.
    pub(crate) fn list(&mut self, len_max: usize) -> Result<usize, WireError> {
        self.length(ARRAY, len_max)
    }

    /// Reads an array of at most `len_max` items, each by `read`.
    pub(crate) fn items<T>(
        &mut self,
        len_max: usize,
        mut read: impl FnMut(&mut Self) -> Result<T, WireError>,
    ) -> Result<Vec<T>, WireError> {
        let len = self.list(len_max)?;
        (0..len).map(|_| read(self)).collect()
    }

    pub(crate) fn uint(&mut self) -> Result<u64, WireError> {
        self.head(UINT)
    }

    /// Reads an unsigned integer that fits the narrower type.
    pub(crate) fn narrow<T: TryFrom<u64>>(&mut self) -> Result<T, WireError> {
        T::try_from(self.uint()?).map_err(|_| WireError::Limit)
    }

    /// Reads a key of a map, which has only one possible value.
    pub(crate) fn key(&mut self, key: u64) -> Result<(), WireError> {
        if self.uint()? == key {
            Ok(())
        } else {
            Err(WireError::Form)
        }
    }

    pub(crate) fn boolean(&mut self) -> Result<bool, WireError> {
        match self.byte()? {
            FALSE => Ok(false),
            TRUE => Ok(true),
            _ => Err(WireError::Form),
        }
    }

    pub(crate) fn bytes(&mut self, len_max: usize) -> Result<&'a [u8], WireError> {
        let len = self.length(BYTES, len_max)?;
        self.take(len)
    }

    /// Reads a byte string of exactly `N` bytes.
    pub(crate) fn fixed<const N: usize>(&mut self) -> Result<[u8; N], WireError> {
        self.bytes(N)?.try_into().map_err(|_| WireError::Length)
    }

    pub(crate) fn text(&mut self, len_max: usize) -> Result<&'a str, WireError> {
        let len = self.length(TEXT, len_max)?;
        std::str::from_utf8(self.take(len)?).map_err(|_| WireError::Form)
    }

    /// Reads null as nothing, else what `read` reads.
    pub(crate) fn optional<T>(
        &mut self,
        read: impl FnOnce(&mut Self) -> Result<T, WireError>,
    ) -> Result<Option<T>, WireError> {
        if self.rest.first() == Some(&NULL) {
            self.byte()?;
            return Ok(None);
        }
        read(self).map(Some)
    }

    /// Returns what was not read.
    pub(crate) fn rest(self) -> &'a [u8] {
        self.rest
    }

    /// Ends the reading; nothing may follow.
    pub(crate) fn end(self) -> Result<(), WireError> {
        if self.rest.is_empty() {
            Ok(())
        } else {
            Err(WireError::Trailing)
        }
    }

    fn length(&mut self, major: u8, len_max: usize) -> Result<usize, WireError> {
        let len = usize::try_from(self.head(major)?).map_err(|_| WireError::Limit)?;
        if len > len_max {
            Err(WireError::Limit)
        } else {
            Ok(len)
        }
    }

    fn head(&mut self, major: u8) -> Result<u64, WireError> {
        let first = self.byte()?;
        if first >> 5 != major {
            return Err(WireError::Form);
        }
        let (value, least) = match first & 0x1f {
            small @ 0..=23 => return Ok(u64::from(small)),
            24 => (self.number(1)?, 24),
            25 => (self.number(2)?, 0x100),
            26 => (self.number(4)?, 0x1_0000),
            27 => (self.number(8)?, 0x1_0000_0000),
            _ => return Err(WireError::Form),
        };
        if value < least {
            Err(WireError::Form)
        } else {
            Ok(value)
        }
    }

    fn number(&mut self, width: usize) -> Result<u64, WireError> {
        Ok(self
            .take(width)?
            .iter()
            .fold(0, |sum, byte| sum << 8 | u64::from(*byte)))
    }

    fn byte(&mut self) -> Result<u8, WireError> {
        let (first, rest) = self.rest.split_first().ok_or(WireError::Short)?;
        self.rest = rest;
        Ok(*first)
    }

    fn take(&mut self, len: usize) -> Result<&'a [u8], WireError> {
        let (taken, rest) = self.rest.split_at_checked(len).ok_or(WireError::Short)?;
        self.rest = rest;
        Ok(taken)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(value: u64) -> Vec<u8> {
        let mut writer = Writer::default();
        writer.uint(value);
        writer.finish()
    }

    #[test]
    fn integers_have_one_form() {
        for (value, len) in [
            (0, 1),
            (23, 1),
            (24, 2),
            (255, 2),
            (256, 3),
            (65_535, 3),
            (65_536, 5),
            (u64::from(u32::MAX), 5),
            (u64::from(u32::MAX) + 1, 9),
            (u64::MAX, 9),
        ] {
            let bytes = written(value);
            assert_eq!(bytes.len(), len, "{value}");
            let mut reader = Reader::new(&bytes);
            assert_eq!(reader.uint().unwrap(), value);
            reader.end().unwrap();
        }
    }

    #[test]
    fn every_other_form_is_refused() {
        for (bytes, error) in [
            (&[0x18, 23][..], WireError::Form),
            (&[0x19, 0, 255], WireError::Form),
            (&[0x1a, 0, 0, 255, 255], WireError::Form),
            (&[0x1b, 0, 0, 0, 0, 255, 255, 255, 255], WireError::Form),
            (&[0x1c], WireError::Form),
            (&[0x1f], WireError::Form),
            (&[0x20], WireError::Form),
            (&[0x19, 1], WireError::Short),
            (&[], WireError::Short),
        ] {
            assert_eq!(Reader::new(bytes).uint(), Err(error), "{bytes:02x?}");
        }
        assert_eq!(Reader::new(&[0x5f, 0xff]).bytes(9), Err(WireError::Form));
        assert_eq!(Reader::new(&[0x7f, 0xff]).text(9), Err(WireError::Form));
        assert_eq!(Reader::new(&[0x9f, 0xff]).list(9), Err(WireError::Form));
        assert_eq!(Reader::new(&[0x61, 0xff]).text(9), Err(WireError::Form));
        assert_eq!(Reader::new(&[0x43, 1, 2]).bytes(9), Err(WireError::Short));
        assert_eq!(
            Reader::new(&[0x43, 1, 2, 3]).bytes(2),
            Err(WireError::Limit)
        );
        assert_eq!(Reader::new(&[0x82, 1]).array(1), Err(WireError::Limit));
        assert_eq!(
            Reader::new(&[0x5b; 9]).bytes(usize::MAX),
            Err(WireError::Short)
        );
        assert_eq!(Reader::new(&[1]).boolean(), Err(WireError::Form));
        assert_eq!(Reader::new(&[1]).end(), Err(WireError::Trailing));
    }
}
