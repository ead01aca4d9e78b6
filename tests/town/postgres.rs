//! A private PostgreSQL server in a fresh folder on a free port.

use std::{
    os::unix::fs::MetadataExt as _,
    path::{Path, PathBuf},
    process::Command as Blocking,
    sync::atomic::{AtomicU32, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result};
use tokio::process::Command;

use crate::{
    deadline::wait_for,
    processes::{Running, free_port, signal},
};

/// A server that nobody else uses; it ends with this value.
pub struct Postgres {
    port: u16,
    databases: AtomicU32,
    server: Running,
    logs: PathBuf,
    folder: tempfile::TempDir,
}

impl Postgres {
    /// Creates a cluster and starts its server; the server refuses to be root, so root steps down.
    pub async fn start(logs: &Path) -> Result<Self> {
        let folder = tempfile::Builder::new()
            .prefix("town-postgres-")
            .tempdir()?;
        let cluster = folder.path().join("cluster");
        let as_root = std::fs::metadata("/proc/self")?.uid() == 0;
        if as_root {
            let done = Blocking::new("chown")
                .arg("postgres:")
                .arg(folder.path())
                .status()?;
            anyhow::ensure!(
                done.success(),
                "the folder of PostgreSQL cannot be given away"
            );
        }
        let made = stepped_down(as_root, "initdb")?
            .args([
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync",
            ])
            .args(["--username=town", "--pgdata"])
            .arg(&cluster)
            .output()
            .await?;
        anyhow::ensure!(
            made.status.success(),
            "{}",
            String::from_utf8_lossy(&made.stderr)
        );
        let port = free_port()?;
        let server = run_server(folder.path(), port, logs)?;
        let town = Self {
            port,
            databases: AtomicU32::new(0),
            server,
            logs: logs.to_owned(),
            folder,
        };
        town.wait_until_ready().await?;
        Ok(town)
    }

    /// Creates an empty database and returns its URL.
    pub async fn database(&self) -> Result<String> {
        let name = format!("town{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let client = connect(&self.url("postgres")).await?;
        client
            .batch_execute(&format!("CREATE DATABASE {name}"))
            .await?;
        Ok(self.url(&name))
    }

    /// Cuts the power of the server (SIGKILL) and starts it again; it recovers by itself.
    pub async fn cut_power_and_start(&mut self) -> Result<()> {
        let pid = self.server.pid().context("PostgreSQL runs")?;
        signal("KILL", pid).await?;
        let deadline = Instant::now() + Duration::from_secs(60);
        let mut is_new = false;
        while Instant::now() < deadline {
            tokio::time::sleep(Duration::from_millis(100)).await;
            if self.server.has_ended() {
                // Workers of the dead one notice a moment later, and hold its memory until then.
                self.server = run_server(self.folder.path(), self.port, &self.logs)?;
                is_new = true;
            } else if is_new && connect(&self.url("postgres")).await.is_ok() {
                return Ok(());
            }
        }
        anyhow::bail!("PostgreSQL does not start again")
    }

    fn url(&self, database: &str) -> String {
        format!("postgres://town@127.0.0.1:{}/{database}", self.port)
    }

    async fn wait_until_ready(&self) -> Result<()> {
        let url = self.url("postgres");
        wait_for("PostgreSQL starts", Duration::from_secs(60), || async {
            connect(&url).await.ok().map(|_| ())
        })
        .await
    }
}

impl Drop for Postgres {
    /// Asks for a fast shutdown, so that no worker process stays behind.
    fn drop(&mut self) {
        if let Some(pid) = self.server.pid() {
            drop(
                Blocking::new("kill")
                    .args(["-INT", &pid.to_string()])
                    .status(),
            );
        }
    }
}

/// Connects to a database; the connection ends with the client.
pub(crate) async fn connect(url: &str) -> Result<tokio_postgres::Client> {
    let (client, connection) = tokio_postgres::connect(url, tokio_postgres::NoTls).await?;
    tokio::spawn(connection);
    Ok(client)
}

fn run_server(folder: &Path, port: u16, logs: &Path) -> Result<Running> {
    let as_root = std::fs::metadata("/proc/self")?.uid() == 0;
    let mut command = stepped_down(as_root, "postgres")?;
    command.arg("-D").arg(folder.join("cluster"));
    command.arg("-k").arg(folder);
    command.args(["-h", "127.0.0.1", "-p", &port.to_string()]);
    command.args(["-c", "max_connections=60"]);
    Running::start("postgres", command, logs)
}

fn stepped_down(as_root: bool, program: &str) -> Result<Command> {
    let program = find(program)?;
    if !as_root {
        return Ok(Command::new(program));
    }
    let mut command = Command::new("setpriv");
    command
        .args([
            "--reuid=postgres",
            "--regid=postgres",
            "--clear-groups",
            "--",
        ])
        .arg(program);
    command.current_dir("/");
    Ok(command)
}

/// Debian keeps the server's programs out of the search path, one folder a version.
fn find(program: &str) -> Result<PathBuf> {
    let mut versions: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .context("PostgreSQL is not installed; run `make prepare`")?
        .filter_map(|entry| Some(entry.ok()?.path().join("bin").join(program)))
        .filter(|path| path.is_file())
        .collect();
    versions.sort();
    versions
        .pop()
        .with_context(|| format!("PostgreSQL has no {program}"))
}
