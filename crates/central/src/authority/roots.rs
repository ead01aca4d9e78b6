//! The roots: offline, each in a file of its own, so that they can lie in two places.

use std::{
    fs,
    path::{Path, PathBuf},
};

use codes::{Algorithm, Crypto, SigningKey, VerifyingKey};
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{
    AuthorityError, KeyTable,
    stored::{self, IssuingKey},
    table::DEMO,
    wrap::Wrapped,
};
use crate::files;

const YEAR_SECONDS: u64 = 365 * 86_400;
/// Roots are pinned in installers, so they outlive everything they certify.
const ROOT_SECONDS: u64 = 20 * YEAR_SECONDS;

/// The passphrase of the roots; none leaves them as they are, for demonstrations and tests.
pub type Passphrase = Option<Zeroizing<String>>;

/// The roots of an authority that lie in one folder.
pub struct RootKeys {
    roots: Vec<(u32, IssuingKey)>,
    demo: bool,
}

#[derive(Serialize, Deserialize)]
struct StoredRoot {
    #[serde(skip_serializing_if = "Option::is_none")]
    mark: Option<String>,
    number: u32,
    algorithm: String,
    public: String,
    from_s: u64,
    until_s: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    wrapped: Option<Wrapped>,
}

impl RootKeys {
    /// Draws two roots: the active one and the one that stands by.
    pub fn draw(algorithm: Algorithm, demo: bool, now_s: u64, crypto: &dyn Crypto) -> Self {
        let root = |number| {
            let key = IssuingKey::draw(algorithm, now_s, ROOT_SECONDS, crypto);
            (number, key)
        };
        Self {
            roots: vec![root(1), root(2)],
            demo,
        }
    }

    /// Reads the roots that lie in a folder; it may be one of two folders.
    pub fn load(
        folder: &Path,
        passphrase: &Passphrase,
        crypto: &dyn Crypto,
    ) -> Result<Self, AuthorityError> {
        files::check_private_folder(folder)?;
        let mut roots = Vec::new();
        let mut demo = false;
        for path in files_of(folder)? {
            let stored: StoredRoot = stored::read(&path)?;
            demo |= stored.mark.is_some();
            roots.push((stored.number, stored.key(passphrase, crypto)?));
        }
        roots.sort_by_key(|(number, _)| *number);
        if roots.is_empty() {
            return Err(AuthorityError::Missing);
        }
        Ok(Self { roots, demo })
    }

    /// Writes each root into its file, under a passphrase if there is one.
    pub fn save(
        &self,
        folder: &Path,
        passphrase: &Passphrase,
        crypto: &dyn Crypto,
    ) -> Result<(), AuthorityError> {
        for (number, root) in &self.roots {
            let stored = StoredRoot::of(*number, root, self.demo, passphrase, crypto)?;
            stored::write(&folder.join(format!("root-{number}.json")), &stored)?;
        }
        Ok(())
    }

    /// Tells whether these are roots of a demonstration.
    pub fn is_demo(&self) -> bool {
        self.demo
    }

    /// Returns the roots in their order: the active one first.
    pub fn public(&self) -> Vec<VerifyingKey> {
        self.keys().map(|root| root.key.verifying_key()).collect()
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &IssuingKey> {
        self.roots.iter().map(|(_, root)| root)
    }

    /// Returns the root that a table names at this place, 0 for the active one.
    pub fn named(&self, table: &KeyTable, place: usize) -> Result<&SigningKey, AuthorityError> {
        let public = table.roots().get(place).copied();
        let held = self.keys().map(|root| &root.key);
        held.into_iter()
            .find(|key| Some(key.verifying_key()) == public)
            .ok_or(AuthorityError::OtherAuthority)
    }

    /// Draws the root that stands by next, and forgets those that the table names no more.
    pub(super) fn succeed(&mut self, now_s: u64, crypto: &dyn Crypto) -> Option<IssuingKey> {
        let (number, last) = self.roots.last()?;
        let algorithm = last.key.algorithm();
        let next = IssuingKey::draw(algorithm, now_s, ROOT_SECONDS, crypto);
        let number = *number + 1;
        self.roots.push((number, next.clone()));
        Some(next)
    }

    /// Sets files of roots aside that a table names no more; destroying them is a person's act.
    pub fn set_aside(&mut self, folder: &Path, table: &KeyTable) -> Result<(), AuthorityError> {
        let named = table.roots();
        let is_named = |root: &IssuingKey| named.contains(&root.key.verifying_key());
        for (number, root) in &self.roots {
            if !is_named(root) {
                let file = folder.join(format!("root-{number}.json"));
                fs::rename(file, folder.join(format!("retired-{number}.json")))?;
            }
        }
        self.roots.retain(|(_, root)| is_named(root));
        Ok(())
    }
}

fn files_of(folder: &Path) -> Result<Vec<PathBuf>, AuthorityError> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().and_then(|name| name.to_str());
        if name.is_some_and(|name| name.starts_with("root-") && name.ends_with(".json")) {
            files.push(path);
        }
    }
    Ok(files)
}

impl StoredRoot {
    fn of(
        number: u32,
        root: &IssuingKey,
        demo: bool,
        passphrase: &Passphrase,
        crypto: &dyn Crypto,
    ) -> Result<Self, AuthorityError> {
        let secret = root.key.to_secret().ok_or(AuthorityError::Sign)?;
        let public = stored::public_text(&root.key.verifying_key());
        let (secret, wrapped) = match passphrase {
            None => (Some(HEXLOWER.encode(secret.as_ref())), None),
            Some(phrase) => {
                let wrapped = Wrapped::seal(&secret, phrase, public.as_bytes(), crypto)?;
                (None, Some(wrapped))
            }
        };
        Ok(Self {
            mark: demo.then(|| DEMO.to_owned()),
            number,
            algorithm: root.key.algorithm().name().to_owned(),
            public,
            from_s: root.from_s,
            until_s: root.until_s,
            secret,
            wrapped,
        })
    }

    fn key(
        &self,
        passphrase: &Passphrase,
        crypto: &dyn Crypto,
    ) -> Result<IssuingKey, AuthorityError> {
        let algorithm = Algorithm::from_name(&self.algorithm).ok_or(AuthorityError::Damaged)?;
        let secret = match (&self.secret, &self.wrapped, passphrase) {
            (Some(secret), None, _) => stored::unhex(secret)?,
            (None, Some(wrapped), Some(phrase)) => {
                wrapped.open(phrase, self.public.as_bytes(), crypto)?
            }
            (None, Some(_), None) => return Err(AuthorityError::Passphrase),
            (Some(_), Some(_), _) | (None, None, _) => return Err(AuthorityError::Damaged),
        };
        let key = SigningKey::from_secret(algorithm, &secret);
        let key = key.map_err(|_| AuthorityError::Damaged)?;
        if stored::public_text(&key.verifying_key()) != self.public {
            return Err(AuthorityError::Damaged);
        }
        Ok(IssuingKey {
            key,
            from_s: self.from_s,
            until_s: self.until_s,
        })
    }
}
