//! The keys of kiosks between tables and meaning.

use codes::{Algorithm, SealingPublic, VerifyingKey};
use protocol::{EnrolRequest, key_characters};

use crate::{
    store::{Store, StoreError},
    tables::{
        kiosks::Kiosk,
        machines::{self, Machine},
    },
};

/// Reads a public signing key; a kiosk of which no machine is known has an Ed25519 key.
pub(crate) fn verifying(
    machine: Option<&Machine>,
    bytes: &[u8],
) -> Result<VerifyingKey, StoreError> {
    let algorithm = match machine {
        Some(machine) => algorithm_of(machine).ok_or(StoreError::Corrupt)?,
        None => Algorithm::Ed25519,
    };
    VerifyingKey::from_public(algorithm, bytes).map_err(|_| StoreError::Corrupt)
}

fn algorithm_of(machine: &Machine) -> Option<Algorithm> {
    let number = i64::try_from(machine.algorithm).ok()?;
    Algorithm::from_number(-number)
}

/// Tells whether a TPM holds the signing key; a TPM signs with ES256.
pub(crate) fn is_assured(machine: &Machine) -> bool {
    machine.tpm && algorithm_of(machine) == Some(Algorithm::Es256)
}

/// Returns a machine of which only the key is known.
pub(crate) fn machine_with(key: &VerifyingKey, tpm: bool) -> Machine {
    Machine {
        algorithm: key.algorithm().number().unsigned_abs(),
        tpm,
        os: String::new(),
        app_hash: [0; 32],
    }
}

/// Returns what a request says of the machine.
pub(crate) fn machine_of(request: &EnrolRequest) -> Machine {
    Machine {
        os: request.os.clone(),
        app_hash: request.app_hash,
        ..machine_with(&request.signing, request.tpm)
    }
}

/// Returns the characters that technician and administrator compare.
pub async fn characters_of(store: &dyn Store, kiosk: &Kiosk) -> Result<String, StoreError> {
    let machine = machines::of_kiosk(store, &kiosk.id).await?;
    Ok(key_characters(
        &verifying(machine.as_ref(), &kiosk.signing)?,
        &SealingPublic::from_bytes(&kiosk.sealing),
    ))
}
