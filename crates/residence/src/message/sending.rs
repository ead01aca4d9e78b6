//! From effects to messages: who is told what.

use chrono::NaiveDate;

use super::{AddressLine, Message, Words, refusal_words};
use crate::{
    habitual::{HabitualEffect, HabitualStep},
    lists::listed,
    name::PersonName,
    registration::{AddressRefusal, CancelRefusal, Effect, Matter, Notice, Reason, Step},
};

listed! {
    /// To whom a message goes.
    Recipient {
        /// Owners, trustees and unit managers of the house; the first of them decides.
        Confirmers = "CONFIRMERS",
        /// The community desk, where nobody is bound to the house.
        Desk = "DESK",
        /// The resident.
        Resident = "RESIDENT",
        /// The cohabitant at the place that the effect names.
        Cohabitant = "COHABITANT",
        /// Who was appointed to manage a house.
        Trustee = "TRUSTEE",
    }
}

/// Nobody reviewed the request in its time.
const UNANSWERED: Words = Words {
    zh: "没有按时审核",
    en: "nobody reviewed it in time",
};

/// A message with its reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Addressed {
    /// To whom.
    pub to: Recipient,
    /// What.
    pub message: Message,
    /// Last day to decide, for a task that has one.
    pub until: Option<NaiveDate>,
}

/// The declaration that effects are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// Name of the resident.
    pub name: PersonName,
    /// The whole address; owner and resident know it.
    pub address: AddressLine,
    /// Names of the cohabitants, in their order.
    pub cohabitants: Vec<PersonName>,
    /// Days that the owner had to confirm, by the rules of the day of declaring.
    pub confirm_days: u64,
}

/// Returns the messages that follow from a step, in the order of its effects.
///
/// Effects that are no message of the table (a receipt, an audit line, work of the desk) have none.
pub fn messages(step: &Step, about: &Declared) -> Vec<Addressed> {
    let of = |effect: &Effect| match *effect {
        Effect::AskOwner { matter, until } => {
            let message = asking(matter, about)?;
            Some(addressed(Recipient::Confirmers, message, Some(until)))
        }
        Effect::AskDesk { matter, .. } => {
            let message = asking(matter, about)?;
            Some(addressed(Recipient::Desk, message, None))
        }
        Effect::AskAbout {
            matter: Matter::TakeOver,
            place,
            ..
        } => {
            let name = about.cohabitants.get(place)?.clone();
            let message = Message::TakeOverDue { name };
            Some(addressed(Recipient::Cohabitant, message, None))
        }
        Effect::TellResident(notice) => {
            let message = telling(notice, step, about)?;
            Some(addressed(Recipient::Resident, message, None))
        }
        Effect::AskAbout { .. }
        | Effect::CloseTasks
        | Effect::ExpireTasks
        | Effect::GiveReceipt
        | Effect::NoteLateness(_)
        | Effect::PermitAddressCancelled
        | Effect::EndHabitual
        | Effect::DropDays
        | Effect::Audit { .. } => None,
    };
    step.effects.iter().filter_map(of).collect()
}

/// Returns the messages that follow from a step of the habitual residence.
pub fn habitual_messages(step: &HabitualStep, about: &Declared) -> Vec<Addressed> {
    let task = || Message::TaskHabitual {
        name: about.name.clone(),
        address: about.address.clone(),
    };
    let of = |effect: &HabitualEffect| match *effect {
        HabitualEffect::AskOwner { until } => {
            Some(addressed(Recipient::Confirmers, task(), Some(until)))
        }
        HabitualEffect::AskDesk { .. } => Some(addressed(Recipient::Desk, task(), None)),
        HabitualEffect::TellApproved { from } => {
            let message = Message::ResultHabitualOk {
                address: about.address.clone(),
                from,
            };
            Some(addressed(Recipient::Resident, message, None))
        }
        HabitualEffect::TellRefused => {
            let message = Message::ResultHabitualRefused {
                address: about.address.clone(),
                reason: step.habitual.rejection.map_or(UNANSWERED, refusal_words),
            };
            Some(addressed(Recipient::Resident, message, None))
        }
        HabitualEffect::CloseTasks
        | HabitualEffect::ExpireTasks
        | HabitualEffect::EndOld { .. } => None,
    };
    step.effects.iter().filter_map(of).collect()
}

fn addressed(to: Recipient, message: Message, until: Option<NaiveDate>) -> Addressed {
    Addressed { to, message, until }
}

fn asking(matter: Matter, about: &Declared) -> Option<Message> {
    let (name, address) = (about.name.clone(), about.address.clone());
    match matter {
        Matter::MoveIn => Some(Message::TaskConfirmMoveIn { name, address }),
        Matter::Cancel => Some(Message::TaskConfirmCancel { name, address }),
        Matter::Habitual => Some(Message::TaskHabitual { name, address }),
        Matter::BindAddress
        | Matter::Ownership
        | Matter::Objection
        | Matter::Guardian
        | Matter::CallBack
        | Matter::Accommodation
        | Matter::TakeOver => None,
    }
}

fn telling(notice: Notice, step: &Step, about: &Declared) -> Option<Message> {
    let address = about.address.clone();
    match notice {
        Notice::Effective => Some(Message::ResultEffective { address }),
        Notice::Rejected => Some(Message::ResultRejected {
            address,
            reason: refusal(step.registration.reason)?,
        }),
        Notice::Expired => Some(Message::ResultExpired {
            days: about.confirm_days,
        }),
        Notice::Cancelled => Some(Message::ResultCancelled { address }),
        Notice::MoveOut => Some(Message::NoticeMoveOut {
            address,
            until: step.registration.until?,
        }),
        Notice::CancelRefused => Some(Message::ResultCancelRefused {
            address,
            reason: kept_words(step.registration.reason)?,
        }),
        Notice::ForeignersIn24Hours => None,
    }
}

fn refusal(reason: Option<Reason>) -> Option<Words> {
    match reason? {
        Reason::Rejected(reason) => Some(refusal_words(reason)),
        Reason::Address(reason) => Some(address_words(reason)),
        Reason::Asked(_)
        | Reason::MovedOut(_)
        | Reason::CancelRefused(_)
        | Reason::Ended(_)
        | Reason::Voided(_) => None,
    }
}

fn kept_words(reason: Option<Reason>) -> Option<Words> {
    let Reason::CancelRefused(reason) = reason? else {
        return None;
    };
    let (zh, en) = match reason {
        CancelRefusal::StillLivesHere => ("仍在此居住", "still lives here"),
        CancelRefusal::WrongPerson => ("身份信息有误", "wrong identity"),
        CancelRefusal::Other => ("其他", "other"),
    };
    Some(Words { zh, en })
}

fn address_words(reason: AddressRefusal) -> Words {
    let (zh, en) = match reason {
        AddressRefusal::NotFound => ("没有这个地址", "there is no such address"),
        AddressRefusal::Incomplete => ("地址不完整", "the address is incomplete"),
        AddressRefusal::OutsideArea => ("不在本服务区", "outside this service area"),
        AddressRefusal::Other => ("其他", "other"),
    };
    Words { zh, en }
}
