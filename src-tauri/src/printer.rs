//! Which printer this kiosk has: one of CUPS, or a folder.

use std::{path::PathBuf, sync::Arc, time::Duration};

use kiosk::Printer;
use paper::{Cups, Folder};

/// A slip that has not come out by then never will.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where slips come out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PrinterChoice {
    /// The usual printer of CUPS.
    Usual,
    /// A printer of CUPS by its name.
    Named(String),
    /// A folder, for demonstrations and tests.
    Folder(PathBuf),
    /// None: the screen says so.
    Absent,
}

/// Opens the printer; whether it is there is asked each time something is printed.
pub(crate) fn printer(choice: &PrinterChoice) -> Option<Arc<dyn Printer>> {
    match choice {
        PrinterChoice::Usual => Some(Arc::new(Cups::new(None, None, PATIENCE))),
        PrinterChoice::Named(name) => Some(Arc::new(Cups::new(Some(name.clone()), None, PATIENCE))),
        PrinterChoice::Folder(path) => Some(Arc::new(Folder::new(path.clone(), None))),
        PrinterChoice::Absent => None,
    }
}
