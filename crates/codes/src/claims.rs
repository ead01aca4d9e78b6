//! What the codes say, and the CBOR of it (trust.md 1.3; closed maps, nothing unknown passes).

use std::fmt;

use ciborium::Value;
use residence::{HouseCode, KioskId, Subject};

use crate::{
    fields::{Reading, Writing, WrongFields, bytes, small_uint, text, uint},
    keys::VerifyingKey,
    text::{Kind, is_showable},
};

/// Claim keys of RFC 8392 and our private one.
pub(crate) const SUBJECT: i64 = 2;
pub(crate) const EXPIRY: i64 = 4;
pub(crate) const ISSUED_AT: i64 = 6;
pub(crate) const SERIAL: i64 = 7;
pub(crate) const CONFIRMATION: i64 = 8;
pub(crate) const PRIVATE: i64 = -65_537;

const ADDRESS_BYTES_MAX: usize = 120;
const HINT_CHARACTERS_MAX: usize = 16;

/// What a house code says.
#[derive(Clone, PartialEq, Eq)]
pub struct HouseClaims {
    /// The house code of the authority.
    pub code: HouseCode,
    /// Statistical code of the residents' committee, 12 digits.
    pub area: u64,
    /// Address as `street|number|room`, at most 120 bytes.
    pub address: Option<String>,
    /// Issued at, in seconds since 1970.
    pub iat: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// Serial number, by which the code is revoked.
    pub serial: [u8; 8],
}

/// The age group of a resident when the code was issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Category {
    /// 16 to 59.
    Adult = 1,
    /// 60 and over.
    Elder = 2,
    /// Under 16.
    Child = 3,
}

/// What a resident's printed code says.
#[derive(Clone, PartialEq, Eq)]
pub struct ResidentClaims {
    /// Pseudonym of the person.
    pub subject: Subject,
    /// Age group.
    pub category: Category,
    /// Binding to the document number, checked with `BindKey::id_bind`.
    pub id_bind: Option<[u8; 16]>,
    /// Binding to the house, checked with `BindKey::house_bind`.
    pub house_bind: Option<[u8; 8]>,
    /// Resident since, in days from 2000-01-01.
    pub since_days: Option<u32>,
    /// Masked name for the worker's eye, at most 16 characters.
    pub hint: Option<String>,
    /// Epoch of the binding key.
    pub bind_epoch: Option<u32>,
    /// Issued at, in seconds since 1970.
    pub iat: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// Serial number, by which the code is revoked.
    pub serial: [u8; 8],
}

/// What a kiosk certificate says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KioskCertificate {
    /// Name of the kiosk.
    pub kiosk: KioskId,
    /// The kiosk's public signing key.
    pub signing: VerifyingKey,
    /// Statistical code of the residents' committee the kiosk serves.
    pub community: u64,
    /// Powers, one bit each (trust.md 1.10).
    pub powers: u64,
    /// Longest life of a provisional code in days.
    pub max_days: u32,
    /// Provisional codes this certificate may issue.
    pub quota: Option<u32>,
    /// Where the key lives: 1 in a TPM, 2 in software.
    pub assurance: Option<u8>,
    /// Issued at, in seconds since 1970.
    pub iat: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// Serial number, by which the certificate is revoked.
    pub serial: [u8; 8],
}

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

impl Meaning {
    /// Reads the claims of a kind; a bundle has its own reader.
    pub(crate) fn parse(kind: Kind, payload: &[u8]) -> Result<Self, WrongFields> {
        let mut claims = Reading::from_bytes(payload)?;
        let meaning = match kind {
            Kind::House => Self::House(HouseClaims::read(&mut claims)?),
            Kind::Resident => Self::Resident(ResidentClaims::read(&mut claims)?),
            Kind::Kiosk => Self::Kiosk(KioskCertificate::read(&mut claims)?),
            Kind::Bundle => return Err(WrongFields),
        };
        claims.finish()?;
        Ok(meaning)
    }

    /// Returns the kind of the text this was read from.
    pub fn kind(&self) -> Kind {
        match self {
            Self::House(_) => Kind::House,
            Self::Resident(_) => Kind::Resident,
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

    /// Drops signed texts that break the charset rule (trust.md 1.7, step 13).
    pub(crate) fn with_showable_texts(mut self) -> Self {
        let text = match &mut self {
            Self::House(claims) => &mut claims.address,
            Self::Resident(claims) => &mut claims.hint,
            Self::Kiosk(_) => return self,
        };
        *text = text.take().filter(|text| is_showable(text));
        self
    }
}

impl HouseClaims {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let private = Writing::default()
            .put(1, self.area)
            .put_some(2, self.address.as_deref())
            .into_value();
        Writing::default()
            .put(SUBJECT, self.code.as_str())
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(SERIAL, self.serial.as_slice())
            .put(PRIVATE, private)
            .into_bytes()
    }

    fn read(claims: &mut Reading) -> Result<Self, WrongFields> {
        let common = Common::read(claims)?;
        let mut private = common.private;
        let house = Self {
            code: HouseCode::parse(&text(claims.required(SUBJECT.into())?)?)
                .map_err(|_| WrongFields)?,
            area: uint(private.required(1)?)?,
            address: private.optional(2, text)?,
            iat: common.iat,
            exp: common.exp,
            serial: common.serial,
        };
        private.finish()?;
        let fits = house
            .address
            .as_ref()
            .is_none_or(|a| a.len() <= ADDRESS_BYTES_MAX);
        if fits { Ok(house) } else { Err(WrongFields) }
    }
}

impl ResidentClaims {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let private = Writing::default()
            .put(1, self.category as u64)
            .put_some(2, self.id_bind.as_ref().map(<[u8; 16]>::as_slice))
            .put_some(3, self.house_bind.as_ref().map(<[u8; 8]>::as_slice))
            .put_some(4, self.since_days)
            .put_some(5, self.hint.as_deref())
            .put_some(6, self.bind_epoch)
            .into_value();
        Writing::default()
            .put(SUBJECT, self.subject.as_bytes().as_slice())
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(SERIAL, self.serial.as_slice())
            .put(PRIVATE, private)
            .into_bytes()
    }

    fn read(claims: &mut Reading) -> Result<Self, WrongFields> {
        let common = Common::read(claims)?;
        let mut private = common.private;
        let resident = Self {
            subject: Subject::from_bytes(bytes(claims.required(SUBJECT.into())?)?),
            category: Category::read(private.required(1)?)?,
            id_bind: private.optional(2, bytes)?,
            house_bind: private.optional(3, bytes)?,
            since_days: private.optional(4, small_uint)?,
            hint: private.optional(5, text)?,
            bind_epoch: private.optional(6, small_uint)?,
            iat: common.iat,
            exp: common.exp,
            serial: common.serial,
        };
        private.finish()?;
        let fits = resident
            .hint
            .as_ref()
            .is_none_or(|h| h.chars().count() <= HINT_CHARACTERS_MAX);
        if fits { Ok(resident) } else { Err(WrongFields) }
    }
}

impl Category {
    fn read(value: Value) -> Result<Self, WrongFields> {
        match uint(value)? {
            1 => Ok(Self::Adult),
            2 => Ok(Self::Elder),
            3 => Ok(Self::Child),
            _ => Err(WrongFields),
        }
    }
}

impl KioskCertificate {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let private = Writing::default()
            .put(1, self.community)
            .put(2, self.powers)
            .put(3, self.max_days)
            .put_some(4, self.quota)
            .put_some(5, self.assurance)
            .into_value();
        Writing::default()
            .put(SUBJECT, self.kiosk.as_str())
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(SERIAL, self.serial.as_slice())
            .put(
                CONFIRMATION,
                Writing::default()
                    .put(1, cose_key(&self.signing))
                    .into_value(),
            )
            .put(PRIVATE, private)
            .into_bytes()
    }

    fn read(claims: &mut Reading) -> Result<Self, WrongFields> {
        let common = Common::read(claims)?;
        let mut private = common.private;
        let mut confirmation = Reading::from_value(claims.required(CONFIRMATION.into())?)?;
        let certificate = Self {
            kiosk: KioskId::parse(&text(claims.required(SUBJECT.into())?)?)
                .map_err(|_| WrongFields)?,
            signing: read_cose_key(confirmation.required(1)?)?,
            community: uint(private.required(1)?)?,
            powers: uint(private.required(2)?)?,
            max_days: small_uint(private.required(3)?)?,
            quota: private.optional(4, small_uint)?,
            assurance: private.optional(5, read_assurance)?,
            iat: common.iat,
            exp: common.exp,
            serial: common.serial,
        };
        confirmation.finish()?;
        private.finish()?;
        Ok(certificate)
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

/// A COSE_Key of type OKP (1) on the curve Ed25519 (6).
fn cose_key(key: &VerifyingKey) -> Value {
    Writing::default()
        .put(1, 1)
        .put(-1, 6)
        .put(-2, key.to_bytes().as_slice())
        .into_value()
}

fn read_cose_key(value: Value) -> Result<VerifyingKey, WrongFields> {
    let mut fields = Reading::from_value(value)?;
    let (kind, curve) = (uint(fields.required(1)?)?, uint(fields.required(-1)?)?);
    let point = bytes(fields.required(-2)?)?;
    fields.finish()?;
    if (kind, curve) != (1, 6) {
        return Err(WrongFields);
    }
    VerifyingKey::from_bytes(&point).map_err(|_| WrongFields)
}

fn read_assurance(value: Value) -> Result<u8, WrongFields> {
    match uint(value)? {
        1 => Ok(1),
        2 => Ok(2),
        _ => Err(WrongFields),
    }
}

/// Shows the house, not its address.
impl fmt::Debug for HouseClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HouseClaims")
            .field("code", &self.code)
            .finish_non_exhaustive()
    }
}

/// Shows nothing that leads to the person.
impl fmt::Debug for ResidentClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ResidentClaims")
            .field("category", &self.category)
            .finish_non_exhaustive()
    }
}
