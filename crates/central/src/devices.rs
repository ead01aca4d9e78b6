//! The keys of kiosks between tables and meaning.

use codes::{SealingPublic, VerifyingKey};
use protocol::{EnrolRequest, key_characters};

use crate::{
    store::{Store, StoreError},
    tables::{
        kiosks::Kiosk,
        machines::{self, Machine},
    },
};

/// Ed25519, as every kiosk had it before machines were asked.
const ED25519: u64 = 19;

/// Reads a public signing key; a kiosk without a machine has an Ed25519 key.
pub(crate) fn verifying(
    machine: Option<&Machine>,
    bytes: &[u8],
) -> Result<VerifyingKey, StoreError> {
    if machine.is_some_and(|machine| machine.algorithm != ED25519) {
        return Err(StoreError::Corrupt);
    }
    let bytes = bytes.try_into().map_err(|_| StoreError::Corrupt)?;
    VerifyingKey::from_bytes(bytes).map_err(|_| StoreError::Corrupt)
}

/// Tells whether a TPM holds the signing key: such a key is never an Ed25519 key.
pub(crate) fn is_assured(machine: &Machine) -> bool {
    machine.tpm && machine.algorithm != ED25519
}

/// Returns the bytes of a public signing key as tables hold them.
pub(crate) fn public_bytes(key: &VerifyingKey) -> Vec<u8> {
    key.to_bytes().to_vec()
}

/// Returns what a request says of the machine.
pub(crate) fn machine_of(_request: &EnrolRequest) -> Machine {
    Machine {
        algorithm: ED25519,
        tpm: false,
        os: String::new(),
        app_hash: [0; 32],
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
