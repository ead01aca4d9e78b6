//! What the process at the network may hold: it signs answers and daily bundles, and opens nothing.

use std::path::Path;

use codes::{Crypto, SigningKey, TrustBundle, issue_bundle};
use serde::{Deserialize, Serialize};

use super::{
    AuthorityError, BundleFacts, KeyTable, KeyUse, front_folder,
    stored::{self, IssuingKey, StoredSigning},
};

const KEYS_FILE: &str = "front.json";
const DAY_SECONDS: u64 = 86_400;
const BUNDLE_LIFE_DAYS: u64 = 365;
const BUNDLE_NEXT_DAYS: u64 = 7;

/// The keys of answers and bundles, with the table of all keys.
pub struct FrontKeys {
    sync: Vec<IssuingKey>,
    bundle: Vec<IssuingKey>,
    table: KeyTable,
}

#[derive(Serialize, Deserialize)]
struct StoredFront {
    sync: Vec<StoredSigning>,
    /// Missing where the front works apart from the vault: whoever signs bundles says whom kiosks
    /// trust.
    #[serde(default)]
    bundle: Vec<StoredSigning>,
}

impl FrontKeys {
    /// Holds new keys; the newest of each use first.
    pub(super) fn new(sync: IssuingKey, bundle: IssuingKey, table: KeyTable) -> Self {
        Self {
            sync: vec![sync],
            bundle: vec![bundle],
            table,
        }
    }

    /// Reads the keys from the data folder of a centre.
    pub fn load(data: &Path) -> Result<Self, AuthorityError> {
        let stored: StoredFront = stored::read(&front_folder(data).join(KEYS_FILE))?;
        Ok(Self {
            sync: stored::keys(&stored.sync)?,
            bundle: stored
                .bundle
                .iter()
                .map(StoredSigning::key)
                .collect::<Result<_, _>>()?,
            table: KeyTable::load(data)?,
        })
    }

    /// Writes the keys; the table is written by the one who changes it.
    pub fn save(&self, data: &Path) -> Result<(), AuthorityError> {
        let stored = StoredFront {
            sync: self.sync.iter().map(StoredSigning::of).collect(),
            bundle: self.bundle.iter().map(StoredSigning::of).collect(),
        };
        stored::write(&front_folder(data).join(KEYS_FILE), &stored)
    }

    /// Writes what a front needs that works apart from the vault: no key of bundles.
    pub fn save_apart(&self, front: &Path) -> Result<(), AuthorityError> {
        let stored = StoredFront {
            sync: self.sync.iter().map(StoredSigning::of).collect(),
            bundle: Vec::new(),
        };
        stored::write(&front_folder(front).join(KEYS_FILE), &stored)?;
        self.table.save(front)
    }

    /// Tells whether bundles can be signed with these keys.
    pub fn signs_bundles(&self) -> bool {
        !self.bundle.is_empty()
    }

    /// Returns the table of all keys.
    pub fn table(&self) -> &KeyTable {
        &self.table
    }

    /// Returns the newest key that signs answers.
    pub fn sync_key(&self) -> &SigningKey {
        &self
            .sync
            .first()
            .expect("reading refuses an empty list")
            .key
    }

    /// Returns the key whose answers a kiosk with this bundle can verify.
    ///
    /// A kiosk learns a new key from a bundle, and a bundle from an answer: the answer that brings
    /// the new bundle is signed by the key that the old bundle names.
    pub fn sync_key_for(&self, bundle_seq: u64) -> &SigningKey {
        let known = self
            .table
            .of(KeyUse::Sync)
            .find(|entry| entry.since_seq <= bundle_seq)
            .and_then(super::KeyEntry::kid);
        self.sync
            .iter()
            .find(|held| Some(held.key.kid()) == known)
            .map_or_else(|| self.sync_key(), |held| &held.key)
    }

    /// Signs a trust bundle.
    pub fn bundle(&self, facts: BundleFacts, crypto: &dyn Crypto) -> String {
        let key = &self
            .bundle
            .first()
            .expect("the vault refuses to open without a key of bundles")
            .key;
        issue_bundle(&self.said(facts), key, crypto).expect(super::IN_MEMORY)
    }

    /// Returns what a bundle says now.
    fn said(&self, facts: BundleFacts) -> TrustBundle {
        let until = |days: u64| facts.now_s + days * DAY_SECONDS;
        let opening = self
            .table
            .sealing(KeyUse::Opening)
            .expect("a table is made with an opening key");
        let (mut revoked, mut revoked_kiosks) = (facts.revoked, facts.revoked_kiosks);
        revoked.sort_unstable();
        revoked_kiosks.sort_unstable();
        TrustBundle {
            seq: facts.seq,
            iat: facts.now_s,
            next: until(BUNDLE_NEXT_DAYS),
            exp: until(BUNDLE_LIFE_DAYS),
            keys: self.table.trusted(facts.now_s),
            revoked,
            revoked_kiosks,
            recovery_seal: self.table.sealing(KeyUse::Recovery),
            demo: self.table.demo,
            ..TrustBundle::empty(opening, self.sync_key().verifying_key())
        }
    }
}
