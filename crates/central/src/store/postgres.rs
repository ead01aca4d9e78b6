//! PostgreSQL, or an engine that speaks its protocol: for more than one community.

use std::{
    collections::HashMap,
    error::Error as StdError,
    sync::{Arc, PoisonError},
};

use async_trait::async_trait;
use bytes::BytesMut;
use futures_util::future::{join_all, try_join_all};
use tokio::sync::Mutex;
use tokio_postgres::{
    Client, Config, GenericClient, NoTls,
    types::{IsNull, ToSql, Type, to_sql_checked},
};

use super::{Part, Row, Statement, Store, StoreError, Value};

const BUSINESS: &str = include_str!("schema.postgres.sql");
/// The front's tables live in a schema of their own, so that its user may be kept out of the rest.
const FRONT_SCHEMA: &str = "CREATE SCHEMA IF NOT EXISTS front; SET search_path TO front;";
const FRONT_PATH: &str = "SET search_path TO front;";
/// Writers take turns, because a change gets the next number of its kiosk from those before it.
const ONE_WRITER: &str = "SELECT pg_advisory_xact_lock(20261123)";
const ONE_WRITER_OF_THE_FRONT: &str = "SELECT pg_advisory_xact_lock(20261124)";

/// A store in a PostgreSQL database: one connection writes, another reads meanwhile.
pub struct Postgres {
    config: Config,
    part: Part,
    writer: Mutex<Option<Link>>,
    reader: Mutex<Option<Arc<Link>>>,
}

/// A connection with the statements that the server has read already.
struct Link {
    client: Client,
    prepared: Prepared,
}

/// Statements by their text, which is fixed.
#[derive(Default)]
struct Prepared(std::sync::Mutex<HashMap<&'static str, tokio_postgres::Statement>>);

impl Prepared {
    /// Has the server read a statement, once for each connection.
    async fn of(
        &self,
        client: &impl GenericClient,
        sql: &'static str,
    ) -> Result<tokio_postgres::Statement, tokio_postgres::Error> {
        if let Some(known) = self.held().get(sql) {
            return Ok(known.clone());
        }
        let read = client.prepare(sql).await?;
        self.held().insert(sql, read.clone());
        Ok(read)
    }

    fn held(&self) -> std::sync::MutexGuard<'_, HashMap<&'static str, tokio_postgres::Statement>> {
        // Whole entries only are ever in it.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Postgres {
    /// Connects by a URL and creates the tables that are missing.
    pub async fn open(url: &str, part: Part) -> Result<Self, StoreError> {
        let config: Config = url.parse().map_err(|_| StoreError::Connection)?;
        let link = connect(&config, part).await?;
        let client = &link.client;
        // Two that open at once must not both create a table.
        let made = async {
            client
                .batch_execute("SELECT pg_advisory_lock(20261125)")
                .await?;
            match part {
                Part::Front => {
                    client.batch_execute(FRONT_SCHEMA).await?;
                    client.batch_execute(&spelled(super::FRONT)).await?;
                }
                Part::Vault => {
                    client.batch_execute(BUSINESS).await?;
                    client.batch_execute(&spelled(super::VAULT)).await?;
                    client.batch_execute(&spelled(super::PERMITS)).await?;
                    client.batch_execute(&spelled(super::ACTS)).await?;
                }
            }
            client
                .batch_execute("SELECT pg_advisory_unlock(20261125)")
                .await
        };
        made.await.map_err(|error| refusal(&error))?;
        Ok(Self {
            config,
            part,
            writer: Mutex::new(Some(link)),
            reader: Mutex::new(None),
        })
    }

    /// Takes the connection that reads, making a new one when the database went away. Questions
    /// follow each other on it without waiting for the answers before.
    async fn reading(&self) -> Result<Arc<Link>, StoreError> {
        let mut held = self.reader.lock().await;
        match held.as_ref().filter(|link| !link.client.is_closed()) {
            Some(link) => Ok(Arc::clone(link)),
            None => {
                let link = Arc::new(connect(&self.config, self.part).await?);
                Ok(Arc::clone(held.insert(link)))
            }
        }
    }
}

#[async_trait]
impl Store for Postgres {
    async fn commit(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let mut held = self.writer.lock().await;
        if held.as_ref().is_none_or(|link| link.client.is_closed()) {
            *held = Some(connect(&self.config, self.part).await?);
        }
        let Link { client, prepared } = held.as_mut().ok_or(StoreError::Connection)?;
        let one_writer = match self.part {
            Part::Front => ONE_WRITER_OF_THE_FRONT,
            Part::Vault => ONE_WRITER,
        };
        let carried_out = async {
            let act = client.transaction().await?;
            act.batch_execute(one_writer).await?;
            let mut read = Vec::with_capacity(statements.len());
            for statement in &statements {
                read.push(prepared.of(&act, statement.sql).await?);
            }
            let bound: Vec<_> = statements.iter().map(|one| bound(&one.values)).collect();
            // All are on their way before the first is answered; the first refusal is the one that
            // counts, those after it say only that the transaction has failed.
            let done = join_all(
                read.iter()
                    .zip(&bound)
                    .map(|(statement, values)| act.execute(statement, values)),
            );
            for outcome in done.await {
                outcome?;
            }
            act.commit().await
        };
        carried_out.await.map_err(|error| refusal(&error))
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let link = self.reading().await?;
        link.rows(&statement).await
    }

    async fn rows_each(&self, statements: Vec<Statement>) -> Result<Vec<Vec<Row>>, StoreError> {
        let link = self.reading().await?;
        try_join_all(statements.iter().map(|statement| link.rows(statement))).await
    }
}

impl Link {
    async fn rows(&self, statement: &Statement) -> Result<Vec<Row>, StoreError> {
        let asked = async {
            let read = self.prepared.of(&self.client, statement.sql).await?;
            self.client.query(&read, &bound(&statement.values)).await
        };
        let rows = asked.await.map_err(|error| refusal(&error))?;
        rows.iter().map(row_of).collect()
    }
}

/// The tables that are written once for both engines; only the name of bytes differs.
fn spelled(schema: &str) -> String {
    schema.replace(" BLOB", " BYTEA")
}

async fn connect(config: &Config, part: Part) -> Result<Link, StoreError> {
    let (client, connection) = config
        .connect(NoTls)
        .await
        .map_err(|error| refusal(&error))?;
    // The task ends with the client; what went wrong is told by the next statement.
    drop(tokio::spawn(connection));
    if part == Part::Front {
        let path = client.batch_execute(FRONT_PATH).await;
        path.map_err(|error| refusal(&error))?;
    }
    Ok(Link {
        client,
        prepared: Prepared::default(),
    })
}

fn bound(values: &[Value]) -> Vec<&(dyn ToSql + Sync)> {
    values
        .iter()
        .map(|value| -> &(dyn ToSql + Sync) { value })
        .collect()
}

impl ToSql for Value {
    fn to_sql(
        &self,
        kind: &Type,
        out: &mut BytesMut,
    ) -> Result<IsNull, Box<dyn StdError + Sync + Send>> {
        match self {
            Self::Null => Ok(IsNull::Yes),
            Self::Integer(number) => number.to_sql_checked(kind, out),
            Self::Text(text) => text.to_sql_checked(kind, out),
            Self::Bytes(bytes) => bytes.to_sql_checked(kind, out),
        }
    }

    fn accepts(kind: &Type) -> bool {
        <i64 as ToSql>::accepts(kind)
            || <String as ToSql>::accepts(kind)
            || <Vec<u8> as ToSql>::accepts(kind)
    }

    to_sql_checked!();
}

fn row_of(row: &tokio_postgres::Row) -> Result<Row, StoreError> {
    let values: Result<Vec<Value>, tokio_postgres::Error> = row
        .columns()
        .iter()
        .enumerate()
        .map(|(place, column)| {
            if *column.type_() == Type::INT8 {
                row.try_get::<_, Option<i64>>(place).map(Value::from)
            } else if *column.type_() == Type::BYTEA {
                row.try_get::<_, Option<Vec<u8>>>(place).map(Value::from)
            } else {
                row.try_get::<_, Option<String>>(place).map(Value::from)
            }
        })
        .collect();
    values.map(Row::new).map_err(|_| StoreError::Corrupt)
}

fn refusal(error: &tokio_postgres::Error) -> StoreError {
    let Some(state) = error.code() else {
        return StoreError::Connection;
    };
    match state.code() {
        "23505" => StoreError::Conflict,
        "53100" => StoreError::Full,
        "40001" | "40P01" | "55P03" => StoreError::Busy,
        code if code.starts_with("08") || code.starts_with("57P") => StoreError::Connection,
        code => code
            .as_bytes()
            .try_into()
            .map_or(StoreError::Connection, StoreError::Postgres),
    }
}
