//! Why keys cannot be used.

use std::io;

/// Why the keys cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AuthorityError {
    /// There are no keys in this folder.
    #[error(
        "there are no keys here; make them with `central keys init`, or a town with `central demo DIR`"
    )]
    Missing,
    /// There are keys in this folder already; they are never overwritten.
    #[error("there are keys here already; they are never overwritten")]
    Exists,
    /// Others may read the key file or enter its folder.
    #[error("others may read the keys; set the file to mode 0600 and its folder to 0700")]
    Exposed,
    /// The key file was altered.
    #[error("a key file is not as it was written")]
    Damaged,
    /// The roots are wrapped and no passphrase was given, or another one.
    #[error("the roots open with another passphrase")]
    Passphrase,
    /// The passphrase is too short.
    #[error("a passphrase has at least 10 characters")]
    WeakPassphrase,
    /// The keys do not belong together.
    #[error("these keys are not those of this authority")]
    OtherAuthority,
    /// No key of this use may issue at this time.
    #[error("no key of this use is in force; see `central keys list`")]
    Expired,
    /// The module that holds a key refused.
    #[error("a key refused to sign")]
    Sign,
    /// The disk refused.
    #[error("a key file cannot be read or written")]
    Io,
}

impl AuthorityError {
    /// Tells whether the same act may succeed later.
    pub fn can_retry(self) -> bool {
        matches!(self, Self::Io | Self::Sign)
    }
}

impl From<io::Error> for AuthorityError {
    fn from(error: io::Error) -> Self {
        let kinds = [
            (io::ErrorKind::NotFound, Self::Missing),
            (io::ErrorKind::PermissionDenied, Self::Exposed),
            (io::ErrorKind::AlreadyExists, Self::Exists),
        ];
        let known = kinds.into_iter().find(|(kind, _)| *kind == error.kind());
        known.map_or(Self::Io, |(_, cause)| cause)
    }
}
