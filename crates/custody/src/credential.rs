//! The key as a systemd credential: delivered to the service in a folder, made by systemd-creds.
//!
//! The service only reads the folder. Only the technician's tool starts systemd-creds, and hands
//! keys over by pipes.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use zeroize::Zeroizing;

use crate::{error::CustodyError, files};

/// Name of the credential; systemd binds it into the seal.
pub const CREDENTIAL: &str = "kiosk.key";

/// Reads the key from the folder that systemd made for the service.
pub(crate) fn delivered(folder: &Path) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
    let bytes = files::read(&folder.join(CREDENTIAL))?.ok_or(CustodyError::Missing)?;
    key_of(&bytes)
}

/// What a credential is sealed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SealedTo {
    /// The key of the installed system, and the TPM under PCR 7.
    HostAndTpm,
    /// The TPM under PCR 7 alone, for systems whose disk is not kept.
    Tpm,
}

/// The tool that seals and opens credentials.
#[derive(Debug, Clone)]
pub struct SystemdCreds {
    /// Path or name of the program.
    pub program: PathBuf,
    /// What new credentials are sealed to.
    pub sealed_to: SealedTo,
    /// The TPM, as for [`crate::Environment::tcti`]; the system's own when none is named.
    pub tcti: Option<String>,
}

impl SystemdCreds {
    pub(crate) fn encrypt(&self, key: &[u8; 32]) -> Result<Vec<u8>, CustodyError> {
        let with_key = match self.sealed_to {
            SealedTo::HostAndTpm => "--with-key=host+tpm2",
            SealedTo::Tpm => "--with-key=tpm2",
        };
        let mut command = self.command("encrypt");
        command.args([with_key, "--tpm2-pcrs=7", "-", "-"]);
        let sealed = run(command, key)?.ok_or(CustodyError::Credentials)?;
        Ok(sealed.to_vec())
    }

    pub(crate) fn decrypt(&self, file: &Path) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
        let sealed = files::read(file)?.ok_or(CustodyError::Missing)?;
        let mut command = self.command("decrypt");
        command.args(["-", "-"]);
        let key = run(command, &sealed)?.ok_or(CustodyError::Refused)?;
        key_of(&key)
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(&self.program);
        command.args([verb, "--name=kiosk.key"]);
        if let Some(tcti) = &self.tcti {
            command.arg(format!("--tpm2-device={tcti}"));
        }
        command
    }
}

/// Runs the tool on some input; nothing when it refused.
fn run(mut command: Command, input: &[u8]) -> Result<Option<Zeroizing<Vec<u8>>>, CustodyError> {
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        // What it says in refusing names files and handles; our own error says what to do.
        .stderr(Stdio::null())
        .spawn()
        .map_err(|_| CustodyError::Credentials)?;
    let mut pipe = child.stdin.take().expect("standard input is a pipe");
    // A tool that refuses at once does not read; its exit code tells.
    let _unread = pipe.write_all(input);
    drop(pipe);
    let output = child
        .wait_with_output()
        .map_err(|_| CustodyError::Credentials)?;
    let answer = Zeroizing::new(output.stdout);
    Ok(output.status.success().then_some(answer))
}

fn key_of(bytes: &[u8]) -> Result<Zeroizing<[u8; 32]>, CustodyError> {
    let key: [u8; 32] = bytes.try_into().map_err(|_| CustodyError::Damaged)?;
    Ok(Zeroizing::new(key))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    #[test]
    fn only_a_whole_key_is_taken() {
        let folder = TempDir::new().unwrap();
        assert_eq!(delivered(folder.path()), Err(CustodyError::Missing));
        for (length, expected) in [
            (31, Err(CustodyError::Damaged)),
            (32, Ok(Zeroizing::new([5; 32]))),
            (33, Err(CustodyError::Damaged)),
        ] {
            std::fs::write(folder.path().join(CREDENTIAL), vec![5; length]).unwrap();
            assert_eq!(delivered(folder.path()), expected);
        }
    }

    #[test]
    fn a_system_without_the_tool_says_so() {
        let tool = SystemdCreds {
            program: "no-such-systemd-creds".into(),
            sealed_to: SealedTo::Tpm,
            tcti: None,
        };
        assert_eq!(tool.encrypt(&[1; 32]), Err(CustodyError::Credentials));
    }
}
