//! The kiosk's side as a process of its own: it sends what its journal holds, then tells what it cost.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, mpsc},
    time::{Duration, Instant},
};

use anyhow::{Context as _, Result, bail};
use clap::ValueEnum;
use codes::SoftwareCrypto;
use journal::Journal;
use serde::{Deserialize, Serialize};
use sync::{CarrierError, Courier, HttpCarrier, Moment, Route, plan::Pacing};
use tokio::process::Command;

use crate::{
    site::open_journal,
    table::{cpu_of, note},
};

const APP: &str = "sync-bench/1";
const PATIENCE: Duration = Duration::from_secs(900);

/// How the kiosk sends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Way {
    /// One request after the other, of a fixed size.
    Rounds,
    /// The courier, as the product drives it.
    Courier,
}

/// What the process is told.
#[derive(clap::Args)]
pub(crate) struct Arguments {
    /// Folder of the kiosk.
    #[arg(long)]
    data: PathBuf,
    /// Address of the centre.
    #[arg(long)]
    server: String,
    /// How it sends.
    #[arg(long)]
    way: Way,
    /// Records in a request, with `rounds`.
    #[arg(long, default_value_t = 250)]
    entries: usize,
}

/// What it cost.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Told {
    pub(crate) seconds: f64,
    pub(crate) cpu_ms: u64,
    pub(crate) records: u64,
    pub(crate) failures: u64,
}

/// Drains a journal and prints what it cost.
pub(crate) fn run(arguments: &Arguments) -> Result<()> {
    let journal = open_journal(&arguments.data)?;
    let before = journal.chain()?;
    let (cpu, began) = (cpu_of(std::process::id())?, Instant::now());
    let failures = match arguments.way {
        Way::Rounds => by_rounds(&journal, arguments)?,
        Way::Courier => by_courier(&journal, arguments)?,
    };
    let after = journal.chain()?;
    let told = Told {
        seconds: began.elapsed().as_secs_f64(),
        cpu_ms: u64::try_from((cpu_of(std::process::id())? - cpu).as_millis())?,
        records: after.through_acked - before.through_acked,
        failures,
    };
    crate::table::line(&serde_json::to_string(&told)?);
    Ok(())
}

/// Runs [`run`] as a process of its own, in a network namespace when one is named.
pub(crate) async fn start(
    data: &Path,
    server: &str,
    way: Way,
    namespace: Option<&str>,
) -> Result<Told> {
    let own = std::env::current_exe()?;
    let mut command = match namespace {
        Some(name) => {
            let mut command = Command::new("ip");
            command.args(["netns", "exec", name]).arg(own);
            command
        }
        None => Command::new(own),
    };
    let way = match way {
        Way::Rounds => "rounds",
        Way::Courier => "courier",
    };
    command
        .args(["kiosk", "--server", server, "--way", way, "--data"])
        .arg(data);
    let output = command
        .stdin(std::process::Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    if !output.status.success() {
        bail!("the kiosk: {}", String::from_utf8_lossy(&output.stderr));
    }
    if !output.stderr.is_empty() {
        note(String::from_utf8_lossy(&output.stderr).trim());
    }
    let text = String::from_utf8(output.stdout)?;
    serde_json::from_str(text.trim()).context("the kiosk tells what it cost")
}

fn carrier(journal: &Journal, server: &str) -> Result<HttpCarrier, CarrierError> {
    let enrolment = journal.enrolment().ok().flatten();
    let enrolment = enrolment.ok_or(CarrierError::Address)?;
    HttpCarrier::new(server, &enrolment.ca_pem)
}

fn by_rounds(journal: &Journal, arguments: &Arguments) -> Result<u64> {
    let mut carrier = carrier(journal, &arguments.server)?;
    let mut failures = 0;
    let clock = moment;
    while !is_drained(journal)? {
        let round = sync::round_of(
            arguments.entries,
            journal,
            &mut carrier,
            &SoftwareCrypto,
            &clock,
            APP,
        );
        if let Err(error) = round {
            failures += 1;
            note(&format!("a round failed: {error}"));
            if failures > 50 {
                bail!("too many rounds failed");
            }
            pause(Duration::from_millis(250));
        }
    }
    Ok(failures)
}

fn by_courier(journal: &Journal, arguments: &Arguments) -> Result<u64> {
    let (reports, heard) = mpsc::channel();
    let (own, server) = (journal.clone(), arguments.server.clone());
    let route = Route {
        journal: journal.clone(),
        carriers: Box::new(move || Ok(Box::new(carrier(&own, &server)?))),
        crypto: Arc::new(SoftwareCrypto),
        app: APP.to_owned(),
        clock: Box::new(moment),
        pacing: Pacing::default(),
    };
    let tell = move |report: sync::Report| {
        reports.send(report).ok();
    };
    let courier = Courier::spawn(route, Box::new(tell));
    let mut failures = 0;
    while !is_drained(journal)? {
        let report = heard
            .recv_timeout(PATIENCE)
            .context("the courier reports")?;
        if let Err(error) = report.result {
            failures += 1;
            note(&format!(
                "a round failed: {error}; next in {} ms",
                report.next_ms
            ));
        }
    }
    drop(courier);
    Ok(failures)
}

/// Whether the centre has acknowledged the whole chain.
fn is_drained(journal: &Journal) -> Result<bool> {
    let chain = journal.chain()?;
    Ok(chain.through_acked >= chain.last_seq)
}

fn moment() -> Moment {
    let now = town::now();
    Moment {
        unix_ms: now.unix_ms,
        boot_ms: now.boot_ms,
        boot_id: now.boot_id,
    }
}

fn pause(time: Duration) {
    let (_never_rings, bell) = mpsc::channel::<()>();
    bell.recv_timeout(time).ok();
}
