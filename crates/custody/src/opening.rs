//! Opens what was chosen, or says by its name why not.

use std::{
    fmt,
    path::{Path, PathBuf},
    sync::Arc,
};

use codes::{Crypto, SealingPublic, SoftwareCrypto, VerifyingKey};
use journal::{KeyError, KeyFile, KeyStore, Witness};
use zeroize::Zeroizing;

use crate::{
    change,
    chip::Chip,
    credential::{self, SystemdCreds},
    error::CustodyError,
    files, passphrase,
    record::{Kind, Module, Record, Start},
    recovery::RecoveryFile,
    signer::{Counter, TpmCrypto, verifying_key},
};

pub(crate) const RECOVERY_FILE: &str = "dbkey.recovery";

/// What a program was given by its surroundings. Only a `main` reads those.
#[derive(Clone, Default)]
pub struct Environment {
    /// `$CREDENTIALS_DIRECTORY`, as systemd sets it for a service.
    pub credentials_dir: Option<PathBuf>,
    /// The passphrase, once somebody typed it.
    pub passphrase: Option<Zeroizing<String>>,
    /// The way to the security chip (TCTI), such as `device:/dev/tpmrm0`, which is the default.
    pub tcti: Option<String>,
}

impl fmt::Debug for Environment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Environment")
            .field("credentials_dir", &self.credentials_dir)
            .field("tcti", &self.tcti)
            .finish_non_exhaustive()
    }
}

/// The keys of this machine, ready for use.
pub struct Opened {
    /// Gives the journal its key, and the public half of a signing key that a chip holds.
    pub keys: Box<dyn KeyStore>,
    /// Signs, in the chip where one holds the key.
    pub crypto: Arc<dyn Crypto>,
    /// Witnesses the age of the database, where there is a chip.
    pub witness: Option<Arc<dyn Witness>>,
    /// The kind that was chosen.
    pub kind: Kind,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opened")
            .field("kind", &self.kind)
            .finish_non_exhaustive()
    }
}

impl Opened {
    /// Seals the database key to the centre's recovery key, beside the database.
    ///
    /// Asked at each start: what lies there may be sealed to an older key of the centre, or hold a
    /// database key from before a rotation, and a sealed file does not say so.
    pub fn keep_recovery(
        &self,
        data_dir: &Path,
        kiosk: &str,
        to: &SealingPublic,
    ) -> Result<(), CustodyError> {
        let key = self.keys.database_key()?;
        let file = RecoveryFile::seal(kiosk, &key, to, &*self.crypto)?;
        files::write(&data_dir.join(RECOVERY_FILE), &file.encode())
    }
}

/// What was chosen for a folder, without opening anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Description {
    /// The kind that was chosen.
    pub kind: Kind,
    /// What PCR 7 said then.
    pub start: Start,
    /// 1: keys in a chip that measured the start; 2: anything less.
    pub assurance: u8,
    /// Whether a chip holds the signing key and the counter.
    pub in_module: bool,
}

/// Tells what was chosen for a folder.
pub fn describe(data_dir: &Path) -> Result<Description, CustodyError> {
    let record = Record::load(data_dir)?;
    Ok(Description {
        kind: record.kind,
        start: record.start,
        assurance: if record.start == Start::Measured {
            1
        } else {
            2
        },
        in_module: record.module.is_some(),
    })
}

/// Tells which kind a recovery that waits for its answer leads to.
pub fn recovering_to(data_dir: &Path) -> Result<Kind, CustodyError> {
    let waiting = Record::load_pending(data_dir)?.ok_or(CustodyError::NotChosen)?;
    Ok(waiting.kind)
}

/// Tells how long the next passphrase has to wait, in milliseconds: since the last wrong one, or
/// since the start of the program, so that a restart saves nobody the wait.
pub fn passphrase_wait_ms(data_dir: &Path) -> Result<u64, CustodyError> {
    match Kind::Passphrase.key_file(data_dir) {
        Some(file) => passphrase::wait_ms(&file),
        None => Ok(0),
    }
}

/// Opens the keys of this machine as they were chosen at enrolment.
///
/// Whatever is missing is refused by its name; no other key is ever made instead.
pub fn open(data_dir: &Path, environment: Environment) -> Result<Opened, CustodyError> {
    let place = Place {
        folder: data_dir,
        environment: &environment,
        credentials: None,
    };
    change::settle(&place).map(Found::into_opened)
}

/// Opens the keys of a demonstration, choosing the key file where nothing was chosen yet.
///
/// Only for programs that were started as a demonstration: a folder with another choice keeps it.
pub fn open_demonstration(
    data_dir: &Path,
    environment: Environment,
) -> Result<Opened, CustodyError> {
    if Record::load(data_dir) == Err(CustodyError::NotChosen) {
        files::make_folder(data_dir)?;
        Record::new(Kind::File, Start::None).store(data_dir)?;
        key_file(data_dir).database_key()?;
    }
    open(data_dir, environment)
}

/// A folder, and the ways to its keys.
pub(crate) struct Place<'a> {
    pub(crate) folder: &'a Path,
    pub(crate) environment: &'a Environment,
    /// Only the technician's tool has this.
    pub(crate) credentials: Option<&'a SystemdCreds>,
}

/// A database key with what belongs to it.
pub(crate) struct Found {
    pub(crate) record: Record,
    pub(crate) key: Zeroizing<[u8; 32]>,
    pub(crate) crypto: Arc<dyn Crypto>,
    pub(crate) signing: Option<VerifyingKey>,
    pub(crate) witness: Option<Arc<dyn Witness>>,
}

impl Place<'_> {
    pub(crate) fn chip(&self) -> Result<Chip, CustodyError> {
        Ok(Chip::at(self.environment.tcti.as_deref())?)
    }

    /// Takes the key from where a record says, out of this file where the kind has one.
    pub(crate) fn key(
        &self,
        record: &Record,
        file: Option<&Path>,
    ) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
        match record.kind {
            Kind::Tpm => {
                let handle = record.sealed.ok_or(CustodyError::Damaged)?;
                Ok(self.chip()?.unseal(handle)?)
            }
            Kind::Systemd => self.credential(file),
            Kind::Passphrase => {
                let typed = self.environment.passphrase.as_ref();
                let typed = typed.ok_or(CustodyError::Locked)?;
                passphrase::unwrap_key(file.ok_or(CustodyError::Missing)?, typed)
            }
            Kind::File => {
                let file = KeyFile::new(file.ok_or(CustodyError::Missing)?);
                if file.holds_key()? {
                    Ok(file.database_key()?)
                } else {
                    Err(CustodyError::Missing)
                }
            }
        }
    }

    fn credential(&self, file: Option<&Path>) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
        match (&self.environment.credentials_dir, self.credentials) {
            (_, Some(tool)) => match tool.decrypt(file.ok_or(CustodyError::Missing)?) {
                // The tool says no for both; only one of them passes by itself.
                Err(CustodyError::Refused) => {
                    self.chip()?.check_waits()?;
                    Err(CustodyError::Refused)
                }
                answer => answer,
            },
            (Some(folder), None) => credential::delivered(folder),
            (None, None) => Err(CustodyError::Missing),
        }
    }

    /// Checks that the chip still holds what was made at enrolment.
    pub(crate) fn check_module(&self, module: &Module) -> Result<(), CustodyError> {
        let chip = self.chip()?;
        if chip.public(module.signing)? != module.public()? {
            return Err(CustodyError::OtherModule);
        }
        Ok(chip.has_counter(module.counter)?)
    }

    /// Puts a key and what belongs to it together.
    pub(crate) fn complete(
        &self,
        record: Record,
        key: Zeroizing<[u8; 32]>,
    ) -> Result<Found, CustodyError> {
        let mut found = Found {
            key,
            crypto: Arc::new(SoftwareCrypto),
            signing: None,
            witness: None,
            record,
        };
        if let Some(module) = &found.record.module {
            let auth = module.auth(&found.key)?;
            let public = verifying_key(&module.public()?)?;
            let chip = self.chip()?;
            found.witness = Some(Arc::new(Counter::new(
                chip.clone(),
                module.counter,
                auth.clone(),
            )));
            found.crypto = Arc::new(TpmCrypto::new(chip, module.signing, auth, public));
            found.signing = Some(public);
        }
        Ok(found)
    }
}

impl Found {
    pub(crate) fn keys(&self) -> Keys {
        Keys {
            key: self.key.clone(),
            signing: self.signing,
            witness: self.witness.clone(),
        }
    }

    /// The same with another database key, for a database whose signing key may be another too.
    pub(crate) fn keys_for_recovery(&self, key: Zeroizing<[u8; 32]>) -> Keys {
        Keys {
            key,
            signing: None,
            ..self.keys()
        }
    }

    pub(crate) fn into_opened(self) -> Opened {
        Opened {
            keys: Box::new(self.keys()),
            crypto: self.crypto,
            witness: self.witness,
            kind: self.record.kind,
        }
    }
}

/// The keys, out of whatever held them.
pub(crate) struct Keys {
    key: Zeroizing<[u8; 32]>,
    signing: Option<VerifyingKey>,
    witness: Option<Arc<dyn Witness>>,
}

impl KeyStore for Keys {
    fn database_key(&self) -> Result<Zeroizing<[u8; 32]>, KeyError> {
        Ok(self.key.clone())
    }

    fn signing_key(&self) -> Option<VerifyingKey> {
        self.signing
    }

    fn witness(&self) -> Option<Arc<dyn Witness>> {
        self.witness.clone()
    }
}

fn key_file(folder: &Path) -> KeyFile {
    KeyFile::new(Kind::File.key_file(folder).expect("this kind has a file"))
}
