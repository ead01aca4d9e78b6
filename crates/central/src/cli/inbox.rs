//! `central inbox import`: takes in what a stick brings, and writes the answers.

use std::{
    fs::File,
    io::{self, Read as _},
    path::{Path, PathBuf},
};

use clap::Subcommand;
use protocol::{STICK_BYTES_MAX, StickError};
use serde_json::json;

use super::{Failure, Place, Printer, Rim};
use crate::{
    centre::{Centre, Config, Error},
    files,
    refusal::Refusal,
    stick::{self, NotTaken, Taken},
};

#[derive(Subcommand)]
pub(super) enum Act {
    /// Takes in a file that kioskctl outbox export wrote; the server may run beside it.
    #[command(after_help = "\
The same file may come again: it changes nothing then, and says so. Take the answers back to the
kiosk: kioskctl outbox import ANSWERS. Exit code 1: refused, or something in it was not taken.

Example:
  central inbox import /media/usb/rongyin-01-000012.outbox --data town")]
    Import {
        /// The file.
        file: PathBuf,
        /// Where the answers are written; without it beside the file, as FILE.answers.
        #[arg(long, value_name = "ANSWERS")]
        out: Option<PathBuf>,
        #[command(flatten)]
        place: Place,
        /// Only the side that kiosks reach; `central vault` decides behind it.
        #[arg(long)]
        front_only: bool,
    },
}

pub(super) async fn run(act: Act, rim: &Rim, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let Act::Import {
        file,
        out,
        place,
        front_only,
    } = act;
    let config = rim.config(place);
    let bytes = read(&file)?;
    let centre = open(&config, front_only).await?;
    let mut written = Ok(());
    let quiet = printer.json;
    let told = &mut |requests: usize, all: usize| {
        if !quiet && written.is_ok() && all > 1 {
            let line = format!("{requests} of {all} requests");
            written = printer.line(&line, &json!(null));
        }
    };
    let taken = stick::take_in(&config, &centre, &bytes, told).await;
    let taken = taken.map_err(failure)?;
    written?;
    let out = out.unwrap_or_else(|| file.with_extension("answers"));
    files::write_public(&out, &taken.answers).map_err(|error| not_written(&error))?;
    tell(&taken, &out, printer)?;
    if taken.gap.is_some() {
        return Err(Failure::No(
            "records before these are missing; let the kiosk import the answers and export again",
        ));
    }
    if taken.forks > 0 {
        return Err(Failure::No(
            "records contradict what is held; see central alarms",
        ));
    }
    Ok(())
}

async fn open(config: &Config, front_only: bool) -> Result<Centre, Error> {
    if front_only {
        Centre::open_front_only(config).await
    } else {
        Centre::open(config).await
    }
}

fn tell(taken: &Taken, out: &Path, printer: &mut Printer<'_>) -> Result<(), Failure> {
    let Taken {
        kiosk,
        requests,
        records,
        new,
        aside,
        forks,
        gap,
        changes,
        more,
        ..
    } = taken;
    let news = if *new == 0 {
        "nothing new".to_owned()
    } else {
        format!("{new} new")
    };
    let later = if *more { ", and more wait" } else { "" };
    let line = format!(
        "{kiosk}: {records} records, {news}, {aside} set aside; {changes} changes go back{later}\n\
         Answers: {}\nNext, at the kiosk: kioskctl outbox import ANSWERS",
        out.display()
    );
    let object = json!({
        "kiosk": kiosk.as_str(), "requests": requests, "records": records, "new": new,
        "aside": aside, "forks": forks, "gap": gap, "changes": changes, "more": more,
        "answers": out,
    });
    printer.line(&line, &object)
}

fn failure(not: NotTaken) -> Failure {
    match not {
        NotTaken::Centre(error) => error.into(),
        NotTaken::File(StickError::Damaged) => {
            Failure::No("the file is damaged or not whole; export it again, nothing was taken")
        }
        NotTaken::File(StickError::OtherWay) => {
            Failure::Usage("these are answers; take them to the kiosk: kioskctl outbox import")
        }
        NotTaken::File(StickError::Newer) => {
            Failure::No("the file is of a newer form; install the newer central")
        }
        NotTaken::File(StickError::Signature) | NotTaken::Door(Refusal::Signature) => {
            Failure::No("the file is not signed by the kiosk that it names")
        }
        NotTaken::File(StickError::Foreign | StickError::TooLarge | StickError::Wire(_)) => {
            Failure::Usage("this is no file of kioskctl outbox export")
        }
        NotTaken::Door(refusal) => refused(refusal),
    }
}

fn refused(refusal: Refusal) -> Failure {
    if refusal.can_retry() {
        Failure::Later("the centre is busy; import the file again, nothing is counted twice")
    } else if refusal == Refusal::KioskUnknown {
        Failure::No("no enrolled kiosk has this name; see central kiosks list")
    } else if refusal == Refusal::KioskRevoked {
        Failure::No("the kiosk was revoked")
    } else {
        Failure::No("a request in the file is not of the form that kiosks write")
    }
}

/// Reads at most as much as such a file may have, so that a wrong name does no harm.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let none = |_| Failure::Usage("the file cannot be read; check the path");
    let file = File::open(path).map_err(none)?;
    let bytes_max = u64::try_from(STICK_BYTES_MAX).unwrap_or(u64::MAX);
    let mut bytes = Vec::new();
    file.take(bytes_max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(none)?;
    Ok(bytes)
}

fn not_written(error: &io::Error) -> Failure {
    if error.kind() == io::ErrorKind::StorageFull {
        Failure::Later("no room for the answers; the records are taken, import again with --out")
    } else {
        Failure::Later(
            "the answers cannot be written; the records are taken, import again with --out",
        )
    }
}
