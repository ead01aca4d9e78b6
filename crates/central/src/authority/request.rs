//! The key of bundles without bringing the roots near the network: the centre writes a request,
//! the machine of the roots answers it, the centre takes the answer.

use std::path::Path;

use codes::{Algorithm, Clock, Crypto, Kind, TrustKey, TrustList};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{
    Authority, AuthorityError, BundleFacts, KeyTable, RootKeys,
    ceremony::{BUNDLE_KEY_SECONDS, bundle_key},
    stored::{self, IssuingKey, StoredSigning},
    vault::CertifiedKey,
    vault_folder,
};

/// The key that waits for its certificate.
const WAITING_FILE: &str = "bundle-key.waiting.json";

/// What the centre asks the roots for; it holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleKeyRequest {
    public: String,
    from_s: u64,
    until_s: u64,
}

/// What the roots answer; it holds nothing secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleKeyAnswer {
    public: String,
    certificate: String,
}

impl BundleKeyRequest {
    /// Draws a key in the vault of a centre and asks for its certificate.
    pub fn draw(
        data: &Path,
        algorithm: Algorithm,
        now_s: u64,
        crypto: &dyn Crypto,
    ) -> Result<Self, AuthorityError> {
        let issuing = IssuingKey::draw(algorithm, now_s, BUNDLE_KEY_SECONDS, crypto);
        let waiting = vault_folder(data).join(WAITING_FILE);
        stored::write(&waiting, &StoredSigning::of(&issuing))?;
        Ok(Self {
            public: stored::public_text(&issuing.key.verifying_key()),
            from_s: issuing.from_s,
            until_s: issuing.until_s,
        })
    }

    /// Answers the request with the active root.
    pub fn answer(
        &self,
        roots: &RootKeys,
        table: &KeyTable,
        crypto: &dyn Crypto,
    ) -> Result<BundleKeyAnswer, AuthorityError> {
        let key = TrustKey {
            verifying: stored::public_key(&self.public)?,
            may: vec![Kind::Bundle],
            nbf: self.from_s,
            exp: self.until_s,
        };
        if self.until_s.saturating_sub(self.from_s) > BUNDLE_KEY_SECONDS {
            return Err(AuthorityError::Damaged);
        }
        Ok(BundleKeyAnswer {
            public: self.public.clone(),
            certificate: HEXLOWER.encode(&roots.certify(table, &key, crypto)?),
        })
    }
}

impl Authority {
    /// Takes the certificate for the key that waits.
    pub fn take_answer(
        &mut self,
        data: &Path,
        answer: &BundleKeyAnswer,
        crypto: &dyn Crypto,
    ) -> Result<(), AuthorityError> {
        let waiting = vault_folder(data).join(WAITING_FILE);
        let stored: StoredSigning = stored::read(&waiting)?;
        let issuing = stored.key()?;
        if stored::public_text(&bundle_key(&issuing).verifying) != answer.public {
            return Err(AuthorityError::OtherAuthority);
        }
        let certificate = HEXLOWER.decode(answer.certificate.as_bytes());
        let issuing_from = issuing.from_s;
        self.take_bundle_key(CertifiedKey {
            issuing,
            certificate: certificate.map_err(|_| AuthorityError::Damaged)?,
        });
        // A certificate of another root would be refused by every kiosk.
        let now_s = issuing_from;
        let facts = BundleFacts {
            now_s,
            ..BundleFacts::default()
        };
        let signed = self.bundle(facts, crypto).ok_or(AuthorityError::Damaged)?;
        TrustList::open(&signed, &self.table.roots(), 0, Clock::exact(now_s * 1_000))
            .map_err(|_| AuthorityError::OtherAuthority)?;
        self.save(data)?;
        Ok(std::fs::remove_file(waiting)?)
    }
}
