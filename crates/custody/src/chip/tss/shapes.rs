//! What our objects in the chip look like, and what its answers mean.

use tss_esapi::{
    Error,
    attributes::ObjectAttributesBuilder,
    constants::response_code::Tss2ResponseCodeKind as Told,
    interface_types::{
        algorithm::{HashingAlgorithm, PublicAlgorithm},
        ecc::EccCurve,
    },
    structures::{
        Digest, EccParameter, EccPoint, EccScheme, EccSignature, HashScheme,
        KeyDerivationFunctionScheme, KeyedHashScheme, Public, PublicBuilder,
        PublicEccParametersBuilder, PublicKeyedHashParameters, SymmetricDefinitionObject,
    },
};

use super::ChipError;

const COORDINATE: usize = 32;

/// A storage key: the usual template on P-256, which every chip can do.
pub(super) fn parent() -> tss_esapi::Result<Public> {
    let attributes = ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_sensitive_data_origin(true)
        .with_user_with_auth(true)
        .with_no_da(true)
        .with_restricted(true)
        .with_decrypt(true)
        .build()?;
    let parameters = PublicEccParametersBuilder::new_restricted_decryption_key(
        SymmetricDefinitionObject::AES_128_CFB,
        EccCurve::NistP256,
    )
    .build()?;
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::Ecc)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes)
        .with_ecc_parameters(parameters)
        .with_ecc_unique_identifier(EccPoint::default())
        .build()
}

/// A signing key: ECDSA on P-256 with SHA-256, used with a secret that the database keeps.
///
/// It is not bound to the start of the machine: a firmware update must cost the kiosk a recovery,
/// not its name. A guess at the secret has 256 bits before it, so no lock-out is wanted.
pub(super) fn signer() -> tss_esapi::Result<Public> {
    let attributes = ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_sensitive_data_origin(true)
        .with_user_with_auth(true)
        .with_no_da(true)
        .with_sign_encrypt(true)
        .build()?;
    let parameters = PublicEccParametersBuilder::new()
        .with_ecc_scheme(EccScheme::EcDsa(HashScheme::new(HashingAlgorithm::Sha256)))
        .with_curve(EccCurve::NistP256)
        .with_key_derivation_function_scheme(KeyDerivationFunctionScheme::Null)
        .with_is_signing_key(true)
        .with_is_decryption_key(false)
        .with_restricted(false)
        .build()?;
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::Ecc)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes)
        .with_ecc_parameters(parameters)
        .with_ecc_unique_identifier(EccPoint::default())
        .build()
}

/// A sealed secret that only the policy opens.
pub(super) fn sealed(policy: Digest) -> tss_esapi::Result<Public> {
    let attributes = ObjectAttributesBuilder::new()
        .with_fixed_tpm(true)
        .with_fixed_parent(true)
        .with_admin_with_policy(true)
        .with_no_da(true)
        .build()?;
    PublicBuilder::new()
        .with_public_algorithm(PublicAlgorithm::KeyedHash)
        .with_name_hashing_algorithm(HashingAlgorithm::Sha256)
        .with_object_attributes(attributes)
        .with_auth_policy(policy)
        .with_keyed_hash_parameters(PublicKeyedHashParameters::new(KeyedHashScheme::Null))
        .with_keyed_hash_unique_identifier(Digest::default())
        .build()
}

/// Returns the point of a public key, compressed.
pub(super) fn point(public: &Public) -> Result<[u8; 33], ChipError> {
    let Public::Ecc { unique, .. } = public else {
        return Err(ChipError::Unknown);
    };
    let (x, y) = (coordinate(unique.x())?, coordinate(unique.y())?);
    let [.., last] = y;
    let mut point = [2 + (last & 1); 1 + COORDINATE];
    for (to, from) in point.iter_mut().skip(1).zip(x) {
        *to = from;
    }
    Ok(point)
}

/// Returns r and s.
pub(super) fn signature(signature: &EccSignature) -> Result<[u8; 64], ChipError> {
    let r = coordinate(signature.signature_r())?;
    let s = coordinate(signature.signature_s())?;
    let mut both = [0; 2 * COORDINATE];
    for (to, from) in both.iter_mut().zip(r.iter().chain(&s)) {
        *to = *from;
    }
    Ok(both)
}

/// A chip may leave out leading zeros.
fn coordinate(value: &EccParameter) -> Result<[u8; COORDINATE], ChipError> {
    let bytes = value.value();
    let missing = COORDINATE
        .checked_sub(bytes.len())
        .ok_or(ChipError::Failed)?;
    let mut padded = [0; COORDINATE];
    for (to, from) in padded.iter_mut().skip(missing).zip(bytes) {
        *to = *from;
    }
    Ok(padded)
}

/// Says what an answer means to us.
pub(super) fn told(error: Error) -> ChipError {
    let Error::Tss2Error(code) = error else {
        return ChipError::Failed;
    };
    match code.kind() {
        Some(Told::PolicyFail | Told::PcrChanged | Told::Policy) => ChipError::Refused,
        Some(
            Told::Handle | Told::AuthFail | Told::BadAuth | Told::Integrity | Told::NvUninitialized,
        ) => ChipError::Unknown,
        Some(Told::Lockout) => ChipError::Waits,
        Some(Told::NvSpace | Told::ObjectMemory | Told::AuthUnavailable | Told::NvDefined) => {
            ChipError::Full
        }
        _ => ChipError::Failed,
    }
}
