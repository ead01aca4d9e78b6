//! Who answers for a bundle: a root, or a bundle key that a root certified.

use crate::{
    cose::{CoseError, Signed, cose_sign},
    crypto::{Crypto, CryptoError},
    fields::encode,
    keys::{SigningKey, VerifyingKey},
    strict::{self, Limits},
    text::Kind,
    trust::{BundleError, TrustBundle, TrustKey},
};

/// What the certificate of a bundle key is signed for; no code has this purpose.
const PURPOSE: &[u8] = b"yj1/bundle-key";

/// Certifies a key for signing bundles; the bytes go into [`TrustBundle::signer`].
///
/// The key must be allowed [`Kind::Bundle`], for 366 days at most.
pub fn certify_bundle_key(
    key: &TrustKey,
    root: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<Vec<u8>, CryptoError> {
    cose_sign(PURPOSE, &encode(&key.to_value()), root, crypto)
}

/// Checks the signature of a bundle, and returns the roots that are trusted after it.
pub(super) fn check(
    signed: &Signed,
    bundle: &TrustBundle,
    roots: &[VerifyingKey],
) -> Result<Vec<VerifyingKey>, BundleError> {
    let aad = Kind::Bundle.prefix().as_bytes();
    let named: Vec<_> = roots
        .iter()
        .filter(|root| root.kid() == signed.kid)
        .collect();
    if !named.is_empty() {
        let root = accepting(signed, aad, &named)?;
        return Ok(roots_after(bundle, roots, root));
    }
    let certificate = bundle.signer.as_deref().ok_or(BundleError::UnknownRoot)?;
    let (frame, key) = read(certificate)?;
    let named: Vec<_> = roots
        .iter()
        .filter(|root| root.kid() == frame.kid)
        .collect();
    if named.is_empty() || key.verifying.kid() != signed.kid {
        return Err(BundleError::UnknownRoot);
    }
    accepting(&frame, PURPOSE, &named)?;
    let short = key.exp.saturating_sub(key.nbf) <= Kind::Bundle.lifetime_max_s();
    if !key.may_sign(Kind::Bundle) || !key.was_in_use(bundle.iat) || !short {
        return Err(BundleError::KeyUse);
    }
    accepting(signed, aad, &[&key.verifying])?;
    if bundle.roots.is_empty() {
        Ok(roots.to_vec())
    } else {
        Err(BundleError::NewRoots)
    }
}

/// Returns the first of the keys that accepts the message, or why the first one does not.
fn accepting(
    signed: &Signed,
    aad: &[u8],
    keys: &[&VerifyingKey],
) -> Result<VerifyingKey, BundleError> {
    let mut refusal = BundleError::UnknownRoot;
    for key in keys.iter().rev() {
        match signed.check(aad, key) {
            Ok(()) => return Ok(**key),
            Err(error) => refusal = error.into(),
        }
    }
    Err(refusal)
}

fn roots_after(
    bundle: &TrustBundle,
    before: &[VerifyingKey],
    signed_by: VerifyingKey,
) -> Vec<VerifyingKey> {
    if bundle.roots.is_empty() {
        return before.to_vec();
    }
    let mut after = bundle.roots.clone();
    if !after.contains(&signed_by) {
        after.push(signed_by);
    }
    after
}

fn read(certificate: &[u8]) -> Result<(Signed, TrustKey), CoseError> {
    let frame = Signed::parse(certificate, Limits::CODE)?;
    strict::walk(frame.payload(), Limits::CODE)?;
    let key = TrustKey::from_bytes(frame.payload()).map_err(|_| CoseError::Shape)?;
    Ok((frame, key))
}
