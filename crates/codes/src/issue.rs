//! Making codes: the authority's side, and a kiosk's for provisional ones.
//!
//! Nothing is judged here; the verifier enforces every life and power, whoever signed.

use crate::{
    claims::{HouseClaims, KioskCertificate, ResidentClaims},
    cose::cose_sign,
    crypto::{Crypto, CryptoError},
    keys::SigningKey,
    text::{Kind, compose, decode},
    trust::TrustBundle,
};

/// Why a provisional code could not be issued.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum IssueError {
    /// The text is no kiosk certificate.
    #[error("not a kiosk certificate")]
    Certificate,
    /// The key could not sign.
    #[error(transparent)]
    Crypto(#[from] CryptoError),
}

impl IssueError {
    /// Tells whether the same call may succeed later.
    pub fn can_retry(self) -> bool {
        match self {
            Self::Certificate => false,
            Self::Crypto(error) => error.can_retry(),
        }
    }
}

/// Issues a house code; an address must pass [`crate::is_showable`] and have at most 120 bytes.
pub fn issue_house(
    claims: &HouseClaims,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, CryptoError> {
    issue(Kind::House, &claims.to_bytes(), key, crypto)
}

/// Issues a resident's printed code; a hint must pass [`crate::is_showable`] and have at most 16 characters.
pub fn issue_resident(
    claims: &ResidentClaims,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, CryptoError> {
    issue(Kind::Resident, &claims.to_bytes(None), key, crypto)
}

/// Issues a resident's code for a screen: 120 seconds of life, and no binding to the number.
pub fn issue_dynamic(
    claims: &ResidentClaims,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, CryptoError> {
    issue(Kind::Dynamic, &claims.to_bytes(None), key, crypto)
}

/// Issues a resident's code at a kiosk, with the kiosk's certificate (a `YJ1K:` text) inside it.
pub fn issue_provisional(
    claims: &ResidentClaims,
    certificate_text: &str,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, IssueError> {
    let certificate = certificate_text
        .strip_prefix(Kind::Kiosk.prefix())
        .and_then(|body| decode(body).ok())
        .ok_or(IssueError::Certificate)?;
    let payload = claims.to_bytes(Some(&certificate));
    Ok(issue(Kind::Provisional, &payload, key, crypto)?)
}

/// Issues a kiosk certificate.
pub fn issue_certificate(
    claims: &KioskCertificate,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, CryptoError> {
    issue(Kind::Kiosk, &claims.to_bytes(), key, crypto)
}

/// Issues a trust bundle, signed by a root or by the key that `bundle.signer` certifies; revoked
/// serials are put in order.
pub fn issue_bundle(
    bundle: &TrustBundle,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, CryptoError> {
    issue(Kind::Bundle, &bundle.to_bytes(), key, crypto)
}

fn issue(
    kind: Kind,
    payload: &[u8],
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<String, CryptoError> {
    let bytes = cose_sign(kind.prefix().as_bytes(), payload, key, crypto)?;
    Ok(compose(kind, &bytes))
}
