//! A walk over CBOR bytes before anything is built from them.
//!
//! It refuses every form that a second reader could understand differently: CBOR here is always
//! definite, shortest, sorted, without tags and without floats (RFC 8949, core deterministic form).
//! The walk allocates nothing, so a hostile length costs nothing.

/// How much the walk accepts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Longest input, in bytes.
    pub bytes_max: usize,
    /// Deepest nesting of arrays and maps.
    pub depth_max: usize,
    /// Most items in one array, or pairs in one map.
    pub items_max: usize,
}

impl Limits {
    /// The limits of a printed code (trust.md 1.7, step 3).
    pub const CODE: Self = Self {
        bytes_max: 900,
        depth_max: 6,
        items_max: 32,
    };
}

/// Why bytes are not CBOR of our form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StrictError {
    /// More bytes than allowed.
    #[error("too many bytes")]
    TooLong,
    /// A length claims more than there is.
    #[error("a length reaches beyond the end")]
    Truncated,
    /// Bytes after the end of the item.
    #[error("bytes after the end")]
    Trailing,
    /// Nested too deeply.
    #[error("nested too deeply")]
    Depth,
    /// Too many items in one container.
    #[error("too many items in one container")]
    Items,
    /// An indefinite length or a stray break.
    #[error("indefinite length")]
    Indefinite,
    /// A tag.
    #[error("a tag")]
    Tag,
    /// A floating-point number.
    #[error("a floating-point number")]
    Float,
    /// A simple value other than false, true and null, or a reserved head.
    #[error("a simple or reserved value")]
    Simple,
    /// A number or length that is not written in its shortest form.
    #[error("not the shortest form")]
    NotShortest,
    /// Map keys that are not in ascending order.
    #[error("map keys out of order")]
    KeyOrder,
    /// The same map key twice.
    #[error("the same map key twice")]
    DuplicateKey,
    /// Text that is not UTF-8.
    #[error("text that is not UTF-8")]
    Utf8,
}

/// Checks that the bytes are exactly one item in deterministic form within the limits.
pub fn walk(bytes: &[u8], limits: Limits) -> Result<(), StrictError> {
    if bytes.len() > limits.bytes_max {
        return Err(StrictError::TooLong);
    }
    let mut walker = Walker {
        rest: bytes,
        limits,
    };
    walker.item(0)?;
    if walker.rest.is_empty() {
        Ok(())
    } else {
        Err(StrictError::Trailing)
    }
}

struct Walker<'a> {
    rest: &'a [u8],
    limits: Limits,
}

impl<'a> Walker<'a> {
    /// Passes one item; `depth` counts the containers around it.
    fn item(&mut self, depth: usize) -> Result<(), StrictError> {
        let (major, argument) = self.head()?;
        match major {
            0 | 1 | 7 => Ok(()),
            2 => self.take(argument).map(drop),
            3 => {
                let text = self.take(argument)?;
                std::str::from_utf8(text)
                    .map(drop)
                    .map_err(|_| StrictError::Utf8)
            }
            4 => {
                for _ in 0..self.count(argument, depth)? {
                    self.item(depth + 1)?;
                }
                Ok(())
            }
            5 => self.map(argument, depth),
            _ => Err(StrictError::Tag),
        }
    }

    fn map(&mut self, argument: u64, depth: usize) -> Result<(), StrictError> {
        let mut previous: Option<&[u8]> = None;
        for _ in 0..self.count(argument, depth)? {
            let before = self.rest;
            self.item(depth + 1)?;
            let (key, _) = before.split_at(before.len() - self.rest.len());
            match previous.map(|p| p.cmp(key)) {
                Some(std::cmp::Ordering::Equal) => return Err(StrictError::DuplicateKey),
                Some(std::cmp::Ordering::Greater) => return Err(StrictError::KeyOrder),
                Some(std::cmp::Ordering::Less) | None => previous = Some(key),
            }
            self.item(depth + 1)?;
        }
        Ok(())
    }

    /// Checks the size of a container; every item takes a byte at least.
    fn count(&self, argument: u64, depth: usize) -> Result<usize, StrictError> {
        if depth >= self.limits.depth_max {
            return Err(StrictError::Depth);
        }
        let count = usize::try_from(argument).map_err(|_| StrictError::Truncated)?;
        if count > self.rest.len() {
            return Err(StrictError::Truncated);
        }
        if count > self.limits.items_max {
            return Err(StrictError::Items);
        }
        Ok(count)
    }

    fn take(&mut self, length: u64) -> Result<&'a [u8], StrictError> {
        let length = usize::try_from(length).map_err(|_| StrictError::Truncated)?;
        let (head, tail) = self
            .rest
            .split_at_checked(length)
            .ok_or(StrictError::Truncated)?;
        self.rest = tail;
        Ok(head)
    }

    /// Reads major type and argument; for major type 7 only false, true and null pass.
    fn head(&mut self) -> Result<(u8, u64), StrictError> {
        let (&initial, rest) = self.rest.split_first().ok_or(StrictError::Truncated)?;
        self.rest = rest;
        let (major, short) = (initial >> 5, initial & 0x1f);
        match (major, short) {
            (6, _) => Err(StrictError::Tag),
            (_, 31) => Err(StrictError::Indefinite),
            (7, 20..=22) => Ok((7, 0)),
            (7, 25..=27) => Err(StrictError::Float),
            (7, _) | (_, 28..=30) => Err(StrictError::Simple),
            (_, 0..=23) => Ok((major, u64::from(short))),
            (_, 24) => Ok((major, self.argument(1, 24)?)),
            (_, 25) => Ok((major, self.argument(2, 1 << 8)?)),
            (_, 26) => Ok((major, self.argument(4, 1 << 16)?)),
            (_, _) => Ok((major, self.argument(8, 1 << 32)?)),
        }
    }

    /// Reads a big-endian argument that a shorter head could not have carried.
    fn argument(&mut self, width: u64, least: u64) -> Result<u64, StrictError> {
        let bytes = self.take(width)?;
        let value = bytes
            .iter()
            .fold(0, |value, byte| (value << 8) | u64::from(*byte));
        if value < least {
            Err(StrictError::NotShortest)
        } else {
            Ok(value)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(hex: &str, expected: Result<(), StrictError>) {
        let bytes: Vec<u8> = (0..hex.len())
            .step_by(2)
            .map(|at| u8::from_str_radix(&hex[at..at + 2], 16).unwrap())
            .collect();
        assert_eq!(walk(&bytes, Limits::CODE), expected, "{hex}");
    }

    #[test]
    fn forms_that_pass() {
        for hex in [
            "00",
            "17",
            "1818",
            "190100",
            "1a00010000",
            "1b0000000100000000",
            "3a00010000",
        ] {
            check(hex, Ok(()));
        }
        for hex in [
            "40",
            "4101",
            "60",
            "63e7b2a4",
            "80",
            "8101",
            "a0",
            "a2010203f4",
            "f5",
            "f6",
        ] {
            check(hex, Ok(()));
        }
        check("818181818180", Ok(()));
    }

    #[test]
    fn forms_that_do_not() {
        check("", Err(StrictError::Truncated));
        check("0000", Err(StrictError::Trailing));
        check("1817", Err(StrictError::NotShortest));
        check("1900ff", Err(StrictError::NotShortest));
        check("1a0000ffff", Err(StrictError::NotShortest));
        check("1b00000000ffffffff", Err(StrictError::NotShortest));
        check("580101", Err(StrictError::NotShortest));
        check("19", Err(StrictError::Truncated));
        check("4201", Err(StrictError::Truncated));
        check("5bffffffffffffffff", Err(StrictError::Truncated));
        check("9bffffffffffffffff", Err(StrictError::Truncated));
        check("bb7fffffffffffffff00", Err(StrictError::Truncated));
        check("5f4101ff", Err(StrictError::Indefinite));
        check("9fff", Err(StrictError::Indefinite));
        check("bfff", Err(StrictError::Indefinite));
        check("ff", Err(StrictError::Indefinite));
        check("c100", Err(StrictError::Tag));
        check("d28440", Err(StrictError::Tag));
        check("f90000", Err(StrictError::Float));
        check("fa00000000", Err(StrictError::Float));
        check("fb0000000000000000", Err(StrictError::Float));
        check("f7", Err(StrictError::Simple));
        check("f820", Err(StrictError::Simple));
        check("1c", Err(StrictError::Simple));
        check("a201020103", Err(StrictError::DuplicateKey));
        check("a202020103", Err(StrictError::KeyOrder));
        check("61ff", Err(StrictError::Utf8));
        check("81818181818180", Err(StrictError::Depth));
        check(&"81".repeat(800), Err(StrictError::Depth));
        check(&format!("9821{}", "00".repeat(33)), Err(StrictError::Items));
        check(&"00".repeat(901), Err(StrictError::TooLong));
    }
}
