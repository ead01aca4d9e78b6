//! `kioskctl rotate-key`: gives the memory a new key.

use std::path::PathBuf;

use crate::keys::Ways;
use crate::memory;
use crate::output::{Failure, Outcome, Printer};

#[derive(clap::Args)]
#[command(after_help = "\
To be done each 180 days, in idle hours, while the kiosk's window is closed. A stop half-way is
harmless: the next start finishes it or undoes it.

Example:
  kioskctl rotate-key --data /var/lib/residence-kiosk")]
pub(crate) struct Arguments {
    /// The kiosk's data folder.
    #[arg(long, value_name = "DIR")]
    data: PathBuf,
    #[command(flatten)]
    ways: Ways,
}

/// Sets a new key, sealed for the next recovery as well.
pub(crate) fn run(arguments: &Arguments, printer: &mut Printer) -> Result<Outcome, Failure> {
    let data = &arguments.data;
    let kind = custody::describe(data)?.kind;
    let technician = arguments.ways.technician(data, kind)?;
    let opened = technician.open(data)?;
    let journal = memory::open(data, &opened)?;
    let kiosk = journal.enrolment()?.map(|enrolment| enrolment.kiosk);
    let to = memory::recovery_seal(&journal)?;
    drop(journal);
    let recovery = kiosk.as_ref().zip(to.as_ref());
    technician.rotate(data, recovery.map(|(kiosk, to)| (kiosk.as_str(), to)))?;
    printer.line("The memory has a new key.")?;
    if recovery.is_none() {
        printer.line("It is sealed to no recovery key: the trust bundle names none.")?;
    }
    Ok(Outcome::Done)
}
