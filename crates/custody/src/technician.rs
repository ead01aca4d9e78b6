//! What only the technician's tool does: choose, change, recover and erase the keys of a machine.

use std::{fmt, path::Path};

use codes::SealingPublic;

use crate::{
    change,
    chip::{Chip, ChipError},
    credential::SystemdCreds,
    error::CustodyError,
    files, making,
    opening::{Environment, Found, Opened, Place, RECOVERY_FILE},
    passphrase,
    record::{Kind, Record, Start},
    recover,
    recovery::RecoveryRequest,
};

/// A technician at one kiosk, with the tools for it. The window must not run meanwhile.
#[derive(Clone, Default)]
pub struct Technician {
    /// What the surroundings give.
    pub environment: Environment,
    /// The tool for systemd credentials, where there is one.
    pub credentials: Option<SystemdCreds>,
}

impl fmt::Debug for Technician {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Technician").finish_non_exhaustive()
    }
}

/// What a look at the security chip found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChipState {
    /// What PCR 7 says now.
    pub start: Start,
    /// Whether the chip holds the keys and the counter of this kiosk; nothing without such.
    pub holds_ours: Option<bool>,
    /// The counter, when the keys could be opened.
    pub count: Option<u64>,
}

/// What a decommissioning erased.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Erased {
    /// The kind that had been chosen.
    pub kind: Kind,
    /// Objects that the chip forgot.
    pub handles: usize,
    /// Whether everything in the chip could be reached. What could not be is of no use without
    /// the files, but its place stays taken.
    pub chip_reached: bool,
}

impl Technician {
    /// Chooses a kind for a folder without a database, and makes its keys.
    pub fn establish(&self, data_dir: &Path, kind: Kind) -> Result<Opened, CustodyError> {
        making::establish(&self.place(data_dir), kind).map(Found::into_opened)
    }

    /// Opens what was chosen; a systemd credential is opened by its tool.
    pub fn open(&self, data_dir: &Path) -> Result<Opened, CustodyError> {
        change::settle(&self.place(data_dir)).map(Found::into_opened)
    }

    /// Sets a new database key, and seals it for a recovery of this kiosk by this centre.
    pub fn rotate(
        &self,
        data_dir: &Path,
        recovery: Option<(&str, &SealingPublic)>,
    ) -> Result<(), CustodyError> {
        change::rotate(&self.place(data_dir), recovery)
    }

    /// Makes the custody that will hold the database after a recovery, and the request for it.
    pub fn request_recovery(
        &self,
        data_dir: &Path,
        kind: Kind,
    ) -> Result<RecoveryRequest, CustodyError> {
        recover::request(&self.place(data_dir), kind)
    }

    /// Takes the answer of the centre. A stop at any point is gone on from by the same call.
    pub fn recover(&self, data_dir: &Path, answer: &[u8]) -> Result<(), CustodyError> {
        recover::accept(&self.place(data_dir), answer)
    }

    /// Erases the keys: in the chip, as credential, as wrapped key. Needs none of them to open.
    pub fn decommission(&self, data_dir: &Path) -> Result<Erased, CustodyError> {
        let place = self.place(data_dir);
        let record = Record::load(data_dir)?;
        let waiting = Record::load_pending(data_dir)?;
        let mut erased = Erased {
            kind: record.kind,
            handles: 0,
            chip_reached: true,
        };
        for record in waiting.iter().chain([&record]) {
            erase(&place, record, &mut erased)?;
        }
        files::erase(&data_dir.join(RECOVERY_FILE))?;
        change::discard_files(&place)?;
        recover::discard_files(&place)?;
        // The choice goes last: until then the same command goes on where it stopped.
        Record::discard_pending(data_dir)?;
        Record::remove(data_dir)?;
        Ok(erased)
    }

    /// Looks at the chip without changing anything in it.
    pub fn look_at_chip(&self, data_dir: &Path) -> Result<ChipState, CustodyError> {
        let place = self.place(data_dir);
        let start = making::start(&place.chip()?)?;
        let module = Record::load(data_dir).ok().and_then(|record| record.module);
        let holds_ours = match module.map(|module| place.check_module(&module)) {
            None => None,
            Some(Ok(())) => Some(true),
            Some(Err(CustodyError::OtherModule)) => Some(false),
            Some(Err(error)) => return Err(error),
        };
        let opened = if holds_ours == Some(true) {
            self.open(data_dir).ok()
        } else {
            None
        };
        let witness = opened.and_then(|opened| opened.witness);
        Ok(ChipState {
            start,
            holds_ours,
            count: witness.and_then(|witness| witness.count().ok()),
        })
    }

    fn place<'a>(&'a self, folder: &'a Path) -> Place<'a> {
        Place {
            folder,
            environment: &self.environment,
            credentials: self.credentials.as_ref(),
        }
    }
}

fn erase(place: &Place<'_>, record: &Record, erased: &mut Erased) -> Result<(), CustodyError> {
    for handle in record.handles() {
        match place.chip().map(|chip: Chip| chip.forget(handle)) {
            Ok(Ok(())) => erased.handles += 1,
            Ok(Err(ChipError::Absent)) | Err(_) => erased.chip_reached = false,
            Ok(Err(error)) => return Err(error.into()),
        }
    }
    if let Some(file) = record.kind.key_file(place.folder) {
        files::erase(&file)?;
        files::erase(&files::pending(&file))?;
        files::remove(&passphrase::tries_file(&file))?;
    }
    Ok(())
}
