//! What the process at the network holds: it signs answers to kiosks, and nothing else.

use std::path::Path;

use codes::SigningKey;
use serde::{Deserialize, Serialize};

use super::{
    AuthorityError, front_folder,
    stored::{self, IssuingKey, StoredSigning},
};

const KEYS_FILE: &str = "front.json";

/// The keys of answers, the newest first.
pub struct FrontKeys {
    sync: Vec<(IssuingKey, u64)>,
}

#[derive(Serialize, Deserialize)]
struct StoredFront {
    sync: Vec<StoredSync>,
}

#[derive(Serialize, Deserialize)]
struct StoredSync {
    #[serde(flatten)]
    key: StoredSigning,
    /// The first bundle that names it.
    #[serde(default)]
    since_seq: u64,
}

impl FrontKeys {
    pub(super) fn new(sync: IssuingKey) -> Self {
        Self {
            sync: vec![(sync, 0)],
        }
    }

    /// Puts a new key in front, which bundles name from this number on.
    pub(super) fn add(&mut self, sync: IssuingKey, since_seq: u64) {
        self.sync.insert(0, (sync, since_seq));
    }

    /// Reads the keys from the data folder of a centre, or from the folder of a front apart.
    pub fn load(data: &Path) -> Result<Self, AuthorityError> {
        let stored: StoredFront = stored::read(&front_folder(data).join(KEYS_FILE))?;
        let sync = stored
            .sync
            .iter()
            .map(|held| Ok((held.key.key()?, held.since_seq)))
            .collect::<Result<Vec<_>, AuthorityError>>()?;
        if sync.is_empty() {
            return Err(AuthorityError::Damaged);
        }
        Ok(Self { sync })
    }

    /// Writes the keys.
    pub fn save(&self, data: &Path) -> Result<(), AuthorityError> {
        let held = self.sync.iter().map(|(key, since_seq)| StoredSync {
            key: StoredSigning::of(key),
            since_seq: *since_seq,
        });
        let stored = StoredFront {
            sync: held.collect(),
        };
        stored::write(&front_folder(data).join(KEYS_FILE), &stored)
    }

    /// Returns the newest key that signs answers.
    pub fn sync_key(&self) -> &SigningKey {
        let newest = self.sync.first().expect("reading refuses an empty list");
        &newest.0.key
    }

    /// Returns the key whose answers a kiosk with this bundle can verify.
    ///
    /// A kiosk learns a new key from a bundle, and a bundle from an answer: the answer that brings
    /// the new bundle is signed by the key that the old bundle names.
    pub fn sync_key_for(&self, bundle_seq: u64) -> &SigningKey {
        self.sync
            .iter()
            .find(|(_, since_seq)| *since_seq <= bundle_seq)
            .map_or_else(|| self.sync_key(), |(held, _)| &held.key)
    }
}
