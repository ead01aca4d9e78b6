//! The one-time token a technician types, and base32 as people read it.

use codes::{SealingPublic, VerifyingKey};
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use zeroize::ZeroizeOnDrop;

use crate::wire::WireError;

/// Crockford's symbols: no I, L, O, U, which are read as 1, 1, 0 or not at all.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const TEXT_SYMBOLS: usize = 26;
const GROUP: usize = 4;

/// A one-time token of 128 bits, bound to one site; 26 symbols in 7 groups on paper.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct EnrolToken([u8; 16]);

impl EnrolToken {
    /// Takes 16 random bytes.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Self(bytes)
    }

    /// Reads a token as typed: any case, hyphens and spaces ignored, O read as 0, I and L as 1.
    pub fn parse(text: &str) -> Result<Self, WireError> {
        let values: Vec<u8> = text
            .chars()
            .filter(|c| !c.is_whitespace() && *c != '-')
            .map(|c| value(c).ok_or(WireError::Value))
            .collect::<Result<_, _>>()?;
        if values.len() != TEXT_SYMBOLS {
            return Err(WireError::Length);
        }
        // 26 symbols carry 130 bits: the last holds 3 bits and two zeros.
        let head = values
            .iter()
            .take(25)
            .fold(0_u128, |bits, value| bits << 5 | u128::from(*value));
        let last = values.last().copied().expect("26 values");
        if last & 0b11 != 0 {
            return Err(WireError::Value);
        }
        Ok(Self((head << 3 | u128::from(last >> 2)).to_be_bytes()))
    }

    /// Returns the token as printed, in groups of four.
    pub fn text(&self) -> String {
        let plain: Vec<char> = symbols(&self.0).chars().collect();
        let groups: Vec<String> = plain
            .chunks(GROUP)
            .map(|group| group.iter().collect())
            .collect();
        groups.join("-")
    }

    /// Proves knowledge of the token for these keys and this nonce.
    pub fn proof(
        &self,
        signing: &VerifyingKey,
        sealing: &SealingPublic,
        nonce: &[u8; 16],
    ) -> [u8; 32] {
        self.mac(signing, sealing, nonce)
            .finalize()
            .into_bytes()
            .into()
    }

    /// Checks a proof in constant time.
    pub(super) fn verifies(
        &self,
        proof: &[u8; 32],
        signing: &VerifyingKey,
        sealing: &SealingPublic,
        nonce: &[u8; 16],
    ) -> bool {
        self.mac(signing, sealing, nonce)
            .verify_slice(proof)
            .is_ok()
    }

    fn mac(
        &self,
        signing: &VerifyingKey,
        sealing: &SealingPublic,
        nonce: &[u8; 16],
    ) -> Hmac<Sha256> {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("an HMAC key has any length");
        mac.update(&signing.public_bytes());
        mac.update(&sealing.to_bytes());
        mac.update(nonce);
        mac
    }
}

impl std::fmt::Debug for EnrolToken {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolToken([private])")
    }
}

/// Writes bytes in base32, the last symbol filled with zero bits.
pub(super) fn symbols(bytes: &[u8]) -> String {
    let bit = |at: usize| {
        bytes
            .get(at / 8)
            .is_some_and(|byte| byte >> (7 - at % 8) & 1 == 1)
    };
    (0..(bytes.len() * 8).div_ceil(5))
        .map(|place| {
            let index = (0..5).fold(0, |sum, offset| {
                sum << 1 | usize::from(bit(place * 5 + offset))
            });
            char::from(*SYMBOLS.get(index).expect("five bits index 32 symbols"))
        })
        .collect()
}

fn value(symbol: char) -> Option<u8> {
    let read = match symbol.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    };
    let place = SYMBOLS
        .iter()
        .position(|listed| char::from(*listed) == read)?;
    u8::try_from(place).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_survive_paper() {
        for bytes in [[0; 16], [0xff; 16], *b"0123456789abcdef"] {
            let token = EnrolToken::from_random(bytes);
            assert_eq!(token.text().len(), 26 + 6);
            assert_eq!(EnrolToken::parse(&token.text()), Ok(token.clone()));
            assert_eq!(
                EnrolToken::parse(&token.text().to_lowercase().replace('-', " ")),
                Ok(token)
            );
        }
        assert_eq!(
            EnrolToken::parse("OOOO-0000-0000-0000-0000-0000-00"),
            Ok(EnrolToken::from_random([0; 16]))
        );
        assert_eq!(EnrolToken::parse("0000"), Err(WireError::Length));
        assert_eq!(EnrolToken::parse(&"U".repeat(26)), Err(WireError::Value));
        assert_eq!(
            EnrolToken::parse("00000000000000000000000001"),
            Err(WireError::Value)
        );
    }

    #[test]
    fn a_token_never_prints_itself() {
        assert_eq!(
            format!("{:?}", EnrolToken::from_random([7; 16])),
            "EnrolToken([private])"
        );
    }
}
