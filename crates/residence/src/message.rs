//! Tasks, notices and receipts: the texts that people read, in Chinese and English.
//!
//! A task needs a decision, a notice only informs. The Chinese wording is fixed; the gaps are
//! filled from typed values, so that no text can be sent with a gap or the wrong thing in it.
//!
//! The first twenty are those of domain.md 9. The others tell who asked for something that it was
//! refused or done, because a refusal without a word is none (个人信息保护法 art. 50).

mod informing;
mod receipt;
mod sending;
mod task;
mod texts;
mod traditional;

pub use informing::{ACCOMMODATION_RULE, lateness_text};
pub use receipt::{Receipt, ReceiptFacts, ReceiptMatter};
pub use sending::{Addressed, Declared, Recipient, habitual_messages, messages};
pub use task::{NoticeState, Task, TaskDenial, TaskState};
pub use traditional::traditional;

use chrono::NaiveDate;

use crate::{
    ids::RecordId,
    lists::{RejectionReason, listed, named},
    name::PersonName,
    private::Private,
};

listed! {
    /// The templates, in the order of the table.
    Template {
        /// T1, to owners and trustees.
        TaskConfirmMoveIn = "TASK_CONFIRM_MOVE_IN",
        /// T5 and T6.
        ResultEffective = "RESULT_EFFECTIVE",
        /// T7.
        ResultRejected = "RESULT_REJECTED",
        /// T8.
        ResultExpired = "RESULT_EXPIRED",
        /// Reminders.
        RemindConfirm = "REMIND_CONFIRM",
        /// A habitual residence to review.
        TaskHabitual = "TASK_HABITUAL",
        /// It was approved.
        ResultHabitualOk = "RESULT_HABITUAL_OK",
        /// T10, to owners and trustees.
        TaskConfirmCancel = "TASK_CONFIRM_CANCEL",
        /// Before T10.
        WarnCancelPermit = "WARN_CANCEL_PERMIT",
        /// T11 and T13.
        ResultCancelled = "RESULT_CANCELLED",
        /// T15.
        NoticeMoveOut = "NOTICE_MOVE_OUT",
        /// First eligible day.
        PermitEligible = "PERMIT_ELIGIBLE",
        /// P1.
        PermitAccepted = "PERMIT_ACCEPTED",
        /// P3.
        PermitCorrection = "PERMIT_CORRECTION",
        /// P5.
        PermitIssued = "PERMIT_ISSUED",
        /// Start of the endorsement window.
        EndorseOpen = "ENDORSE_OPEN",
        /// P8 and P9.
        PermitSuspended = "PERMIT_SUSPENDED",
        /// P10 and P11.
        PermitRestored = "PERMIT_RESTORED",
        /// A minor turns 16.
        TakeOverDue = "TAKE_OVER_DUE",
        /// A trusteeship to accept.
        TrustOffer = "TRUST_OFFER",
        /// A habitual residence was refused, or not reviewed in time.
        ResultHabitualRefused = "RESULT_HABITUAL_REFUSED",
        /// T12.
        ResultCancelRefused = "RESULT_CANCEL_REFUSED",
        /// A claim to own a house was verified.
        ResultOwnerVerified = "RESULT_OWNER_VERIFIED",
        /// It was refused.
        ResultOwnerRefused = "RESULT_OWNER_REFUSED",
        /// A request about the own data was carried out.
        ResultDataDone = "RESULT_DATA_DONE",
        /// It was refused.
        ResultDataRefused = "RESULT_DATA_REFUSED",
    }
}

impl Template {
    /// Tells whether it asks for a decision (待办任务); the others are notices (通知).
    pub fn is_task(self) -> bool {
        matches!(
            self,
            Self::TaskConfirmMoveIn
                | Self::TaskHabitual
                | Self::TaskConfirmCancel
                | Self::WarnCancelPermit
                | Self::TakeOverDue
                | Self::TrustOffer
        )
    }
}

listed! {
    /// The languages of the texts.
    Language {
        /// 中文.
        Zh = "zh",
        /// English.
        En = "en",
    }
}

/// A name that stands in a text in both languages, such as a reason or a document to bring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Words {
    /// In Chinese.
    pub zh: &'static str,
    /// In English.
    pub en: &'static str,
}

/// An address as one line, as its reader may see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AddressLine(Private<String>);

impl AddressLine {
    /// Takes a line into custody.
    pub fn new(line: String) -> Self {
        Self(Private::new(line))
    }

    /// Shows the line to code that stores, sends or prints it.
    pub fn reveal(&self) -> &str {
        self.0.reveal()
    }
}

/// A message with its gaps filled.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    missing_docs,
    reason = "each variant is its template, each field its gap"
)]
pub enum Message {
    TaskConfirmMoveIn {
        name: PersonName,
        address: AddressLine,
    },
    ResultEffective {
        address: AddressLine,
    },
    ResultRejected {
        address: AddressLine,
        reason: Words,
    },
    ResultExpired {
        days: u64,
    },
    RemindConfirm {
        count: u32,
    },
    TaskHabitual {
        name: PersonName,
        address: AddressLine,
    },
    ResultHabitualOk {
        address: AddressLine,
        from: NaiveDate,
    },
    TaskConfirmCancel {
        name: PersonName,
        address: AddressLine,
    },
    WarnCancelPermit,
    ResultCancelled {
        address: AddressLine,
    },
    NoticeMoveOut {
        address: AddressLine,
        until: NaiveDate,
    },
    PermitEligible,
    PermitAccepted {
        application: RecordId,
        until: NaiveDate,
    },
    PermitCorrection {
        missing: Vec<Words>,
    },
    PermitIssued {
        window_from: NaiveDate,
        window_to: NaiveDate,
    },
    EndorseOpen {
        until: NaiveDate,
    },
    PermitSuspended {
        reason: Words,
    },
    PermitRestored,
    TakeOverDue {
        name: PersonName,
    },
    TrustOffer {
        owner: PersonName,
        address: AddressLine,
    },
    ResultHabitualRefused {
        address: AddressLine,
        reason: Words,
    },
    ResultCancelRefused {
        address: AddressLine,
        reason: Words,
    },
    ResultOwnerVerified {
        address: AddressLine,
    },
    ResultOwnerRefused {
        address: AddressLine,
    },
    ResultDataDone {
        kept: Vec<Words>,
    },
    ResultDataRefused {
        reason: Words,
    },
}

named! {
    /// Why the desk does not carry out a request about the own data (个人信息保护法 art. 50 has the
    /// reason told; the list is an own decision).
    DataRefusal {
        NotProven = "NOT_PROVEN", "没有带来证明材料", "no document shows it";
        NothingWrong = "NOTHING_WRONG", "核对后登记没有错", "the record is right";
        KeptByLaw = "KEPT_BY_LAW", "依法须继续保存", "the law has it kept";
        NotThePerson = "NOT_THE_PERSON", "不是本人提出的", "not asked by the person";
    }
}

named! {
    /// What stays when everything that may go was deleted (个人信息保护法 art. 47).
    DataKept {
        Registrations = "REGISTRATIONS", "居住登记", "residence registrations";
        Permits = "PERMITS", "居住证", "residence permits";
        Consents = "CONSENTS", "同意记录", "consents";
        Ownership = "OWNERSHIP", "房屋登记", "ownership of a house";
    }
}

/// Warns before a resident asks to cancel (T10), when a permit is tied to the address.
pub fn cancel_warning(permit_at_address: bool) -> Option<Message> {
    permit_at_address.then_some(Message::WarnCancelPermit)
}

/// Returns the words of a refusal.
pub fn refusal_words(reason: RejectionReason) -> Words {
    let (zh, en) = match reason {
        RejectionReason::NotLivingHere => ("非本房屋居住人", "does not live in this home"),
        RejectionReason::WrongRoom => ("房号有误", "wrong room number"),
        RejectionReason::WrongPerson => ("身份信息有误", "wrong identity"),
        RejectionReason::ContractEnded => ("租约已结束", "the contract has ended"),
        RejectionReason::NotMyHouse => ("非本人房屋", "not my house"),
        RejectionReason::Other => ("其他", "other"),
    };
    Words { zh, en }
}

#[cfg(test)]
mod tests;
