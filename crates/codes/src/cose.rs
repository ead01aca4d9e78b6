//! Untagged COSE_Sign1 (RFC 9052) with exactly two headers: algorithm and key id.

use ciborium::Value;
use coset::{
    CborSerializable as _, CoseSign1, CoseSign1Builder, Header, RegisteredLabelWithPrivate,
    iana::{self, EnumI64 as _},
};

use crate::{
    crypto::{Crypto, CryptoError},
    keys::{Algorithm, Kid, SigningKey, VerifyingKey},
    strict::{self, Limits, StrictError},
};

/// Limits of the signed frame around a message; what it carries is walked by its own reader.
const FRAME: Limits = Limits {
    bytes_max: 64 << 20,
    depth_max: 6,
    items_max: 32,
};

/// Why a signed message is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CoseError {
    /// Not deterministic CBOR.
    #[error("not CBOR of our form: {0}")]
    Structure(#[from] StrictError),
    /// CBOR, but no COSE_Sign1 with our two headers.
    #[error("not a signed message of our form")]
    Shape,
    /// Signed by another key.
    #[error("signed by another key")]
    OtherKey,
    /// Another algorithm than the key's.
    #[error("another algorithm than the key's")]
    Algorithm,
    /// The signature is wrong.
    #[error("the signature is wrong")]
    Signature,
}

impl CoseError {
    /// Tells whether the same bytes may be accepted later: never.
    pub fn can_retry(self) -> bool {
        false
    }
}

/// Signs a payload; `aad` says what the signature is for.
pub fn cose_sign(
    aad: &[u8],
    payload: &[u8],
    key: &SigningKey,
    crypto: &dyn Crypto,
) -> Result<Vec<u8>, CryptoError> {
    let header = Header {
        alg: Some(label(key.algorithm())),
        key_id: key.kid().0.to_vec(),
        ..Header::default()
    };
    let message = CoseSign1Builder::new()
        .protected(header)
        .payload(payload.to_vec())
        .try_create_signature(aad, |message| Ok(crypto.sign(key, message)?.to_vec()))?
        .build();
    Ok(message
        .to_vec()
        .expect("a message built from bytes encodes"))
}

/// The algorithm as coset names it; SM2 has no registered number.
fn label(algorithm: Algorithm) -> coset::Algorithm {
    match algorithm {
        Algorithm::Ed25519 => RegisteredLabelWithPrivate::Assigned(iana::Algorithm::Ed25519),
        Algorithm::Es256 => RegisteredLabelWithPrivate::Assigned(iana::Algorithm::ESP256),
        Algorithm::Sm2 => RegisteredLabelWithPrivate::PrivateUse(algorithm.number()),
    }
}

/// Returns the payload if the message is of our form and signed by this key for this purpose.
pub fn cose_verify(aad: &[u8], bytes: &[u8], key: &VerifyingKey) -> Result<Vec<u8>, CoseError> {
    let signed = Signed::parse(bytes, FRAME)?;
    if signed.kid != key.kid() {
        return Err(CoseError::OtherKey);
    }
    signed.check(aad, key)?;
    Ok(signed.into_payload())
}

/// A message of our form whose signature is not checked yet.
pub(crate) struct Signed {
    message: CoseSign1,
    signature: [u8; 64],
    pub(crate) kid: Kid,
}

impl Signed {
    /// Walks the frame and its headers, then reads them; the payload stays as it is.
    pub(crate) fn parse(bytes: &[u8], limits: Limits) -> Result<Self, CoseError> {
        strict::walk(bytes, limits)?;
        walk_protected(bytes)?;
        let message = CoseSign1::from_slice(bytes).map_err(|_| CoseError::Shape)?;
        let header = &message.protected.header;
        let kid = Kid(header
            .key_id
            .as_slice()
            .try_into()
            .map_err(|_| CoseError::Shape)?);
        let only = Header {
            alg: header.alg.clone(),
            key_id: header.key_id.clone(),
            ..Header::default()
        };
        let signature = message
            .signature
            .as_slice()
            .try_into()
            .map_err(|_| CoseError::Shape)?;
        let numbered = header
            .alg
            .as_ref()
            .is_some_and(|alg| !matches!(alg, coset::Algorithm::Text(_)));
        let of_our_form = numbered
            && *header == only
            && message.unprotected == Header::default()
            && message.payload.is_some();
        if of_our_form {
            Ok(Self {
                message,
                signature,
                kid,
            })
        } else {
            Err(CoseError::Shape)
        }
    }

    pub(crate) fn payload(&self) -> &[u8] {
        self.message.payload.as_deref().unwrap_or_default()
    }

    fn into_payload(self) -> Vec<u8> {
        self.message.payload.unwrap_or_default()
    }

    /// EdDSA (-8) and ES256 (-7) leave the curve open, so only the fully specified numbers count
    /// (RFC 9864).
    pub(crate) fn algorithm(&self) -> Option<Algorithm> {
        let number = match self.message.protected.header.alg.as_ref()? {
            RegisteredLabelWithPrivate::Assigned(known) => known.to_i64(),
            RegisteredLabelWithPrivate::PrivateUse(number) => *number,
            RegisteredLabelWithPrivate::Text(_) => return None,
        };
        Algorithm::from_number(number)
    }

    /// Checks algorithm and signature under a key of the right name.
    pub(crate) fn check(&self, aad: &[u8], key: &VerifyingKey) -> Result<(), CoseError> {
        if self.algorithm() != Some(key.algorithm()) {
            return Err(CoseError::Algorithm);
        }
        if key.verifies(&self.message.tbs_data(aad), &self.signature) {
            Ok(())
        } else {
            Err(CoseError::Signature)
        }
    }
}

/// The protected headers are CBOR inside a byte string, where the first walk does not look.
fn walk_protected(bytes: &[u8]) -> Result<(), CoseError> {
    let frame: Value = ciborium::from_reader(bytes).map_err(|_| CoseError::Shape)?;
    let parts = frame.into_array().map_err(|_| CoseError::Shape)?;
    let protected = parts
        .first()
        .and_then(Value::as_bytes)
        .ok_or(CoseError::Shape)?;
    strict::walk(protected, Limits::CODE)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use coset::HeaderBuilder;

    use super::*;
    use crate::crypto::SeededCrypto;

    fn signed() -> (SigningKey, Vec<u8>) {
        let crypto = SeededCrypto::new(1);
        let key = SigningKey::generate(&crypto);
        let bytes = cose_sign(b"test/one", b"payload", &key, &crypto).unwrap();
        (key, bytes)
    }

    #[test]
    fn a_message_is_accepted_for_its_key_and_purpose_only() {
        let (key, bytes) = signed();
        let public = key.verifying_key();
        assert_eq!(
            cose_verify(b"test/one", &bytes, &public).unwrap(),
            b"payload"
        );
        assert_eq!(
            cose_verify(b"test/two", &bytes, &public),
            Err(CoseError::Signature)
        );
        let other = SigningKey::from_bytes(&[9; 32]).verifying_key();
        assert_eq!(
            cose_verify(b"test/one", &bytes, &other),
            Err(CoseError::OtherKey)
        );
    }

    #[test]
    fn every_flipped_bit_is_refused() {
        let (key, bytes) = signed();
        for bit in 0..bytes.len() * 8 {
            let mut altered = bytes.clone();
            altered[bit / 8] ^= 1 << (bit % 8);
            assert!(
                cose_verify(b"test/one", &altered, &key.verifying_key()).is_err(),
                "{bit}"
            );
        }
    }

    #[test]
    fn eddsa_without_a_curve_is_another_algorithm() {
        let (key, _) = signed();
        let header = HeaderBuilder::new()
            .algorithm(iana::Algorithm::EdDSA)
            .key_id(key.kid().0.to_vec())
            .build();
        let bytes = CoseSign1Builder::new()
            .protected(header)
            .payload(b"payload".to_vec())
            .create_signature(b"test/one", |message| key.sign(message).unwrap().to_vec())
            .build()
            .to_vec()
            .unwrap();
        let refusal = cose_verify(b"test/one", &bytes, &key.verifying_key());
        assert_eq!(refusal, Err(CoseError::Algorithm));
    }

    #[test]
    fn a_tagged_message_is_refused() {
        let (key, bytes) = signed();
        let tagged = [&[0xd2], bytes.as_slice()].concat();
        let refusal = cose_verify(b"test/one", &tagged, &key.verifying_key());
        assert_eq!(refusal, Err(CoseError::Structure(StrictError::Tag)));
    }
}
