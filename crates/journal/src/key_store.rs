//! Where the key of the database comes from.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
    sync::Arc,
};

use protocol::codes::{Crypto as _, SoftwareCrypto, VerifyingKey};
use zeroize::Zeroizing;

/// Why a key cannot be had.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// A database exists, but its key does not.
    #[error("the key is missing")]
    Missing,
    /// Others than the owner may read the key.
    #[error("the key file is open to others")]
    Permissions,
    /// The key file does not hold 32 bytes.
    #[error("the key file is damaged")]
    Damaged,
    /// The key file could not be read or written.
    #[error("the key file could not be read or written")]
    Io,
    /// The security module cannot be had, or does not hold what it held at enrolment.
    #[error("the security module does not hold the key")]
    Module,
}

impl KeyError {
    /// Tells whether the same call may succeed later, without anybody's help.
    pub fn can_retry(self) -> bool {
        match self {
            Self::Io => true,
            Self::Missing | Self::Permissions | Self::Damaged | Self::Module => false,
        }
    }
}

impl From<io::Error> for KeyError {
    fn from(_: io::Error) -> Self {
        Self::Io
    }
}

/// A counter outside the file that only grows, such as one of a TPM: an old image of the disk,
/// put back, holds a smaller count than its witness.
///
/// The database writes its own count first and then advances the witness, so that a power cut
/// leaves the database one ahead and never behind.
pub trait Witness: Send + Sync {
    /// Returns the count. A fresh counter may begin at any number.
    fn count(&self) -> Result<u64, KeyError>;

    /// Adds one, and returns the new count.
    fn advance(&self) -> Result<u64, KeyError>;
}

/// Keeps the keys of the machine that cannot lie in the database: a file here, a passphrase or a
/// security chip in other deployments.
pub trait KeyStore {
    /// Returns the key, making one on first use.
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, KeyError>;

    /// Tells whether a key exists already. A database without one must not get a new key.
    fn holds_key(&self) -> Result<bool, KeyError> {
        Ok(true)
    }

    /// Returns the public half of the device's signing key when a module holds the private one;
    /// nothing when the journal makes the key and keeps it.
    fn signing_key(&self) -> Option<VerifyingKey> {
        None
    }

    /// Returns the witness of the database's age, where the machine has one.
    fn witness(&self) -> Option<Arc<dyn Witness>> {
        None
    }
}

/// A key in a file that only its owner may read (0600), made on first use.
pub struct KeyFile {
    path: PathBuf,
}

impl KeyFile {
    /// Names the file; nothing is read or made yet.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    fn read(&self) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        let mut file = File::open(&self.path)?;
        check_private(&file)?;
        let mut key = Zeroizing::new([0; 32]);
        file.read_exact(key.as_mut_slice())
            .map_err(|_| KeyError::Damaged)?;
        let more = file.read(&mut [0])?;
        if more == 0 {
            Ok(key)
        } else {
            Err(KeyError::Damaged)
        }
    }

    /// Writes under another name first: a power cut must not leave half a key under the real one.
    fn create(&self) -> Result<(), KeyError> {
        let directory = self
            .path
            .parent()
            .filter(|path| !path.as_os_str().is_empty());
        let directory = directory.unwrap_or(Path::new("."));
        make_private_directory(directory)?;
        let mut key = Zeroizing::new([0; 32]);
        SoftwareCrypto.random(key.as_mut_slice());
        let draft = self.draft();
        let mut file = private_options().open(&draft)?;
        file.write_all(key.as_slice())?;
        file.sync_all()?;
        // A link, unlike a rename, never replaces a key that somebody else made meanwhile.
        let linked = fs::hard_link(&draft, &self.path);
        self.remove_draft()?;
        linked?;
        sync_directory(directory)?;
        Ok(())
    }

    fn draft(&self) -> PathBuf {
        self.path.with_added_extension("new")
    }

    /// A power cut may leave a draft: half a key, or a second copy that erasing would miss.
    fn remove_draft(&self) -> Result<(), KeyError> {
        match fs::remove_file(self.draft()) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error.into()),
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

impl KeyStore for KeyFile {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        self.remove_draft()?;
        if !self.holds_key()? {
            self.create()?;
        }
        self.read()
    }

    fn holds_key(&self) -> Result<bool, KeyError> {
        Ok(fs::exists(&self.path)?)
    }
}

fn private_options() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    options
}

/// Makes the directory, closed to others, when it is not there.
pub(crate) fn make_private_directory(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    builder.create(path)
}

/// Makes the names in a directory durable. Other systems than Unix do so with the file.
pub(crate) fn sync_directory(path: &Path) -> io::Result<()> {
    if cfg!(unix) {
        File::open(path)?.sync_all()
    } else {
        Ok(())
    }
}

#[cfg(unix)]
fn check_private(file: &File) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt as _;
    let metadata = file.metadata()?;
    let open_to_others = metadata.permissions().mode() & 0o077 != 0;
    if open_to_others || !metadata.is_file() {
        Err(KeyError::Permissions)
    } else {
        Ok(())
    }
}

/// Elsewhere the installer sets an access list on the directory.
#[cfg(not(unix))]
fn check_private(_: &File) -> Result<(), KeyError> {
    Ok(())
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn a_key_is_made_once_and_only_for_its_owner() {
        let dir = TempDir::new().unwrap();
        let path = dir.path().join("deep/db.key");
        let file = KeyFile::new(&path);
        assert!(!file.holds_key().unwrap());
        let key = file.database_key().unwrap();
        assert_eq!(KeyFile::new(&path).database_key(), Ok(key));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
            assert_eq!(mode(&path), 0o600);
            assert_eq!(mode(path.parent().unwrap()), 0o700);
        }
    }

    #[test]
    fn a_draft_left_by_a_power_cut_goes() {
        for key_was_linked in [false, true] {
            let dir = TempDir::new().unwrap();
            let file = KeyFile::new(dir.path().join("db.key"));
            if key_was_linked {
                file.database_key().unwrap();
            }
            fs::write(file.draft(), b"half").unwrap();
            file.database_key().unwrap();
            assert!(!file.draft().exists(), "key was linked: {key_was_linked}");
        }
    }

    #[test]
    fn a_key_of_another_length_is_damaged() {
        let dir = TempDir::new().unwrap();
        let file = KeyFile::new(dir.path().join("db.key"));
        file.database_key().unwrap();
        for length in [0, 31, 33] {
            fs::write(&file.path, vec![1; length]).unwrap();
            assert_eq!(
                file.database_key(),
                Err(KeyError::Damaged),
                "{length} bytes"
            );
        }
    }
}
