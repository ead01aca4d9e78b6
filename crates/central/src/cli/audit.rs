//! `central audit`: whether what kiosks told of their audits and chains fits together.

use clap::Subcommand;
use data_encoding::HEXLOWER;
use serde_json::{Value, json};

use super::{Failure, Place, Printer, Rim};
use crate::{
    audit::{self, Break},
    centre::Config,
    tables::{audits, kiosks, ledger},
};

/// What is done with audits.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Tells for each kiosk the last entry of which it told, and what is missing or was changed.
    Verify {
        #[command(flatten)]
        place: Place,
    },
    /// Tells whether what people did at the centre is whole, and its tip to note down elsewhere.
    Ledger {
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::Verify { place } => verify(&rim.config(place), printer).await,
        Act::Ledger { place } => own(&rim.config(place), printer).await,
    }
}

async fn verify(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let store = config.store().await?;
    let mut broken = false;
    for kiosk in kiosks::all(store.as_ref()).await? {
        let told = audits::of_kiosk(store.as_ref(), &kiosk.id).await?;
        let breaks = audit::breaks(&told);
        broken |= !breaks.is_empty();
        let last = told.last();
        let hash = last.map(|last| HEXLOWER.encode(&last.hash));
        let n = last.map(|last| last.n);
        let words: Vec<String> = breaks.iter().map(|one| sentence(*one)).collect();
        let line = format!(
            "{:32}  {}  {}",
            kiosk.id.as_str(),
            n.map_or("told nothing".to_owned(), |n| format!("through entry {n}")),
            if words.is_empty() {
                "whole".to_owned()
            } else {
                words.join("; ")
            }
        );
        let object = json!({
            "kiosk": kiosk.id.as_str(), "n": n, "hash": hash,
            "at_ms": last.map(|last| last.at_ms),
            "breaks": breaks.iter().map(|one| object_of(*one)).collect::<Vec<Value>>(),
        });
        printer.line(&line, &object)?;
    }
    if broken {
        return Err(Failure::No("an audit is broken; see its line"));
    }
    Ok(())
}

async fn own(config: &Config, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let store = config.store().await?;
    let tip = ledger::tip(store.as_ref()).await?;
    let broken = ledger::first_broken(store.as_ref()).await?;
    let hash = HEXLOWER.encode(&tip.hash);
    let state = broken.map_or("whole".to_owned(), |n| format!("broken at entry {n}"));
    let line = format!("through entry {}  {hash}  {state}", tip.n);
    let object = json!({ "n": tip.n, "hash": hash, "broken": broken });
    printer.line(&line, &object)?;
    match broken {
        None => Ok(()),
        Some(_) => Err(Failure::No("the ledger is broken; see its line")),
    }
}

fn sentence(found: Break) -> String {
    match found {
        Break::WentBack { held, told } => {
            format!("entries {} to {held} are missing", told.saturating_add(1))
        }
        Break::Changed { n } => format!("entry {n} was changed"),
        Break::Missing { from, to } => format!("no word of entries {from} to {to}"),
    }
}

fn object_of(found: Break) -> Value {
    match found {
        Break::WentBack { held, told } => json!({ "missing": [told + 1, held] }),
        Break::Changed { n } => json!({ "changed": n }),
        Break::Missing { from, to } => json!({ "untold": [from, to] }),
    }
}
