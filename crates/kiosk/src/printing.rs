//! The port to a printer: what a slip carries, and who can print one.

use zeroize::Zeroizing;

use crate::screen::IssueCategory;

/// A provisional code on its way to paper.
pub struct Slip {
    /// For whom.
    pub category: IssueCategory,
    /// The text of the code; the printer draws it, whole dots a module.
    pub code: Zeroizing<String>,
    /// Masked name.
    pub holder: Option<Zeroizing<String>>,
    /// Last day, `YYYY-MM-DD`.
    pub valid_until: String,
    /// Receipt number of the record.
    pub receipt: String,
    /// Name of the service centre.
    pub place: String,
}

/// The slip is not printed, or nobody can tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the slip is not printed")]
pub struct NotPrinted;

/// Prints slips. It keeps no copy: a spool is deleted after each job (trust design 3.3).
pub trait Printer: Send + Sync {
    /// Prints a slip and returns when it lies there.
    fn print(&self, slip: &Slip) -> Result<(), NotPrinted>;
}
