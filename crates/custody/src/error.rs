//! Why keys cannot be had, as far as somebody acts differently for it.

use std::io;

use journal::KeyError;

use crate::{chip::ChipError, recovery::RecoveryError};

/// A refusal or failure of custody. None of them ever leads to another kind of key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CustodyError {
    /// No kind of custody was chosen for this folder: the kiosk is not enrolled.
    #[error("no custody was chosen for this kiosk")]
    NotChosen,
    /// A kind was chosen already; another one needs a recovery or a new enrolment.
    #[error("custody was chosen already")]
    Chosen,
    /// The passphrase is needed first.
    #[error("the kiosk is locked until its passphrase is given")]
    Locked,
    /// The passphrase is wrong; the next one counts only after the wait, in milliseconds.
    #[error("the passphrase is wrong")]
    WrongPassphrase {
        /// How long the caller makes people wait.
        wait_ms: u64,
    },
    /// The passphrase has fewer than ten characters.
    #[error("the passphrase is too short")]
    ShortPassphrase,
    /// What was chosen is there, but the key is not: credential, wrapped key or key file.
    #[error("the key of the database is not where it was put")]
    Missing,
    /// The security chip keeps the key to itself: the machine was started in another way.
    #[error("the security chip refuses: the start of this machine has changed")]
    Refused,
    /// No security chip answers.
    #[error("no security chip answers")]
    NoModule,
    /// A chip answers, but not with what was made at enrolment: cleared, or another machine.
    #[error("the security chip is not the one of the enrolment")]
    OtherModule,
    /// The chip has no room left, or its owner keeps others out.
    #[error("the security chip lets nothing be made")]
    FullModule,
    /// The chip waits after too many hard power cuts or wrong secrets; it counts down by itself.
    #[error("the security chip waits after power cuts; it opens again by itself")]
    ModuleWaits,
    /// The chip failed at what it can do otherwise.
    #[error("the security chip failed")]
    Module,
    /// The tool that makes systemd credentials is missing or refused.
    #[error("systemd-creds is missing or refused")]
    Credentials,
    /// Others than the owner may read the key.
    #[error("the key is open to others")]
    Permissions,
    /// What is on the disk is not what was written.
    #[error("the files of custody are damaged")]
    Damaged,
    /// The files were written by a newer version of this program.
    #[error("the files of custody belong to a newer version")]
    TooNew,
    /// The machine could not read or write.
    #[error("the files of custody could not be read or written")]
    Io,
    /// A file of the recovery is refused.
    #[error(transparent)]
    Recovery(#[from] RecoveryError),
    /// The memory refused.
    #[error(transparent)]
    Journal(#[from] journal::Error),
}

impl CustodyError {
    /// Tells whether the same call may succeed when it is tried again, without anybody's help.
    pub fn can_retry(self) -> bool {
        match self {
            Self::Io | Self::Module | Self::ModuleWaits => true,
            Self::Journal(error) => error.can_retry(),
            Self::NotChosen
            | Self::Chosen
            | Self::Locked
            | Self::WrongPassphrase { .. }
            | Self::ShortPassphrase
            | Self::Missing
            | Self::Refused
            | Self::NoModule
            | Self::OtherModule
            | Self::FullModule
            | Self::Credentials
            | Self::Permissions
            | Self::Damaged
            | Self::TooNew
            | Self::Recovery(_) => false,
        }
    }
}

impl From<io::Error> for CustodyError {
    fn from(_: io::Error) -> Self {
        Self::Io
    }
}

impl From<KeyError> for CustodyError {
    fn from(error: KeyError) -> Self {
        match error {
            KeyError::Missing => Self::Missing,
            KeyError::Permissions => Self::Permissions,
            KeyError::Damaged => Self::Damaged,
            KeyError::Io => Self::Io,
            KeyError::Module => Self::Module,
        }
    }
}

impl From<ChipError> for CustodyError {
    fn from(error: ChipError) -> Self {
        match error {
            ChipError::Absent => Self::NoModule,
            ChipError::Refused => Self::Refused,
            ChipError::Unknown => Self::OtherModule,
            ChipError::Full => Self::FullModule,
            ChipError::Waits => Self::ModuleWaits,
            ChipError::Failed => Self::Module,
        }
    }
}
