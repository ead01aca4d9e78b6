//! Damage with a seed: what errors, cuts and forgers do to bytes and texts.

/// Numbers that repeat with their seed (xorshift64*).
pub(crate) struct Chance(u64);

impl Chance {
    /// Starts the sequence of one attempt of a run.
    pub(crate) fn new(seed: u64, attempt: u64) -> Self {
        Self((seed ^ attempt.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// Draws any number.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d)
    }

    /// Draws a number below a limit that is not 0.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        usize::try_from((self.draw() >> 33) % limit as u64).expect("below a usize")
    }

    fn byte(&mut self) -> u8 {
        // Heads of CBOR, limits of lengths, and anything.
        const LIKELY: &[u8] = &[
            0x00, 0x17, 0x18, 0x1b, 0x20, 0x38, 0x40, 0x58, 0x5b, 0x5f, 0x60, 0x7f, 0x80, 0x84,
            0x9b, 0x9f, 0xa0, 0xa1, 0xbb, 0xbf, 0xc0, 0xd2, 0xf4, 0xf6, 0xf9, 0xfb, 0xff,
        ];
        if self.below(3) == 0 {
            LIKELY[self.below(LIKELY.len())]
        } else {
            (self.draw() >> 40) as u8
        }
    }
}

/// Changes bytes in one to four places; another message of the same kind lends its parts.
pub(crate) fn damage(bytes: &mut Vec<u8>, other: &[u8], chance: &mut Chance) {
    for _ in 0..=chance.below(4) {
        let place = chance.below(bytes.len() + 1);
        match (chance.below(9), place < bytes.len()) {
            (0 | 1, true) => bytes[place] ^= 1 << chance.below(8),
            (2, true) => bytes[place] = chance.byte(),
            (3, true) => drop(bytes.remove(place)),
            (4, true) => bytes.truncate(place),
            (5, true) => {
                let end = (place + 1 + chance.below(40)).min(bytes.len());
                bytes.extend_from_within(place..end);
            }
            (6, true) if place < other.len() => {
                // The tail of another message: its signature over our claims, or the reverse.
                bytes.truncate(place);
                bytes.extend_from_slice(&other[place..]);
            }
            (7, true) => {
                let end = (place + 1 + chance.below(16)).min(bytes.len());
                for byte in &mut bytes[place..end] {
                    *byte = chance.byte();
                }
            }
            _ => bytes.insert(place, chance.byte()),
        }
    }
}
