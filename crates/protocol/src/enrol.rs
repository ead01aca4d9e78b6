//! How a kiosk becomes known: a one-time token, the device's keys, and what the centre hands back
//! (trust design 2.3).

mod token;

use codes::{
    Algorithm, CoseError, Crypto, CryptoError, SealingPublic, SigningKey, VerifyingKey, cose_sign,
    cose_verify,
};
use residence::KioskId;
use sha2::{Digest as _, Sha256};

pub use token::EnrolToken;

use crate::{
    cbor::{Reader, Writer},
    exchange::claimed_payload,
    limits::{
        ANSWER_BYTES_MAX, APP_BYTES_MAX, BUNDLE_BYTES_MAX, CERTIFICATE_BYTES_MAX, PLACE_BYTES_MAX,
    },
    wire::{
        VERSION_TWO, WireError, open_version, open_versions, read_kiosk, read_member,
        read_plain_text, start_version, write_member,
    },
};

const AAD: &[u8] = b"yj1/enrol";
const REQUEST_FIELDS: usize = 7;
/// Version 2 adds the algorithm of the key, whether a TPM holds it, the system and the program.
const REQUEST_FIELDS_TWO: usize = 11;
const KEY_BYTES_MAX: usize = 33;
const REQUEST_BYTES_MAX: usize = 1_024;
const WAITING: u64 = 0;
const APPROVED: u64 = 1;

/// Why a message of the enrolment is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum EnrolError {
    /// Larger than such a message may be.
    #[error("too large")]
    TooLarge,
    /// The request is not signed by the key it names.
    #[error("not signed by its own key")]
    Signature,
    /// The message is malformed.
    #[error("malformed: {0}")]
    Wire(#[from] WireError),
}

impl EnrolError {
    /// Tells whether the same message could pass later: never.
    pub fn can_retry(&self) -> bool {
        false
    }
}

impl From<CoseError> for EnrolError {
    fn from(_: CoseError) -> Self {
        Self::Signature
    }
}

/// A device asks to be enrolled at a site.
///
/// A software Ed25519 key that says nothing of its machine is version 1, everything else version 2.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnrolRequest {
    /// The site the token was made for.
    pub site: String,
    /// Proof of the token over both keys and the nonce; the token itself is not sent.
    pub token_proof: [u8; 32],
    /// The device's signing key.
    pub signing: VerifyingKey,
    /// The device's sealing key.
    pub sealing: SealingPublic,
    /// Random.
    pub nonce: [u8; 16],
    /// Name and version of the program.
    pub app: String,
    /// Whether a TPM holds the signing key; the centre writes it into the certificate.
    pub tpm: bool,
    /// Name and version of the system; empty when not told.
    pub os: String,
    /// SHA-256 of the program's file; zero when not told.
    pub app_hash: [u8; 32],
}

impl EnrolRequest {
    /// Writes the request and signs it with the device's own key.
    pub fn sign(&self, device: &SigningKey, crypto: &dyn Crypto) -> Result<Vec<u8>, CryptoError> {
        cose_sign(AAD, &self.encode(), device, crypto)
    }

    /// Reads a request and checks that the key it names signed it.
    pub fn open(bytes: &[u8]) -> Result<Self, EnrolError> {
        if bytes.len() > REQUEST_BYTES_MAX {
            return Err(EnrolError::TooLarge);
        }
        let request = Self::decode(claimed_payload(bytes)?)?;
        cose_verify(AAD, bytes, &request.signing)?;
        Ok(request)
    }

    /// Tells whether the one who asked knew this token.
    pub fn proves(&self, token: &EnrolToken) -> bool {
        token.verifies(&self.token_proof, &self.signing, &self.sealing, &self.nonce)
    }

    /// Tells whether version 1 can say it all.
    fn is_plain(&self) -> bool {
        self.signing.algorithm() == Algorithm::Ed25519
            && !self.tpm
            && self.os.is_empty()
            && self.app_hash == [0; 32]
    }

    fn encode(&self) -> Vec<u8> {
        let plain = self.is_plain();
        let mut writer = if plain {
            start_version(REQUEST_FIELDS)
        } else {
            let mut writer = Writer::with_array(REQUEST_FIELDS_TWO);
            writer.uint(VERSION_TWO);
            writer
        };
        writer.text(&self.site);
        writer.bytes(&self.token_proof);
        if !plain {
            write_member(&mut writer, self.signing.algorithm());
        }
        writer.bytes(&self.signing.public_bytes());
        writer.bytes(&self.sealing.to_bytes());
        writer.bytes(&self.nonce);
        writer.text(&self.app);
        if !plain {
            writer.boolean(self.tpm);
            writer.text(&self.os);
            writer.bytes(&self.app_hash);
        }
        writer.finish()
    }

    fn decode(payload: &[u8]) -> Result<Self, WireError> {
        let mut reader = Reader::new(payload);
        let second = open_versions(&mut reader, REQUEST_FIELDS, REQUEST_FIELDS_TWO)?;
        let mut request = Self {
            site: read_plain_text(&mut reader, PLACE_BYTES_MAX)?,
            token_proof: reader.fixed()?,
            signing: read_signing(&mut reader, second)?,
            sealing: SealingPublic::from_bytes(&reader.fixed()?),
            nonce: reader.fixed()?,
            app: read_plain_text(&mut reader, APP_BYTES_MAX)?,
            tpm: false,
            os: String::new(),
            app_hash: [0; 32],
        };
        if second {
            request.tpm = reader.boolean()?;
            request.os = read_plain_text(&mut reader, APP_BYTES_MAX)?;
            request.app_hash = reader.fixed()?;
        }
        reader.end()?;
        if second == request.is_plain() {
            return Err(WireError::Form);
        }
        Ok(request)
    }
}

/// Reads the signing key, in version 2 with its algorithm before it.
fn read_signing(reader: &mut Reader<'_>, named: bool) -> Result<VerifyingKey, WireError> {
    let algorithm = if named {
        read_member(reader)?
    } else {
        Algorithm::Ed25519
    };
    VerifyingKey::from_public(algorithm, reader.bytes(KEY_BYTES_MAX)?).map_err(|_| WireError::Value)
}

/// What the centre says to a device that asks; what it hands over proves itself by the roots.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum EnrolAnswer {
    /// Nobody has compared the characters and approved yet.
    Waiting,
    /// The kiosk is known from now on.
    Approved {
        /// Its name.
        kiosk: KioskId,
        /// The place to show on its screen.
        place: String,
        /// The kiosk certificate, as text.
        certificate: String,
        /// The trust bundle, as text.
        bundle: String,
        /// The centre's time, in milliseconds since 1970.
        server_ms: u64,
    },
}

impl EnrolAnswer {
    /// Writes the answer: an array of 2 when waiting, of 7 when approved.
    pub fn encode(&self) -> Vec<u8> {
        match self {
            Self::Waiting => {
                let mut writer = start_version(2);
                writer.uint(WAITING);
                writer.finish()
            }
            Self::Approved {
                kiosk,
                place,
                certificate,
                bundle,
                server_ms,
            } => {
                let mut writer = start_version(7);
                writer.uint(APPROVED);
                writer.text(kiosk.as_str());
                writer.text(place);
                writer.text(certificate);
                writer.text(bundle);
                writer.uint(*server_ms);
                writer.finish()
            }
        }
    }

    /// Reads an answer; certificate and bundle are still to be verified.
    pub fn decode(bytes: &[u8]) -> Result<Self, EnrolError> {
        if bytes.len() > ANSWER_BYTES_MAX {
            return Err(EnrolError::TooLarge);
        }
        if bytes == Self::Waiting.encode() {
            return Ok(Self::Waiting);
        }
        let mut reader = Reader::new(bytes);
        open_version(&mut reader, 7)?;
        reader.key(APPROVED)?;
        let answer = Self::Approved {
            kiosk: read_kiosk(&mut reader)?,
            place: read_plain_text(&mut reader, PLACE_BYTES_MAX)?,
            certificate: reader.text(CERTIFICATE_BYTES_MAX)?.to_owned(),
            bundle: reader.text(BUNDLE_BYTES_MAX)?.to_owned(),
            server_ms: reader.uint()?,
        };
        reader.end()?;
        Ok(answer)
    }
}

/// Returns the 8 characters that administrator and technician compare: 40 bits of both keys.
pub fn key_characters(signing: &VerifyingKey, sealing: &SealingPublic) -> String {
    let digest = Sha256::new()
        .chain_update(signing.public_bytes())
        .chain_update(sealing.to_bytes())
        .finalize();
    token::symbols(digest.get(..5).expect("a digest has 32 bytes"))
}

#[cfg(test)]
mod tests;
