//! What a bundle says, and the CBOR of it.

use std::fmt;

use ciborium::Value;

use super::revoked::{RevokedDelta, read_serials, write_serials};
use crate::{
    claims::{EXPIRY, ISSUED_AT, PRIVATE},
    crypto::Sealed,
    fields::{Reading, Writing, WrongFields, any_bytes, array, boolean, bytes, int, text, uint},
    keys::{Algorithm, SealingPublic, VerifyingKey},
    text::Kind,
};

/// What the centre tells kiosks to trust.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustBundle {
    /// Number of the bundle; only ever grows.
    pub seq: u64,
    /// Issued at, in seconds since 1970.
    pub iat: u64,
    /// When the next one is expected, in seconds since 1970.
    pub next: u64,
    /// Valid until, in seconds since 1970.
    pub exp: u64,
    /// The keys that sign codes.
    pub keys: Vec<TrustKey>,
    /// Serials of revoked codes, ascending; the whole list, also where a difference was sent.
    pub revoked: Vec<[u8; 8]>,
    /// Sent instead of the whole list.
    pub delta: Option<RevokedDelta>,
    /// Names of revoked kiosks.
    pub revoked_kiosks: Vec<String>,
    /// The key to which kiosks seal records.
    pub centre_seal: SealingPublic,
    /// The key to which kiosks seal the key of their database, for recovery.
    pub recovery_seal: Option<SealingPublic>,
    /// The key that signs the centre's answers.
    pub sync_key: VerifyingKey,
    /// The oldest version of the program that may still issue.
    pub min_app: Option<AppVersion>,
    /// The roots from now on; empty when they stay as they are.
    pub roots: Vec<VerifyingKey>,
    /// The root's certificate of the key that signed, if no root signed itself.
    pub signer: Option<Vec<u8>>,
    /// The binding key, sealed.
    pub sealed_bind: Option<Sealed>,
    /// Set if this is no real authority.
    pub demo: bool,
}

/// A key and what it may sign, issued in which time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrustKey {
    /// The key.
    pub verifying: VerifyingKey,
    /// The kinds it may sign.
    pub may: Vec<Kind>,
    /// Codes may be issued from, in seconds since 1970.
    pub nbf: u64,
    /// Codes may be issued until, in seconds since 1970.
    pub exp: u64,
}

/// A version of the program: major, minor, patch.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct AppVersion(pub [u32; 3]);

impl AppVersion {
    /// Reads `1.2.3`.
    pub fn parse(text: &str) -> Option<Self> {
        let numbers: Option<Vec<u32>> = text.split('.').map(|part| part.parse().ok()).collect();
        Some(Self(numbers?.try_into().ok()?))
    }
}

impl fmt::Display for AppVersion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [major, minor, patch] = self.0;
        write!(f, "{major}.{minor}.{patch}")
    }
}

impl TrustBundle {
    /// Returns a bundle that trusts nothing yet, to be filled field by field.
    pub fn empty(centre_seal: SealingPublic, sync_key: VerifyingKey) -> Self {
        Self {
            seq: 0,
            iat: 0,
            next: 0,
            exp: 0,
            keys: Vec::new(),
            revoked: Vec::new(),
            delta: None,
            revoked_kiosks: Vec::new(),
            centre_seal,
            recovery_seal: None,
            sync_key,
            min_app: None,
            roots: Vec::new(),
            signer: None,
            sealed_bind: None,
            demo: false,
        }
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let texts = self.revoked_kiosks.iter();
        let kiosks = texts.map(|name| Value::from(name.as_str())).collect();
        let roots = self.roots.iter();
        let roots: Vec<_> = roots.map(|root| Value::from(root.to_tagged())).collect();
        let whole = self.delta.is_none().then(|| write_serials(&self.revoked));
        let private = Writing::default()
            .put(1, self.seq)
            .put(2, self.next)
            .put(
                3,
                Value::Array(self.keys.iter().map(TrustKey::to_value).collect()),
            )
            .put_some(4, whole)
            .put(5, Value::Array(kiosks))
            .put(6, self.centre_seal.to_bytes().as_slice())
            .put(7, self.sync_key.to_tagged())
            .put(8, self.demo)
            .put_some(9, self.min_app.map(app_to_value))
            .put_some(10, (!roots.is_empty()).then_some(Value::Array(roots)))
            .put_some(11, self.delta.as_ref().map(RevokedDelta::to_value))
            .put_some(12, self.recovery_seal.map(|key| key.to_bytes().to_vec()))
            .put_some(13, self.signer.as_deref())
            .put_some(14, self.sealed_bind.as_ref().map(sealed_to_value))
            .into_value();
        Writing::default()
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(PRIVATE, private)
            .into_bytes()
    }

    pub(super) fn parse(payload: &[u8]) -> Result<Self, WrongFields> {
        let mut claims = Reading::from_bytes(payload)?;
        let mut private = Reading::from_value(claims.required(PRIVATE.into())?)?;
        let delta = private.optional(11, RevokedDelta::read)?;
        let revoked = match &delta {
            Some(_) => Vec::new(),
            None => read_serials(private.required(4)?)?,
        };
        let bundle = Self {
            seq: uint(private.required(1)?)?,
            iat: uint(claims.required(ISSUED_AT.into())?)?,
            next: uint(private.required(2)?)?,
            exp: uint(claims.required(EXPIRY.into())?)?,
            keys: each(private.required(3)?, TrustKey::read)?,
            revoked,
            delta,
            revoked_kiosks: each(private.required(5)?, text)?,
            centre_seal: SealingPublic::from_bytes(&bytes(private.required(6)?)?),
            recovery_seal: private.optional(12, read_sealing)?,
            sync_key: read_key(private.required(7)?)?,
            min_app: private.optional(9, read_app)?,
            roots: private.optional(10, read_roots)?.unwrap_or_default(),
            signer: private.optional(13, any_bytes)?,
            sealed_bind: private.optional(14, read_sealed)?,
            demo: boolean(private.required(8)?)?,
        };
        private.finish()?;
        claims.finish()?;
        Ok(bundle)
    }
}

impl TrustKey {
    /// Tells whether the key may have signed a code of this kind.
    pub(crate) fn may_sign(&self, kind: Kind) -> bool {
        self.may.contains(&kind)
    }

    /// Tells whether the key was in use when a code was issued; it may have been retired since.
    pub(crate) fn was_in_use(&self, iat: u64) -> bool {
        (self.nbf..=self.exp).contains(&iat)
    }

    /// Each key as `[algorithm, point, letters, from, until]`.
    pub(super) fn to_value(&self) -> Value {
        let letters: String = self.may.iter().map(|kind| kind.letter()).collect();
        Value::Array(vec![
            Value::from(self.verifying.algorithm().number()),
            Value::from(self.verifying.public_bytes()),
            Value::from(letters),
            Value::from(self.nbf),
            Value::from(self.exp),
        ])
    }

    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, WrongFields> {
        let value: Value = ciborium::from_reader(bytes).map_err(|_| WrongFields)?;
        Self::read(value)
    }

    fn read(value: Value) -> Result<Self, WrongFields> {
        let parts: [Value; 5] = array(value)?.try_into().map_err(|_| WrongFields)?;
        let [algorithm, point, letters, nbf, exp] = parts;
        let algorithm = Algorithm::from_number(int(algorithm)?).ok_or(WrongFields)?;
        let letters = text(letters)?;
        let may = letters
            .chars()
            .map(|letter| Kind::from_letter(letter).ok_or(WrongFields));
        Ok(Self {
            verifying: VerifyingKey::from_public(algorithm, &any_bytes(point)?)
                .map_err(|_| WrongFields)?,
            may: may.collect::<Result<_, _>>()?,
            nbf: uint(nbf)?,
            exp: uint(exp)?,
        })
    }
}

fn app_to_value(version: AppVersion) -> Value {
    Value::Array(version.0.map(Value::from).to_vec())
}

fn read_app(value: Value) -> Result<AppVersion, WrongFields> {
    let numbers = each(value, crate::fields::small_uint)?;
    Ok(AppVersion(numbers.try_into().map_err(|_| WrongFields)?))
}

fn sealed_to_value(sealed: &Sealed) -> Value {
    let parts = [sealed.enc.as_slice(), sealed.ct.as_slice()];
    Value::Array(parts.map(Value::from).to_vec())
}

fn read_sealed(value: Value) -> Result<Sealed, WrongFields> {
    let parts: [Value; 2] = array(value)?.try_into().map_err(|_| WrongFields)?;
    let [enc, ct] = parts;
    Ok(Sealed {
        enc: bytes(enc)?,
        ct: any_bytes(ct)?,
    })
}

fn read_sealing(value: Value) -> Result<SealingPublic, WrongFields> {
    Ok(SealingPublic::from_bytes(&bytes(value)?))
}

/// An empty list would say what its absence says, so it is no second spelling.
fn read_roots(value: Value) -> Result<Vec<VerifyingKey>, WrongFields> {
    let roots = each(value, read_key)?;
    if roots.is_empty() {
        Err(WrongFields)
    } else {
        Ok(roots)
    }
}

fn read_key(value: Value) -> Result<VerifyingKey, WrongFields> {
    VerifyingKey::from_tagged(&any_bytes(value)?).map_err(|_| WrongFields)
}

fn each<T>(value: Value, read: fn(Value) -> Result<T, WrongFields>) -> Result<Vec<T>, WrongFields> {
    array(value)?.into_iter().map(read).collect()
}
