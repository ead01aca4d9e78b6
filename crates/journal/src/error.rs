//! What can go wrong with the memory of the kiosk, as far as somebody acts differently for it.

use std::io;

use rusqlite::ffi::ErrorCode;

use crate::key_store::KeyError;

/// A refusal or failure of the journal. After any of them nothing of the act is saved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// No space is left: nothing new can be saved until there is.
    #[error("the disk is full")]
    DiskFull,
    /// Another connection holds the file for a moment.
    #[error("the journal is busy")]
    Busy,
    /// Another process has this journal open.
    #[error("another process holds the journal")]
    Locked,
    /// The key does not open the file. A file whose first page is damaged looks the same.
    #[error("the database key does not open the journal")]
    WrongKey,
    /// The key cannot be had.
    #[error("the database key cannot be had: {0}")]
    Key(#[from] KeyError),
    /// What is on the disk is not what was written.
    #[error("the journal is damaged")]
    Corrupt,
    /// The journal is damaged, and no copy with what is mirrored beside it makes it whole.
    #[error("the journal is damaged and no copy makes it whole")]
    Unrestorable,
    /// The disk takes no writes: nothing new can be saved until it does.
    #[error("the disk is read-only")]
    ReadOnly,
    /// The file was written by a newer version of this program.
    #[error("the journal belongs to a newer version")]
    TooNew,
    /// The machine could not read or write.
    #[error("the journal could not be read or written")]
    Io,
    /// There is no kiosk certificate or no trust bundle yet.
    #[error("the kiosk is not enrolled")]
    NotEnrolled,
    /// Records were made under another kiosk name; a new name needs a new journal.
    #[error("the journal belongs to another enrolment")]
    OtherEnrolment,
    /// The trust bundle is not newer than the one that is held.
    #[error("the trust bundle would roll back")]
    BundleRollback,
    /// The trust bundle does not verify under the pinned roots.
    #[error("the trust bundle is not trusted")]
    BundleUntrusted,
    /// The centre acknowledges what this journal never wrote: an old disk image came back.
    #[error("the centre knows more of this kiosk than the kiosk itself")]
    AnswerAhead,
    /// The file is older than its witness outside: an old disk image came back.
    #[error("the journal is older than what witnesses it")]
    RestoredImage,
    /// The certificate allows no further provisional code, or none at all.
    #[error("no provisional code is left")]
    QuotaSpent,
    /// The stated time lies before the time that the centre signed last.
    #[error("the time is before the last known one")]
    BelowFloor,
    /// It needs two different persons of the roster, one of them a supervisor or technician.
    #[error("two persons are needed")]
    TwoPersons,
    /// The chain has this epoch already, or a later one.
    #[error("the epoch is not a new one")]
    OldEpoch,
    /// A key is set already that records or an enrolment rest on.
    #[error("the device's key is in use")]
    KeyInUse,
    /// A value is larger than its limit.
    #[error("a value is larger than its limit")]
    TooLarge,
    /// The record could not be sealed for the centre.
    #[error("the record could not be sealed")]
    Seal,
}

impl Error {
    /// Tells whether the same act may succeed when it is tried again, without anybody's help.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::Busy | Self::Locked | Self::Io)
    }
}

/// A place of the disk that cannot be read is as damaged as one that reads differently.
const UNREADABLE: [i32; 4] = [
    rusqlite::ffi::SQLITE_IOERR_READ,
    rusqlite::ffi::SQLITE_IOERR_SHORT_READ,
    rusqlite::ffi::SQLITE_IOERR_DATA,
    rusqlite::ffi::SQLITE_IOERR_CORRUPTFS,
];

impl From<rusqlite::Error> for Error {
    fn from(error: rusqlite::Error) -> Self {
        if matches!(error, rusqlite::Error::ToSqlConversionFailure(_)) {
            return Self::TooLarge;
        }
        let Some(code) = error.sqlite_error_code() else {
            // Every other variant without a code means that a row has not the shape we wrote.
            return Self::Corrupt;
        };
        let extended = error.sqlite_error().map_or(0, |error| error.extended_code);
        if UNREADABLE.contains(&extended) {
            return Self::Corrupt;
        }
        #[expect(clippy::wildcard_enum_match_arm, reason = "the list of SQLite is open")]
        match code {
            ErrorCode::ReadOnly => Self::ReadOnly,
            ErrorCode::DiskFull => Self::DiskFull,
            ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy,
            ErrorCode::SystemIoFailure
            | ErrorCode::CannotOpen
            | ErrorCode::PermissionDenied
            | ErrorCode::OutOfMemory
            | ErrorCode::OperationInterrupted => Self::Io,
            ErrorCode::TooBig => Self::TooLarge,
            _ => Self::Corrupt,
        }
    }
}

impl From<io::Error> for Error {
    fn from(error: io::Error) -> Self {
        #[expect(
            clippy::wildcard_enum_match_arm,
            reason = "the list of the system is open"
        )]
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::DiskFull,
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly,
            _ => Self::Io,
        }
    }
}
