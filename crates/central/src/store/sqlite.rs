//! SQLite in one file: the default for one community.

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use async_trait::async_trait;
use rusqlite::{
    Connection, ErrorCode, OpenFlags, TransactionBehavior,
    types::{ToSql, ToSqlOutput, ValueRef},
};

use tokio::runtime::{Handle, RuntimeFlavor};

use super::{Part, Row, Statement, Store, StoreError, Value};

const BUSINESS: &str = include_str!("schema.sqlite.sql");
/// The command line writes next to the running server, so a writer waits for the other.
const BUSY_WAIT: Duration = Duration::from_secs(10);

/// A store in a SQLite file: whoever reads does not wait for whoever writes.
pub struct Sqlite {
    writer: Arc<Mutex<Connection>>,
    reader: Arc<Mutex<Connection>>,
}

impl Sqlite {
    /// Opens the file, creating it with its tables when it does not exist.
    pub async fn open(path: &Path, part: Part) -> Result<Self, StoreError> {
        let path = path.to_owned();
        let (writer, reader) = on_own_thread(move || {
            let writer = connect(&path, part)?;
            Ok((writer, connect_to_read(&path)?))
        })
        .await?;
        Ok(Self {
            writer: Arc::new(Mutex::new(writer)),
            reader: Arc::new(Mutex::new(reader)),
        })
    }
}

/// Works with a connection on a thread that may wait for the disk.
async fn with<T: Send + 'static>(
    connection: &Arc<Mutex<Connection>>,
    act: impl FnOnce(&mut Connection) -> Result<T, rusqlite::Error> + Send + 'static,
) -> Result<T, StoreError> {
    let connection = Arc::clone(connection);
    on_own_thread(move || {
        // A panic while the lock was held rolled its transaction back, so the value is sound.
        let mut held = connection.lock().unwrap_or_else(PoisonError::into_inner);
        act(&mut held).map_err(|error| refusal(&error))
    })
    .await
}

fn read(connection: &Connection, statement: &Statement) -> Result<Vec<Row>, rusqlite::Error> {
    let mut prepared = connection.prepare_cached(statement.sql)?;
    let width = prepared.column_count();
    prepared
        .query_map(rusqlite::params_from_iter(&statement.values), |row| {
            (0..width)
                .map(|place| row.get_ref(place).map(value_of))
                .collect()
        })?
        .map(|values| values.map(Row::new))
        .collect()
}

#[async_trait]
impl Store for Sqlite {
    async fn commit(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        with(&self.writer, move |connection| {
            let act = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            for statement in &statements {
                act.prepare_cached(statement.sql)?
                    .execute(rusqlite::params_from_iter(&statement.values))?;
            }
            act.commit()
        })
        .await
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        // Most looks take microseconds, less than the way to another thread.
        if let Ok(held) = self.reader.try_lock() {
            return read(&held, &statement).map_err(|error| refusal(&error));
        }
        with(&self.reader, move |connection| read(connection, &statement)).await
    }

    async fn rows_each(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, StoreError> {
        if let Ok(held) = self.reader.try_lock() {
            let all = statements.iter().map(|statement| read(&held, statement));
            return all
                .collect::<Result<_, _>>()
                .map_err(|error| refusal(&error));
        }
        with(&self.reader, move |connection| {
            let all = statements.iter();
            all.map(|statement| read(connection, statement)).collect()
        })
        .await
    }
}

pub(super) async fn on_own_thread<T: Send + 'static>(
    act: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    // A runtime with one thread has nobody who would wait for it meanwhile.
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return act();
    }
    tokio::task::spawn_blocking(act)
        .await
        .map_err(|_| StoreError::Connection)?
}

fn connect(path: &Path, part: Part) -> Result<Connection, StoreError> {
    create_private(path)?;
    let open = || {
        let connection = Connection::open_with_flags(path, OpenFlags::default())?;
        connection.busy_timeout(BUSY_WAIT)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch(
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;
             PRAGMA trusted_schema = OFF; PRAGMA secure_delete = ON;",
        )?;
        match part {
            Part::Front => connection.execute_batch(super::FRONT)?,
            Part::Vault => {
                connection.execute_batch(BUSINESS)?;
                connection.execute_batch(super::VAULT)?;
                connection.execute_batch(super::PERMITS)?;
                connection.execute_batch(super::ACTS)?;
            }
        }
        Ok(connection)
    };
    open().map_err(|error| refusal(&error))
}

/// A second connection sees what the first has committed, and may write nothing.
fn connect_to_read(path: &Path) -> Result<Connection, StoreError> {
    let open = || {
        let connection = Connection::open_with_flags(path, OpenFlags::default())?;
        connection.busy_timeout(BUSY_WAIT)?;
        connection.set_prepared_statement_cache_capacity(64);
        connection.execute_batch("PRAGMA query_only = ON; PRAGMA trusted_schema = OFF;")?;
        Ok(connection)
    };
    open().map_err(|error| refusal(&error))
}

/// Only the user who runs the centre may read the file: it names persons.
///
/// A file that is there is not opened here: closing it would give up the locks that this process
/// holds on it, and another process that closes the database would take away the log under us.
pub(super) fn create_private(path: &Path) -> Result<(), StoreError> {
    use std::{io::ErrorKind, os::unix::fs::OpenOptionsExt as _};
    let made = std::fs::OpenOptions::new()
        .create_new(true)
        .append(true)
        .mode(0o600)
        .open(path);
    match made {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => Err(StoreError::Connection),
        Ok(_) | Err(_) => Ok(()),
    }
}

impl ToSql for Value {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Self::Null => ValueRef::Null,
            Self::Integer(number) => ValueRef::Integer(*number),
            Self::Text(text) => ValueRef::Text(text.as_bytes()),
            Self::Bytes(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn value_of(value: ValueRef<'_>) -> Value {
    match value {
        ValueRef::Integer(number) => Value::Integer(number),
        ValueRef::Text(text) => Value::Text(String::from_utf8_lossy(text).into_owned()),
        ValueRef::Blob(bytes) => Value::Bytes(bytes.to_vec()),
        // No column of ours holds a real number; a reader that meets one finds the row corrupt.
        ValueRef::Null | ValueRef::Real(_) => Value::Null,
    }
}

#[expect(
    clippy::wildcard_enum_match_arm,
    reason = "the other codes are told by their number"
)]
pub(super) fn refusal(error: &rusqlite::Error) -> StoreError {
    let Some(failure) = error.sqlite_error() else {
        return StoreError::Corrupt;
    };
    match failure.code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => StoreError::Busy,
        ErrorCode::DiskFull => StoreError::Full,
        ErrorCode::CannotOpen => StoreError::Connection,
        ErrorCode::ConstraintViolation => StoreError::Conflict,
        _ => StoreError::Sqlite(failure.extended_code),
    }
}
