//! The device's signature and the witness of the database, both made by the chip.

use codes::{
    Algorithm, Crypto, CryptoError, Sealed, SealingPublic, SealingSecret, SigningKey,
    SoftwareCrypto, VerifyingKey, low_s,
};
use journal::{KeyError, Witness};
use sha2::{Digest as _, Sha256};
use zeroize::Zeroizing;

use crate::{
    chip::{Chip, ChipError},
    error::CustodyError,
};

/// A provider that signs in the chip with the one key it holds, and does the rest in software.
pub(crate) struct TpmCrypto {
    chip: Chip,
    handle: u32,
    auth: Zeroizing<[u8; 32]>,
    public: VerifyingKey,
}

impl TpmCrypto {
    pub(crate) fn new(
        chip: Chip,
        handle: u32,
        auth: Zeroizing<[u8; 32]>,
        public: VerifyingKey,
    ) -> Self {
        Self {
            chip,
            handle,
            auth,
            public,
        }
    }

    fn sign_in_chip(&self, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        let digest = Sha256::digest(message).into();
        let signed = self.chip.sign(self.handle, &self.auth, &digest);
        let signature = low_s(&signed.map_err(|_| CryptoError::Module)?)?;
        // A chip that signs nonsense must be noticed here, not at the centre.
        if self.public.verifies(message, &signature) {
            Ok(signature)
        } else {
            Err(CryptoError::Module)
        }
    }
}

impl Crypto for TpmCrypto {
    fn random(&self, out: &mut [u8]) {
        SoftwareCrypto.random(out);
    }

    fn sign(&self, key: &SigningKey, message: &[u8]) -> Result<[u8; 64], CryptoError> {
        let is_held = key.to_secret().is_none();
        if is_held && key.verifying_key() == self.public {
            self.sign_in_chip(message)
        } else {
            SoftwareCrypto.sign(key, message)
        }
    }

    fn seal(
        &self,
        to: &SealingPublic,
        info: &[u8],
        aad: &[u8],
        plain: &[u8],
    ) -> Result<Sealed, CryptoError> {
        SoftwareCrypto.seal(to, info, aad, plain)
    }

    fn open(
        &self,
        key: &SealingSecret,
        info: &[u8],
        aad: &[u8],
        sealed: &Sealed,
    ) -> Result<Zeroizing<Vec<u8>>, CryptoError> {
        SoftwareCrypto.open(key, info, aad, sealed)
    }
}

/// Reads the public half that a chip holds.
pub(crate) fn verifying_key(point: &[u8; 33]) -> Result<VerifyingKey, CustodyError> {
    VerifyingKey::from_public(Algorithm::Es256, point).map_err(|_| CustodyError::Damaged)
}

/// A counter in the chip.
pub(crate) struct Counter {
    chip: Chip,
    index: u32,
    auth: Zeroizing<[u8; 32]>,
}

impl Counter {
    pub(crate) fn new(chip: Chip, index: u32, auth: Zeroizing<[u8; 32]>) -> Self {
        Self { chip, index, auth }
    }
}

impl Witness for Counter {
    fn count(&self) -> Result<u64, KeyError> {
        self.chip.count(self.index, &self.auth).map_err(told)
    }

    fn advance(&self) -> Result<u64, KeyError> {
        self.chip.advance(self.index, &self.auth).map_err(told)
    }
}

/// A line that broke may hold the next time; a chip that lost the counter will not find it.
fn told(error: ChipError) -> KeyError {
    match error {
        ChipError::Failed | ChipError::Waits => KeyError::Io,
        ChipError::Absent | ChipError::Refused | ChipError::Unknown | ChipError::Full => {
            KeyError::Module
        }
    }
}
