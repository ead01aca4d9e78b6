//! The keys of the authority, held apart by who may hold them (trust.md 1.10, 2.4).
//!
//! | holder | holds | lies in |
//! |---|---|---|
//! | [`RootKeys`] | the two roots | a folder of their own, offline |
//! | [`FrontKeys`] | the keys of answers and of daily bundles | `keys` of the centre |
//! | [`VaultKeys`] | what opens records and what issues codes and certificates | `vault` of the centre |
//!
//! What all of them are, without a secret, is the [`KeyTable`] in `trust`. A small deployment runs
//! front and vault in one process: that is [`Authority`].

mod error;
mod front;
mod roots;
mod stored;
mod table;
mod vault;

use std::path::{Path, PathBuf};

use codes::{
    BindKey, Crypto, HouseClaims, KioskCertificate, ResidentClaims, SealingSecret, SigningKey,
};
use protocol::{Change, CodeSerial};
use residence::{HouseCode, Subject};

pub use error::AuthorityError;
pub use front::FrontKeys;
pub use roots::RootKeys;
pub use stored::IssuingKey;
pub use table::{KeyEntry, KeyTable, KeyUse, PublicKey};
pub use vault::VaultKeys;

/// Why signing cannot fail here.
const IN_MEMORY: &str = "a key in memory signs";

/// What a trust bundle says besides the keys.
pub struct BundleFacts {
    /// Its sequence number; it grows with each bundle.
    pub seq: u64,
    /// When it is signed, in seconds since 1970.
    pub now_s: u64,
    /// Serial numbers of codes that were withdrawn.
    pub revoked: Vec<CodeSerial>,
    /// Names of kiosks that are not trusted any more.
    pub revoked_kiosks: Vec<String>,
}

/// The folder of the front: keys of answers and bundles, and of TLS.
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

/// Front and vault in one process, as small deployments run them.
pub struct Authority {
    /// What the process at the network holds.
    pub front: FrontKeys,
    /// What the process behind it holds.
    pub vault: VaultKeys,
}

impl Authority {
    /// Reads the keys of front and vault from the data folder of a centre.
    pub fn load(data: &Path) -> Result<Self, AuthorityError> {
        Ok(Self {
            front: FrontKeys::load(data)?,
            vault: VaultKeys::load(data)?,
        })
    }

    /// Writes the keys of front and vault and the table of them.
    pub fn save(&self, data: &Path) -> Result<(), AuthorityError> {
        self.front.save(data)?;
        self.vault.save(data)?;
        self.front.table().save(data)
    }

    /// Returns the key that records are sealed to now.
    pub fn opening_key(&self) -> &SealingSecret {
        self.vault.opening_key()
    }

    /// Returns the key that signs answers.
    pub fn sync_key(&self) -> &SigningKey {
        self.front.sync_key()
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

    /// Signs a trust bundle.
    pub fn bundle(&self, facts: BundleFacts, crypto: &dyn Crypto) -> String {
        self.front.bundle(facts, crypto)
    }
}
