//! The ways to the keys of this machine, as the command line names them.

use std::io::{self, BufRead as _, BufReader, IsTerminal as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use clap::ValueEnum;
use custody::{CustodyError, Environment, Kind, Opened, SealedTo, SystemdCreds, Technician};
use zeroize::Zeroizing;

use crate::output::Failure;

/// Longer than any passphrase: a file of another kind is noticed by that.
const PASSPHRASE_BYTES_MAX: u64 = 1_024;

/// Kinds of custody, by their words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Custody {
    /// A systemd credential sealed to the TPM: the usual choice.
    Systemd,
    /// Sealed to the TPM by the kiosk itself.
    Tpm,
    /// Wrapped by a passphrase; the kiosk starts locked, and its certificate allows no issuing.
    Passphrase,
    /// A key file, for demonstrations only.
    File,
}

impl Custody {
    /// Returns the kind.
    pub(crate) fn kind(self) -> Kind {
        match self {
            Self::Systemd => Kind::Systemd,
            Self::Tpm => Kind::Tpm,
            Self::Passphrase => Kind::Passphrase,
            Self::File => Kind::File,
        }
    }
}

/// How the keys are reached; the same for every command that opens the memory.
#[derive(clap::Args)]
pub(crate) struct Ways {
    /// The way to the TPM, as tpm2-tss names it.
    #[arg(long, value_name = "TCTI", default_value = "device:/dev/tpmrm0")]
    tcti: String,
    /// File with the passphrase in its first line; without it, it is read from standard input.
    #[arg(long, value_name = "FILE")]
    passphrase_file: Option<PathBuf>,
    /// Seal a systemd credential to the TPM alone, not to this installation as well.
    #[arg(long)]
    tpm_only: bool,
}

impl Ways {
    /// Prepares a technician for a kind; asks for the passphrase where the kind has one.
    pub(crate) fn technician(&self, data: &Path, kind: Kind) -> Result<Technician, Failure> {
        let mut technician = self.without_passphrase();
        match kind {
            Kind::Passphrase => {
                wait(custody::passphrase_wait_ms(data)?);
                technician.environment.passphrase = Some(self.passphrase()?);
            }
            Kind::Systemd | Kind::Tpm | Kind::File => {}
        }
        Ok(technician)
    }

    /// Prepares a technician who needs to open nothing.
    pub(crate) fn without_passphrase(&self) -> Technician {
        Technician {
            environment: Environment {
                tcti: Some(self.tcti.clone()),
                ..Environment::default()
            },
            credentials: Some(SystemdCreds {
                program: "systemd-creds".into(),
                sealed_to: if self.tpm_only {
                    SealedTo::Tpm
                } else {
                    SealedTo::HostAndTpm
                },
                tcti: Some(self.tcti.clone()),
            }),
        }
    }

    /// Opens the keys as they were chosen.
    pub(crate) fn open(&self, data: &Path) -> Result<Opened, Failure> {
        let kind = custody::describe(data)?.kind;
        Ok(self.technician(data, kind)?.open(data)?)
    }

    fn passphrase(&self) -> Result<Zeroizing<String>, Failure> {
        if let Some(path) = &self.passphrase_file {
            let file = std::fs::File::open(path);
            let file = file.map_err(|_| Failure::NoSuchPath(path.clone()))?;
            return first_line(BufReader::new(file));
        }
        let silent = io::stdin().is_terminal().then(Silence::begin);
        let line = first_line(io::stdin().lock());
        drop(silent);
        line
    }
}

fn first_line(reader: impl io::BufRead) -> Result<Zeroizing<String>, Failure> {
    let mut line = Zeroizing::new(String::with_capacity(
        usize::try_from(PASSPHRASE_BYTES_MAX).expect("small"),
    ));
    let read = reader.take(PASSPHRASE_BYTES_MAX).read_line(&mut line);
    read.map_err(|error| Failure::Input(error.kind()))?;
    let length = line.trim_end_matches(['\r', '\n']).len();
    line.truncate(length);
    if line.is_empty() {
        return Err(CustodyError::Locked.into());
    }
    Ok(line)
}

/// While this lives, the terminal does not show what is typed.
struct Silence;

impl Silence {
    fn begin() -> Self {
        echo("-echo");
        Self
    }
}

impl Drop for Silence {
    fn drop(&mut self) {
        echo("echo");
    }
}

/// Without `stty` the passphrase is shown while it is typed, and works all the same.
fn echo(setting: &str) {
    let _shown = Command::new("stty")
        .arg(setting)
        .stdin(Stdio::inherit())
        .stderr(Stdio::null())
        .status();
}

/// Waits as long as a wrong passphrase costs.
fn wait(ms: u64) {
    // Nobody can send on this channel: only its deadline ends the wait.
    let (_silent, nothing) = mpsc::channel::<()>();
    let _deadline = nothing.recv_timeout(Duration::from_millis(ms));
}
