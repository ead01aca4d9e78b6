//! The bindings that tie a code to a person's number and to a house without showing either.

use std::fmt;

use argon2::{Algorithm, Argon2, Params, Version};
use hmac::{Hmac, KeyInit as _, Mac as _};
use residence::{HouseCode, Subject};
use sha2::Sha256;
use zeroize::{ZeroizeOnDrop, Zeroizing};

/// The prefecture's binding key of one epoch (`K_bind`); wiped when dropped.
#[derive(Clone, PartialEq, Eq, ZeroizeOnDrop)]
pub struct BindKey([u8; 32]);

impl BindKey {
    /// Takes the 32 bytes.
    pub fn from_bytes(bytes: &[u8; 32]) -> Self {
        Self(*bytes)
    }

    /// Shows the bytes to code that seals or stores them.
    pub fn reveal_bytes(&self) -> &[u8; 32] {
        &self.0
    }

    /// Binds a pseudonym to a normalised document number (trust.md 1.4); takes about 30 ms.
    pub fn id_bind(&self, subject: &Subject, normalised_number: &str) -> [u8; 16] {
        let number = normalised_number.as_bytes();
        let stretched = Zeroizing::new(stretched(number, subject.as_bytes(), 19 * 1024, 2));
        self.tag(&[b"yj1/id", subject.as_bytes(), stretched.as_ref()])
    }

    /// Binds a pseudonym to the house its code was issued for.
    pub fn house_bind(&self, subject: &Subject, house: &HouseCode) -> [u8; 8] {
        self.tag(&[b"yj1/house", subject.as_bytes(), house.as_str().as_bytes()])
    }

    /// Names the owner of a house to kiosks without naming the person.
    pub fn owner_tag(&self, subject: &Subject, house: &HouseCode) -> [u8; 8] {
        self.tag(&[b"yj1/owner", subject.as_bytes(), house.as_str().as_bytes()])
    }

    /// The parts before the last have fixed lengths, so no two inputs run together alike.
    fn tag<const N: usize>(&self, parts: &[&[u8]]) -> [u8; N] {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes any key length");
        for part in parts {
            mac.update(part);
        }
        let digest = mac.finalize().into_bytes();
        let (head, _) = digest
            .split_first_chunk::<N>()
            .expect("tags are shorter than 32 bytes");
        *head
    }
}

/// Stretches a worker's PIN under the pepper of a kiosk (trust.md 4.2); takes about 0.3 s.
///
/// A million PINs are tried in days, so it is the pepper that protects a stolen disk.
pub fn pin_verifier(pepper: &[u8; 32], pin: &str, salt: &[u8; 16]) -> [u8; 32] {
    let mut mac = Hmac::<Sha256>::new_from_slice(pepper).expect("HMAC takes any key length");
    mac.update(pin.as_bytes());
    let peppered = Zeroizing::new(<[u8; 32]>::from(mac.finalize().into_bytes()));
    stretched(peppered.as_ref(), salt, 64 * 1024, 3)
}

/// Argon2id with one lane, over `memory_kib` and in `passes`.
fn stretched(password: &[u8], salt: &[u8; 16], memory_kib: u32, passes: u32) -> [u8; 32] {
    let params = Params::new(memory_kib, passes, 1, Some(32)).expect("constant and within bounds");
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password, salt, &mut out)
        .expect("a salt of 16 bytes and an output of 32 are within bounds");
    out
}

impl fmt::Debug for BindKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("[private]")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NUMBER: &str = "449900199001011232";

    /// Computed apart from this crate, with the reference program of Argon2.
    #[test]
    fn verifiers_depend_on_every_part() {
        let salt = b"0123456789abcdef";
        let verifier = pin_verifier(&[7; 32], "493027", salt);
        let hex: String = verifier.iter().map(|b| format!("{b:02x}")).collect();
        assert_eq!(
            hex,
            "2ca9aaf03a29bdcc14c7cfeb933f03d9f9bfd0cf50df72c75fba0a6dd01d2822"
        );
        assert_ne!(verifier, pin_verifier(&[8; 32], "493027", salt));
        assert_ne!(verifier, pin_verifier(&[7; 32], "493028", salt));
        assert_ne!(verifier, pin_verifier(&[7; 32], "493027", &[9; 16]));
    }

    #[test]
    fn bindings_depend_on_every_part() {
        let key = BindKey::from_bytes(&[7; 32]);
        let other = BindKey::from_bytes(&[8; 32]);
        let subject = Subject::from_bytes([1; 16]);
        let stranger = Subject::from_bytes([2; 16]);
        let bound = key.id_bind(&subject, NUMBER);
        assert_eq!(bound, key.id_bind(&subject, NUMBER));
        assert_ne!(bound, key.id_bind(&subject, "449900199001011240"));
        assert_ne!(bound, key.id_bind(&stranger, NUMBER));
        assert_ne!(bound, other.id_bind(&subject, NUMBER));

        let house = HouseCode::parse("449900-0018").unwrap();
        let next_door = HouseCode::parse("449900-0019").unwrap();
        let bound = key.house_bind(&subject, &house);
        assert_ne!(bound, key.house_bind(&subject, &next_door));
        assert_ne!(bound, key.house_bind(&stranger, &house));
        assert_ne!(bound, other.house_bind(&subject, &house));
        assert_ne!(bound, key.owner_tag(&subject, &house));
    }

    /// The keyed values were computed apart from this crate; the last is frozen as it was.
    #[test]
    fn known_bindings() {
        let key = BindKey::from_bytes(&[7; 32]);
        let subject = Subject::from_bytes([0x11; 16]);
        let house = HouseCode::parse("449900-0018").unwrap();
        let hex = |bytes: &[u8]| bytes.iter().map(|b| format!("{b:02x}")).collect::<String>();
        assert_eq!(hex(&key.house_bind(&subject, &house)), "e98eb838e24a1e5c");
        assert_eq!(hex(&key.owner_tag(&subject, &house)), "476490a52925a387");
        assert_eq!(
            hex(&key.id_bind(&subject, NUMBER)),
            "c9f117ab1d419e53da2edba3fc921764"
        );
    }
}
