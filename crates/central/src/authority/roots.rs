//! The two roots: offline, each in a file of its own, so that they can lie in two places.

use std::path::Path;

use codes::{Crypto, VerifyingKey};
use serde::{Deserialize, Serialize};

use super::{
    Authority, AuthorityError, FrontKeys, KeyEntry, KeyTable, KeyUse, PublicKey, VaultKeys,
    stored::{self, IssuingKey, StoredSigning},
};

const ACTIVE_FILE: &str = "root-a.json";
const STANDBY_FILE: &str = "root-b.json";
const YEAR_SECONDS: u64 = 365 * 86_400;
/// Roots are pinned in installers, so they outlive everything they certify.
const ROOT_SECONDS: u64 = 20 * YEAR_SECONDS;
/// Answers and bundles are signed by a machine at the network: its keys are changed sooner.
const FRONT_SECONDS: u64 = 2 * YEAR_SECONDS;

/// The roots of an authority.
pub struct RootKeys {
    active: IssuingKey,
    standby: IssuingKey,
    demo: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredRoot {
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    root: StoredSigning,
}

impl RootKeys {
    /// Draws two roots.
    pub fn draw(demo: bool, now_s: u64, crypto: &dyn Crypto) -> Self {
        Self {
            active: IssuingKey::draw(now_s, ROOT_SECONDS, crypto),
            standby: IssuingKey::draw(now_s, ROOT_SECONDS, crypto),
            demo,
        }
    }

    /// Reads the roots from their folder.
    pub fn load(folder: &Path) -> Result<Self, AuthorityError> {
        let read = |name| stored::read::<StoredRoot>(&folder.join(name));
        let (active, standby) = (read(ACTIVE_FILE)?, read(STANDBY_FILE)?);
        Ok(Self {
            active: active.root.key()?,
            standby: standby.root.key()?,
            demo: active.mark.is_some(),
        })
    }

    /// Writes the roots, each into its file.
    pub fn save(&self, folder: &Path) -> Result<(), AuthorityError> {
        for (name, root) in [(ACTIVE_FILE, &self.active), (STANDBY_FILE, &self.standby)] {
            let stored = StoredRoot {
                mark: self.demo.then(|| super::table::DEMO.to_owned()),
                root: StoredSigning::of(root),
            };
            stored::write(&folder.join(name), &stored)?;
        }
        Ok(())
    }

    /// Returns the roots that an installer pins: the active one first.
    pub fn public(&self) -> [VerifyingKey; 2] {
        [&self.active, &self.standby].map(|root| root.key.verifying_key())
    }

    /// Draws the keys of front and vault, with the table that names them and the roots.
    pub fn found(&self, now_s: u64, crypto: &dyn Crypto) -> Authority {
        let vault = VaultKeys::draw(now_s, crypto);
        let sync = IssuingKey::draw(now_s, FRONT_SECONDS, crypto);
        // Until a root can certify another key for bundles, the front holds the active root.
        let bundle = self.active.clone();
        let line = |usage, held: &IssuingKey| KeyEntry {
            usage,
            public: PublicKey::Signing(held.key.verifying_key()),
            from_s: held.from_s,
            until_s: Some(held.until_s),
            since_seq: 0,
        };
        let mut entries = vec![
            line(KeyUse::Root, &self.active),
            line(KeyUse::Root, &self.standby),
            line(KeyUse::Bundle, &bundle),
            line(KeyUse::Sync, &sync),
        ];
        entries.extend(vault.entries());
        entries.sort_by_key(|entry| entry.usage);
        let table = KeyTable {
            demo: self.demo,
            entries,
        };
        Authority {
            front: FrontKeys::new(sync, bundle, table),
            vault,
        }
    }
}
