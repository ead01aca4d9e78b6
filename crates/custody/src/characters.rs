//! Base32 as people read it aloud.

/// Crockford's symbols: no I, L, O, U.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Writes bytes, a multiple of five, as symbols in groups of four.
pub(crate) fn grouped(bytes: &[u8]) -> String {
    let mut text = String::new();
    let mut count = 0;
    for five in bytes.chunks(5) {
        let bits = five
            .iter()
            .fold(0_u64, |bits, byte| bits << 8 | u64::from(*byte));
        for place in (0..8).rev() {
            if count > 0 && count % 4 == 0 {
                text.push('-');
            }
            let symbol = SYMBOLS
                .get(usize::try_from(bits >> (5 * place) & 31).expect("five bits"))
                .expect("there are 32 symbols");
            text.push(char::from(*symbol));
            count += 1;
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_become_groups() {
        assert_eq!(grouped(&[0; 10]), "0000-0000-0000-0000");
        assert_eq!(grouped(&[0xff; 5]), "ZZZZ-ZZZZ");
        assert_eq!(grouped(&[0, 0x44, 0x32, 0x14, 0xc7]), "0123-4567");
    }
}
