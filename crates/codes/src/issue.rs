//! Making codes: the authority's side.

use crate::{
    claims::{HouseClaims, KioskCertificate, ResidentClaims},
    cose::cose_sign,
    crypto::Crypto,
    keys::SigningKey,
    text::{Kind, compose},
    trust::TrustBundle,
};

/// Issues a house code; an address must pass [`crate::is_showable`] and have at most 120 bytes.
pub fn issue_house(claims: &HouseClaims, key: &SigningKey, crypto: &dyn Crypto) -> String {
    issue(Kind::House, &claims.to_bytes(), key, crypto)
}

/// Issues a resident's printed code; a hint must pass [`crate::is_showable`] and have at most 16 characters.
pub fn issue_resident(claims: &ResidentClaims, key: &SigningKey, crypto: &dyn Crypto) -> String {
    issue(Kind::Resident, &claims.to_bytes(), key, crypto)
}

/// Issues a kiosk certificate.
pub fn issue_certificate(
    claims: &KioskCertificate,
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> String {
    issue(Kind::Kiosk, &claims.to_bytes(), key, crypto)
}

/// Issues a trust bundle, signed by a root; revoked serials are put in order.
pub fn issue_bundle(bundle: &TrustBundle, root: &SigningKey, crypto: &dyn Crypto) -> String {
    issue(Kind::Bundle, &bundle.to_bytes(), root, crypto)
}

fn issue(kind: Kind, payload: &[u8], key: &SigningKey, crypto: &dyn Crypto) -> String {
    compose(
        kind,
        &cose_sign(kind.prefix().as_bytes(), payload, key, crypto),
    )
}
