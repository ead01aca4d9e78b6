//! A security chip of software: a real `swtpm` process with a folder and ports of its own.
//!
//! Where it is missing the tests fail: custody that nobody tried is no custody.

use std::{
    net::{TcpListener, TcpStream},
    process::{Child, Command, Stdio},
    sync::mpsc,
    time::{Duration, Instant},
};

use tempfile::TempDir;

const READY_WITHIN: Duration = Duration::from_secs(20);

/// A chip that is powered, until it is dropped.
pub(crate) struct Swtpm {
    state: TempDir,
    process: Option<Child>,
    port: u16,
}

impl Swtpm {
    /// Makes a new chip and starts the machine around it: firmware that measures Secure Boot.
    pub(crate) fn booted() -> Self {
        let mut chip = Self::unmeasured();
        chip.measure("secure boot");
        chip
    }

    /// Makes a new chip in a machine whose firmware leaves PCR 7 as it is.
    pub(crate) fn unmeasured() -> Self {
        let state = TempDir::new().expect("a folder for the chip");
        let mut chip = Self {
            state,
            process: None,
            port: 0,
        };
        chip.power_on();
        chip
    }

    /// Shuts down in order and starts the same machine again, with these measurements.
    pub(crate) fn reboot(&mut self, measured: &[&str]) {
        self.tool("tpm2_shutdown", &["-c"]);
        self.cut_power(measured);
    }

    /// Cuts the power, which a chip notices, and starts the same machine again.
    pub(crate) fn cut_power(&mut self, measured: &[&str]) {
        self.power_off();
        self.power_on();
        for what in measured {
            self.measure(what);
        }
    }

    /// Stops the chip: nothing answers any more.
    pub(crate) fn power_off(&mut self) {
        if let Some(mut process) = self.process.take() {
            let _gone = process.kill();
            let _gone = process.wait();
        }
    }

    /// Extends PCR 7, as firmware does for each thing it admits.
    pub(crate) fn measure(&mut self, what: &str) {
        let digest: String = codes_digest(what);
        self.tool("tpm2_pcrextend", &[&format!("7:sha256={digest}")]);
    }

    /// Frees the slots of a program that ended without doing so, as the resource manager of the
    /// kernel does: systemd-creds leaves two behind when it is refused.
    pub(crate) fn free_slots(&self) {
        for kind in ["-t", "-l", "-s"] {
            self.tool("tpm2_flushcontext", &[kind]);
        }
    }

    /// Runs a tool of tpm2-tools on this chip and returns what it printed.
    pub(crate) fn tool(&self, program: &str, arguments: &[&str]) -> String {
        let output = Command::new(program)
            .args(arguments)
            .env("TPM2TOOLS_TCTI", self.tcti())
            .output()
            .unwrap_or_else(|_| panic!("{program} is missing: deploy/prepare.sh installs it"));
        assert!(
            output.status.success(),
            "{program} {arguments:?}: {output:?}"
        );
        String::from_utf8(output.stdout).expect("the tools print text")
    }

    /// Returns the way to the chip.
    pub(crate) fn tcti(&self) -> String {
        format!("swtpm:host=127.0.0.1,port={}", self.port)
    }

    fn power_on(&mut self) {
        let end = Instant::now() + READY_WITHIN;
        while !self.try_power_on() {
            assert!(Instant::now() < end, "swtpm does not answer");
        }
    }

    /// Somebody else may take a free port first; then others are tried.
    fn try_power_on(&mut self) -> bool {
        let Some(port) = free_pair() else {
            return false;
        };
        self.port = port;
        // The path must be absolute, or the chip enters its failure mode.
        let state = format!("dir={}", self.state.path().display());
        let process = Command::new("swtpm")
            .args(["socket", "--tpm2", "--tpmstate", &state])
            .args(["--flags", "not-need-init,startup-clear"])
            .arg("--server")
            .arg(format!("type=tcp,bindaddr=127.0.0.1,port={port}"))
            .arg("--ctrl")
            .arg(format!("type=tcp,bindaddr=127.0.0.1,port={}", port + 1))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("swtpm is missing: deploy/prepare.sh installs it");
        let process = self.process.insert(process);
        let end = Instant::now() + READY_WITHIN;
        while Instant::now() < end {
            if process.try_wait().is_ok_and(|ended| ended.is_some()) {
                return false;
            }
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return true;
            }
            pause();
        }
        false
    }
}

impl Drop for Swtpm {
    fn drop(&mut self) {
        self.power_off();
    }
}

fn free_pair() -> Option<u16> {
    let first = TcpListener::bind(("127.0.0.1", 0)).ok()?;
    let port = first.local_addr().ok()?.port();
    TcpListener::bind(("127.0.0.1", port.checked_add(1)?)).ok()?;
    Some(port)
}

/// Waits for a channel on which nobody sends: only the deadline ends it.
fn pause() {
    let (_silent, nothing) = mpsc::channel::<()>();
    let _deadline = nothing.recv_timeout(Duration::from_millis(20));
}

fn codes_digest(what: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let digest = Sha256::digest(what.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
