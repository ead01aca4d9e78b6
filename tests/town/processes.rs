//! Real processes: started with their output in a log file, and ended with their owner.

use std::{
    ffi::OsStr,
    fs::File,
    net::TcpListener,
    os::unix::ffi::OsStrExt as _,
    path::{Path, PathBuf},
    process::{Output, Stdio},
    time::Duration,
};

use anyhow::{Context as _, Result, bail};
use tokio::process::{Child, Command};

/// A process that ends when this value is dropped.
pub struct Running {
    name: String,
    child: Child,
}

impl Running {
    /// Starts a process; what it prints goes to `logs/NAME.log`, after what is there already.
    pub fn start(name: &str, mut command: Command, logs: &Path) -> Result<Self> {
        std::fs::create_dir_all(logs)?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(logs.join(format!("{name}.log")))
            .with_context(|| format!("the log of {name}"))?;
        command
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true);
        let child = command
            .spawn()
            .with_context(|| format!("{name} cannot be started"))?;
        Ok(Self {
            name: name.to_owned(),
            child,
        })
    }

    /// Takes a process that was started elsewhere.
    pub fn adopt(name: &str, child: Child) -> Self {
        Self {
            name: name.to_owned(),
            child,
        }
    }

    /// Returns the process id while it runs.
    pub fn pid(&self) -> Option<u32> {
        self.child.id()
    }

    /// Tells whether it has ended by itself.
    pub fn has_ended(&mut self) -> bool {
        matches!(self.child.try_wait(), Ok(Some(_)))
    }

    /// Cuts the power: SIGKILL, no chance to tidy up.
    pub async fn cut_power(mut self) -> Result<()> {
        self.child
            .kill()
            .await
            .with_context(|| format!("{} cannot be killed", self.name))
    }

    /// Asks the process to end (SIGTERM), and kills it when it does not within 5 s.
    pub async fn stop(mut self) -> Result<()> {
        if let Some(pid) = self.pid() {
            signal("TERM", pid).await?;
        }
        if tokio::time::timeout(Duration::from_secs(5), self.child.wait())
            .await
            .is_err()
        {
            self.child.kill().await?;
        }
        Ok(())
    }
}

/// Sends a signal to a process by its id.
pub(crate) async fn signal(name: &str, pid: u32) -> Result<()> {
    let done = Command::new("kill")
        .arg(format!("-{name}"))
        .arg(pid.to_string())
        .status()
        .await?;
    if !done.success() {
        bail!("signal {name} did not reach process {pid}");
    }
    Ok(())
}

/// Finds the processes of this program that have `argument` among their arguments.
pub(crate) fn processes_of(program: &Path, argument: &str) -> Vec<u32> {
    let Ok(entries) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
        .filter(|pid| {
            // The link `exe` of a process that guards its memory is for root alone.
            let words = std::fs::read(format!("/proc/{pid}/cmdline")).unwrap_or_default();
            let mut words = words.split(|byte| *byte == 0);
            words.next() == Some(program.as_os_str().as_bytes())
                && words.any(|word| word == argument.as_bytes())
        })
        .collect()
}

/// Runs a program to its end and returns what it printed; fails when it fails.
pub async fn run<S: AsRef<OsStr>>(program: impl AsRef<OsStr>, arguments: &[S]) -> Result<String> {
    let output = run_allowing(&program, arguments).await?;
    if !output.status.success() {
        bail!(
            "{} ended with {}: {}{}",
            program.as_ref().to_string_lossy(),
            output.status,
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr),
        );
    }
    Ok(String::from_utf8(output.stdout)?)
}

/// Runs a program to its end, whatever it answers.
pub async fn run_allowing<S: AsRef<OsStr>>(
    program: impl AsRef<OsStr>,
    arguments: &[S],
) -> Result<Output> {
    Command::new(&program)
        .args(arguments)
        .stdin(Stdio::null())
        .output()
        .await
        .with_context(|| format!("{} cannot be run", program.as_ref().to_string_lossy()))
}

/// Finds a program of this workspace beside the one that runs now.
pub fn binary(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let place = own
        .ancestors()
        .skip(1)
        .take(2)
        .map(|folder| folder.join(name))
        .find(|candidate| candidate.is_file());
    place.with_context(|| format!("{name} is not built; run `make build`"))
}

/// Finds a port of this machine that nobody listens on.
pub fn free_port() -> Result<u16> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?.port())
}
