//! PostgreSQL, or an engine that speaks its protocol: for more than one community.

use std::error::Error as StdError;

use async_trait::async_trait;
use bytes::BytesMut;
use tokio::sync::{Mutex, MutexGuard};
use tokio_postgres::{
    Client, Config, NoTls,
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

/// A store in a PostgreSQL database.
pub struct Postgres {
    config: Config,
    part: Part,
    client: Mutex<Option<Client>>,
}

impl Postgres {
    /// Connects by a URL and creates the tables that are missing.
    pub async fn open(url: &str, part: Part) -> Result<Self, StoreError> {
        let config: Config = url.parse().map_err(|_| StoreError::Connection)?;
        let client = connect(&config, part).await?;
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
            client: Mutex::new(Some(client)),
        })
    }

    /// Takes the connection, making a new one when the database went away.
    async fn connected(&self) -> Result<MutexGuard<'_, Option<Client>>, StoreError> {
        let mut held = self.client.lock().await;
        if held.as_ref().is_none_or(Client::is_closed) {
            *held = Some(connect(&self.config, self.part).await?);
        }
        Ok(held)
    }
}

#[async_trait]
impl Store for Postgres {
    async fn commit(&self, statements: Vec<Statement>) -> Result<(), StoreError> {
        let mut held = self.connected().await?;
        let client = held.as_mut().ok_or(StoreError::Connection)?;
        let one_writer = match self.part {
            Part::Front => ONE_WRITER_OF_THE_FRONT,
            Part::Vault => ONE_WRITER,
        };
        let carried_out = async {
            let act = client.transaction().await?;
            act.batch_execute(one_writer).await?;
            for statement in &statements {
                act.execute(statement.sql, &bound(&statement.values))
                    .await?;
            }
            act.commit().await
        };
        carried_out.await.map_err(|error| refusal(&error))
    }

    async fn rows(&self, statement: Statement) -> Result<Vec<Row>, StoreError> {
        let held = self.connected().await?;
        let client = held.as_ref().ok_or(StoreError::Connection)?;
        let rows = client
            .query(statement.sql, &bound(&statement.values))
            .await
            .map_err(|error| refusal(&error))?;
        rows.iter().map(row_of).collect()
    }
}

/// The tables that are written once for both engines; only the name of bytes differs.
fn spelled(schema: &str) -> String {
    schema.replace(" BLOB", " BYTEA")
}

async fn connect(config: &Config, part: Part) -> Result<Client, StoreError> {
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
    Ok(client)
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
