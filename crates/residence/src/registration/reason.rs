//! A reason as two short texts, for whoever stores it.

use super::{Reason, event::Event};
use crate::lists::Listed;

impl Reason {
    /// Returns what kind of reason it is.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Rejected(_) => "REJECTED",
            Self::Address(_) => "ADDRESS",
            Self::Asked(_) => "ASKED",
            Self::MovedOut(_) => "MOVED_OUT",
            Self::CancelRefused(_) => "CANCEL_REFUSED",
            Self::Ended(_) => "ENDED",
            Self::Voided(_) => "VOIDED",
        }
    }

    /// Returns its code in the list of its kind, or the day (`YYYY-MM-DD`) of a reported move.
    pub fn value(self) -> String {
        match self {
            Self::Rejected(reason) => reason.code().to_owned(),
            Self::Address(reason) => reason.code().to_owned(),
            Self::Asked(reason) => reason.code().to_owned(),
            Self::MovedOut(day) => day.to_string(),
            Self::CancelRefused(reason) => reason.code().to_owned(),
            Self::Ended(reason) => reason.code().to_owned(),
            Self::Voided(reason) => reason.code().to_owned(),
        }
    }

    /// Reads a reason back; `None` for what was never written.
    pub fn read(kind: &str, value: &str) -> Option<Self> {
        fn of<T: Listed>(value: &str, wrap: fn(T) -> Reason) -> Option<Reason> {
            T::from_code(value).map(wrap)
        }
        match kind {
            "REJECTED" => of(value, Self::Rejected),
            "ADDRESS" => of(value, Self::Address),
            "ASKED" => of(value, Self::Asked),
            "MOVED_OUT" => value.parse().ok().map(Self::MovedOut),
            "CANCEL_REFUSED" => of(value, Self::CancelRefused),
            "ENDED" => of(value, Self::Ended),
            "VOIDED" => of(value, Self::Voided),
            _ => None,
        }
    }
}

impl Event {
    /// Returns the word for an event in an audit line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Declare => "DECLARE",
            Self::DeclareManual => "DECLARE_MANUAL",
            Self::BindHouse => "BIND_HOUSE",
            Self::RefuseAddress(_) => "ADDRESS_REFUSED",
            Self::AutoConfirm => "AUTO_CONFIRM",
            Self::Confirm => "CONFIRM",
            Self::Reject(_) => "REJECT",
            Self::DayComes => "TIMEOUT",
            Self::Withdraw => "WITHDRAW",
            Self::RequestCancel(_) => "REQUEST_CANCEL",
            Self::ConfirmCancel => "CONFIRM_CANCEL",
            Self::RefuseCancel(_) => "REFUSE_CANCEL",
            Self::WithdrawCancel => "WITHDRAW_CANCEL",
            Self::ReportMoveOut(_) => "REPORT_MOVE_OUT",
            Self::EndByAuthority(_) => "END_BY_AUTHORITY",
            Self::Void(_) => "VOID",
        }
    }
}
