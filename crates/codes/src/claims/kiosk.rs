//! What a kiosk certificate says (kind `K`), and what it empowers a kiosk to do.

use std::ops::BitOr;

use ciborium::Value;
use residence::KioskId;

use super::{Category, Common, EXPIRY, ISSUED_AT, PRIVATE, SERIAL, SUBJECT};
use crate::{
    cose::Signed,
    fields::{Reading, Writing, WrongFields, boolean, bytes, int, small_uint, text, uint},
    keys::{Algorithm, VerifyingKey},
    strict::{self, Limits},
};

const CONFIRMATION: i64 = 8;

/// COSE key types and curves (RFC 9053); that of SM2 is private, as its algorithm number is.
const OKP: u64 = 1;
const EC2: u64 = 2;
const ED25519: i64 = 6;
const P256: i64 = 1;
const SM2: i64 = -65_601;

/// What a kiosk may do on its own, one bit each (trust.md 1.10).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Powers(u64);

impl Powers {
    /// No powers.
    pub const NONE: Self = Self(0);
    /// Issue provisional codes for people of 60 and over.
    pub const ELDERS: Self = Self(1 << 2);
    /// Issue provisional codes for people under 16.
    pub const CHILDREN: Self = Self(1 << 3);
    /// Record the confirmation of a house owner.
    pub const OWNER_CONFIRMATION: Self = Self(1 << 8);

    /// Takes the bits; unknown ones are kept and mean nothing.
    pub const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// Returns the bits.
    pub const fn bits(self) -> u64 {
        self.0
    }

    /// Tells whether all of the other powers are among these.
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for Powers {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
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
    /// What the kiosk may do on its own.
    pub powers: Powers,
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

impl KioskCertificate {
    /// Tells whether the kiosk may issue provisional codes of a category; for adults none may.
    pub fn may_issue(&self, category: Category) -> bool {
        match category {
            Category::Adult => false,
            Category::Elder => self.powers.contains(Powers::ELDERS),
            Category::Child => self.powers.contains(Powers::CHILDREN),
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let private = Writing::default()
            .put(1, self.community)
            .put(2, self.powers.bits())
            .put(3, self.max_days)
            .put_some(4, self.quota)
            .put_some(5, self.assurance)
            .into_value();
        let confirmation = Writing::default()
            .put(1, cose_key(&self.signing))
            .into_value();
        Writing::default()
            .put(SUBJECT, self.kiosk.as_str())
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(SERIAL, self.serial.as_slice())
            .put(CONFIRMATION, confirmation)
            .put(PRIVATE, private)
            .into_bytes()
    }

    pub(super) fn read(claims: &mut Reading) -> Result<Self, WrongFields> {
        let common = Common::read(claims)?;
        let mut private = common.private;
        let mut confirmation = Reading::from_value(claims.required(CONFIRMATION.into())?)?;
        let certificate = Self {
            kiosk: KioskId::parse(&text(claims.required(SUBJECT.into())?)?)
                .map_err(|_| WrongFields)?,
            signing: read_cose_key(confirmation.required(1)?)?,
            community: uint(private.required(1)?)?,
            powers: Powers(uint(private.required(2)?)?),
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

    /// Reads a signed certificate inside other claims, where the first walk does not look.
    pub(super) fn read_signed(bytes: &[u8]) -> Result<(Self, Signed), WrongFields> {
        let signed = Signed::parse(bytes, Limits::CODE).map_err(|_| WrongFields)?;
        strict::walk(signed.payload(), Limits::CODE).map_err(|_| WrongFields)?;
        let mut claims = Reading::from_bytes(signed.payload())?;
        let certificate = Self::read(&mut claims)?;
        claims.finish()?;
        Ok((certificate, signed))
    }
}

/// A COSE_Key: an Ed25519 point, or a compressed one as x and the parity of y.
fn cose_key(key: &VerifyingKey) -> Value {
    let point = key.public_bytes();
    let curve = match key.algorithm() {
        Algorithm::Ed25519 => {
            return Writing::default()
                .put(1, OKP)
                .put(-1, ED25519)
                .put(-2, point.as_slice())
                .into_value();
        }
        Algorithm::Es256 => P256,
        Algorithm::Sm2 => SM2,
    };
    let (parity, x) = point
        .split_first()
        .expect("a compressed point has 33 bytes");
    Writing::default()
        .put(1, EC2)
        .put(-1, curve)
        .put(-2, x)
        .put(-3, *parity == 3)
        .into_value()
}

fn read_cose_key(value: Value) -> Result<VerifyingKey, WrongFields> {
    let mut fields = Reading::from_value(value)?;
    let (kind, curve) = (uint(fields.required(1)?)?, int(fields.required(-1)?)?);
    let point: [u8; 32] = bytes(fields.required(-2)?)?;
    let odd = fields.optional(-3, boolean)?;
    fields.finish()?;
    let compressed = |odd: bool| [&[2 + u8::from(odd)], point.as_slice()].concat();
    let key = match (kind, curve, odd) {
        (OKP, ED25519, None) => VerifyingKey::from_bytes(&point),
        (EC2, P256, Some(odd)) => VerifyingKey::from_public(Algorithm::Es256, &compressed(odd)),
        (EC2, SM2, Some(odd)) => VerifyingKey::from_public(Algorithm::Sm2, &compressed(odd)),
        _ => return Err(WrongFields),
    };
    key.map_err(|_| WrongFields)
}

fn read_assurance(value: Value) -> Result<u8, WrongFields> {
    match uint(value)? {
        1 => Ok(1),
        2 => Ok(2),
        _ => Err(WrongFields),
    }
}
