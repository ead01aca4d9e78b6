//! `make sync-bench`: the synchronisation beside its peers, each pair on the same work in one run.
//!
//! The goals are G1 to G13 of the design; docs/measurements.md holds the figures.

mod ack;
mod caller;
mod crowd;
mod drain;
mod faults;
mod fleet;
mod link;
mod peers;
mod people;
mod poll;
mod scene;
mod site;
mod table;
mod walker;
mod wire;

use std::{
    path::PathBuf,
    process::{Command, ExitCode},
};

use anyhow::{Context as _, Result};
use clap::{Parser, Subcommand};

/// The synchronisation beside its peers.
#[derive(Parser)]
struct Cli {
    #[command(subcommand)]
    act: Act,
    /// Folder on the disk that is measured; a fresh one in the usual place without it.
    #[arg(long, global = true)]
    folder: Option<PathBuf>,
    /// Takes the limits and the priority of the process as they are.
    #[arg(long, global = true)]
    plain: bool,
}

#[derive(Subcommand)]
enum Act {
    /// Durable acknowledgement beside append and fdatasync.
    Ack(ack::Arguments),
    /// 10,000 sealed records leave a journal, beside PouchDB and COPY.
    Drain(drain::Arguments),
    /// Many kiosks that send as fast as they are answered.
    #[command(name = "fanin")]
    FanIn(crowd::FanIn),
    /// All kiosks of a province come back after an outage.
    Herd(crowd::Herd),
    /// The power goes at the centre and its database while many kiosks send; fails when anything is
    /// lost, doubled or late.
    Faults(faults::Arguments),
    /// What an idle poll and a handshake cost the centre.
    Poll(poll::Poll),
    /// A link of 200 ms that loses packets, between two namespaces.
    Link(link::Arguments),
    /// The kiosk's side of a drain, as a process of its own.
    #[command(hide = true)]
    Kiosk(walker::Arguments),
}

/// Connections of a herd at either end, with some to spare; what a plain user may often ask for.
const FILES: &str = "--nofile=20000:";

fn main() -> Result<ExitCode> {
    let cli = Cli::parse();
    let wrapped: &[&str] = match &cli.act {
        // What else runs here must not stand between a commit and its answer.
        Act::Ack(_) => &["chrt", "-f", "1"],
        Act::FanIn(_) | Act::Herd(_) | Act::Poll(_) => &["prlimit", FILES],
        Act::Drain(_) | Act::Faults(_) | Act::Link(_) | Act::Kiosk(_) => &[],
    };
    if !cli.plain
        && let Some(code) = again_under(wrapped)?
    {
        return Ok(code);
    }
    let made = match cli.folder {
        Some(folder) => tempfile::Builder::new()
            .prefix("sync-")
            .tempdir_in(folder)?,
        None => tempfile::Builder::new().prefix("sync-").tempdir()?,
    };
    let root = made.path();
    let runtime = tokio::runtime::Runtime::new;
    match cli.act {
        Act::Kiosk(arguments) => walker::run(&arguments),
        Act::Ack(arguments) => ack::run(&arguments, root),
        Act::Drain(arguments) => runtime()?.block_on(drain::run(&arguments, root)),
        Act::Link(arguments) => runtime()?.block_on(link::run(&arguments, root)),
        Act::FanIn(arguments) => runtime()?.block_on(crowd::fan_in(&arguments, root)),
        Act::Herd(arguments) => runtime()?.block_on(crowd::herd(&arguments, root)),
        Act::Faults(arguments) => runtime()?.block_on(faults::run(&arguments, root)),
        Act::Poll(arguments) => runtime()?.block_on(poll::run(&arguments, root)),
    }?;
    Ok(ExitCode::SUCCESS)
}

/// Starts this program again under another; where that is refused it goes on as it is.
fn again_under(wrapped: &[&str]) -> Result<Option<ExitCode>> {
    let [program, words @ ..] = wrapped else {
        return Ok(None);
    };
    let may = Command::new(program).args(words).arg("true").status();
    if !may.is_ok_and(|status| status.success()) {
        table::note(&format!(
            "goes on without `{program}`, which is refused or missing"
        ));
        return Ok(None);
    }
    let status = Command::new(program)
        .args(words)
        .arg(std::env::current_exe()?)
        .args(std::env::args_os().skip(1))
        .arg("--plain")
        .status()
        .with_context(|| format!("{program} starts"))?;
    Ok(Some(if status.success() {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }))
}
