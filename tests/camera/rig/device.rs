//! A fake camera as the rig holds it: a process that obeys, and dies with the rig.

use std::{
    io::{BufRead as _, BufReader, Write as _},
    path::{Path, PathBuf},
    process::{Child, ChildStdin, ChildStdout, Command, Stdio},
};

use anyhow::{Context as _, Result, ensure};

pub(crate) struct Device {
    // Its input is closed first, which ends it.
    commands: ChildStdin,
    answers: BufReader<ChildStdout>,
    _process: Child,
}

impl Device {
    /// Starts a camera that is not plugged in yet.
    pub(crate) fn new(port: u32, serial: &str, model: &str) -> Result<Self> {
        let mut process = Command::new(beside_us("fake-camera")?)
            .args([&port.to_string(), serial, model])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .context("fake-camera starts")?;
        Ok(Self {
            commands: process.stdin.take().context("its input is piped")?,
            answers: BufReader::new(process.stdout.take().context("its output is piped")?),
            _process: process,
        })
    }

    /// Gives a command and waits until it is carried out.
    pub(crate) fn tell(&mut self, command: &str) -> Result<()> {
        writeln!(self.commands, "{command}")?;
        let mut answer = String::new();
        self.answers.read_line(&mut answer)?;
        ensure!(answer == "done\n", "`{command}`: {answer:?}");
        Ok(())
    }
}

/// Another process that holds a camera and streams from it.
pub(crate) struct Holder(Child);

impl Holder {
    /// Returns when the camera is held.
    pub(crate) fn new(camera: &str) -> Result<Self> {
        let mut process = Command::new(beside_us("camera-rig")?)
            .args(["hold", camera])
            .stdout(Stdio::piped())
            .spawn()
            .context("a second process starts")?;
        let mut told = String::new();
        let output = process.stdout.take().context("its output is piped")?;
        BufReader::new(output).read_line(&mut told)?;
        ensure!(told == "held\n", "the second process says {told:?}");
        Ok(Self(process))
    }
}

impl Drop for Holder {
    fn drop(&mut self) {
        // It has no end of its own; it can only have ended before.
        self.0.kill().ok();
        self.0.wait().ok();
    }
}

/// Lists the nodes of Video4Linux.
pub(crate) fn nodes() -> Vec<String> {
    let entries = std::fs::read_dir("/dev").into_iter().flatten().flatten();
    let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
    let mut nodes: Vec<_> = names.filter(|name| name.starts_with("video")).collect();
    nodes.sort();
    nodes
}

pub(crate) fn beside_us(name: &str) -> Result<PathBuf> {
    let own = std::env::current_exe()?;
    let folder = own.parent().unwrap_or(Path::new("/"));
    Ok(folder.join(name))
}
