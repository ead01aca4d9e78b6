//! The trust bundle: which keys may sign what, what is revoked, and to whom records are sealed.

use ciborium::Value;

use crate::{
    claims::{EXPIRY, ISSUED_AT, PRIVATE},
    clock::Clock,
    cose::{CoseError, Signed},
    fields::{Reading, Writing, WrongFields, any_bytes, array, boolean, bytes, text, uint},
    keys::{Kid, SealingPublic, VerifyingKey},
    strict::{self, Limits, StrictError},
    text::{Kind, decode},
};

/// A bundle carries up to 200 000 revoked serials.
const LIMITS: Limits = Limits {
    bytes_max: 4 << 20,
    depth_max: 6,
    items_max: 4_096,
};

/// Revocation data older than this is told to the worker (trust.md 1.7).
const OLD_AFTER_S: u64 = 7 * 86_400;

/// The algorithm number of Ed25519 (RFC 9864), to which every key of a bundle is pinned.
const ED25519: i64 = -19;

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
    /// Serials of revoked codes, ascending.
    pub revoked: Vec<[u8; 8]>,
    /// Names of revoked kiosks.
    pub revoked_kiosks: Vec<String>,
    /// The key to which kiosks seal records.
    pub centre_seal: SealingPublic,
    /// The key that signs the centre's answers.
    pub sync_key: VerifyingKey,
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

/// Why a bundle is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// No bundle text at all.
    #[error("not a trust bundle")]
    Foreign,
    /// Not deterministic CBOR.
    #[error("damaged: {0}")]
    Structure(StrictError),
    /// Not a bundle of our form.
    #[error("damaged: not of the form of a bundle")]
    Shape,
    /// Signed by none of the pinned roots.
    #[error("signed by an unknown root")]
    UnknownRoot,
    /// Another algorithm than the root's.
    #[error("another algorithm than the root's")]
    Algorithm,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
    /// Issued in the future.
    #[error("issued in the future")]
    NotYetValid,
    /// Its life is longer than allowed.
    #[error("its life is too long")]
    TooLong,
    /// Older than one that was already accepted.
    #[error("older than a bundle already accepted")]
    Rollback,
}

impl BundleError {
    /// Tells whether the same text may be accepted later: only when its time has come.
    pub fn can_retry(self) -> bool {
        self == Self::NotYetValid
    }
}

/// A bundle that a pinned root signed, ready to judge codes.
#[derive(Debug, Clone)]
pub struct TrustList {
    bundle: TrustBundle,
    kids: Vec<Kid>,
}

impl TrustList {
    /// Opens a bundle if a root signed it and its number is not below the floor.
    ///
    /// An expired bundle opens, because a kiosk must work on without a network; its codes are amber.
    pub fn open(
        bundle_text: &str,
        roots: &[VerifyingKey],
        floor_seq: u64,
        now: Clock,
    ) -> Result<Self, BundleError> {
        let body = bundle_text
            .strip_prefix(Kind::Bundle.prefix())
            .ok_or(BundleError::Foreign)?;
        let bytes = decode(body).map_err(|_| BundleError::Shape)?;
        let signed = Signed::parse(&bytes, LIMITS)?;
        strict::walk(signed.payload(), LIMITS).map_err(BundleError::Structure)?;
        let bundle = TrustBundle::parse(signed.payload()).map_err(|_| BundleError::Shape)?;
        check_root(&signed, roots)?;
        if now.is_before(bundle.iat) {
            return Err(BundleError::NotYetValid);
        }
        if bundle.exp.saturating_sub(bundle.iat) > Kind::Bundle.lifetime_max_s() {
            return Err(BundleError::TooLong);
        }
        if bundle.seq < floor_seq {
            return Err(BundleError::Rollback);
        }
        let kids = bundle.keys.iter().map(|key| key.verifying.kid()).collect();
        Ok(Self { bundle, kids })
    }

    /// Returns what the bundle says.
    pub fn bundle(&self) -> &TrustBundle {
        &self.bundle
    }

    /// Tells whether the revocation data may be older than seven days.
    pub fn is_old(&self, now: Clock) -> bool {
        now.may_be_after(self.bundle.iat.saturating_add(OLD_AFTER_S))
    }

    /// Tells whether the bundle has surely expired; then nothing may be issued.
    pub fn is_expired(&self, now: Clock) -> bool {
        now.is_after(self.bundle.exp)
    }

    /// Returns all keys of this name; two keys may share one.
    pub(crate) fn keys_named(&self, kid: Kid) -> impl Iterator<Item = &TrustKey> {
        let named = move |(_, name): &(&TrustKey, &Kid)| **name == kid;
        self.bundle
            .keys
            .iter()
            .zip(&self.kids)
            .filter(named)
            .map(|(key, _)| key)
    }

    pub(crate) fn has_revoked(&self, serial: &[u8; 8]) -> bool {
        self.bundle.revoked.binary_search(serial).is_ok()
    }
}

fn check_root(signed: &Signed, roots: &[VerifyingKey]) -> Result<(), BundleError> {
    let root = roots
        .iter()
        .find(|root| root.kid() == signed.kid)
        .ok_or(BundleError::UnknownRoot)?;
    if !signed.algorithm_is_ed25519() {
        return Err(BundleError::Algorithm);
    }
    if !signed.verifies(Kind::Bundle.prefix().as_bytes(), root) {
        return Err(BundleError::Signature);
    }
    Ok(())
}

impl From<CoseError> for BundleError {
    fn from(error: CoseError) -> Self {
        match error {
            CoseError::Structure(cause) => Self::Structure(cause),
            CoseError::Shape => Self::Shape,
            CoseError::OtherKey => Self::UnknownRoot,
            CoseError::Algorithm => Self::Algorithm,
            CoseError::Signature => Self::Signature,
        }
    }
}

impl TrustBundle {
    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut revoked = self.revoked.clone();
        revoked.sort_unstable();
        revoked.dedup();
        let kiosks = self
            .revoked_kiosks
            .iter()
            .map(|name| Value::from(name.as_str()))
            .collect();
        let private = Writing::default()
            .put(1, self.seq)
            .put(2, self.next)
            .put(
                3,
                Value::Array(self.keys.iter().map(TrustKey::to_value).collect()),
            )
            .put(4, revoked.concat())
            .put(5, Value::Array(kiosks))
            .put(6, self.centre_seal.to_bytes().as_slice())
            .put(7, self.sync_key.to_bytes().as_slice())
            .put(8, self.demo)
            .into_value();
        Writing::default()
            .put(EXPIRY, self.exp)
            .put(ISSUED_AT, self.iat)
            .put(PRIVATE, private)
            .into_bytes()
    }

    fn parse(payload: &[u8]) -> Result<Self, WrongFields> {
        let mut claims = Reading::from_bytes(payload)?;
        let mut private = Reading::from_value(claims.required(PRIVATE.into())?)?;
        let bundle = Self {
            seq: uint(private.required(1)?)?,
            iat: uint(claims.required(ISSUED_AT.into())?)?,
            next: uint(private.required(2)?)?,
            exp: uint(claims.required(EXPIRY.into())?)?,
            keys: each(private.required(3)?, TrustKey::read)?,
            revoked: read_serials(private.required(4)?)?,
            revoked_kiosks: each(private.required(5)?, text)?,
            centre_seal: SealingPublic::from_bytes(&bytes(private.required(6)?)?),
            sync_key: read_key(private.required(7)?)?,
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
    fn to_value(&self) -> Value {
        let letters: String = self.may.iter().map(|kind| kind.letter()).collect();
        Value::Array(vec![
            Value::from(ED25519),
            Value::from(self.verifying.to_bytes().as_slice()),
            Value::from(letters),
            Value::from(self.nbf),
            Value::from(self.exp),
        ])
    }

    fn read(value: Value) -> Result<Self, WrongFields> {
        let parts: [Value; 5] = array(value)?.try_into().map_err(|_| WrongFields)?;
        let [algorithm, point, letters, nbf, exp] = parts;
        if algorithm != Value::from(ED25519) {
            return Err(WrongFields);
        }
        let letters = text(letters)?;
        let may = letters
            .chars()
            .map(|letter| Kind::from_letter(letter).ok_or(WrongFields));
        Ok(Self {
            verifying: read_key(point)?,
            may: may.collect::<Result<_, _>>()?,
            nbf: uint(nbf)?,
            exp: uint(exp)?,
        })
    }
}

fn read_key(value: Value) -> Result<VerifyingKey, WrongFields> {
    VerifyingKey::from_bytes(&bytes(value)?).map_err(|_| WrongFields)
}

fn each<T>(value: Value, read: fn(Value) -> Result<T, WrongFields>) -> Result<Vec<T>, WrongFields> {
    array(value)?.into_iter().map(read).collect()
}

/// Serials stand one behind the other in one byte string; the search needs them ascending.
fn read_serials(value: Value) -> Result<Vec<[u8; 8]>, WrongFields> {
    let bytes = any_bytes(value)?;
    let (serials, rest) = bytes.as_chunks::<8>();
    let ascending = serials.windows(2).all(|pair| pair.first() < pair.last());
    if rest.is_empty() && ascending {
        Ok(serials.to_vec())
    } else {
        Err(WrongFields)
    }
}
