//! The door to a printer, and why nothing came out of it.

use crate::{PrintError, slip::Slip};

/// Nothing is printed, or nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPrinted {
    /// There is no printer, or none of this name.
    #[error("there is no printer")]
    NoPrinter,
    /// The printer has no paper; nothing was handed to it.
    #[error("the printer has no paper")]
    Empty,
    /// The paper ended while it printed.
    #[error("the paper ended")]
    RanOut,
    /// The printer is stopped, open or away; nothing was handed to it.
    #[error("the printer does not print now")]
    Stopped,
    /// It took the slip and did not end in time; the slip was taken back.
    #[error("the printer did not end in time")]
    Stuck,
    /// Anything else; what came out of the printer is unknown.
    #[error("the slip is not printed")]
    Failed,
    /// The slip cannot be drawn: type faces are missing, or a code is too large.
    #[error("the slip cannot be drawn")]
    Drawing,
}

impl NotPrinted {
    /// Tells whether it is certain that nothing of the slip is on paper.
    pub fn is_clean(self) -> bool {
        match self {
            Self::NoPrinter | Self::Empty | Self::Stopped | Self::Drawing => true,
            Self::RanOut | Self::Stuck | Self::Failed => false,
        }
    }
}

impl From<PrintError> for NotPrinted {
    fn from(_: PrintError) -> Self {
        Self::Drawing
    }
}

/// Prints slips. It keeps no copy: a spool is deleted after each job (trust design 3.3).
pub trait Printer: Send + Sync {
    /// Prints a slip and returns when it lies there.
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted>;
}
