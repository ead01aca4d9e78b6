//! Lines of any bytes and any length, in bounded memory.

use std::io::{self, BufRead as _, BufReader, Read};

/// Longest line that is read; a case of a long life is a few thousand bytes.
pub(super) const LINE_BYTES_MAX: usize = 65_536;

/// What the input holds next.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line<'a> {
    /// A line without its end.
    Bytes(&'a [u8]),
    /// A line that was passed over.
    TooLong,
    /// Nothing any more.
    End,
}

/// Reads line after line into one buffer.
pub(super) struct Lines<R: Read> {
    input: BufReader<R>,
    line: Vec<u8>,
}

impl<R: Read> Lines<R> {
    pub(super) fn new(input: BufReader<R>) -> Self {
        Self {
            input,
            line: Vec::new(),
        }
    }

    /// Tells whether the next line has still to come from outside.
    pub(super) fn is_waiting(&self) -> bool {
        self.input.buffer().is_empty()
    }

    /// Reads the next line; the last one may lack its end.
    pub(super) fn next(&mut self) -> io::Result<Line<'_>> {
        self.line.clear();
        let mut length = 0_usize;
        loop {
            let chunk = self.input.fill_buf()?;
            if chunk.is_empty() {
                break;
            }
            let end = chunk.iter().position(|byte| *byte == b'\n');
            let taken = end.unwrap_or(chunk.len());
            length = length.saturating_add(taken);
            if length <= LINE_BYTES_MAX {
                self.line
                    .extend_from_slice(chunk.get(..taken).unwrap_or(&[]));
            }
            self.input
                .consume(taken.saturating_add(usize::from(end.is_some())));
            if end.is_some() {
                return Ok(self.read(length));
            }
        }
        if length == 0 {
            return Ok(Line::End);
        }
        Ok(self.read(length))
    }

    fn read(&self, length: usize) -> Line<'_> {
        if length > LINE_BYTES_MAX {
            Line::TooLong
        } else {
            Line::Bytes(&self.line)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_length_are_told_apart() {
        let long = vec![b'x'; LINE_BYTES_MAX + 1];
        let fits = vec![b'y'; LINE_BYTES_MAX];
        let text = [b"a\n\n\xff\r\n", &long[..], b"\n", &fits[..], b"\nend"].concat();
        for capacity in [1, 7, 1 << 16, 1 << 20] {
            let mut lines = Lines::new(BufReader::with_capacity(capacity, &text[..]));
            assert_eq!(lines.next().unwrap(), Line::Bytes(b"a"));
            assert_eq!(lines.next().unwrap(), Line::Bytes(b""));
            assert_eq!(lines.next().unwrap(), Line::Bytes(b"\xff\r"));
            assert_eq!(lines.next().unwrap(), Line::TooLong);
            assert_eq!(lines.next().unwrap(), Line::Bytes(&fits));
            assert_eq!(lines.next().unwrap(), Line::Bytes(b"end"));
            assert_eq!(lines.next().unwrap(), Line::End);
            assert!(lines.is_waiting());
        }
    }
}
