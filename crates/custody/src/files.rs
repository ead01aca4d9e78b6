//! Small private files that are whole or not there.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read as _, Write as _},
    path::{Path, PathBuf},
};

use zeroize::Zeroizing;

use crate::error::CustodyError;

const FILE_BYTES_MAX: u64 = 16_384;

/// Returns the name under which a change of this file waits. A key file uses other names for its
/// own drafts, and clears those away.
pub(crate) fn pending(path: &Path) -> PathBuf {
    path.with_added_extension("waiting")
}

/// Writes a file that only its owner may read: under another name first, durable, then renamed.
pub(crate) fn write(path: &Path, bytes: &[u8]) -> Result<(), CustodyError> {
    let draft = path.with_added_extension("draft");
    remove(&draft)?;
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(0o600);
    }
    let mut file = options.open(&draft)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    rename(&draft, path)
}

/// Gives a file the name of another one, which it replaces; durable when this returns.
pub(crate) fn rename(from: &Path, to: &Path) -> Result<(), CustodyError> {
    fs::rename(from, to)?;
    sync_folder(to)
}

/// Reads a small file whole; nothing when it is not there.
pub(crate) fn read(path: &Path) -> Result<Option<Zeroizing<Vec<u8>>>, CustodyError> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    // Room for all of it at once: a growing buffer would leave copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(
        usize::try_from(FILE_BYTES_MAX + 1).expect("small"),
    ));
    file.take(FILE_BYTES_MAX + 1).read_to_end(&mut bytes)?;
    if u64::try_from(bytes.len()).is_ok_and(|length| length > FILE_BYTES_MAX) {
        return Err(CustodyError::Damaged);
    }
    Ok(Some(bytes))
}

/// Removes a file, if it is there.
pub(crate) fn remove(path: &Path) -> Result<(), CustodyError> {
    match fs::remove_file(path) {
        Ok(()) => sync_folder(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// Overwrites a file before it is removed. On flash memory that proves nothing, so what lies in such
/// a file is always sealed or wrapped besides; the demonstration's key file is the exception.
pub(crate) fn erase(path: &Path) -> Result<(), CustodyError> {
    if let Ok(mut file) = OpenOptions::new().write(true).open(path) {
        let length = usize::try_from(file.metadata()?.len().min(FILE_BYTES_MAX)).expect("small");
        file.write_all(&vec![0; length])?;
        file.sync_all()?;
    }
    remove(path)
}

/// Makes the folder, closed to others, when it is not there.
pub(crate) fn make_folder(path: &Path) -> Result<(), CustodyError> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt as _;
        builder.mode(0o700);
    }
    Ok(builder.create(path)?)
}

fn sync_folder(path: &Path) -> Result<(), CustodyError> {
    if cfg!(unix) {
        let folder = path.parent().filter(|path| !path.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}
