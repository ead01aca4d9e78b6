//! The folder an installer carries: pinned roots, pinned certificate authority, first bundle.

use std::path::{Path, PathBuf};

use codes::{Clock, TrustList, VerifyingKey};
use data_encoding::HEXLOWER_PERMISSIVE;

use crate::output::Failure;

/// A trust folder as `central` writes it: `roots.txt`, `ca.pem`, `bundle.txt`.
pub(crate) struct TrustFolder {
    folder: PathBuf,
}

impl TrustFolder {
    /// Names the folder; nothing is read yet.
    pub(crate) fn new(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
        }
    }

    /// Reads the roots: one key a line in hexadecimal; empty lines and lines with # are passed over.
    pub(crate) fn roots(&self) -> Result<Vec<VerifyingKey>, Failure> {
        let (path, text) = self.read("roots.txt")?;
        let lines = text.lines().map(str::trim);
        let roots: Option<Vec<_>> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .map(root)
            .collect();
        roots
            .filter(|roots| !roots.is_empty())
            .ok_or(Failure::Roots(path))
    }

    /// Refuses roots that are marked as those of a demonstration, unless that is meant.
    pub(crate) fn refuse_demo(&self, told: bool) -> Result<(), Failure> {
        let (_, text) = self.read("roots.txt")?;
        let marked = text.lines().any(|line| line.trim() == "# DEMO");
        if codes::refuses_demo(marked, told) {
            return Err(Failure::Demo);
        }
        Ok(())
    }

    /// Reads the only certificate authority that the connection accepts.
    pub(crate) fn authority_pem(&self) -> Result<String, Failure> {
        self.read("ca.pem").map(|(_, text)| text)
    }

    /// Opens the bundle of the folder under its roots.
    pub(crate) fn open_bundle(&self, now: Clock) -> Result<TrustList, Failure> {
        let roots = self.roots()?;
        let (path, text) = self.read("bundle.txt")?;
        TrustList::open(text.trim(), &roots, 0, now)
            .map_err(|reason| Failure::Bundle { path, reason })
    }

    fn read(&self, name: &str) -> Result<(PathBuf, String), Failure> {
        let path = self.folder.join(name);
        match std::fs::read_to_string(&path) {
            Ok(text) => Ok((path, text)),
            Err(_) => Err(Failure::NoSuchPath(path)),
        }
    }
}

fn root(line: &str) -> Option<VerifyingKey> {
    let tagged = HEXLOWER_PERMISSIVE.decode(line.as_bytes()).ok()?;
    VerifyingKey::from_tagged(&tagged).ok()
}
