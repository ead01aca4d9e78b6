//! What the codes say, and the CBOR of it (trust.md 1.3; closed maps, nothing unknown passes).

mod house;
mod kiosk;
mod resident;

pub use house::HouseClaims;
pub use kiosk::{KioskCertificate, Powers};
pub use resident::{Category, CodeForm, ResidentClaims};

use crate::{
    cose::Signed,
    fields::{Reading, WrongFields, bytes, uint},
    text::{Kind, is_showable},
};

/// Claim keys of RFC 8392 and our private one.
pub(crate) const SUBJECT: i64 = 2;
pub(crate) const EXPIRY: i64 = 4;
pub(crate) const ISSUED_AT: i64 = 6;
pub(crate) const SERIAL: i64 = 7;
pub(crate) const PRIVATE: i64 = -65_537;

/// What a verified text means; its text fields may be shown or are absent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Meaning {
    /// A house.
    House(HouseClaims),
    /// A resident.
    Resident(ResidentClaims),
    /// A kiosk.
    Kiosk(KioskCertificate),
}

/// Claims that were read, and the signed certificate inside those of a provisional code.
pub(crate) struct Claims {
    pub(crate) meaning: Meaning,
    pub(crate) inner: Option<Signed>,
}

impl Claims {
    /// Reads the claims of a kind; a bundle has its own reader.
    pub(crate) fn parse(kind: Kind, payload: &[u8]) -> Result<Self, WrongFields> {
        let mut claims = Reading::from_bytes(payload)?;
        let (meaning, inner) = match kind {
            Kind::House => (Meaning::House(HouseClaims::read(&mut claims)?), None),
            Kind::Resident | Kind::Dynamic | Kind::Provisional => {
                let (resident, inner) = ResidentClaims::read(kind, &mut claims)?;
                (Meaning::Resident(resident), inner)
            }
            Kind::Kiosk => (Meaning::Kiosk(KioskCertificate::read(&mut claims)?), None),
            Kind::Bundle => return Err(WrongFields),
        };
        claims.finish()?;
        Ok(Self { meaning, inner })
    }
}

impl Meaning {
    /// Returns the kind of the text this was read from.
    pub fn kind(&self) -> Kind {
        match self {
            Self::House(_) => Kind::House,
            Self::Resident(claims) => claims.kind(),
            Self::Kiosk(_) => Kind::Kiosk,
        }
    }

    /// Returns the serial number.
    pub fn serial(&self) -> [u8; 8] {
        match self {
            Self::House(claims) => claims.serial,
            Self::Resident(claims) => claims.serial,
            Self::Kiosk(claims) => claims.serial,
        }
    }

    /// Returns when it was issued and until when it is valid, in seconds since 1970.
    pub fn period(&self) -> (u64, u64) {
        match self {
            Self::House(claims) => (claims.iat, claims.exp),
            Self::Resident(claims) => (claims.iat, claims.exp),
            Self::Kiosk(claims) => (claims.iat, claims.exp),
        }
    }

    /// Drops a signed text that breaks the charset rule, and tells whether there was one
    /// (trust.md 1.7, step 13).
    pub(crate) fn with_showable_texts(mut self) -> (Self, bool) {
        let text = match &mut self {
            Self::House(claims) => &mut claims.address,
            Self::Resident(claims) => &mut claims.hint,
            Self::Kiosk(_) => return (self, false),
        };
        let hidden = text.take_if(|text| !is_showable(text)).is_some();
        (self, hidden)
    }
}

/// The claims every kind has.
struct Common {
    iat: u64,
    exp: u64,
    serial: [u8; 8],
    private: Reading,
}

impl Common {
    fn read(claims: &mut Reading) -> Result<Self, WrongFields> {
        Ok(Self {
            exp: uint(claims.required(EXPIRY.into())?)?,
            iat: uint(claims.required(ISSUED_AT.into())?)?,
            serial: bytes(claims.required(SERIAL.into())?)?,
            private: Reading::from_value(claims.required(PRIVATE.into())?)?,
        })
    }
}
