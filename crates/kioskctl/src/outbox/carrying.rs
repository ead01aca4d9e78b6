//! Files that leave and files that come back.

use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use sync::{Exported, Notice, Progress};

use super::Common;
use crate::output::{Failure, Outcome, Printer};

/// The name under which the centre knows this program.
const APP: &str = concat!("kioskctl ", env!("CARGO_PKG_VERSION"));

#[derive(clap::Args)]
#[command(after_help = "\
PATH is a file that does not exist yet, or a folder, such as a stick: then the file is named after
the kiosk and a number that is never used twice. Close the kiosk's window first. Take the file to
the centre (central inbox import FILE) and bring its answers back (kioskctl outbox import FILE).
Exit code 1: the outbox cannot be read. Exit code 3: not written, or the window runs.

Example:
  kioskctl outbox export --data /var/lib/residence-kiosk /media/usb")]
pub(crate) struct ExportArguments {
    /// Where the file is written.
    #[arg(value_name = "PATH")]
    to: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(clap::Args)]
#[command(after_help = "\
The file is what central inbox import wrote for an export of this kiosk. The same file may come
again, and an old one too: nothing is lost by it. Close the kiosk's window first.
Exit code 1: the file is damaged, of another kiosk, or no answer to an export of this one.

Example:
  kioskctl outbox import --data /var/lib/residence-kiosk /media/usb/rongyin-01-000012.answers")]
pub(crate) struct ImportArguments {
    /// The file with the answers.
    #[arg(value_name = "FILE")]
    from: PathBuf,
    #[command(flatten)]
    common: Common,
}

#[derive(Serialize)]
struct Left<'a> {
    file: &'a Path,
    records: usize,
    requests: usize,
    bytes: usize,
    more: bool,
}

/// Writes the file whole or not at all.
pub(crate) fn export(
    arguments: &ExportArguments,
    now_ms: u64,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let ExportArguments { to, common } = arguments;
    if to.exists() && !to.is_dir() {
        return Err(Failure::Exists(to.clone()));
    }
    let (journal, opened) = common.open()?;
    let mut written = Ok(());
    let told = &mut |records: usize| {
        if !common.json && written.is_ok() && records > 0 {
            written = printer.line(&format!("{records} records"));
        }
    };
    let left =
        sync::export(&journal, &*opened.crypto, APP, now_ms, told).map_err(Failure::Carrying)?;
    written?;
    let file = if to.is_dir() {
        to.join(format!("{}-{:06}.outbox", left.kiosk, left.number))
    } else {
        to.clone()
    };
    write_whole(&file, &left.bytes)?;
    tell_export(&left, &file, common.json, printer)?;
    Ok(if left.notices.is_empty() {
        Outcome::Done
    } else {
        Outcome::No
    })
}

fn tell_export(
    left: &Exported,
    file: &Path,
    json: bool,
    printer: &mut Printer,
) -> Result<(), Failure> {
    if json {
        return printer.json(&Left {
            file,
            records: left.records,
            requests: left.requests,
            bytes: left.bytes.len(),
            more: left.more,
        });
    }
    let (shown, records) = (file.display(), left.records);
    printer.line(&format!("Wrote {shown}: {records} records."))?;
    if left.notices.contains(&Notice::OutboxUnreadable) {
        printer.line("Part of the outbox cannot be read: keep this machine and ask the centre.")?;
    }
    if left.more {
        printer.line("More waits than a file holds: export again after the answers are in.")?;
    }
    printer
        .line("Nothing was taken out of the outbox. Next, at the centre: central inbox import FILE")
}

#[derive(Serialize)]
struct Moved {
    acknowledged: u64,
    changes: usize,
    waiting: u32,
    more: bool,
    notices: usize,
    nothing_new: bool,
}

/// Applies a file of answers.
pub(crate) fn import(
    arguments: &ImportArguments,
    printer: &mut Printer,
) -> Result<Outcome, Failure> {
    let ImportArguments { from, common } = arguments;
    let bytes = read(from)?;
    let (journal, opened) = common.open()?;
    let mut written = Ok(());
    let told = &mut |answers: usize, all: usize| {
        if !common.json && written.is_ok() && all > 1 {
            written = printer.line(&format!("{answers} of {all} answers"));
        }
    };
    let moved = sync::import(&journal, &*opened.crypto, &bytes, told).map_err(Failure::Carrying)?;
    written?;
    if common.json {
        printer.json(&Moved {
            acknowledged: moved.acknowledged,
            changes: moved.received_changes,
            waiting: moved.waiting,
            more: moved.more,
            notices: moved.notices.len(),
            nothing_new: !moved.moved(),
        })?;
    } else {
        lines(&moved)
            .iter()
            .try_for_each(|line| printer.line(line))?;
    }
    Ok(Outcome::Done)
}

fn lines(moved: &Progress) -> Vec<String> {
    let mut lines = Vec::new();
    if moved.moved() {
        lines.push(format!(
            "The centre has {} records more; {} changes came down.",
            moved.acknowledged, moved.received_changes
        ));
    } else {
        lines.push("Nothing new: these answers were applied before, or overtaken.".to_owned());
    }
    lines.extend(moved.notices.iter().map(|notice| told(*notice)));
    if moved.time_pending {
        lines.push("The centre's time is far ahead: two persons confirm it at the kiosk.".into());
    }
    lines.push(format!("Waiting        {}", moved.waiting));
    if moved.more || moved.epoch_begun() || moved.waiting > 0 && moved.acknowledged > 0 {
        lines.push("Next: kioskctl outbox export, for what is left on either side.".to_owned());
    }
    lines
}

/// What a technician should know of a part that failed.
fn told(notice: Notice) -> String {
    match notice {
        Notice::OutboxUnreadable => "Part of the outbox cannot be read: ask the centre.".to_owned(),
        Notice::OtherEpoch { expected } => {
            format!("The centre expects epoch {expected} of this kiosk's chain.")
        }
        Notice::ChangeUnreadable { cursor } => {
            format!("Change {cursor} does not open; it and later ones wait: ask the centre.")
        }
        Notice::BundleRefused => "The trust bundle in the answers was refused.".to_owned(),
        Notice::CertificateRefused => "The certificate in the answers was refused.".to_owned(),
        Notice::EpochBegun { records } => {
            format!("A new epoch begins; {records} records wait in it.")
        }
        Notice::RequestsLost { requests } => {
            format!("{requests} requests came to nothing; what they carry waits still.")
        }
        Notice::Rejected { records } => {
            format!("The centre set {records} records aside; its operator knows why.")
        }
    }
}

/// Reads at most as much as such a file may have, so that a wrong name does no harm.
fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    let none = |_| Failure::NoSuchPath(path.to_owned());
    let file = File::open(path).map_err(none)?;
    let mut bytes = Vec::new();
    let bytes_max = u64::try_from(sync::STICK_BYTES_MAX).unwrap_or(u64::MAX);
    file.take(bytes_max.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(none)?;
    Ok(bytes)
}

/// Writes under another name first: a stick that is pulled out leaves no half file of this name.
fn write_whole(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let partial = path.with_added_extension("part");
    let written = write_and_rename(&partial, path, bytes);
    written.map_err(|error| {
        // What is left of it is of no use; on a stick that is gone there is nothing to remove.
        fs::remove_file(&partial).unwrap_or_default();
        let full = [
            io::ErrorKind::StorageFull,
            io::ErrorKind::QuotaExceeded,
            io::ErrorKind::FileTooLarge,
        ];
        if full.contains(&error.kind()) {
            Failure::NoRoom(path.to_owned(), bytes.len())
        } else {
            Failure::NotWritten(path.to_owned())
        }
    })
}

fn write_and_rename(partial: &Path, path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(partial)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // What stands there now is what was meant; cheap sticks do not always say so.
    if fs::read(partial)? != bytes {
        return Err(io::ErrorKind::InvalidData.into());
    }
    fs::rename(partial, path)?;
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
}
