//! A kiosk process to be killed: declares and declares, and tells each receipt as soon as it has it.
//!
//! Reads its script (a JSON file) and prints lines: `ready`, `try N`, `saved N RECEIPT`,
//! `refused N`, `drained`. What it printed as saved must never be lost.

use std::{fs, io::Write as _, path::PathBuf, sync::mpsc, time::Duration};

use anyhow::{Context as _, Result};
use clap::Parser;
use serde::Deserialize;
use town::{Cohabitant, Outcome, Pockets, Screenless, Visit};

/// What the process is told.
#[derive(Parser)]
struct Arguments {
    /// Folder of the kiosk.
    #[arg(long)]
    data: PathBuf,
    /// The script.
    #[arg(long)]
    script: PathBuf,
    /// First pair of the script to declare.
    #[arg(long)]
    from: usize,
    /// Declare nothing; send what waits, take what the centre has, then end.
    #[arg(long)]
    drain: bool,
}

/// Codes and numbers of everybody; each pair of a person and a house is one declaration.
#[derive(Deserialize)]
struct Script {
    houses: Vec<String>,
    people: Vec<(String, String)>,
    moved_in_on: String,
    cohabitants: Vec<Cohabitant>,
    /// A child for each person instead of the same relatives for all.
    #[serde(default)]
    children: Vec<Cohabitant>,
}

fn main() -> Result<()> {
    let arguments = Arguments::parse();
    let script: Script = serde_json::from_slice(&fs::read(&arguments.script)?)?;
    let mut kiosk = Screenless::open(&arguments.data)?;
    kiosk.start_sync();
    tell("ready")?;
    if arguments.drain {
        return drain(&mut kiosk);
    }
    let mut number = arguments.from;
    while let Some((visit, pockets)) = script.pair(number) {
        tell(&format!("try {number}"))?;
        match kiosk.declare(&visit, &pockets) {
            Ok(receipt) => tell(&format!("saved {number} {}", receipt.registration.receipt))?,
            Err(why) => tell(&format!("refused {number} {why}"))?,
        }
        number += 1;
    }
    Ok(())
}

impl Script {
    fn pair(&self, number: usize) -> Option<(Visit, Pockets)> {
        let house = self.houses.get(number / self.people.len())?;
        let person = number % self.people.len();
        let (code, id) = self.people.get(person)?;
        let cohabitants = match self.children.get(person) {
            Some(child) => vec![child.clone()],
            None => self.cohabitants.clone(),
        };
        let visit = Visit {
            declarant: String::new(),
            house: String::new(),
            owner: String::new(),
            outcome: Outcome::Absent,
            refusal: None,
            dwelling: "RENTED".to_owned(),
            reason: "WORK".to_owned(),
            moved_in_on: self.moved_in_on.clone(),
            cohabitants,
        };
        let pockets = Pockets {
            house: house.clone(),
            withdrawn_house: String::new(),
            resident: code.clone(),
            number: id.clone(),
            owner: String::new(),
            owner_number: String::new(),
        };
        Some((visit, pockets))
    }
}

/// Waits until the centre has acknowledged everything and the kiosk has all it needs.
fn drain(kiosk: &mut Screenless) -> Result<()> {
    let (_never_rings, bell) = mpsc::channel::<()>();
    for _ in 0..1_200 {
        kiosk.tick();
        let journal = kiosk.kiosk().journal();
        let stocked = journal.bind_key().is_ok_and(|key| key.is_some());
        let outbox = journal.outbox_status().context("the outbox answers")?;
        if outbox.waiting == 0 && stocked {
            return tell("drained");
        }
        // Nobody rings: this is only a pause with an end.
        bell.recv_timeout(Duration::from_millis(100)).ok();
    }
    anyhow::bail!("not everything was received within two minutes")
}

/// Prints a line and hands it to the operating system before anything else happens.
fn tell(line: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "{line}")?;
    Ok(out.flush()?)
}
