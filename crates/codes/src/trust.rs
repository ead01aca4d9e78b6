//! The trust bundle: which keys may sign what, what is revoked, and to whom records are sealed.

mod bundle;
mod revoked;
mod signer;

pub use bundle::{AppVersion, TrustBundle, TrustKey};
pub use revoked::RevokedDelta;
pub use signer::certify_bundle_key;

use residence::KioskId;

use crate::{
    clock::Clock,
    cose::{CoseError, Signed},
    keys::{Kid, VerifyingKey},
    strict::{self, Limits, StrictError},
    text::{Kind, decode},
};

/// A bundle carries up to 200 000 revoked serials.
const LIMITS: Limits = Limits {
    bytes_max: 4 << 20,
    depth_max: 6,
    items_max: 4_096,
};

const DAY_S: u64 = 86_400;

/// Revocation data older than this is told to the worker (trust.md 1.7).
const OLD_AFTER_S: u64 = 7 * DAY_S;

/// Under a bundle older than this nothing is issued (trust.md 7).
const STALE_AFTER_S: u64 = 30 * DAY_S;

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
    /// Signed by none of the pinned roots, nor by a key that one of them certified for it.
    #[error("signed by an unknown root")]
    UnknownRoot,
    /// Another algorithm than the key's.
    #[error("another algorithm than the root's")]
    Algorithm,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
    /// The certificate of the key that signed does not allow this bundle.
    #[error("the key that signed may not sign this bundle")]
    KeyUse,
    /// It names new roots, and is not signed by one that is trusted already.
    #[error("new roots are not signed by an old one")]
    NewRoots,
    /// Issued in the future.
    #[error("issued in the future")]
    NotYetValid,
    /// Its life is longer than allowed.
    #[error("its life is too long")]
    TooLong,
    /// Older than one that was already accepted.
    #[error("older than a bundle already accepted")]
    Rollback,
    /// Its revocations are a difference; open it onto the bundle it names.
    #[error("its revocations need an earlier bundle")]
    NeedsBase,
    /// Its revocations are a difference to another list than the one at hand.
    #[error("its revocations belong to another earlier bundle")]
    WrongBase,
}

impl BundleError {
    /// Tells whether the same text may be accepted later: when its time or its base has come.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::NotYetValid | Self::NeedsBase)
    }
}

/// How much a bundle is still worth, from the moment it was issued (trust.md 1.7 and 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BundleAge {
    /// Up to seven days.
    Current,
    /// Perhaps more than seven days: every verdict is amber.
    Old,
    /// Perhaps more than thirty days, or perhaps expired: nothing is issued.
    Stale,
    /// Surely expired: amber for all, nothing is issued.
    Expired,
}

impl BundleAge {
    /// Tells whether a kiosk may issue codes under a bundle of this age.
    pub fn may_issue(self) -> bool {
        matches!(self, Self::Current | Self::Old)
    }
}

/// A bundle that a pinned root answers for, ready to judge codes.
#[derive(Debug, Clone)]
pub struct TrustList {
    bundle: TrustBundle,
    kids: Vec<Kid>,
    roots: Vec<VerifyingKey>,
}

impl TrustList {
    /// Opens a bundle if a root answers for it and its number is not below the floor.
    ///
    /// An expired bundle opens, because a kiosk must work on without a network; its codes are amber.
    pub fn open(
        bundle_text: &str,
        roots: &[VerifyingKey],
        floor_seq: u64,
        now: Clock,
    ) -> Result<Self, BundleError> {
        let list = Self::read(bundle_text, roots, floor_seq, now)?;
        match list.bundle.delta {
            None => Ok(list),
            Some(_) => Err(BundleError::NeedsBase),
        }
    }

    /// Opens a bundle whose revocations may be a difference to those of `base`, a complete bundle
    /// that was opened before.
    pub fn open_onto(
        base: &Self,
        bundle_text: &str,
        roots: &[VerifyingKey],
        floor_seq: u64,
        now: Clock,
    ) -> Result<Self, BundleError> {
        let mut list = Self::read(bundle_text, roots, floor_seq, now)?;
        if let Some(delta) = &list.bundle.delta {
            let complete = base.bundle.delta.is_none() && base.bundle.seq == delta.base_seq;
            let revoked = delta.apply(&base.bundle.revoked).filter(|_| complete);
            list.bundle.revoked = revoked.ok_or(BundleError::WrongBase)?;
        }
        Ok(list)
    }

    fn read(
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
        let roots = signer::check(&signed, &bundle, roots)?;
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
        Ok(Self {
            bundle,
            kids,
            roots,
        })
    }

    /// Returns what the bundle says; its `revoked` is the whole list, whatever was sent.
    pub fn bundle(&self) -> &TrustBundle {
        &self.bundle
    }

    /// Returns the roots to pin from now on: this bundle and its successors open under them.
    ///
    /// They are the given ones, unless the bundle names new ones; then those, and the root that
    /// signed it, until a bundle that a new root signed leaves it out.
    pub fn roots(&self) -> &[VerifyingKey] {
        &self.roots
    }

    /// Returns how much the bundle is still worth.
    pub fn age(&self, now: Clock) -> BundleAge {
        let (iat, exp) = (self.bundle.iat, self.bundle.exp);
        if now.is_after(exp) {
            BundleAge::Expired
        } else if now.may_be_after(iat.saturating_add(STALE_AFTER_S)) || now.may_be_after(exp) {
            BundleAge::Stale
        } else if now.may_be_after(iat.saturating_add(OLD_AFTER_S)) {
            BundleAge::Old
        } else {
            BundleAge::Current
        }
    }

    /// Tells whether the revocation data may be older than seven days.
    pub fn is_old(&self, now: Clock) -> bool {
        now.may_be_after(self.bundle.iat.saturating_add(OLD_AFTER_S))
    }

    /// Tells whether the bundle has surely expired; then nothing may be issued.
    pub fn is_expired(&self, now: Clock) -> bool {
        now.is_after(self.bundle.exp)
    }

    /// Tells whether a serial is revoked.
    pub fn has_revoked(&self, serial: &[u8; 8]) -> bool {
        self.bundle.revoked.binary_search(serial).is_ok()
    }

    /// Tells whether a kiosk is revoked, and with it everything it ever issued.
    pub fn has_revoked_kiosk(&self, kiosk: &KioskId) -> bool {
        let name = kiosk.as_str();
        self.bundle
            .revoked_kiosks
            .iter()
            .any(|revoked| revoked == name)
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
