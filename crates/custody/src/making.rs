//! Makes what a kind of custody consists of: once at enrolment, and again for a recovery.

use std::path::Path;

use codes::{Crypto, SoftwareCrypto};
use zeroize::Zeroizing;

use crate::{
    chip::Chip,
    error::CustodyError,
    files,
    opening::{Found, Place},
    passphrase,
    record::{Kind, Module, Record, Start},
};

/// Chooses a kind for a folder and makes its keys. A folder with a database has its keys already.
pub(crate) fn establish(place: &Place<'_>, kind: Kind) -> Result<Found, CustodyError> {
    match Record::load(place.folder) {
        Err(CustodyError::NotChosen) => {}
        Err(error) => return Err(error),
        Ok(_) => return Err(CustodyError::Chosen),
    }
    if ["kiosk.db", "outbox.mirror"]
        .iter()
        .any(|name| place.folder.join(name).exists())
    {
        return Err(CustodyError::Chosen);
    }
    files::make_folder(place.folder)?;
    let key = random_key(&SoftwareCrypto);
    let mut record = new_record(place, kind)?;
    let made = furnish(place, &mut record, &key);
    if made.is_err() {
        forget(place, &record);
    }
    made?;
    place.complete(record, key)
}

fn furnish(
    place: &Place<'_>,
    record: &mut Record,
    key: &Zeroizing<[u8; 32]>,
) -> Result<(), CustodyError> {
    if record.kind.needs_module() {
        record.module = Some(new_module(&place.chip()?, key)?);
    }
    place.put_key(record, key)?;
    if let Some(file) = record.kind.key_file(place.folder) {
        files::rename(&files::pending(&file), &file)?;
    }
    record.store(place.folder)
}

/// Begins a record with what the chip says of the start of this machine.
pub(crate) fn new_record(place: &Place<'_>, kind: Kind) -> Result<Record, CustodyError> {
    let start = if kind.needs_module() {
        start(&place.chip()?)?
    } else {
        Start::None
    };
    Ok(Record::new(kind, start))
}

/// Firmware that measures nothing leaves PCR 7 as it was at power-on: all zero.
pub(crate) fn start(chip: &Chip) -> Result<Start, CustodyError> {
    if chip.start_state()? == [0; 32] {
        Ok(Start::Zero)
    } else {
        Ok(Start::Measured)
    }
}

/// Makes signing key and counter in the chip.
pub(crate) fn new_module(chip: &Chip, key: &[u8; 32]) -> Result<Module, CustodyError> {
    let auth = random_key(&SoftwareCrypto);
    let (signing, public) = chip.make_signer(&auth)?;
    let counter = match chip.make_counter(&auth) {
        Ok(counter) => counter,
        Err(error) => {
            // The first failure is the one to tell; a key left behind only takes a place.
            let _left = chip.forget(signing);
            return Err(error.into());
        }
    };
    let mut module = Module::new(signing, &public, counter);
    module.set_auth(&auth, key, &SoftwareCrypto);
    Ok(module)
}

/// Takes back what a failure left in the chip, as far as it can be taken back.
pub(crate) fn forget(place: &Place<'_>, record: &Record) {
    for handle in record.handles() {
        if let Ok(chip) = place.chip() {
            let _left = chip.forget(handle);
        }
    }
}

pub(crate) fn random_key(crypto: &dyn Crypto) -> Zeroizing<[u8; 32]> {
    let mut key = Zeroizing::new([0; 32]);
    crypto.random(key.as_mut_slice());
    key
}

impl Place<'_> {
    /// Puts a key where its kind keeps it, under a waiting name.
    pub(crate) fn put_key(
        &self,
        record: &mut Record,
        key: &Zeroizing<[u8; 32]>,
    ) -> Result<(), CustodyError> {
        let file = record.kind.key_file(self.folder);
        let waiting = file.as_deref().map(files::pending);
        let waiting = waiting.as_deref();
        match record.kind {
            Kind::Tpm => record.sealed = Some(self.chip()?.seal(key)?),
            Kind::Systemd => {
                let tool = self.credentials.ok_or(CustodyError::Credentials)?;
                write(waiting, &tool.encrypt(key)?)?;
            }
            Kind::Passphrase => {
                let typed = self.environment.passphrase.as_ref();
                let typed = typed.ok_or(CustodyError::Locked)?;
                write(waiting, &passphrase::wrap_key(key, typed, &SoftwareCrypto)?)?;
            }
            Kind::File => write(waiting, key.as_slice())?,
        }
        Ok(())
    }
}

fn write(file: Option<&Path>, bytes: &[u8]) -> Result<(), CustodyError> {
    files::write(file.expect("every kind but the chip's has a file"), bytes)
}
