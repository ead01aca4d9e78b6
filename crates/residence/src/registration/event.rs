//! What happens to a registration, and the reasons that somebody gives.

use chrono::NaiveDate;

use super::Reason;
use crate::lists::{RejectionReason, listed};

/// What happens to a registration; the letters name the rows of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    /// A resident declares for a known house (T1).
    Declare,
    /// A resident declares with an address entered by hand (T2).
    DeclareManual,
    /// The desk matched the address to a house (T3).
    BindHouse,
    /// The desk found no such address (T4).
    RefuseAddress(AddressRefusal),
    /// The declarant is a verified owner of the house (T5).
    AutoConfirm,
    /// A confirmer agrees (T6).
    Confirm,
    /// A confirmer refuses, with a reason (T7).
    Reject(RejectionReason),
    /// A day has come; what waited too long ends (T8, T13).
    DayComes,
    /// The declarant takes the declaration back (T9).
    Withdraw,
    /// The resident, or who acts for the resident, asks to end it (T10).
    RequestCancel(CancelReason),
    /// A confirmer agrees to the end (T11).
    ConfirmCancel,
    /// A confirmer refuses the end (T12).
    RefuseCancel(CancelRefusal),
    /// The resident takes the request back, or objects to a reported move (T14).
    WithdrawCancel,
    /// A confirmer reports that the resident moved out on a day (T15).
    ReportMoveOut(NaiveDate),
    /// An officer ends it (T16).
    EndByAuthority(EndReason),
    /// An officer voids it (T17).
    Void(VoidReason),
}

listed! {
    /// Why the desk cannot match an address entered by hand (own decision).
    AddressRefusal {
        /// 没有这个地址.
        NotFound = "NOT_FOUND",
        /// 地址不完整.
        Incomplete = "INCOMPLETE",
        /// 不在本服务区.
        OutsideArea = "OUTSIDE_AREA",
        /// 其他, with a note.
        Other = "OTHER",
    }
}

listed! {
    /// Why a resident asks to end a registration (own decision; 迁出(离开)本地 as GA/T 2000.25).
    CancelReason {
        /// 迁出(离开)本地.
        MovedAway = "MOVED_AWAY",
        /// 搬到本地其他地址.
        MovedHouse = "MOVED_HOUSE",
        /// 转为本地户籍人口.
        BecameLocal = "BECAME_LOCAL",
        /// 其他.
        Other = "OTHER",
    }
}

listed! {
    /// Why a confirmer refuses the end (own decision).
    CancelRefusal {
        /// 仍在此居住.
        StillLivesHere = "STILL_LIVES_HERE",
        /// 身份信息有误.
        WrongPerson = "WRONG_PERSON",
        /// 其他, with a note.
        Other = "OTHER",
    }
}

listed! {
    /// Why an officer ends a registration (注销类别, GA/T 2000.25-2014, and own additions).
    EndReason {
        /// 死亡.
        Death = "DEATH",
        /// 迁出(离开)本地.
        MovedAway = "MOVED_AWAY",
        /// 转为本地户籍人口.
        BecameLocal = "BECAME_LOCAL",
        /// 房屋灭失.
        HouseGone = "HOUSE_GONE",
        /// 重复登记.
        Duplicate = "DUPLICATE",
    }
}

listed! {
    /// Why an officer voids a registration (own decision).
    VoidReason {
        /// 登记错误.
        Mistake = "MISTAKE",
        /// 虚假登记.
        Fraud = "FRAUD",
    }
}

impl Event {
    /// Tells whether the reason that was given counts only with a note (其他, 必填说明).
    pub fn needs_note(self) -> bool {
        matches!(
            self,
            Self::Reject(RejectionReason::Other)
                | Self::RefuseAddress(AddressRefusal::Other)
                | Self::RefuseCancel(CancelRefusal::Other)
        )
    }

    /// Returns the reason that comes with the event.
    pub(super) fn reason(self) -> Option<Reason> {
        match self {
            Self::RefuseAddress(reason) => Some(Reason::Address(reason)),
            Self::Reject(reason) => Some(Reason::Rejected(reason)),
            Self::RequestCancel(reason) => Some(Reason::Asked(reason)),
            Self::RefuseCancel(reason) => Some(Reason::CancelRefused(reason)),
            Self::ReportMoveOut(day) => Some(Reason::MovedOut(day)),
            Self::EndByAuthority(reason) => Some(Reason::Ended(reason)),
            Self::Void(reason) => Some(Reason::Voided(reason)),
            Self::Declare
            | Self::DeclareManual
            | Self::BindHouse
            | Self::AutoConfirm
            | Self::Confirm
            | Self::DayComes
            | Self::Withdraw
            | Self::ConfirmCancel
            | Self::WithdrawCancel => None,
        }
    }
}
