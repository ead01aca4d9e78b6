//! `custody.json`: which kind was chosen, and what belongs to it. Nothing in it is secret.
//!
//! Whoever alters it opens nothing with that: another kind or handle gives another key, and the
//! database refuses it.

use std::path::{Path, PathBuf};

use codes::Crypto;
use data_encoding::HEXLOWER;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::{error::CustodyError, files, wrap};

const FILE: &str = "custody.json";
const VERSION: u32 = 1;
const AUTH: &[u8] = b"yj1/custody/auth";

/// Where the key of the database lies. Chosen at enrolment, changed by a recovery only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A systemd credential, sealed to the TPM: the usual choice on Linux.
    Systemd,
    /// Sealed to the TPM by this program itself.
    Tpm,
    /// Wrapped by a passphrase; the kiosk starts locked.
    Passphrase,
    /// In a file beside the database: for demonstrations only.
    File,
}

impl Kind {
    /// Returns the word for lists and command lines.
    pub fn name(self) -> &'static str {
        match self {
            Self::Systemd => "systemd",
            Self::Tpm => "tpm",
            Self::Passphrase => "passphrase",
            Self::File => "file",
        }
    }

    /// Tells whether this kind needs a security chip.
    pub fn needs_module(self) -> bool {
        match self {
            Self::Systemd | Self::Tpm => true,
            Self::Passphrase | Self::File => false,
        }
    }

    /// Returns the file that holds the key of this kind; the chip holds it for `tpm`.
    pub(crate) fn key_file(self, folder: &Path) -> Option<PathBuf> {
        match self {
            Self::Systemd => Some(folder.join("kiosk.key.cred")),
            Self::Tpm => None,
            Self::Passphrase => Some(folder.join("kiosk.key.pass")),
            Self::File => Some(folder.join("kiosk.key")),
        }
    }
}

/// What PCR 7 of the security chip said when the key was sealed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Start {
    /// The firmware measured its start: another start gets no key.
    Measured,
    /// All zero: the firmware measures nothing, and the seal holds any start of this chip.
    Zero,
    /// No chip is used.
    None,
}

/// How the keys of this machine are kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    version: u32,
    pub(crate) kind: Kind,
    #[serde(rename = "pcr7")]
    pub(crate) start: Start,
    /// Handle of the sealed database key, for `tpm`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) sealed: Option<u32>,
    /// What the chip holds besides.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub(crate) module: Option<Module>,
}

/// The signing key and the counter in the chip.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Module {
    /// Persistent handle of the signing key.
    pub(crate) signing: u32,
    /// Its public half, a compressed point in hexadecimal.
    public: String,
    /// NV index of the counter.
    pub(crate) counter: u32,
    /// What lets this program use both, wrapped under the database key; empty while a recovery
    /// waits for that key.
    auth: String,
}

impl Module {
    pub(crate) fn new(signing: u32, public: &[u8; 33], counter: u32) -> Self {
        Self {
            signing,
            public: HEXLOWER.encode(public),
            counter,
            auth: String::new(),
        }
    }

    pub(crate) fn public(&self) -> Result<[u8; 33], CustodyError> {
        let bytes = HEXLOWER.decode(self.public.as_bytes());
        bytes
            .ok()
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or(CustodyError::Damaged)
    }

    /// Unwraps what lets this program use the chip's objects.
    pub(crate) fn auth(&self, key: &[u8; 32]) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
        let wrapped = HEXLOWER.decode(self.auth.as_bytes()).unwrap_or_default();
        wrap::unwrap(&wrap::derive(key, AUTH), self.public.as_bytes(), &wrapped)
            .ok_or(CustodyError::Damaged)
    }

    /// Wraps it under a database key, in place of any other form.
    pub(crate) fn set_auth(&mut self, auth: &[u8; 32], key: &[u8; 32], crypto: &dyn Crypto) {
        let under = wrap::derive(key, AUTH);
        self.auth = HEXLOWER.encode(&wrap::wrap(&under, self.public.as_bytes(), auth, crypto));
    }

    /// Forgets the form under a key that will not be there.
    pub(crate) fn without_auth(mut self) -> Self {
        self.auth.clear();
        self
    }
}

impl Record {
    pub(crate) fn new(kind: Kind, start: Start) -> Self {
        Self {
            version: VERSION,
            kind,
            start,
            sealed: None,
            module: None,
        }
    }

    /// Reads the record in a folder.
    pub(crate) fn load(folder: &Path) -> Result<Self, CustodyError> {
        Self::read(&folder.join(FILE))?.ok_or(CustodyError::NotChosen)
    }

    /// Reads the record that waits to take effect.
    pub(crate) fn load_pending(folder: &Path) -> Result<Option<Self>, CustodyError> {
        Self::read(&files::pending(&folder.join(FILE)))
    }

    fn read(path: &Path) -> Result<Option<Self>, CustodyError> {
        /// The version is read alone first: a newer file may have another shape.
        #[derive(Deserialize)]
        struct Version {
            version: u32,
        }
        let Some(bytes) = files::read(path)? else {
            return Ok(None);
        };
        let found: Version = serde_json::from_slice(&bytes).map_err(|_| CustodyError::Damaged)?;
        if found.version > VERSION {
            return Err(CustodyError::TooNew);
        }
        let record: Self = serde_json::from_slice(&bytes).map_err(|_| CustodyError::Damaged)?;
        record.check()?;
        Ok(Some(record))
    }

    /// A kind promises what belongs to it; a file that says otherwise was not written by us.
    fn check(&self) -> Result<(), CustodyError> {
        let whole = self.module.is_some() == self.kind.needs_module()
            && self.sealed.is_some() == (self.kind == Kind::Tpm)
            && (self.start == Start::None) != self.kind.needs_module();
        if whole {
            Ok(())
        } else {
            Err(CustodyError::Damaged)
        }
    }

    pub(crate) fn store(&self, folder: &Path) -> Result<(), CustodyError> {
        files::write(&folder.join(FILE), &self.bytes())
    }

    pub(crate) fn store_pending(&self, folder: &Path) -> Result<(), CustodyError> {
        files::write(&files::pending(&folder.join(FILE)), &self.bytes())
    }

    /// Lets the waiting record take effect.
    pub(crate) fn promote(folder: &Path) -> Result<(), CustodyError> {
        let path = folder.join(FILE);
        files::rename(&files::pending(&path), &path)
    }

    /// Forgets the waiting record.
    pub(crate) fn discard_pending(folder: &Path) -> Result<(), CustodyError> {
        files::remove(&files::pending(&folder.join(FILE)))
    }

    /// Forgets the choice: the last act of a decommissioning.
    pub(crate) fn remove(folder: &Path) -> Result<(), CustodyError> {
        files::remove(&folder.join(FILE))
    }

    /// Returns the handles of everything this record has in the chip.
    pub(crate) fn handles(&self) -> impl Iterator<Item = u32> {
        let module = self.module.as_ref();
        let pair = module.map(|module| [module.signing, module.counter]);
        self.sealed.into_iter().chain(pair.into_iter().flatten())
    }

    fn bytes(&self) -> Vec<u8> {
        let mut bytes = serde_json::to_vec_pretty(self).expect("a record has only text keys");
        bytes.push(b'\n');
        bytes
    }
}

#[cfg(test)]
mod tests {
    use codes::SeededCrypto;
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_record_comes_back() {
        let folder = TempDir::new().unwrap();
        assert_eq!(Record::load(folder.path()), Err(CustodyError::NotChosen));
        let mut record = Record::new(Kind::Tpm, Start::Measured);
        record.sealed = Some(0x8101_5900);
        let mut module = Module::new(0x8101_5901, &[2; 33], 0x0180_5900);
        module.set_auth(&[7; 32], &[1; 32], &SeededCrypto::new(2));
        record.module = Some(module.clone());
        record.store(folder.path()).unwrap();
        assert_eq!(Record::load(folder.path()).unwrap(), record);
        assert_eq!(*module.auth(&[1; 32]).unwrap(), [7; 32]);
        assert_eq!(module.auth(&[2; 32]), Err(CustodyError::Damaged));
        assert_eq!(module.public(), Ok([2; 33]));
        assert_eq!(
            module.without_auth().auth(&[1; 32]),
            Err(CustodyError::Damaged)
        );
    }

    #[test]
    fn a_record_that_promises_less_than_its_kind_is_damaged() {
        let cases = [
            (
                r#"{"version":1,"kind":"tpm","pcr7":"measured"}"#,
                CustodyError::Damaged,
            ),
            (
                r#"{"version":1,"kind":"systemd","pcr7":"none"}"#,
                CustodyError::Damaged,
            ),
            (
                r#"{"version":1,"kind":"file","pcr7":"zero"}"#,
                CustodyError::Damaged,
            ),
            (
                r#"{"version":1,"kind":"any","pcr7":"none"}"#,
                CustodyError::Damaged,
            ),
            (
                r#"{"version":2,"kind":"of a newer kind"}"#,
                CustodyError::TooNew,
            ),
            ("", CustodyError::Damaged),
        ];
        for (text, error) in cases {
            let folder = TempDir::new().unwrap();
            std::fs::write(folder.path().join(FILE), text).unwrap();
            assert_eq!(Record::load(folder.path()), Err(error), "{text}");
        }
    }
}
