//! Tasks that wait for the person, and notices.

use serde::Serialize;
use ts_rs::TS;

use super::{ActMatter, Address, Centre, Errand, PersonSeen};

/// Screen of 我的消息.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Messages {
    /// Masked name, when it is known.
    pub holder: Option<String>,
    /// What the centre said.
    pub centre: Centre,
    /// Tasks, the most urgent first.
    pub tasks: Vec<TaskRow>,
    /// Notices, newest first.
    pub messages: Vec<MessageRow>,
}

/// A task.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct TaskRow {
    /// The act that answers it.
    pub matter: ActMatter,
    /// What `ask_act` carries.
    pub about: String,
    /// Where.
    pub address: Option<Address>,
    /// Who asks.
    pub who: Option<PersonSeen>,
    /// Last day, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// It was answered in this visit, and the centre has not decided yet.
    pub pending: bool,
    /// Name of the rule by which the centre refused what was done about it last, in this visit.
    pub denied: Option<String>,
}

/// A notice in the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct MessageRow {
    /// What `open_item` carries.
    pub item: String,
    /// Code of `residence::Template`.
    pub template: String,
    /// Day on which it was made, `YYYY-MM-DD`.
    pub made_on: String,
    /// It was read.
    pub read: bool,
}

/// Screen of one notice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, TS)]
pub struct Message {
    /// Code of `residence::Template`.
    pub template: String,
    /// Day on which it was made, `YYYY-MM-DD`.
    pub made_on: String,
    /// The text in Chinese; it may name the own address.
    pub zh: String,
    /// The text in English.
    pub en: String,
    /// Where it can be acted on.
    pub leads_to: Option<Errand>,
}
