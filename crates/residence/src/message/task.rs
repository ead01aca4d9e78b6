//! A task in somebody's list: open, done, or expired.

use chrono::NaiveDate;

use super::{Language, Template};
use crate::{ids::Subject, lists::listed};

listed! {
    /// Where a task stands.
    TaskState {
        /// 待办.
        Open = "OPEN",
        /// Done, by whomever.
        Done = "DONE",
        /// Its time is over.
        Expired = "EXPIRED",
    }
}

listed! {
    /// Where a notice stands.
    NoticeState {
        /// 未读.
        Unread = "UNREAD",
        /// 已读.
        Read = "READ",
    }
}

listed! {
    /// Why a task does not change.
    TaskDenial {
        /// It is closed already.
        NotOpen = "NOT_OPEN",
        /// Its last day has not passed.
        NotYet = "NOT_YET",
    }
}

/// A task that several persons may see and one of them does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Task {
    /// What is asked.
    pub template: Template,
    /// Where it stands.
    pub state: TaskState,
    /// Last day to decide; `None` for one without an end.
    pub until: Option<NaiveDate>,
    /// Who did it.
    pub done_by: Option<Subject>,
}

impl Task {
    /// Opens a task.
    pub fn open(template: Template, until: Option<NaiveDate>) -> Self {
        Self {
            template,
            state: TaskState::Open,
            until,
            done_by: None,
        }
    }

    /// Closes the task; `by` is nobody when a rule did it.
    pub fn close(&self, by: Option<Subject>) -> Result<Self, TaskDenial> {
        if self.state != TaskState::Open {
            return Err(TaskDenial::NotOpen);
        }
        Ok(Self {
            state: TaskState::Done,
            done_by: by,
            ..self.clone()
        })
    }

    /// Ends the task once its last day has passed.
    pub fn expire(&self, today: NaiveDate) -> Result<Self, TaskDenial> {
        if self.state != TaskState::Open {
            return Err(TaskDenial::NotOpen);
        }
        if self.until.is_none_or(|until| today <= until) {
            return Err(TaskDenial::NotYet);
        }
        Ok(Self {
            state: TaskState::Expired,
            ..self.clone()
        })
    }

    /// Returns how the task reads in a person's list; one that somebody else did says so.
    pub fn label(&self, reader: &Subject, language: Language) -> &'static str {
        let own = self.done_by.as_ref() == Some(reader);
        match (self.state, language) {
            (TaskState::Open, Language::Zh) => "待办",
            (TaskState::Open, Language::En) => "to do",
            (TaskState::Done, Language::Zh) if own => "已办",
            (TaskState::Done, Language::En) if own => "done",
            (TaskState::Done, Language::Zh) => "已由他人处理",
            (TaskState::Done, Language::En) => "done by somebody else",
            (TaskState::Expired, Language::Zh) => "已过期",
            (TaskState::Expired, Language::En) => "expired",
        }
    }
}
