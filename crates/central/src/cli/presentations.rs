//! `central presentations`: what cannot be as it seems, until a person has looked.

use clap::Subcommand;
use data_encoding::HEXLOWER;
use serde_json::json;

use super::{Failure, Place, Printer, Rim, decide};
use crate::{centre::Config, tables::presentations};

/// What is done with presentations.
#[derive(Subcommand)]
pub(super) enum Act {
    /// Lists presentations; no person is named.
    List {
        /// Only those that a person must look at.
        #[arg(long)]
        waiting: bool,
        #[command(flatten)]
        place: Place,
    },
    /// Lets a presentation count after you looked.
    Accept {
        /// The record, 32 hexadecimal digits as the list shows it.
        record: String,
        #[command(flatten)]
        place: Place,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    match act {
        Act::List { waiting, place } => list(&rim.config(place), waiting, printer).await,
        Act::Accept { record, place } => accept(&rim.config(place), &record, printer).await,
    }
}

async fn list(config: &Config, waiting: bool, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let store = config.store().await?;
    for one in presentations::all(store.as_ref()).await? {
        if !waiting || one.waits() {
            print(&one, printer)?;
        }
    }
    Ok(())
}

async fn accept(config: &Config, text: &str, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let record = decide::record(text)?;
    let store = config.store().await?;
    let known = presentations::all(store.as_ref()).await?;
    let found = known.into_iter().find(|one| one.record == record);
    let waits = found.filter(presentations::Listed::waits);
    let Some(one) = waits else {
        return Err(Failure::No("no presentation of this record waits for you"));
    };
    store.commit(vec![presentations::accept(&record)]).await?;
    let accepted = presentations::Listed {
        counts: true,
        review: "ACCEPTED".to_owned(),
        ..one
    };
    print(&accepted, printer)
}

fn print(one: &presentations::Listed, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let record = HEXLOWER.encode(one.record.as_bytes());
    let counts = if one.counts { "counts" } else { "-" };
    let line = format!("{record}  {:32}  {counts:6}  {}", one.kiosk, one.review);
    let object = json!({
        "record": record, "kiosk": one.kiosk, "counts": one.counts, "review": one.review,
    });
    printer.line(&line, &object)
}
