//! Opens the kiosk's memory beside the window's program: the same folder, the same key file.

use std::path::Path;

use codes::SoftwareCrypto;
use journal::{Journal, KeyFile};

use crate::output::Failure;

/// Opens the memory in a data folder, making it on first use.
pub(crate) fn open(data: &Path) -> Result<Journal, Failure> {
    Ok(Journal::open(
        data,
        &KeyFile::new(kiosk::Kiosk::key_file(data)),
        &SoftwareCrypto,
    )?)
}

/// Opens the memory if there is one; looking must not make one.
pub(crate) fn open_existing(data: &Path) -> Result<Option<Journal>, Failure> {
    if !data.join("kiosk.db").exists() {
        return Ok(None);
    }
    open(data).map(Some)
}
