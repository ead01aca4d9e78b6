//! Opens the file, and keeps every act inside one transaction.

use std::{
    fmt,
    fs::File,
    path::{Path, PathBuf},
    sync::{Arc, Mutex, MutexGuard, PoisonError, atomic::AtomicU64},
};

use protocol::codes::Crypto;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::{
    audit::{self, AuditEntry, AuditEvent, AuditResult},
    boot::Boot,
    clock,
    copies::COPIES_FOLDER,
    device,
    error::Error,
    file::{self, DATABASE_FILE},
    key_store::{KeyError, KeyStore, Witness, make_private_directory, sync_directory},
    mirror::{MIRROR_FILE, Mirror, MirrorKey, Step},
    witness,
};

/// No copy was made by this program yet.
const NEVER: u64 = u64::MAX;

/// The memory of one kiosk. Clones share the connection; one act runs at a time.
#[derive(Clone)]
pub struct Journal {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    connection: Mutex<Connection>,
    /// Taken after the connection, never before it.
    mirror: Mutex<Mirror>,
    /// The key of the file; copies are made under the same one.
    key: Mutex<Zeroizing<[u8; 32]>>,
    /// How many rows had changed when the newest copy was made.
    copied_at: AtomicU64,
    /// Counts along outside the file, where the machine has such a counter.
    witness: Option<Arc<dyn Witness>>,
    /// Held as long as the connection, and dropped after it.
    _lock: File,
}

/// Shows that there is one; what it holds is nobody's business.
impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").finish_non_exhaustive()
    }
}

impl Journal {
    /// Opens the journal in a directory, making both on first use.
    ///
    /// A file that is older than its witness is not opened: somebody put an old image back.
    pub fn open(dir: &Path, keys: &dyn KeyStore, crypto: &dyn Crypto) -> Result<Self, Error> {
        let witnessed = |journal: &Self| match &journal.inner.witness {
            Some(witness) => journal.write(|act| witness::check(act, &**witness)),
            None => Ok(()),
        };
        Self::open_and(dir, keys, crypto, false, witnessed)
    }

    /// Opens an image of the file that its witness disowns, once an administrator has decided to
    /// go on with it. The centre has to approve a new epoch before it takes records from here.
    pub fn open_restored(
        dir: &Path,
        keys: &dyn KeyStore,
        crypto: &dyn Crypto,
    ) -> Result<Self, Error> {
        Self::open_and(dir, keys, crypto, true, |journal: &Self| {
            journal.write(|act| {
                if let Some(witness) = &journal.inner.witness {
                    witness::adopt(act, &**witness)?;
                }
                let entry = AuditEntry {
                    event: AuditEvent::ImageAdopted,
                    actor: None,
                    object: None,
                    result: AuditResult::Done,
                };
                audit::add(act, &entry, (clock::floor(act)?, u64::MAX))
            })
        })
    }

    fn open_and(
        dir: &Path,
        keys: &dyn KeyStore,
        crypto: &dyn Crypto,
        is_approved: bool,
        admit: impl FnOnce(&Self) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        make_private_directory(dir)?;
        let lock = file::lock(dir)?;
        let used = [DATABASE_FILE, MIRROR_FILE, COPIES_FOLDER];
        for name in used {
            if std::fs::exists(dir.join(name))? && !keys.holds_key()? {
                return Err(KeyError::Missing.into());
            }
        }
        let (key, witness) = (keys.database_key()?, keys.witness());
        let boot = Boot {
            dir,
            key: &key,
            witness: witness.as_deref(),
            is_approved,
        };
        let (connection, contents) = boot.open()?;
        let mirror = Mirror::open(dir, MirrorKey::of(&key), &connection, &contents)?;
        drop(contents);
        let journal = Self {
            inner: Arc::new(Inner {
                dir: dir.to_owned(),
                connection: Mutex::new(connection),
                mirror: Mutex::new(mirror),
                key: Mutex::new(key),
                copied_at: AtomicU64::new(NEVER),
                witness,
                _lock: lock,
            }),
        };
        admit(&journal)?;
        journal.write(|act| {
            device::ensure(act, keys.signing_key(), crypto)?;
            audit::ensure_key(act, crypto)
        })?;
        sync_directory(dir)?;
        Ok(journal)
    }

    /// Runs one act: all of it is durable when this returns, or nothing of it happened.
    pub(crate) fn write<T>(
        &self,
        act: impl FnOnce(&Transaction<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = act(&transaction)?;
        transaction.commit()?;
        self.follow(&connection, None);
        Ok(outcome)
    }

    /// Runs one act whose outcome says what else has to survive damage.
    pub(crate) fn write_mirrored<T>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error>,
        step: impl FnOnce(&T) -> Step,
    ) -> Result<T, Error> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let outcome = act(&transaction)?;
        Step::count(&transaction)?;
        transaction.commit()?;
        self.follow(&connection, Some(&step(&outcome)));
        Ok(outcome)
    }

    /// Runs one act that the witness outside the file counts along.
    pub(crate) fn write_witnessed<T>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.write_witnessed_as(act, |_| Step::Counted)
    }

    /// Runs one act that the witness outside the file counts along, and whose outcome says what
    /// else has to survive damage.
    ///
    /// The file is durable first, then the mirror and the witness follow; all under one lock, so
    /// that no other act can come between.
    pub(crate) fn write_witnessed_as<T>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error>,
        step: impl FnOnce(&T) -> Step,
    ) -> Result<T, Error> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let follows = match &self.inner.witness {
            Some(witness) => witness::step(&transaction, &**witness)?,
            None => false,
        };
        let outcome = act(&transaction)?;
        Step::count(&transaction)?;
        transaction.commit()?;
        self.follow(&connection, Some(&step(&outcome)));
        if let Some(witness) = self.inner.witness.as_ref().filter(|_| follows) {
            // A witness that does not follow now is made to at the next step, or the next opening.
            witness.advance().unwrap_or_default();
        }
        Ok(outcome)
    }

    /// The act is durable in the database; a mirror that cannot follow now does so later.
    fn follow(&self, connection: &Connection, step: Option<&Step>) {
        self.mirror().follow(connection, step).unwrap_or_default();
    }

    /// Reads from one state of the file.
    pub(crate) fn read<T>(
        &self,
        look: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.connection();
        let snapshot = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        look(&snapshot)
    }

    /// A panic in another act rolled its transaction back, so the connection is good.
    pub(crate) fn connection(&self) -> MutexGuard<'_, Connection> {
        self.inner
            .connection
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// A panic leaves half a frame at most, which the next start finds.
    pub(crate) fn mirror(&self) -> MutexGuard<'_, Mirror> {
        let mirror = self.inner.mirror.lock();
        mirror.unwrap_or_else(PoisonError::into_inner)
    }

    /// A copy of the key; it is wiped when it is dropped.
    pub(crate) fn key(&self) -> Zeroizing<[u8; 32]> {
        let key = self.inner.key.lock();
        key.unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes the key that the file has from now on.
    pub(crate) fn key_is(&self, key: &[u8; 32]) {
        let held = self.inner.key.lock();
        *held.unwrap_or_else(PoisonError::into_inner) = Zeroizing::new(*key);
    }

    /// How many rows had changed when the newest copy was made.
    pub(crate) fn copied_at(&self) -> &AtomicU64 {
        &self.inner.copied_at
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.inner.dir
    }
}

#[cfg(test)]
mod tests;
