//! Errors as a person needs to know them: code, incident number, and whether it is saved.

use codes::Crypto;

use crate::{
    draft::crockford,
    screen::{Failure, FailureCode, Saved},
    visit::Trouble,
};

/// Names the failure that an error of the journal is for a person.
pub(crate) fn trouble(error: journal::Error, draft_kept: bool) -> Trouble {
    let code = match error {
        journal::Error::DiskFull => FailureCode::DiskFull,
        journal::Error::NotEnrolled => FailureCode::NotEnrolled,
        journal::Error::QuotaSpent | journal::Error::BelowFloor | journal::Error::TwoPersons => {
            FailureCode::Rule
        }
        journal::Error::Busy
        | journal::Error::Locked
        | journal::Error::WrongKey
        | journal::Error::Key(_)
        | journal::Error::Corrupt
        | journal::Error::Unrestorable
        | journal::Error::ReadOnly
        | journal::Error::TooNew
        | journal::Error::Io
        | journal::Error::OtherEnrolment
        | journal::Error::BundleRollback
        | journal::Error::BundleUntrusted
        | journal::Error::AnswerAhead
        | journal::Error::RestoredImage
        | journal::Error::OldEpoch
        | journal::Error::KeyInUse
        | journal::Error::TooLarge
        | journal::Error::Seal => FailureCode::Storage,
    };
    // A full disk is emptied by somebody; then the same touch succeeds.
    let can_retry = error.can_retry() || code == FailureCode::DiskFull;
    Trouble {
        code,
        can_retry,
        draft_kept,
    }
}

/// Composes the screen of a failure that no visit is part of.
pub fn without_visit(code: FailureCode, can_retry: bool, crypto: &dyn Crypto) -> Failure {
    Failure {
        code,
        incident: incident(crypto),
        saved: Saved::No,
        can_retry,
    }
}

/// Draws the number by which a worker and the log speak of a failure.
pub(crate) fn incident(crypto: &dyn Crypto) -> String {
    let mut random = [0; 4];
    crypto.random(&mut random);
    format!("K-{}", crockford(u32::from_be_bytes(random), 6))
}
