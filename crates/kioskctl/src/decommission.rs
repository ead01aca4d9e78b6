//! `kioskctl decommission`: makes everything on this kiosk unreadable for good.

use std::path::{Path, PathBuf};

use custody::Erased;
use journal::Journal;
use serde::Serialize;

use crate::keys::Ways;
use crate::memory;
use crate::output::{Failure, Outcome, Printer};

/// What the journal keeps beside each other; without its key all of it is noise.
const MEMORY_FILES: [&str; 6] = [
    "kiosk.db",
    "kiosk.db-wal",
    "kiosk.db-shm",
    "kiosk.db.new",
    "kiosk.lock",
    "outbox.mirror",
];
/// Copies of it, and what was set aside as damaged.
const MEMORY_FOLDERS: [&str; 2] = ["copies", "damaged"];

#[derive(clap::Args)]
#[command(after_help = "\
Erases the keys: in the TPM, the systemd credential, the wrapped key, the recovery file. After
that nobody can read the memory. Writes a report to sign. Revoke the kiosk at the centre as well:
central kiosks revoke ID.
Exit code 1: records still wait to be sent, or it cannot be told; send them first, or give
--discard.

Example:
  kioskctl decommission --data /var/lib/residence-kiosk --report usb/report.txt")]
pub(crate) struct Arguments {
    /// The kiosk's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    /// Where the report is written.
    #[arg(long, value_name = "FILE")]
    report: PathBuf,
    /// Erase even if records wait or the memory does not open.
    #[arg(long)]
    discard: bool,
    #[command(flatten)]
    ways: Ways,
    /// One JSON object.
    #[arg(long)]
    json: bool,
}

#[derive(Serialize)]
struct Report {
    kiosk: Option<String>,
    waiting: Option<u32>,
    custody: &'static str,
    chip_objects_erased: usize,
    chip_reached: bool,
    program: &'static str,
    at_ms: u64,
}

/// Erases, then reports.
pub(crate) fn run(
    arguments: &Arguments,
    now_ms: u64,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let data = &arguments.data;
    let seen = look(arguments);
    let nothing_waits = matches!(seen, Ok((_, 0)));
    if !nothing_waits && !arguments.discard {
        return match seen {
            Ok((_, waiting)) => Err(Failure::StillWaiting(waiting)),
            Err(failure) => Err(failure),
        };
    }
    let (kiosk, waiting) = seen.map_or((None, None), |(kiosk, waiting)| (kiosk, Some(waiting)));
    let erased = arguments.ways.without_passphrase().decommission(data)?;
    remove_memory(data)?;
    let report = Report::of(kiosk, waiting, erased, now_ms);
    std::fs::write(&arguments.report, report.text())
        .map_err(|_| Failure::NotWritten(arguments.report.clone()))?;
    if arguments.json {
        printer.json(&report)?;
    } else {
        for line in report.text().lines() {
            printer.line(line)?;
        }
    }
    Ok(Outcome::Done)
}

/// Returns whose memory this is and what waits in it.
fn look(arguments: &Arguments) -> Result<(Option<String>, u32), Failure> {
    let told = |journal: &Journal| -> Result<_, Failure> {
        let enrolment = journal.enrolment()?;
        let kiosk = enrolment.map(|enrolment| enrolment.kiosk.as_str().to_owned());
        Ok((kiosk, journal.outbox_status()?.waiting))
    };
    match memory::open_existing(&arguments.data, &arguments.ways)? {
        Some((journal, _)) => told(&journal),
        None => Ok((None, 0)),
    }
}

fn remove_memory(data: &Path) -> Result<(), Failure> {
    for name in MEMORY_FILES {
        let path = data.join(name);
        match std::fs::remove_file(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::NotWritten(path));
            }
            Ok(()) | Err(_) => {}
        }
    }
    for name in MEMORY_FOLDERS {
        let path = data.join(name);
        match std::fs::remove_dir_all(&path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                return Err(Failure::NotWritten(path));
            }
            Ok(()) | Err(_) => {}
        }
    }
    Ok(())
}

impl Report {
    fn of(kiosk: Option<String>, waiting: Option<u32>, erased: Erased, at_ms: u64) -> Self {
        Self {
            kiosk,
            waiting,
            custody: erased.kind.name(),
            chip_objects_erased: erased.handles,
            chip_reached: erased.chip_reached,
            program: concat!("kioskctl ", env!("CARGO_PKG_VERSION")),
            at_ms,
        }
    }

    fn text(&self) -> String {
        let waiting = match self.waiting {
            Some(0) => "none".to_owned(),
            Some(waiting) => format!("{waiting}, discarded"),
            None => "not known: the memory did not open; discarded".to_owned(),
        };
        let chip = if self.chip_reached {
            format!("{} objects erased", self.chip_objects_erased)
        } else {
            "NOT reached; clear it in the firmware's menu".to_owned()
        };
        format!(
            "Decommissioned   {}\n\
             When             {}\n\
             Custody          {}, key erased\n\
             Security chip    {chip}\n\
             Records waiting  {waiting}\n\
             Program          {}\n\
             Revoke the kiosk at the centre now.\n\
             Technician       ____________________   Second person ____________________\n",
            self.kiosk.as_deref().unwrap_or("not known"),
            crate::status::minute(self.at_ms),
            self.custody,
            self.program,
        )
    }
}
