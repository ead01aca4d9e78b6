//! `kioskctl recover`: the way back to a memory whose key this machine no longer gives.

use std::path::{Path, PathBuf};

use serde::Serialize;

use crate::keys::{Custody, Ways};
use crate::memory;
use crate::output::{Failure, Outcome, Printer};

#[derive(clap::Args)]
#[command(after_help = "\
After an update of the firmware, another main board or a lost passphrase. Nothing that waits to be
sent is lost. Two steps:

  1. With --request: makes new custody and writes a request. Prints sixteen characters; read them
     to the administrators of the centre, who open the request (central recovery open) and give
     an answer.
  2. With --file: takes the answer, gives the memory its new key and begins a new chain.

Both may be given again after a stop. Exit code 1: the answer belongs to another request.

Examples:
  kioskctl recover --data /var/lib/residence-kiosk --custody systemd --request usb/kiosk.yjq
  kioskctl recover --data /var/lib/residence-kiosk --file usb/kiosk.yja")]
pub(crate) struct Arguments {
    /// The kiosk's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where the request is written.
    #[arg(
        long,
        value_name = "FILE",
        requires = "custody",
        conflicts_with = "file"
    )]
    request: Option<PathBuf>,
    /// The kind of custody from now on.
    #[arg(long, value_name = "KIND", requires = "request")]
    custody: Option<Custody>,
    /// The answer of the centre.
    #[arg(long, value_name = "FILE", required_unless_present = "request")]
    file: Option<PathBuf>,
    #[command(flatten)]
    ways: Ways,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

/// One step of the recovery.
#[derive(Serialize)]
#[serde(tag = "state", rename_all = "snake_case")]
enum Step {
    Requested {
        kiosk: String,
        characters: String,
        new_signing_key: bool,
    },
    Recovered {
        kiosk: Option<String>,
        waiting: u32,
    },
}

/// Writes the request, or takes the answer.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let step = match (&arguments.request, arguments.custody, &arguments.file) {
        (Some(request), Some(custody), _) => ask(arguments, request, custody)?,
        (_, _, Some(answer)) => take(arguments, answer)?,
        (_, None, None) | (None, _, None) => {
            unreachable!("the command line needs one of the two")
        }
    };
    if arguments.json {
        printer.json(&step)?;
    } else {
        for line in step.lines() {
            printer.line(&line)?;
        }
    }
    Ok(Outcome::Done)
}

fn ask(arguments: &Arguments, path: &Path, custody: Custody) -> Result<Step, Failure> {
    let kind = custody.kind();
    let technician = arguments.ways.technician(&arguments.data, kind)?;
    let request = technician.request_recovery(&arguments.data, kind)?;
    std::fs::write(path, request.encode()).map_err(|_| Failure::NotWritten(path.to_owned()))?;
    Ok(Step::Requested {
        kiosk: request.file.kiosk.clone(),
        characters: request.characters(),
        new_signing_key: request.device != custody::DeviceKey::Registered,
    })
}

fn take(arguments: &Arguments, path: &Path) -> Result<Step, Failure> {
    let answer = std::fs::read(path).map_err(|_| Failure::NoSuchPath(path.to_owned()))?;
    let data = &arguments.data;
    let kind = custody::recovering_to(data)?;
    let technician = arguments.ways.technician(data, kind)?;
    technician.recover(data, &answer)?;
    let opened = technician.open(data)?;
    let journal = memory::open(data, &opened)?;
    memory::keep_recovery(data, &journal, &opened)?;
    let enrolment = journal.enrolment()?;
    Ok(Step::Recovered {
        kiosk: enrolment.map(|enrolment| enrolment.kiosk.as_str().to_owned()),
        waiting: journal.outbox_status()?.waiting,
    })
}

impl Step {
    fn lines(&self) -> Vec<String> {
        match self {
            Self::Requested {
                kiosk,
                characters,
                new_signing_key,
            } => vec![
                format!("Request of       {kiosk}"),
                format!("Characters       {characters}"),
                format!(
                    "Signing key      {}",
                    if *new_signing_key {
                        "a new one; the answer brings its certificate"
                    } else {
                        "as registered"
                    }
                ),
                "Read the characters to the administrators, and bring back their answer."
                    .to_owned(),
            ],
            Self::Recovered { kiosk, waiting } => vec![format!(
                "Recovered {}. {waiting} records wait to be sent; nothing was lost.",
                kiosk.as_deref().unwrap_or("a kiosk that was not enrolled")
            )],
        }
    }
}
