//! Opens the file, and keeps every act inside one transaction.

use std::{
    fmt,
    fs::{File, OpenOptions, TryLockError},
    path::Path,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use protocol::codes::Crypto;
use rusqlite::{Connection, Transaction, TransactionBehavior};
use zeroize::Zeroizing;

use crate::{
    audit::{self, AuditEntry, AuditEvent, AuditResult},
    clock, device,
    error::Error,
    key_store::{KeyError, KeyStore, Witness, make_private_directory, sync_directory},
    migrations, witness,
};

const DATABASE_FILE: &str = "kiosk.db";
const LOCK_FILE: &str = "kiosk.lock";
const BUSY_WAIT: Duration = Duration::from_secs(5);

/// The memory of one kiosk. Clones share the connection; one act runs at a time.
#[derive(Clone)]
pub struct Journal {
    inner: Arc<Inner>,
}

struct Inner {
    connection: Mutex<Connection>,
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
        Self::open_and(dir, keys, crypto, witnessed)
    }

    /// Opens an image of the file that its witness disowns, once an administrator has decided to
    /// go on with it. The centre has to approve a new epoch before it takes records from here.
    pub fn open_restored(
        dir: &Path,
        keys: &dyn KeyStore,
        crypto: &dyn Crypto,
    ) -> Result<Self, Error> {
        Self::open_and(dir, keys, crypto, |journal: &Self| {
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
        admit: impl FnOnce(&Self) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        make_private_directory(dir)?;
        let lock = lock(dir)?;
        let file = dir.join(DATABASE_FILE);
        if std::fs::exists(&file)? && !keys.holds_key()? {
            return Err(KeyError::Missing.into());
        }
        let mut connection = Connection::open(&file)?;
        unlock_file(&connection, &*keys.database_key()?)?;
        settle(&connection)?;
        migrations::apply(&mut connection)?;
        let journal = Self {
            inner: Arc::new(Inner {
                connection: Mutex::new(connection),
                witness: keys.witness(),
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
        Ok(outcome)
    }

    /// Runs one act that the witness outside the file counts along.
    ///
    /// The file is durable first, then the witness follows; both under one lock, so that no other
    /// act can come between.
    pub(crate) fn write_witnessed<T>(
        &self,
        act: impl FnOnce(&Connection) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut connection = self.connection();
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let follows = match &self.inner.witness {
            Some(witness) => witness::step(&transaction, &**witness)?,
            None => false,
        };
        let outcome = act(&transaction)?;
        transaction.commit()?;
        if let Some(witness) = self.inner.witness.as_ref().filter(|_| follows) {
            // A witness that does not follow now is made to at the next step, or the next opening.
            witness.advance().unwrap_or_default();
        }
        Ok(outcome)
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
}

/// Refuses a second opener: two writers would fork the chain.
fn lock(dir: &Path) -> Result<File, Error> {
    let file = OpenOptions::new()
        .create(true)
        .truncate(false)
        .write(true)
        .open(dir.join(LOCK_FILE))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked),
        Err(TryLockError::Error(error)) => Err(error.into()),
    }
}

/// Hands over the raw key as the first statement that touches the file.
fn unlock_file(connection: &Connection, key: &[u8; 32]) -> Result<(), Error> {
    // SQLCipher would print to stderr, where nobody reads and everybody may look.
    connection.execute_batch("PRAGMA cipher_log_level = NONE;")?;
    connection.execute_batch(&key_statement("PRAGMA key = \"x'", key))?;
    connection.execute_batch("PRAGMA cipher_memory_security = ON;")?;
    // Another SQLite would take the key without a word and write everything in clear.
    let cipher =
        connection.pragma_query_value(None, "cipher_version", |row| row.get::<_, String>(0));
    assert!(cipher.is_ok(), "this program was built without SQLCipher");
    let opened = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(()));
    match opened {
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::NotADatabase) => {
            Err(Error::WrongKey)
        }
        Err(error) => Err(error.into()),
        Ok(()) => Ok(()),
    }
}

/// Writes a pragma with a raw key.
///
/// A pragma takes no bound parameter; the text is made of hexadecimal digits only and wiped.
pub(crate) fn key_statement(pragma: &'static str, key: &[u8; 32]) -> Zeroizing<String> {
    let mut statement = Zeroizing::new(String::with_capacity(96));
    statement.push_str(pragma);
    for byte in key {
        for digit in [byte >> 4, byte & 15] {
            statement.push(char::from_digit(u32::from(digit), 16).expect("four bits are a digit"));
        }
    }
    statement.push_str("'\";");
    statement
}

/// Durable at COMMIT, nothing left behind in free pages, nothing in temporary files.
///
/// The write-ahead log is never cut in service: a reused log commits twice as fast as a new one.
fn settle(connection: &Connection) -> Result<(), Error> {
    connection.busy_timeout(BUSY_WAIT)?;
    connection.execute_batch(
        "PRAGMA auto_vacuum = INCREMENTAL;
         PRAGMA journal_mode = WAL;
         PRAGMA synchronous = FULL;
         PRAGMA secure_delete = ON;
         PRAGMA temp_store = MEMORY;
         PRAGMA foreign_keys = ON;
         PRAGMA trusted_schema = OFF;",
    )?;
    connection.set_prepared_statement_cache_capacity(64);
    let mode: String = connection.pragma_query_value(None, "journal_mode", |row| row.get(0))?;
    // A file system that cannot do WAL would be silently slower and differently durable.
    if mode == "wal" {
        Ok(())
    } else {
        Err(Error::Io)
    }
}

#[cfg(test)]
mod tests;
