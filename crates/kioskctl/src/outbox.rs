//! `kioskctl outbox`: what waits, and how it travels on a stick.

mod carrying;

use std::path::PathBuf;

use journal::Journal;
use serde::Serialize;

use crate::keys::Ways;
use crate::memory;
use crate::output::{Failure, Outcome, Printer, told_of_journal};
use crate::status::minute;

pub(crate) use carrying::{ExportArguments, ImportArguments, export, import};

/// Where the memory is, and how to answer.
#[derive(clap::Args)]
pub(crate) struct Common {
    /// The kiosk's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    ways: Ways,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

impl Common {
    /// Opens the memory of an enrolled kiosk.
    fn open(&self) -> Result<(Journal, custody::Opened), Failure> {
        memory::open_existing(&self.data, &self.ways)?
            .ok_or(Failure::Journal(journal::Error::NotEnrolled))
    }
}

#[derive(clap::Subcommand)]
pub(crate) enum Act {
    /// Tells how much waits, and since when.
    #[command(after_help = "\
Times are those of Guangdong; with --json they are milliseconds since 1970.

Example:
  kioskctl outbox list --data /var/lib/residence-kiosk")]
    List(Common),
    /// Writes what waits into a file for the centre; nothing is taken out of the outbox.
    Export(ExportArguments),
    /// Applies the answers that the centre wrote.
    Import(ImportArguments),
}

/// Carries out one of them.
pub(crate) fn run(act: &Act, now_ms: u64, printer: &mut Printer) -> Result<Outcome, Failure> {
    match act {
        Act::List(common) => list(common, printer),
        Act::Export(arguments) => export(arguments, now_ms, printer),
        Act::Import(arguments) => import(arguments, printer),
    }
}

#[derive(Serialize)]
struct Waiting {
    waiting: u32,
    oldest_ms: Option<u64>,
    held_back: u32,
    last_contact_ms: Option<u64>,
    last_export_ms: Option<u64>,
    last_export_answered: Option<bool>,
}

impl Waiting {
    fn of(journal: &Journal) -> Result<Self, Failure> {
        let status = journal.outbox_status()?;
        let last = journal.last_export()?;
        Ok(Self {
            waiting: status.waiting,
            oldest_ms: status.oldest_ms,
            held_back: journal.held_back()?,
            last_contact_ms: status.last_contact_ms,
            last_export_ms: last.map(|last| last.made_ms),
            last_export_answered: last.map(|last| last.answered),
        })
    }

    fn lines(&self) -> Vec<String> {
        let since = self
            .oldest_ms
            .map(|ms| format!(", oldest of {}", minute(ms)));
        let mut lines = vec![format!(
            "Waiting        {}{}",
            self.waiting,
            since.unwrap_or_default()
        )];
        if self.held_back > 0 {
            lines.push(format!(
                "Set aside      {} by the centre; its operator knows why",
                self.held_back
            ));
        }
        let contact = self.last_contact_ms.map_or("none yet".to_owned(), minute);
        lines.push(format!("Last contact   {contact}"));
        let answered = match self.last_export_answered {
            Some(true) => ", answered",
            Some(false) => ", not answered yet",
            None => "",
        };
        let left = self.last_export_ms.map_or("none yet".to_owned(), minute);
        lines.push(format!("Last export    {left}{answered}"));
        lines
    }
}

fn list(common: &Common, printer: &mut Printer) -> Result<Outcome, Failure> {
    let (journal, _) = common.open()?;
    if journal.enrolment()?.is_none() {
        return Err(Failure::Journal(journal::Error::NotEnrolled));
    }
    let waiting = Waiting::of(&journal)?;
    if common.json {
        printer.json(&waiting)?;
    } else {
        waiting
            .lines()
            .iter()
            .try_for_each(|line| printer.line(line))?;
    }
    Ok(Outcome::Done)
}

/// A file that is not for this kiosk is an answer; anything else may pass later.
pub(crate) fn code_of(error: sync::Error) -> u8 {
    use sync::Error;
    match error {
        Error::Stick(_) | Error::OtherKiosk | Error::NoExport | Error::Exchange(_) => 1,
        Error::Journal(_)
        | Error::Carrier(_)
        | Error::Enrol(_)
        | Error::NotEnrolled
        | Error::Bundle(_)
        | Error::Root
        | Error::Token
        | Error::Sign(_)
        | Error::Certificate => 3,
    }
}

/// What a technician can do about a file that was not made or not taken.
pub(crate) fn told_of(error: sync::Error) -> String {
    use sync::{Error, StickError};
    let advice = match error {
        Error::Journal(error) => return told_of_journal(error),
        Error::NotEnrolled => "enrol the kiosk first: kioskctl enrol --help",
        Error::OtherKiosk => "take it to the kiosk it names",
        Error::NoExport => "export again and bring the answers to that",
        Error::Stick(StickError::Foreign | StickError::OtherWay) => {
            "take the file that central inbox import wrote"
        }
        Error::Stick(StickError::Damaged) => "copy it from the centre again",
        Error::Stick(StickError::Newer) => "install the newer version of this program",
        Error::Stick(StickError::Signature) => {
            "export again and bring the answers to that; if it stays so, tell the centre's operator"
        }
        Error::Sign(_) => "check the module that holds this machine's key",
        Error::Stick(StickError::TooLarge | StickError::Wire(_))
        | Error::Exchange(_)
        | Error::Carrier(_)
        | Error::Enrol(_)
        | Error::Bundle(_)
        | Error::Root
        | Error::Token
        | Error::Certificate => "export again and bring the answers to that",
    };
    format!("{error}; {advice}; nothing was lost")
}
