//! The keys of the authority, held apart by who may hold them (trust.md 1.10, 2.4).
//!
//! | holder | holds | lies in |
//! |---|---|---|
//! | [`RootKeys`] | the roots | a folder of their own, offline |
//! | [`FrontKeys`] | the keys of answers | `keys` of the centre |
//! | [`VaultKeys`] | what opens records, what issues codes and certificates, what signs bundles | `vault` of the centre |
//!
//! What all of them are, without a secret, is the [`KeyTable`] in `trust`. The front does not hold
//! the key of bundles: whoever has that says whom kiosks trust. A small deployment runs front and
//! vault in one process.

mod ceremony;
mod error;
mod front;
mod request;
mod roots;
mod stored;
mod table;
mod vault;
mod wrap;

use std::path::{Path, PathBuf};

use codes::{
    AppVersion, BindKey, Crypto, HouseClaims, KioskCertificate, ResidentClaims, RevokedDelta,
    SealingSecret, TrustBundle,
};
use protocol::{Change, CodeSerial};
use residence::{HouseCode, Subject};

pub use error::AuthorityError;
pub use front::FrontKeys;
pub use request::{BundleKeyAnswer, BundleKeyRequest};
pub use roots::{Passphrase, RootKeys};
pub use stored::IssuingKey;
pub use table::{KeyEntry, KeyTable, KeyUse, PublicKey};
pub use vault::VaultKeys;

pub(crate) use table::DEMO;

/// Why signing cannot fail here.
const IN_MEMORY: &str = "a key in memory signs";
const DAY_SECONDS: u64 = 86_400;
const BUNDLE_LIFE_DAYS: u64 = 365;
const BUNDLE_NEXT_DAYS: u64 = 7;

/// What a trust bundle says besides the keys.
#[derive(Default)]
pub struct BundleFacts {
    /// Its sequence number; it grows with each bundle.
    pub seq: u64,
    /// When it is signed, in seconds since 1970.
    pub now_s: u64,
    /// Serial numbers of codes that were withdrawn.
    pub revoked: Vec<CodeSerial>,
    /// The list that kiosks have, whose difference is sent instead: number and serials.
    pub base: Option<(u64, Vec<CodeSerial>)>,
    /// Names of kiosks that are not trusted any more.
    pub revoked_kiosks: Vec<String>,
    /// The oldest version of the program that may still issue.
    pub min_app: Option<AppVersion>,
}

/// The folder of the front: keys of answers, and of TLS.
pub(crate) fn front_folder(data: &Path) -> PathBuf {
    data.join("keys")
}

/// The folder of the vault.
pub(crate) fn vault_folder(data: &Path) -> PathBuf {
    data.join("vault")
}

/// The folder of what everybody may know.
pub(crate) fn trust_folder(data: &Path) -> PathBuf {
    data.join("trust")
}

/// All keys but the roots, and the table of all.
pub struct Authority {
    /// What the process at the network holds.
    pub front: FrontKeys,
    /// What the process behind it holds.
    pub vault: VaultKeys,
    /// Every key without its secret.
    pub table: KeyTable,
}

impl Authority {
    /// Reads the keys of front and vault from the data folder of a centre.
    pub fn load(data: &Path) -> Result<Self, AuthorityError> {
        Ok(Self {
            front: FrontKeys::load(data)?,
            vault: VaultKeys::load(data)?,
            table: KeyTable::load(data)?,
        })
    }

    /// Writes the keys of front and vault and the table of them.
    pub fn save(&self, data: &Path) -> Result<(), AuthorityError> {
        self.front.save(data)?;
        self.vault.save(data)?;
        self.table.save(data)
    }

    /// Returns the key that records are sealed to now.
    pub fn opening_key(&self) -> &SealingSecret {
        self.vault.opening_key()
    }

    /// Returns the key that binds numbers and houses to codes now.
    pub fn bind_key(&self) -> &BindKey {
        self.vault.bind_key()
    }

    /// Returns the change that brings the binding key in force to a kiosk.
    pub fn bind_change(&self) -> Change {
        self.vault.bind_change()
    }

    /// Returns the epoch of the binding key in force.
    pub fn bind_epoch(&self) -> u32 {
        self.vault.bind_epoch()
    }

    /// Returns the mark by which a kiosk knows an owner of a house.
    pub fn owner_tag(&self, owner: &Subject, house: &HouseCode) -> [u8; 8] {
        self.vault.bind_key().owner_tag(owner, house)
    }

    /// Issues a house code.
    pub fn house_code(&self, claims: &HouseClaims, crypto: &dyn Crypto) -> String {
        self.vault.house_code(claims, crypto)
    }

    /// Issues a resident code.
    pub fn resident_code(&self, claims: &ResidentClaims, crypto: &dyn Crypto) -> String {
        self.vault.resident_code(claims, crypto)
    }

    /// Issues a kiosk certificate.
    pub fn certificate(&self, claims: &KioskCertificate, crypto: &dyn Crypto) -> String {
        self.vault.certificate(claims, crypto)
    }

    /// Signs a trust bundle, unless the certificate of the key for it has ended.
    pub fn bundle(&self, facts: BundleFacts, crypto: &dyn Crypto) -> Option<String> {
        self.vault.sign_bundle(self.said(facts), crypto)
    }

    /// Returns what a bundle says now.
    fn said(&self, facts: BundleFacts) -> TrustBundle {
        let until = |days: u64| facts.now_s + days * DAY_SECONDS;
        let opening = self.table.sealing(KeyUse::Opening);
        let opening = opening.expect("a table is made with an opening key");
        let sync = self.table.signing(KeyUse::Sync);
        let sync = sync.expect("a table is made with a key of answers");
        let (mut revoked, mut revoked_kiosks) = (facts.revoked, facts.revoked_kiosks);
        revoked.sort_unstable();
        revoked.dedup();
        revoked_kiosks.sort_unstable();
        let delta = facts
            .base
            .map(|(seq, base)| RevokedDelta::between(seq, &base, &revoked));
        TrustBundle {
            seq: facts.seq,
            iat: facts.now_s,
            next: until(BUNDLE_NEXT_DAYS),
            exp: until(BUNDLE_LIFE_DAYS),
            keys: self.table.trusted(facts.now_s),
            revoked,
            delta,
            revoked_kiosks,
            recovery_seal: self.table.sealing(KeyUse::Recovery),
            min_app: facts.min_app,
            demo: self.table.demo,
            ..TrustBundle::empty(opening, sync)
        }
    }
}
