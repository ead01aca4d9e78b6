//! What happened in a run, one line an event, and a hash by which two runs are compared.

use std::fmt;

pub(crate) struct Trace {
    pub(crate) lines: Vec<String>,
    hash: u64,
}

impl Trace {
    pub(crate) fn new() -> Self {
        Self {
            lines: Vec::new(),
            hash: 0xcbf2_9ce4_8422_2325,
        }
    }

    /// Notes an event at a simulated time. Only numbers, names of kiosks and fixed words belong here.
    pub(crate) fn note(&mut self, since_ms: u64, what: fmt::Arguments<'_>) {
        let line = format!("{since_ms:>11} {what}");
        self.mix(line.as_bytes());
        self.lines.push(line);
    }

    /// Takes bytes into the hash that no line shows.
    pub(crate) fn mix(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.hash = (self.hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub(crate) fn hash(&self) -> u64 {
        self.hash
    }
}
