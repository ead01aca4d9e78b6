//! The table of all keys of an authority, without a secret: who they are, what they may, how long.

use std::path::Path;

use codes::{Kid, Kind, SealingPublic, TrustKey, VerifyingKey};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};

use super::{AuthorityError, stored, trust_folder};
use crate::files;

const TABLE_FILE: &str = "keys.json";
const FORM: u32 = 1;
/// The word that demonstration keys carry wherever they are listed.
pub(crate) const DEMO: &str = "DEMO";

/// What a key is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum KeyUse {
    /// Certifies all others; kiosks pin it. Offline.
    Root,
    /// Signs house codes.
    House,
    /// Signs residents' printed codes.
    Resident,
    /// Signs residents' codes on screens.
    Dynamic,
    /// Signs kiosk certificates.
    Kiosk,
    /// Signs the daily trust bundle.
    Bundle,
    /// Signs answers to kiosks.
    Sync,
    /// Opens records.
    Opening,
    /// Opens the memory key of a kiosk whose machine refuses it.
    Recovery,
    /// Binds numbers and houses to codes; a secret of kiosks and vault.
    Bind,
}

impl KeyUse {
    /// Finds a use by its word.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|usage| usage.name() == name)
    }

    /// Every use, in the order of the table.
    pub const ALL: [Self; 10] = [
        Self::Root,
        Self::House,
        Self::Resident,
        Self::Dynamic,
        Self::Kiosk,
        Self::Bundle,
        Self::Sync,
        Self::Opening,
        Self::Recovery,
        Self::Bind,
    ];

    /// Returns the word in files and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Self::Root => "root",
            Self::House => "house",
            Self::Resident => "resident",
            Self::Dynamic => "dynamic",
            Self::Kiosk => "kiosk",
            Self::Bundle => "bundle",
            Self::Sync => "sync",
            Self::Opening => "opening",
            Self::Recovery => "recovery",
            Self::Bind => "bind",
        }
    }

    /// Returns the kind of codes that a key of this use signs.
    pub fn kind(self) -> Option<Kind> {
        match self {
            Self::House => Some(Kind::House),
            Self::Resident => Some(Kind::Resident),
            Self::Kiosk => Some(Kind::Kiosk),
            Self::Dynamic => Some(Kind::Dynamic),
            Self::Root
            | Self::Bundle
            | Self::Sync
            | Self::Opening
            | Self::Recovery
            | Self::Bind => None,
        }
    }
}

/// What of a key may be known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicKey {
    /// The key that verifies signatures.
    Signing(VerifyingKey),
    /// The key that things are sealed to.
    Sealing(SealingPublic),
    /// Nothing but the epoch of a secret that kiosks share.
    Epoch(u32),
}

/// A line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KeyEntry {
    /// What the key is for.
    pub usage: KeyUse,
    /// What of it may be known.
    pub public: PublicKey,
    /// In use from, in seconds since 1970.
    pub from_s: u64,
    /// Issues until, in seconds since 1970; what it issued goes on verifying.
    pub until_s: Option<u64>,
}

impl KeyEntry {
    /// Returns the short name of the key; a shared secret has none.
    pub fn kid(&self) -> Option<Kid> {
        match &self.public {
            PublicKey::Signing(key) => Some(key.kid()),
            PublicKey::Sealing(key) => Some(key.kid()),
            PublicKey::Epoch(_) => None,
        }
    }
}

/// The table: within a use, the newest key stands first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyTable {
    /// How often it changed; a process with an older table signs no bundle.
    pub generation: u64,
    /// Set if this is no real authority.
    pub demo: bool,
    /// The keys.
    pub entries: Vec<KeyEntry>,
}

#[derive(Serialize, Deserialize)]
struct StoredTable {
    form: u32,
    #[serde(default)]
    generation: u64,
    mark: Option<String>,
    keys: Vec<StoredEntry>,
}

#[derive(Serialize, Deserialize)]
struct StoredEntry {
    r#use: KeyUse,
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    kid: Option<String>,
    public: String,
    from_s: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    until_s: Option<u64>,
}

impl KeyTable {
    /// Reads the table of a centre.
    pub fn load(data: &Path) -> Result<Self, AuthorityError> {
        let text = std::fs::read(trust_folder(data).join(TABLE_FILE))?;
        let stored: StoredTable =
            serde_json::from_slice(&text).map_err(|_| AuthorityError::Damaged)?;
        if stored.form != FORM {
            return Err(AuthorityError::Damaged);
        }
        Ok(Self {
            generation: stored.generation,
            demo: stored.mark.is_some(),
            entries: stored
                .keys
                .iter()
                .map(StoredEntry::entry)
                .collect::<Result<_, _>>()?,
        })
    }

    /// Writes the table, and the pinned roots beside it as an installer carries them.
    pub fn save(&self, data: &Path) -> Result<(), AuthorityError> {
        let mark = self.demo.then(|| DEMO.to_owned());
        let stored = StoredTable {
            form: FORM,
            generation: self.generation,
            keys: self
                .entries
                .iter()
                .map(|entry| StoredEntry::of(entry, mark.clone()))
                .collect(),
            mark,
        };
        let text = serde_json::to_vec_pretty(&stored).expect("strings are always JSON");
        let folder = trust_folder(data);
        std::fs::create_dir_all(&folder)?;
        files::write_public(&folder.join(TABLE_FILE), &text)?;
        Ok(files::write_public(
            &folder.join("roots.txt"),
            self.roots_text().as_bytes(),
        )?)
    }

    /// Returns the keys of a use, the newest first.
    pub fn of(&self, usage: KeyUse) -> impl Iterator<Item = &KeyEntry> {
        self.entries
            .iter()
            .filter(move |entry| entry.usage == usage)
    }

    /// Puts a key in front of those of its use; the one before it issues no more from then on.
    pub fn add(&mut self, entry: KeyEntry) {
        self.generation += 1;
        for older in &mut self.entries {
            if older.usage == entry.usage && older.usage != KeyUse::Root {
                let end = older.until_s.unwrap_or(entry.from_s);
                older.until_s = Some(end.min(entry.from_s));
            }
        }
        let place = self
            .entries
            .partition_point(|known| known.usage < entry.usage);
        self.entries.insert(place, entry);
    }

    /// Takes a key out at once: nothing that it ever signed is believed from the next bundle on.
    pub fn distrust(&mut self, kid: Kid) -> bool {
        self.generation += 1;
        let before = self.entries.len();
        let stays = |entry: &KeyEntry| entry.usage == KeyUse::Root || entry.kid() != Some(kid);
        self.entries.retain(stays);
        self.entries.len() < before
    }

    /// Names the roots anew: the active one, and the one that stands by.
    pub(super) fn set_roots(&mut self, roots: [KeyEntry; 2]) {
        self.generation += 1;
        self.entries.retain(|entry| entry.usage != KeyUse::Root);
        self.entries.splice(0..0, roots);
    }

    /// Returns the newest key that verifies signatures of a use.
    pub fn signing(&self, usage: KeyUse) -> Option<VerifyingKey> {
        self.of(usage).find_map(|entry| match entry.public {
            PublicKey::Signing(key) => Some(key),
            PublicKey::Sealing(_) | PublicKey::Epoch(_) => None,
        })
    }

    /// Returns the roots that an installer pins: the active one first.
    pub fn roots(&self) -> Vec<VerifyingKey> {
        self.of(KeyUse::Root)
            .filter_map(|entry| match entry.public {
                PublicKey::Signing(key) => Some(key),
                PublicKey::Sealing(_) | PublicKey::Epoch(_) => None,
            })
            .collect()
    }

    /// Returns the roots as the lines of `roots.txt`.
    pub fn roots_text(&self) -> String {
        let mark = if self.demo { "# DEMO\n" } else { "" };
        let keys = self.roots();
        let lines = keys.iter().map(|root| stored::public_text(root) + "\n");
        mark.to_owned() + &lines.collect::<String>()
    }

    /// Returns the keys that a bundle names: those in force, and those whose codes still live.
    pub(super) fn trusted(&self, now_s: u64) -> Vec<TrustKey> {
        self.entries
            .iter()
            .filter_map(|entry| {
                let (PublicKey::Signing(verifying), Some(kind)) =
                    (entry.public, entry.usage.kind())
                else {
                    return None;
                };
                let exp = entry.until_s?;
                let lives = now_s <= exp.saturating_add(kind.lifetime_max_s());
                lives.then(|| TrustKey {
                    verifying,
                    may: vec![kind],
                    nbf: entry.from_s,
                    exp,
                })
            })
            .collect()
    }

    /// Returns the newest key that things are sealed to for a use.
    pub fn sealing(&self, usage: KeyUse) -> Option<SealingPublic> {
        self.of(usage).find_map(|entry| match entry.public {
            PublicKey::Sealing(key) => Some(key),
            PublicKey::Signing(_) | PublicKey::Epoch(_) => None,
        })
    }
}

impl StoredEntry {
    fn of(entry: &KeyEntry, mark: Option<String>) -> Self {
        Self {
            r#use: entry.usage,
            mark: mark.filter(|_| entry.usage == KeyUse::Root),
            kid: entry.kid().map(|kid| HEXLOWER.encode(&kid.0)),
            public: match &entry.public {
                PublicKey::Signing(key) => stored::public_text(key),
                PublicKey::Sealing(key) => HEXLOWER.encode(&key.to_bytes()),
                PublicKey::Epoch(epoch) => epoch.to_string(),
            },
            from_s: entry.from_s,
            until_s: entry.until_s,
        }
    }

    fn entry(&self) -> Result<KeyEntry, AuthorityError> {
        Ok(KeyEntry {
            usage: self.r#use,
            public: match self.r#use {
                KeyUse::Opening | KeyUse::Recovery => {
                    PublicKey::Sealing(SealingPublic::from_bytes(&*stored::unhex(&self.public)?))
                }
                KeyUse::Bind => {
                    PublicKey::Epoch(self.public.parse().map_err(|_| AuthorityError::Damaged)?)
                }
                KeyUse::Root
                | KeyUse::House
                | KeyUse::Resident
                | KeyUse::Dynamic
                | KeyUse::Kiosk
                | KeyUse::Bundle
                | KeyUse::Sync => PublicKey::Signing(stored::public_key(&self.public)?),
            },
            from_s: self.from_s,
            until_s: self.until_s,
        })
    }
}
