//! The peers of the drain on the same records: PouchDB replicating to express-pouchdb, and
//! PostgreSQL's COPY.

use std::{
    path::{Path, PathBuf},
    time::Instant,
};

use anyhow::{Context as _, Result, ensure};
use protocol::Envelope;
use tokio::{
    io::{AsyncBufReadExt as _, BufReader},
    process::{Child, Command},
};
use tokio_postgres::{binary_copy::BinaryCopyInWriter, types::Type};

use crate::{
    drain::Figures,
    people,
    site::{connect, postmaster},
    table::{cpu_of, cpu_of_family, number},
    walker::Told,
    wire::Wire,
};

/// The far side of PouchDB, in a process of its own.
pub(crate) struct Pouch {
    server: Child,
    port: u16,
    folder: PathBuf,
    namespace: Option<String>,
}

/// The folder of the two programs.
fn programs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("speed/peers")
}

/// Tells whether the packages of the peers are installed.
pub(crate) fn is_installed() -> bool {
    programs().join("node_modules/express-pouchdb").is_dir()
}

/// Writes the documents that PouchDB gets; returns how many bytes each has on average.
pub(crate) fn write_documents(
    file: &Path,
    count: u64,
    doors: &[people::Door],
    unix_ms: u64,
) -> Result<u64> {
    let mut text = String::new();
    for n in 0..count {
        text += &people::as_json(n, doors, unix_ms)?.to_string();
        text.push('\n');
    }
    let each = u64::try_from(text.len())? / count.max(1);
    std::fs::write(file, text)?;
    Ok(each)
}

impl Pouch {
    /// Starts express-pouchdb over LevelDB.
    pub(crate) async fn start(
        folder: &Path,
        address: &str,
        namespaces: Option<(&str, &str)>,
    ) -> Result<Self> {
        std::fs::create_dir_all(folder)?;
        let mut command = node(namespaces.map(|(_, far)| far));
        command
            .arg(programs().join("server.mjs"))
            .arg(folder)
            .arg(address);
        let mut server = command
            .current_dir(folder)
            .stdout(std::process::Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .context("node starts")?;
        let output = server.stdout.take().context("its output")?;
        let line = BufReader::new(output).lines().next_line().await?;
        Ok(Self {
            server,
            port: line.context("a port")?.trim().parse()?,
            folder: folder.to_owned(),
            namespace: namespaces.map(|(near, _)| near.to_owned()),
        })
    }

    /// Replicates the documents in batches; `through` counts the bytes.
    pub(crate) async fn drain(
        &self,
        documents: &Path,
        batch: usize,
        address: &str,
        through: Option<&Wire>,
    ) -> Result<Figures> {
        let server = self.server.id().context("express-pouchdb runs")?;
        let (before, bytes) = (cpu_of(server)?, through.map_or(0, Wire::bytes));
        let port = through.map_or(self.port, Wire::port);
        let output = node(self.namespace.as_deref())
            .arg(programs().join("client.mjs"))
            .arg(documents)
            .arg(&self.folder)
            .arg(format!("http://{address}:{port}"))
            .arg(batch.to_string())
            .kill_on_drop(true)
            .output()
            .await?;
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        let why = String::from_utf8_lossy(&output.stderr).into_owned();
        let told: Told =
            serde_json::from_str(told.trim()).with_context(|| format!("PouchDB: {why}"))?;
        ensure!(told.failures == 0, "PouchDB: {} failed", told.failures);
        Ok(Figures {
            records: told.records,
            seconds: told.seconds,
            near_ms: number(told.cpu_ms),
            far_ms: (cpu_of(server)? - before).as_secs_f64() * 1e3,
            bytes: through.map(|wire| wire.bytes() - bytes),
        })
    }

    /// Where it listens.
    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    /// Ends it.
    pub(crate) async fn stop(mut self) -> Result<()> {
        Ok(self.server.kill().await?)
    }
}

fn node(namespace: Option<&str>) -> Command {
    match namespace {
        Some(name) => {
            let mut command = Command::new("ip");
            command.args(["netns", "exec", name, "node"]);
            command
        }
        None => Command::new("node"),
    }
}

/// The same rows by COPY into a table with the same two indexes, in one transaction.
pub(crate) async fn copy(url: &str, envelopes: &[Envelope], now_ms: u64) -> Result<Figures> {
    let mut client = connect(url).await?;
    client
        .batch_execute(
            "CREATE TABLE copied (kiosk TEXT NOT NULL, epoch BIGINT NOT NULL, seq BIGINT NOT NULL,
                 record BYTEA NOT NULL UNIQUE, header_hash BYTEA NOT NULL, bytes BYTEA NOT NULL,
                 received_at_ms BIGINT NOT NULL, stage BIGINT NOT NULL,
                 PRIMARY KEY (kiosk, epoch, seq));
             CREATE INDEX copied_by_stage ON copied (stage);",
        )
        .await?;
    let server = postmaster(url).await?;
    let encoded: Vec<Vec<u8>> = envelopes.iter().map(Envelope::encode).collect();
    let (own, far) = (cpu_of(std::process::id())?, cpu_of_family(server)?);
    let began = Instant::now();
    let act = client.transaction().await?;
    let sink = act
        .copy_in(
            "COPY copied (kiosk, epoch, seq, record, header_hash, bytes, received_at_ms, stage)
             FROM STDIN BINARY",
        )
        .await?;
    let kinds = [
        Type::TEXT,
        Type::INT8,
        Type::INT8,
        Type::BYTEA,
        Type::BYTEA,
        Type::BYTEA,
        Type::INT8,
        Type::INT8,
    ];
    let writer = BinaryCopyInWriter::new(sink, &kinds);
    tokio::pin!(writer);
    for (envelope, bytes) in envelopes.iter().zip(&encoded) {
        let header = envelope.header();
        writer
            .as_mut()
            .write(&[
                &header.kiosk.as_str(),
                &i64::try_from(header.epoch)?,
                &i64::try_from(header.seq)?,
                &header.record.as_bytes().as_slice(),
                &envelope.header_hash().as_slice(),
                bytes,
                &i64::try_from(now_ms)?,
                &0_i64,
            ])
            .await?;
    }
    writer.finish().await?;
    act.commit().await?;
    let seconds = began.elapsed().as_secs_f64();
    let near = cpu_of(std::process::id())? - own;
    let far = cpu_of_family(server)? - far;
    client.batch_execute("DROP TABLE copied").await?;
    Ok(Figures {
        records: u64::try_from(envelopes.len())?,
        seconds,
        near_ms: near.as_secs_f64() * 1e3,
        far_ms: far.as_secs_f64() * 1e3,
        bytes: None,
    })
}
